//! What happened, in words: at most 90 characters a sentence.

use glasslog_core::effect::Note;
use glasslog_core::error::{Blame, StorageFault};
use glasslog_core::name::is_internal_topic;
use glasslog_core::request::Acks;
use glasslog_sim::Action;
use glasslog_sim::settings::{Keys, Partitioner, ProducerSettings};
use glasslog_sim::view::{ProcessState, Tale};

use crate::commands;
use crate::store::Tone;
use crate::text::span;

/// A broker's note, in words.
#[must_use]
pub fn note(note: &Note) -> (Tone, String) {
    use Tone::{Bad, Plain, Waiting};
    match note {
        Note::Serving => (Plain, "The broker serves.".to_owned()),
        Note::TopicCreated { topic, partitions: 1 } => (Plain, format!("Topic {topic} is there, with one partition.")),
        Note::TopicCreated { topic, partitions } => {
            (Plain, format!("Topic {topic} is there, with {partitions} partitions."))
        }
        Note::TopicNotCreated { topic, reason } => (Bad, format!("Topic {topic} cannot be made: {reason}.")),
        Note::TopicDeleted { topic } => (Plain, format!("Topic {topic} is gone, and its records with it.")),
        Note::PartitionOnline { topic, partition, damaged_at: Some(offset), .. } => {
            (Bad, format!("{topic}-{partition} is damaged at offset {offset}: that range cannot be read."))
        }
        Note::PartitionOnline { topic, partition, end, torn_bytes, .. } if *torn_bytes > 0 => {
            (Waiting, format!("{topic}-{partition} is back: {torn_bytes} torn bytes were cut, it ends at {end}."))
        }
        Note::PartitionOnline { topic, partition, end, leader_epoch, .. } => {
            (Plain, format!("{topic}-{partition} is online in epoch {leader_epoch}, its log ends at {end}."))
        }
        Note::LeadershipBegins { topic, partition, leader_epoch, end } => {
            (Plain, format!("{topic}-{partition} is led here in epoch {leader_epoch}, its log ends at {end}."))
        }
        Note::LeadershipEnds { topic, partition, leader: Some(leader), .. } => {
            (Plain, format!("{topic}-{partition} is led by broker {leader} now."))
        }
        Note::LeadershipEnds { topic, partition, leader: None, .. } => {
            (Bad, format!("{topic}-{partition} has no leader now."))
        }
        Note::IsrChanged { topic, partition, to, .. } => {
            let isr: Vec<String> = to.iter().map(ToString::to_string).collect();
            (Waiting, format!("{topic}-{partition}: in sync are now {}.", isr.join(", ")))
        }
        Note::NotRegistered { reason } => (Bad, format!("The controller does not take the broker in: {reason}.")),
        Note::Truncated { topic, partition, from, to } => {
            (Waiting, format!("{topic}-{partition} is cut from {from} to {to}: its leader has no more."))
        }
        Note::BrokerFenced { broker } => (Bad, format!("Broker {broker} is silent: the controller fences it.")),
        Note::BrokerUnfenced { broker } => (Plain, format!("Broker {broker} is there again.")),
        Note::PartitionFull { topic, partition } => (
            Bad,
            format!("The disk of {topic}-{partition} is full: it can be read, and written again once there is room."),
        ),
        Note::PartitionHalted { topic, partition, fault } => {
            (Bad, format!("{topic}-{partition} has halted: {}.", disk(*fault)))
        }
        Note::RecordsExpired { topic, partition, start } => {
            (Plain, format!("Retention: {topic}-{partition} starts at offset {start} now; older records are gone."))
        }
        Note::Rebalancing { group, reason, .. } => {
            (Waiting, format!("Group {group} shares out anew: {}.", plain(reason)))
        }
        Note::Stable { group, generation, members } => {
            let members = if *members == 1 { "one member".to_owned() } else { format!("{members} members") };
            (Plain, format!("Group {group} is stable: generation {generation}, {members}."))
        }
        Note::MemberExpired { group, member } => {
            (Bad, format!("Group {group} heard nothing from {}: it is out.", plain(member)))
        }
        Note::GroupsLoaded { groups: 0, .. } => {
            (Plain, "The coordinator has read its log: no groups there.".to_owned())
        }
        Note::GroupsLoaded { groups, partition } => {
            (Plain, format!("The coordinator has read {groups} group(s) back from __consumer_offsets-{partition}."))
        }
    }
}

/// Without the identifiers that brokers hang on members' names.
fn plain(text: &str) -> String {
    let is_uuid = |tail: &str| tail.len() == 36 && tail.chars().all(|c| c == '-' || c.is_ascii_hexdigit());
    let short = |word: &str| match word.len().checked_sub(37).and_then(|cut| word.split_at_checked(cut)) {
        Some((name, tail)) if tail.strip_prefix('-').is_some_and(is_uuid) => name.to_owned(),
        _ => word.to_owned(),
    };
    text.trim_end_matches('.').split(' ').map(short).collect::<Vec<_>>().join(" ")
}

fn disk(fault: StorageFault) -> &'static str {
    match fault {
        StorageFault::Full => "no space is left",
        StorageFault::Io => "it cannot be written or read",
        StorageFault::Corrupt => "what it holds is damaged",
        StorageFault::Missing => "what was asked for is not there",
    }
}

/// Something that happened in a world, in words; none for what is not worth any. `name` says what an actor is called.
#[must_use]
pub fn tale(tale: &Tale, name: impl Fn(u32) -> String) -> Option<(Tone, String)> {
    use Tone::{Bad, Plain, Waiting};
    match tale {
        Tale::Acted(action) => act(action, name).map(|text| (Plain, text)),
        Tale::Broker(_, Note::Serving) => None,
        Tale::Broker(_, Note::TopicCreated { topic, .. } | Note::PartitionOnline { topic, damaged_at: None, .. })
            if is_internal_topic(topic) =>
        {
            None
        }
        Tale::Broker(_, Note::GroupsLoaded { groups: 0, .. }) => None,
        // with one broker that is what "online" says
        Tale::Broker(_, Note::LeadershipBegins { .. }) => None,
        Tale::Controller(Note::BrokerUnfenced { .. }) | Tale::Elected(_) => None,
        Tale::Controller(known) => Some(note(known)),
        Tale::Broker(_, known) => Some(note(known)),
        Tale::Process(id, ProcessState::Starting) => Some((Waiting, format!("Broker {id} starts and reads its disk."))),
        Tale::Process(id, ProcessState::Running) => Some((Plain, format!("Broker {id} serves."))),
        Tale::Process(id, ProcessState::Stopping) => {
            Some((Waiting, format!("Broker {id} finishes what is under way.")))
        }
        Tale::Process(id, ProcessState::Down) => {
            Some((Bad, format!("Broker {id} is down. Its disk keeps the records.")))
        }
        Tale::DiskFailed(id, fault, file) => {
            Some((Bad, format!("The disk of broker {id} failed: {} ({file}).", disk(*fault))))
        }
        Tale::Closed(_, _, Blame::Gone(_)) => None,
        Tale::Closed(id, actor, _) => Some((
            Bad,
            format!("Broker {id} closes the connection of {}: it does not keep to the rules.", name(actor.0)),
        )),
        Tale::Client(actor, words) => Some((Waiting, format!("{}: {words}", name(actor.0)))),
    }
}

fn act(action: &Action, name: impl Fn(u32) -> String) -> Option<String> {
    Some(match action {
        Action::CreateTopic { name, partitions, .. } => {
            format!("You ask for topic {name} with {partitions} partition(s).")
        }
        Action::DeleteTopic { name } => format!("You ask for topic {name} to be deleted."),
        Action::AddProducer { settings } => format!("A producer begins to write to {}.", settings.topic),
        Action::RemoveProducer { producer } => format!("{} goes.", name(producer.0)),
        Action::AddConsumer { settings } => format!("A consumer joins group {}.", settings.group),
        Action::RemoveConsumer { consumer } => {
            format!("{} leaves its group: the others take over at once.", name(consumer.0))
        }
        Action::CrashConsumer { consumer } => {
            format!("{} dies without a word. Its group finds out by its silence.", name(consumer.0))
        }
        Action::CrashBroker { broker } => format!("You pull the plug of broker {broker}'s process."),
        Action::StopBroker { broker } => format!("You stop broker {broker}: it syncs and closes its logs."),
        Action::RestartBroker { broker } => format!("You start broker {broker} on the disk as it is."),
        _ => return None,
    })
}

/// The command of a native tool that does the same, where there is one.
#[must_use]
pub fn command(action: &Action, topic: impl Fn(u32) -> String) -> Option<String> {
    let text = |bytes: &bytes::Bytes| String::from_utf8_lossy(bytes).into_owned();
    Some(match action {
        Action::CreateTopic { name, partitions, .. } => commands::create_topic(name, *partitions),
        Action::DeleteTopic { name } => commands::delete_topic(name),
        Action::AddProducer { settings } => commands::producer(&settings.topic, acks(settings.acks)),
        Action::AddConsumer { settings } => {
            commands::consumer(settings.topics.first().map_or("", |topic| topic.as_str()), &settings.group)
        }
        Action::Send { producer, key, value, .. } => {
            let value = value.as_ref().map(text).unwrap_or_default();
            commands::send(&topic(producer.0), key.as_ref().map(text).as_deref(), &value)
        }
        Action::RemoveConsumer { .. } => {
            "kill -INT <the consumer's process>   # Ctrl-C: it leaves its group".to_owned()
        }
        Action::RemoveProducer { .. } => "kill -INT <the producer's process>".to_owned(),
        Action::CrashConsumer { .. } => "kill -9 <the consumer's process>".to_owned(),
        Action::CrashBroker { .. } => "kill -9 <the broker's process>".to_owned(),
        Action::StopBroker { .. } => "kafka-server-stop.sh".to_owned(),
        Action::RestartBroker { .. } => "kafka-server-start.sh config/server.properties".to_owned(),
        _ => return None,
    })
}

/// A producer's `acks`, as its configuration spells it.
#[must_use]
pub fn acks(acks: Acks) -> &'static str {
    match acks {
        Acks::None => "0",
        Acks::Leader => "1",
        Acks::All => "all",
    }
}

/// How a producer chooses partitions, in words.
#[must_use]
pub fn partitioner(partitioner: Partitioner) -> &'static str {
    match partitioner {
        Partitioner::KeyOrRoundRobin => "by key (murmur2), else round robin",
        Partitioner::KeyOrSticky => "by key (murmur2), else sticky",
        Partitioner::Random => "by key (crc32), else anywhere",
    }
}

/// A producer's settings in a few words.
#[must_use]
pub fn settings(settings: &ProducerSettings) -> String {
    let rate = match settings.period {
        Some(period) => format!("every {}", span(u64::try_from(period.as_micros()).unwrap_or(u64::MAX))),
        None => "by hand".to_owned(),
    };
    let keys = match &settings.keys {
        Keys::None => "no keys".to_owned(),
        Keys::Cycle(keys) => format!("{} keys", keys.len()),
    };
    format!("{rate} · acks {} · {keys}", acks(settings.acks))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_lose_the_identifiers_that_brokers_hang_on_them() {
        let reason = "member consumer-3-b31c94ee-eb1f-4b1e-a06a-d05b201d7d54 joins.";
        assert_eq!(plain(reason), "member consumer-3 joins");
        assert_eq!(plain("a-b c"), "a-b c");
        assert_eq!(plain("ünïcödé-ünïcödé-ünïcödé-ünïcödé-ünïcödé"), "ünïcödé-ünïcödé-ünïcödé-ünïcödé-ünïcödé");
    }

    #[test]
    fn a_dead_disk_is_told_as_bad_and_ordinary_things_are_not() {
        let halted = Note::PartitionHalted {
            topic: "t".into(),
            partition: glasslog_core::id::PartitionIndex(0),
            fault: StorageFault::Io,
        };
        assert_eq!(note(&halted).0, Tone::Bad);
        assert_eq!(note(&Note::Serving).0, Tone::Plain);
    }

    #[test]
    fn commands_name_what_was_done() {
        let create = Action::CreateTopic { name: "orders".into(), partitions: 2, configs: Vec::new() };
        let said = command(&create, |_| String::new()).expect("there is a tool for it");
        assert!(said.contains("--create --topic orders --partitions 2"), "{said}");
    }
}
