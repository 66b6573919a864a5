//! What eyes see: dirty marks in, deltas out. While nobody has ever looked, a mark costs one branch.

use crate::sorted::SortedMap;
use alloc::vec::Vec;

use super::Node;
use crate::{
    controller::image::BrokerImage,
    id::{BrokerEpoch, ClientId, LogId, PartitionIndex, RequestId, TopicId},
    limit,
    name::Text,
    response::{Response, Span},
    time::Instant,
    view::{BrokerView, Delta, MemberBroker, PartitionView, Seq},
    waiting::What as Waited,
};

/// Things gone that are remembered; who has not looked for longer gets everything anew.
const GONE: usize = 1000;

/// What has changed, newest last.
#[derive(Clone, Debug, Default)]
pub(super) struct Marks {
    watched: bool,
    seq: u64,
    /// Nothing is known of changes at or before this one.
    forgotten: u64,
    changes: SortedMap<u64, What>,
    latest: SortedMap<What, u64>,
    gone: usize,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum What {
    Broker,
    Partition(TopicId, PartitionIndex),
    Group(Text),
    PartitionGone(TopicId, PartitionIndex),
    Counted,
}

impl Marks {
    pub(super) fn broker(&mut self) {
        self.mark(What::Broker);
    }

    pub(super) fn group(&mut self, group: Text) {
        self.mark(What::Group(group));
    }

    pub(super) fn partition_gone(&mut self, topic: TopicId, partition: PartitionIndex) {
        self.mark(What::PartitionGone(topic, partition));
    }

    fn mark(&mut self, what: What) {
        if !self.watched {
            return;
        }
        self.seq += 1;
        let is_gone = matches!(what, What::PartitionGone(..));
        if let Some(before) = self.latest.insert(what.clone(), self.seq) {
            self.changes.remove(&before);
        } else if is_gone {
            self.gone += 1;
        }
        self.changes.insert(self.seq, what);
        if self.gone > GONE {
            self.forget();
        }
    }

    fn forget(&mut self) {
        self.forgotten = self.seq;
        self.changes.clear();
        self.latest.clear();
        self.gone = 0;
    }
}

/// A request, as its time is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Timed {
    Produce,
    Fetch { follower: bool },
    Other,
}

impl Timed {
    /// What somebody waits with.
    pub(super) fn of(what: &Waited) -> Timed {
        match what {
            Waited::Produced { .. } => Timed::Produce,
            Waited::Bytes { fetch, .. } => Timed::Fetch { follower: fetch.replica.is_some() },
            _ => Timed::Other,
        }
    }
}

fn member(broker: &BrokerImage) -> MemberBroker {
    MemberBroker { info: broker.info.clone(), epoch: broker.epoch, fenced: broker.fenced }
}

impl Node {
    pub(super) fn mark_partition(&mut self, log: LogId) {
        if self.marks.watched
            && let Some(partition) = self.partition_at(log)
        {
            let what = What::Partition(partition.topic, partition.index);
            self.marks.mark(what);
        }
    }

    /// Answers with so many bytes of records have left to clients. Hosts tell: only the store knows how many bytes a
    /// [`Span`] is, and who answers knows best what has left. Nothing but what eyes see depends on it.
    pub fn served(&mut self, bytes: u64) {
        if bytes > 0 {
            self.counted.bytes_out = self.counted.bytes_out.saturating_add(bytes);
            self.marks.mark(What::Counted);
        }
    }

    /// Answers a request that came at `since`, and counts how long it took. That is no change of its own: somebody always fetches.
    pub(super) fn reply_timed(
        &mut self,
        to: (ClientId, RequestId),
        since: Instant,
        kind: Timed,
        response: Response<Span>,
    ) {
        self.count_time(since, kind);
        self.reply(to.0, to.1, response);
    }

    /// A request that came at `since` is done with.
    pub(super) fn count_time(&mut self, since: Instant, kind: Timed) {
        let took = self.now.since(since);
        match kind {
            Timed::Produce => self.counted.produce.add(took),
            Timed::Fetch { follower: false } => self.counted.fetch_consumer.add(took),
            Timed::Fetch { follower: true } => self.counted.fetch_follower.add(took),
            Timed::Other => {}
        }
    }

    /// All that changed after `since`; everything, when that is too long ago or was never known. O(changed).
    pub fn changes(&mut self, since: Seq) -> Delta {
        let known = self.knows(since);
        if !self.marks.watched {
            self.marks.watched = true;
            self.marks.seq = 1;
            self.marks.forgotten = 0;
        }
        if known { self.changed_since(since, limit::VIEW_TAIL_BATCHES) } else { self.everything() }
    }

    /// As [`Node::changes`], without the last batches of what changed after a known `since`: for one who looks after every input.
    pub fn changes_in_brief(&mut self, since: Seq) -> Delta {
        if self.knows(since) { self.changed_since(since, 0) } else { self.changes(since) }
    }

    /// Whether all changes after `since` are known.
    fn knows(&self, since: Seq) -> bool {
        self.marks.watched && since.0 >= self.marks.forgotten && since.0 <= self.marks.seq && since.0 > 0
    }

    /// Every partition as it is, for one who looks once.
    pub fn partition_views(&self) -> impl Iterator<Item = PartitionView> + '_ {
        self.partitions
            .iter()
            .flatten()
            .map(|partition| partition.view(self.config.broker.id, &self.heard, limit::VIEW_TAIL_BATCHES))
    }

    fn changed_since(&self, since: Seq, batches: usize) -> Delta {
        let mut delta = Delta { since, upto: Seq(self.marks.seq), counted: self.counted, ..Delta::default() };
        for what in self.marks.changes.range(since.0 + 1..).map(|(_, what)| what) {
            match what {
                // It is in every delta.
                What::Counted => {}
                What::Broker => delta.broker = Some(self.broker_view()),
                What::Partition(topic, index) => {
                    let partition = self.logs.get(&(*topic, *index)).and_then(|log| self.partition_at(*log));
                    delta.partitions.extend(partition.map(|p| p.view(self.config.broker.id, &self.heard, batches)));
                }
                What::PartitionGone(topic, index) => delta.partitions_gone.push((*topic, *index)),
                What::Group(group) => match self.groups.view(group) {
                    Some(view) => delta.groups.push(view),
                    None => delta.groups_gone.push(group.clone()),
                },
            }
        }
        delta
    }

    fn everything(&self) -> Delta {
        Delta {
            since: Seq(0),
            upto: Seq(self.marks.seq),
            broker: Some(self.broker_view()),
            partitions: self.partition_views().collect(),
            partitions_gone: Vec::new(),
            groups: self.groups.groups().filter_map(|group| self.groups.view(group)).collect(),
            groups_gone: Vec::new(),
            counted: self.counted,
        }
    }

    fn broker_view(&self) -> BrokerView {
        BrokerView {
            info: self.config.broker.clone(),
            cluster_id: self.config.cluster_id.clone(),
            epoch: self.my_epoch().unwrap_or(BrokerEpoch(-1)),
            serving: self.is_serving(),
            cluster: self.image.brokers.values().map(member).collect(),
        }
    }
}
