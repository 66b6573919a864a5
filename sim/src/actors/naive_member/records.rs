//! Records: fetched from one leader after the other, and processed one by one.

use std::time::Duration;

use bytes::Bytes;
use glasslog_core::{
    error::ErrorCode,
    id::{BrokerId, Offset, RequestId},
    record::Head,
    request::{Fetch, FetchPartition, Isolation, Request, TopicRef},
    response::Response,
    sorted::SortedSet,
};

use super::{NaiveMember, Stage};
use crate::{
    actors::{Port, ledger::ProcessedLedger, lines::Line},
    settings::CommitPolicy,
    view::ProcessedRecord,
};

/// So long a leader may wait for records.
const MAX_WAIT: Duration = Duration::from_millis(500);

impl NaiveMember {
    pub(super) fn fetch(&mut self, port: &mut Port<'_>) {
        if self.fetching.is_some() || !self.fetched.is_empty() || self.reading.is_empty() {
            return;
        }
        // One leader after the other.
        let leaders: SortedSet<BrokerId> = self.reading.keys().filter_map(|name| self.leader_of(name)).collect();
        if self.reading.keys().any(|name| self.leader_of(name).is_none()) {
            self.outdated = true;
        }
        self.fetches += 1;
        let index = self.fetches % leaders.len().max(1) as u64;
        let Some(broker) = leaders.into_iter().nth(index as usize) else { return self.learn_anew(port) };
        let here = self.reading.iter().filter(|(name, _)| self.leader_of(name) == Some(broker));
        let partitions = here
            .filter_map(|((topic, partition), reading)| {
                Some(FetchPartition {
                    topic: TopicRef::Name(topic.clone()),
                    partition: *partition,
                    current_leader_epoch: None,
                    offset: reading.position?,
                    last_fetched_epoch: None,
                    log_start: None,
                    bytes_max: 1 << 20,
                })
            })
            .collect();
        let fetch = Fetch {
            replica: None,
            max_wait: MAX_WAIT,
            bytes_min: 1,
            bytes_max: 8 << 20,
            isolation: Isolation::ReadUncommitted,
            session_id: 0,
            session_epoch: -1,
            partitions,
            forgotten: Vec::new(),
            rack: None,
        };
        self.requests += 1;
        self.fetching = Some(RequestId(self.requests));
        self.lines.send(port, Line::Broker(broker), RequestId(self.requests), Request::Fetch(fetch), true);
    }

    pub(super) fn fetched_some(&mut self, port: &mut Port<'_>, answer: Option<Response<Bytes>>) {
        let Some(Response::Fetch(fetched)) = answer else { return self.learn_anew(port) };
        for partition in fetched.partitions {
            let TopicRef::Name(topic) = partition.topic else { continue };
            let name = (topic, partition.partition);
            let Some(reading) = self.reading.get_mut(&name) else { continue };
            match partition.error {
                ErrorCode::None => {
                    reading.upto = partition.records.as_ref().and_then(end_of);
                    let records = partition.records.iter().flat_map(crate::flights::decode);
                    let wanted = records.filter(|record| reading.position.is_some_and(|p| record.offset >= p));
                    self.fetched.extend(wanted.map(|record| ProcessedRecord {
                        partition: name.clone(),
                        offset: record.offset,
                        key: record.key,
                        value: record.value,
                        at: port.now.instant,
                    }));
                }
                ErrorCode::OffsetOutOfRange => {
                    (reading.position, reading.upto) = (None, None);
                    self.stage = Stage::LoadStarts;
                }
                _ => self.learn_anew(port),
            }
        }
    }

    pub(super) fn process(&mut self, port: &mut Port<'_>, ledger: &mut ProcessedLedger) {
        let each = matches!(self.settings.commit, CommitPolicy::EachRecord);
        while self.stage == Stage::Read && self.busy_until <= port.now.instant && !(each && self.since_commit > 0) {
            let Some(mut record) = self.fetched.pop_front() else { return self.pass_gaps() };
            let Some(reading) = self.reading.get_mut(&record.partition) else { continue };
            reading.position = Some(record.offset.plus(1));
            record.at = port.now.instant;
            self.since_commit += 1;
            self.busy_until = port.now.instant + self.settings.time_per_record;
            ledger.add(port, record);
        }
    }

    /// All that was fetched is processed: what comes next lies behind it, whether its last offsets have records or not.
    fn pass_gaps(&mut self) {
        for reading in self.reading.values_mut() {
            let upto = reading.upto.take();
            reading.position = reading.position.map(|position| upto.map_or(position, |upto| position.max(upto)));
        }
    }
}

/// Where the last whole batch ends.
fn end_of(batches: &Bytes) -> Option<Offset> {
    let (mut rest, mut end) = (&batches[..], None);
    while let Ok(head) = Head::parse(rest)
        && let Some(more) = usize::try_from(head.size()).ok().and_then(|size| rest.get(size..))
    {
        (rest, end) = (more, Some(Offset(head.next_offset())));
    }
    end
}
