//! What clients saw: P4, P5, R15, G5.

use glasslog_core::sorted::{SortedMap, SortedSet};

use glasslog_core::{id::Offset, name::Text, request::Acks, storage::LogName};

use super::{Known, Verdicts};
use crate::{
    actors::ActorId,
    history::{Content, Seen},
    view::PartitionName,
};

/// How often clients sent the same content to a partition, and what they were told.
#[derive(Clone, Copy, Debug, Default)]
struct Tally {
    sent: u64,
    acked: u64,
    refused: u64,
    /// Some of them came from a producer whose retries the broker does not recognise.
    repeats: bool,
}

/// How often a record is committed.
#[derive(Clone, Copy, Debug, Default)]
struct Occurrences {
    /// In all topics that ever had the name.
    there: u64,
    /// In one of them, at the most: a retry may come to a topic that was made anew meanwhile.
    at_once: u64,
    /// In the one that has it now.
    now: u64,
}

/// The checks on the history.
#[derive(Clone, Debug, Default)]
pub(super) struct HistoryChecks {
    /// Of idempotent producers: the last record acknowledged, per partition.
    acked: SortedMap<(ActorId, PartitionName), (u64, Offset)>,
    /// Which records are idempotent producers'.
    idempotent: SortedMap<ActorId, bool>,
    /// More disks have lost commits than may be.
    commits_lost: bool,
    /// Topics that were deleted at some time: their commits go with them.
    deleted: SortedSet<Text>,
    tallies: SortedMap<(PartitionName, Content), Tally>,
    /// Commits that were begun, in order, per group and partition; and which of them was acknowledged last.
    commits: SortedMap<(Text, PartitionName), Vec<Offset>>,
}

impl HistoryChecks {
    pub(super) fn seen(&mut self, verdicts: &mut Verdicts, known: &Known<'_>, seen: Seen) {
        match seen {
            Seen::Sent { producer, idempotent, partition, content, .. } => {
                self.idempotent.insert(producer, idempotent);
                let tally = self.tallies.entry((partition, content)).or_default();
                tally.sent += 1;
                tally.repeats |= !idempotent;
            }
            Seen::Refused { partition, content, .. } => {
                self.tallies.entry((partition, content)).or_default().refused += 1;
            }
            // What only its leader had may be lost with it: that is what acks=1 means.
            Seen::Acked { acks: Acks::None | Acks::Leader, .. } => {}
            Seen::Acked { producer, number, partition, offset, content, .. } => {
                self.tallies.entry((partition.clone(), content)).or_default().acked += 1;
                check_place(verdicts, known, "P4", &partition, offset, content);
                if known.promises(&partition) {
                    self.check_order(verdicts, producer, number, partition, offset);
                }
            }
            Seen::Read { partition, offset, content, .. } => {
                check_place(verdicts, known, "R15", &partition, offset, content);
            }
            Seen::CommitBegun { group, partition, offset } => {
                self.commits.entry((group, partition)).or_default().push(offset);
            }
            // A coordinator that was cut off, and does not know yet that another one has its place, says what it knows.
            Seen::CommitRead { asked, .. } if known.outdated.contains(&asked) => {}
            Seen::CommitRead { group, partition, offset, acked, .. } => {
                // On a rotten disk a copy may be taken for better than it is, and be lost.
                let acked = acked.filter(|_| known.logs.trusts_all());
                self.check_commit(verdicts, group, partition, offset, acked);
            }
            Seen::Committed { .. } | Seen::Unknown { .. } => {}
        }
    }

    pub(super) fn commits_were_lost(&mut self) {
        self.commits_lost = true;
    }

    pub(super) fn forget_topic(&mut self, topic: &Text) {
        self.deleted.insert(topic.clone());
        self.acked.retain(|(_, (other, _)), _| other != topic);
    }

    /// P2, P4: what is acknowledged is there; what idempotent producers sent is there once at the most.
    pub(super) fn audit(&self, verdicts: &mut Verdicts, known: &Known<'_>) {
        let mut counted: SortedMap<&PartitionName, SortedMap<Content, Occurrences>> = SortedMap::new();
        for ((partition, content), tally) in &self.tallies {
            if !known.promises(partition) {
                continue;
            }
            let counts = counted.entry(partition).or_insert_with(|| known.occurrences(partition));
            let Occurrences { there, at_once, now } = counts.get(content).copied().unwrap_or_default();
            let Tally { sent, acked, refused, repeats } = *tally;
            verdicts.expect(there >= acked, "P4", || {
                format!("{partition:?}: a record was acknowledged {acked} times and is there {there} times")
            });
            // A refusal speaks of the topic as it stands: an earlier try may be in the one that bore the name before.
            let refuted = if self.deleted.contains(&partition.0) { now } else { at_once };
            verdicts.expect(repeats || at_once.max(refuted + refused) <= sent, "P2", || {
                format!("{partition:?}: a record was sent {sent} times, refused {refused} times, and is there {at_once} times")
            });
        }
    }

    /// P5: an idempotent producer's records are acknowledged at rising offsets.
    fn check_order(
        &mut self,
        verdicts: &mut Verdicts,
        producer: ActorId,
        number: u64,
        partition: PartitionName,
        offset: Offset,
    ) {
        if self.idempotent.get(&producer) != Some(&true) || self.deleted.contains(&partition.0) {
            return;
        }
        let last = self.acked.insert((producer, partition.clone()), (number, offset));
        if let Some((before, at)) = last {
            verdicts.expect((before < number) == (at < offset), "P5", || {
                format!("{producer:?} in {partition:?}: record {before} stands at {at}, record {number} at {offset}")
            });
        }
    }

    /// G5: the commit that is given back was begun no earlier than the last one acknowledged when the question left.
    fn check_commit(
        &mut self,
        verdicts: &mut Verdicts,
        group: Text,
        partition: PartitionName,
        offset: Option<Offset>,
        acked: Option<u64>,
    ) {
        let lost = self.commits_lost || self.deleted.contains(&partition.0);
        let Some(acked) = acked.filter(|_| !lost) else { return };
        let begun = self.commits.get(&(group.clone(), partition.clone())).map_or(&[][..], Vec::as_slice);
        let since = begun.get(acked as usize..).unwrap_or_default();
        let fine = offset.is_some_and(|offset| since.contains(&offset));
        verdicts.expect(fine, "G5", || {
            format!("{group} in {partition:?}: the commit {:?} was acknowledged, {offset:?} came back", since.first())
        });
    }
}

/// P4, R15: the record stands where the client was told.
fn check_place(
    verdicts: &mut Verdicts,
    known: &Known<'_>,
    invariant: &str,
    partition: &PartitionName,
    offset: Offset,
    content: Content,
) {
    if known.promises(partition) {
        let mut ghosts = known.replication.named(known.topics, partition);
        let there = ghosts.any(|ghost| ghost.content_at(offset) == Some(content));
        verdicts.expect(there, invariant, || {
            format!("{partition:?}: a client knows a record at {offset} that is not there")
        });
    }
}

impl Known<'_> {
    /// Whether anything is promised of a partition: no bit of it has rotted, and no more disks have lost it than may.
    fn promises(&self, partition: &PartitionName) -> bool {
        self.logs.trusts_all() && self.replication.named(self.topics, partition).all(|ghost| !ghost.spoiled)
    }

    /// How often each record is committed.
    fn occurrences(&self, partition: &PartitionName) -> SortedMap<Content, Occurrences> {
        let mut counts: SortedMap<Content, Occurrences> = SortedMap::new();
        for ghost in self.replication.named(self.topics, partition) {
            let mut here: SortedMap<Content, u64> = SortedMap::new();
            ghost.contents().for_each(|content| *here.entry(content).or_default() += 1);
            for (content, count) in here {
                let occurrences = counts.entry(content).or_default();
                occurrences.there += count;
                occurrences.at_once = occurrences.at_once.max(count);
            }
        }
        let (topic, partition) = partition;
        let stands = self.image.names.get(topic).map(|id| LogName { topic: *id, partition: *partition });
        if let Some(ghost) = stands.and_then(|name| self.replication.ghost(name)) {
            ghost.contents().for_each(|content| counts.entry(content).or_default().now += 1);
        }
        counts
    }
}
