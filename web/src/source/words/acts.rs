//! What a person does, in words and as the command of a native tool; and a producer's settings.

use std::time::Duration;

use glasslog_core::request::Acks;
use glasslog_sim::Action;
use glasslog_sim::settings::{Assignor, Keys, Membership, Partitioner, ProducerSettings, Sending};
use glasslog_sim::view::End;

use super::whole_span;
use crate::commands;
use crate::text::{count, span};

fn end(end: End, name: &dyn Fn(u32) -> String) -> String {
    match end {
        End::Broker(id) => format!("broker {id}"),
        End::Ensemble => "the ensemble".to_owned(),
        End::Actor(id) => name(id.0),
    }
}

/// Where a command is given.
fn machine(end: End) -> String {
    match end {
        End::Broker(id) => format!("broker {id}"),
        End::Ensemble => "the ensemble".to_owned(),
        End::Actor(id) => format!("client {}", id.0),
    }
}

/// What a person did, in words; none for what is not worth any.
pub(super) fn act(action: &Action, name: impl Fn(u32) -> String) -> Option<String> {
    Some(match action {
        Action::CreateTopic { name, partitions, factor, .. } => {
            let copies = factor.map(|factor| format!(", {factor} copies of each")).unwrap_or_default();
            format!("Topic {name} is asked for, with {}{copies}.", count(i64::from(*partitions), "partition"))
        }
        Action::AddProducer { settings } => {
            format!("A producer begins to write to {}, acks={}.", settings.topic, acks(settings.acks))
        }
        Action::AddConsumer { settings } => format!("A consumer joins group {}.", settings.group),
        later => return act_later(later, &name),
    })
}

/// What a person does to a scene that stands, in words.
#[inline(never)]
fn act_later(action: &Action, name: &dyn Fn(u32) -> String) -> Option<String> {
    Some(match action {
        Action::AddPartitions { name, count: partitions } => {
            format!("You ask for topic {name} to have {}.", count(i64::from(*partitions), "partition"))
        }
        Action::BreakConnections { one, other } => {
            format!(
                "The connections between {} and {} break: what is under way is lost.",
                end(*one, name),
                end(*other, name)
            )
        }
        Action::ResetCommit { group, topic, partition, offset } => {
            format!("You ask that group {group} goes on at {offset} in {topic}-{partition}.")
        }
        Action::DeleteTopic { name } => format!("You ask for topic {name} to be deleted."),
        Action::RemoveProducer { producer } => format!("{} ends.", name(producer.0)),
        Action::AddSender { settings, sending } => {
            let how = match sending.retries {
                Some(0) => ", and sends nothing again".to_owned(),
                Some(1) => ", and sends again once at the most".to_owned(),
                Some(retries) => format!(", and sends again {retries} times at the most"),
                None => String::new(),
            };
            format!("A producer begins to write to {}, acks={}{how}.", settings.topic, acks(settings.acks))
        }
        Action::AddMember { settings, membership } => {
            let how = match (&membership.instance, membership.assignor) {
                (Some(instance), _) => format!(", as {instance}: a name that outlives a restart"),
                (None, Assignor::Cooperative) => ", and keeps what it has while the group shares out".to_owned(),
                (None, Assignor::Range | Assignor::RoundRobin) => String::new(),
            };
            format!("A consumer joins group {}{how}.", settings.group)
        }
        Action::RestartConsumers { consumers, away, .. } => {
            let names: Vec<String> = consumers.iter().map(|consumer| name(consumer.0)).collect();
            let away = whole_span(*away);
            match &names[..] {
                [] => return None,
                [one] => format!("{one} is stopped in good order, and comes back in {away}."),
                several => format!("{} are restarted one after the other, each away for {away}.", several.join(", ")),
            }
        }
        Action::RemoveConsumer { consumer } => {
            format!("{} leaves its group: the others take over at once.", name(consumer.0))
        }
        Action::CrashConsumer { consumer } => {
            format!("{} dies without a word. Its group finds out by its silence.", name(consumer.0))
        }
        Action::AddBroker { broker } => format!("Broker {broker} joins, with an empty disk. New topics may use it."),
        Action::CrashBroker { broker } => format!("You kill broker {broker}: it goes without a word."),
        Action::StopBroker { broker } => format!("You stop broker {broker}: it hands over, and closes its logs."),
        Action::RestartBroker { broker } => format!("You start broker {broker} on the disk as it is."),
        Action::PauseBroker { broker } => format!("Broker {broker} stands still. Nobody is told."),
        Action::WakeBroker { broker } => format!("Broker {broker} goes on, as if no time had passed."),
        Action::WipeDisk { broker } => format!("Broker {broker} gets an empty disk: its copies are gone."),
        // both directions are set, one after the other: one sentence is enough
        Action::SetDisk { broker, faults } if faults.slowness > 1 => {
            format!(
                "The disk of broker {broker} becomes {} times slower: what waits for it waits longer.",
                faults.slowness
            )
        }
        Action::SetDisk { broker, .. } => format!("The disk of broker {broker} is as good as new."),
        Action::SetLink { from, to, .. } if from > to => return None,
        Action::SetLink { from, to, link } if link.cut => {
            format!("You cut the link between {} and {}.", end(*from, name), end(*to, name))
        }
        Action::SetLink { from, to, link } if !link.extra.is_zero() => {
            format!(
                "Between {} and {} everything takes {} longer.",
                end(*from, name),
                end(*to, name),
                whole_span(link.extra)
            )
        }
        Action::SetLink { from, to, .. } => {
            format!("The link between {} and {} is whole again.", end(*from, name), end(*to, name))
        }
        Action::SetLoss { from, to, .. } if from > to => return None,
        Action::SetLoss { from, to, percent: 0 } => {
            format!("Between {} and {} nothing is lost any more.", end(*from, name), end(*to, name))
        }
        Action::SetLoss { from, to, percent } => {
            format!(
                "Between {} and {} {percent}% of all packets are lost: TCP sends them again, later.",
                end(*from, name),
                end(*to, name)
            )
        }
        Action::HoldMessage { flight } => {
            format!("You hold message {} on its way: what follows it on its connection waits.", flight.0)
        }
        Action::DeliverMessage { flight } => format!("Message {} goes on.", flight.0),
        Action::LoseMessage { flight } => format!("Message {} is lost: TCP sends it again, later.", flight.0),
        Action::ElectController => "You ask the ensemble for another controller.".to_owned(),
        Action::DeposeController => "The controller goes: until there is another one, nobody is elected.".to_owned(),
        _ => return None,
    })
}

/// The command of a native tool that does the same, where there is one.
#[must_use]
pub fn command(action: &Action, topic: impl Fn(u32) -> String) -> Option<String> {
    let text = |bytes: &bytes::Bytes| String::from_utf8_lossy(bytes).into_owned();
    Some(match action {
        Action::CreateTopic { name, partitions, factor, configs } => {
            let configs: Vec<String> = configs.iter().map(|(key, value)| format!("{key}={value}")).collect();
            commands::create_topic(name, *partitions, factor.unwrap_or(1), &configs)
        }
        Action::AddPartitions { name, count } => commands::add_partitions(name, *count),
        Action::ResetCommit { group, topic, partition, offset } => {
            commands::reset_group(group, topic, partition.0, offset.0)
        }
        Action::DeleteTopic { name } => commands::delete_topic(name),
        Action::AddProducer { settings } => producer_command(settings, &Sending::default()),
        Action::AddSender { settings, sending } => producer_command(settings, sending),
        Action::AddConsumer { settings } => {
            commands::consumer(settings.topics.first().map_or("", |topic| topic.as_str()), &settings.group)
        }
        Action::AddMember { settings, membership } => {
            let topic = settings.topics.first().map_or("", |topic| topic.as_str());
            let mut command = commands::consumer(topic, &settings.group);
            for (setting, value) in member_properties(membership) {
                command += &commands::consumer_property(setting, &value);
            }
            command
        }
        Action::RestartConsumers { .. } => {
            "kill -INT <the consumer's process>; <start it again>   # one after the other".to_owned()
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
        Action::AddBroker { broker } => format!("glasslog serve --brokers {broker}   # one more than before"),
        Action::CrashBroker { broker } => commands::brokers("kill", broker.0),
        Action::StopBroker { broker } => commands::brokers("stop", broker.0),
        Action::RestartBroker { broker } => commands::brokers("start", broker.0),
        Action::PauseBroker { broker } => format!("kill -STOP <the process of broker {broker}>"),
        Action::WakeBroker { broker } => format!("kill -CONT <the process of broker {broker}>"),
        Action::WipeDisk { broker } => format!("rm -r <the directory of broker {broker}>/*"),
        Action::SetDisk { broker, faults } if faults.slowness > 1 => {
            format!("echo '<its disk> wiops=5' > /sys/fs/cgroup/<broker {broker}>/io.max")
        }
        Action::SetDisk { broker, .. } => {
            format!("echo '<its disk> wiops=max' > /sys/fs/cgroup/<broker {broker}>/io.max")
        }
        Action::SetLink { from, to, .. } if from > to => return None,
        Action::SetLink { from, to, link } if link.cut => {
            format!(
                "iptables -A INPUT -s <{}> -j DROP   # on {}, and the other way round",
                machine(*from),
                machine(*to)
            )
        }
        Action::SetLink { from, to, link } if !link.extra.is_zero() => {
            format!(
                "tc qdisc add dev eth0 root netem delay {}ms   # on {} and {}",
                link.extra.as_millis(),
                machine(*from),
                machine(*to)
            )
        }
        Action::SetLoss { from, to, .. } if from > to => return None,
        Action::SetLoss { from, to, percent } => {
            format!("tc qdisc add dev eth0 root netem loss {percent}%   # on {} and {}", machine(*from), machine(*to))
        }
        Action::SetLink { from, to, .. } => {
            format!("iptables -F; tc qdisc del dev eth0 root   # on {} and {}", machine(*from), machine(*to))
        }
        _ => return None,
    })
}

/// A producer begins, with all that it sets otherwise than most.
fn producer_command(settings: &ProducerSettings, sending: &Sending) -> String {
    let mut command = commands::producer(&settings.topic, acks(settings.acks));
    for (setting, value) in sender_properties(settings, sending) {
        command += &commands::producer_property(setting, &value);
    }
    command
}

/// What a producer sets otherwise than most, besides its acks, as its configuration spells it.
#[must_use]
pub fn sender_properties(settings: &ProducerSettings, sending: &Sending) -> Vec<(&'static str, String)> {
    let usual = Sending::default();
    let Sending { retries, in_flight, request_timeout, delivery_timeout } = sending;
    let millis = |time: Duration| time.as_millis().to_string();
    let mut all = Vec::new();
    if !settings.linger.is_zero() {
        all.push(("linger.ms", millis(settings.linger)));
    }
    // Kafka's own switches it off where nothing is sent again.
    if settings.acks == Acks::All && !settings.idempotent && *retries != Some(0) {
        all.push(("enable.idempotence", "false".to_owned()));
    }
    if let Some(retries) = retries {
        all.push(("retries", retries.to_string()));
    }
    if *in_flight != usual.in_flight {
        all.push(("max.in.flight.requests.per.connection", in_flight.to_string()));
    }
    if *request_timeout != usual.request_timeout {
        all.push(("request.timeout.ms", millis(*request_timeout)));
    }
    if *delivery_timeout != usual.delivery_timeout {
        all.push(("delivery.timeout.ms", millis(*delivery_timeout)));
    }
    all
}

/// What a member sets otherwise than most, as a consumer's configuration spells it.
#[must_use]
pub fn member_properties(membership: &Membership) -> Vec<(&'static str, String)> {
    let usual = Membership::default();
    let Membership { instance, assignor, max_poll_interval, poll_records, heartbeat } = membership;
    let mut all = Vec::new();
    if let Some(instance) = instance {
        all.push(("group.instance.id", instance.to_string()));
    }
    let assignor = match assignor {
        Assignor::Range => None,
        Assignor::RoundRobin => Some("RoundRobinAssignor"),
        Assignor::Cooperative => Some("CooperativeStickyAssignor"),
    };
    if let Some(assignor) = assignor {
        all.push(("partition.assignment.strategy", format!("org.apache.kafka.clients.consumer.{assignor}")));
    }
    if *poll_records != usual.poll_records {
        all.push(("max.poll.records", poll_records.to_string()));
    }
    if *max_poll_interval != usual.max_poll_interval {
        all.push(("max.poll.interval.ms", max_poll_interval.as_millis().to_string()));
    }
    if let Some(heartbeat) = heartbeat {
        all.push(("heartbeat.interval.ms", heartbeat.as_millis().to_string()));
    }
    all
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
        Keys::None => String::new(),
        Keys::Cycle(keys) | Keys::CycleWithTombstones(keys) => format!(" · {} keys", keys.len()),
    };
    format!("{rate} · acks {}{keys}", acks(settings.acks))
}

#[cfg(test)]
mod tests {
    use glasslog_core::id::BrokerId;

    use super::*;

    #[test]
    fn commands_name_what_was_done() {
        let create = Action::CreateTopic { name: "orders".into(), partitions: 2, factor: Some(3), configs: Vec::new() };
        let said = command(&create, |_| String::new()).expect("there is a tool for it");
        assert!(said.contains("--create --topic orders --partitions 2 --replication-factor 3"), "{said}");
    }

    #[test]
    fn a_producer_s_line_says_how_it_sends_again() {
        let sending = Sending { retries: Some(3), in_flight: 1, ..Sending::default() };
        let settings = ProducerSettings { linger: Duration::from_millis(50), ..ProducerSettings::to("orders") };
        let adds = Action::producer(settings, sending);
        let said = command(&adds, |_| String::new()).expect("there is a tool for it");
        let own = ["linger.ms=50", "retries=3", "max.in.flight.requests.per.connection=1"];
        assert!(own.iter().all(|own| said.contains(&format!("--producer-property {own}"))), "{said}");
        assert!(act(&adds, |_| String::new()).is_some_and(|words| words.ends_with("sends again 3 times at the most.")));
    }

    #[test]
    fn loss_is_told_once_for_both_directions() {
        let ends = [1, 3].map(|id| End::Broker(BrokerId(id)));
        let lossy = |percent| Action::SetLoss { from: ends[0], to: ends[1], percent };
        let said = command(&lossy(30), |_| String::new()).expect("there is a tool for it");
        assert!(said.starts_with("tc qdisc add dev eth0 root netem loss 30%"), "{said}");
        let words = act(&lossy(30), |_| String::new()).expect("it is worth a sentence");
        assert_eq!(words, "Between broker 1 and broker 3 30% of all packets are lost: TCP sends them again, later.");
        assert!(act(&lossy(0), |_| String::new()).is_some_and(|words| words.contains("nothing is lost")));
        let back = Action::SetLoss { from: ends[1], to: ends[0], percent: 30 };
        assert_eq!((act(&back, |_| String::new()), command(&back, |_| String::new())), (None, None));
    }
}
