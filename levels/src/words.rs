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

/// A year: nobody waits longer than that, and no client has a setting that is longer.
const SPAN_MAX: Duration = Duration::from_hours(365 * 24);

/// `300ms`, `2s`, `5m`.
pub(crate) fn span(word: &str) -> Result<Duration, Wrong> {
    let digits = word.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let unit = match &word[digits.len()..] {
        "ms" => 1,
        "s" => 1000,
        "m" => 60_000,
        _ => 0,
    };
    if unit == 0 || digits.is_empty() || !digits.bytes().all(|digit| digit.is_ascii_digit()) {
        return wrong(format!("{word:?} is no span of time: say 300ms, 2s or 5m"));
    }
    // what no number holds is longer than all of them
    let millis = digits.parse().unwrap_or(u64::MAX).saturating_mul(unit);
    match Duration::from_millis(millis) {
        span if span > SPAN_MAX => wrong(format!("{word:?} is too long: at most {}", say_span(SPAN_MAX))),
        span => Ok(span),
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

/// Kinds of whole numbers, with what they hold.
pub(crate) trait Whole: TryFrom<i128> {
    /// The least.
    const LEAST: i128;
    /// The most.
    const MOST: i128;
}

macro_rules! whole {
    ($($kind:ty)*) => {
        $(impl Whole for $kind {
            const LEAST: i128 = <$kind>::MIN as i128;
            const MOST: i128 = <$kind>::MAX as i128;
        })*
    };
}
whole!(u8 i16 i32 u32 i64 u64);

/// A whole number.
pub(crate) fn number<T: Whole>(word: &str) -> Result<T, Wrong> {
    let digits = word.strip_prefix(['-', '+']).unwrap_or(word);
    if digits.is_empty() || !digits.bytes().all(|digit| digit.is_ascii_digit()) {
        return wrong(format!("{word:?} is no whole number"));
    }
    // what not even the widest kind holds is beyond all of them
    let beyond = if word.starts_with('-') { i128::MIN } else { i128::MAX };
    let number = word.parse().unwrap_or(beyond);
    match T::try_from(number) {
        Ok(number) => Ok(number),
        Err(_) if number < T::LEAST => wrong(format!("{word} is too small: at least {}", T::LEAST)),
        Err(_) => wrong(format!("{word} is too large: at most {}", T::MOST)),
    }
}

/// How many letters must be typed otherwise, left out, put in or swapped with their neighbours to make one word of another.
pub(crate) fn distance(one: &str, other: &str) -> usize {
    let (one, other): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    let mut rows = vec![(0..=other.len()).collect::<Vec<usize>>()];
    for (i, letter) in (1..).zip(&one) {
        let mut row = vec![i];
        for (j, wanted) in (1..).zip(&other) {
            let typed = rows[i - 1][j - 1] + usize::from(letter != wanted);
            let mut least = typed.min(rows[i - 1][j] + 1).min(row[j - 1] + 1);
            if i > 1 && j > 1 && *letter == other[j - 2] && one[i - 2] == *wanted {
                least = least.min(rows[i - 2][j - 2] + 1);
            }
            row.push(least);
        }
        rows.push(row);
    }
    rows[one.len()][other.len()]
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
    match word.strip_prefix(['B', 'b']).unwrap_or(word).parse() {
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
    fn what_is_too_large_is_not_called_no_number() {
        let told = |wrong: Result<i32, Wrong>| wrong.expect_err("it is too much").0;
        assert_eq!(told(number("99999999999")), "99999999999 is too large: at most 2147483647");
        assert_eq!(told(number("-99999999999")), "-99999999999 is too small: at least -2147483648");
        assert_eq!(told(number("2.5")), "\"2.5\" is no whole number");
        assert_eq!(number::<u8>("300"), wrong("300 is too large: at most 255"));
        assert_eq!(number::<u32>("-1"), wrong("-1 is too small: at least 0"));
        let endless = "9".repeat(60);
        assert_eq!(number::<u64>(&endless), wrong(format!("{endless} is too large: at most {}", u64::MAX)));
        assert_eq!((number("+7"), number("-7")), (Ok(7_u8), Ok(-7_i16)));
        assert_eq!(span("18446744073709551615m"), wrong("\"18446744073709551615m\" is too long: at most 525600m"));
    }

    #[test]
    fn a_slip_of_the_hand_is_a_small_distance() {
        for (one, other, far) in
            [("kil", "kill", 1), ("klil", "kill", 1), ("kill", "kill", 0), ("", "cut", 3), ("cut", "kill", 4)]
        {
            assert_eq!(distance(one, other), far, "{one} {other}");
        }
    }

    #[test]
    fn a_partition_may_have_dashes_in_its_topic() {
        assert_eq!(partition("items-list-0").unwrap(), ("items-list", 0));
        assert!(partition("items-list").is_err() && partition("0").is_err());
    }
}
