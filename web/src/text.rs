//! Bytes that strangers sent, for people to read: always as text, never as markup.

use std::fmt::Write;

use glasslog_core::time::Timestamp;

/// How far a group is behind, in words: nowhere, where it has not committed anything.
#[must_use]
pub fn lag(lag: Option<i64>) -> String {
    lag.map_or_else(|| "nothing committed yet".to_owned(), |lag| format!("lag {lag}"))
}

/// How bytes were made readable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shown {
    /// There are none.
    Null,
    /// They are text.
    Text(String),
    /// They are a JSON object or array, written over several lines.
    Json(String),
    /// They are neither: hexadecimal, 16 a line, with what is printable beside it.
    Hex(String),
}

/// The most bytes that are shown of one key or value.
const SHOWN_BYTES: usize = 4096;

/// Makes bytes readable.
#[must_use]
pub fn show(bytes: Option<&[u8]>) -> Shown {
    let Some(bytes) = bytes else {
        return Shown::Null;
    };
    let cut = &bytes[..bytes.len().min(SHOWN_BYTES)];
    let more = bytes.len() - cut.len();
    let ending = if more > 0 { format!("\n… and {more} more bytes") } else { String::new() };
    match std::str::from_utf8(bytes) {
        Ok(text) if !text.chars().any(|c| c.is_control() && !c.is_whitespace()) => {
            if more == 0
                && let Some(json) = pretty_json(text)
            {
                return Shown::Json(json);
            }
            let text: String = if more > 0 { String::from_utf8_lossy(cut).into_owned() } else { text.to_owned() };
            Shown::Text(text + &ending)
        }
        _ => Shown::Hex(hex(cut) + &ending),
    }
}

/// A value in a few characters, for a cell: of a JSON object with one field, that field's value.
#[must_use]
pub fn short(bytes: &[u8], characters: usize) -> String {
    let Ok(text) = std::str::from_utf8(&bytes[..bytes.len().min(256)]) else {
        return format!(
            "{}…",
            hex(&bytes[..bytes.len().min(2)]).split("  ").next().unwrap_or_default().replace(' ', "")
        );
    };
    let mut text = text.trim();
    if let Some(inside) = text.strip_prefix('{').and_then(|text| text.strip_suffix('}'))
        && inside.matches(':').count() == 1
        && let Some((_, value)) = inside.split_once(':')
    {
        text = value.trim();
    }
    cut(text.trim_matches('"'), characters)
}

/// At most so many characters; the last is … if some were left out. Control characters become ␣.
#[must_use]
pub fn cut(text: &str, characters: usize) -> String {
    let clean = |c: char| if c.is_control() { '␣' } else { c };
    if text.chars().count() <= characters {
        return text.chars().map(clean).collect();
    }
    text.chars().take(characters.saturating_sub(1)).map(clean).chain(['…']).collect()
}

fn hex(bytes: &[u8]) -> String {
    let mut out = String::new();
    for line in bytes.chunks(8) {
        for place in 0..8 {
            match line.get(place) {
                Some(byte) => write!(out, "{byte:02x} "),
                None => write!(out, "   "),
            }
            .unwrap_or_default();
        }
        out.push(' ');
        out.extend(line.iter().map(|byte| if byte.is_ascii_graphic() { char::from(*byte) } else { '·' }));
        out.push('\n');
    }
    out.pop();
    out
}

/// The text over several lines if it is one JSON object or array; strings are left as they are.
fn pretty_json(text: &str) -> Option<String> {
    let text = text.trim();
    if !(text.starts_with('{') && text.ends_with('}') || text.starts_with('[') && text.ends_with(']')) {
        return None;
    }
    let mut out = String::new();
    let mut open: Vec<char> = Vec::new();
    let (mut in_string, mut escaped) = (false, false);
    let mut characters = text.chars().peekable();
    while let Some(c) = characters.next() {
        if in_string {
            out.push(c);
            match c {
                _ if escaped => escaped = false,
                '\\' => escaped = true,
                '"' => in_string = false,
                _ => {}
            }
            continue;
        }
        let indent = |out: &mut String, depth: usize| {
            out.push('\n');
            out.extend(std::iter::repeat_n("  ", depth));
        };
        match c {
            '"' => {
                in_string = true;
                out.push(c);
            }
            '{' | '[' => {
                out.push(c);
                open.push(if c == '{' { '}' } else { ']' });
                while characters.peek().is_some_and(|c| c.is_whitespace()) {
                    characters.next();
                }
                if characters.peek() != open.last() {
                    indent(&mut out, open.len());
                }
            }
            '}' | ']' => {
                if open.pop() != Some(c) {
                    return None;
                }
                if !out.ends_with(['{', '[']) {
                    indent(&mut out, open.len());
                }
                out.push(c);
                if open.is_empty() && characters.peek().is_some() {
                    return None;
                }
            }
            ',' => {
                out.push(c);
                indent(&mut out, open.len());
            }
            ':' => out.push_str(": "),
            c if c.is_whitespace() => {}
            c => out.push(c),
        }
    }
    (open.is_empty() && !in_string).then_some(out)
}

/// A length in pixels, to a tenth. (Formatting of floats would cost the page twenty kilobytes.)
#[must_use]
pub fn px(value: f64) -> String {
    #[expect(clippy::cast_possible_truncation, reason = "a stage is not that large")]
    let tenths = (value * 10.0).round() as i64;
    let (sign, tenths) = (if tenths < 0 { "-" } else { "" }, tenths.unsigned_abs());
    match tenths % 10 {
        0 => format!("{sign}{}", tenths / 10),
        rest => format!("{sign}{}.{rest}", tenths / 10),
    }
}

/// A span in words: `840 ms`, `12.5 s`, `3 min 5 s`, `2 h 10 min`.
#[must_use]
pub fn span(micros: u64) -> String {
    let millis = micros / 1000;
    match millis {
        0 if micros > 0 => format!("{micros} µs"),
        0..1_000 => format!("{millis} ms"),
        1_000..60_000 => format!("{}.{} s", millis / 1000, millis % 1000 / 100),
        60_000..3_600_000 => format!("{} min {} s", millis / 60_000, millis % 60_000 / 1000),
        _ => format!("{} h {} min", millis / 3_600_000, millis % 3_600_000 / 60_000),
    }
}

/// `1 record`, `2 records`.
#[must_use]
pub fn count(number: i64, what: &str) -> String {
    format!("{number} {what}{}", if number == 1 { "" } else { "s" })
}

/// What a branch is called: A, B, … Z, then numbers.
#[must_use]
pub fn branch(id: usize) -> String {
    u8::try_from(id).ok().filter(|id| *id < 26).map_or_else(|| id.to_string(), |id| char::from(b'A' + id).to_string())
}

/// A timestamp as UTC: `2026-11-22 18:05:09.123`.
#[must_use]
pub fn utc(timestamp: Timestamp) -> String {
    if timestamp.0 < 0 {
        return "none".to_owned();
    }
    let (days, millis) = (timestamp.0 / 86_400_000, timestamp.0 % 86_400_000);
    let (year, month, day) = civil(days);
    let (seconds, millis) = (millis / 1000, millis % 1000);
    format!(
        "{year:04}-{month:02}-{day:02} {:02}:{:02}:{:02}.{millis:03}",
        seconds / 3600,
        seconds / 60 % 60,
        seconds % 60
    )
}

/// Days since 1970-01-01 as a date of the Gregorian calendar (years begin in March here, so that leap days come last).
fn civil(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let (era, day) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year = (day - day / 1460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day + 2) / 153;
    let date = day - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    (year + era * 400 + i64::from(month <= 2), month, date)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_is_written_over_several_lines_and_strings_are_left_alone() {
        let json = show(Some(br#"{"number":16,"tags":["a,b","{}"],"none":{}}"#));
        let expected = "{\n  \"number\": 16,\n  \"tags\": [\n    \"a,b\",\n    \"{}\"\n  ],\n  \"none\": {}\n}";
        assert_eq!(json, Shown::Json(expected.to_owned()));
        assert_eq!(show(Some(b"{not closed")), Shown::Text("{not closed".to_owned()));
        assert_eq!(show(Some(b"[1}")), Shown::Text("[1}".to_owned()));
        assert_eq!(show(Some(b"{} {}")), Shown::Text("{} {}".to_owned()));
    }

    #[test]
    fn text_is_text_and_other_bytes_are_hexadecimal() {
        assert_eq!(show(None), Shown::Null);
        assert_eq!(show(Some("grün <b>".as_bytes())), Shown::Text("grün <b>".to_owned()));
        let Shown::Hex(hex) = show(Some(&[0, 65, 255])) else { panic!("binary") };
        assert!(hex.starts_with("00 41 ff "), "{hex}");
        assert!(hex.ends_with(" ·A·"), "{hex}");
    }

    #[test]
    fn large_values_are_cut() {
        let Shown::Text(text) = show(Some(&[b'x'; 10_000])) else { panic!("text") };
        assert!(text.ends_with("… and 5904 more bytes"));
    }

    #[test]
    fn a_cell_shows_what_matters_of_a_value() {
        assert_eq!(short(br#"{"number":16}"#, 5), "16");
        assert_eq!(short(b"hello world", 5), "hell…");
        assert_eq!(short(br#"{"a":1,"b":2}"#, 20), r#"{"a":1,"b":2}"#);
        assert_eq!(short(&[0xff, 0x01, 0x02], 5), "ff01…");
        assert_eq!(cut("a\u{202e}\nb", 9), "a\u{202e}␣b");
    }

    #[test]
    fn lengths_are_told_to_a_tenth() {
        let told = [0.0, 12.34, 12.35, 7.0, -0.04, -3.26, -0.5].map(px);
        assert_eq!(told, ["0", "12.3", "12.4", "7", "0", "-3.3", "-0.5"]);
    }

    #[test]
    fn branches_are_named_by_letters() {
        assert_eq!([0, 1, 25, 26].map(branch), ["A", "B", "Z", "26"]);
    }

    #[test]
    fn spans_and_times_read_well() {
        assert_eq!(span(840_000), "840 ms");
        assert_eq!(span(12_560_000), "12.5 s");
        assert_eq!(span(185_000_000), "3 min 5 s");
        assert_eq!(utc(Timestamp(0)), "1970-01-01 00:00:00.000");
        assert_eq!(utc(Timestamp(1_709_210_096_789)), "2024-02-29 12:34:56.789");
        assert_eq!(utc(Timestamp(4_102_444_799_999)), "2099-12-31 23:59:59.999");
        assert_eq!(utc(Timestamp::NONE), "none");
    }
}
