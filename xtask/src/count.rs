//! Which functions of the page run in a visit's first seconds: counted in a browser, kept as the list of those that do not.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

use crate::step::{cargo, run};
use crate::{page, tools};

/// The page that counts, and what it has counted.
const FOLDER: &str = "target/count";

/// Builds the page so that it counts, visits it, and writes the list anew. The next `cargo xtask page` uses it.
pub(crate) fn count() -> Result<()> {
    tools::chromium()?;
    tools::playwright()?;
    let folder = Path::new(FOLDER);
    fs::remove_dir_all(folder).ok();
    let names = page::counting(&folder.join("page"))?;
    run(cargo(["build", "-p", "glasslog"]))?;
    let mut visit =
        cargo(["test", "-p", "glasslog-tests", "--test", "all", "--", "browser::chunks::count", "--ignored"]);
    visit.env("GLASSLOG_COUNT", std::env::current_dir()?.join(folder));
    run(visit)?;
    let ran = folder.join("ran.txt");
    let ran = fs::read_to_string(&ran).with_context(|| ran.display().to_string())?;
    let here: BTreeSet<u32> =
        ran.lines().filter_map(|place| names.get(place.parse::<usize>().ok()?).copied()).collect();
    let rest: BTreeSet<u32> = names.iter().copied().filter(|name| !here.contains(name)).collect();
    fs::write(page::REST, rest.iter().map(|name| format!("{name:08x}\n")).collect::<String>())?;
    eprintln!("{} functions run at first, {} come later: {}", here.len(), rest.len(), page::REST);
    Ok(())
}
