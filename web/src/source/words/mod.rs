//! What happened, in words: at most 90 characters a sentence.

mod acts;
pub mod compare;
pub mod hunt;
mod passed;
mod seldom;
pub mod why;

use std::time::Duration;

use glasslog_core::effect::Note;
use glasslog_core::error::{Blame, StorageFault};
use glasslog_core::id::{BrokerId, LeaderEpoch};
use glasslog_core::name::is_internal_topic;
use glasslog_core::watch;
use glasslog_sim::ActorId;
use glasslog_sim::view::{ProcessState, Tale};

use crate::store::Tone;
use crate::text::count;

pub use acts::{acks, command, member_properties, partitioner, sender_properties, settings};
pub use passed::passed;
pub use seldom::down_and_empty;
use seldom::refused;

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
        Note::IsrChanged { topic, partition, from, to } => isr_changed(&format!("{topic}-{partition}"), from, to),
        Note::NotRegistered { reason } => (Bad, format!("The controller does not take the broker in: {reason}.")),
        Note::Truncated { topic, partition, from, to } => (
            Waiting,
            format!("{topic}-{partition} is cut from {from} to {to}: its leader does not have those records."),
        ),
        Note::BrokerFenced { broker } => {
            (Bad, format!("The controller hears nothing of broker {broker}: it is fenced, others shall lead."))
        }
        Note::BrokerUnfenced { broker } => {
            (Plain, format!("Broker {broker} is there again: it follows, and catches up."))
        }
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
            let groups = count(i64::from(*groups), "group");
            (Plain, format!("The coordinator has read {groups} back from __consumer_offsets-{partition}."))
        }
    }
}

/// Brokers in a list: 1, 2, 3.
#[must_use]
pub fn brokers(all: &[BrokerId]) -> String {
    if all.is_empty() {
        return "nobody".to_owned();
    }
    all.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

/// An ISR has changed: who came, who went, who is left.
#[must_use]
pub fn isr_changed(partition: &str, from: &[BrokerId], to: &[BrokerId]) -> (Tone, String) {
    let only = |these: &[BrokerId], those: &[BrokerId]| -> Vec<BrokerId> {
        these.iter().filter(|broker| !those.contains(broker)).copied().collect()
    };
    let (gone, come) = (only(from, to), only(to, from));
    let left = brokers(to);
    match (gone.as_slice(), come.as_slice()) {
        (gone, []) => {
            (Tone::Waiting, format!("Broker {} is out of the ISR of {partition}: left are {left}.", brokers(gone)))
        }
        ([], come) => {
            (Tone::Plain, format!("Broker {} is in sync again in {partition}: the ISR is {left}.", brokers(come)))
        }
        _ => (Tone::Waiting, format!("The ISR of {partition} is {left} now.")),
    }
}

/// Why a broker leads what another one led.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// The one before was silent for so long.
    Silent(BrokerId, Duration),
    /// The one before was stopped, and handed over.
    HandedOver(BrokerId),
    /// It is the preferred leader, and is in sync again.
    Preferred(BrokerId),
    /// There was no leader.
    Back,
}

/// A broker leads a partition now, and why.
#[must_use]
pub fn leads(broker: BrokerId, partition: &str, epoch: LeaderEpoch, why: &Why) -> String {
    let why = match why {
        Why::Silent(old, span) => format!("broker {old} was silent for {}", whole_span(*span)),
        Why::HandedOver(old) => format!("broker {old} handed over"),
        Why::Preferred(_) => "it is the preferred leader, and in sync again".to_owned(),
        Why::Back => "there was no leader".to_owned(),
    };
    format!("Broker {broker} leads {partition} now, in epoch {epoch}: {why}.")
}

/// A broker leads a partition now, as one learns from its view alone.
#[must_use]
pub fn leads_live(broker: BrokerId, partition: &str, epoch: LeaderEpoch, before: Option<BrokerId>) -> String {
    let before = match before {
        Some(old) if old != broker => format!(" Broker {old} led it before."),
        _ => String::new(),
    };
    format!("Broker {broker} leads {partition} now, in epoch {epoch}.{before}")
}

/// A broker of a server is in another state.
#[must_use]
pub fn server_broker(broker: BrokerId, state: watch::BrokerState) -> (Tone, String) {
    match state {
        watch::BrokerState::Starting => (Tone::Waiting, format!("Broker {broker} starts and reads its disk.")),
        watch::BrokerState::Running => (Tone::Plain, format!("Broker {broker} serves.")),
        watch::BrokerState::Stopping => (Tone::Waiting, format!("Broker {broker} stops: others take over.")),
        watch::BrokerState::Down => (Tone::Bad, format!("Broker {broker} is down. Its disk keeps its copies.")),
    }
}

/// A span of time in words.
#[must_use]
pub fn whole_span(span: Duration) -> String {
    match span.as_millis() {
        millis if millis % 1000 == 0 => format!("{} s", millis / 1000),
        millis => format!("{millis} ms"),
    }
}

/// A partition has no leader, and who could lead it.
#[must_use]
pub fn offline(partition: &str, isr: &[BrokerId], elr: &[BrokerId]) -> String {
    let mut able = isr.to_vec();
    able.extend(elr.iter().filter(|broker| !isr.contains(broker)));
    match able.as_slice() {
        [] => format!("{partition} has no leader, and nobody who may lead it."),
        [one] => format!("{partition} has no leader: it waits for broker {one}, who has all that was acknowledged."),
        several => format!("{partition} has no leader: it waits for one of {}.", brokers(several)),
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
        Tale::Acted(action) => acts::act(action, name).map(|text| (Plain, text)),
        Tale::Broker(_, Note::Serving) => None,
        Tale::Broker(_, Note::TopicCreated { topic, .. } | Note::PartitionOnline { topic, damaged_at: None, .. })
            if is_internal_topic(topic) =>
        {
            None
        }
        Tale::Broker(
            _,
            Note::IsrChanged { topic, .. } | Note::Truncated { topic, .. } | Note::LeadershipEnds { topic, .. },
        ) if is_internal_topic(topic) => None,
        // every broker hears of every topic, and opens a log of every copy: the leader's word is enough
        Tale::Broker(_, Note::TopicCreated { .. } | Note::PartitionOnline { torn_bytes: 0, damaged_at: None, .. }) => {
            None
        }
        Tale::Broker(_, Note::GroupsLoaded { groups: 0, .. }) => None,
        // whoever leads next says so, and why
        Tale::Broker(_, Note::LeadershipBegins { .. } | Note::LeadershipEnds { leader: Some(_), .. }) => None,
        Tale::Broker(id, Note::Truncated { topic, partition, from, to }) => Some((
            Bad,
            format!(
                "Broker {id} cuts {topic}-{partition} from {from} to {to}: the leader does not have those records."
            ),
        )),
        Tale::Elected(epoch) if epoch.0 <= 1 => None,
        Tale::Elected(epoch) => {
            Some((Plain, format!("The ensemble has another controller, the {}.", ordinal(epoch.0))))
        }
        Tale::Controller(known) => Some(note(known)),
        Tale::Broker(_, known) => Some(note(known)),
        Tale::Process(id, ProcessState::Starting) => Some((Waiting, format!("Broker {id} starts and reads its disk."))),
        Tale::Process(id, ProcessState::Running) => Some((Plain, format!("Broker {id} serves."))),
        Tale::Process(id, ProcessState::Stopping) => {
            Some((Waiting, format!("Broker {id} finishes what is under way.")))
        }
        Tale::Process(id, ProcessState::Down) => {
            Some((Bad, format!("Broker {id} is down. Its disk keeps its copies.")))
        }
        Tale::DiskFailed(id, fault, file) => {
            Some((Bad, format!("The disk of broker {id} failed: {} ({file}).", disk(*fault))))
        }
        Tale::Closed(_, _, Blame::Gone(_)) => None,
        Tale::Closed(id, actor, _) => Some((
            Bad,
            format!("Broker {id} closes the connection of {}: it does not keep to the rules.", name(actor.0)),
        )),
        Tale::Client(ActorId::ADMIN, words) => Some((Bad, refused(words))),
        Tale::Client(actor, words) => Some((Waiting, format!("{}: {words}", name(actor.0)))),
    }
}

fn ordinal(number: i64) -> String {
    match number {
        2 => "second".to_owned(),
        3 => "third".to_owned(),
        _ => format!("{number}th"),
    }
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
}
