//! What a server is asked: to be read, written to, and changed.

use std::rc::Rc;
use std::time::Duration;

use bytes::Bytes;
use glasslog_core::id::{BrokerId, Offset, PartitionIndex, RequestId};
use glasslog_core::name::Text;
use glasslog_core::record::BatchBuilder;
use glasslog_core::request::{
    Acks, CreateTopics, Fetch, FetchPartition, Isolation, NewTopic, Produce, ProducePartition, Request, TopicRef,
};
use glasslog_core::view::{PartitionView, ReplicaRole, Seq};
use glasslog_core::watch::{Control, FromPage};

use super::{Asked, Phase, Remote};
use crate::store::Tone;

/// So many records at the end of each partition are fetched without being asked for.
const READ_AHEAD: i64 = 24;
/// Bytes of one fetch.
const FETCH_BYTES: u32 = 128 << 10;
/// At most so many fetches under way.
const FETCHES: usize = 4;

impl Remote {
    /// The newest records of every partition are read without being asked for.
    pub(super) fn fetch_what_is_missing(&mut self) {
        if self.phase != Phase::Open {
            return;
        }
        // what was seen of another start of the server says nothing about its logs
        let known = self.views.values().filter(|views| views.seq != Seq(0));
        let leading = known.flat_map(|views| views.partitions.values()).filter(|view| view.role == ReplicaRole::Leader);
        let views: Vec<Rc<PartitionView>> = leading.filter(|view| !view.internal).cloned().collect();
        for view in views {
            let from = Offset((view.high_watermark.0 - READ_AHEAD).max(view.log_start.0));
            self.read(&view.topic, view.partition, from, view.high_watermark);
        }
    }

    /// Reads records of a partition that are not known yet, from an offset on, as far as one fetch goes.
    pub fn read(&mut self, topic: &Text, partition: PartitionIndex, from: Offset, upto: Offset) {
        let Some((broker, view)) = self.leader(topic, partition) else {
            return;
        };
        let Some(missing) = self.contents.missing(&view, from, upto.min(view.high_watermark)) else {
            return;
        };
        let same =
            |asked: &Asked| matches!(asked, Asked::Records(name, index, _) if name == topic && *index == partition);
        let reads = self.asked.values().filter(|asked| matches!(asked, Asked::Records(..))).count();
        if self.phase != Phase::Open || reads >= FETCHES || self.asked.values().any(same) {
            return;
        }
        let request = Request::Fetch(Fetch {
            replica: None,
            max_wait: Duration::ZERO,
            bytes_min: 0,
            bytes_max: FETCH_BYTES,
            isolation: Isolation::ReadUncommitted,
            session_id: 0,
            session_epoch: -1,
            partitions: vec![FetchPartition {
                topic: TopicRef::Name(topic.clone()),
                partition,
                current_leader_epoch: None,
                offset: missing,
                last_fetched_epoch: None,
                log_start: None,
                bytes_max: FETCH_BYTES,
            }],
            forgotten: Vec::new(),
            rack: None,
        });
        self.ask(Some(broker), Asked::Records(topic.clone(), partition, missing), request);
    }

    /// Sends a record. `wall_ms` is the wall clock's time.
    pub fn produce(
        &mut self,
        topic: &Text,
        partition: PartitionIndex,
        key: Option<&[u8]>,
        value: Option<&[u8]>,
        wall_ms: i64,
    ) {
        let mut batch = BatchBuilder::new();
        if batch.push(wall_ms, key, value, &[]).is_err() {
            self.tell(Tone::Bad, "That record is too large for one batch.".to_owned());
            return;
        }
        let request = Request::Produce(Produce {
            acks: Acks::All,
            timeout: Duration::from_secs(10),
            transactional_id: None,
            partitions: vec![ProducePartition {
                topic: TopicRef::Name(topic.clone()),
                partition,
                batch: Ok(batch.build()),
            }],
        });
        let leader = self.leader(topic, partition).map(|(broker, _)| broker);
        self.ask(leader, Asked::Produce(topic.clone(), partition), request);
    }

    /// Asks for a topic, with so many copies of each partition (none: as many as the server likes) and settings of its own.
    pub fn create_topic(&mut self, name: &str, partitions: i32, factor: Option<i16>, configs: &[(String, String)]) {
        let topic = NewTopic {
            name: name.into(),
            partitions: Some(partitions),
            replication_factor: factor,
            assignment: Vec::new(),
            configs: configs.iter().map(|(key, value)| (key.as_str().into(), Some(value.as_str().into()))).collect(),
        };
        let request = CreateTopics { topics: vec![topic], timeout: Duration::from_secs(10), validate_only: false };
        self.ask(None, Asked::Topic(name.into()), Request::CreateTopics(request));
    }

    /// Asks the server to do something to one of its brokers.
    pub fn control(&mut self, broker: BrokerId, control: Control) {
        if let Some(id) = self.number(Asked::Control(broker, control)) {
            self.out.push(FromPage::Control { id, broker, control });
        }
    }

    /// Asks a broker; whichever runs, if it does not matter.
    fn ask(&mut self, broker: Option<BrokerId>, asked: Asked, request: Request<Bytes>) {
        let broker = broker.or_else(|| self.any_broker()).unwrap_or(BrokerId(0));
        if let Some(id) = self.number(asked) {
            self.out.push(FromPage::Request { broker, id, request });
        }
    }

    /// A number for something that is asked; none without a connection.
    fn number(&mut self, asked: Asked) -> Option<RequestId> {
        if self.phase != Phase::Open {
            self.tell(Tone::Bad, "There is no connection to the server at the moment.".to_owned());
            return None;
        }
        self.requests += 1;
        let id = RequestId(self.requests);
        self.asked.insert(id, asked);
        Some(id)
    }
}
