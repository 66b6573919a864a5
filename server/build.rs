//! Puts the page into the binary: every file of `dist/` (or of the folder that `GLASSLOG_DIST` names), as `cargo xtask build` wrote it.
//! Without one, a small page says how to get it; a server without a page is still a whole server.

use std::fmt::Write;
use std::hash::{Hash, Hasher};
use std::path::{Path, PathBuf};
use std::{env, fs};

const PLACEHOLDER: &str = "<!DOCTYPE html><html lang=\"en\"><meta charset=\"utf-8\"><title>Glasslog</title>\
    <p>This server was compiled without its page. Run <code>cargo xtask build</code> and start it again.</p></html>";

fn main() {
    println!("cargo:rerun-if-env-changed=GLASSLOG_DIST");
    println!("cargo:rerun-if-changed=build.rs");
    let own = Path::new(&env::var("CARGO_MANIFEST_DIR").expect("cargo sets it")).join("../dist");
    let dist = env::var_os("GLASSLOG_DIST").map_or(own, PathBuf::from);
    // A path that does not exist would make cargo run this every time.
    if dist.exists() {
        println!("cargo:rerun-if-changed={}", dist.display());
    }
    let out = PathBuf::from(env::var("OUT_DIR").expect("cargo sets it"));

    let mut files = Vec::new();
    list(&dist, &dist, &mut files);
    files.sort();
    if !files.iter().any(|(name, _)| name == "index.html") {
        let placeholder = out.join("placeholder.html");
        fs::write(&placeholder, PLACEHOLDER).expect("OUT_DIR can be written");
        files = vec![("index.html".to_owned(), placeholder)];
    }

    let mut code = String::from("[\n");
    for (name, path) in &files {
        if name.ends_with(".br") {
            continue;
        }
        let brotli = files.iter().find(|(other, _)| *other == format!("{name}.br"));
        let bytes = |path: &Path| format!("include_bytes!({:?})", fs::canonicalize(path).expect("listed above"));
        let brotli = brotli.map_or("None".to_owned(), |(_, path)| format!("Some({})", bytes(path)));
        writeln!(
            code,
            "File {{ path: {:?}, bytes: {}, brotli: {brotli}, media_type: {:?}, etag: {:?} }},",
            format!("/{name}"),
            bytes(path),
            media_type(name),
            etag(path),
        )
        .expect("a string takes all");
    }
    code.push_str("]\n");
    fs::write(out.join("page_files.rs"), code).expect("OUT_DIR can be written");
}

fn list(root: &Path, folder: &Path, files: &mut Vec<(String, PathBuf)>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        let name = path.strip_prefix(root).expect("below the root").to_string_lossy().replace('\\', "/");
        if path.is_dir() {
            list(root, &path, files);
        } else if !name.starts_with('.') {
            files.push((name, path));
        }
    }
}

fn media_type(name: &str) -> &'static str {
    match name.rsplit('.').next().unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "wasm" => "application/wasm",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "json" => "application/json",
        "woff2" => "font/woff2",
        "txt" | "md" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

/// Tells one build's file from another's; nobody trusts it further than that.
fn etag(path: &Path) -> String {
    let mut hasher = std::hash::DefaultHasher::new();
    fs::read(path).expect("listed above").hash(&mut hasher);
    format!("\"{:016x}\"", hasher.finish())
}
