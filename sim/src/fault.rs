//! What goes wrong in a run: kinds of faults, and how each is drawn.
//!
//! Each seed switches on a subset at a rate of its own ("swarm"), so that faults also meet each other's absence.

mod draw;

use glasslog_core::random::Random;

pub(crate) use draw::{Targets, draw};

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
    /// A broker's process stands still for a while, and goes on as what it was: a leader, perhaps.
    Pause,
    /// A broker's process dies again and again.
    CrashLoop,
    /// All machines lose power at once.
    PowerLossAll,
    /// A broker comes back with an empty disk, where enough others have what it had.
    Wipe,
    /// Two brokers cannot reach each other for a while.
    CutPeers,
    /// A broker cannot reach another one, and is reached by it.
    CutOneWay,
    /// A broker cannot reach anybody, nor the controller.
    Isolate,
    /// The brokers are split in two; the ensemble is on one side.
    Split,
    /// A broker and the controller cannot reach each other.
    CutController,
    /// A client and one broker cannot reach each other.
    CutClient,
    /// A link is slow for a while.
    SlowLink,
    /// The connections between two brokers break.
    BreakPeers,
    /// The ensemble has another controller, at once or after a while without.
    Election,
    /// A topic is made.
    TopicMade,
    /// A topic is deleted, and made anew.
    TopicRemade,
    /// A topic gets more partitions.
    PartitionsAdded,
    /// Aimed: the replicas in sync of a partition die one after the other, each with records that the next one lacks, and
    /// come back in that order.
    LeadersInTurn,
    /// Aimed: a preferred leader takes its place back from one that it cannot hear, and dies, so that the other leads again; and
    /// what a third replica has asked the other one in between arrives only then.
    LeaderReturns,
    /// A link loses packets for a while.
    LossyLink,
    /// Consumers are stopped in good order and started again, one or all, one after the other.
    ConsumerRestart,
}

impl Fault {
    /// All kinds.
    pub const ALL: [Fault; 37] = [
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
        Fault::Pause,
        Fault::CrashLoop,
        Fault::PowerLossAll,
        Fault::Wipe,
        Fault::CutPeers,
        Fault::CutOneWay,
        Fault::Isolate,
        Fault::Split,
        Fault::CutController,
        Fault::CutClient,
        Fault::SlowLink,
        Fault::BreakPeers,
        Fault::Election,
        Fault::TopicMade,
        Fault::TopicRemade,
        Fault::PartitionsAdded,
        Fault::LeadersInTurn,
        Fault::LeaderReturns,
        Fault::LossyLink,
        Fault::ConsumerRestart,
    ];

    /// Whether it takes several brokers.
    pub(crate) fn needs_peers(self) -> bool {
        use Fault::{BreakPeers, CutOneWay, CutPeers, LeaderReturns, LeadersInTurn, Split, Wipe};
        matches!(self, Wipe | CutPeers | CutOneWay | Split | BreakPeers | LeadersInTurn | LeaderReturns)
    }

    /// The kinds that a seed switches on. Rotten bits, after which little can be promised, come in one seed of twelve.
    pub(crate) fn subset(random: &mut Random, brokers: usize) -> Vec<Fault> {
        let rot = random.below(12) == 0;
        // Some seeds have few kinds: those that go on for long under one trouble only.
        let one_in = 2 + random.below(4);
        let mut kept = |fault: &Fault| match fault {
            Fault::BitRot => rot,
            fault if fault.needs_peers() && brokers < 2 => false,
            _ => random.below(one_in) == 0,
        };
        let mut subset: Vec<Fault> = Fault::ALL.into_iter().filter(&mut kept).collect();
        if subset.is_empty() {
            subset.push(Fault::PowerLoss);
        }
        subset
    }
}
