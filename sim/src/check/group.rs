//! Groups: G1–G4, G6. Shares are disjoint and the leader's, generations rise, only members commit.

use glasslog_core::sorted::{SortedMap, SortedSet};

use bytes::Bytes;
use glasslog_core::{
    controller::image::Image,
    error::ErrorCode,
    group::Coordinator,
    id::{BrokerId, ClientId, Generation, LeaderEpoch, PartitionIndex, RequestId},
    name::{OFFSETS_TOPIC, Text},
    request::{Request, SyncGroup},
    response::{Joined, Response},
    storage::LogName,
    view::{Delta, GroupView, PartitionView},
};

use super::{Verdicts, replication::ReplicationChecks};
use crate::actors::{read_assignment, read_owned};

/// What makes a member's id its own, behind the name that it begins with.
const UUID_CHARS: usize = 36;
/// How cooperative groups call their protocol.
const COOPERATIVE: &str = "cooperative-sticky";

/// A commit that was asked for, and whether its sender was a member of the current generation then.
#[derive(Clone, Debug)]
struct Commit {
    group: Text,
    generation: Generation,
    member: Text,
    entitled: bool,
}

/// Who gets what, by member; a static one by the name that outlives its ids.
type Shares = SortedMap<Text, SortedSet<(Text, PartitionIndex)>>;

/// The checks on groups.
#[derive(Clone, Debug, Default)]
pub(super) struct GroupChecks {
    groups: SortedMap<(BrokerId, Text), GroupView>,
    commits: SortedMap<(BrokerId, ClientId, RequestId), Commit>,
    /// Topics that were deleted at some time.
    renewed: SortedSet<Text>,
    /// The assignments that leaders made for a generation. A generation that was not stored before its coordinator went is
    /// given anew by the next one, to other members: so there may be several.
    made: SortedMap<(Text, Generation), Vec<Shares>>,
    /// Who waits for a generation of which group.
    joins: SortedMap<(BrokerId, ClientId, RequestId), Text>,
    /// The names of static members.
    instances: SortedSet<Text>,
    /// What the leader of a cooperative group was told that members still read, by the leader and its generation.
    still_read: SortedMap<(Text, Text, Generation), Shares>,
    /// In which epoch each broker leads each partition of the offsets topic, by its own account.
    epochs: SortedMap<(BrokerId, PartitionIndex), LeaderEpoch>,
    /// The newest generation in which a coordinator of that epoch has shown the group stable.
    settled: SortedMap<(Text, LeaderEpoch), Generation>,
    /// More disks have lost the groups' records than may be.
    lost: bool,
}

impl GroupChecks {
    pub(super) fn started(&mut self, broker: BrokerId) {
        self.commits.retain(|(other, _, _), _| *other != broker);
        self.joins.retain(|(other, _, _), _| *other != broker);
        self.groups.retain(|(other, _), _| *other != broker);
        self.epochs.retain(|(other, _), _| *other != broker);
    }

    pub(super) fn disconnected(&mut self, broker: BrokerId, client: ClientId) {
        self.commits.retain(|(b, c, _), _| (*b, *c) != (broker, client));
        self.joins.retain(|(b, c, _), _| (*b, *c) != (broker, client));
    }

    pub(super) fn commits_were_lost(&mut self) {
        self.lost = true;
    }

    pub(super) fn asked(
        &mut self,
        verdicts: &mut Verdicts,
        broker: BrokerId,
        client: ClientId,
        id: RequestId,
        request: &Request<Bytes>,
    ) {
        let commit = match request {
            Request::OffsetCommit(commit) => commit,
            Request::SyncGroup(sync) if !sync.assignments.is_empty() => return self.assigned(verdicts, sync),
            Request::JoinGroup(join) => {
                self.joins.insert((broker, client, id), join.group.clone());
                self.instances.extend(join.instance.clone());
                return;
            }
            _ => return,
        };
        let view = self.groups.get(&(broker, commit.group.clone()));
        // One who is no member may commit to a group that has none.
        let entitled = match view {
            None => true,
            Some(view) if view.members.is_empty() => commit.generation.0 < 0 || commit.generation == view.generation,
            Some(view) => {
                commit.generation == view.generation && view.members.iter().any(|m| m.member == commit.member)
            }
        };
        let (group, generation, member) = (commit.group.clone(), commit.generation, commit.member.clone());
        self.commits.insert((broker, client, id), Commit { group, generation, member, entitled });
    }

    /// The name of a static member, with which its id begins; or the id.
    fn identity(&self, member: &Text) -> Text {
        let name = member.len().checked_sub(UUID_CHARS + 1).and_then(|end| member.get(..end));
        match name {
            Some(name) if self.instances.contains(name) => name.into(),
            _ => member.clone(),
        }
    }

    /// A generation has begun: what its leader is told that members still read.
    fn joined(&mut self, group: Text, joined: &Joined) {
        if joined.error != ErrorCode::None || joined.protocol.as_deref() != Some(COOPERATIVE) {
            return;
        }
        let owned = |(member, _, metadata): &(Text, Option<Text>, Bytes)| {
            (self.identity(member), read_owned(metadata.clone()).into_iter().collect())
        };
        let shares: Shares = joined.members.iter().map(owned).collect();
        if !shares.is_empty() && !joined.skip_assignment {
            self.still_read.insert((group, joined.member.clone(), joined.generation), shares);
        }
    }

    /// G2: what a leader gives its members is disjoint, and in a cooperative group nothing that another one still reads.
    fn assigned(&mut self, verdicts: &mut Verdicts, sync: &SyncGroup) {
        let share = |bytes: &Bytes| -> SortedSet<(Text, PartitionIndex)> {
            let read = read_assignment(bytes.clone()).into_iter();
            read.flat_map(|(topic, all)| all.into_iter().map(move |p| (topic.clone(), p))).collect()
        };
        let shares: Shares =
            sync.assignments.iter().map(|(member, bytes)| (self.identity(member), share(bytes))).collect();
        let key = (sync.group.clone(), sync.generation);
        let told = (sync.group.clone(), sync.member.clone(), sync.generation);
        if let Some(still_read) = self.still_read.get(&told) {
            let reads = |member: &Text, place: &_| still_read.get(member).is_some_and(|share| share.contains(place));
            let taken = shares.iter().find_map(|(member, share)| {
                let theirs = |place: &&(Text, PartitionIndex)| {
                    !reads(member, place) && still_read.keys().any(|other| reads(other, place))
                };
                share.iter().find(theirs).map(|place| (member, place))
            });
            verdicts.expect(taken.is_none(), "G2", || {
                let (group, generation) = &key;
                format!("generation {generation} of {group} gives {taken:?} away, which another member still reads")
            });
        }
        let mut owned = SortedSet::new();
        for (topic, partition) in shares.values().flatten() {
            verdicts.expect(owned.insert((topic, partition)), "G2", || {
                let (group, generation) = (&sync.group, sync.generation);
                format!("generation {generation} of {group} gives {topic}-{partition} to two members")
            });
        }
        let made = self.made.entry(key).or_default();
        if !made.contains(&shares) {
            made.push(shares);
        }
    }

    /// G4: a commit that was granted came from a member of the current generation.
    pub(super) fn left(
        &mut self,
        verdicts: &mut Verdicts,
        broker: BrokerId,
        client: ClientId,
        id: RequestId,
        response: &Response<Bytes>,
    ) {
        if let Response::JoinGroup(joined) = response
            && let Some(group) = self.joins.remove(&(broker, client, id))
        {
            return self.joined(group, joined);
        }
        let Response::OffsetCommit(fates) = response else { return };
        let Some(commit) = self.commits.remove(&(broker, client, id)) else { return };
        let granted = fates.iter().any(|(_, _, code)| *code == ErrorCode::None);
        verdicts.expect(!granted || commit.entitled, "G4", || {
            let Commit { group, generation, member, .. } = &commit;
            format!("{member} committed to {group} in generation {generation}, and was no member of it")
        });
    }

    /// G6: commits lie within what is committed of their partitions.
    pub(super) fn check_commits(
        &self,
        verdicts: &mut Verdicts,
        (replication, image): (&ReplicationChecks, &Image),
        delta: &Delta,
    ) {
        for (group, commit) in delta.groups.iter().flat_map(|view| view.commits.iter().map(move |c| (&view.group, c))) {
            // A topic that was made anew begins at 0, while commits of the old one are on their way out.
            let Some(topic) = image.names.get(&commit.topic).filter(|_| !self.renewed.contains(&commit.topic)) else {
                continue;
            };
            let name = LogName { topic: *topic, partition: commit.partition };
            let Some(ghost) = replication.ghost(name).filter(|ghost| !ghost.spoiled) else { continue };
            let (offset, end) = (commit.offset, ghost.high_watermark);
            verdicts.expect(offset <= end, "G6", || {
                format!("{group} has read {name:?} up to {offset}; committed is {end}")
            });
        }
    }

    /// A topic is to be deleted.
    pub(super) fn forget_topic(&mut self, topic: &Text) {
        self.renewed.insert(topic.clone());
    }

    /// A partition's copy has been looked at.
    pub(super) fn partition(&mut self, broker: BrokerId, view: &PartitionView) {
        if *view.topic == *OFFSETS_TOPIC {
            self.epochs.insert((broker, view.partition), view.leader_epoch);
        }
    }

    /// G1, G2, G3: what the groups say of themselves. `sound`: nothing has broken its word.
    pub(super) fn looked(
        &mut self,
        verdicts: &mut Verdicts,
        (broker, image): (BrokerId, &Image),
        delta: &Delta,
        sound: bool,
    ) {
        for gone in &delta.groups_gone {
            self.groups.remove(&(broker, gone.clone()));
        }
        let count = image.topic_named(OFFSETS_TOPIC).map_or(0, |(_, topic)| topic.partitions.len() as i32);
        for view in &delta.groups {
            let group = &view.group;
            if view.state == *"Stable" {
                self.check_shares(verdicts, view);
            }
            let before = self.groups.insert((broker, group.clone()), view.clone());
            let fell = before.is_some_and(|before| before.generation > view.generation);
            verdicts.expect(!fell, "G3", || format!("the generation of {group} fell to {}", view.generation));
            let kept = Coordinator::partition_of(group, count);
            if let Some(epoch) = self.epochs.get(&(broker, kept)).copied().filter(|_| sound && !self.lost) {
                self.check_generation(verdicts, broker, epoch, view);
            }
        }
    }

    /// G1: no two members of a stable group own a partition. G2: each has what the leader of this generation gave it.
    fn check_shares(&self, verdicts: &mut Verdicts, view: &GroupView) {
        let group = &view.group;
        let mut owned = SortedSet::new();
        let mut shares = Shares::new();
        for member in &view.members {
            let all = member.assignment.iter();
            let share = all.flat_map(|(topic, all)| all.iter().map(move |p| (topic.clone(), *p)));
            let share: SortedSet<_> = share.collect();
            for (topic, partition) in &share {
                verdicts.expect(owned.insert((topic.clone(), *partition)), "G1", || {
                    format!("{topic}-{partition} belongs to two members of {group}")
                });
            }
            shares.insert(self.identity(&member.member), share);
        }
        let made = self.made.get(&(group.clone(), view.generation)).is_some_and(|made| made.contains(&shares));
        verdicts.expect(made || shares.is_empty(), "G2", || {
            let generation = view.generation;
            format!("{group} is stable in generation {generation} with shares that no leader has made: {shares:?}")
        });
    }

    /// G3: a coordinator knows every generation that was stable under those before it.
    fn check_generation(&mut self, verdicts: &mut Verdicts, broker: BrokerId, epoch: LeaderEpoch, view: &GroupView) {
        let group = &view.group;
        let first = (group.clone(), LeaderEpoch(i32::MIN));
        let newest = self.settled.range(first..=(group.clone(), epoch)).map(|(_, generation)| *generation).max();
        verdicts.expect(newest.is_none_or(|newest| newest <= view.generation), "G3", || {
            let now = view.generation;
            format!(
                "{group} was stable in generation {newest:?}; {broker}, its coordinator in epoch {epoch}, has {now}"
            )
        });
        if view.state == *"Stable" {
            let settled = self.settled.entry((group.clone(), epoch)).or_insert(view.generation);
            *settled = view.generation.max(*settled);
        }
    }
}
