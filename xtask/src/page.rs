//! The page: from `web/` and `index.html` to `dist/`, a folder that any static host can serve and that the server embeds.
//!
//! `index.html` is the same file that `trunk serve` reads. Of trunk's links this knows `rust`, `css`, `icon`, `copy-file` and
//! `copy-dir`; anything else is an error, so that the two cannot drift apart in silence. All addresses are relative: the folder works
//! below any path. Nothing is inline, so the page runs under a strict Content-Security-Policy.

use std::collections::BTreeMap;
use std::fs;
use std::hash::{Hash, Hasher};
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use brotli::enc::BrotliEncoderParams;
use brotli::enc::backward_references::BrotliEncoderMode;
use wasm_bindgen_cli_support::Bindgen;

use crate::step::{cargo, run, step};
use crate::{rest, tools};

/// The functions that come later, see [`crate::rest`].
pub(crate) const REST: &str = "web/rest.txt";
/// Where the page is written to, and read from when the server is compiled.
pub(crate) const DIST: &str = "dist";

/// So many bytes may a first visit to the sandbox cost, all files that it loads together, compressed with brotli: what is larger is not
/// built. The goal is 350,000; a compiler that lays functions out in another order may need a little more.
const BUDGET: &str = include_str!("../../web/first-visit-budget.txt");

const WASM: &str = "target/wasm32-unknown-unknown/web/glasslog-web.wasm";
/// What is left of it when the chunks are taken out.
const MAIN: &str = "target/wasm32-unknown-unknown/web/glasslog-main.wasm";
const GLUE: &str = "target/page";
/// What loads the chunks, as the module names it.
const CHUNKS: &str = "./chunks.js";
/// The witness: loaded only when somebody asks for it.
const WITNESS: &str = "target/wasm32-unknown-unknown/web/glasslog_witness.wasm";
const WORKER: &str = "import init, { Witness } from './witness.js';
const ready = init({ module_or_path: new URL('./witness_bg.wasm', import.meta.url) }).then(() => new Witness());
onmessage = async ({ data }) => {
  const witness = await ready;
  postMessage(witness.look(data));
};
";
/// Who hunts, in the same file as the witness. It tells how far it is without waiting for answers; whoever has enough ends it.
const HUNT: &str = "import init, { Hunt } from './witness.js';
onmessage = async ({ data: [run, seeds] }) => {
  await init({ module_or_path: new URL('./witness_bg.wasm', import.meta.url) });
  const hunt = new Hunt(run, seeds);
  do postMessage(hunt.go()); while (!hunt.is_over());
};
";
/// What a first visit looks like. `index.html` ends its list of sheets with some that have their say after all others: they end
/// this one, and the one that comes with the rest once more.
const STYLE: &str = "style.css";
/// The sheets that come with the rest, one after the other.
const STYLES_OF_THE_REST: [&str; 10] = [
    "inspector.css",
    "learn.css",
    "lens.css",
    "spacetime.css",
    "batch.css",
    "metrics.css",
    "hunt.css",
    "compare.css",
    "palette.css",
    "present.css",
];
const POLICY: &str = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self' 'unsafe-inline'; \
    img-src 'self' data: blob:; connect-src 'self' ws: wss:; base-uri 'none'; form-action 'none'";
const START: &str = "import init from './glasslog.js';
init({ module_or_path: new URL('./glasslog_bg.wasm', import.meta.url) }).catch((error) => {
  const place = document.getElementById('loading') ?? document.body;
  place.textContent = 'The page could not start: ' + error;
  throw error;
});
";

/// Builds the page into `dist/`. Files whose content is the same are not touched.
pub(crate) fn build() -> Result<()> {
    compile()?;
    if up_to_date() {
        return Ok(());
    }
    step("page: bind, compress, write dist/", || {
        let build = bind()?;
        rest::take_out(Path::new(GLUE), &fs::read_to_string(REST).context(REST)?, &build)?;
        let files = assemble()?;
        write(&files)
    })
}

/// Builds into `folder` a page that counts which of its functions run. Gives their names, in the order of its counts.
pub(crate) fn counting(folder: &Path) -> Result<Vec<u32>> {
    compile()?;
    step("page: bind, count", || {
        bind()?;
        let names = rest::count(Path::new(GLUE))?;
        fs::create_dir_all(folder)?;
        for (name, bytes) in assemble()? {
            fs::write(folder.join(name), bytes)?;
        }
        Ok(names)
    })
}

fn compile() -> Result<()> {
    tools::wasm_target()?;
    step("page: compile to WebAssembly", || {
        let target = ["--profile", "web", "--target", "wasm32-unknown-unknown"];
        // what refers to what is needed to take the module apart
        let page =
            ["-p", "glasslog-web", "--bin", "glasslog-web", "--features", "split", "--", "-Clink-arg=--emit-relocs"];
        let mut compile = cargo(["rustc"].into_iter().chain(target).chain(page));
        compile.env(FLAGS, flags());
        run(compile)?;
        // apart: together they would share the checks
        let mut witness = cargo(["build"].into_iter().chain(target).chain(["-p", "glasslog-witness"]));
        witness.env(FLAGS, flags());
        run(witness)
    })
}

const FLAGS: &str = "CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS";

/// Functions that are the same but for their types have names of their own, and no path says where the page was built.
fn flags() -> String {
    let home = |variable: &str, folder: &str| {
        std::env::var(variable).unwrap_or_else(|_| format!("{}/{folder}", std::env::var("HOME").unwrap_or_default()))
    };
    let sources = format!("{}/registry/src", home("CARGO_HOME", ".cargo"));
    let toolchains = format!("{}/toolchains", home("RUSTUP_HOME", ".rustup"));
    format!("-Csymbol-mangling-version=v0 --remap-path-prefix={sources}=cargo --remap-path-prefix={toolchains}=rust")
}

/// True if `dist/` was written after everything that it is made of.
fn up_to_date() -> bool {
    let modified = |path: &Path| fs::metadata(path).and_then(|data| data.modified()).ok();
    let Some(written) = modified(&Path::new(GLUE).join("written")) else {
        return false;
    };
    let own = std::env::current_exe().unwrap_or_default();
    let mut inputs =
        vec![PathBuf::from(WASM), PathBuf::from(WITNESS), PathBuf::from("index.html"), PathBuf::from(REST), own];
    inputs.extend(linked_files());
    Path::new(DIST).join("index.html").exists()
        && inputs.iter().all(|input| modified(input).is_some_and(|changed| changed < written))
}

fn linked_files() -> Vec<PathBuf> {
    let text = fs::read_to_string("index.html").unwrap_or_default();
    let links = links(&text).unwrap_or_default();
    let mut files = Vec::new();
    for link in links {
        match link.kind.as_str() {
            "rust" => {}
            "copy-dir" => walk(Path::new(&link.href), &mut files),
            _ => files.push(PathBuf::from(link.href)),
        }
    }
    files
}

fn walk(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            walk(&path, files);
        } else {
            files.push(path);
        }
    }
}

/// Takes the page's module apart, and makes what JavaScript knows of each. Gives the build's name.
fn bind() -> Result<String> {
    // what an earlier module was taken apart into is gone
    fs::remove_dir_all(GLUE).ok();
    let build = split()?;
    // what comes later is known by the names of functions
    bind_one(MAIN, "glasslog", true)?;
    bind_one(WITNESS, "witness", false)?;
    Ok(build)
}

/// Takes out of the page's module what only parts lead to (see `web/src/lazy.rs`): chunks of WebAssembly, and the script that loads them.
fn split() -> Result<String> {
    let wasm = fs::read(WASM).context(WASM)?;
    let mut options = wasm_split_cli_support::Options::new(&wasm);
    options.output_dir = Path::new(GLUE);
    options.main_out_path = Path::new(MAIN);
    options.link_name = CHUNKS;
    options.main_module = "./glasslog.js";
    let split = wasm_split_cli_support::transform(options).map_err(|error| anyhow::anyhow!("{error:?}"))?;
    // A chunk fits its own module only. A page that was opened before the server was replaced must not find another one's.
    let mut hasher = std::hash::DefaultHasher::new();
    wasm.hash(&mut hasher);
    let build = format!("{:08x}", hasher.finish() >> 32);
    let script = Path::new(GLUE).join(CHUNKS);
    let mut loads = fs::read_to_string(&script)?;
    for chunk in split.split_modules {
        let name = chunk.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        if loads.contains(&format!("\"./{name}.wasm\"")) {
            loads = loads.replace(&format!("\"./{name}.wasm\""), &format!("\"./{name}-{}.wasm\"", build));
            fs::rename(&chunk, chunk.with_file_name(format!("{name}-{}.wasm", build)))?;
        } else {
            // nothing was left for it
            fs::remove_file(&chunk)?;
        }
    }
    fs::write(script, rest::with_rest(&loads)?)?;
    Ok(build)
}

fn bind_one(wasm: &str, name: &str, names: bool) -> Result<()> {
    let mut bindgen = Bindgen::new();
    bindgen
        .input_path(wasm)
        .out_name(name)
        .web(true)?
        .typescript(false)
        .omit_default_module_path(false)
        // chunks are reached through the table of functions
        .keep_lld_exports(true)
        .demangle(false)
        .remove_name_section(!names)
        .remove_producers_section(true);
    bindgen.generate(GLUE)
}

/// One `<link data-trunk …>` of `index.html`.
struct Link {
    text: String,
    kind: String,
    href: String,
}

fn links(html: &str) -> Result<Vec<Link>> {
    let mut found = Vec::new();
    let mut rest = html;
    while let Some(at) = rest.find("<link data-trunk") {
        let end = rest[at..].find('>').context("index.html: a link does not end")?;
        let text = &rest[at..=at + end];
        let attribute = |name: &str| -> Result<String> {
            let (_, value) =
                text.split_once(&format!("{name}=\"")).with_context(|| format!("index.html: {text} lacks {name}"))?;
            Ok(value.split('"').next().unwrap_or_default().to_owned())
        };
        found.push(Link { text: text.to_owned(), kind: attribute("rel")?, href: attribute("href")? });
        rest = &rest[at + end..];
    }
    Ok(found)
}

/// Every file of the page by its name inside `dist/`.
fn assemble() -> Result<BTreeMap<String, Vec<u8>>> {
    let mut files = BTreeMap::new();
    let mut html = fs::read_to_string("index.html").context("index.html")?;
    // what is needed at once, what comes with the rest, and what has its say after both
    let mut styles = [const { String::new() }; 3];
    for link in links(&html)? {
        let source = Path::new(&link.href);
        let name = source.file_name().unwrap_or_default().to_string_lossy();
        let instead = match link.kind.as_str() {
            "rust" => {
                files.insert("start.js".to_owned(), START.into());
                format!(
                    "<meta http-equiv=\"Content-Security-Policy\" content=\"{POLICY}\">\n    \
                     <link rel=\"modulepreload\" href=\"glasslog.js\">\n    \
                     <link rel=\"modulepreload\" href=\"{CHUNKS}\">\n    \
                     <link rel=\"modulepreload\" href=\"{}\">\n    \
                     <link rel=\"preload\" href=\"glasslog_bg.wasm\" as=\"fetch\" type=\"application/wasm\" crossorigin>\n    \
                     <script type=\"module\" src=\"start.js\"></script>",
                    rest::LOADER
                )
            }
            "css" => {
                let later = STYLES_OF_THE_REST.contains(&&*name);
                let place = if later { 1 } else { usize::from(!styles[1].is_empty()) * 2 };
                anyhow::ensure!(
                    styles[place + 1..].iter().all(String::is_empty),
                    "{name}: not beside {STYLES_OF_THE_REST:?}"
                );
                let first = styles.iter().all(String::is_empty);
                styles[place].push_str(&without_comments(&String::from_utf8(read(source)?)?));
                if first { format!("<link rel=\"stylesheet\" href=\"{STYLE}\">") } else { String::new() }
            }
            "icon" => {
                files.insert(name.to_string(), read(source)?);
                format!("<link rel=\"icon\" href=\"{name}\">")
            }
            "copy-file" => {
                files.insert(name.to_string(), read(source)?);
                String::new()
            }
            "copy-dir" => {
                let mut sources = Vec::new();
                walk(source, &mut sources);
                for path in sources {
                    let inside = path.strip_prefix(source)?.to_string_lossy().into_owned();
                    files.insert(format!("{name}/{inside}"), read(&path)?);
                }
                String::new()
            }
            other => bail!(
                "index.html: `cargo xtask` does not know a trunk link of kind `{other}`; teach it in xtask/src/page.rs"
            ),
        };
        html = html.replace(&link.text, &instead);
    }
    let [first, rest, last] = styles;
    files.insert(STYLE.to_owned(), [first, last.clone()].concat().into());
    files.insert(rest::STYLE.to_owned(), [rest, last].concat().into());
    files.insert("witness-worker.js".to_owned(), WORKER.into());
    files.insert("hunt-worker.js".to_owned(), HUNT.into());
    let lines = html.lines().filter(|line| !line.trim().is_empty());
    files.insert("index.html".to_owned(), lines.flat_map(|line| [line.trim(), "\n"]).collect::<String>().into());
    let mut glue = Vec::new();
    walk(Path::new(GLUE), &mut glue);
    for path in glue {
        let name = path.strip_prefix(GLUE)?.to_string_lossy().into_owned();
        if name != "written" {
            files.insert(name, read(&path)?);
        }
    }
    Ok(files)
}

/// A style sheet without comments and without the space that only eyes need: each of its lines ends in what parts it from the next.
fn without_comments(css: &str) -> String {
    let mut left = String::new();
    for (at, piece) in css.split("/*").enumerate() {
        left.push_str(if at == 0 { piece } else { piece.split_once("*/").map_or("", |(_, after)| after) });
    }
    let mut small = String::new();
    for line in left.lines().map(str::trim).filter(|line| !line.is_empty()) {
        match line.split_once(": ").filter(|_| line.ends_with(';')) {
            Some((property, value)) => small.extend([property, ":", value]),
            None => small.push_str(line),
        }
        if !line.ends_with(['{', '}', ';', ',']) {
            small.push('\n');
        }
    }
    small.replace(";}", "}").replace(" {", "{")
}

fn read(path: &Path) -> Result<Vec<u8>> {
    fs::read(path).with_context(|| path.display().to_string())
}

/// Whether a file is loaded only when somebody asks for what is in it: a chunk, or the witness.
fn is_for_later(name: &str) -> bool {
    ["split_", "chunk_", "witness", "hunt", "rest-", rest::STYLE].iter().any(|begins| name.starts_with(begins))
}

/// Writes what has changed, removes what is gone, and prints the sizes that a visitor pays for.
fn write(files: &BTreeMap<String, Vec<u8>>) -> Result<()> {
    let mut all = BTreeMap::new();
    let (mut raw, mut brotli, mut gzip) = (0, 0, 0);
    let (later, first): (Vec<_>, Vec<_>) = files.iter().partition(|(name, _)| is_for_later(name));
    for (place, (name, bytes)) in later.iter().chain(&first).enumerate() {
        if place == 0 {
            eprintln!("  loaded when it is asked for:");
        } else if place == later.len() {
            eprintln!("  loaded by a first visit to the sandbox:");
        }
        let small = compress_brotli(name, bytes)?;
        eprintln!("    {name:<28} {:>8} bytes, {:>7} with brotli", bytes.len(), small.len());
        if place >= later.len() {
            raw += bytes.len();
            brotli += small.len();
            gzip += compress_gzip(bytes)?.len();
        }
        if small.len() * 10 < bytes.len() * 9 {
            all.insert(format!("{name}.br"), small);
        }
        all.insert((*name).clone(), (*bytes).clone());
    }
    eprintln!("  {:<30} {raw:>8} bytes, {brotli:>7} with brotli, {gzip} with gzip", "a first visit");
    let budget: usize = BUDGET.trim().parse().context("web/first-visit-budget.txt")?;
    if brotli > budget {
        bail!(
            "the page has become too large: {brotli} bytes with brotli, and {budget} are allowed (web/first-visit-budget.txt)"
        );
    }

    let dist = Path::new(DIST);
    let mut present = Vec::new();
    walk(dist, &mut present);
    for path in present {
        let name = path.strip_prefix(dist)?.to_string_lossy().into_owned();
        if name != ".gitignore" && !all.contains_key(&name) {
            fs::remove_file(&path)?;
        }
    }
    for (name, bytes) in &all {
        let path = dist.join(name);
        if fs::read(&path).is_ok_and(|old| &old == bytes) {
            continue;
        }
        fs::create_dir_all(path.parent().unwrap_or(dist))?;
        fs::write(&path, bytes).with_context(|| path.display().to_string())?;
    }
    fs::write(Path::new(GLUE).join("written"), "")?;
    Ok(())
}

/// A module repeats itself at distances that are multiples, as fonts do, for which brotli has a mode: about a thousandth shorter.
fn compress_brotli(name: &str, bytes: &[u8]) -> Result<Vec<u8>> {
    let mode = if name.ends_with(".wasm") {
        BrotliEncoderMode::BROTLI_MODE_FONT
    } else {
        BrotliEncoderMode::BROTLI_MODE_GENERIC
    };
    let params = BrotliEncoderParams { mode, quality: 11, lgwin: 22, size_hint: bytes.len(), ..Default::default() };
    let mut compressed = Vec::new();
    brotli::BrotliCompress(&mut &bytes[..], &mut compressed, &params)?;
    Ok(compressed)
}

fn compress_gzip(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(bytes)?;
    Ok(encoder.finish()?)
}
