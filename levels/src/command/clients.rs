//! Producers and consumers in commands: their settings, read and said.

use std::time::Duration;

use glasslog_core::{name::Text, request::Acks};
use glasslog_sim::{
    Action,
    settings::{Assignor, CommitPolicy, ConsumerSettings, Keys, Membership, Partitioner, ProducerSettings, Reset},
};

use super::{Command, Deed, Rest};
use crate::words::{Wrong, number, quoted, say_span, span, wrong};

/// Without a word about it, one that is restarted is away for so long …
const AWAY: Duration = Duration::from_secs(2);
/// … and the next one is stopped so long after it.
const APART: Duration = Duration::from_secs(5);

fn yes(value: &str) -> Result<bool, Wrong> {
    match value {
        "yes" => Ok(true),
        "no" => Ok(false),
        _ => wrong(format!("{value:?} is neither yes nor no")),
    }
}

pub(super) fn producer(rest: &mut Rest) -> Result<Command, Wrong> {
    let name = rest.next("a name")?.into();
    rest.expect("to")?;
    let topic = rest.next("a topic")?;
    let mut settings = ProducerSettings { name, period: None, ..ProducerSettings::to(topic.as_str()) };
    while let Some((key, value)) = rest.option()? {
        match key.as_str() {
            "acks" => {
                settings.acks = match value.as_str() {
                    "0" => Acks::None,
                    "1" => Acks::Leader,
                    "all" => Acks::All,
                    _ => return wrong(format!("acks={value}: say 0, 1 or all")),
                };
                // the broker recognises retries only of producers that wait for all replicas
                settings.idempotent = settings.acks == Acks::All;
            }
            "every" => settings.period = Some(span(&value)?),
            "linger" => settings.linger = span(&value)?,
            "keys" => settings.keys = Keys::Cycle(value.split(',').map(Text::from).collect()),
            "keyless" => {
                settings.partitioner = match value.as_str() {
                    "robin" => Partitioner::KeyOrRoundRobin,
                    "sticky" => Partitioner::KeyOrSticky,
                    _ => return wrong(format!("keyless={value}: say robin or sticky")),
                }
            }
            "idempotent" => settings.idempotent = yes(&value)?,
            _ => return rest.unknown(&key),
        }
    }
    Ok(Command::Do(Deed::Plain(Action::AddProducer { settings })))
}

pub(super) fn consumer(rest: &mut Rest) -> Result<Command, Wrong> {
    let name = rest.next("a name")?.into();
    rest.expect("group")?;
    let group = rest.next("a group")?;
    rest.expect("from")?;
    let topic = rest.next("a topic")?;
    let mut settings = ConsumerSettings { name, ..ConsumerSettings::of(group.as_str(), topic.as_str()) };
    let mut membership = Membership::default();
    while let Some((key, value)) = rest.option()? {
        match key.as_str() {
            "reset" => {
                settings.reset = match value.as_str() {
                    "earliest" => Reset::Earliest,
                    "latest" => Reset::Latest,
                    _ => return wrong(format!("reset={value}: say earliest or latest")),
                }
            }
            "commit" => {
                settings.commit = match value.as_str() {
                    "each" => CommitPolicy::EachRecord,
                    "before" => CommitPolicy::BeforeWork,
                    "never" => CommitPolicy::Never,
                    value => CommitPolicy::Periodic(span(value)?),
                }
            }
            "work" => settings.time_per_record = span(&value)?,
            "session" => settings.session_timeout = span(&value)?,
            "heartbeat" => membership.heartbeat = Some(span(&value)?),
            "poll" => {
                membership.poll_records = number(&value)?;
                if membership.poll_records == 0 {
                    return wrong("poll=0: a poll gives at least one record");
                }
            }
            "interval" => membership.max_poll_interval = span(&value)?,
            "instance" => membership.instance = Some(value.into()),
            "assignor" => {
                membership.assignor = match value.as_str() {
                    "range" => Assignor::Range,
                    "roundrobin" => Assignor::RoundRobin,
                    "cooperative" => Assignor::Cooperative,
                    _ => return wrong(format!("assignor={value}: say range, roundrobin or cooperative")),
                }
            }
            _ => return rest.unknown(&key),
        }
    }
    Ok(Command::Do(Deed::Plain(Action::consumer(settings, membership))))
}

pub(super) fn say_producer(settings: &ProducerSettings) -> String {
    let acks = match settings.acks {
        Acks::None => "0",
        Acks::Leader => "1",
        Acks::All => "all",
    };
    let mut said = format!("producer {} to {} acks={acks}", quoted(&settings.name), settings.topic);
    if let Some(period) = settings.period {
        said += &format!(" every={}", say_span(period));
    }
    if !settings.linger.is_zero() {
        said += &format!(" linger={}", say_span(settings.linger));
    }
    if let Keys::Cycle(keys) | Keys::CycleWithTombstones(keys) = &settings.keys {
        let keys: Vec<&str> = keys.iter().map(Text::as_str).collect();
        said += &format!(" {}", quoted(&format!("keys={}", keys.join(","))));
    }
    if settings.partitioner == Partitioner::KeyOrSticky {
        said += " keyless=sticky";
    }
    if settings.idempotent != (settings.acks == Acks::All) {
        said += if settings.idempotent { " idempotent=yes" } else { " idempotent=no" };
    }
    said
}

pub(super) fn say_consumer(settings: &ConsumerSettings, membership: &Membership) -> String {
    let usual = ConsumerSettings::of("", "");
    let topic = settings.topics.first().map_or("", Text::as_str);
    let mut said = format!("consumer {} group {} from {topic}", quoted(&settings.name), quoted(&settings.group));
    if settings.reset == Reset::Latest {
        said += " reset=latest";
    }
    match settings.commit {
        CommitPolicy::EachRecord => said += " commit=each",
        CommitPolicy::Never => said += " commit=never",
        CommitPolicy::BeforeWork => said += " commit=before",
        CommitPolicy::Periodic(period) if settings.commit != usual.commit => {
            said += &format!(" commit={}", say_span(period));
        }
        _ => {}
    }
    if !settings.time_per_record.is_zero() {
        said += &format!(" work={}", say_span(settings.time_per_record));
    }
    if settings.session_timeout != usual.session_timeout {
        said += &format!(" session={}", say_span(settings.session_timeout));
    }
    let Membership { instance, assignor, max_poll_interval, poll_records, heartbeat } = membership;
    let usual = Membership::default();
    if let Some(heartbeat) = heartbeat {
        said += &format!(" heartbeat={}", say_span(*heartbeat));
    }
    if *poll_records != usual.poll_records {
        said += &format!(" poll={poll_records}");
    }
    if *max_poll_interval != usual.max_poll_interval {
        said += &format!(" interval={}", say_span(*max_poll_interval));
    }
    if let Some(instance) = instance {
        said += &format!(" {}", quoted(&format!("instance={instance}")));
    }
    match assignor {
        Assignor::Range => {}
        Assignor::RoundRobin => said += " assignor=roundrobin",
        Assignor::Cooperative => said += " assignor=cooperative",
    }
    said
}

/// How long each is away, and how long after one the next is stopped.
pub(super) fn pace(rest: &mut Rest) -> Result<(Duration, Duration), Wrong> {
    let (mut away, mut apart) = (AWAY, APART);
    while let Some((key, value)) = rest.option()? {
        match key.as_str() {
            "away" => away = span(&value)?,
            "apart" => apart = span(&value)?,
            _ => return rest.unknown(&key),
        }
    }
    Ok((away, apart))
}

pub(super) fn say_pace(away: Duration, apart: Duration) -> String {
    let mut said = String::new();
    if away != AWAY {
        said += &format!(" away={}", say_span(away));
    }
    if apart != APART {
        said += &format!(" apart={}", say_span(apart));
    }
    said
}
