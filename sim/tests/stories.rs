//! Runs that broke a promise once, or do so with a bug planted: each is a file in `stories/`, cut down to few events.
//!
//! `cargo xtask sim` writes such files; one that belongs to a bug that was mended is put here, and stays mended.

use std::path::PathBuf;

use glasslog_sim::kept::Kept;

fn all() -> Vec<(String, Kept)> {
    let directory = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/stories");
    let mut stories = Vec::new();
    for entry in std::fs::read_dir(directory).expect("the stories") {
        let path = entry.expect("an entry").path();
        let name = path.display().to_string();
        if path.extension().is_some_and(|extension| extension == "story") {
            let file = std::fs::read_to_string(&path).expect("it can be read");
            let kept = Kept::read(&file).unwrap_or_else(|no| panic!("{name}: {no}"));
            stories.push((name, kept));
        }
    }
    assert!(!stories.is_empty(), "there are none");
    stories
}

#[test]
fn every_story_keeps_every_promise_now() {
    for (name, kept) in all() {
        let report = kept.script.play();
        assert!(report.violations.is_empty(), "{name}: {:#?}", report.violations);
        assert!(report.steps > 0);
    }
}

#[cfg(feature = "mutants")]
#[test]
fn every_story_of_a_planted_bug_still_finds_it() {
    let mut planted = 0;
    for (name, kept) in all().into_iter().filter(|(_, kept)| kept.planted.is_some()) {
        let script = kept.with_bug().unwrap_or_else(|| panic!("{name}: there is no such bug any more"));
        let report = script.play();
        let first = report.violations.first().unwrap_or_else(|| panic!("{name} finds nothing any more"));
        assert_eq!(*first.invariant, *kept.invariant, "{name}: {first:?}");
        planted += 1;
    }
    assert!(planted > 0);
}
