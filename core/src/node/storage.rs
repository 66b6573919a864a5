//! Completions of storage orders, and the care of logs: opening, retention, deletion.

use alloc::{sync::Arc, vec::Vec};
use core::time::Duration;

use bytes::Bytes;

use super::{Node, State, data, look::Timed};
use crate::{
    effect::Note,
    error::{ErrorCode, StorageFault},
    group::LoadToken,
    id::{LogId, Offset, Ticket},
    partition::{Partition, Role, Shift, State as PartitionState},
    record::Head,
    storage::{Compaction, Completion, Outcome, RecoveredLog, StorageOrder},
    time::{Now, Timestamp},
    waiting::{WaitId, Waiting},
};

/// What an order that is not an append was for.
#[derive(Clone, Debug)]
pub(super) enum Pending {
    /// A partition's log is opened.
    Open,
    /// A follower's log is cut.
    Cut,
    /// A slot of a `ListOffsets` waits.
    Seek(WaitId, u32),
    /// A slot of a `DeleteRecords` waits; `None` for retention.
    Trim(Option<(WaitId, u32)>),
    /// Retention is looked at.
    Expire,
    /// The log may be compacted.
    Compact,
    /// Groups are loaded.
    Load(LoadToken),
    /// Settings have changed.
    Configure,
    /// The log goes.
    Delete,
    /// The broker stops.
    Close,
}

impl Node {
    pub(super) fn handle_completion(&mut self, now: Now, completion: Completion) {
        let Completion { log, ticket, result } = completion;
        let Some(pending) = self.pending.remove(&ticket) else {
            self.handle_append_done(now, log, ticket, result.map(drop));
            return;
        };
        match (pending, result) {
            (Pending::Open, Ok(Outcome::Opened(recovered))) => self.handle_opened(now, log, *recovered),
            (Pending::Cut, Ok(Outcome::Opened(recovered))) => self.handle_cut(now, log, *recovered),
            (Pending::Open | Pending::Cut, Err(fault)) => self.halt(now, log, fault),
            (Pending::Seek(number, slot), Ok(Outcome::Sought(found))) => {
                self.handle_sought(log, (number, slot), Ok(found));
            }
            (Pending::Seek(number, slot), Err(fault)) => self.handle_sought(log, (number, slot), Err(code(fault))),
            (Pending::Trim(Some(slot)), result) => self.handle_trimmed(slot, result.map(drop).map_err(code)),
            (Pending::Expire, Ok(Outcome::Expired(start))) => self.expire_before(log, start),
            (Pending::Load(token), Ok(Outcome::Read(bytes))) => {
                let next = self.next_chunk(log, &bytes);
                self.groups.handle_loaded(now, token, Ok(bytes), next);
            }
            (Pending::Load(token), Err(fault)) => self.groups.handle_loaded(now, token, Err(fault), None),
            (Pending::Configure | Pending::Trim(None) | Pending::Expire | Pending::Compact, Err(fault)) => {
                self.halt(now, log, fault);
            }
            (Pending::Configure | Pending::Trim(None) | Pending::Delete | Pending::Close | Pending::Compact, _) => {}
            (pending, outcome) => unreachable!("{pending:?} completed as {outcome:?}"),
        }
    }

    fn handle_append_done(&mut self, now: Now, log: LogId, ticket: Ticket, result: Result<(), StorageFault>) {
        let me = self.config.broker.id;
        // The log of a deleted topic is gone; its completions come home to nobody.
        let Some(partition) = self.partition_at_mut(log) else { return };
        let was = partition.state;
        let progress = partition.handle_appended(me, ticket, result);
        let (is, topic, index) = (partition.state, partition.name.clone(), partition.index);
        let follows = partition.following().is_some();
        match result {
            Err(StorageFault::Full) if was != is => self.note(Note::PartitionFull { topic, partition: index }),
            Err(fault) if was != is => self.note(Note::PartitionHalted { topic, partition: index, fault }),
            _ => {}
        }
        if matches!(is, PartitionState::Halted(_)) && was != is {
            self.failed_logs.insert(log);
        }
        self.mark_partition(log);
        if follows {
            if result.is_err() {
                self.rest(now, log);
            }
            self.note_busy(log);
        } else {
            self.release(now, log, progress);
        }
    }

    /// A log is open: its partition serves.
    fn handle_opened(&mut self, now: Now, log: LogId, recovered: RecoveredLog) {
        let me = self.config.broker.id;
        let (torn_bytes, damaged_at) = (recovered.torn_bytes, recovered.damaged_at);
        let Some(partition) = self.partition_at_mut(log) else { return };
        if recovered.epochs.latest() > Some(partition.known.leader_epoch) {
            // No leader of a later epoch ever was: the head of a batch is damaged where its checksum does not reach.
            return self.halt(now, log, StorageFault::Corrupt);
        }
        // Nobody can tell any more what a damaged copy held there: as a leader it would have followers cut off what they have. Where
        // others may lead, they shall. Alone, what is left is better than nothing.
        if damaged_at.is_some() && partition.has_others(me) {
            return self.halt(now, log, StorageFault::Corrupt);
        }
        partition.handle_opened(recovered);
        let note = Note::PartitionOnline {
            topic: partition.name.clone(),
            partition: partition.index,
            leader_epoch: partition.known.leader_epoch,
            end: partition.end,
            torn_bytes,
            damaged_at,
        };
        self.note(note);
        self.begin_role(now, log);
        self.opened_or_halted(log);
    }

    /// A follower's log has been cut.
    fn handle_cut(&mut self, now: Now, log: LogId, recovered: RecoveredLog) {
        let Some(partition) = self.partition_at_mut(log) else { return };
        partition.handle_opened(recovered);
        self.begin_role(now, log);
    }

    /// A log can be used: its partition takes the role that the metadata gives it.
    fn begin_role(&mut self, now: Now, log: LogId) {
        let me = self.config.broker.id;
        let Some(partition) = self.partition_at_mut(log) else { return };
        let progress = partition.take_role(me, now.instant);
        let shift = Shift { leads: progress.is_some(), progress: progress.unwrap_or_default(), ..Shift::default() };
        self.shifted(now, log, shift);
        if self.state == State::Stopping {
            self.order(log, StorageOrder::Close, Pending::Close);
        }
    }

    /// What a change of role or ISR means for those who wait.
    pub(super) fn shifted(&mut self, now: Now, log: LogId, mut shift: Shift) {
        let Some(partition) = self.partition_at(log) else { return };
        let (topic, index, internal) = (partition.name.clone(), partition.index, partition.internal);
        let (leader, leader_epoch, end) = (partition.known.leader, partition.known.leader_epoch, partition.end);
        let (isr, partitions) = (partition.known.isr.clone(), self.image.topic_named(&topic));
        let count = partitions.map_or(0, |(_, topic)| topic.partitions.len() as i32);
        if shift.leads {
            self.note(Note::LeadershipBegins { topic, partition: index, leader_epoch, end });
        } else if shift.led && shift.isr_before.is_none() && leader != Some(self.config.broker.id) {
            self.note(Note::LeadershipEnds { topic, partition: index, leader, leader_epoch });
        } else if let Some(from) = shift.isr_before.take() {
            self.note(Note::IsrChanged { topic, partition: index, from, to: isr });
        }
        if internal && shift.leads {
            self.groups.handle_partition_owned(now, index, count);
        } else if internal && self.partition_at(log).is_some_and(|p| p.leadership().is_none()) {
            self.loads.remove(&log);
            self.groups.handle_partition_lost(index);
        }
        let begins_or_ends = shift.leads || self.partition_at(log).is_some_and(|p| p.leadership().is_none());
        self.fail_waits(now, core::mem::take(&mut shift.progress.failed), ErrorCode::NotLeaderOrFollower);
        if begins_or_ends {
            self.place_follower(log);
            self.answer_all_fetches(log);
            self.wake_followers(log);
        }
        self.mark_partition(log);
        self.release(now, log, shift.progress);
    }

    /// A log cannot be used: who waits for it is told.
    fn halt(&mut self, now: Now, log: LogId, fault: StorageFault) {
        let Some(partition) = self.partition_at_mut(log) else { return };
        partition.state = PartitionState::Halted(fault);
        partition.role = Role::Idle;
        let waits = partition.fail_waits();
        let (topic, index, internal) = (partition.name.clone(), partition.index, partition.internal);
        self.note(Note::PartitionHalted { topic, partition: index, fault });
        self.mark_partition(log);
        self.fail_waits(now, waits, ErrorCode::KafkaStorageError);
        self.answer_all_fetches(log);
        self.wake_followers(log);
        self.place_follower(log);
        self.failed_logs.insert(log);
        if internal {
            self.loads.remove(&log);
            self.groups.handle_partition_lost(index);
        }
        self.opened_or_halted(log);
    }

    /// Where the chunk after this one begins; `None` when the log has been read to its end.
    fn next_chunk(&self, log: LogId, chunk: &Bytes) -> Option<Offset> {
        let end = self.partition_at(log)?.high_watermark;
        let mut next = None;
        let mut rest = &chunk[..];
        while let Ok(head) = Head::parse(rest) {
            next = Some(Offset(head.next_offset()));
            rest = usize::try_from(head.size()).ok().and_then(|size| rest.get(size..)).unwrap_or_default();
        }
        next.filter(|next| *next < end)
    }

    /// Retention and the forgetting of idle producers; now and then.
    pub(super) fn housekeep(&mut self, now: Now) {
        let oldest = Timestamp(now.wall.0.saturating_sub(millis(self.config.producer_id_expiration)));
        let mut due = Vec::new();
        for partition in self.partitions.iter_mut().flatten() {
            if partition.has_producers_before(oldest) {
                Arc::make_mut(partition).expire_producers(oldest);
            }
            let kept = partition.settings.retention;
            // Followers move their starts as their leader does.
            if partition.leadership().is_some()
                && partition.settings.delete
                && (kept.age.is_some() || kept.bytes.is_some())
            {
                due.push((partition.log, kept, partition.high_watermark));
            }
        }
        for (log, retention, upto) in due {
            self.order(log, StorageOrder::Expire { retention, now: now.wall, upto }, Pending::Expire);
        }
    }

    /// Compaction, of every copy for itself: what replicas in sync have is the same, what is left of it may differ.
    pub(super) fn compact_logs(&mut self, now: Now) {
        let producers_since = Timestamp(now.wall.0.saturating_sub(millis(self.config.producer_id_expiration)));
        let compacted = self.partitions.iter().flatten().filter(|p| p.settings.compact && p.is_open());
        let due: Vec<_> = compacted.map(|p| (p.log, p.settings.compaction, p.high_watermark)).collect();
        for (log, compaction, upto) in due {
            let compaction = Compaction { producers_since, ..compaction };
            self.order(log, StorageOrder::Compact { compaction, now: now.wall, upto }, Pending::Compact);
        }
    }

    fn expire_before(&mut self, log: LogId, start: Offset) {
        let Some(partition) = self.partition_at_mut(log) else { return };
        if start <= partition.start || start > partition.high_watermark {
            return;
        }
        partition.trim(start);
        let (topic, index) = (partition.name.clone(), partition.index);
        self.note(Note::RecordsExpired { topic, partition: index, start });
        self.mark_partition(log);
        self.answer_all_fetches(log);
        self.order(log, StorageOrder::Trim { start }, Pending::Trim(None));
    }

    /// A request's time is up, or there is no more to wait for: answer what there is.
    pub(super) fn answer_overdue(&mut self, waiting: Waiting) {
        let Waiting { client, id, since, what, .. } = waiting;
        let kind = Timed::of(&what);
        let response = match what.into_response() {
            Ok((mut response, open)) => {
                data::time_out(&mut response, &open);
                response
            }
            Err(fetch) => {
                let partitions: Vec<_> = fetch.partitions().collect();
                self.fetched(fetch.replica, fetch.bytes_max, &partitions)
            }
        };
        self.reply_timed((client, id), since, kind, response);
    }

    /// A topic is gone: its partitions' readers and writers are told, its files go.
    pub(super) fn drop_partition(&mut self, now: Now, log: LogId) {
        let Some(mut partition) = self.partitions.get_mut(log.0 as usize).and_then(Option::take) else { return };
        let partition = Arc::make_mut(&mut partition);
        Arc::make_mut(&mut self.logs).remove(&(partition.topic, partition.index));
        let waits = partition.fail_waits();
        let fetches = self.parked.forget(log);
        self.heard.forget(log);
        self.forget_follower(log);
        self.marks.partition_gone(partition.topic, partition.index);
        self.fail_waits(now, waits, ErrorCode::UnknownTopicOrPartition);
        for number in fetches {
            if let Some(waiting) = self.waiting.remove(number) {
                self.forget_wait(number, &waiting);
                self.answer_overdue(waiting);
            }
        }
        self.order(log, StorageOrder::Delete, Pending::Delete);
        self.opened_or_halted(log);
    }

    pub(super) fn is_serving(&self) -> bool {
        self.state == State::Serving
    }
}

impl Partition {
    /// Whether its log takes orders.
    pub(crate) fn is_open(&self) -> bool {
        matches!(self.state, PartitionState::Online | PartitionState::Full)
    }
}

/// What a client is told about a fault of the disk.
fn code(fault: StorageFault) -> ErrorCode {
    match fault {
        StorageFault::Corrupt => ErrorCode::CorruptMessage,
        StorageFault::Missing => ErrorCode::OffsetOutOfRange,
        StorageFault::Full | StorageFault::Io => ErrorCode::KafkaStorageError,
    }
}

fn millis(span: Duration) -> i64 {
    i64::try_from(span.as_millis()).unwrap_or(i64::MAX)
}
