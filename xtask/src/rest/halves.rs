//! Which functions stay in the page's module, and which go.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use walrus::ir::{Visitor, dfs_in_order};
use walrus::{ConstExpr, ElementItems, ExportItem, Function, FunctionId, FunctionKind, Module};

use super::name;

/// What is smaller than this, in instructions, is hardly larger than its gate.
const SMALL: u64 = 2;
/// What is not larger than this, in instructions, is copied for the rest: that is for later, and the page need not export it.
const COPIED: u64 = 60;

/// Functions by their places in the module.
#[derive(Default)]
pub(super) struct Halves {
    /// What stays.
    pub(super) first: BTreeSet<usize>,
    /// What goes, and is called by what stays: place in the table by place in the module.
    pub(super) gates: BTreeMap<usize, usize>,
    /// All that goes.
    pub(super) rest: BTreeSet<usize>,
    /// What stays, and is called by what goes.
    pub(super) needed: BTreeSet<usize>,
}

impl Halves {
    pub(super) fn of(module: &Module, listed: &HashSet<u32>) -> Halves {
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
