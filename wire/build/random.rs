//! Writes what the tests need to make a random value of every message, and a list of the messages to run over.

use crate::codec::{guarded, snake};
use crate::schema::{Api, Kind, Structure};
use std::fmt::Write;

/// The whole of `random.rs`: `impl Random for …`, and `every_message!`, which calls a macro with each message.
pub(crate) fn emit(apis: &[Api]) -> String {
    let mut out = String::new();
    let mut calls = String::new();
    for api in apis {
        let module = snake(&api.name);
        for message in [&api.request, &api.response] {
            emit_structure(&mut out, &module, message);
            writeln!(calls, "$call!({module}, {});", message.name).expect("a String");
        }
    }
    writeln!(out, "macro_rules! every_message {{ ($call:ident) => {{ {calls} }} }}").expect("a String");
    out
}

fn emit_structure(out: &mut String, module: &str, structure: &Structure) {
    let mut body = String::new();
    for field in &structure.fields {
        let name = &field.name;
        let one = match &field.kind {
            Kind::Structure(inner) => {
                emit_structure(out, module, inner);
                "Random::random(g, v)".to_owned()
            }
            _ => "Random::random(g, v)".to_owned(),
        };
        let many = if field.array { format!("g.array(|g| {one})") } else { one };
        let full = match field.null_from {
            Some(_) if matches!(field.kind, Kind::Records) => many,
            Some(from) => format!("if v >= {from} && g.one_in(4) {{ None }} else {{ Some({many}) }}"),
            None => many,
        };
        let statement = format!("m.{name} = {full};");
        let statement = match field.tag {
            Some(_) => format!("if !g.one_in(3) {{ {statement} }}"),
            None => statement,
        };
        writeln!(body, "{}", guarded(structure.versions, field.versions, &statement)).expect("a String");
    }
    writeln!(
        out,
        "impl Random for glasslog_wire::message::{module}::{} {{ fn random(g: &mut Dice, v: i16) -> Self {{ let mut m = Self::default(); {body} let _ = (g, v); m }} }}",
        structure.name
    )
    .expect("a String");
}
