//! What the consumer asks of partitions' leaders: where they start and end, and their records.

use crate::sorted::SortedMap;
use alloc::{boxed::Box, vec::Vec};

use bytes::Bytes;

use crate::{
    client::{Outgoing, Target, TopicPartition},
    error::ErrorCode,
    id::{BrokerId, LeaderEpoch, Offset},
    record::Codecs,
    request::{Fetch, FetchPartition, Isolation, ListOffsets, ListOffsetsPartition, OffsetAt, Request, TopicRef},
    response::{FetchedPartition, Response},
};

use super::{
    Closing, ConsumedRecord, Consumer, Event, Purpose,
    buffer::{Buffer, Next},
    config::Reset,
    partition::{Partition, Phase},
};

/// Partitions to ask about, by who leads them.
type Led = SortedMap<BrokerId, Vec<(TopicPartition, LeaderEpoch)>>;

impl Consumer {
    /// What partitions need next.
    pub(super) fn next_read_request(&mut self) -> Option<Outgoing> {
        if self.closing != Closing::No {
            return None;
        }
        self.list().or_else(|| self.fetch())
    }

    /// The partitions that `want` something, by their leaders; without a leader, the cluster is asked for it.
    fn led(&mut self, want: impl Fn(&Partition) -> bool) -> Led {
        let now = self.now.instant;
        let mut led = Led::new();
        for (place, partition) in &self.partitions {
            if partition.is_free(now) && want(partition) {
                match self.directory.leader(&place.topic, place.partition) {
                    Some((leader, epoch)) => led.entry(leader).or_default().push((place.clone(), epoch)),
                    None => self.directory.refresh(),
                }
            }
        }
        led
    }

    /// Marks them as asked about, with the serial number of their position.
    fn ask(&mut self, led: &[(TopicPartition, LeaderEpoch)]) -> Vec<(TopicPartition, u64)> {
        let mut asked = Vec::new();
        for (place, _) in led {
            if let Some(partition) = self.partitions.get_mut(place) {
                partition.asking = true;
                asked.push((place.clone(), partition.serial));
            }
        }
        asked
    }

    fn list(&mut self) -> Option<Outgoing> {
        let led = self.led(|partition| matches!(partition.phase, Phase::Reset(Reset::Earliest | Reset::Latest)));
        let (leader, places) = led.into_iter().next()?;
        let asked = self.ask(&places);
        let partitions = places
            .into_iter()
            .map(|(place, epoch)| ListOffsetsPartition {
                at: match self.partitions.get(&place).map(|partition| partition.phase) {
                    Some(Phase::Reset(Reset::Earliest)) => OffsetAt::Earliest,
                    _ => OffsetAt::Latest,
                },
                topic: TopicRef::Name(place.topic),
                partition: place.partition,
                current_leader_epoch: Some(epoch),
            })
            .collect();
        let request = ListOffsets { replica: None, isolation: Isolation::ReadUncommitted, partitions };
        Some(self.launch(Target::Broker(leader), Purpose::List(asked), Request::ListOffsets(request)))
    }

    /// One fetch at a time from each leader; a partition whose records wait here is not fetched again.
    fn fetch(&mut self) -> Option<Outgoing> {
        let led =
            self.led(|partition| partition.position().is_some() && partition.buffer.is_none() && !partition.paused);
        let busy = |leader: &BrokerId| {
            let target = Target::Broker(*leader);
            self.flights.iter().any(|flight| flight.target == target && matches!(flight.purpose, Purpose::Fetch(_)))
        };
        let (leader, places) = led.into_iter().find(|(leader, _)| !busy(leader))?;
        let asked = self.ask(&places);
        let partitions = places
            .into_iter()
            .map(|(place, epoch)| FetchPartition {
                offset: self.position(&place).unwrap_or_default(),
                topic: TopicRef::Name(place.topic),
                partition: place.partition,
                current_leader_epoch: Some(epoch),
                last_fetched_epoch: None,
                log_start: None,
                bytes_max: self.config.partition_bytes_max,
            })
            .collect();
        let request = Fetch {
            replica: None,
            max_wait: self.config.fetch_max_wait,
            bytes_min: self.config.fetch_bytes_min,
            bytes_max: self.config.fetch_bytes_max,
            isolation: Isolation::ReadUncommitted,
            session_id: 0,
            session_epoch: -1,
            partitions,
            forgotten: Vec::new(),
            rack: None,
        };
        Some(self.launch(Target::Broker(leader), Purpose::Fetch(asked), Request::Fetch(request)))
    }

    /// They may be asked about again.
    pub(super) fn release(&mut self, asked: &[(TopicPartition, u64)]) {
        for (place, serial) in asked {
            if let Some(partition) = self.partitions.get_mut(place).filter(|partition| partition.serial == *serial) {
                partition.asking = false;
            }
        }
    }

    /// Its position, if it is still the one that was asked about.
    fn current(&mut self, asked: &[(TopicPartition, u64)], place: &TopicPartition) -> Option<&mut Partition> {
        let (_, serial) = asked.iter().find(|(asked, _)| asked == place)?;
        self.partitions.get_mut(place).filter(|partition| partition.serial == *serial)
    }

    pub(super) fn listed(&mut self, asked: &[(TopicPartition, u64)], response: Option<Response<Bytes>>) {
        self.release(asked);
        let Some(Response::ListOffsets(answers)) = response else { return self.unanswered(asked) };
        for answer in answers {
            let TopicRef::Name(topic) = answer.topic else { continue };
            let place = TopicPartition { topic, partition: answer.partition };
            let Some(partition) = self.current(asked, &place) else { continue };
            match answer.result {
                Ok(info) => {
                    let offset = info.offset.max(Offset::ZERO);
                    (partition.phase, partition.failures) = (Phase::Reading(offset), 0);
                    self.events.push_back(Event::Positioned(place, offset));
                }
                Err(error) => self.partition_refused(&place, error, None),
            }
        }
    }

    pub(super) fn fetched(&mut self, asked: &[(TopicPartition, u64)], response: Option<Response<Bytes>>) {
        self.release(asked);
        let Some(Response::Fetch(fetched)) = response else { return self.unanswered(asked) };
        if fetched.error.is_error() {
            return self.unanswered(asked);
        }
        for part in fetched.partitions {
            let FetchedPartition {
                topic: TopicRef::Name(topic),
                partition,
                error,
                high_watermark,
                leader,
                records,
                ..
            } = part
            else {
                continue;
            };
            let place = TopicPartition { topic, partition };
            let Some(partition) = self.current(asked, &place) else { continue };
            if error.is_error() {
                self.partition_refused(&place, error, leader);
                continue;
            }
            // Most answers bring no news.
            if partition.failures > 0 {
                partition.failures = 0;
            }
            // A leader that does not know it for certain yet tells none: what was told before still holds.
            if high_watermark >= Offset::ZERO && partition.high_watermark != Some(high_watermark) {
                partition.high_watermark = Some(high_watermark);
            }
            if let Some(bytes) = records.filter(|bytes| !bytes.is_empty()) {
                partition.buffer = Some(Box::new(Buffer::new(bytes)));
                self.arrived.push_back(place);
            }
        }
    }

    fn unanswered(&mut self, asked: &[(TopicPartition, u64)]) {
        self.directory.refresh();
        for (place, serial) in asked {
            if self.partitions.get(place).is_some_and(|partition| partition.serial == *serial) {
                self.put_off(place);
            }
        }
    }

    /// Asks about it later.
    pub(super) fn put_off(&mut self, place: &TopicPartition) {
        if let Some(partition) = self.partitions.get_mut(place) {
            partition.failures = partition.failures.saturating_add(1);
            let wait = self.config.retry_backoff.after(partition.failures, &mut self.random);
            partition.not_before = self.now.instant + wait;
        }
    }

    fn partition_refused(&mut self, place: &TopicPartition, error: ErrorCode, hint: Option<(BrokerId, LeaderEpoch)>) {
        match error {
            ErrorCode::OffsetOutOfRange => return self.reset(place),
            ErrorCode::NotLeaderOrFollower | ErrorCode::FencedLeaderEpoch => {
                self.directory.not_leader(&place.topic, place.partition, hint);
            }
            // The leader is older than we believe, or the epoch is one of the topic that bore the name before: not to be believed.
            ErrorCode::UnknownLeaderEpoch => self.directory.not_leader(&place.topic, place.partition, None),
            error if error.is_retriable() => self.directory.refresh(),
            error => self.events.push_back(Event::PartitionFailed(place.clone(), error)),
        }
        self.put_off(place);
    }

    /// Nobody knows where to read on: as [`super::Config::reset`] says.
    pub(super) fn reset(&mut self, place: &TopicPartition) {
        let reset = self.config.reset;
        if reset == Reset::None {
            self.events.push_back(Event::NoPosition(place.clone()));
        }
        self.reposition(place, if reset == Reset::None { Phase::Lost } else { Phase::Reset(reset) });
    }

    /// The next record that has arrived, and the position behind it.
    pub(super) fn next_record(&mut self, codecs: &dyn Codecs) -> Option<ConsumedRecord> {
        let max = self.config.batch_bytes_max as usize;
        while let Some(place) = self.arrived.pop_front() {
            let Some(partition) = self.partitions.get_mut(&place).filter(|partition| !partition.paused) else {
                continue;
            };
            let (Some(position), Some(buffer)) = (partition.position(), &mut partition.buffer) else { continue };
            match buffer.next(position, codecs, max) {
                Next::Record(record) => {
                    partition.phase = Phase::Reading(Offset(record.offset).plus(1));
                    self.arrived.push_front(place.clone());
                    return Some(ConsumedRecord { from: place, record });
                }
                Next::Empty(end) => (partition.phase, partition.buffer) = (Phase::Reading(end), None),
                Next::Unreadable(end, error) if end > position => {
                    partition.phase = Phase::Reading(end);
                    self.events.push_back(Event::Unreadable(place.clone(), end, error));
                    self.arrived.push_front(place);
                }
                Next::Unreadable(end, error) => {
                    // Damaged on the way, perhaps: what is fetched next time may be whole.
                    partition.buffer = None;
                    self.events.push_back(Event::Unreadable(place.clone(), end, error));
                    self.put_off(&place);
                }
            }
        }
        None
    }
}
