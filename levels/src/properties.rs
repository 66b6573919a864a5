//! A client's `.properties`, as somebody pastes them: what each setting brings about, and the command that puts such a client on the
//! stage.

use std::time::Duration;

mod member;
mod sender;

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
    /// Whether a client starts with it: what does not fit the other settings is refused.
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
        let idempotent = last("enable.idempotence").map(|value| value == "true");
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
            let means = match name {
                "acks" => acks_means(value),
                "enable.idempotence" => Some(match value {
                    "true" => "A retry is recognised by its number: no record is written twice.".to_owned(),
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
                    commits = value == "true";
                    Some(match value {
                        "true" => "The client commits by itself now and then, and when it is closed.".to_owned(),
                        _ => "Your code commits. On the stage it does so after each record.".to_owned(),
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
        let consumer = "consumer Mine group \"my group\" from orders reset=latest commit=30s session=45s";
        assert_eq!((read.consumer.as_deref(), read.producer), (Some(consumer), None));
    }

    /// What the consumer of such lines is told besides its group, topic and commits.
    fn told(lines: &str) -> String {
        let read = Properties::read(&format!("group.id=g\n{lines}"), "orders");
        let command = read.consumer.expect("it is a consumer");
        command.trim_start_matches("consumer Mine group g from orders commit=5s").trim().to_owned()
    }

    #[test]
    fn it_is_a_member_of_its_group_as_it_is_set() {
        let pasted =
            "max.poll.records=50\nmax.poll.interval.ms=10000\nheartbeat.interval.ms=1000\ngroup.instance.id=i-3";
        assert_eq!(told(pasted), "heartbeat=1s poll=50 interval=10s instance=i-3");
        // Kafka's own, where one of the two is not said
        assert_eq!(told("max.poll.records=100"), "poll=100 interval=5m");
        assert_eq!(told("max.poll.interval.ms=600000"), "poll=500 interval=10m");
        assert_eq!(told("heartbeat.interval.ms=15000"), "session=45s heartbeat=15s");
        for refused in [
            "max.poll.records=0",
            "max.poll.interval.ms=-1",
            "group.instance.id=my pod",
            "session.timeout.ms=9999999999",
            "heartbeat.interval.ms=60000",
        ] {
            assert_eq!(told(refused), "", "{refused}");
        }
    }

    #[test]
    fn what_counts_is_the_work_of_one_poll() {
        let read = Properties::read("max.poll.records=50\nmax.poll.interval.ms=10000", "orders");
        let means = read.settings[0].means.as_deref().unwrap_or_default();
        assert!(means.contains("within 10 s") && means.contains("200 ms"), "{means}");
        let read = Properties::read("max.poll.records=500", "orders");
        let means = read.settings[0].means.as_deref().unwrap_or_default();
        assert!(means.contains("within 300 s") && means.contains("600 ms"), "{means}");
    }

    #[test]
    fn a_list_of_assignors_is_cooperative_only_if_all_are() {
        let kafka = "org.apache.kafka.clients.consumer.";
        for (value, assignor) in [
            (format!("{kafka}CooperativeStickyAssignor"), "assignor=cooperative"),
            ("cooperative-sticky".to_owned(), "assignor=cooperative"),
            (format!("{kafka}RangeAssignor,{kafka}CooperativeStickyAssignor"), ""),
            (format!("[class {kafka}RangeAssignor, class {kafka}CooperativeStickyAssignor]"), ""),
            (format!("{kafka}RoundRobinAssignor"), "assignor=roundrobin"),
            ("roundrobin,range".to_owned(), "assignor=roundrobin"),
            ("range,roundrobin".to_owned(), ""),
            ("cooperative-sticky,range".to_owned(), ""),
            ("com.example.OurAssignor".to_owned(), ""),
        ] {
            assert_eq!(told(&format!("partition.assignment.strategy={value}")), assignor, "{value}");
        }
    }

    /// What the producer of such lines is told besides its topic and pace.
    fn sends(lines: &str) -> String {
        let command = Properties::read(lines, "orders").producer.expect("it is a producer");
        command.trim_start_matches("producer Mine to orders every=1s ").to_owned()
    }

    #[test]
    fn it_sends_again_as_it_is_set() {
        assert_eq!(sends("retries=3\nlinger.ms=50"), "acks=all linger=50ms retries=3");
        assert_eq!(sends("retries=2147483647\nmax.in.flight.requests.per.connection=1"), "acks=all inflight=1");
        let short =
            "acks=1\nmax.in.flight.requests.per.connection=9\nrequest.timeout.ms=2000\ndelivery.timeout.ms=5000";
        assert_eq!(sends(short), "acks=1 inflight=9 request=2s giveup=5s");
        assert_eq!(sends("acks=all\nrequest.timeout.ms=180000"), "acks=all request=3m giveup=3m");
        // such clients do not start
        assert_eq!(sends("enable.idempotence=true\nretries=0"), "acks=all");
        assert_eq!(sends("acks=all\nmax.in.flight.requests.per.connection=6"), "acks=all");
        assert_eq!(sends("delivery.timeout.ms=10000\nlinger.ms=10"), "acks=all");
        let read = Properties::read("acks=all\ndelivery.timeout.ms=10000", "orders");
        assert!(read.settings[1].means.as_deref().is_some_and(|means| means.contains("does not start")), "{read:?}");
        assert!(read.settings[0].starts && !read.settings[1].starts);
        // a consumer has it, too
        assert_eq!(Properties::read("group.id=g\nrequest.timeout.ms=5000", "orders").producer, None);
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
            "max.poll.interval.ms",
            "max.poll.records",
            "heartbeat.interval.ms",
            "group.instance.id",
            "partition.assignment.strategy",
            "enable.idempotence",
            "retries",
            "max.in.flight.requests.per.connection",
            "linger.ms",
            "request.timeout.ms",
            "delivery.timeout.ms",
        ];
        let values = [
            "2147483647",
            "2147483648",
            "18446744073709551615",
            "a b",
            "'",
            ",",
            "[]",
            "a,b",
            "cooperative-sticky,",
            "\"x y\"",
            "",
            "-1",
            "99999999999999999999999",
            "x y",
            "\"",
            "true",
            "0",
            "all",
            "ä=:",
            "none",
        ];
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
