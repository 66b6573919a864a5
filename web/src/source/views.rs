//! What one broker has shown of itself: a snapshot, kept up to date by deltas.

use std::collections::BTreeMap;
use std::rc::Rc;

use glasslog_core::id::PartitionIndex;
use glasslog_core::name::Text;
use glasslog_core::view::{BrokerView, Delta, GroupView, PartitionView, Seq};

/// What one broker has shown.
#[derive(Clone, Debug, Default)]
pub struct Views {
    /// The last change that is in here.
    pub seq: Seq,
    /// The broker itself.
    pub broker: Option<BrokerView>,
    /// Its partitions.
    pub partitions: BTreeMap<(Text, PartitionIndex), Rc<PartitionView>>,
    /// The groups that it coordinates.
    pub groups: BTreeMap<Text, Rc<GroupView>>,
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
        if delta.upto == Seq(0) || delta.upto == self.seq && !whole {
            return Applied::Nothing;
        }
        if !whole && delta.since > self.seq {
            return Applied::Gap;
        }
        if whole {
            *self = Views::default();
        }
        self.seq = delta.upto;
        if delta.broker.is_some() {
            self.broker = delta.broker;
        }
        for (topic, partition) in delta.partitions_gone {
            self.partitions.retain(|_, view| (view.topic_id, view.partition) != (topic, partition));
        }
        for view in delta.partitions {
            self.partitions.insert((view.topic.clone(), view.partition), Rc::new(view));
        }
        for group in delta.groups_gone {
            self.groups.remove(&group);
        }
        for view in delta.groups {
            self.groups.insert(view.group.clone(), Rc::new(view));
        }
        Applied::Changed
    }
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
