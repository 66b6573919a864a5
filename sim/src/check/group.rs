//! Groups: G1, G3, G4, G6. Shares are disjoint, generations rise, only members commit.

use std::collections::{BTreeMap, BTreeSet};

use bytes::Bytes;
use glasslog_core::{
    controller::image::Image,
    error::ErrorCode,
    id::{BrokerId, ClientId, Generation, RequestId},
    name::Text,
    request::Request,
    response::Response,
    storage::LogName,
    view::{Delta, GroupView},
};

use super::{Verdicts, replication::ReplicationChecks};

/// A commit that was asked for, and whether its sender was a member of the current generation then.
#[derive(Clone, Debug)]
struct Commit {
    group: Text,
    generation: Generation,
    member: Text,
    entitled: bool,
}

/// The checks on groups.
#[derive(Clone, Debug, Default)]
pub(super) struct GroupChecks {
    groups: BTreeMap<(BrokerId, Text), GroupView>,
    commits: BTreeMap<(BrokerId, ClientId, RequestId), Commit>,
    /// Topics that were deleted at some time.
    renewed: BTreeSet<Text>,
}

impl GroupChecks {
    pub(super) fn started(&mut self, broker: BrokerId) {
        self.commits.retain(|(other, _, _), _| *other != broker);
        self.groups.retain(|(other, _), _| *other != broker);
    }

    pub(super) fn disconnected(&mut self, broker: BrokerId, client: ClientId) {
        self.commits.retain(|(b, c, _), _| (*b, *c) != (broker, client));
    }

    pub(super) fn asked(&mut self, broker: BrokerId, client: ClientId, id: RequestId, request: &Request<Bytes>) {
        let Request::OffsetCommit(commit) = request else { return };
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

    /// G4: a commit that was granted came from a member of the current generation.
    pub(super) fn left(
        &mut self,
        verdicts: &mut Verdicts,
        broker: BrokerId,
        client: ClientId,
        id: RequestId,
        response: &Response<Bytes>,
    ) {
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

    /// G1, G3: what the groups say of themselves.
    pub(super) fn looked(&mut self, verdicts: &mut Verdicts, broker: BrokerId, delta: &Delta) {
        for gone in &delta.groups_gone {
            self.groups.remove(&(broker, gone.clone()));
        }
        for view in &delta.groups {
            let group = &view.group;
            if view.state == *"Stable" {
                let mut owned = BTreeSet::new();
                let all = view.members.iter().flat_map(|member| &member.assignment);
                for (topic, partition) in all.flat_map(|(topic, all)| all.iter().map(move |p| (topic, *p))) {
                    verdicts.expect(owned.insert((topic, partition)), "G1", || {
                        format!("{topic}-{partition} belongs to two members of {group}")
                    });
                }
            }
            let before = self.groups.insert((broker, group.clone()), view.clone());
            let fell = before.is_some_and(|before| before.generation > view.generation);
            verdicts.expect(!fell, "G3", || format!("the generation of {group} fell to {}", view.generation));
        }
    }
}
