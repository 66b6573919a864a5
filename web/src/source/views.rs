//! What one broker has shown of itself: a snapshot, kept up to date by deltas.

use glasslog_core::sorted::SortedMap;
use std::rc::Rc;

use glasslog_core::id::{LeaderEpoch, Offset, PartitionIndex};
use glasslog_core::name::Text;
use glasslog_core::view::{BrokerView, Counted, Delta, GroupView, PartitionView, ReplicaRole, Seq};

use crate::scene::epoch_at;

/// At most so many records of one copy are seen falling at once: the last ones.
const FALLS: i64 = 24;

/// What one broker has shown.
#[derive(Clone, Debug, Default)]
pub struct Views {
    /// The last change that is in here.
    pub seq: Seq,
    /// The broker itself.
    pub broker: Option<BrokerView>,
    /// Its partitions.
    pub partitions: SortedMap<(Text, PartitionIndex), Rc<PartitionView>>,
    /// The groups that it coordinates.
    pub groups: SortedMap<Text, Rc<GroupView>>,
    /// What the broker has counted since it started.
    pub counted: Counted,
    /// Of copies whose logs are being opened: as they were before, for what is in a log is not known until it is open.
    before: SortedMap<(Text, PartitionIndex), Rc<PartitionView>>,
}

/// What a delta did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Applied {
    /// There was nothing new in it.
    Nothing,
    /// It was taken in.
    Changed,
    /// Something between what is known and the delta is missing: ask for everything.
    Gap,
}

impl Views {
    /// Takes a delta in; one that starts at 0 replaces everything.
    pub fn apply(&mut self, delta: Delta) -> Applied {
        let whole = delta.since == Seq(0);
        if delta.upto != Seq(0) && (whole || delta.since <= self.seq) {
            self.counted = delta.counted;
        }
        if delta.upto == Seq(0) || delta.upto == self.seq && !whole {
            return Applied::Nothing;
        }
        if !whole && delta.since > self.seq {
            return Applied::Gap;
        }
        if whole {
            let open = std::mem::take(&mut self.partitions).into_iter();
            let open = open.filter(|(_, view)| view.role != ReplicaRole::Opening);
            let mut before = std::mem::take(&mut self.before);
            before.extend(open);
            *self = Views { before, counted: self.counted, ..Views::default() };
        }
        self.seq = delta.upto;
        if delta.broker.is_some() {
            self.broker = delta.broker;
        }
        for (topic, partition) in delta.partitions_gone {
            self.partitions.retain(|_, view| (view.topic_id, view.partition) != (topic, partition));
        }
        for view in delta.partitions {
            let name = (view.topic.clone(), view.partition);
            let open = view.role != ReplicaRole::Opening;
            if open {
                self.before.remove(&name);
            }
            if let Some(old) = self.partitions.insert(name.clone(), Rc::new(view))
                && !open
                && old.role != ReplicaRole::Opening
            {
                self.before.insert(name, old);
            }
        }
        for group in delta.groups_gone {
            self.groups.remove(&group);
        }
        for view in delta.groups {
            self.groups.insert(view.group.clone(), Rc::new(view));
        }
        Applied::Changed
    }

    /// A copy as it was when its log was open last.
    #[must_use]
    pub fn settled(&self, topic: &Text, partition: PartitionIndex) -> Option<&Rc<PartitionView>> {
        let name = (topic.clone(), partition);
        self.before.get(&name).or_else(|| self.partitions.get(&name))
    }

    /// Forgets all copies: the disk that they were on is gone.
    pub fn wiped(&mut self) {
        self.partitions.clear();
        self.before.clear();
    }

    /// All copies, in order. One that is being opened shows its records of before, if there are any.
    pub fn shown(&self) -> impl Iterator<Item = Rc<PartitionView>> {
        self.partitions.iter().map(|(name, view)| match self.before.get(name) {
            Some(before) if view.role == ReplicaRole::Opening && before.topic_id == view.topic_id => {
                let (role, leader, leader_epoch) = (view.role, view.leader, view.leader_epoch);
                Rc::new(PartitionView { role, leader, leader_epoch, ..(**before).clone() })
            }
            _ => view.clone(),
        })
    }
}

/// The records that a copy had and has no more, although nothing has expired: they were cut off, and others may have their
/// places. None while its log is being opened, for what is in it is not known then.
#[must_use]
pub fn fallen(old: &PartitionView, new: &PartitionView) -> Vec<(Offset, LeaderEpoch)> {
    if old.topic_id != new.topic_id || [old, new].iter().any(|view| view.role == ReplicaRole::Opening) {
        return Vec::new();
    }
    let first = old.log_start.0.max(new.log_start.0).max(old.log_end.0 - FALLS);
    let had = (first..old.log_end.0).map(|offset| (Offset(offset), epoch_at(old, Offset(offset))));
    had.filter(|(offset, epoch)| *offset >= new.log_end || epoch_at(new, *offset) != *epoch).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scene::fixture::{cluster, partition};

    fn delta(since: u64, upto: u64) -> Delta {
        Delta { since: Seq(since), upto: Seq(upto), ..Delta::default() }
    }

    #[test]
    fn deltas_replace_what_they_name_and_a_snapshot_everything() {
        let mut views = Views::default();
        let snapshot = Delta { partitions: vec![partition(0, 3), partition(1, 0)], ..delta(0, 5) };
        assert_eq!(views.apply(snapshot.clone()), Applied::Changed);
        let grown = Delta { partitions: vec![partition(0, 4)], ..delta(5, 6) };
        assert_eq!(views.apply(grown), Applied::Changed);
        let ends: Vec<i64> = views.partitions.values().map(|view| view.log_end.0).collect();
        assert_eq!(ends, [4, 0]);
        let gone = Delta { partitions_gone: vec![(partition(1, 0).topic_id, PartitionIndex(1))], ..delta(6, 7) };
        views.apply(gone);
        assert_eq!(views.partitions.len(), 1);
        assert_eq!(views.apply(snapshot), Applied::Changed, "another snapshot, after a reconnection");
        assert_eq!((views.partitions.len(), views.seq), (2, Seq(5)));
    }

    #[test]
    fn a_node_that_says_nothing_takes_nothing_away() {
        let mut views = Views::default();
        views.apply(Delta { partitions: vec![partition(0, 3)], ..delta(0, 5) });
        assert_eq!(views.apply(Delta::default()), Applied::Nothing, "a broker that is down");
        assert_eq!(views.partitions.len(), 1);
    }

    fn cut(old: &PartitionView, new: &PartitionView) -> Vec<(i64, i32)> {
        fallen(old, new).into_iter().map(|(offset, epoch)| (offset.0, epoch.0)).collect()
    }

    #[test]
    fn what_a_copy_had_and_has_no_more_has_fallen() {
        assert_eq!(cut(&partition(0, 5), &partition(0, 3)), [(3, 0), (4, 0)]);
        assert_eq!(cut(&partition(0, 5), &partition(0, 9)), [], "it has grown");
        let mut replaced = partition(0, 6);
        replaced.tail[4].leader_epoch = LeaderEpoch(2);
        assert_eq!(cut(&partition(0, 5), &replaced), [(4, 0)], "another record is at its place already");
        let expired = PartitionView { log_start: Offset(4), ..partition(0, 5) };
        assert_eq!(cut(&partition(0, 5), &expired), [], "retention is no loss");
        let opening = PartitionView { role: ReplicaRole::Opening, ..partition(0, 0) };
        assert_eq!(cut(&partition(0, 5), &opening), [], "nobody knows yet what is in it");
        let other = PartitionView { topic_id: glasslog_core::id::TopicId([9; 16]), ..partition(0, 0) };
        assert_eq!(cut(&partition(0, 5), &other), [], "another topic of the same name");
    }

    #[test]
    fn a_copy_that_is_being_opened_shows_what_it_was_until_it_is_open() {
        let mut views = Views::default();
        views.apply(Delta { partitions: vec![partition(0, 5)], ..delta(0, 4) });
        let opening = PartitionView { role: ReplicaRole::Opening, leader_epoch: LeaderEpoch(3), ..partition(0, 0) };
        views.apply(Delta { partitions: vec![opening], ..delta(0, 1) });
        let shown: Vec<_> = views.shown().map(|view| (view.role, view.leader_epoch.0, view.log_end.0)).collect();
        assert_eq!(shown, [(ReplicaRole::Opening, 3, 5)]);
        assert_eq!(views.settled(&"items-list".into(), PartitionIndex(0)).map(|view| view.log_end.0), Some(5));
        views.apply(Delta { partitions: vec![partition(0, 4)], ..delta(1, 2) });
        assert_eq!(views.shown().map(|view| view.log_end.0).collect::<Vec<_>>(), [4]);
        let reopened = PartitionView { role: ReplicaRole::Opening, ..partition(0, 3) };
        views.apply(Delta { partitions: vec![reopened], ..delta(2, 3) });
        let settled = views.settled(&"items-list".into(), PartitionIndex(0)).map(|view| view.log_end.0);
        assert_eq!(settled, Some(4), "a log that is cut is opened anew, while its broker runs");
        views.wiped();
        assert_eq!(views.shown().count(), 0);
    }

    #[test]
    fn groups_come_and_go() {
        let group = cluster().groups[0].view.as_deref().cloned().expect("the fixture has one");
        let mut views = Views::default();
        views.apply(Delta { groups: vec![group.clone()], ..delta(0, 1) });
        assert_eq!(views.groups.len(), 1);
        views.apply(Delta { groups_gone: vec![group.group], ..delta(1, 2) });
        assert!(views.groups.is_empty());
    }

    #[test]
    fn a_gap_is_noticed_and_changes_nothing() {
        let mut views = Views::default();
        views.apply(Delta { partitions: vec![partition(0, 3)], ..delta(0, 5) });
        let later = Delta { partitions: vec![partition(0, 9)], ..delta(7, 8) };
        assert_eq!(views.apply(later), Applied::Gap);
        assert_eq!(views.seq, Seq(5));
        assert_eq!(views.partitions.values().next().map(|view| view.log_end.0), Some(3));
        assert_eq!(views.apply(delta(5, 5)), Applied::Nothing);
    }
}
