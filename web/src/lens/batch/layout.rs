//! A batch as lines of bytes: which field each belongs to, and what the CRC covers. Pure.

use std::ops::Range;

use glasslog_sim::layout::{CRC_FROM, Layout, Value};

/// So many bytes are shown at the most.
const SHOWN: usize = 2048;

/// Bytes of one field that stand side by side.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Run {
    /// The field; none for bytes that belong to none.
    pub(super) field: Option<usize>,
    /// The fields one after the other have one shade and the other in turn.
    pub(super) shade: bool,
    /// Which bytes.
    pub(super) bytes: Range<usize>,
    /// Whether the CRC covers them.
    pub(super) covered: bool,
}

/// A line of bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Line {
    /// The number of its first byte.
    pub(super) at: usize,
    /// What stands on it.
    pub(super) runs: Vec<Run>,
}

/// The lines of a batch, so many bytes on each; and how many bytes are left out.
#[must_use]
pub(super) fn lines(layout: &Layout, across: usize) -> (Vec<Line>, usize) {
    let end = layout.end.min(SHOWN);
    let mut lines: Vec<Line> = Vec::new();
    let (mut last, mut shade) = (None, false);
    for byte in 0..end {
        let field = layout.at(byte);
        if byte > 0 && field != last {
            shade = !shade;
        }
        let fresh = field != last || byte % across == 0;
        last = field;
        if byte % across == 0 {
            lines.push(Line { at: byte, runs: Vec::new() });
        }
        let Some(line) = lines.last_mut() else { continue };
        match line.runs.last_mut() {
            Some(run) if !fresh => run.bytes.end = byte + 1,
            _ => line.runs.push(Run { field, shade, bytes: byte..byte + 1, covered: byte >= CRC_FROM }),
        }
    }
    (lines, layout.end - end)
}

/// The field that stands for the record with this offset, if the batch shows its records.
#[must_use]
pub(super) fn record_at(layout: &Layout, delta: i64) -> Option<usize> {
    layout.fields.iter().position(|field| field.name == "record" && field.value == Value::Several(delta))
}

/// The fields inside of another one, itself included.
#[must_use]
pub(super) fn inside(layout: &Layout, field: usize) -> Range<usize> {
    let depth = layout.fields[field].depth;
    if layout.fields[field].name != "record" {
        return field..field + 1;
    }
    let after = layout.fields[field + 1..].iter().position(|other| other.depth <= depth);
    field..after.map_or(layout.fields.len(), |after| field + 1 + after)
}
