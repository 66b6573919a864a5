//! Just enough JSON to print: objects of numbers, texts and what is JSON already.

use std::{collections::BTreeMap, fmt::Write as _};

use glasslog_sim::run::Report;

/// An object, field by field.
#[derive(Default)]
pub(crate) struct Object(String);

impl Object {
    pub(crate) fn raw(mut self, name: &str, value: &str) -> Object {
        self.0.push(if self.0.is_empty() { '{' } else { ',' });
        let _ = write!(self.0, "{}:{value}", quoted(name));
        self
    }

    pub(crate) fn number(self, name: &str, value: u64) -> Object {
        self.raw(name, &value.to_string())
    }

    pub(crate) fn text(self, name: &str, value: &str) -> Object {
        self.raw(name, &quoted(value))
    }

    pub(crate) fn finish(self) -> String {
        if self.0.is_empty() { "{}".to_owned() } else { self.0 + "}" }
    }
}

/// A text in quotes (RFC 8259 §7).
fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for sign in text.chars() {
        match sign {
            '"' | '\\' => quoted.extend(['\\', sign]),
            sign if sign < ' ' => {
                let _ = write!(quoted, "\\u{:04x}", u32::from(sign));
            }
            sign => quoted.push(sign),
        }
    }
    quoted + "\""
}

/// Counts by name, as an object.
pub(crate) fn counts(all: &BTreeMap<String, u64>) -> String {
    all.iter().fold(Object::default(), |object, (name, count)| object.number(name, *count)).finish()
}

/// One run.
pub(crate) fn report(report: &Report) -> String {
    let violations: Vec<String> = report
        .violations
        .iter()
        .map(|violation| {
            Object::default()
                .text("invariant", &violation.invariant)
                .number("step", violation.step)
                .number("at_us", violation.at.0)
                .text("what", &violation.what)
                .finish()
        })
        .collect();
    let faults = report.faults.iter().map(|(fault, count)| (format!("{fault:?}"), *count)).collect();
    let events = report.events.iter().map(|(event, count)| ((*event).to_owned(), *count)).collect();
    Object::default()
        .number("seed", report.seed)
        .number("steps", report.steps)
        .number("virtual_us", u64::try_from(report.virtual_time.as_micros()).unwrap_or(u64::MAX))
        .number("acked", report.acked)
        .number("read", report.read)
        .number("elections", report.elections)
        .number("acts", report.acts)
        .text("digest", &format!("{:032x}", report.digest))
        .raw("events", &counts(&events))
        .raw("faults", &counts(&faults))
        .raw("violations", &format!("[{}]", violations.join(",")))
        .finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_quoted() {
        let object = Object::default().text("a\"b", "c\\d\ne").number("n", 7).raw("o", "{}").finish();
        assert_eq!(object, "{\"a\\\"b\":\"c\\\\d\\u000ae\",\"n\":7,\"o\":{}}");
        assert_eq!(Object::default().finish(), "{}");
    }
}
