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

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::Path;

use anyhow::{Context, Result};
use walrus::ir::{MemArg, StoreKind, Value, Visitor, VisitorMut, dfs_in_order, dfs_pre_order_mut};
use walrus::{
    ConstExpr, ElementItems, ElementKind, ExportItem, Function, FunctionBuilder, FunctionId, FunctionKind, GlobalKind,
    ImportedFunction, Module, ModuleConfig, RefType, ValType,
};

/// The page's module, after `wasm-bindgen`.
const PAGE: &str = "glasslog_bg.wasm";
const GLUE: &str = "glasslog.js";
/// What loads the rest, as the page's module and its glue name it.
pub(crate) const LOADER: &str = "./rest.js";
/// The style sheet that comes with the rest, or with a part.
pub(crate) const STYLE: &str = "later.css";
/// What the rest calls the page.
const SHARED: &str = "page";
/// Exports of the page for the rest: the table of what went, and whether it is there.
const GATES: &str = "gates";
const OPEN: &str = "open";
/// … and the functions that it is called with, by their places.
const FUNCTIONS: &str = "functions";
/// What is smaller than this, in instructions, is hardly larger than its gate.
const SMALL: u64 = 2;
/// What is not larger than this, in instructions, is copied for the rest: that is for later, and the page need not export it.
const COPIED: u64 = 60;
const LOADS: &str = "import { initSync } from './glasslog.js';
const place = new URL('./REST', import.meta.url);
let coming, module;
let styled;
// What it looks like; before what has its say last.
export function style() {
  return styled ??= new Promise((done) => {
    const link = document.createElement('link');
    link.rel = 'stylesheet';
    link.href = new URL('./STYLE', import.meta.url);
    link.onload = link.onerror = done;
    document.querySelector('link[rel=stylesheet]:last-of-type').before(link);
  });
}
// The rest is on its way. Without harm as often as one likes.
export function fetchRest() {
  style();
  return coming ??= fetch(place)
    .then((answer) => answer.ok ? answer.arrayBuffer() : Promise.reject(new Error(answer.status)))
    .then((bytes) => WebAssembly.compile(bytes))
    .then((compiled) => { module ??= compiled; })
    .catch(() => { coming = undefined; });
}
// The page needs what it has not got: it has to wait.
export function load() {
  if (!module) {
    const ask = new XMLHttpRequest();
    ask.open('GET', place, false);
    ask.overrideMimeType('text/plain; charset=x-user-defined');
    try { ask.send(); } catch { /* its status says so */ }
    if (ask.status !== 200) {
      const said = document.createElement('p');
      said.role = 'alert';
      said.textContent = 'A part of this page could not be loaded, and it cannot go on without. Reload it when its server can be reached.';
      document.body.prepend(said);
      throw new Error('the rest of the page did not come: ' + ask.status);
    }
    module = new WebAssembly.Module(Uint8Array.from(ask.responseText, (letter) => letter.charCodeAt(0)));
  }
  const page = initSync();
  const functions = {};
  for (let place = 0; place < page.functions.length; place++) functions[place] = page.functions.get(place);
  new WebAssembly.Instance(module, { page, functions });
  page.open.value = 1;
}
for (const touch of ['pointermove', 'pointerdown', 'touchstart', 'wheel', 'keydown']) {
  addEventListener(touch, fetchRest, { once: true, passive: true, capture: true });
}
// Who only looks sees a plug pulled after twenty seconds.
setTimeout(fetchRest, 15000);
";

/// Functions by their places in the module.
#[derive(Default)]
struct Halves {
    /// What stays.
    first: BTreeSet<usize>,
    /// What goes, and is called by what stays: place in the table by place in the module.
    gates: BTreeMap<usize, usize>,
    /// All that goes.
    rest: BTreeSet<usize>,
    /// What stays, and is called by what goes.
    needed: BTreeSet<usize>,
}

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

fn write_loader(dir: &Path, rest: &str) -> Result<()> {
    let lines = LOADS.lines().map(str::trim_start).filter(|line| !line.starts_with("//"));
    let loader: String = lines.flat_map(|line| [line, "\n"]).collect();
    fs::write(dir.join(LOADER), loader.replace("REST", rest).replace("STYLE", STYLE)).context(LOADER)
}

/// The script that loads chunks, so that at the same time it loads the rest, which they call, and what they look like.
pub(crate) fn with_rest(loads: &str) -> Result<String> {
    let here = "const loader = async () => {\n        const parallelStuff = deps.map(d => d());\n";
    anyhow::ensure!(loads.matches(here).count() == 1, "wasm_split has another loader now");
    let loads = loads.replace(here, &format!("{here}        parallelStuff.push(style(), fetchRest());\n"));
    Ok(format!("import {{ fetchRest, style }} from \"{LOADER}\";\n{loads}"))
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
    config.parse(wasm)
}

/// The hash of the name that a function has in every build (FNV-1a).
fn name(function: &Function) -> Option<u32> {
    let name = format!("{:#}", rustc_demangle::demangle(function.name.as_deref()?));
    Some(name.bytes().fold(0x811c_9dc5, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)))
}

/// Keeps one of those functions that are the same to the byte, and go or stay alike: generic code has many. Again, as long as that makes
/// more of them the same.
fn merge(mut wasm: Vec<u8>, listed: &HashSet<u32>) -> Result<Vec<u8>> {
    struct Instead(HashMap<FunctionId, FunctionId>);
    impl VisitorMut for Instead {
        fn visit_function_id_mut(&mut self, id: &mut FunctionId) {
            *id = self.0.get(id).copied().unwrap_or(*id);
        }
    }
    loop {
        let mut module = parse(&wasm, true)?;
        let mut known = HashMap::new();
        let mut instead = Instead(HashMap::new());
        for ((id, _), body) in module.funcs.iter_local().zip(bodies(&wasm)?) {
            let function = module.funcs.get(id);
            let goes = name(function).is_some_and(|name| listed.contains(&name));
            let same = *known.entry((function.ty(), goes, body)).or_insert(id);
            if same != id {
                instead.0.insert(id, same);
            }
        }
        if instead.0.is_empty() {
            return Ok(wasm);
        }
        for (_, function) in module.funcs.iter_local_mut() {
            let entry = function.entry_block();
            dfs_pre_order_mut(&mut instead, function, entry);
        }
        for element in module.elements.iter_mut() {
            if let ElementItems::Functions(functions) = &mut element.items {
                functions.iter_mut().for_each(|id| instead.visit_function_id_mut(id));
            }
        }
        for export in module.exports.iter_mut() {
            if let ExportItem::Function(id) = &mut export.item {
                instead.visit_function_id_mut(id);
            }
        }
        module.start = module.start.map(|id| instead.0.get(&id).copied().unwrap_or(id));
        walrus::passes::gc::run(&mut module);
        wasm = module.emit_wasm();
    }
}

/// The bodies of a module's functions.
fn bodies(wasm: &[u8]) -> Result<Vec<&[u8]>> {
    const CODE: u8 = 10;
    let number = |bytes: &mut &[u8]| -> Result<usize> {
        let mut value = 0;
        for shift in (0..35).step_by(7) {
            let (byte, rest) = bytes.split_first().context("a module that ends too early")?;
            *bytes = rest;
            value |= usize::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                break;
            }
        }
        Ok(value)
    };
    let mut sections = wasm.get(8..).context("no module")?;
    while let Some((kind, mut rest)) = sections.split_first() {
        let length = number(&mut rest)?;
        let (mut section, after) = rest.split_at_checked(length).context("a section that ends too early")?;
        if *kind == CODE {
            let count = number(&mut section)?;
            let body = |_| {
                let length = number(&mut section)?;
                let (body, rest) = section.split_at_checked(length).context("a function that ends too early")?;
                section = rest;
                Ok(body)
            };
            return (0..count).map(body).collect();
        }
        sections = after;
    }
    anyhow::bail!("a module without functions")
}

/// The functions that one refers to.
fn named_by(function: &Function) -> BTreeSet<usize> {
    struct Named(BTreeSet<usize>);
    impl Visitor<'_> for Named {
        fn visit_function_id(&mut self, id: &FunctionId) {
            self.0.insert(id.index());
        }
    }
    let mut named = Named(BTreeSet::new());
    if let FunctionKind::Local(local) = &function.kind {
        dfs_in_order(&mut named, local, local.entry_block());
    }
    named.0
}

impl Halves {
    fn of(module: &Module, listed: &HashSet<u32>) -> Halves {
        let functions: BTreeMap<usize, &Function> = module.funcs.iter().map(|f| (f.id().index(), f)).collect();
        let goes = |place: &usize| match &functions[place].kind {
            FunctionKind::Local(local) => {
                local.size() >= SMALL && name(functions[place]).is_some_and(|name| listed.contains(&name))
            }
            _ => false,
        };
        let mut halves = Halves::default();
        let mut gates = BTreeSet::new();
        let mut to_see: Vec<usize> = roots(module).into_iter().collect();
        while let Some(place) = to_see.pop() {
            if goes(&place) {
                gates.insert(place);
            } else if halves.first.insert(place) {
                to_see.extend(named_by(functions[&place]));
            }
        }
        to_see.extend(&gates);
        while let Some(place) = to_see.pop() {
            let shared = match &functions[&place].kind {
                FunctionKind::Local(local) => halves.first.contains(&place) && local.size() > COPIED,
                _ => true,
            };
            if shared {
                halves.needed.insert(place);
            } else if halves.rest.insert(place) {
                to_see.extend(named_by(functions[&place]));
            }
        }
        halves.gates = gates.into_iter().enumerate().map(|(gate, place)| (place, gate)).collect();
        halves
    }
}

/// What can be called from outside, or through a table.
fn roots(module: &Module) -> BTreeSet<usize> {
    let mut roots: BTreeSet<usize> = module.start.iter().map(|id| id.index()).collect();
    roots.extend(module.exports.iter().filter_map(|export| match export.item {
        ExportItem::Function(id) => Some(id.index()),
        _ => None,
    }));
    for element in module.elements.iter() {
        match &element.items {
            ElementItems::Functions(functions) => roots.extend(functions.iter().map(|id| id.index())),
            ElementItems::Expressions(_, expressions) => roots.extend(expressions.iter().filter_map(|e| match e {
                ConstExpr::RefFunc(id) => Some(id.index()),
                _ => None,
            })),
        }
    }
    roots
}

/// Gives what the module and its glue call each other by, and nobody else knows, short names on both sides; and the glue without
/// what stands before its lines.
fn with_short_names(module: &mut Module, glue: &str) -> String {
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

/// What the page exports for the rest, by its kind and its place.
#[derive(Default)]
struct Shared {
    functions: BTreeMap<usize, String>,
    globals: BTreeMap<usize, String>,
    tables: BTreeMap<usize, String>,
    memories: BTreeMap<usize, String>,
}

/// Leaves what stays, with gates for what went.
fn keep_first(module: &mut Module, halves: &Halves) -> Shared {
    let nothing = module.types.add(&[], &[]);
    let (load, _) = module.add_import_func(LOADER, "load", nothing);
    let gates = halves.gates.len() as u64;
    let table = module.tables.add_local(false, gates, Some(gates), RefType::FUNCREF);
    let open = module.globals.add_local(ValType::I32, true, false, ConstExpr::Value(Value::I32(0)));
    let mut body = FunctionBuilder::new(&mut module.types, &[], &[]);
    body.func_body().global_get(open).if_else(
        None,
        |_| {},
        |shut| {
            shut.call(load);
        },
    );
    let see_to_it = body.finish(Vec::new(), &mut module.funcs);
    let places: Vec<FunctionId> = module.funcs.iter().map(Function::id).collect();
    for id in places {
        let Some(gate) = halves.gates.get(&id.index()) else { continue };
        let ty = module.funcs.get(id).ty();
        let (parameters, results) = (module.types.params(ty).to_vec(), module.types.results(ty).to_vec());
        let arguments: Vec<_> = parameters.iter().map(|kind| module.locals.add(*kind)).collect();
        let mut body = FunctionBuilder::new(&mut module.types, &parameters, &results);
        let mut steps = body.func_body();
        steps.call(see_to_it);
        for argument in &arguments {
            steps.local_get(*argument);
        }
        steps.i32_const(i32::try_from(*gate).expect("fewer functions than that")).call_indirect(ty, table);
        module.funcs.get_mut(id).kind = FunctionKind::Local(body.local_func(arguments));
    }
    let shared = share(module, halves);
    module.exports.add(GATES, table);
    module.exports.add(OPEN, open);
    walrus::passes::gc::run(module);
    shared
}

/// Exports all that the rest works on, under short names.
fn share(module: &mut Module, halves: &Halves) -> Shared {
    let mut shared = Shared::default();
    let mut count = 0;
    let mut export = |module: &mut Module, item: ExportItem| {
        let name = format!("shared{count}");
        count += 1;
        module.exports.add(&name, item);
        name
    };
    let globals: Vec<_> = module.globals.iter().map(|global| global.id()).collect();
    let tables: Vec<_> = module.tables.iter().map(|table| table.id()).collect();
    let memories: Vec<_> = module.memories.iter().map(|memory| memory.id()).collect();
    let functions: Vec<_> =
        module.funcs.iter().map(Function::id).filter(|id| halves.needed.contains(&id.index())).collect();
    for id in globals {
        shared.globals.insert(id.index(), export(module, id.into()));
    }
    for id in tables {
        shared.tables.insert(id.index(), export(module, id.into()));
    }
    for id in memories {
        shared.memories.insert(id.index(), export(module, id.into()));
    }
    // Functions are many: a table names none of them, which is shorter than exports.
    let many = functions.len() as u64;
    let table = module.tables.add_local(false, many, Some(many), RefType::FUNCREF);
    module.exports.add(FUNCTIONS, table);
    shared.functions = functions.iter().enumerate().map(|(place, id)| (id.index(), place.to_string())).collect();
    let offset = ConstExpr::Value(Value::I32(0));
    let element = module.elements.add(ElementKind::Active { table, offset }, ElementItems::Functions(functions));
    module.tables.get_mut(table).elem_segments.insert(element);
    shared
}

/// Leaves what went, on what the page shares.
fn keep_rest(module: &mut Module, halves: &Halves, shared: &Shared) {
    let exports: Vec<_> = module.exports.iter().map(|export| export.id()).collect();
    exports.into_iter().for_each(|id| module.exports.delete(id));
    module.start = None;
    let elements: Vec<_> = module.elements.iter().map(|element| element.id()).collect();
    elements.into_iter().for_each(|id| module.elements.delete(id));
    let data: Vec<_> = module.data.iter().map(|data| data.id()).collect();
    data.into_iter().for_each(|id| module.data.delete(id));
    let functions: Vec<FunctionId> = module.funcs.iter().map(Function::id).collect();
    for id in &functions {
        let Some(name) = shared.functions.get(&id.index()) else { continue };
        let ty = module.funcs.get(*id).ty();
        match &module.funcs.get(*id).kind {
            FunctionKind::Import(import) => {
                let import = module.imports.get_mut(import.import);
                (import.module, import.name) = (FUNCTIONS.into(), name.clone());
            }
            _ => {
                let import = module.imports.add(FUNCTIONS, name, *id);
                module.funcs.get_mut(*id).kind = FunctionKind::Import(ImportedFunction { import, ty });
            }
        }
    }
    let memories: Vec<_> = module.memories.iter().map(|memory| memory.id()).collect();
    for id in memories {
        let import = module.imports.add(SHARED, &shared.memories[&id.index()], id);
        let memory = module.memories.get_mut(id);
        memory.import = Some(import);
        memory.data_segments.clear();
    }
    let tables: Vec<_> = module.tables.iter().map(|table| table.id()).collect();
    for id in tables {
        let import = module.imports.add(SHARED, &shared.tables[&id.index()], id);
        let table = module.tables.get_mut(id);
        table.import = Some(import);
        table.elem_segments.clear();
    }
    let globals: Vec<_> = module.globals.iter().map(|global| global.id()).collect();
    for id in globals {
        let import = module.imports.add(SHARED, &shared.globals[&id.index()], id);
        module.globals.get_mut(id).kind = GlobalKind::Import(import);
    }
    let mut gates: Vec<_> = functions.iter().filter_map(|id| Some((*halves.gates.get(&id.index())?, *id))).collect();
    gates.sort_unstable();
    let count = gates.len() as u64;
    let (table, _) = module.add_import_table(SHARED, GATES, false, count, Some(count), RefType::FUNCREF);
    let items = ElementItems::Functions(gates.into_iter().map(|(_, id)| id).collect());
    let offset = ConstExpr::Value(Value::I32(0));
    let element = module.elements.add(ElementKind::Active { table, offset }, items);
    module.tables.get_mut(table).elem_segments.insert(element);
    walrus::passes::gc::run(module);
}
