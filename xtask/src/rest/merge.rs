//! Functions that are the same, once.

use std::collections::{HashMap, HashSet};

use anyhow::{Context, Result};
use walrus::ir::{VisitorMut, dfs_pre_order_mut};
use walrus::{ElementItems, ExportItem, FunctionId};

use super::{name, parse};

/// Keeps one of those functions that are the same to the byte, and go or stay alike: generic code has many. Again, as long as that makes
/// more of them the same.
pub(super) fn merge(mut wasm: Vec<u8>, listed: &HashSet<u32>) -> Result<Vec<u8>> {
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
