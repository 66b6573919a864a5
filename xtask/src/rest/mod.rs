//! The page's module in two: what the first seconds of a visit run, and the rest, which is loaded when it is wanted.
//!
//! Parts (see `web/src/lazy.rs`) take out what somebody asks for. This takes out, of what is left, single functions that nobody has
//! reached yet: how a broker recovers is in no broker's first seconds. `web/rest.txt` knows them by their names' hashes, and comes from
//! a count in a browser (`cargo xtask count`). A function that it does not know stays, so the list may be old: the worst that does is a
//! larger first visit.
//!
//! In the place of a function that went stays a gate: it sees to it that the rest is there (`rest.js`: fetched as soon as somebody
//! touches the page, and at once if a gate is reached before that), and calls the function through a table. The rest works on the
//! page's memory, tables, globals and functions. Nothing else changes: the same code runs, whatever was loaded when.

mod glue;
mod halves;
mod keep;
mod merge;

use std::collections::HashSet;
use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::Path;

use anyhow::{Context, Result};
use walrus::ir::{MemArg, StoreKind, Value};
use walrus::{Function, Module, ModuleConfig};

pub(crate) use glue::{STYLE, with_rest};
use glue::{with_short_names, write_loader};
use halves::Halves;
use keep::{keep_first, keep_rest};
use merge::merge;

/// The page's module, after `wasm-bindgen`.
const PAGE: &str = "glasslog_bg.wasm";
const GLUE: &str = "glasslog.js";
/// What loads the rest, as the page's module and its glue name it.
pub(crate) const LOADER: &str = "./rest.js";

/// Takes out of the page's module what `list` names, and writes what loads it. Its name is its own: the two halves fit each other only.
pub(crate) fn take_out(dir: &Path, list: &str, build: &str) -> Result<()> {
    let page = dir.join(PAGE);
    let wasm = fs::read(&page).with_context(|| page.display().to_string())?;
    let listed: HashSet<u32> = list.lines().filter_map(|line| u32::from_str_radix(line, 16).ok()).collect();
    let wasm = merge(wasm, &listed)?;
    let (mut first, mut rest) = (parse(&wasm, false)?, parse(&wasm, false)?);
    let halves = Halves::of(&first, &listed);
    let shared = keep_first(&mut first, &halves);
    keep_rest(&mut rest, &halves, &shared);
    let rest = rest.emit_wasm();
    let mut hasher = DefaultHasher::new();
    (build, list, &rest).hash(&mut hasher);
    let own = format!("rest-{:08x}.wasm", hasher.finish() >> 32);
    fs::write(dir.join(&own), rest)?;
    write_loader(dir, &own)?;
    let glue = with_short_names(&mut first, &fs::read_to_string(dir.join(GLUE))?);
    let here = "return {\n__proto__: null,\n";
    anyhow::ensure!(
        glue.matches(here).count() == 1,
        "{GLUE}: wasm-bindgen lists a module's imports in another way now"
    );
    let glue = glue.replace(here, &format!("{here}\"{LOADER}\": rest,\n"));
    fs::write(&page, first.emit_wasm())?;
    fs::write(dir.join(GLUE), format!("import * as rest from \"{LOADER}\"\n{glue}"))?;
    Ok(())
}

/// Has the page's module note which of its functions have run. Gives their names, in the order of the notes.
pub(crate) fn count(dir: &Path) -> Result<Vec<u32>> {
    let page = dir.join(PAGE);
    let mut module = parse(&fs::read(&page).with_context(|| page.display().to_string())?, false)?;
    let memory = module.memories.iter_mut().next().context("a module without memory")?;
    // Behind all that the linker has laid out, and before what is allocated.
    let begin = memory.initial << 16;
    memory.initial += 1;
    let memory = memory.id();
    let mut names = Vec::new();
    for (_, function) in module.funcs.iter_local_mut() {
        let note = MemArg { align: 1, offset: begin + names.len() as u64 };
        let mut body = function.builder_mut().func_body();
        body.const_at(0, Value::I32(0)).const_at(1, Value::I32(1));
        body.store_at(2, memory, StoreKind::I32_8 { atomic: false }, note);
        names.push(0);
    }
    for (place, function) in module.funcs.iter_local().map(|(id, _)| module.funcs.get(id)).enumerate() {
        names[place] = name(function).unwrap_or(0);
    }
    anyhow::ensure!(names.len() < 1 << 16, "more functions than a page of memory has bytes");
    fs::write(&page, module.emit_wasm())?;
    write_loader(dir, "none.wasm")?;
    let glue = fs::read_to_string(dir.join(GLUE))?;
    let ran =
        format!("globalThis.ran = () => Array.from(new Uint8Array(wasm.memory.buffer, {begin}, {}));\n", names.len());
    fs::write(dir.join(GLUE), glue + &ran)?;
    Ok(names)
}

fn parse(wasm: &[u8], named: bool) -> Result<Module> {
    let mut config = ModuleConfig::new();
    config.generate_name_section(named).generate_producers_section(false);
    let mut module = config.parse(wasm)?;
    // what is said there of the machine is for linkers
    module.customs.remove_raw("target_features");
    Ok(module)
}

/// Parts of names of functions that compare keys in a hash table.
const COMPARES_KEYS: [&str; 3] =
    ["hashbrown::map::equivalent_key", "hashbrown::Equivalent<", "indexmap::inner::equivalent"];

/// The hash of the name that a function has in every build (FNV-1a). None of those that compare keys in a hash table: whether that is
/// needed hangs on hashes that are seeded by addresses, and fall otherwise in every build; such functions stay.
fn name(function: &Function) -> Option<u32> {
    let name = format!("{:#}", rustc_demangle::demangle(function.name.as_deref()?));
    if COMPARES_KEYS.iter().any(|part| name.contains(part)) {
        return None;
    }
    Some(name.bytes().fold(0x811c_9dc5, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)))
}
