//! How each fault is drawn: the actions that make it, and those that end it.

use std::time::Duration;

use glasslog_core::{id::BrokerId, name::Text, random::Random};

use super::Fault;
use crate::{
    action::Action,
    actors::ActorId,
    disk::{DiskFaults, Survival},
    links::Link,
    net::Delays,
    view::End,
};

/// What is at hand when a fault is drawn.
pub(crate) struct Targets<'a> {
    /// The one that is hit, where one is.
    pub(crate) broker: BrokerId,
    pub(crate) brokers: &'a [BrokerId],
    pub(crate) disk_used: u64,
    pub(crate) disk: DiskFaults,
    pub(crate) producers: &'a [ActorId],
    pub(crate) consumers: &'a [ActorId],
    pub(crate) topics: &'a [Text],
}

/// Actions, each after a time.
type Plan = Vec<(Duration, Action)>;

fn choose<T: Copy>(random: &mut Random, all: &[T]) -> Option<T> {
    all.get(random.below(all.len() as u64) as usize).copied()
}

fn span(random: &mut Random, most_ms: u64) -> Duration {
    Duration::from_millis(1 + random.below(most_ms))
}

const NOW: Duration = Duration::ZERO;
const CUT: Link = Link { cut: true, extra: NOW };

/// The actions that make a fault; none where it has no target. What must end by itself ends after the time given.
pub(crate) fn draw(fault: Fault, random: &mut Random, targets: &Targets<'_>) -> Plan {
    match fault {
        Fault::Crash
        | Fault::PowerLoss
        | Fault::Stop
        | Fault::Pause
        | Fault::CrashLoop
        | Fault::PowerLossAll
        | Fault::Wipe
        | Fault::Election => process(fault, random, targets),
        Fault::Cut | Fault::Stall | Fault::Delay => clients(fault, random, targets),
        Fault::CutPeers
        | Fault::CutOneWay
        | Fault::Isolate
        | Fault::Split
        | Fault::CutController
        | Fault::CutClient
        | Fault::SlowLink
        | Fault::LossyLink
        | Fault::BreakPeers => links(fault, random, targets),
        Fault::SyncFails | Fault::WriteFails | Fault::ReadFails | Fault::DiskFull | Fault::DiskSlow => {
            disk(fault, random, targets)
        }
        Fault::ClockJumps => {
            let millis = random.below(4 * 3_600_000) as i64 - 2 * 3_600_000;
            vec![(NOW, Action::JumpClock { broker: targets.broker, millis })]
        }
        Fault::ConsumerCrash => choose(random, targets.consumers)
            .map(|consumer| (NOW, Action::CrashConsumer { consumer }))
            .into_iter()
            .collect(),
        Fault::ConsumerLeave => choose(random, targets.consumers)
            .map(|consumer| (NOW, Action::RemoveConsumer { consumer }))
            .into_iter()
            .collect(),
        Fault::ConsumerRestart => {
            let from = random.below(targets.consumers.len().max(1) as u64) as usize;
            let upto = if random.below(2) == 0 { from + 1 } else { targets.consumers.len() };
            let consumers = targets.consumers.get(from..upto).unwrap_or_default().to_vec();
            let restart = Action::RestartConsumers { consumers, away: span(random, 6000), apart: span(random, 8000) };
            if targets.consumers.is_empty() { Vec::new() } else { vec![(NOW, restart)] }
        }
        Fault::BitRot => vec![(NOW, Action::RotBit { broker: targets.broker, choice: random.next_u64() })],
        Fault::TopicRemade | Fault::PartitionsAdded => topics(fault, random, targets),
        // Made by the workload, which knows how new actors and topics behave; or aimed, by what the metadata says at the time.
        Fault::ConsumerJoin
        | Fault::ProducerChange
        | Fault::TopicMade
        | Fault::LeadersInTurn
        | Fault::LeaderReturns => Vec::new(),
    }
}

fn survival(random: &mut Random) -> Survival {
    match random.below(4) {
        0 => Survival::Nothing,
        1 => Survival::Everything,
        _ => Survival::AnySubset,
    }
}

/// Faults of processes: brokers' and the controller.
fn process(fault: Fault, random: &mut Random, targets: &Targets<'_>) -> Plan {
    let broker = targets.broker;
    let restart = Action::RestartBroker { broker };
    match fault {
        Fault::Crash => vec![(NOW, Action::CrashBroker { broker }), (span(random, 8000), restart)],
        Fault::PowerLoss => {
            vec![(NOW, Action::PowerLoss { broker, survival: survival(random) }), (span(random, 8000), restart)]
        }
        Fault::Stop => {
            let back = Duration::from_millis(500) + span(random, 5000);
            vec![(NOW, Action::StopBroker { broker }), (back, restart)]
        }
        Fault::Pause => {
            vec![(NOW, Action::PauseBroker { broker }), (span(random, 15_000), Action::WakeBroker { broker })]
        }
        Fault::CrashLoop => {
            let mut at = NOW;
            let mut plan = Vec::new();
            for _ in 0..2 + random.below(5) {
                plan.push((at, Action::CrashBroker { broker }));
                plan.push((at, restart.clone()));
                at += span(random, 1500);
            }
            plan
        }
        Fault::PowerLossAll => {
            let mut plan = Vec::new();
            for broker in targets.brokers {
                let broker = *broker;
                plan.push((NOW, Action::PowerLoss { broker, survival: survival(random) }));
                plan.push((span(random, 5000), Action::RestartBroker { broker }));
            }
            plan
        }
        Fault::Wipe => {
            // Half of them are back before anybody has missed them.
            let most_ms = if random.below(2) == 0 { 200 } else { 8000 };
            vec![(NOW, Action::WipeDisk { broker }), (span(random, most_ms), restart)]
        }
        Fault::Election => {
            if random.below(2) == 0 {
                vec![(NOW, Action::ElectController)]
            } else {
                vec![(NOW, Action::DeposeController), (span(random, 10_000), Action::ElectController)]
            }
        }
        _ => Vec::new(),
    }
}

/// Faults of clients' connections, and of the whole network.
fn clients(fault: Fault, random: &mut Random, targets: &Targets<'_>) -> Plan {
    let anyone: Vec<ActorId> = targets.producers.iter().chain(targets.consumers).copied().collect();
    match fault {
        Fault::Cut => {
            choose(random, &anyone).map(|actor| (NOW, Action::CutConnections { actor })).into_iter().collect()
        }
        Fault::Stall => {
            let span = span(random, 20_000);
            choose(random, &anyone).map(|actor| (NOW, Action::StallConnections { actor, span })).into_iter().collect()
        }
        Fault::Delay => {
            let delays = Delays { one_way: span(random, 50), jitter: span(random, 200) };
            vec![(NOW, Action::SetDelays { delays })]
        }
        _ => Vec::new(),
    }
}

/// Faults of links between brokers, the ensemble and clients.
fn links(fault: Fault, random: &mut Random, targets: &Targets<'_>) -> Plan {
    let this = End::Broker(targets.broker);
    let others: Vec<End> =
        targets.brokers.iter().filter(|other| **other != targets.broker).map(|other| End::Broker(*other)).collect();
    let anyone: Vec<ActorId> = targets.producers.iter().chain(targets.consumers).copied().collect();
    let mut pairs: Vec<(End, End)> = Vec::new();
    let mut both_ways = |one: End, other: End| pairs.extend([(one, other), (other, one)]);
    let clients = anyone.iter().map(|actor| End::Actor(*actor));
    let anybody: Vec<End> = others.iter().copied().chain([End::Ensemble]).chain(clients).collect();
    let mut link = CUT;
    let mut most_ms = 15_000;
    match fault {
        Fault::CutPeers => choose(random, &others).into_iter().for_each(|other| both_ways(this, other)),
        Fault::CutOneWay => {
            let anywhere: Vec<End> = others.iter().copied().chain([End::Ensemble]).collect();
            let other = choose(random, &anywhere);
            let out = random.below(2) == 0;
            pairs.extend(other.map(|other| if out { (this, other) } else { (other, this) }));
            most_ms = 30_000;
        }
        Fault::Isolate => others.iter().chain([&End::Ensemble]).for_each(|other| both_ways(this, *other)),
        Fault::Split => {
            let side = |_: &End| random.below(2) == 0;
            let (here, there): (Vec<End>, Vec<End>) = others.iter().copied().partition(side);
            for one in here.iter().chain([&this]) {
                there.iter().chain([&End::Ensemble]).for_each(|other| both_ways(*one, *other));
            }
        }
        Fault::CutController => both_ways(this, End::Ensemble),
        Fault::CutClient => choose(random, &anyone).into_iter().for_each(|actor| both_ways(End::Actor(actor), this)),
        Fault::SlowLink => {
            choose(random, &anybody).into_iter().for_each(|other| both_ways(this, other));
            link = Link { cut: false, extra: span(random, 3000) };
        }
        Fault::LossyLink => {
            choose(random, &anybody).into_iter().for_each(|other| both_ways(this, other));
            return lossy(&pairs, 1 + random.below(60) as u8, span(random, most_ms));
        }
        Fault::BreakPeers => {
            let other = choose(random, &others);
            return other.map(|other| (NOW, Action::BreakConnections { one: this, other })).into_iter().collect();
        }
        _ => {}
    }
    let end = span(random, most_ms);
    let set = |after: Duration, link: Link| {
        move |(from, to): &(End, End)| (after, Action::SetLink { from: *from, to: *to, link })
    };
    pairs.iter().map(set(NOW, link)).chain(pairs.iter().map(set(end, Link::default()))).collect()
}

/// Packets are lost on these ways, until it ends.
fn lossy(pairs: &[(End, End)], percent: u8, end: Duration) -> Plan {
    let set = |after: Duration, percent: u8| {
        move |(from, to): &(End, End)| (after, Action::SetLoss { from: *from, to: *to, percent })
    };
    pairs.iter().map(set(NOW, percent)).chain(pairs.iter().map(set(end, 0))).collect()
}

/// Faults of a disk.
fn disk(fault: Fault, random: &mut Random, targets: &Targets<'_>) -> Plan {
    let set = |faults: DiskFaults| Action::SetDisk { broker: targets.broker, faults };
    match fault {
        Fault::SyncFails => {
            vec![(NOW, set(DiskFaults { failing_syncs: 1 + random.below(2) as u32, ..targets.disk.clone() }))]
        }
        Fault::WriteFails => vec![(NOW, set(DiskFaults { failing_writes: 1, ..targets.disk.clone() }))],
        Fault::ReadFails => vec![(NOW, set(DiskFaults { failing_reads: 1, ..targets.disk.clone() }))],
        Fault::DiskFull => {
            let capacity = Some(targets.disk_used + random.below(2000));
            vec![
                (NOW, set(DiskFaults { capacity, ..targets.disk.clone() })),
                (span(random, 5000), set(DiskFaults { capacity: None, ..targets.disk.clone() })),
            ]
        }
        Fault::DiskSlow => {
            let slowness = 2 + random.below(99) as u32;
            vec![
                (NOW, set(DiskFaults { slowness, ..targets.disk.clone() })),
                (span(random, 5000), set(DiskFaults { slowness: 1, ..targets.disk.clone() })),
            ]
        }
        _ => Vec::new(),
    }
}

/// Changes of topics while all else goes on.
fn topics(fault: Fault, random: &mut Random, targets: &Targets<'_>) -> Plan {
    let index = random.below(targets.topics.len().max(1) as u64) as usize;
    let Some(name) = targets.topics.get(index).cloned() else { return Vec::new() };
    let partitions = 1 + random.below(4) as i32;
    match fault {
        Fault::TopicRemade => {
            let create = Action::CreateTopic { name: name.clone(), partitions, factor: None, configs: Vec::new() };
            vec![(NOW, Action::DeleteTopic { name }), (span(random, 2000), create)]
        }
        Fault::PartitionsAdded => vec![(NOW, Action::AddPartitions { name, count: partitions + 3 })],
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_loses_packets_in_both_directions_until_it_ends() {
        let brokers = [BrokerId(1), BrokerId(2)];
        let targets = Targets {
            broker: brokers[0],
            brokers: &brokers,
            disk_used: 0,
            disk: DiskFaults::default(),
            producers: &[ActorId(1)],
            consumers: &[],
            topics: &[],
        };
        for seed in 0..100 {
            let plan = draw(Fault::LossyLink, &mut Random::new(seed, "fault"), &targets);
            let told: Vec<(Duration, (End, End), u8)> = plan
                .into_iter()
                .map(|(after, action)| match action {
                    Action::SetLoss { from, to, percent } => (after, (from, to), percent),
                    other => panic!("{other:?}"),
                })
                .collect();
            let [(_, there, lost), (_, back, same), (end, first, 0), (_, second, 0)] = told[..] else {
                panic!("{told:?}")
            };
            assert!((there.1, there.0) == back && lost == same && (1..=60).contains(&lost), "{told:?}");
            assert!((first, second) == (there, back) && end > NOW, "{told:?}");
        }
    }
}
