//! The pictures of the papers: screenshots that the browser's tests have made of what they checked, so that they do not age.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

use crate::test;

/// Where the tests put them.
const TAKEN: &str = "target/screenshots";
/// Where the papers show them.
const SHOWN: &str = "docs";
/// The name that a test gives a picture, and the name that the papers know it by.
const PICTURES: &[(&str, &str)] = &[
    ("first-seconds", "sandbox"),
    ("sandbox-truncated", "truncated"),
    ("sandbox-branches", "branches"),
    ("lens-log", "log"),
    ("lens-groups", "groups"),
    ("lens-spacetime", "spacetime"),
    ("lens-bytes", "bytes"),
    ("lens-metrics", "metrics"),
    ("compare", "compare"),
    ("hunt-moment", "hunt"),
    ("promises", "promises"),
    ("share", "share"),
    ("present", "present"),
    ("level-bet", "learn"),
    ("case", "case"),
    ("live-record", "live"),
    ("phone-sheet", "phone"),
];

/// Runs the tests, and takes their pictures over.
pub(crate) fn pictures() -> Result<()> {
    test::test(&test::Options::only("browser"))?;
    for (taken, shown) in PICTURES {
        let from = Path::new(TAKEN).join(format!("{taken}.png"));
        let to = Path::new(SHOWN).join(format!("{shown}.png"));
        fs::copy(&from, &to).with_context(|| format!("{}: has its test got another name?", from.display()))?;
    }
    eprintln!("{} pictures are in {SHOWN}/", PICTURES.len());
    Ok(())
}
