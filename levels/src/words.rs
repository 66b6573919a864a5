//! Words, numbers and spans: what commands and predicates are made of.

use std::fmt;
use std::time::Duration;

/// What is wrong with a text, and what was expected instead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wrong(pub String);

impl fmt::Display for Wrong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Wrong {}

/// A shorthand for an error.
pub(crate) fn wrong<T>(what: impl Into<String>) -> Result<T, Wrong> {
    Err(Wrong(what.into()))
}

/// The words of a line. Blanks part them, but for those between double quotes; a parenthesis is a word of its own.
pub(crate) fn words(line: &str) -> Result<Vec<String>, Wrong> {
    let mut words = Vec::new();
    let mut word = String::new();
    let (mut quoted, mut begun) = (false, false);
    for c in line.chars() {
        match c {
            '"' => {
                quoted = !quoted;
                begun = true;
            }
            '(' | ')' if !quoted => {
                if begun {
                    words.push(std::mem::take(&mut word));
                    begun = false;
                }
                words.push(c.to_string());
            }
            c if c.is_whitespace() && !quoted => {
                if begun {
                    words.push(std::mem::take(&mut word));
                    begun = false;
                }
            }
            c => {
                word.push(c);
                begun = true;
            }
        }
    }
    if quoted {
        return wrong(format!("a double quote is never closed in: {line}"));
    }
    if begun {
        words.push(word);
    }
    Ok(words)
}

/// A word as [`words`] reads it back: in quotes where it must be.
pub(crate) fn quoted(word: &str) -> String {
    let plain = !word.is_empty() && !word.chars().any(|c| c.is_whitespace() || "()\"".contains(c));
    if plain { word.to_owned() } else { format!("\"{}\"", word.replace('"', "'")) }
}

/// `300ms`, `2s`, `5m`.
pub(crate) fn span(word: &str) -> Result<Duration, Wrong> {
    let digits = word.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let number: Option<u64> = digits.parse().ok();
    match (number, &word[digits.len()..]) {
        (Some(number), "ms") => Ok(Duration::from_millis(number)),
        (Some(number), "s") => Ok(Duration::from_secs(number)),
        (Some(number), "m") => Ok(Duration::from_secs(number * 60)),
        _ => wrong(format!("{word:?} is no span of time: say 300ms, 2s or 5m")),
    }
}

/// The shortest way to say a span that [`span`] reads.
pub(crate) fn say_span(span: Duration) -> String {
    match span.as_millis() {
        millis if millis.is_multiple_of(60_000) && millis > 0 => format!("{}m", millis / 60_000),
        millis if millis.is_multiple_of(1000) => format!("{}s", millis / 1000),
        millis => format!("{millis}ms"),
    }
}

/// A whole number.
pub(crate) fn number<T: std::str::FromStr>(word: &str) -> Result<T, Wrong> {
    word.parse().or_else(|_| wrong(format!("{word:?} is no whole number")))
}

/// A partition: its topic's name, a dash, its number.
pub(crate) fn partition(word: &str) -> Result<(&str, i32), Wrong> {
    match word.rsplit_once('-').map(|(topic, index)| (topic, index.parse())) {
        Some((topic, Ok(index))) if !topic.is_empty() => Ok((topic, index)),
        _ => wrong(format!("{word:?} is no partition: say its topic, a dash and its number, as in items-list-0")),
    }
}

/// A broker: `B1`, or just `1`.
pub(crate) fn broker(word: &str) -> Result<i32, Wrong> {
    match word.strip_prefix('B').unwrap_or(word).parse() {
        Ok(number) if number > 0 => Ok(number),
        _ => wrong(format!("{word:?} is no broker: say B1, B2, …")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blanks_part_words_but_not_in_quotes() {
        assert_eq!(words("send  \"two words\" key=a").unwrap(), ["send", "two words", "key=a"]);
        assert_eq!(words("not (acked six)").unwrap(), ["not", "(", "acked", "six", ")"]);
        assert_eq!(words("send \"\"").unwrap(), ["send", ""]);
        assert!(words("send \"open").is_err());
        for word in ["six", "two words", "", "(x)"] {
            assert_eq!(words(&quoted(word)).unwrap(), [word]);
        }
    }

    #[test]
    fn spans_are_read_as_they_are_said() {
        for span_said in ["300ms", "2s", "5m", "90s"] {
            assert_eq!(say_span(span(span_said).unwrap()), span_said);
        }
        assert!(span("5").is_err() && span("s").is_err() && span("5h").is_err());
    }

    #[test]
    fn a_partition_may_have_dashes_in_its_topic() {
        assert_eq!(partition("items-list-0").unwrap(), ("items-list", 0));
        assert!(partition("items-list").is_err() && partition("0").is_err());
    }
}
