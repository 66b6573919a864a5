//! A run told as a story: what happened, in plain sentences, each with its time.

mod acts;

use glasslog_core::{
    effect::Note,
    error::Blame,
    id::{BrokerId, PartitionIndex},
    name::{Text, is_internal_topic},
};

use crate::{
    ActorId,
    run::Report,
    view::{End, ProcessState, Tale, Told, Violation},
};

pub use acts::act;

/// The story of a run, a line each, ending with the promise that was broken.
#[must_use]
pub fn tell(report: &Report) -> Vec<String> {
    let until = report.violations.first().map_or(u64::MAX, |violation| violation.step);
    let told = report.story.iter().filter(|told| told.step <= until);
    let mut lines: Vec<String> = told.filter_map(line).collect();
    lines.extend(report.violations.first().map(verdict));
    lines
}

/// The end of a story.
fn verdict(violation: &Violation) -> String {
    format!("{} Broken: {}: {}", time(violation.at.0), violation.invariant, violation.what)
}

/// One line; none for what nobody wants to hear.
fn line(told: &Told) -> Option<String> {
    sentence(&told.what).map(|sentence| format!("{} {sentence}", time(told.at.0)))
}

/// Seconds with the microseconds, in a column.
fn time(micros: u64) -> String {
    format!("{:>5}.{:06} s ", micros / 1_000_000, micros % 1_000_000)
}

/// What a tale says; none for what nobody wants to hear.
#[must_use]
pub fn sentence(tale: &Tale) -> Option<String> {
    Some(match tale {
        Tale::Acted(action) => act(action),
        Tale::Process(broker, state) => match state {
            ProcessState::Starting => format!("Broker {broker} starts."),
            ProcessState::Running => format!("Broker {broker} serves."),
            ProcessState::Stopping => format!("Broker {broker} is finishing its work."),
            ProcessState::Down => format!("Broker {broker} is down."),
        },
        Tale::DiskFailed(broker, fault, path) => {
            format!("The disk of broker {broker} fails an operation on {path}: {fault:?}.")
        }
        Tale::Client(ActorId::ADMIN, words) => format!("A user's {words}."),
        Tale::Client(actor, words) => format!("Client {}: {words}.", actor.0),
        // It had only just begun, or was about to end.
        Tale::Closed(_, _, Blame::Gone(_)) => return None,
        Tale::Closed(broker, actor, blame) => {
            format!("Broker {broker} closes the connection of client {}: {blame:?}.", actor.0)
        }
        Tale::Elected(epoch) => format!("The ensemble elects controller {epoch}."),
        Tale::Broker(broker, note) => format!("Broker {broker}: {}", of_note(note)?),
        Tale::Controller(note) => format!("The controller: {}", of_note(note)?),
    })
}

/// What a broker or the controller says; none for the brokers' own topics and for what is told elsewhere.
fn of_note(note: &Note) -> Option<String> {
    let seen = |topic: &Text| (!is_internal_topic(topic)).then_some(());
    let name = |topic: &Text, partition: &PartitionIndex| seen(topic).map(|()| format!("{topic}-{partition}"));
    Some(match note {
        Note::Serving => return None,
        Note::TopicCreated { topic, partitions } => {
            seen(topic)?;
            format!("topic {topic} is there, partitions: {partitions}.")
        }
        Note::TopicNotCreated { topic, reason } => format!("topic {topic} cannot be made: {reason}."),
        Note::TopicDeleted { topic } => format!("topic {topic} is gone."),
        Note::PartitionOnline { topic, partition, leader_epoch, end, torn_bytes, damaged_at } => {
            let torn = if *torn_bytes > 0 { format!("; {torn_bytes} torn bytes were cut") } else { String::new() };
            let damage = damaged_at.map_or(String::new(), |at| format!("; it is damaged at offset {at}"));
            let name = name(topic, partition)?;
            format!("{name} is open, led here in epoch {leader_epoch}, and ends at {end}{torn}{damage}.")
        }
        Note::LeadershipBegins { topic, partition, leader_epoch, end } => {
            format!("{} is led here in epoch {leader_epoch}, from {end} on.", name(topic, partition)?)
        }
        Note::LeadershipEnds { topic, partition, leader, leader_epoch } => {
            let leader = leader.map_or_else(|| "by nobody".to_owned(), |leader| format!("by broker {leader}"));
            format!("{} is led {leader} now, in epoch {leader_epoch}.", name(topic, partition)?)
        }
        Note::IsrChanged { topic, partition, from, to } => {
            format!("the ISR of {} was {} and is {}.", name(topic, partition)?, brokers(from), brokers(to))
        }
        Note::NotRegistered { reason } => format!("it is not registered: {reason}."),
        Note::Truncated { topic, partition, from, to } => {
            format!("{} is cut from {from} to {to}: the leader does not have the rest.", name(topic, partition)?)
        }
        Note::BrokerFenced { broker } => format!("broker {broker} is fenced."),
        Note::BrokerUnfenced { broker } => format!("broker {broker} is let back in."),
        Note::PartitionFull { topic, partition } => format!("the disk of {topic}-{partition} is full."),
        Note::PartitionHalted { topic, partition, fault } => format!("{topic}-{partition} has halted: {fault:?}."),
        Note::RecordsExpired { topic, partition, start } => format!("{topic}-{partition} begins at {start} now."),
        Note::Rebalancing { group, generation, reason } => {
            format!("group {group} rebalances after generation {generation}: {reason}.")
        }
        Note::Stable { group, generation, members } => {
            format!("group {group} is stable in generation {generation}, members: {members}.")
        }
        Note::MemberExpired { group, member } => format!("group {group} gives {member} up: it was silent too long."),
        Note::GroupsLoaded { groups: 0, .. } => return None,
        Note::GroupsLoaded { partition, groups } => {
            format!("groups read back from partition {partition} of the commits: {groups}.")
        }
    })
}

fn brokers(all: &[BrokerId]) -> String {
    let all: Vec<String> = all.iter().map(ToString::to_string).collect();
    format!("[{}]", all.join(", "))
}

fn end(end: &End) -> String {
    match end {
        End::Actor(actor) => format!("client {}", actor.0),
        End::Broker(broker) => format!("broker {broker}"),
        End::Ensemble => "the controller".to_owned(),
    }
}
