//! Writes the structures of all messages, their decoders and encoders, and the table of APIs.

use crate::schema::{Api, Field, Kind, Structure, Versions};
use std::fmt::Write;

macro_rules! line {
    ($out:expr, $($text:tt)*) => { writeln!($out, $($text)*).expect("a String takes all that is written") };
}

/// The whole of `messages.rs`.
pub(crate) fn emit(apis: &[Api]) -> String {
    let mut out = String::new();
    emit_keys(&mut out, apis);
    emit_enum(&mut out, apis, "Request");
    emit_enum(&mut out, apis, "Response");
    for api in apis {
        line!(out, "pub mod {} {{ use super::prelude::*;", snake(&api.name));
        emit_structure(&mut out, api, &api.request);
        emit_structure(&mut out, api, &api.response);
        for (message, kind) in [(&api.request, "request"), (&api.response, "response")] {
            line!(out, "impl Message for {} {{", message.name);
            line!(out, "const KEY: ApiKey = ApiKey::{};", api.name);
            line!(out, "const IS_REQUEST: bool = {};", kind == "request");
            line!(out, "}}");
        }
        line!(out, "}}");
    }
    out
}

fn emit_keys(out: &mut String, apis: &[Api]) {
    line!(out, "/// The APIs that this codec knows, in the order of their keys.");
    line!(out, "#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]");
    line!(out, "#[repr(i16)]\npub enum ApiKey {{");
    for api in apis {
        line!(out, "{} = {},", api.name, api.key);
    }
    line!(out, "}}\nimpl ApiKey {{");
    line!(out, "/// Every API, in the order of the keys.");
    line!(out, "pub const ALL: [Self; {}] = [", apis.len());
    for api in apis {
        line!(out, "Self::{},", api.name);
    }
    line!(out, "];");
    line!(out, "/// The API with this number on the wire.");
    line!(out, "pub const fn from_code(code: i16) -> Option<Self> {{ match code {{");
    for api in apis {
        line!(out, "{} => Some(Self::{}),", api.key, api.name);
    }
    line!(out, "_ => None }} }}");
    line!(out, "/// The oldest and the newest version that the codec reads and writes.");
    line!(out, "pub const fn versions(self) -> (i16, i16) {{ match self {{");
    for api in apis {
        let Versions { from, upto } = api.versions;
        line!(out, "Self::{} => ({from}, {upto}),", api.name);
    }
    line!(out, "}} }}");
    line!(out, "/// The first version with compact lengths and tags, if there is one.");
    line!(out, "pub const fn flexible_from(self) -> Option<i16> {{ match self {{");
    for api in apis {
        line!(out, "Self::{} => {:?},", api.name, api.flexible_from);
    }
    line!(out, "}} }} }}");
}

fn emit_enum(out: &mut String, apis: &[Api], kind: &str) {
    line!(out, "/// Any {} of the APIs in [`ApiKey`].", kind.to_lowercase());
    line!(out, "#[derive(Clone, PartialEq, Eq, Debug)]\npub enum {kind} {{");
    for api in apis {
        line!(out, "{0}({1}::{0}{kind}),", api.name, snake(&api.name));
    }
    line!(out, "}}\nimpl {kind} {{");
    line!(out, "/// Which API this belongs to.");
    line!(out, "pub const fn key(&self) -> ApiKey {{ match self {{");
    for api in apis {
        line!(out, "Self::{0}(_) => ApiKey::{0},", api.name);
    }
    line!(out, "}} }}");
    line!(out, "/// Reads the body of a message: what follows its header.");
    line!(
        out,
        "pub fn decode(key: ApiKey, reader: &mut Reader, version: i16) -> Result<Self, DecodeError> {{ Ok(match key {{"
    );
    for api in apis {
        line!(out, "ApiKey::{0} => Self::{0}(Message::decode_body(reader, version)?),", api.name);
    }
    line!(out, "}}) }}");
    line!(out, "/// Writes the body of a message: what follows its header.");
    line!(out, "pub fn encode(&self, writer: &mut Writer, version: i16) {{ match self {{");
    for api in apis {
        line!(out, "Self::{0}(message) => message.encode_body(writer, version),", api.name);
    }
    line!(out, "}} }} }}");
}

fn emit_structure(out: &mut String, api: &Api, structure: &Structure) {
    for field in &structure.fields {
        if let Kind::Structure(inner) = &field.kind {
            // A count of elements that take no bytes would be bounded by nothing.
            assert!(smallest(api, inner) > 0, "{} can be empty on the wire", inner.name);
            emit_structure(out, api, inner);
        }
    }
    let name = &structure.name;
    line!(out, "#[derive(Clone, PartialEq, Eq, Debug)]\npub struct {name} {{");
    for field in &structure.fields {
        line!(out, "pub {}: {},", field.name, rust_type(field));
    }
    line!(out, "}}\nimpl Default for {name} {{ fn default() -> Self {{ Self {{");
    for field in &structure.fields {
        line!(out, "{}: {},", field.name, default_value(field));
    }
    line!(out, "}} }} }}");
    line!(out, "impl Element for {name} {{");
    line!(out, "const SMALLEST: usize = {};", smallest(api, structure));
    emit_decode(out, api, structure);
    emit_encode(out, api, structure);
    line!(out, "}}");
}

fn emit_decode(out: &mut String, api: &Api, structure: &Structure) {
    line!(out, "fn decode(r: &mut Reader, v: i16) -> Result<Self, DecodeError> {{");
    line!(out, "let mut m = Self::default();");
    for field in structure.fields.iter().filter(|field| field.tag.is_none()) {
        let read = format!("m.{} = {};", field.name, read_expression(field));
        line!(out, "{}", guarded(structure.versions, field.versions, &read));
    }
    if let Some(flexible) = flexible(api, structure) {
        let tagged = tagged(structure);
        let read = if tagged.is_empty() {
            "r.skip_tags()?;".to_owned()
        } else {
            let mut arms = String::new();
            for field in tagged {
                let tag = field.tag.unwrap_or_default();
                let guard = condition(structure.versions, field.versions)
                    .map(|condition| format!(" if {condition}"))
                    .unwrap_or_default();
                let read = read_expression(field);
                line!(arms, "{tag}{guard} => m.{} = {read},", field.name);
            }
            format!("r.tags(|r, tag| {{ match tag {{ {arms} _ => return Ok(false) }} Ok(true) }})?;")
        };
        line!(out, "{}", guarded(structure.versions, flexible, &read));
    }
    line!(out, "let _ = v; Ok(m) }}");
}

fn emit_encode(out: &mut String, api: &Api, structure: &Structure) {
    line!(out, "fn encode(&self, w: &mut Writer, v: i16) {{");
    for field in structure.fields.iter().filter(|field| field.tag.is_none()) {
        let write = write_statement(field);
        line!(out, "{}", guarded(structure.versions, field.versions, &write));
    }
    if let Some(flexible) = flexible(api, structure) {
        let mut write = "let tags = w.begin_tags();".to_owned();
        for field in tagged(structure) {
            let mut present = format!("self.{} != {}", field.name, default_value(field));
            if let Some(condition) = condition(structure.versions, field.versions) {
                present = format!("{condition} && {present}");
            }
            let tag = field.tag.unwrap_or_default();
            let statement = write_statement(field);
            line!(write, "if {present} {{ w.tag(tags, {tag}, |w| {{ {statement} }}); }}");
        }
        if tagged(structure).is_empty() {
            write = "w.begin_tags();".to_owned();
        }
        line!(out, "{}", guarded(structure.versions, flexible, &write));
    }
    line!(out, "let _ = (w, v); }}");
}

/// The tagged fields, by rising tag: the order in which the protocol wants them.
fn tagged(structure: &Structure) -> Vec<&Field> {
    let mut tagged: Vec<_> = structure.fields.iter().filter(|f| f.tag.is_some()).collect();
    tagged.sort_by_key(|field| field.tag);
    tagged
}

/// The part of a structure's versions that is flexible.
fn flexible(api: &Api, structure: &Structure) -> Option<Versions> {
    let from = api.flexible_from?.max(structure.versions.from);
    let upto = structure.versions.upto;
    (from <= upto).then_some(Versions { from, upto })
}

/// A statement under the condition that the version lies within `inner`.
pub(crate) fn guarded(outer: Versions, inner: Versions, statement: &str) -> String {
    match condition(outer, inner) {
        Some(condition) => format!("if {condition} {{ {statement} }}"),
        None => statement.to_owned(),
    }
}

fn condition(outer: Versions, inner: Versions) -> Option<String> {
    match (inner.from > outer.from, inner.upto < outer.upto) {
        (false, false) => None,
        (true, false) => Some(format!("v >= {}", inner.from)),
        (false, true) => Some(format!("v <= {}", inner.upto)),
        (true, true) if inner.from == inner.upto => Some(format!("v == {}", inner.from)),
        (true, true) => Some(format!("({}..={}).contains(&v)", inner.from, inner.upto)),
    }
}

fn element_type(field: &Field) -> &str {
    match &field.kind {
        Kind::Bool => "bool",
        Kind::Number(name) => name,
        Kind::Uuid => "Uuid",
        Kind::String => "String",
        Kind::Bytes => "Bytes",
        Kind::Records => "Records",
        Kind::Structure(structure) => &structure.name,
    }
}

fn rust_type(field: &Field) -> String {
    let element = element_type(field);
    let full = if field.array { format!("Vec<{element}>") } else { element.to_owned() };
    match field.null_from {
        // `Records` has a null of its own.
        Some(_) if !matches!(field.kind, Kind::Records) => format!("Option<{full}>"),
        _ => full,
    }
}

fn default_value(field: &Field) -> String {
    let value = match (&field.kind, &field.default) {
        (_, Some(null)) if null == "null" => return "None".to_owned(),
        (_, None) if field.array => "Vec::new()".to_owned(),
        (Kind::Bool | Kind::Number(_), Some(value)) => value.clone(),
        (Kind::Bool, None) => "false".to_owned(),
        (Kind::Number(_), None) => "0".to_owned(),
        (Kind::String, None) => "String::new()".to_owned(),
        (Kind::Bytes, None) => "Bytes::new()".to_owned(),
        (Kind::Records, None) => return "Records::Null".to_owned(),
        (Kind::Uuid, None) => "Uuid::NIL".to_owned(),
        (Kind::Structure(structure), None) => format!("{}::default()", structure.name),
        (_, Some(other)) => panic!("field {}: no default {other}", field.name),
    };
    match field.null_from {
        Some(_) => format!("Some({value})"),
        None => value,
    }
}

/// The reader's and writer's method for a field: `(when null is allowed, when it is not)`.
fn methods(field: &Field) -> (&str, &str) {
    match &field.kind {
        _ if field.array => ("nullable_array", "array"),
        Kind::Bool => ("", "bool"),
        Kind::Number(name) => ("", name),
        Kind::Uuid => ("", "uuid"),
        Kind::String => ("nullable_string", "string"),
        Kind::Bytes => ("nullable_bytes", "bytes"),
        Kind::Records => ("records", "records"),
        Kind::Structure(_) => ("", ""),
    }
}

fn read_expression(field: &Field) -> String {
    let arguments = if field.array { "(v)" } else { "()" };
    let (nullable, plain) = methods(field);
    match (&field.kind, field.null_from) {
        (Kind::Structure(structure), None) if !field.array => {
            format!("{}::decode(r, v)?", structure.name)
        }
        (Kind::Records, _) => format!("r.{plain}()?"),
        (_, None) => format!("r.{plain}{arguments}?"),
        (_, Some(_)) if nullable.is_empty() => panic!("{} cannot be null", field.name),
        (_, Some(from)) if from <= field.versions.from => format!("r.{nullable}{arguments}?"),
        (_, Some(from)) => {
            format!("if v >= {from} {{ r.{nullable}{arguments}? }} else {{ Some(r.{plain}{arguments}?) }}")
        }
    }
}

fn write_statement(field: &Field) -> String {
    let name = &field.name;
    let (nullable, plain) = methods(field);
    let more = if field.array { ", v" } else { "" };
    match (&field.kind, field.null_from) {
        (Kind::Structure(_), _) if !field.array => format!("self.{name}.encode(w, v);"),
        (Kind::Bool | Kind::Number(_) | Kind::Uuid, _) if !field.array => {
            format!("w.{plain}(self.{name});")
        }
        (Kind::Records, _) => format!("w.records(&self.{name});"),
        (_, None) => format!("w.{plain}(&self.{name}{more});"),
        (_, Some(from)) if from <= field.versions.from => {
            format!("w.{nullable}(self.{name}.as_deref(){more});")
        }
        (_, Some(from)) => format!(
            "if v < {from} && self.{name}.is_none() {{ w.fail(EncodeError::NullAtThisVersion); }} w.{nullable}(self.{name}.as_deref(){more});"
        ),
    }
}

/// The fewest bytes that a structure can take at any of its versions: what a count on the wire is held against.
fn smallest(api: &Api, structure: &Structure) -> usize {
    (structure.versions.from..=structure.versions.upto)
        .map(|version| smallest_at(api, structure, version))
        .min()
        .unwrap_or(0)
}

fn smallest_at(api: &Api, structure: &Structure, version: i16) -> usize {
    let flexible = api.flexible_from.is_some_and(|from| version >= from);
    let fields = structure
        .fields
        .iter()
        .filter(|field| field.tag.is_none() && (field.versions.from..=field.versions.upto).contains(&version));
    let size = |field: &Field| match &field.kind {
        _ if flexible && field.array => 1,
        _ if field.array => 4,
        Kind::Bool => 1,
        Kind::Number(name) => name[1..].parse::<usize>().expect("bits") / 8,
        Kind::Uuid => 16,
        Kind::String | Kind::Bytes | Kind::Records if flexible => 1,
        Kind::String => 2,
        Kind::Bytes | Kind::Records => 4,
        Kind::Structure(inner) => smallest_at(api, inner, version),
    };
    fields.map(size).sum::<usize>() + usize::from(flexible)
}

/// `ListOffsets` → `list_offsets`.
pub(crate) fn snake(name: &str) -> String {
    let mut snake = String::new();
    for letter in name.chars() {
        if letter.is_uppercase() && !snake.is_empty() {
            snake.push('_');
        }
        snake.extend(letter.to_lowercase());
    }
    snake
}
