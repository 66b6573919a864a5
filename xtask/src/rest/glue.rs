//! The scripts around the modules.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use walrus::Module;

use super::LOADER;

/// The style sheet that comes with the rest, or with a part.
pub(crate) const STYLE: &str = "later.css";
/// What loads the rest.
const LOADS: &str = include_str!("rest.js");

/// Writes what loads the rest, a file of that name.
pub(super) fn write_loader(dir: &Path, rest: &str) -> Result<()> {
    let lines = LOADS.lines().map(str::trim_start).filter(|line| !line.starts_with("//"));
    let loader: String = lines.flat_map(|line| [line, "\n"]).collect();
    fs::write(dir.join(LOADER), loader.replace("REST", rest).replace("STYLE", STYLE)).context(LOADER)
}

/// The script that loads chunks, so that at the same time it loads the rest, which they call, and what they look like.
pub(crate) fn with_rest(loads: &str) -> Result<String> {
    let here = "const loader = async () => {\n        const parallelStuff = deps.map(d => d());\n";
    anyhow::ensure!(loads.matches(here).count() == 1, "wasm_split has another loader now");
    let loads = loads.replace(here, &format!("{here}        parallelStuff.push(style(), fetchRest());\n"));
    let loads: String = loads.lines().flat_map(|line| [line.trim_start(), "\n"]).collect();
    Ok(format!("import {{ fetchRest, style }} from \"{LOADER}\";\n{loads}"))
}

/// Gives what the module and its glue call each other by, and nobody else knows, short names on both sides; and the glue without
/// what stands before its lines.
pub(super) fn with_short_names(module: &mut Module, glue: &str) -> String {
    let mut short = BTreeMap::new();
    let mut shorten = |name: &mut String| {
        let next = format!("${}", short.len());
        name.clone_from(short.entry(name.clone()).or_insert(next));
    };
    for import in module.imports.iter_mut().filter(|import| import.module == "./glasslog_bg.js") {
        shorten(&mut import.name);
    }
    for export in module.exports.iter_mut() {
        if ["wasm_bindgen_", "__wbindgen_", "__externref_"].iter().any(|ours| export.name.starts_with(ours)) {
            shorten(&mut export.name);
        }
    }
    let mut out = String::with_capacity(glue.len());
    for line in glue.lines().map(str::trim_start).filter(|line| !line.is_empty() && !line.starts_with("//")) {
        for piece in line.split_inclusive(|letter: char| !(letter.is_ascii_alphanumeric() || "_$".contains(letter))) {
            let name =
                piece.trim_end_matches(|letter: char| !(letter.is_ascii_alphanumeric() || "_$".contains(letter)));
            out.push_str(short.get(name).map_or(name, String::as_str));
            out.push_str(&piece[name.len()..]);
        }
        out.push('\n');
    }
    out
}
