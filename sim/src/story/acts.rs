//! What is done to a world, in sentences.

use std::time::Duration;

use bytes::Bytes;
use glasslog_core::request::Acks;

use super::end;
use crate::{
    action::Action,
    disk::{DiskFaults, Survival},
    settings::{Assignor, Client, ConsumerSettings, Membership, ProducerSettings, Sending},
};

/// What is done, in a sentence.
#[must_use]
pub fn act(action: &Action) -> String {
    match action {
        Action::CreateTopic { name, partitions, factor, configs } => {
            let copies = factor.map_or(String::new(), |factor| format!(", copies: {factor}"));
            let configs: String = configs.iter().map(|(key, value)| format!(", {key}={value}")).collect();
            format!("Topic {name} is asked for, partitions: {partitions}{copies}{configs}.")
        }
        Action::AddPartitions { name, count } => format!("Topic {name} shall have {count} partitions."),
        Action::DeleteTopic { name } => format!("Topic {name} shall go."),
        Action::AddProducer { settings } => format!("A producer comes: {}.", producer(settings)),
        Action::AddSender { settings, sending } => {
            format!("A producer comes: {}{}.", producer(settings), sender(sending))
        }
        Action::RemoveProducer { producer } => format!("Producer {} shall finish.", producer.0),
        Action::AddConsumer { settings } => format!("A consumer comes: {}.", consumer(settings)),
        Action::AddMember { settings, membership } => {
            format!("A consumer comes: {}{}.", consumer(settings), member(membership))
        }
        Action::RestartConsumers { consumers, away, apart } => {
            let names: Vec<String> = consumers.iter().map(|consumer| consumer.0.to_string()).collect();
            let names = names.join(", ");
            format!("Consumers {names} are restarted, {apart:?} after one another; each is away for {away:?}.")
        }
        Action::WatchCommits { group, .. } => format!("Somebody watches the commits of group {group}."),
        Action::ResetCommit { group, topic, partition, offset } => {
            format!("Group {group} shall go on at {offset} in {topic}-{partition}.")
        }
        Action::RemoveConsumer { consumer } => format!("Consumer {} leaves.", consumer.0),
        Action::CrashConsumer { consumer } => format!("Consumer {} dies without a word.", consumer.0),
        Action::Send { producer, key, value, partition } => {
            let place = partition.map_or(String::new(), |partition| format!(" to partition {partition}"));
            format!("Producer {} sends {} = {}{place}.", producer.0, text(key.as_ref()), text(value.as_ref()))
        }
        Action::SetRate { producer, period: Some(period) } => {
            format!("Producer {} sends a record every {period:?} now.", producer.0)
        }
        Action::SetRate { producer, period: None } => format!("Producer {} sends no more by itself.", producer.0),
        Action::AddBroker { broker } => format!("Broker {broker} joins."),
        Action::CrashBroker { broker } => format!("The process of broker {broker} is killed."),
        Action::StopBroker { broker } => format!("Broker {broker} is asked to stop."),
        Action::RestartBroker { broker } => format!("Broker {broker} is started again."),
        Action::PowerLoss { broker, survival } => {
            let what = match survival {
                Survival::Nothing => "nothing unsynced survives",
                Survival::Everything => "everything unsynced survives",
                Survival::AnySubset => "some of what is unsynced survives",
            };
            format!("Broker {broker} loses its power; {what}.")
        }
        Action::PauseBroker { broker } => format!("Broker {broker} stands still."),
        Action::WakeBroker { broker } => format!("Broker {broker} goes on."),
        Action::WipeDisk { broker } => format!("Broker {broker} gets an empty disk."),
        Action::SetLink { from, to, link } if link.cut => format!("The link from {} to {} is cut.", end(from), end(to)),
        Action::SetLink { from, to, link } if link.extra > Duration::ZERO => {
            format!("The link from {} to {} is slower by {:?}.", end(from), end(to), link.extra)
        }
        Action::SetLink { from, to, .. } => format!("The link from {} to {} is whole.", end(from), end(to)),
        Action::SetLoss { from, to, percent } => {
            format!("The link from {} to {} loses {percent}% of what is sent.", end(from), end(to))
        }
        Action::BreakConnections { one, other } => {
            format!("The connections between {} and {} break.", end(one), end(other))
        }
        Action::ElectController => "The ensemble shall elect another controller.".to_owned(),
        Action::DeposeController => "The ensemble loses its controller.".to_owned(),
        Action::SetDisk { broker, faults } => format!("The disk of broker {broker} {}.", disk(faults)),
        Action::RotBit { broker, .. } => format!("A bit rots on the disk of broker {broker}."),
        Action::JumpClock { broker, millis } => format!("The wall clock of broker {broker} jumps by {millis} ms."),
        Action::SetDelays { delays } => {
            format!("Messages take {:?} from now on, and up to {:?} more.", delays.one_way, delays.jitter)
        }
        Action::CutConnections { actor } => format!("The connections of client {} break.", actor.0),
        Action::HoldMessage { flight } => format!("Message {} is held on its way.", flight.0),
        Action::DeliverMessage { flight } => format!("Message {} goes on.", flight.0),
        Action::LoseMessage { flight } => format!("The packet of message {} is lost, and sent again.", flight.0),
        Action::StallConnections { actor, span } => {
            format!("Nothing arrives on the connections of client {} for {span:?}.", actor.0)
        }
    }
}

fn text(bytes: Option<&Bytes>) -> String {
    bytes.map_or_else(|| "null".to_owned(), |bytes| format!("{:?}", String::from_utf8_lossy(bytes)))
}

fn who(client: Client) -> &'static str {
    match client {
        Client::Core => "",
        Client::Naive => ", scripted by hand",
    }
}

fn producer(settings: &ProducerSettings) -> String {
    let acks = match settings.acks {
        Acks::None => "0",
        Acks::Leader => "1",
        Acks::All => "all",
    };
    let idempotent = if settings.idempotent { ", idempotent" } else { "" };
    let rate = settings.period.map_or(String::new(), |period| format!(", a record every {period:?}"));
    let most = settings.records_max.map_or(String::new(), |max| format!(", {max} at most"));
    format!("to {}, acks={acks}{idempotent}{rate}{most}{}", settings.topic, who(settings.client))
}

fn consumer(settings: &ConsumerSettings) -> String {
    let topics: Vec<&str> = settings.topics.iter().map(|topic| &**topic).collect();
    format!("of {} in group {}{}", topics.join(", "), settings.group, who(settings.client))
}

fn sender(sending: &Sending) -> String {
    let usual = Sending::default();
    let Sending { retries, in_flight, request_timeout, delivery_timeout } = sending;
    let mut words = Vec::new();
    if let Some(retries) = retries {
        words.push(format!("sending again {retries} times at most"));
    }
    if *in_flight != usual.in_flight {
        words.push(format!("with {in_flight} requests under way at most"));
    }
    if *request_timeout != usual.request_timeout {
        words.push(format!("waiting {request_timeout:?} for an answer"));
    }
    if *delivery_timeout != usual.delivery_timeout {
        words.push(format!("giving up after {delivery_timeout:?}"));
    }
    words.iter().map(|word| format!(", {word}")).collect()
}

fn member(membership: &Membership) -> String {
    let usual = Membership::default();
    let Membership { instance, assignor, max_poll_interval, poll_records, heartbeat } = membership;
    let mut words = Vec::new();
    if let Some(instance) = instance {
        words.push(format!("as {instance}, which outlives it"));
    }
    match assignor {
        Assignor::Range => {}
        Assignor::RoundRobin => words.push("sharing by turns".to_owned()),
        Assignor::Cooperative => words.push("keeping what it has".to_owned()),
    }
    if *max_poll_interval != usual.max_poll_interval {
        words.push(format!("polling every {max_poll_interval:?} at least"));
    }
    if *poll_records != usual.poll_records {
        words.push(format!("taking {poll_records} records a poll"));
    }
    if let Some(heartbeat) = heartbeat {
        words.push(format!("with a heartbeat every {heartbeat:?}"));
    }
    words.into_iter().map(|word| format!(", {word}")).collect()
}

fn disk(faults: &DiskFaults) -> String {
    let mut words = Vec::new();
    let mut note = |bad: bool, what: String| {
        if bad {
            words.push(what);
        }
    };
    note(faults.failing_syncs > 0, format!("fails {} syncs", faults.failing_syncs));
    note(faults.failing_writes > 0, format!("fails {} writes", faults.failing_writes));
    note(faults.failing_reads > 0, format!("fails {} reads", faults.failing_reads));
    note(faults.capacity.is_some(), format!("holds {} bytes", faults.capacity.unwrap_or(0)));
    note(faults.slowness > 1, format!("is {} times slower", faults.slowness));
    note(faults.lying_syncs, "only says that it syncs".to_owned());
    if words.is_empty() { "is as good as new".to_owned() } else { words.join(", ") }
}
