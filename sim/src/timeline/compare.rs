//! Two branches held against each other: what was done on only one of them, and where their states first differ.
//!
//! Pure: both are gone through again from where they part, and nothing of the timeline changes.

use std::time::Duration;

use glasslog_core::{
    id::{BrokerId, Offset},
    name::{Text, is_internal_topic},
    sorted::SortedMap,
    time::Instant,
    view::Seq,
};

use super::{BranchId, Timeline, branch::Branch};
use crate::{
    World,
    script::Act,
    view::{PartitionName, RecordView},
};

/// States are held against each other so often at first …
const COARSE: Duration = Duration::from_millis(400);
/// … and where they differ, so often.
const FINE: Duration = Duration::from_millis(4);
/// No further than this past the parting: who has not differed by then is as good as equal, and looking costs time.
const REACH: Duration = Duration::from_secs(120);

/// Where two branches part.
#[derive(Clone, Debug, PartialEq)]
pub struct Parting {
    /// When.
    pub at: Instant,
    /// What was done on the one, if anything was.
    pub one: Option<Act>,
    /// What was done on the other.
    pub other: Option<Act>,
}

/// In what two branches differ: as the one has it, and as the other has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Apart {
    /// A partition is there on only one of them; true for the one.
    Only(PartitionName, bool),
    /// Another broker leads, or nobody.
    Leader(PartitionName, Option<BrokerId>, Option<BrokerId>),
    /// The leader's log ends elsewhere.
    End(PartitionName, Offset, Offset),
    /// Its last record is another one.
    Record(PartitionName, Offset),
    /// The leader's high watermark is another.
    HighWatermark(PartitionName, Offset, Offset),
    /// A group goes on elsewhere.
    Commit(Text, PartitionName, Option<Offset>, Option<Offset>),
}

impl Timeline {
    /// Where two branches part, and what was done there; none where the same was done on both.
    #[must_use]
    pub fn parting(&self, one: BranchId, other: BranchId) -> Option<Parting> {
        let (one, other) = (self.known(one)?, self.known(other)?);
        let same = one.acts.iter().zip(&other.acts).take_while(|(one, other)| one == other).count();
        let (one, other) = (one.acts.get(same).cloned(), other.acts.get(same).cloned());
        let at = [&one, &other].into_iter().flatten().map(|act| act.at).min()?;
        // what is done much later on the other one is no answer to what was done here
        let then = |act: Option<Act>| act.filter(|act| act.at == at);
        Some(Parting { at, one: then(one), other: then(other) })
    }

    /// The first moment at which records, leaders, high watermarks or commits differ: as far as both branches have been seen, or up
    /// to now, where one of them has not come so far yet.
    #[must_use]
    pub fn first_apart(&self, one: BranchId, other: BranchId) -> Option<(Instant, Apart)> {
        let from = self.parting(one, other)?.at;
        let (one, other) = (self.known(one)?, self.known(other)?);
        let end = one.end.min(other.end).max(self.now()).min(from + REACH);
        let (mut one, mut other) = (Walk::to(one, from)?, Walk::to(other, from)?);
        let mut at = from;
        loop {
            let (earlier, before) = ((one.clone(), other.clone()), at);
            at = (at + COARSE).min(end);
            if apart(&mut one, &mut other, at).is_some() {
                (one, other) = earlier;
                let mut at = before;
                loop {
                    if let Some(apart) = apart(&mut one, &mut other, at) {
                        return Some((at, apart));
                    }
                    // short-lived: it had come and gone between two looks
                    if at >= before + COARSE {
                        break;
                    }
                    at = at + FINE;
                }
            }
            if at >= end {
                return None;
            }
        }
    }
}

/// A branch that is gone through again.
#[derive(Clone)]
struct Walk<'a> {
    world: World,
    /// What is still to be done.
    acts: &'a [Act],
}

impl<'a> Walk<'a> {
    /// Up to a moment, and all that happens at it before anything is done that only this one has.
    fn to(branch: &'a Branch, at: Instant) -> Option<Walk<'a>> {
        let snapshot = branch.snapshots.iter().rev().find(|snapshot| snapshot.world.now() < at);
        let snapshot = snapshot.or(branch.snapshots.first())?;
        let acts = branch.acts.get(snapshot.done..).unwrap_or_default();
        let mut walk = Walk { world: World::clone(&snapshot.world), acts };
        walk.go(at);
        Some(walk)
    }

    fn go(&mut self, until: Instant) {
        while let Some((act, rest)) = self.acts.split_first().filter(|(act, _)| act.at <= until) {
            self.world.redo(act);
            self.acts = rest;
        }
        self.world.run_until(until);
        self.world.drain_tales();
    }
}

fn apart(one: &mut Walk<'_>, other: &mut Walk<'_>, at: Instant) -> Option<Apart> {
    one.go(at);
    other.go(at);
    differs(&State::of(&mut one.world), &State::of(&mut other.world))
}

/// What is compared of a world.
#[derive(Debug, PartialEq, Eq)]
struct State {
    partitions: SortedMap<PartitionName, Log>,
    /// Groups whose coordinators are up: of others nobody can say where they would go on.
    groups: Vec<Text>,
    commits: SortedMap<(Text, PartitionName), Offset>,
}

/// A partition, as its leader has it.
#[derive(Debug, PartialEq, Eq)]
struct Log {
    leader: Option<BrokerId>,
    /// Its end, its high watermark, its last record; none before the leader has opened it.
    kept: Option<(Offset, Offset, Option<RecordView>)>,
}

impl State {
    fn of(world: &mut World) -> State {
        let (mut kept, mut groups) = (SortedMap::new(), Vec::new());
        let mut commits: SortedMap<(Text, PartitionName), Offset> = SortedMap::new();
        for broker in world.brokers() {
            let shown = world.node_changes(broker.id, Seq(0));
            for view in shown.partitions.into_iter().filter(|view| !view.internal) {
                let name = (view.topic, view.partition);
                kept.insert((broker.id, name), (view.log_end, view.high_watermark));
            }
            for group in shown.groups {
                groups.push(group.group.clone());
                for commit in group.commits {
                    let known = commits.entry((group.group.clone(), (commit.topic, commit.partition))).or_default();
                    *known = commit.offset.max(*known);
                }
            }
        }
        let mut partitions = SortedMap::new();
        for topic in world.image().topics.values().filter(|topic| !is_internal_topic(&topic.name)) {
            for (index, partition) in topic.numbered() {
                let name = (topic.name.clone(), index);
                let ends = partition.leader.and_then(|leader| Some((leader, *kept.get(&(leader, name.clone()))?)));
                let kept = ends.map(|(leader, (end, high_watermark))| {
                    let last = Offset(end.0.saturating_sub(1).max(0));
                    let last = world.read_copy(leader, &name.0, index, last, 1).into_iter().next();
                    (end, high_watermark, last)
                });
                partitions.insert(name, Log { leader: partition.leader, kept });
            }
        }
        State { partitions, groups, commits }
    }
}

/// The first difference, in the order in which one follows from the other.
fn differs(one: &State, other: &State) -> Option<Apart> {
    let only = |these: &State, those: &State| {
        these.partitions.iter().map(|(name, _)| name).find(|name| !those.partitions.contains_key(*name)).cloned()
    };
    if let Some(name) = only(one, other) {
        return Some(Apart::Only(name, true));
    }
    if let Some(name) = only(other, one) {
        return Some(Apart::Only(name, false));
    }
    let logs = || one.partitions.iter().filter_map(|(name, log)| Some((name, log, other.partitions.get(name)?)));
    if let Some((name, one, other)) = logs().find(|(_, one, other)| one.leader != other.leader) {
        return Some(Apart::Leader(name.clone(), one.leader, other.leader));
    }
    let kept = || logs().filter_map(|(name, one, other)| Some((name, one.kept.as_ref()?, other.kept.as_ref()?)));
    if let Some((name, one, other)) = kept().find(|(_, one, other)| one.0 != other.0) {
        return Some(Apart::End(name.clone(), one.0, other.0));
    }
    let content =
        |record: &Option<RecordView>| record.as_ref().map(|record| (record.key.clone(), record.value.clone()));
    if let Some((name, one, _)) = kept().find(|(_, one, other)| content(&one.2) != content(&other.2)) {
        return Some(Apart::Record(name.clone(), Offset(one.0.0.saturating_sub(1))));
    }
    if let Some((name, one, other)) = kept().find(|(_, one, other)| one.1 != other.1) {
        return Some(Apart::HighWatermark(name.clone(), one.1, other.1));
    }
    let both = |group: &Text| one.groups.contains(group) && other.groups.contains(group);
    let groups = one.commits.iter().chain(other.commits.iter()).map(|(key, _)| key).filter(|(group, _)| both(group));
    let commit = |state: &State, key: &(Text, PartitionName)| state.commits.get(key).copied();
    let moved = groups.into_iter().find(|key| commit(one, key) != commit(other, key))?;
    Some(Apart::Commit(moved.0.clone(), moved.1.clone(), commit(one, moved), commit(other, moved)))
}

#[cfg(test)]
mod tests {
    use glasslog_core::id::PartitionIndex;

    use super::*;
    use crate::{Scenario, action::Action};

    const PARTING: Instant = Instant(12_400_000);

    /// The page's own world up to 20 s; then back to the parting, where something is done, and on to 20 s again.
    fn parted(action: Action) -> Timeline {
        let mut line = Timeline::new(Scenario::playground(), 3);
        line.run_until(Instant(20_000_000));
        line.seek(PARTING);
        line.act(action);
        line.run_until(Instant(20_000_000));
        line
    }

    fn leader(line: &Timeline) -> BrokerId {
        let (topic, _) = line.world().image().topic_named("items-list").expect("a topic");
        line.world()
            .image()
            .partition(topic, PartitionIndex(0))
            .and_then(|partition| partition.leader)
            .expect("a leader")
    }

    #[test]
    fn what_was_done_on_one_only_is_told_with_its_moment() {
        let kill = Action::CrashBroker { broker: BrokerId(1) };
        let line = parted(kill.clone());
        let parting = line.parting(BranchId(0), BranchId(1)).expect("they part");
        assert_eq!((parting.at, &parting.one), (PARTING, &None));
        assert_eq!(parting.other.map(|act| act.action), Some(kill));
        assert_eq!(line.parting(BranchId(0), BranchId(0)), None);
        assert_eq!(line.first_apart(BranchId(1), BranchId(1)), None);
    }

    #[test]
    fn who_is_killed_stops_the_high_watermark_or_the_log_first_and_leads_no_more_later() {
        let mut line = Timeline::new(Scenario::playground(), 3);
        line.run_until(PARTING);
        let killed = leader(&line);
        let line = parted(Action::CrashBroker { broker: killed });
        let (at, apart) = line.first_apart(BranchId(1), BranchId(0)).expect("they differ");
        assert!(at > PARTING && at < PARTING + Duration::from_secs(5), "{at:?}");
        // held against both, gone through from the start
        let state = |branch: usize, at: Instant| {
            let mut line = line.clone();
            line.switch(BranchId(branch));
            line.seek(at);
            State::of(&mut World::clone(line.world()))
        };
        assert_eq!(differs(&state(1, at), &state(0, at)), Some(apart.clone()));
        let before = Instant(at.0 - 5_000);
        assert_eq!(differs(&state(1, before), &state(0, before)), None, "{apart:?}");
        let later = Instant(19_000_000);
        assert!(
            matches!(differs(&state(1, later), &state(0, later)), Some(Apart::Leader(_, one, other)) if one != other)
        );
    }

    #[test]
    fn a_branch_that_has_not_come_so_far_is_gone_on_with_up_to_now() {
        let mut line = Timeline::new(Scenario::playground(), 3);
        line.run_until(PARTING);
        let killed = leader(&line);
        line.act(Action::CrashBroker { broker: killed });
        line.undo();
        line.act(Action::ElectController);
        assert_eq!(line.first_apart(BranchId(1), BranchId(0)), None, "nothing has followed from it yet");
        line.run_until(PARTING + Duration::from_secs(6));
        assert!(line.first_apart(BranchId(1), BranchId(0)).is_some());
    }

    #[test]
    fn a_topic_of_one_branch_is_its_difference() {
        let name = Text::from("more");
        let line = parted(Action::CreateTopic { name: name.clone(), partitions: 1, factor: None, configs: Vec::new() });
        let there = |one: usize, other: usize| line.first_apart(BranchId(one), BranchId(other)).map(|(_, apart)| apart);
        let partition = (name, PartitionIndex(0));
        assert_eq!(there(0, 1), Some(Apart::Only(partition.clone(), false)));
        assert_eq!(there(1, 0), Some(Apart::Only(partition, true)));
    }
}
