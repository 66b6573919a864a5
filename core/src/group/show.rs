//! What eyes see of a group.

use alloc::vec::Vec;

use super::{Coordinator, consumer_protocol::assigned_partitions, group::Group};
use crate::{
    name::Text,
    view::{CommitView, GroupView, MemberView},
};

impl Coordinator {
    /// The groups that changed, came or went since this was last asked. For those that are gone, [`Self::view`] has nothing.
    ///
    /// To be taken after every input, or names pile up.
    pub fn take_changed(&mut self) -> crate::sorted::SortedSet<Text> {
        core::mem::take(&mut self.io.changed)
    }

    /// The groups of this coordinator.
    pub fn groups(&self) -> impl Iterator<Item = &Text> {
        self.partitions.values().filter(|owned| owned.is_active()).flat_map(|owned| owned.groups.keys())
    }

    /// A group as it is now.
    #[must_use]
    pub fn view(&self, group: &str) -> Option<GroupView> {
        let owned = self.partitions.values().filter(|owned| owned.is_active());
        owned.into_iter().find_map(|owned| owned.groups.get(group)).map(|group| group.view())
    }
}

impl Group {
    fn view(&self) -> GroupView {
        GroupView {
            group: self.name.clone(),
            state: self.state.name().into(),
            generation: self.generation,
            protocol_type: self.protocol_type.clone().unwrap_or_default(),
            protocol: self.protocol.clone().unwrap_or_default(),
            leader: self.leader.clone().unwrap_or_default(),
            members: self
                .members
                .values()
                .map(|member| MemberView {
                    member: member.id.clone(),
                    client_id: member.client_id.clone(),
                    client_host: member.client_host.clone(),
                    assignment: if self.is_consumers() {
                        assigned_partitions(&member.assignment).unwrap_or_default()
                    } else {
                        Vec::new()
                    },
                })
                .collect(),
            commits: self
                .commits
                .iter()
                .map(|((topic, partition), commit)| CommitView {
                    topic: topic.clone(),
                    partition: *partition,
                    offset: commit.offset,
                    at: commit.at,
                })
                .collect(),
        }
    }
}
