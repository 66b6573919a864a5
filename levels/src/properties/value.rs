//! Values that Kafka's own clients refuse to read: with one of them no client starts.

/// Whole numbers, with the least and the most that a client takes; what the stage knows nothing of is not among them.
const NUMBERS: [(&str, i64, i64); 10] = [
    ("auto.commit.interval.ms", 0, INT),
    ("session.timeout.ms", 1, INT),
    ("heartbeat.interval.ms", -INT - 1, INT),
    ("max.poll.interval.ms", 1, INT),
    ("max.poll.records", 1, INT),
    ("retries", 0, INT),
    ("max.in.flight.requests.per.connection", 1, INT),
    ("linger.ms", 0, i64::MAX),
    ("request.timeout.ms", 0, INT),
    ("delivery.timeout.ms", 0, INT),
];
/// The most that four bytes hold.
const INT: i64 = i32::MAX as i64;

/// Words of which a client takes one.
const CHOICES: [(&str, &str, &[&str]); 2] = [
    ("acks", "0, 1, all or -1", &["0", "1", "all", "-1"]),
    ("auto.offset.reset", "earliest, latest or none", &["earliest", "latest", "none"]),
];

/// A switch: true or false, in any case of letters.
pub(super) fn switch(value: &str) -> Option<bool> {
    let is = |word: &str| value.eq_ignore_ascii_case(word);
    (is("true") || is("false")).then(|| is("true"))
}

/// Why no client starts with such a value, if none does.
pub(super) fn refusal(name: &str, value: &str) -> Option<String> {
    let starts_not = |why: String| Some(format!("{why}: a client does not start like this."));
    if let Some((_, least, most)) = NUMBERS.iter().find(|(known, ..)| *known == name) {
        let digits = value.strip_prefix(['-', '+']).unwrap_or(value);
        if digits.is_empty() || !digits.bytes().all(|digit| digit.is_ascii_digit()) {
            return starts_not("Not a whole number".to_owned());
        }
        return match value.parse::<i64>() {
            Ok(number) if number < *least => starts_not(format!("Too small, it is {least} at the least")),
            Ok(number) if number <= *most => None,
            _ if value.starts_with('-') => starts_not("Too small".to_owned()),
            _ => starts_not(format!("Too large, it is {most} at the most")),
        };
    }
    if matches!(name, "enable.idempotence" | "enable.auto.commit") && switch(value).is_none() {
        return starts_not("Neither true nor false".to_owned());
    }
    match CHOICES.iter().find(|(known, ..)| *known == name) {
        // newer clients take a span, too
        _ if name == "auto.offset.reset" && value.starts_with("by_duration:") => None,
        Some((_, said, all)) if !all.contains(&value) => starts_not(format!("It is {said}")),
        _ => None,
    }
}
