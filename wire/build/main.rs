//! Makes the codec from `schema/*.schema`: `messages.rs` for the library, `random.rs` for its tests.

mod codec;
mod random;
mod schema;

use std::{env, fs, path::Path};

fn main() {
    println!("cargo::rerun-if-changed=schema");
    println!("cargo::rerun-if-changed=build");
    let mut paths: Vec<_> = fs::read_dir("schema")
        .expect("the directory of schemas")
        .map(|entry| entry.expect("a directory entry").path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "schema"))
        .collect();
    paths.sort();
    let mut apis: Vec<schema::Api> = paths
        .iter()
        .map(|path| {
            println!("cargo::rerun-if-changed={}", path.display());
            schema::parse(&fs::read_to_string(path).expect("a readable schema"))
        })
        .collect();
    apis.sort_by_key(|api| api.key);
    let out = env::var("OUT_DIR").expect("cargo names a directory for output");
    let write = |name: &str, text: String| {
        fs::write(Path::new(&out).join(name), text).expect("a writable output directory");
    };
    write("messages.rs", codec::emit(&apis));
    write("random.rs", random::emit(&apis));
}
