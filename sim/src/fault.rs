//! What goes wrong in a run: kinds of faults, and how each is drawn.
//!
//! Each seed switches on a subset at a rate of its own ("swarm"), so that faults also meet each other's absence.

use std::time::Duration;

use glasslog_core::{id::BrokerId, random::Random};

use crate::{
    action::Action,
    actors::ActorId,
    disk::{DiskFaults, Survival},
    net::Delays,
};

/// A kind of fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fault {
    /// The broker's process dies.
    Crash,
    /// The broker's machine loses power.
    PowerLoss,
    /// The broker is stopped in an orderly way.
    Stop,
    /// An actor's connections break.
    Cut,
    /// Nothing arrives on an actor's connections for a while.
    Stall,
    /// Messages take longer, or shorter.
    Delay,
    /// Some syncs fail, and the next ones "succeed".
    SyncFails,
    /// A write fails.
    WriteFails,
    /// A read fails.
    ReadFails,
    /// The disk is full for a while.
    DiskFull,
    /// The disk is up to a hundred times slower for a while.
    DiskSlow,
    /// The wall clock jumps.
    ClockJumps,
    /// A consumer dies without a word.
    ConsumerCrash,
    /// A consumer leaves.
    ConsumerLeave,
    /// Another consumer comes.
    ConsumerJoin,
    /// A producer goes, and another comes.
    ProducerChange,
    /// A bit of a file changes by itself.
    BitRot,
}

impl Fault {
    /// All kinds.
    pub const ALL: [Fault; 17] = [
        Fault::Crash,
        Fault::PowerLoss,
        Fault::Stop,
        Fault::Cut,
        Fault::Stall,
        Fault::Delay,
        Fault::SyncFails,
        Fault::WriteFails,
        Fault::ReadFails,
        Fault::DiskFull,
        Fault::DiskSlow,
        Fault::ClockJumps,
        Fault::ConsumerCrash,
        Fault::ConsumerLeave,
        Fault::ConsumerJoin,
        Fault::ProducerChange,
        Fault::BitRot,
    ];

    /// The kinds that a seed switches on. Rotten bits, after which little can be promised, come in one seed of twelve.
    pub(crate) fn subset(random: &mut Random) -> Vec<Fault> {
        let rot = random.below(12) == 0;
        let kept = |fault: &Fault| match fault {
            Fault::BitRot => rot,
            _ => random.below(2) == 0,
        };
        let mut subset: Vec<Fault> = Fault::ALL.into_iter().filter(kept).collect();
        if subset.is_empty() {
            subset.push(Fault::PowerLoss);
        }
        subset
    }
}

/// What is at hand when a fault is drawn.
pub(crate) struct Targets<'a> {
    pub(crate) broker: BrokerId,
    pub(crate) disk_used: u64,
    pub(crate) disk: DiskFaults,
    pub(crate) producers: &'a [ActorId],
    pub(crate) consumers: &'a [ActorId],
}

fn choose<T: Copy>(random: &mut Random, all: &[T]) -> Option<T> {
    all.get(random.below(all.len() as u64) as usize).copied()
}

fn span(random: &mut Random, most_ms: u64) -> Duration {
    Duration::from_millis(1 + random.below(most_ms))
}

/// The actions that make a fault; none where it has no target. What must end by itself ends after the time given.
pub(crate) fn draw(fault: Fault, random: &mut Random, targets: &Targets<'_>) -> Vec<(Duration, Action)> {
    let broker = targets.broker;
    let now = Duration::ZERO;
    let disk = |faults: DiskFaults| Action::SetDisk { broker, faults };
    let anyone: Vec<ActorId> = targets.producers.iter().chain(targets.consumers).copied().collect();
    match fault {
        Fault::Crash => {
            vec![(now, Action::CrashBroker { broker }), (span(random, 3000), Action::RestartBroker { broker })]
        }
        Fault::PowerLoss => {
            let survival = match random.below(4) {
                0 => Survival::Nothing,
                1 => Survival::Everything,
                _ => Survival::AnySubset,
            };
            let restart = Action::RestartBroker { broker };
            vec![(now, Action::PowerLoss { broker, survival }), (span(random, 3000), restart)]
        }
        Fault::Stop => {
            let back = Duration::from_millis(500) + span(random, 3000);
            vec![(now, Action::StopBroker { broker }), (back, Action::RestartBroker { broker })]
        }
        Fault::Cut => {
            choose(random, &anyone).map(|actor| (now, Action::CutConnections { actor })).into_iter().collect()
        }
        Fault::Stall => {
            let span = span(random, 20_000);
            choose(random, &anyone).map(|actor| (now, Action::StallConnections { actor, span })).into_iter().collect()
        }
        Fault::Delay => {
            let delays = Delays { one_way: span(random, 50), jitter: span(random, 200) };
            vec![(now, Action::SetDelays { delays })]
        }
        Fault::SyncFails => {
            vec![(now, disk(DiskFaults { failing_syncs: 1 + random.below(2) as u32, ..targets.disk.clone() }))]
        }
        Fault::WriteFails => vec![(now, disk(DiskFaults { failing_writes: 1, ..targets.disk.clone() }))],
        Fault::ReadFails => vec![(now, disk(DiskFaults { failing_reads: 1, ..targets.disk.clone() }))],
        Fault::DiskFull => {
            let capacity = Some(targets.disk_used + random.below(2000));
            vec![
                (now, disk(DiskFaults { capacity, ..targets.disk.clone() })),
                (span(random, 5000), disk(DiskFaults { capacity: None, ..targets.disk.clone() })),
            ]
        }
        Fault::DiskSlow => {
            let slowness = 2 + random.below(99) as u32;
            vec![
                (now, disk(DiskFaults { slowness, ..targets.disk.clone() })),
                (span(random, 5000), disk(DiskFaults { slowness: 1, ..targets.disk.clone() })),
            ]
        }
        Fault::ClockJumps => {
            let millis = random.below(4 * 3_600_000) as i64 - 2 * 3_600_000;
            vec![(now, Action::JumpClock { broker, millis })]
        }
        Fault::ConsumerCrash => choose(random, targets.consumers)
            .map(|consumer| (now, Action::CrashConsumer { consumer }))
            .into_iter()
            .collect(),
        Fault::ConsumerLeave => choose(random, targets.consumers)
            .map(|consumer| (now, Action::RemoveConsumer { consumer }))
            .into_iter()
            .collect(),
        Fault::BitRot => vec![(now, Action::RotBit { broker, choice: random.next_u64() })],
        // Made by the workload, which knows how new actors behave.
        Fault::ConsumerJoin | Fault::ProducerChange => Vec::new(),
    }
}
