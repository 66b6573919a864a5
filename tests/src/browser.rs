//! A person at the page, in headless Chromium: see `tests/page/browser.mjs` for what can be said.

use std::process::Command;
use std::time::Duration;

use serde_json::{Value, json};

use crate::lines::Process;
use crate::root;

/// A browser with one page.
#[derive(Debug)]
pub struct Browser {
    process: Process,
    answers: usize,
}

impl Browser {
    /// Starts it and opens a page: an address, or a folder that is then served as static files. Whoever it is has been here
    /// before: nobody is shown what to do.
    #[must_use]
    pub fn open(place: &str) -> Self {
        Self::start(json!({ "open": place }))
    }

    /// As [`Self::open`], by somebody who has never been here.
    #[must_use]
    pub fn open_as_stranger(place: &str) -> Self {
        Self::start(json!({ "open": place, "stranger": true }))
    }

    fn start(open: Value) -> Self {
        let mut node = Command::new("node");
        node.arg(root().join("tests/page/browser.mjs"));
        let mut browser = Self { process: Process::start(node), answers: 0 };
        browser.tell(open);
        browser
    }

    /// Says something to the page and gives back its answer.
    ///
    /// # Panics
    /// If the page cannot do it.
    pub fn tell(&mut self, command: Value) -> Value {
        self.process.write(format!("{command}\n").as_bytes());
        let number = self.answers;
        self.answers += 1;
        let answer = self.process.wait(&format!("the page's answer to {command}"), Duration::from_secs(60), |lines| {
            lines.iter().filter_map(|line| serde_json::from_str::<Value>(line).ok()).nth(number)
        });
        assert!(answer.get("failed").is_none(), "{command}: {}", answer["failed"].as_str().unwrap_or_default());
        answer["ok"].clone()
    }

    /// Waits until the text is on the page; gives back how long that took.
    ///
    /// # Panics
    /// If it does not come in time.
    pub fn see(&mut self, text: &str, within: Duration) -> Duration {
        let took = self.tell(json!({ "see": text, "within": within.as_millis() as u64 }));
        Duration::from_millis(took.as_u64().unwrap_or_default())
    }

    /// Like [`Self::see`], inside what a selector chooses.
    ///
    /// # Panics
    /// If it does not come in time.
    pub fn see_in(&mut self, selector: &str, text: &str, within: Duration) -> Duration {
        let took = self.tell(json!({ "see": text, "in": selector, "within": within.as_millis() as u64 }));
        Duration::from_millis(took.as_u64().unwrap_or_default())
    }

    /// Waits until what the selector shows is another than now.
    ///
    /// # Panics
    /// If it stays.
    pub fn change(&mut self, selector: &str, within: Duration) {
        self.tell(json!({ "change": selector, "within": within.as_millis() as u64 }));
    }

    /// Presses a button, link or tab by its name.
    pub fn press(&mut self, name: &str) {
        self.tell(json!({ "press": name }));
    }

    /// Writes a screenshot to `target/screenshots/NAME.png`.
    pub fn picture(&mut self, name: &str) {
        self.tell(json!({ "picture": name }));
    }

    /// The page must not have complained about anything.
    ///
    /// # Panics
    /// If it has.
    pub fn expect_no_errors(&mut self) {
        let errors = self.tell(json!({ "errors": true }));
        let errors: Vec<_> = errors
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            // the page asks whether the host that it came from is a server; most are not
            .filter(|error| !(error.contains("/ws'") && error.contains("response code: 404")))
            .collect();
        assert_eq!(errors, [""; 0], "the page's console");
    }
}
