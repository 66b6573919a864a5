//! What a world knows of a record's way: who sent it, what clients saw of it, and when its copies got it.

use glasslog_core::id::{BrokerId, LeaderEpoch, Offset, PartitionIndex};
use glasslog_core::name::Text;
use glasslog_core::request::Acks;
use glasslog_core::sorted::SortedMap;
use glasslog_core::time::Instant;
use glasslog_core::view::{PartitionView, Seq};
use glasslog_sim::timeline::{BranchId, Timeline};
use glasslog_sim::view::{ActorRole, Fate, ProcessState, ProducerView, SentRecord};
use glasslog_sim::why::{Stamps, stamps};

use super::{Tab, twice};
use crate::scene::{Ack, Cluster, Content, Known, epoch_at};

/// A moment is looked for in so many steps of the world at the most.
const STEPS_MAX: u32 = 3_000;

/// The record whose passport is open, and what was found out about it.
pub(super) struct Followed {
    /// Which: on another branch it may be another one.
    is: (BranchId, Text, PartitionIndex, Offset),
    epoch: LeaderEpoch,
    sent: Option<Instant>,
    /// The last moment at which it was seen to be so no further.
    not_yet: [Instant; 3],
    /// When it was written, when all copies had it, and when it was safe: as far as it was looked for.
    stood: [Option<Option<Instant>>; 3],
}

impl Tab {
    /// What is known of the way of the record at a place, up to now.
    pub fn known(&mut self, cluster: &Cluster, topic: &Text, partition: PartitionIndex, offset: Offset) -> Known {
        let Some(view) = cluster.leading(topic, partition).map(|copy| copy.view.clone()) else {
            return Known::default();
        };
        let is = (self.line.here(), topic.clone(), partition, offset);
        let epoch = epoch_at(&view, offset);
        let content = cluster.contents.at(&view, offset).filter(|_| offset < view.log_end).cloned();
        let Some(content) = content else {
            // gone back to before it was written, or it is too old to be read
            let same = self.followed_way.as_ref().filter(|followed| followed.is == is && offset >= view.log_end);
            let sent = same.and_then(|followed| followed.sent);
            return Known { sent, all_reads: offset >= view.log_end, ..Known::default() };
        };
        let name = (topic.clone(), partition);
        let Stamps { acked, read, committed, whole } =
            stamps(&self.line, &name, offset, (content.key.as_deref(), content.value.as_deref()));
        let (sent, ack) = self.answered(topic, partition, offset, &content);
        let ack = acked.map(|at| Ack::Came(Some(at))).or(ack);
        let earliest = Instant(sent.unwrap_or_else(|| twice::sent_at(content.timestamp)).0.saturating_sub(1));
        let followed = match self.followed_way.take() {
            Some(followed) if followed.is == is && followed.epoch == epoch => followed,
            _ => Box::new(Followed { is, epoch, sent, not_yet: [earliest; 3], stood: [None; 3] }),
        };
        let stood = self.followed_way.insert(followed).look(&self.line, cluster);
        Known { sent, stood, ack, read, committed, all_reads: whole }
    }

    /// When the record was sent, and how it stands with its acknowledgement, as far as its producer still knows it.
    fn answered(
        &self,
        topic: &Text,
        partition: PartitionIndex,
        offset: Offset,
        content: &Content,
    ) -> (Option<Instant>, Option<Ack>) {
        let actors = self.line.world().actors();
        let all = actors.iter().filter_map(|actor| match &actor.role {
            ActorRole::Producer(producer) if producer.settings.topic == *topic => Some(producer),
            _ => None,
        });
        let of = |producer: &ProducerView| {
            let equal = |record: &&SentRecord| {
                (record.partition, &record.key, &record.value) == (Some(partition), &content.key, &content.value)
                    && twice::stamp(record.at) == content.timestamp
            };
            let here = |record: &&SentRecord| record.fate == Fate::Acked(Some(offset));
            let records = || producer.records.iter().filter(equal);
            // what was sent again may have been acknowledged at another place
            records().find(here).or_else(|| records().next()).cloned().map(|record| (producer.settings.acks, record))
        };
        let found: Vec<(Acks, SentRecord)> = all.clone().filter_map(of).collect();
        let here = found.iter().find(|(_, record)| record.fate == Fate::Acked(Some(offset)));
        let Some((acks, record)) = here.or(found.first()) else {
            // nobody knows it any more; where nobody asks for answers, nobody has asked
            let acks: Vec<Acks> = all.map(|producer| producer.settings.acks).collect();
            let unasked = !acks.is_empty() && acks.iter().all(|acks| *acks == Acks::None);
            return (None, unasked.then_some(Ack::Unasked));
        };
        let ack = match record.fate {
            _ if *acks == Acks::None => Ack::Unasked,
            Fate::Acked(None) => Ack::Unasked,
            Fate::Acked(Some(_)) => Ack::Came(record.settled_after().map(|time| record.at + time)),
            Fate::Waiting | Fate::Sent => Ack::Awaited,
            Fate::Refused(code) => Ack::Failed(format!("refused: {}", code.name())),
            Fate::Unknown => Ack::Failed("given up".to_owned()),
        };
        (Some(record.at), Some(ack))
    }
}

impl Followed {
    /// When it came to be where it stands now. What is so for the first time is looked for once, from when it was not.
    fn look(&mut self, line: &Timeline, cluster: &Cluster) -> [Option<Instant>; 3] {
        let (_, topic, partition, offset) = &self.is;
        let (written, (holders, copies), safe) = cluster.stands(topic, *partition, *offset);
        let now = line.now();
        let holds = [written, written && holders == copies, safe];
        let mut wanted = [false; 3];
        for (place, holds) in holds.into_iter().enumerate() {
            wanted[place] = holds && self.stood[place].is_none();
            if !holds {
                self.not_yet[place] = self.not_yet[place].max(now);
                // it may have been so before, and then no more
                self.stood[place] = self.stood[place].filter(|at| at.is_none_or(|at| at > now));
            }
        }
        if let Some(from) = (0..3).filter(|place| wanted[*place]).map(|place| self.not_yet[place].min(now)).min() {
            let found = self.search(line, from, wanted);
            for place in (0..3).filter(|place| wanted[*place]) {
                self.stood[place] = Some(found[place]);
            }
        }
        self.stood.map(|at| at.flatten().filter(|at| *at <= now))
    }

    /// Goes through the time from a moment to now once more, until all that is wanted is found.
    fn search(&self, line: &Timeline, from: Instant, wanted: [bool; 3]) -> [Option<Instant>; 3] {
        let (now, mut line) = (line.now(), line.clone());
        line.seek(from);
        let mut copies: SortedMap<BrokerId, (u32, Seq, Option<PartitionView>)> = SortedMap::new();
        let mut found = [None; 3];
        for _ in 0..STEPS_MAX {
            for status in line.world().brokers() {
                if matches!(status.state, ProcessState::Starting | ProcessState::Down) {
                    continue;
                }
                let (incarnation, seq, view) = copies.entry(status.id).or_default();
                if *incarnation != status.incarnation {
                    (*incarnation, *seq) = (status.incarnation, Seq(0));
                }
                let delta = line.node_changes(status.id, *seq);
                *seq = delta.upto;
                let here = |view: &PartitionView| view.topic == self.is.1 && view.partition == self.is.2;
                if let Some(new) = delta.partitions.into_iter().find(here) {
                    *view = Some(new);
                }
            }
            let views = copies.iter().filter_map(|(id, (.., view))| Some((*id, view.as_ref()?)));
            for (found, is) in found.iter_mut().zip(self.is_there(views)) {
                if is && found.is_none() {
                    *found = Some(line.now());
                }
            }
            if (0..3).all(|place| !wanted[place] || found[place].is_some()) || !line.step() || line.now() > now {
                break;
            }
        }
        found
    }

    /// Whether it is written, all copies have it, and it is safe, by what its copies show.
    fn is_there<'a>(&self, views: impl Iterator<Item = (BrokerId, &'a PartitionView)> + Clone) -> [bool; 3] {
        let holds = |view: &PartitionView| self.is.3 < view.log_end && epoch_at(view, self.is.3) == self.epoch;
        let leads = views.clone().filter(|(id, view)| view.leader == Some(*id)).map(|(_, view)| view);
        let Some(leader) = leads.max_by_key(|view| view.leader_epoch).filter(|view| holds(view)) else {
            return [false; 3];
        };
        let holders = views.filter(|(_, view)| holds(view)).count();
        [true, holders >= leader.replicas.len(), self.is.3 < leader.high_watermark]
    }
}
