//! The two modules: what stays, with gates in the place of what went; and what went, on what the page shares with it.

use std::collections::BTreeMap;

use walrus::ir::Value;
use walrus::{
    ConstExpr, ElementItems, ElementKind, ExportItem, Function, FunctionBuilder, FunctionId, FunctionKind, GlobalKind,
    ImportedFunction, Module, RefType, ValType,
};

use super::LOADER;
use super::halves::Halves;

/// What the rest calls the page.
const SHARED: &str = "page";
/// Exports of the page for the rest: the table of what went, and whether it is there.
const GATES: &str = "gates";
const OPEN: &str = "open";
/// … and the functions that it is called with, by their places.
const FUNCTIONS: &str = "functions";

/// What the page exports for the rest, by its kind and its place.
pub(super) struct Shared {
    functions: BTreeMap<usize, String>,
    globals: BTreeMap<usize, String>,
    tables: BTreeMap<usize, String>,
    memories: BTreeMap<usize, String>,
}

/// Leaves what stays, with gates for what went.
pub(super) fn keep_first(module: &mut Module, halves: &Halves) -> Shared {
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

/// Exports all that the rest works on.
fn share(module: &mut Module, halves: &Halves) -> Shared {
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
    let globals = globals.into_iter().map(|id| (id.index(), export(module, id.into()))).collect();
    let tables = tables.into_iter().map(|id| (id.index(), export(module, id.into()))).collect();
    let memories = memories.into_iter().map(|id| (id.index(), export(module, id.into()))).collect();
    // Functions are many: a table names none of them, which is shorter than exports.
    let many = functions.len() as u64;
    let table = module.tables.add_local(false, many, Some(many), RefType::FUNCREF);
    module.exports.add(FUNCTIONS, table);
    let places = functions.iter().enumerate().map(|(place, id)| (id.index(), place.to_string())).collect();
    let offset = ConstExpr::Value(Value::I32(0));
    let element = module.elements.add(ElementKind::Active { table, offset }, ElementItems::Functions(functions));
    module.tables.get_mut(table).elem_segments.insert(element);
    Shared { functions: places, globals, tables, memories }
}

/// Leaves what went, on what the page shares.
pub(super) fn keep_rest(module: &mut Module, halves: &Halves, shared: &Shared) {
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
