//! Why is it so? Chains of causes, from what somebody wonders about down to what began it, each with its moment.
//!
//! Everything is told from outside: what brokers show of themselves, the committed metadata, the links and disks, and what was
//! told when. No rule of a broker is here, only which of its facts hangs on which; `web` puts them into words.
//! Deliberately absent: guesses. Where the world does not show a cause, a chain ends before it.

mod copies;
mod ends;
mod fact;
mod gone;
mod lag;
mod notable;
mod readers;
mod scene;
mod seen;
mod stamps;
#[cfg(test)]
mod tests;

use glasslog_core::{
    id::{BrokerId, Offset},
    name::Text,
    time::Instant,
};

use crate::{ActorId, Timeline, view::PartitionName};
pub use ends::{Ends, ends};
pub use fact::Fact;
pub use notable::{Weight, notable, weight};
use scene::Scene;
pub use stamps::{Stamps, stamps};

/// What somebody may wonder about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Question {
    /// Why has this record of a producer not been acknowledged? By its number.
    Waits(ActorId, u64),
    /// Why does the high watermark stand below the log end?
    Stands(PartitionName),
    /// Why is this replica not in sync?
    NotInSync(PartitionName, BrokerId),
    /// Why is a write with acks=all refused?
    Refused(PartitionName),
    /// Why is there no leader?
    NoLeader(PartitionName),
    /// Why does this broker lead, and not the one before?
    LeaderMoved(PartitionName),
    /// Why does this consumer get nothing?
    ReadsNothing(ActorId),
    /// Why did the group rebalance the last time?
    Rebalanced(Text),
    /// Why is the record gone that stood at this offset?
    Gone(PartitionName, Offset),
    /// Why is this record of a producer, which asked for no answer, in no log? By its number.
    Vanished(ActorId, u64),
    /// Why is the record at this offset in the log twice?
    Doubled(PartitionName, Offset),
    /// Why has a group processed the record at this offset more than once?
    SeenTwice(Text, PartitionName, Offset),
    /// Why has a group passed over the record at this offset?
    SeenNever(Text, PartitionName, Offset),
    /// Why does a group fall behind?
    Lags(Text),
}

/// A link of a chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason {
    /// What holds.
    pub fact: Fact,
    /// When it began, and the step of that, where it was told.
    pub since: Option<(Instant, u64)>,
}

impl Reason {
    fn now(fact: Fact) -> Reason {
        Reason { fact, since: None }
    }
}

/// From what was asked to what began it.
pub type Chain = Vec<Reason>;

/// Why it is so, at the present moment of a timeline: a chain for each question.
#[must_use]
pub fn why(line: &mut Timeline, questions: &[Question]) -> Vec<Chain> {
    let scene = Scene::of(line);
    questions.iter().map(|question| answer(&scene, question)).collect()
}

fn answer(scene: &Scene<'_>, question: &Question) -> Chain {
    let chain = match question {
        Question::Waits(producer, number) => scene.waits(*producer, *number),
        Question::Stands(partition) => scene.stands(partition),
        Question::NotInSync(partition, broker) => scene.not_in_sync(partition, *broker),
        Question::Refused(partition) => scene.refused(partition),
        Question::NoLeader(partition) => scene.no_leader(partition),
        Question::LeaderMoved(partition) => scene.leader_moved(partition),
        Question::ReadsNothing(consumer) => scene.reads_nothing(*consumer),
        Question::Rebalanced(group) => scene.rebalanced(group),
        Question::Gone(partition, offset) => scene.gone(partition, *offset),
        Question::Vanished(producer, number) => scene.vanished(*producer, *number),
        Question::Doubled(partition, offset) => scene.doubled(partition, *offset),
        Question::SeenTwice(group, partition, offset) => scene.seen_twice(group, partition, *offset),
        Question::SeenNever(group, partition, offset) => scene.seen_never(group, partition, *offset),
        Question::Lags(group) => scene.lags(group),
    };
    if chain.is_empty() { vec![Reason::now(Fact::NotSo)] } else { chain }
}
