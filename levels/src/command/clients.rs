//! Producers and consumers in commands: their settings, read and said.

use std::time::Duration;

use glasslog_core::{client::producer::IN_FLIGHT_MAX, name::Text, request::Acks};
use glasslog_sim::{
    Action,
    settings::{
        Assignor, CommitPolicy, ConsumerSettings, Keys, Membership, Partitioner, ProducerSettings, Reset, Sending,
    },
};

use super::{Command, Deed, rest::Rest};
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
    let (mut sending, mut idempotent) = (Sending::default(), None);
    while let Some((key, value)) = rest.option()? {
        match key.as_str() {
            "acks" => {
                settings.acks = match value.as_str() {
                    "0" => Acks::None,
                    "1" => Acks::Leader,
                    "all" => Acks::All,
                    _ => return wrong(format!("acks={value}: say 0, 1 or all")),
                };
            }
            "every" => settings.period = Some(span(&value)?),
            "linger" => settings.linger = span(&value)?,
            "keys" => settings.keys = Keys::Cycle(value.split(',').map(Text::from).collect()),
            "keyless" => {
                settings.partitioner = match value.as_str() {
                    "robin" => Partitioner::KeyOrRoundRobin,
                    "sticky" => Partitioner::KeyOrSticky,
                    "random" => Partitioner::Random,
                    _ => return wrong(format!("keyless={value}: say robin, sticky or random")),
                }
            }
            "idempotent" => idempotent = Some(yes(&value)?),
            "retries" => sending.retries = Some(number(&value)?),
            "inflight" => sending.in_flight = number(&value)?,
            "request" => sending.request_timeout = span(&value)?,
            "giveup" => sending.delivery_timeout = span(&value)?,
            _ => return rest.unknown(&key),
        }
    }
    settings.idempotent = idempotent.unwrap_or_else(|| is_idempotent(settings.acks, &sending));
    check_sending(&settings, &sending)?;
    Ok(Command::Do(Deed::Plain(Action::producer(settings, sending))))
}

/// Where nothing is said of it, as Kafka does it: the broker recognises retries only of producers that wait for all replicas, and
/// who never sends again needs it not.
fn is_idempotent(acks: Acks, sending: &Sending) -> bool {
    acks == Acks::All && sending.retries != Some(0)
}

/// A producer with such settings starts: Kafka's own refuses the same ones.
fn check_sending(settings: &ProducerSettings, sending: &Sending) -> Result<(), Wrong> {
    if sending.in_flight == 0 {
        return wrong("inflight=0: at least one request must be under way to bring anything");
    }
    if settings.idempotent && settings.acks == Acks::All {
        if sending.retries == Some(0) {
            return wrong("retries=0: an idempotent producer must send again; say idempotent=no, too");
        }
        if sending.in_flight > IN_FLIGHT_MAX {
            return wrong(format!(
                "inflight={}: with idempotence it is {IN_FLIGHT_MAX} at the most, for a broker knows no more batches again; or say idempotent=no",
                sending.in_flight
            ));
        }
    }
    let least = settings.linger + sending.request_timeout;
    if sending.delivery_timeout < least {
        let (giveup, least) = (say_span(sending.delivery_timeout), say_span(least));
        return wrong(format!("giveup={giveup}: linger and request together are {least}, and it may not be shorter"));
    }
    Ok(())
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

pub(super) fn say_producer(settings: &ProducerSettings, sending: &Sending) -> String {
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
    match settings.partitioner {
        Partitioner::KeyOrRoundRobin => {}
        Partitioner::KeyOrSticky => said += " keyless=sticky",
        Partitioner::Random => said += " keyless=random",
    }
    if settings.idempotent != is_idempotent(settings.acks, sending) {
        said += if settings.idempotent { " idempotent=yes" } else { " idempotent=no" };
    }
    let usual = Sending::default();
    let Sending { retries, in_flight, request_timeout, delivery_timeout } = sending;
    if let Some(retries) = retries {
        said += &format!(" retries={retries}");
    }
    if *in_flight != usual.in_flight {
        said += &format!(" inflight={in_flight}");
    }
    if *request_timeout != usual.request_timeout {
        said += &format!(" request={}", say_span(*request_timeout));
    }
    if *delivery_timeout != usual.delivery_timeout {
        said += &format!(" giveup={}", say_span(*delivery_timeout));
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
