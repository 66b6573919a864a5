//! What clients saw: P4, P5, R15, G5.

use std::collections::BTreeMap;

use glasslog_core::{
    id::{Offset, TopicId},
    name::Text,
};

use super::{Verdicts, log::LogChecks};
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

/// The checks on the history.
#[derive(Clone, Debug, Default)]
pub(super) struct HistoryChecks {
    /// Of idempotent producers: the last record acknowledged, per partition.
    acked: BTreeMap<(ActorId, PartitionName), (u64, Offset)>,
    /// Which records are idempotent producers'.
    idempotent: BTreeMap<ActorId, bool>,
    /// The flush mode let acknowledged records be lost with the page cache: their order and place mean nothing now.
    lossy: bool,
    tallies: BTreeMap<(PartitionName, Content), Tally>,
    /// Commits that were begun, in order, per group and partition; and which of them was acknowledged last.
    commits: BTreeMap<(Text, PartitionName), Vec<Offset>>,
}

impl HistoryChecks {
    pub(super) fn seen(
        &mut self,
        verdicts: &mut Verdicts,
        logs: &LogChecks,
        topics: &BTreeMap<TopicId, Text>,
        seen: Seen,
    ) {
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
            Seen::Acked { producer, number, partition, offset, content } => {
                self.tallies.entry((partition.clone(), content)).or_default().acked += 1;
                if !self.lossy {
                    check_place(verdicts, logs, topics, "P4", &partition, offset, content);
                }
                if logs.trusts_all() {
                    self.check_order(verdicts, producer, number, partition, offset);
                }
            }
            Seen::Read { partition, offset, content, .. } => {
                if !self.lossy {
                    check_place(verdicts, logs, topics, "R15", &partition, offset, content);
                }
            }
            Seen::CommitBegun { group, partition, offset } => {
                self.commits.entry((group, partition)).or_default().push(offset);
            }
            Seen::CommitRead { group, partition, offset, acked } => {
                self.check_commit(verdicts, group, partition, offset, acked);
            }
            Seen::Committed { .. } | Seen::Unknown { .. } => {}
        }
    }

    pub(super) fn acknowledged_was_lost(&mut self) {
        self.lossy = true;
    }

    pub(super) fn forget_topic(&mut self, topic: &Text) {
        self.commits.retain(|(_, (other, _)), _| other != topic);
        self.acked.retain(|(_, (other, _)), _| other != topic);
        self.tallies.retain(|((other, _), _), _| other != topic);
    }

    /// P2, P4: what is acknowledged is there; what idempotent producers sent is there once at the most.
    pub(super) fn audit(&self, verdicts: &mut Verdicts, logs: &LogChecks, topics: &BTreeMap<TopicId, Text>) {
        let mut counted: BTreeMap<&PartitionName, Option<BTreeMap<Content, u64>>> = BTreeMap::new();
        for ((partition, content), tally) in &self.tallies {
            let counts = counted.entry(partition).or_insert_with(|| logs.occurrences(topics, partition));
            let Some(counts) = counts else { continue };
            let there = counts.get(content).copied().unwrap_or(0);
            let Tally { sent, acked, refused, repeats } = *tally;
            verdicts.expect(there >= acked || !logs.keeps_what_is_acked(), "P4", || {
                format!("{partition:?}: a record was acknowledged {acked} times and is there {there} times")
            });
            verdicts.expect(repeats || there + refused <= sent, "P2", || {
                format!(
                    "{partition:?}: a record was sent {sent} times, refused {refused} times, and is there {there} times"
                )
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
        if self.lossy || self.idempotent.get(&producer) != Some(&true) {
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
        let Some(acked) = acked.filter(|_| !self.lossy) else { return };
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
    logs: &LogChecks,
    topics: &BTreeMap<TopicId, Text>,
    invariant: &str,
    partition: &PartitionName,
    offset: Offset,
    content: Content,
) {
    // A record that retention took, or a topic that is gone, is not there to be compared.
    let Some(start) = logs.starts(topics, partition) else { return };
    if offset < start || !logs.trusts_all() {
        return;
    }
    let stored = logs.contents(topics, partition, offset);
    verdicts.expect(stored.contains(&content), invariant, || {
        format!("{partition:?}: a client knows a record at {offset} that is not there")
    });
}
