//! What a node orders of its store, and how that ends.

use glasslog_core::{
    id::{BrokerId, LeaderEpoch, Offset},
    name::is_internal_topic,
    storage::{Completion, LogName, Outcome, StorageEffect, StorageOrder},
};

use super::{Checks, model::ModelBatch};
use crate::disk::Disk;

/// An order that has not ended, as far as its end must be understood.
#[derive(Clone, Debug)]
pub(super) enum Ordered {
    Open(LogName),
    Cut(LogName),
    Append(LogName),
    Delete(LogName),
    Read(LogName),
    Other,
}

impl Checks {
    /// The node gave the store an order.
    pub(crate) fn ordered(&mut self, broker: BrokerId, effect: &StorageEffect) {
        if !self.on {
            return;
        }
        let StorageEffect { log, ticket, order } = effect;
        if let StorageOrder::Open { name, .. } = order {
            self.names.insert((broker, *log), *name);
        }
        let Some(name) = self.names.get(&(broker, *log)).copied() else {
            self.verdicts.broken("X4", || format!("an order for {log}, which was never opened: {order:?}"));
            return;
        };
        let internal = self.topics.get(&name.topic).is_none_or(|topic| is_internal_topic(topic));
        let ordered = match order {
            StorageOrder::Open { .. } => Ordered::Open(name),
            StorageOrder::Append { batch } => {
                let head = batch.head();
                let place = (Offset(head.base_offset), LeaderEpoch(head.leader_epoch), head.crc);
                let known = self.replication.known(name, place);
                let leads = self.metadata.leader_of(name, place.1) == Some(broker);
                // What compaction has put together on a leader's disk, or cut for who is behind, nobody has written before.
                if self.logs.trusts_all() && !leads && !self.logs.compacted.is(name.topic) {
                    self.replication.followed(&mut self.verdicts, (broker, name), place);
                }
                self.marks.appended(&self.image, name, head, leads);
                let ghost = self.replication.ghost(name).filter(|_| self.keeps_book(name));
                let committed = ghost.map(|ghost| ghost.covering(place.0, Offset(head.next_offset())));
                let copy = (broker, name);
                self.logs.appended(&mut self.verdicts, copy, *ticket, batch, internal, (known, committed));
                Ordered::Append(name)
            }
            StorageOrder::Trim { start } => {
                let committed = self.replication.ghost(name).map_or(Offset::ZERO, |ghost| ghost.high_watermark);
                let high_watermark = if self.keeps_book(name) { committed } else { Offset(i64::MAX) };
                self.logs.trimmed(&mut self.verdicts, (broker, name), *start, high_watermark);
                Ordered::Other
            }
            StorageOrder::Truncate { to } => {
                let safe = self.logs.copy(broker, name).map_or(Offset::ZERO, |log| log.safe);
                let lost = self.logs.truncated((broker, name), *to);
                self.answers.truncated(broker, name, safe, &lost);
                self.marks.truncated(broker, name, *to, &lost);
                if self.logs.trusts_all() {
                    self.replication.truncated(&mut self.verdicts, (broker, name), &lost);
                }
                Ordered::Cut(name)
            }
            StorageOrder::Delete => Ordered::Delete(name),
            StorageOrder::Read { .. } => Ordered::Read(name),
            _ => Ordered::Other,
        };
        let known = self.orders.insert((broker, *ticket), ordered);
        self.verdicts.expect(known.is_none(), "X4", || format!("ticket {ticket} was given out twice"));
    }

    /// The store ended an order; the node has not been told yet.
    pub(crate) fn completed(&mut self, broker: BrokerId, completion: &Completion, disk: &Disk) {
        if !self.on {
            return;
        }
        let ticket = completion.ticket;
        let Some(ordered) = self.orders.remove(&(broker, ticket)) else {
            self.verdicts.broken("X4", || format!("ticket {ticket} ended, which was not under way"));
            return;
        };
        let cut = matches!(ordered, Ordered::Cut(_));
        match (ordered, &completion.result) {
            (Ordered::Append(name), result) => {
                if let Err(fault) = result {
                    let leads =
                        self.image.partition(name.topic, name.partition).is_some_and(|p| p.leader == Some(broker));
                    self.marks.append_failed(*fault, leads);
                }
                let fault = result.as_ref().err();
                let written = self.logs.append_ended(&mut self.verdicts, (broker, name), ticket, fault, disk);
                self.written_for_good(broker, name, &written);
            }
            (Ordered::Open(name) | Ordered::Cut(name), Ok(Outcome::Opened(recovered))) => {
                self.marks.opened(recovered);
                let spoiled = !self.keeps_book(name);
                let kept = self.logs.recovered(&mut self.verdicts, (broker, name), recovered, (cut, spoiled));
                self.written_for_good(broker, name, &kept);
            }
            (Ordered::Read(name), Ok(Outcome::Read(bytes))) => {
                self.logs.read(&mut self.verdicts, (broker, name), bytes);
            }
            (Ordered::Delete(name), Ok(_)) => self.logs.deleted((broker, name)),
            _ => {}
        }
    }

    /// A copy has these batches on its disk: they are held against those of other copies.
    fn written_for_good(&mut self, broker: BrokerId, name: LogName, batches: &[ModelBatch]) {
        // What compaction left of a log of which nothing is promised cannot be told from another log.
        let untold = self.replication.is_spoiled(name) && self.logs.compacted.is(name.topic);
        if self.logs.trusts_all() && !untold {
            batches.iter().for_each(|batch| self.replication.written(&mut self.verdicts, (broker, name), batch));
        }
    }

    /// Whether it is known what is committed of a log. Where nothing is promised (any more), nobody keeps book of that.
    fn keeps_book(&self, name: LogName) -> bool {
        self.logs.trusts_all() && !self.replication.is_spoiled(name)
    }
}
