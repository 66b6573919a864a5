//! A shrunk run in a small file: a regression that a person can read and a test replays.
//!
//! The run itself is in one line, as [`crate::Script`] through postcard and base64; the sentences below it say what is
//! done. Reading a file compares the two, so that a file which an older version wrote is never taken for something else.

use std::fmt;

use crate::{
    code64,
    run::Report,
    scenario::Planted,
    script::Script,
    story,
    view::{Tale, Violation},
};

const TITLE: &str = "glasslog story 1";

/// A run that broke a promise, or did so until the bug was mended.
#[derive(Clone, Debug, PartialEq)]
pub struct Kept {
    /// The promise.
    pub invariant: String,
    /// The bug that was planted for it, by name; none for a real one.
    pub planted: Option<String>,
    /// The run, without that bug.
    pub script: Script,
}

/// A file is no story.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoStory(String);

impl fmt::Display for NoStory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "this is no story that can be played: {}", self.0)
    }
}

impl std::error::Error for NoStory {}

impl Kept {
    /// A script that breaks a promise.
    #[must_use]
    pub fn new(script: &Script, violation: &Violation) -> Kept {
        let mut script = script.clone();
        let planted = script.scenario.planted.take();
        Kept { invariant: violation.invariant.to_string(), planted: planted.map(planted_name), script }
    }

    /// The file. `report` is what playing the script told.
    #[must_use]
    pub fn write(&self, report: &Report) -> String {
        let planted = self.planted.as_deref().unwrap_or("nothing");
        let run = code64::encode(&postcard::to_allocvec(&self.script).unwrap_or_default());
        let mut file =
            format!("{TITLE}\nbreaks: {}\nplanted: {planted}\nrun: {run}\n\nWhat is done:\n", self.invariant);
        done(&self.script).for_each(|sentence| file.push_str(&format!("- {sentence}\n")));
        file.push_str("\nWhat happened:\n");
        for line in story::tell(report) {
            file.push_str(line.replace('\n', " ").trim_end());
            file.push('\n');
        }
        file
    }

    /// Reads a file.
    ///
    /// # Errors
    ///
    /// When it is no story, or one of another version: the run does not do what the sentences say.
    pub fn read(file: &str) -> Result<Kept, NoStory> {
        let no = |why: &str| NoStory(why.to_owned());
        let mut lines = file.lines();
        if lines.next() != Some(TITLE) {
            return Err(no("it does not begin as one"));
        }
        let mut field = |name: &str| {
            let line = lines.next().and_then(|line| line.strip_prefix(name)?.strip_prefix(": "));
            line.map(str::to_owned).ok_or_else(|| no(&format!("its {name} is missing")))
        };
        let (invariant, planted, run) = (field("breaks")?, field("planted")?, field("run")?);
        let bytes = code64::decode(&run).ok_or_else(|| no("its run is damaged"))?;
        let script: Script = postcard::from_bytes(&bytes).map_err(|_| no("its run is of another version"))?;
        let sentences = file.lines().filter_map(|line| line.strip_prefix("- "));
        if !sentences.eq(done(&script)) {
            return Err(no("its run does something else than it says"));
        }
        Ok(Kept { invariant, planted: Some(planted).filter(|planted| planted != "nothing"), script })
    }

    /// The script with its bug, if this build has it.
    #[must_use]
    pub fn with_bug(&self) -> Option<Script> {
        let mut script = self.script.clone();
        if let Some(name) = &self.planted {
            script.scenario.planted = Some(planted_named(name)?);
        }
        Some(script)
    }
}

/// What is done in a script, in sentences.
fn done(script: &Script) -> impl Iterator<Item = String> {
    let healing = script.healing.iter().flatten();
    let acts = script.acts.iter().chain(healing).map(|act| (act.at, act.action.clone()));
    let opening = script.scenario.opening.iter().map(|action| (glasslog_core::time::Instant(0), action.clone()));
    let sentence = |tale: Tale| story::sentence(&tale).unwrap_or_default().replace('\n', " ");
    let all: Vec<_> = opening.chain(acts).collect();
    all.into_iter().map(move |(at, action)| format!("{} µs: {}", at.0, sentence(Tale::Acted(action))))
}

/// A planted bug's name.
#[must_use]
pub fn planted_name(planted: Planted) -> String {
    match planted {
        #[cfg(feature = "mutants")]
        Planted::Core(mutant) => format!("{mutant:?}"),
        other => format!("{other:?}"),
    }
}

/// Every bug that this build can plant.
#[must_use]
pub fn planted_all() -> Vec<Planted> {
    let glue =
        [Planted::AckBeforeDurable, Planted::ReplyTwice, Planted::ReplyOutOfOrder, Planted::WriteGarbage].into_iter();
    #[cfg(feature = "mutants")]
    let glue = glue.chain(glasslog_core::mutant::Mutant::ALL.into_iter().map(Planted::Core));
    glue.collect()
}

/// The planted bug of a name; none where this build does not have it.
#[must_use]
pub fn planted_named(name: &str) -> Option<Planted> {
    planted_all().into_iter().find(|planted| planted_name(*planted).eq_ignore_ascii_case(name))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::run::{Length, run_planted};

    fn kept() -> (Kept, String) {
        let length = Length { faulty: Duration::from_secs(5), ..Length::default() };
        let report = (1..20).map(|seed| run_planted(seed, length, Planted::ReplyTwice)).find(|r| r.script.is_some());
        let report = report.expect("the bug is found");
        let script = report.script.clone().expect("its script");
        let kept = Kept::new(&script, &report.violations[0]);
        let file = kept.write(&report);
        (kept, file)
    }

    #[test]
    fn a_file_is_read_back_as_it_was_written() {
        let (kept, file) = kept();
        assert_eq!(Kept::read(&file), Ok(kept.clone()));
        assert_eq!(kept.script.scenario.planted, None);
        let with_bug = kept.with_bug().expect("every build has this one");
        assert_eq!(*with_bug.play().violations[0].invariant, *"X2");
        assert!(file.contains("Broken: X2"), "{file}");
    }

    #[test]
    fn a_file_that_says_something_else_than_it_does_is_refused() {
        let (_, file) = kept();
        let lines: Vec<&str> = file.lines().collect();
        let sentence = lines.iter().position(|line| line.starts_with("- ")).expect("a sentence");
        let less: Vec<&str> = lines.iter().enumerate().filter(|(n, _)| *n != sentence).map(|(_, line)| *line).collect();
        assert!(Kept::read(&less.join("\n")).is_err());
        for spoiled in [file.replace("run: ", "run: A"), file.replace("story 1", "story 0"), String::new()] {
            assert!(Kept::read(&spoiled).is_err());
        }
    }

    #[test]
    fn every_planted_bug_has_a_name() {
        for planted in planted_all() {
            assert_eq!(planted_named(&planted_name(planted)), Some(planted));
        }
        assert_eq!(planted_named("none of them"), None);
    }
}
