//! Reads the schema files: one API in each, its request and its response as indented fields.
//!
//! A field is `name type [versions] [tag N] [= default]`. `[]T` is an array, `T?` may be null (`T?5+`: from version 5 on),
//! a type in capitals is a structure whose fields follow, indented. Versions left out are those of what encloses the field.

/// Versions from..=upto.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Versions {
    pub(crate) from: i16,
    pub(crate) upto: i16,
}

pub(crate) struct Api {
    pub(crate) key: i16,
    pub(crate) name: String,
    pub(crate) versions: Versions,
    /// The first version with compact lengths and tags.
    pub(crate) flexible_from: Option<i16>,
    pub(crate) request: Structure,
    pub(crate) response: Structure,
}

pub(crate) struct Structure {
    pub(crate) name: String,
    pub(crate) versions: Versions,
    pub(crate) fields: Vec<Field>,
}

pub(crate) struct Field {
    pub(crate) name: String,
    pub(crate) kind: Kind,
    pub(crate) array: bool,
    /// The first version in which null is allowed.
    pub(crate) null_from: Option<i16>,
    pub(crate) versions: Versions,
    pub(crate) tag: Option<u32>,
    pub(crate) default: Option<String>,
}

pub(crate) enum Kind {
    Bool,
    /// `i8`, `i16`, `u16`, `i32`, `i64`: the name serves in Rust and as the method's name.
    Number(String),
    Uuid,
    String,
    Bytes,
    Records,
    Structure(Structure),
}

struct Line<'a> {
    number: usize,
    depth: usize,
    words: Vec<&'a str>,
}

/// Parses one file. Panics with the line at fault: it runs in the build, on our own files.
pub(crate) fn parse(text: &str) -> Api {
    let lines: Vec<Line<'_>> = text
        .lines()
        .enumerate()
        .filter(|(_, line)| !line.trim().is_empty() && !line.trim_start().starts_with('#'))
        .map(|(index, line)| Line {
            number: index + 1,
            depth: line.len() - line.trim_start().len(),
            words: line.split_whitespace().collect(),
        })
        .collect();
    let [head, body @ ..] = &lines[..] else {
        panic!("an empty schema");
    };
    let ["api", key, name, versions, "flexible", flexible] = head.words[..] else {
        panic!("a schema opens with: api KEY NAME VERSIONS flexible FROM");
    };
    let versions = parse_versions(versions, i16::MAX);
    let split = body.iter().position(|line| line.words == ["response"]).expect("a schema has a response");
    assert_eq!(body[0].words, ["request"], "a schema has a request first");
    let message = |suffix: &str, lines: &[Line<'_>]| Structure {
        name: format!("{name}{suffix}"),
        versions,
        fields: parse_fields(lines, versions),
    };
    Api {
        key: key.parse().expect("an API key"),
        name: name.to_owned(),
        versions,
        flexible_from: (flexible != "never").then(|| parse_versions(flexible, versions.upto).from),
        request: message("Request", &body[1..split]),
        response: message("Response", &body[split + 1..]),
    }
}

fn parse_fields(mut lines: &[Line<'_>], enclosing: Versions) -> Vec<Field> {
    let mut fields = Vec::new();
    while let [line, rest @ ..] = lines {
        let inner = rest.iter().position(|next| next.depth <= line.depth).unwrap_or(rest.len());
        fields.push(parse_field(line, &rest[..inner], enclosing));
        lines = &rest[inner..];
    }
    fields
}

fn parse_field(line: &Line<'_>, inner: &[Line<'_>], enclosing: Versions) -> Field {
    let mut words = line.words.iter().copied().peekable();
    let mut word = |what| words.next().unwrap_or_else(|| panic!("line {}: {what} is missing", line.number));
    let name = word("a name").to_owned();
    let full = word("a type");
    let mut versions = enclosing;
    let mut tag = None;
    let mut default = None;
    while let Some(next) = words.next() {
        match next {
            "tag" => tag = Some(words.next().and_then(|n| n.parse().ok()).expect("a tag")),
            "=" => default = Some(words.next().expect("a default").to_owned()),
            range => versions = parse_versions(range, enclosing.upto),
        }
    }
    let (element, null) = match full.split_once('?') {
        Some((element, from)) => (element, Some(from)),
        None => (full, None),
    };
    let null_from = null.map(|from| match from {
        "" => versions.from,
        from => parse_versions(from, versions.upto).from,
    });
    let array = element.starts_with("[]");
    let kind = match element.trim_start_matches("[]") {
        "bool" => Kind::Bool,
        number @ ("i8" | "i16" | "u16" | "i32" | "i64") => Kind::Number(number.to_owned()),
        "uuid" => Kind::Uuid,
        "string" => Kind::String,
        "bytes" => Kind::Bytes,
        "records" => Kind::Records,
        structure if !inner.is_empty() => {
            Kind::Structure(Structure { name: structure.to_owned(), versions, fields: parse_fields(inner, versions) })
        }
        other => panic!("line {}: no type {other}", line.number),
    };
    Field { name, kind, array, null_from, versions, tag, default }
}

fn parse_versions(text: &str, last: i16) -> Versions {
    let number = |text: &str| text.parse().unwrap_or_else(|_| panic!("no version: {text}"));
    if let Some(from) = text.strip_suffix('+') {
        return Versions { from: number(from), upto: last };
    }
    let (from, upto) = text.split_once('-').unwrap_or((text, text));
    Versions { from: number(from), upto: number(upto) }
}
