//! The whole course in a browser: every level is opened by its address, and its solution is shown to its end.

use std::time::Duration;

use glasslog_tests::browser::Browser;
use glasslog_tests::root;
use serde_json::json;

use super::{PATIENCE, built_page};

/// So long may a solution take on the screen, at sixteen times the speed.
const SHOWN_WITHIN: Duration = Duration::from_secs(180);

/// The short names of all levels, and how many hints each has.
fn levels() -> Vec<(String, usize)> {
    let files = std::fs::read_dir(root().join("levels/levels")).expect("the levels");
    let mut levels: Vec<(String, usize)> = files
        .map(|file| {
            let path = file.expect("a file").path();
            let text = std::fs::read_to_string(&path).expect("a level");
            let stem = path.file_stem().expect("a name").to_string_lossy().into_owned();
            let name: Vec<&str> = stem.splitn(3, '-').take(2).collect();
            (name.join("-"), text.lines().filter(|line| line.starts_with("hint:")).count())
        })
        .collect();
    levels.sort();
    levels
}

#[test]
#[ignore = "goes through the whole course: minutes"]
fn every_level_is_reached_when_its_solution_is_shown() {
    let all = levels();
    assert_eq!(all.len(), 24);
    let mut page = Browser::open(&format!("{}#learn", built_page()));
    for (name, hints) in &all {
        page.tell(json!({ "evaluate": format!("location.hash = '#learn/{name}'") }));
        page.see_in(".lesson .number", &name.replace('-', "."), PATIENCE);
        for hint in 0..*hints {
            page.press(if hint == 0 { "A hint" } else { "Another hint" });
        }
        page.press("Show me the solution");
        (0..3).for_each(|_| {
            page.tell(json!({ "key": "]" }));
        });
        let took = page.see_in(".after", "That was it", SHOWN_WITHIN);
        println!("{name}: shown in {} s", took.as_secs());
        assert_eq!(page.tell(json!({ "count": ".goals li:not(.reached)" })), 0, "{name}");
    }
    page.tell(json!({ "evaluate": "location.hash = '#learn'" }));
    page.see("24 of 24", PATIENCE);
    page.expect_no_errors();
}
