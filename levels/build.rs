//! Lists the files in `levels/` and `cases/`, so that a new one need not be named anywhere.

use std::{env, fs, path::Path};

fn main() {
    list("levels", "level", "files.rs");
    list("cases", "case", "cases.rs");
}

/// Writes a list of the files of one kind in a folder, by their names and with what is in them.
fn list(folder: &str, kind: &str, into: &str) {
    println!("cargo:rerun-if-changed={folder}");
    let here = env::var("CARGO_MANIFEST_DIR").expect("cargo says where");
    let mut files: Vec<_> = fs::read_dir(Path::new(&here).join(folder))
        .expect("the folder is there")
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|extension| extension == kind))
        .collect();
    files.sort();
    let mut list = String::from("&[\n");
    for file in files {
        println!("cargo:rerun-if-changed={}", file.display());
        let name = file.file_stem().and_then(|name| name.to_str()).expect("a plain name");
        list += &format!("    ({name:?}, include_str!({file:?})),\n");
    }
    list += "]\n";
    let out = env::var("OUT_DIR").expect("cargo says where");
    fs::write(Path::new(&out).join(into), list).expect("it can be written");
}
