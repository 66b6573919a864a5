//! Lists the files in `levels/`, so that a new one need not be named anywhere.

use std::{env, fs, path::Path};

fn main() {
    println!("cargo:rerun-if-changed=levels");
    let here = env::var("CARGO_MANIFEST_DIR").expect("cargo says where");
    let mut files: Vec<_> = fs::read_dir(Path::new(&here).join("levels"))
        .expect("the folder is there")
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|extension| extension == "level"))
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
    fs::write(Path::new(&out).join("files.rs"), list).expect("it can be written");
}
