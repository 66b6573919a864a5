//! Questions about offsets, the moving of log starts, and producer ids.

use alloc::{boxed::Box, vec::Vec};

use super::{Node, cluster::Own, storage::Pending};
use crate::{
    controller::Ask,
    error::{ErrorCode, Refusal},
    id::{ClientId, LeaderEpoch, LogId, Offset, PartitionIndex, ProducerId, RequestId},
    request::{
        DeleteRecords, InitProducerId, Isolation, ListOffsets, ListOffsetsPartition, OffsetAt, OffsetsForLeaderEpochs,
        TopicRef,
    },
    response::{EpochEnd, ListedOffset, OffsetInfo, Response},
    storage::{SeekTarget, SoughtRecord, StorageOrder},
    time::{Now, Timestamp},
    waiting::{WaitId, Waiting, What},
};

/// How long a question that needs the disk may take.
const SEEK_TIMEOUT: core::time::Duration = core::time::Duration::from_secs(30);

/// No record: −1 for everything, without an error.
const NOWHERE: OffsetInfo =
    OffsetInfo { offset: Offset(-1), timestamp: Timestamp::NONE, leader_epoch: LeaderEpoch(-1) };

impl Node {
    pub(super) fn list_offsets(&mut self, now: Now, client: ClientId, id: RequestId, request: ListOffsets) {
        let number = self.waiting.number();
        let mut open = Vec::new();
        let mut results = Vec::new();
        for (slot, item) in (0..).zip(request.partitions) {
            let result = match self.offset_at(&item, request.isolation) {
                Ok(Answer::Known(info)) => Ok(info),
                Ok(Answer::OnDisk(log, target, upto)) => {
                    self.order(log, StorageOrder::Seek { target, upto }, Pending::Seek(number, slot));
                    open.push(slot);
                    Ok(NOWHERE)
                }
                Err(code) => Err(code),
            };
            results.push(ListedOffset { topic: item.topic, partition: item.partition, result });
        }
        let response = Response::ListOffsets(results);
        self.reply_or_wait(now, client, id, number, open, response, SEEK_TIMEOUT);
    }

    fn offset_at(&self, item: &ListOffsetsPartition, _isolation: Isolation) -> Result<Answer, ErrorCode> {
        let log = self.led(&item.topic, item.partition)?;
        let partition = self.partition_at(log).ok_or(ErrorCode::UnknownTopicOrPartition)?;
        partition.check_epoch(item.current_leader_epoch)?;
        let known = |offset| {
            let leader_epoch = partition.epoch_at(offset);
            Ok(Answer::Known(OffsetInfo { offset, timestamp: Timestamp::NONE, leader_epoch }))
        };
        let upto = partition.high_watermark;
        // KIP-207: what a new leader knows of it may be older than what its predecessor has shown.
        let is_latest = !matches!(item.at, OffsetAt::Earliest | OffsetAt::EarliestLocal | OffsetAt::LatestTiered);
        if is_latest && !partition.knows_high_watermark() {
            return Err(ErrorCode::OffsetNotAvailable);
        }
        match item.at {
            OffsetAt::Latest => known(upto),
            OffsetAt::Earliest | OffsetAt::EarliestLocal | OffsetAt::EarliestPendingUpload => known(partition.start),
            OffsetAt::LatestTiered => Ok(Answer::Known(NOWHERE)),
            _ if partition.start == upto => Ok(Answer::Known(NOWHERE)),
            OffsetAt::MaxTimestamp => Ok(Answer::OnDisk(log, SeekTarget::MaxTimestamp, upto)),
            OffsetAt::Time(at) => Ok(Answer::OnDisk(log, SeekTarget::At(at), upto)),
        }
    }

    /// The store has looked.
    pub(super) fn handle_sought(
        &mut self,
        log: LogId,
        (number, slot): (WaitId, u32),
        found: Result<Option<SoughtRecord>, ErrorCode>,
    ) {
        let start = self.partition_at(log).map_or(Offset::ZERO, |p| p.start);
        let info = found.map(|record| {
            let record = record.filter(|record| record.offset >= start);
            record.map_or(NOWHERE, |SoughtRecord { offset, timestamp, leader_epoch }| OffsetInfo {
                offset,
                timestamp,
                leader_epoch,
            })
        });
        let done = self.waiting.settle(number, slot, |what| {
            if let Some(Response::ListOffsets(items)) = what.response_mut() {
                items[slot as usize].result = info;
            }
        });
        self.answer_settled(done);
    }

    #[inline(never)]
    pub(super) fn epoch_ends(&mut self, client: ClientId, id: RequestId, request: OffsetsForLeaderEpochs) {
        let none = (LeaderEpoch(-1), Offset(-1));
        let answers = request.partitions.into_iter().map(|item| {
            let result = self.led(&item.topic, item.partition).and_then(|log| {
                let partition = self.partition_at(log).ok_or(ErrorCode::UnknownTopicOrPartition)?;
                partition.check_epoch(item.current_leader_epoch)?;
                Ok(partition.epoch_end(item.leader_epoch).unwrap_or(none))
            });
            EpochEnd { topic: item.topic, partition: item.partition, result }
        });
        let response = Response::OffsetsForLeaderEpochs(answers.collect());
        self.reply(client, id, response);
    }

    #[inline(never)]
    pub(super) fn delete_records(&mut self, now: Now, client: ClientId, id: RequestId, request: DeleteRecords) {
        let number = self.waiting.number();
        let mut open = Vec::new();
        let mut results = Vec::new();
        for (slot, (topic, partition, before)) in (0..).zip(request.partitions) {
            let result = self.delete_before(&topic, partition, before).map(|(log, start)| {
                self.order(log, StorageOrder::Trim { start }, Pending::Trim(Some((number, slot))));
                open.push(slot);
                start
            });
            results.push((topic, partition, result));
        }
        self.reply_or_wait(now, client, id, number, open, Response::DeleteRecords(results), request.timeout);
    }

    fn delete_before(
        &mut self,
        topic: &TopicRef,
        index: PartitionIndex,
        before: Offset,
    ) -> Result<(LogId, Offset), Refusal> {
        let log = self.led(topic, index)?;
        let Some(partition) = self.partition_at_mut(log) else {
            return Err(ErrorCode::UnknownTopicOrPartition.into());
        };
        if partition.internal {
            return Err(Refusal::new(ErrorCode::InvalidTopic, "this topic is the broker's own"));
        }
        let start = if before == Offset(-1) { partition.high_watermark } else { before };
        if start > partition.high_watermark || start < Offset::ZERO {
            return Err(ErrorCode::OffsetOutOfRange.into());
        }
        partition.trim(start);
        let start = partition.start;
        self.mark_partition(log);
        self.answer_all_fetches(log);
        Ok((log, start))
    }

    /// The log start is on disk, or it is not.
    pub(super) fn handle_trimmed(&mut self, (number, slot): (WaitId, u32), result: Result<(), ErrorCode>) {
        let done = self.waiting.settle(number, slot, |what| {
            if let (Err(code), Some(Response::DeleteRecords(items))) = (result, what.response_mut()) {
                items[slot as usize].2 = Err(code.into());
            }
        });
        self.answer_settled(done);
    }

    #[expect(clippy::too_many_arguments, reason = "a waiting request in its parts")]
    pub(super) fn reply_or_wait(
        &mut self,
        now: Now,
        client: ClientId,
        id: RequestId,
        number: WaitId,
        open: Vec<u32>,
        response: Response<crate::response::Span>,
        timeout: core::time::Duration,
    ) {
        if open.is_empty() {
            self.reply(client, id, response);
        } else {
            let what = What::Slots { open, response: Box::new(response) };
            let (since, deadline) = (now.instant, now.instant + timeout);
            self.waiting.insert(number, Waiting { client, id, since, deadline, what });
        }
    }

    pub(super) fn init_producer_id(&mut self, now: Now, client: ClientId, id: RequestId, request: &InitProducerId) {
        if request.transactional_id.is_some() {
            let why = "this broker has no transactions yet: leave transactional.id out";
            let refusal = Refusal::new(ErrorCode::InvalidRequest, why);
            self.reply(client, id, Response::InitProducerId(Err(refusal)));
            return;
        }
        self.producer_ids.waiting.push_back((client, id));
        self.hand_out_producer_ids(now);
    }

    /// A block of producer ids is ours, or there is none to be had.
    pub(super) fn handle_producer_ids(&mut self, now: Now, first: Result<ProducerId, Refusal>) {
        self.producer_ids.asked = false;
        match first {
            Ok(first) => {
                self.producer_ids.next = first.0;
                self.producer_ids.end = first.0 + crate::controller::PRODUCER_ID_BLOCK;
                self.hand_out_producer_ids(now);
            }
            Err(refusal) => {
                for (client, id) in core::mem::take(&mut self.producer_ids.waiting) {
                    self.reply(client, id, Response::InitProducerId(Err(refusal.clone())));
                }
            }
        }
    }

    fn hand_out_producer_ids(&mut self, now: Now) {
        while let Some((client, id)) = self.producer_ids.waiting.front().copied() {
            let Some(producer) = self.producer_ids.take() else {
                if !self.producer_ids.asked {
                    self.producer_ids.asked = true;
                    self.ask_for_myself(now, Own::ProducerIds, Ask::ReserveProducerIds);
                }
                return;
            };
            self.producer_ids.waiting.pop_front();
            self.reply(client, id, Response::InitProducerId(Ok(producer)));
        }
    }
}

enum Answer {
    Known(OffsetInfo),
    OnDisk(LogId, SeekTarget, Offset),
}
