//! A client's `.properties`, as somebody pastes them: what each setting brings about, and the command that puts such a client on the
//! stage.

use std::time::Duration;

mod member;
mod sender;
#[cfg(test)]
mod tests;
mod value;

use crate::words::{quoted, say_span};
use member::Member;
use sender::Sender;

/// A line of a `.properties` file, and what it brings about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Setting {
    /// The setting.
    pub name: String,
    /// Its value.
    pub value: String,
    /// What it brings about; none where the stage knows nothing of it.
    pub means: Option<String>,
    /// Whether a client starts with it: what cannot be read is refused, and what does not fit the other settings.
    pub starts: bool,
}

/// What was pasted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Properties {
    /// Line by line.
    pub settings: Vec<Setting>,
    /// What puts a producer like this on the stage, if it is one.
    pub producer: Option<String>,
    /// What puts a consumer like this on the stage, if it is one.
    pub consumer: Option<String>,
}

/// What the client of such settings is called.
const NAME: &str = "Mine";

impl Properties {
    /// Reads lines `name=value` (or `name: value`); empty ones and comments say nothing. A producer or a consumer is for `topic`.
    #[must_use]
    pub fn read(text: &str, topic: &str) -> Properties {
        let mut known = Properties::default();
        let said = || pairs(text).filter_map(|(name, value)| Some((name, value?)));
        let last = |wanted: &str| said().filter(|(name, _)| *name == wanted).last().map(|(_, value)| value);
        let acks = last("acks").map(|acks| if acks == "-1" { "all" } else { acks });
        let acks = acks.filter(|acks| matches!(*acks, "0" | "1" | "all"));
        let idempotent = last("enable.idempotence").and_then(value::switch);
        let mut member = Member::default();
        let mut sender = Sender::new(acks.unwrap_or("all") == "all", idempotent);
        for (name, value) in said() {
            member.take(name, value);
            sender.take(name, value);
        }
        let mut consumer = Vec::new();
        let (mut group, mut commits, mut interval) = (None, true, None);
        for (name, value) in pairs(text) {
            let Some(value) = value else {
                known.settings.push(Setting { name: name.to_owned(), value: String::new(), means: None, starts: true });
                continue;
            };
            if let Some(why) = value::refusal(name, value) {
                let (name, value) = (name.to_owned(), value.to_owned());
                known.settings.push(Setting { name, value, means: Some(why), starts: false });
                continue;
            }
            let means = match name {
                "acks" => acks_means(value),
                "enable.idempotence" => Some(match value::switch(value) {
                    Some(true) => "A retry is recognised by its number: no record is written twice.".to_owned(),
                    _ => "Where an ack gets lost, the retry writes the record a second time.".to_owned(),
                }),
                "group.id" => {
                    group = Some(value);
                    Some(
                        "Members of this group share the partitions; other groups read everything for themselves."
                            .to_owned(),
                    )
                }
                "auto.offset.reset" => {
                    if matches!(value, "earliest" | "latest") {
                        consumer.push(format!("reset={value}"));
                    }
                    reset_means(value)
                }
                "enable.auto.commit" => {
                    commits = value::switch(value) == Some(true);
                    Some(match commits {
                        true => "The client commits by itself now and then, and when it is closed.".to_owned(),
                        false => "Your code commits. On the stage it does so after each record.".to_owned(),
                    })
                }
                "auto.commit.interval.ms" => {
                    interval = value.parse().ok().map(Duration::from_millis);
                    interval
                        .map(|time| format!("After a crash, what was read in up to {} is read again.", spoken(time)))
                }
                "min.insync.replicas" => {
                    Some("A setting of the topic, not of a client: acks=all waits for so many at least.".to_owned())
                }
                name => member.means(name, value).or_else(|| sender.means(name)),
            };
            let starts = member.starts_with(name) && sender.starts_with(name);
            known.settings.push(Setting { name: name.to_owned(), value: value.to_owned(), means, starts });
        }
        if last("acks").is_some() || idempotent.is_some() || sender.is_one() {
            let mut producer = vec![format!("acks={}", acks.unwrap_or("all"))];
            if idempotent == Some(false) {
                producer.push("idempotent=no".to_owned());
            }
            producer.extend(sender.options());
            known.producer = Some(format!("producer {NAME} to {} every=1s {}", quoted(topic), producer.join(" ")));
        }
        if let Some(group) = group {
            // as Kafka does it without a word about it
            let interval = interval.unwrap_or(Duration::from_secs(5));
            consumer.push(if commits { format!("commit={}", say_span(interval)) } else { "commit=each".to_owned() });
            consumer.extend(member.options());
            let (group, topic) = (quoted(group), quoted(topic));
            known.consumer = Some(format!("consumer {NAME} group {group} from {topic} {}", consumer.join(" ")));
        }
        known
    }
}

/// The lines that say something: `name=value` or `name: value`; no value where a line is neither.
fn pairs(text: &str) -> impl Iterator<Item = (&str, Option<&str>)> {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with(['#', '!']));
    lines.map(|line| match line.split_once(['=', ':']) {
        Some((name, value)) => (name.trim(), Some(value.trim())),
        None => (line, None),
    })
}

/// A number as Kafka has them, from 1.
fn positive(value: &str) -> Option<u32> {
    let number: i32 = value.parse().ok()?;
    u32::try_from(number).ok().filter(|number| *number > 0)
}

/// A span for eyes: `30 s`.
fn spoken(time: Duration) -> String {
    if time.subsec_millis() == 0 { format!("{} s", time.as_secs()) } else { format!("{} ms", time.as_millis()) }
}

fn acks_means(value: &str) -> Option<String> {
    let means = match value {
        "0" => "Nobody answers: a record may get lost on the way, and nobody knows.",
        "1" => {
            "The leader alone answers: what it has not passed on yet is lost with it. And without acks=all there is no idempotence."
        }
        "all" | "-1" => {
            "All in sync have it before the ack comes. How many that must be, min.insync.replicas of the topic says."
        }
        _ => return None,
    };
    Some(means.to_owned())
}

fn reset_means(value: &str) -> Option<String> {
    let means = match value {
        "earliest" => "A group without a commit begins at the oldest record.",
        "latest" => "A group without a commit passes over all that is there, and so does one whose commit has expired.",
        "none" => "A group without a commit gets an error.",
        _ => return None,
    };
    Some(means.to_owned())
}
