//! What can be counted of a cluster at one moment, and the moments that are remembered.

use std::rc::Rc;
use std::time::Duration;

use glasslog_core::id::{BrokerId, LeaderEpoch, Offset, PartitionIndex, TopicId};
use glasslog_core::name::Text;
use glasslog_core::sorted::SortedMap;
use glasslog_core::time::Instant;
use glasslog_core::view::Counted;

use super::{Broker, Cluster, Group};

/// Moments are no closer than this.
const APART: Duration = Duration::from_millis(500);
/// So many are remembered of one course of things.
const REMEMBERED: usize = 1_200;

/// A cluster at one moment, as numbers.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sample {
    /// When.
    pub at: Instant,
    /// The brokers.
    pub brokers: Vec<BrokerSample>,
    /// The partitions, by topic and number.
    pub partitions: Vec<PartitionSample>,
    /// The groups.
    pub groups: Vec<GroupSample>,
    /// Whether there is a controller, where that is known.
    pub controller: Option<bool>,
}

/// A group at one moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GroupSample {
    /// Its name.
    pub name: Text,
    /// How far it is behind; `None` where it has not committed anything.
    pub lag: Option<i64>,
    /// So many partitions the topics have that it reads.
    pub partitions: usize,
    /// So many of them no member reads now: see [`Group::is_read`].
    pub unread: usize,
}

/// A broker at one moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BrokerSample {
    /// Which.
    pub id: BrokerId,
    /// Whether it runs.
    pub awake: bool,
    /// Of the partitions that it follows, how many records the farthest is behind.
    pub max_lag: i64,
    /// So many copies it has, without the brokers' own topics.
    pub copies: usize,
    /// What it has counted since it started.
    pub counted: Counted,
}

/// A partition at one moment, by the word of who leads it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PartitionSample {
    /// Of which topic.
    pub topic: TopicId,
    /// Which.
    pub partition: PartitionIndex,
    /// Whether the topic is the brokers' own.
    pub internal: bool,
    /// Who leads, if somebody does who runs.
    pub leader: Option<BrokerId>,
    /// In which epoch.
    pub epoch: LeaderEpoch,
    /// Where the log ends.
    pub end: Offset,
    /// Its bytes.
    pub bytes: u64,
    /// So many are in sync.
    pub isr: usize,
    /// So many copies there should be.
    pub replicas: usize,
    /// So many must be in sync.
    pub min_isr: usize,
}

impl GroupSample {
    fn of(cluster: &Cluster, group: &Group) -> GroupSample {
        let partitions = cluster.partitions_of(group);
        let unread = partitions.iter().filter(|(topic, partition)| !group.is_read(topic, *partition)).count();
        let (name, lag) = (group.name.clone(), cluster.total_lag(group));
        GroupSample { name, lag, partitions: partitions.len(), unread }
    }
}

impl Sample {
    /// What can be counted now.
    #[must_use]
    pub fn of(cluster: &Cluster) -> Sample {
        let mut sample = Sample {
            at: cluster.now,
            groups: cluster.groups.iter().map(|group| GroupSample::of(cluster, group)).collect(),
            controller: cluster.ensemble.map(|ensemble| ensemble.has_controller),
            ..Sample::default()
        };
        for broker in &cluster.brokers {
            let awake = broker.is_awake();
            sample.brokers.push(BrokerSample { id: broker.id, awake, max_lag: 0, copies: 0, counted: broker.counted });
        }
        let awake = |id: BrokerId| cluster.broker(id).is_some_and(Broker::is_awake);
        for (topic, partition) in cluster.partitions(true) {
            let Some(leading) = cluster.leading(&topic, partition) else { continue };
            let view = &leading.view;
            let leader = view.leader.filter(|leader| *leader == leading.broker && awake(*leader));
            sample.partitions.push(PartitionSample {
                topic: view.topic_id,
                partition,
                internal: view.internal,
                leader,
                epoch: view.leader_epoch,
                end: view.log_end,
                bytes: view.bytes,
                isr: view.isr.len(),
                replicas: view.replicas.len(),
                min_isr: usize::try_from(view.min_isr).unwrap_or(0),
            });
            for copy in cluster.copies_of(&topic, partition).filter(|_| !view.internal) {
                if let Some(broker) = sample.brokers.iter_mut().find(|broker| broker.id == copy.broker) {
                    broker.copies += 1;
                    broker.max_lag = broker.max_lag.max(view.log_end.since(copy.view.log_end));
                }
            }
        }
        sample.partitions.sort_unstable_by_key(|sample| (sample.topic.0, sample.partition));
        sample
    }
}

/// The moments that are remembered, of each course that things have taken.
#[derive(Clone, Debug, Default)]
pub struct Samples {
    here: usize,
    courses: SortedMap<usize, Rc<Vec<Rc<Sample>>>>,
}

impl Samples {
    /// Things take another course, or one that is known, after they have gone together up to a moment.
    pub fn turn(&mut self, course: usize, together: Option<(usize, Instant)>) {
        self.here = course;
        if self.courses.get(&course).is_none()
            && let Some((other, at)) = together
        {
            let known = self.courses.get(&other).map(|known| known.iter().filter(|sample| sample.at <= at).cloned());
            let known = known.into_iter().flatten().collect();
            self.courses.insert(course, Rc::new(known));
        }
    }

    /// Remembers a moment, unless one close to it is.
    pub fn look(&mut self, cluster: &Cluster) {
        if self.wants(cluster.now) {
            self.put(Sample::of(cluster));
        }
    }

    fn wants(&self, at: Instant) -> bool {
        let Some(known) = self.courses.get(&self.here) else { return true };
        let place = known.partition_point(|sample| sample.at <= at);
        let before = place.checked_sub(1).and_then(|place| known.get(place));
        let after = known.get(place);
        before.is_none_or(|before| at.since(before.at) >= APART)
            && after.is_none_or(|after| after.at.since(at) >= APART)
    }

    /// Puts a moment where it belongs.
    pub fn put(&mut self, sample: Sample) {
        let known = Rc::make_mut(self.courses.entry(self.here).or_default());
        let place = known.partition_point(|known| known.at <= sample.at);
        known.insert(place, Rc::new(sample));
        if known.len() > REMEMBERED {
            known.remove(0);
        }
    }

    /// All that is remembered here.
    #[must_use]
    pub fn known(&self) -> Rc<Vec<Rc<Sample>>> {
        self.courses.get(&self.here).cloned().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scene::fixture::three;

    fn cluster(at_ms: u64) -> Cluster {
        Cluster { now: Instant(at_ms * 1000), ..three() }
    }

    fn moments(samples: &Samples) -> Vec<u64> {
        samples.known().iter().map(|sample| sample.at.0 / 1000).collect()
    }

    #[test]
    fn a_sample_says_what_leaders_say_and_how_far_followers_are_behind() {
        let sample = Sample::of(&cluster(5));
        let partition = sample.partitions[0];
        assert_eq!(
            (partition.leader, partition.end, partition.isr, partition.replicas),
            (Some(BrokerId(1)), Offset(12), 2, 3)
        );
        assert_eq!(sample.brokers.iter().map(|broker| broker.max_lag).collect::<Vec<_>>(), [0, 1, 7]);
        assert_eq!(sample.controller, Some(true));
        let mut dead = cluster(5);
        dead.brokers[0].state = crate::scene::BrokerState::Down;
        assert_eq!(Sample::of(&dead).partitions[0].leader, None, "who does not run leads nothing");
    }

    fn unread(cluster: &Cluster) -> (usize, usize) {
        let sample = Sample::of(cluster);
        (sample.groups[0].unread, sample.groups[0].partitions)
    }

    /// The fixture's group, in another state, with this done to its second member, who has one of three partitions.
    fn group(state: &str, change: impl FnOnce(&mut Group)) -> Cluster {
        let mut cluster = crate::scene::fixture::cluster();
        let group = &mut cluster.groups[0];
        Rc::make_mut(group.view.as_mut().expect("the fixture has one")).state = state.into();
        change(group);
        cluster
    }

    #[test]
    fn a_partition_is_unread_while_its_owner_is_dead_has_given_it_up_or_was_put_out() {
        assert_eq!(unread(&group("Stable", |_| ())), (0, 3));
        assert_eq!(
            unread(&group("Stable", |group| group.members[1].alive = false)),
            (1, 3),
            "dead, and not missed yet"
        );
        let given_up = |group: &mut Group| group.members.iter_mut().for_each(|member| member.assignment.clear());
        assert_eq!(unread(&group("PreparingRebalance", given_up)), (3, 3), "all have given up what they had");
        assert_eq!(unread(&group("PreparingRebalance", |_| ())), (0, 3), "nobody has heard of it yet");
        let put_out = |group: &mut Group| {
            Rc::make_mut(group.view.as_mut().expect("the fixture has one")).members.pop();
        };
        assert_eq!(unread(&group("Stable", put_out)), (1, 3), "it reads on, but is no member any more");
        assert_eq!(
            unread(&group("Empty", |group| group.members.clear())),
            (3, 3),
            "its commits tell what it would read"
        );
    }

    #[test]
    fn of_a_server_only_the_coordinator_s_word_is_known() {
        let told = |group: &mut Group| group.members.iter_mut().for_each(|member| member.processed = None);
        assert_eq!(unread(&group("Stable", told)), (0, 3));
        assert_eq!(unread(&group("PreparingRebalance", told)), (3, 3));
    }

    #[test]
    fn moments_keep_their_distance_and_their_order() {
        let mut samples = Samples::default();
        for at in [0, 100, 600, 2_000, 1_200, 1_300, 700, 2_600] {
            samples.look(&cluster(at));
        }
        assert_eq!(moments(&samples), [0, 600, 1_200, 2_000, 2_600]);
    }

    #[test]
    fn another_course_shares_what_was_before_it_and_the_one_left_is_kept() {
        let mut samples = Samples::default();
        for at in [0, 1_000, 2_000, 3_000] {
            samples.look(&cluster(at));
        }
        samples.turn(1, Some((0, Instant(1_500_000))));
        samples.look(&cluster(4_000));
        assert_eq!(moments(&samples), [0, 1_000, 4_000]);
        samples.turn(0, None);
        assert_eq!(moments(&samples), [0, 1_000, 2_000, 3_000]);
        samples.turn(1, Some((0, Instant(1_500_000))));
        assert_eq!(moments(&samples), [0, 1_000, 4_000]);
    }

    #[test]
    fn what_is_too_old_is_forgotten() {
        let mut samples = Samples::default();
        for number in 0..REMEMBERED as u64 + 10 {
            samples.look(&cluster(number * 600));
        }
        assert_eq!(samples.known().len(), REMEMBERED);
        assert_eq!(moments(&samples)[0], 6_000);
    }
}
