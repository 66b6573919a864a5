//! A cluster at one moment, as a source composes it: the world in the tab, or a server's stream.

use std::rc::Rc;

use glasslog_core::id::{BrokerId, LeaderEpoch, Offset, PartitionIndex};
use glasslog_core::name::Text;
use glasslog_core::time::Instant;
use glasslog_core::view::{Counted, PartitionView};

use super::{Contents, Flight, Group, Place, Producer, Twice};

/// All that the stage shows at one moment.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Cluster {
    /// The moment, on the source's clock.
    pub now: Instant,
    /// The brokers, by number.
    pub brokers: Vec<Broker>,
    /// The ensemble that orders metadata, where it is one of its own.
    pub ensemble: Option<Ensemble>,
    /// The links that are not as good as any.
    pub links: Vec<Link>,
    /// Every copy of every partition, by topic, partition, broker.
    pub copies: Vec<Copy>,
    /// Records that were cut off a copy a moment ago.
    pub falls: Vec<Fall>,
    /// The groups, by letter.
    pub groups: Vec<Group>,
    /// The producers, in the order in which they came.
    pub producers: Vec<Producer>,
    /// Messages on their way.
    pub flights: Vec<Flight>,
    /// What has been read of the records so far.
    pub contents: Rc<Contents>,
    /// The records that stand in a log more than once.
    pub twice: Vec<Rc<Twice>>,
}

/// A broker as an onlooker sees it.
#[derive(Clone, Debug, PartialEq)]
pub struct Broker {
    /// Its number.
    pub id: BrokerId,
    /// Where it is reached; empty for a broker in the tab.
    pub address: String,
    /// Whether it runs.
    pub state: BrokerState,
    /// Whether its process stands still: it is up, and does nothing.
    pub paused: bool,
    /// Whether the controller takes it for dead.
    pub fenced: bool,
    /// Which incarnation of it is registered.
    pub epoch: Option<i64>,
    /// Bytes on its disk, where that is known.
    pub disk: Option<u64>,
    /// So many times as long as usual its disk takes; 0 and 1 for as long as ever.
    pub disk_slowness: u32,
    /// What it has counted since it started.
    pub counted: Counted,
}

/// Whether a broker runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BrokerState {
    /// It reads its disk.
    Starting,
    /// It serves.
    Serving,
    /// It finishes what is under way.
    Stopping,
    /// It is off; its disk is not.
    Down,
}

impl Broker {
    /// Whether its process is there and goes on.
    #[must_use]
    pub fn is_awake(&self) -> bool {
        self.state != BrokerState::Down && !self.paused
    }

    /// Whether nothing is on its disk, as far as that is known.
    #[must_use]
    pub fn has_empty_disk(&self) -> bool {
        self.disk == Some(0)
    }

    /// Its state in a word or two.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self.state {
            _ if self.paused => "paused",
            BrokerState::Starting => "starting",
            BrokerState::Serving if self.fenced => "fenced",
            BrokerState::Serving => "serving",
            BrokerState::Stopping => "stopping",
            BrokerState::Down => "down",
        }
    }
}

/// The ensemble that orders metadata: the tutorial's ZooKeeper.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ensemble {
    /// Counts its controllers.
    pub epoch: i64,
    /// Whether the newest one is there.
    pub has_controller: bool,
    /// So many changes have been ordered.
    pub changes: i64,
}

/// A way between two places that is cut or slow or loses packets, both directions together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Link {
    /// One end: a broker.
    pub one: Place,
    /// The other: a broker of a higher number, or the ensemble.
    pub other: Place,
    /// Nothing gets through.
    pub cut: bool,
    /// What gets through takes so many milliseconds longer.
    pub slow_ms: u64,
    /// Of a hundred packets so many are lost, and sent again later.
    pub loss: u8,
}

impl Link {
    /// A link as good as any, its ends in order.
    #[must_use]
    pub fn whole(one: Place, other: Place) -> Link {
        let (one, other) = if one <= other { (one, other) } else { (other, one) };
        Link { one, other, cut: false, slow_ms: 0, loss: 0 }
    }
}

/// One copy of one partition.
#[derive(Clone, Debug, PartialEq)]
pub struct Copy {
    /// On which broker.
    pub broker: BrokerId,
    /// What that broker knows of it; of a broker that is down, what it knew last.
    pub view: Rc<PartitionView>,
}

/// A record that was cut off a copy: its leader does not have it.
#[derive(Clone, Debug, PartialEq)]
pub struct Fall {
    /// Never used twice by a source.
    pub id: u64,
    /// From whose copy.
    pub broker: BrokerId,
    /// Of which topic.
    pub topic: Text,
    /// Of which partition.
    pub partition: PartitionIndex,
    /// Where it was.
    pub offset: Offset,
    /// The epoch of the leader that took it.
    pub epoch: LeaderEpoch,
}

impl Cluster {
    /// A broker.
    #[must_use]
    pub fn broker(&self, id: BrokerId) -> Option<&Broker> {
        self.brokers.iter().find(|broker| broker.id == id)
    }

    /// All copies of a partition, by broker.
    pub fn copies_of<'a>(
        &'a self,
        topic: &'a str,
        partition: PartitionIndex,
    ) -> impl Iterator<Item = &'a Copy> + Clone + 'a {
        self.copies.iter().filter(move |copy| copy.view.topic == *topic && copy.view.partition == partition)
    }

    /// The copy whose word counts: of those that know the newest epoch the one that leads, else one whose broker runs.
    ///
    /// A dead broker goes on "leading" in what it knew last, and a broker that is cut off does not hear that it leads no more;
    /// both know an older epoch than the others, once there is another leader.
    #[must_use]
    pub fn leading(&self, topic: &str, partition: PartitionIndex) -> Option<&Copy> {
        let awake = |copy: &Copy| self.broker(copy.broker).is_some_and(Broker::is_awake);
        let here = |copy: &&Copy| copy.view.topic == *topic && copy.view.partition == partition;
        self.copies.iter().filter(here).max_by_key(|copy| {
            let view = &copy.view;
            (view.leader_epoch, view.leader == Some(copy.broker), awake(copy), view.log_end)
        })
    }

    /// Whether something is out of order that a timer or a person will change: somebody leads, or ought to be in sync, who
    /// cannot; or too few are in sync.
    #[must_use]
    pub fn is_troubled(&self) -> bool {
        let awake = |id: BrokerId| self.broker(id).is_some_and(Broker::is_awake);
        let apart = |one: BrokerId, other: BrokerId| {
            self.link(Place::Broker(one), Place::Broker(other)).is_some_and(|link| link.cut)
        };
        self.partitions(true).iter().filter_map(|(topic, partition)| self.leading(topic, *partition)).any(|copy| {
            let view = &copy.view;
            let Some(leader) = view.leader else { return true };
            let wanting = |member: &BrokerId| !awake(*member) || apart(leader, *member);
            !awake(leader)
                || view.isr.iter().any(wanting)
                || view.isr.len() < usize::try_from(view.min_isr).unwrap_or(0)
        })
    }

    /// What is wrong with a link, if anything is.
    #[must_use]
    pub fn link(&self, one: Place, other: Place) -> Option<Link> {
        let whole = Link::whole(one, other);
        self.links.iter().copied().find(|link| (link.one, link.other) == (whole.one, whole.other))
    }

    /// All partitions in order, without those of the brokers' own topics unless asked for.
    #[must_use]
    pub fn partitions(&self, internal: bool) -> Vec<(Text, PartitionIndex)> {
        let shown = self.copies.iter().filter(|copy| internal || !copy.view.internal);
        let mut all: Vec<_> = shown.map(|copy| (copy.view.topic.clone(), copy.view.partition)).collect();
        all.sort_unstable();
        all.dedup();
        all
    }

    /// The topics' names, without the brokers' own unless asked for.
    #[must_use]
    pub fn topics(&self, internal: bool) -> Vec<Text> {
        let mut topics: Vec<Text> = self.partitions(internal).into_iter().map(|(topic, _)| topic).collect();
        topics.dedup();
        topics
    }

    /// A group by name.
    #[must_use]
    pub fn group(&self, name: &str) -> Option<&Group> {
        self.groups.iter().find(|group| group.name == *name)
    }

    /// From a group's commit to what it may read of one partition, as Kafka's own tool counts it: what retention has removed
    /// meanwhile is among it, until the group goes on. `None` where it has no commit.
    #[must_use]
    pub fn lag(&self, group: &Group, topic: &str, partition: PartitionIndex) -> Option<i64> {
        let commit = group.commit(topic, partition)?;
        let copy = self.leading(topic, partition)?;
        Some(copy.view.high_watermark.since(commit).max(0))
    }

    /// All partitions of the topics that a group has to do with: that it has shared out, or committed.
    #[must_use]
    pub fn partitions_of(&self, group: &Group) -> Vec<(Text, PartitionIndex)> {
        let assigned = group.members.iter().flat_map(|member| member.assignment.iter().map(|(topic, _)| topic));
        let shared = group.view.iter().flat_map(|view| &view.members);
        let shared = shared.flat_map(|member| member.assignment.iter().map(|(topic, _)| topic));
        let committed = group.view.iter().flat_map(|view| view.commits.iter().map(|commit| &commit.topic));
        let topics: Vec<&Text> = assigned.chain(shared).chain(committed).collect();
        self.partitions(true).into_iter().filter(|(topic, _)| topics.contains(&topic)).collect()
    }

    /// [`Cluster::lag`] summed over all partitions that the group has a commit for; `None` where it has none, as Kafka's own tool
    /// shows a dash there.
    #[must_use]
    pub fn total_lag(&self, group: &Group) -> Option<i64> {
        let commits = group.view.iter().flat_map(|view| &view.commits);
        let lags = commits.filter_map(|commit| self.lag(group, &commit.topic, commit.partition));
        lags.fold(None, |sum, lag| Some(sum.unwrap_or(0) + lag))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scene::fixture;

    #[test]
    fn what_retention_has_removed_is_lag_until_the_group_goes_on() {
        let mut cluster = fixture::cluster();
        let group = cluster.groups[0].clone();
        let commits = group.view.as_ref().map(|view| view.commits.clone()).expect("it is known");
        let (topic, partition) = (commits[0].topic.clone(), commits[0].partition);
        let before = cluster.lag(&group, &topic, partition).expect("there is a commit");
        assert!(before > 1, "{before}");
        let of_it = |copy: &Copy| copy.view.topic == topic && copy.view.partition == partition;
        for copy in cluster.copies.iter_mut().filter(|copy| of_it(copy)) {
            Rc::make_mut(&mut copy.view).log_start = copy.view.high_watermark;
        }
        assert_eq!(cluster.lag(&group, &topic, partition), Some(before));
    }
}
