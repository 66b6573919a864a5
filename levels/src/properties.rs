//! A client's `.properties`, as somebody pastes them: what each setting brings about, and the command that puts such a client on the
//! stage.

use std::time::Duration;

use crate::words::{quoted, say_span};

/// A line of a `.properties` file, and what it brings about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Setting {
    /// The setting.
    pub name: String,
    /// Its value.
    pub value: String,
    /// What it brings about; none where the stage knows nothing of it.
    pub means: Option<String>,
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
        let (mut producer, mut consumer) = (Vec::new(), Vec::new());
        let (mut group, mut commits, mut interval) = (None, true, None);
        let (mut acks, mut idempotent) = (None, None);
        for line in text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with(['#', '!'])) {
            let Some((name, value)) = line.split_once(['=', ':']).map(|(name, value)| (name.trim(), value.trim()))
            else {
                known.settings.push(Setting { name: line.to_owned(), value: String::new(), means: None });
                continue;
            };
            let time = || value.parse().ok().map(Duration::from_millis);
            let means = match name {
                "acks" => {
                    acks = Some(if value == "-1" { "all" } else { value });
                    acks_means(value)
                }
                "enable.idempotence" => {
                    idempotent = Some(value == "true");
                    Some(match value {
                        "true" => "A retry is recognised by its number: no record is written twice.".to_owned(),
                        _ => "Where an ack gets lost, the retry writes the record a second time.".to_owned(),
                    })
                }
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
                    commits = value == "true";
                    Some(match value {
                        "true" => "The client commits by itself now and then, and when it is closed.".to_owned(),
                        _ => "Your code commits. On the stage it does so after each record.".to_owned(),
                    })
                }
                "auto.commit.interval.ms" => {
                    interval = time();
                    interval
                        .map(|time| format!("After a crash, what was read in up to {} is read again.", spoken(time)))
                }
                "session.timeout.ms" => time().map(|time| {
                    consumer.push(format!("session={}", say_span(time)));
                    format!(
                        "A member that crashes is missed after {}; until then nobody reads its partitions.",
                        spoken(time)
                    )
                }),
                "max.poll.interval.ms" => time().map(|time| {
                    format!(
                        "Who works longer than {} between two polls is put out of the group. (60 s on the stage.)",
                        spoken(time)
                    )
                }),
                "max.poll.records" => Some(format!(
                    "Up to {value} records a poll: their work together must fit into max.poll.interval.ms."
                )),
                "min.insync.replicas" => {
                    Some("A setting of the topic, not of a client: acks=all waits for so many at least.".to_owned())
                }
                _ => None,
            };
            known.settings.push(Setting { name: name.to_owned(), value: value.to_owned(), means });
        }
        if acks.is_some() || idempotent.is_some() {
            let acks = acks.filter(|acks| matches!(*acks, "0" | "1" | "all")).unwrap_or("all");
            producer.push(format!("acks={acks}"));
            if idempotent == Some(false) {
                producer.push("idempotent=no".to_owned());
            }
            known.producer = Some(format!("producer {NAME} to {} every=1s {}", quoted(topic), producer.join(" ")));
        }
        if let Some(group) = group {
            // as Kafka does it without a word about it
            let interval = interval.unwrap_or(Duration::from_secs(5));
            consumer.push(if commits { format!("commit={}", say_span(interval)) } else { "commit=each".to_owned() });
            let (group, topic) = (quoted(group), quoted(topic));
            known.consumer = Some(format!("consumer {NAME} group {group} from {topic} {}", consumer.join(" ")));
        }
        known
    }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::Command;

    #[test]
    fn a_client_comes_to_stand_on_the_stage_as_it_is_set() {
        let pasted = "# ours\nbootstrap.servers=kafka:9092\nacks = 1\nenable.idempotence: false\n";
        let read = Properties::read(pasted, "orders");
        assert_eq!(read.producer.as_deref(), Some("producer Mine to orders every=1s acks=1 idempotent=no"));
        assert_eq!(read.consumer, None);
        let means: Vec<bool> = read.settings.iter().map(|setting| setting.means.is_some()).collect();
        assert_eq!(means, [false, true, true]);

        let pasted =
            "group.id=my group\nauto.offset.reset=latest\nauto.commit.interval.ms=30000\nsession.timeout.ms=45000";
        let read = Properties::read(pasted, "orders");
        let consumer = "consumer Mine group \"my group\" from orders reset=latest session=45s commit=30s";
        assert_eq!((read.consumer.as_deref(), read.producer), (Some(consumer), None));
    }

    #[test]
    fn whatever_is_pasted_becomes_no_command_that_cannot_be_read() {
        let names = [
            "acks",
            "group.id",
            "session.timeout.ms",
            "auto.commit.interval.ms",
            "auto.offset.reset",
            "enable.auto.commit",
        ];
        let values = ["", "-1", "99999999999999999999999", "x y", "\"", "true", "0", "all", "ä=:", "none"];
        for name in names {
            for value in values {
                let text = format!("{name}={value}\ngroup.id=g{value}\nacks={value}");
                let read = Properties::read(&text, "orders");
                for command in [read.producer, read.consumer].into_iter().flatten() {
                    Command::parse(&command).unwrap_or_else(|wrong| panic!("{text}: {command}: {wrong}"));
                }
            }
        }
    }
}
