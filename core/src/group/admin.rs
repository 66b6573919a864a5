//! For operators: lists, descriptions, deletions.

use alloc::{format, vec::Vec};

use bytes::Bytes;

use super::{
    Coordinator, Deletion, PartitionState,
    group::{Group, State},
    io::{Then, Waiter},
    records::LogRecord,
};
use crate::{
    distinct::distinct,
    error::ErrorCode,
    id::PartitionIndex,
    name::Text,
    request::{DeleteGroups, DescribeGroups, ListGroups},
    response::{GroupDescription, GroupListing, MemberDescription, Response},
};

/// The type of groups that this coordinator has.
const CLASSIC: &str = "classic";

impl Coordinator {
    #[inline(never)]
    pub(super) fn list(&mut self, to: Waiter, list: &ListGroups) {
        let asked =
            |filter: &[Text], value: &str| filter.is_empty() || filter.iter().any(|f| f.eq_ignore_ascii_case(value));
        let error = self.partitions.values().find_map(|owned| match owned.state {
            PartitionState::Active => None,
            PartitionState::Loading { .. } => Some(ErrorCode::CoordinatorLoadInProgress),
            PartitionState::Unavailable => Some(ErrorCode::CoordinatorNotAvailable),
        });
        let listed = match error {
            Some(error) => Err(error),
            None => Ok(self
                .partitions
                .values()
                .flat_map(|owned| owned.groups.values())
                .filter(|group| asked(&list.states, group.state.name()) && asked(&list.types, CLASSIC))
                .map(|group| GroupListing {
                    group: group.name.clone(),
                    protocol_type: group.protocol_type.clone().unwrap_or_default(),
                    state: group.state.name().into(),
                    kind: CLASSIC.into(),
                })
                .collect()),
        };
        self.io.reply(to, Response::ListGroups(listed));
    }

    #[inline(never)]
    pub(super) fn describe(&mut self, to: Waiter, describe: DescribeGroups) {
        let described =
            distinct(describe.groups, |name| name).into_iter().map(|name| self.describe_group(name)).collect();
        self.io.reply(to, Response::DescribeGroups(described));
    }

    /// A group that nobody knows is `Dead`, without an error; newer requests call it one, by the message (KIP-1043).
    fn describe_group(&self, name: Text) -> GroupDescription {
        let error = self.locate(&name).err();
        let known = self.group(&name).filter(|group| error.is_none() && group.state != State::Dead);
        match known {
            Some(group) => group.describe(),
            None => GroupDescription {
                error: error.unwrap_or(ErrorCode::None),
                message: error.is_none().then(|| format!("Group {name} not found.").into()),
                state: if error.is_none() { State::Dead.name().into() } else { Text::default() },
                group: name,
                protocol_type: Text::default(),
                protocol: Text::default(),
                members: Vec::new(),
            },
        }
    }

    #[inline(never)]
    pub(super) fn delete(&mut self, to: Waiter, delete: DeleteGroups) {
        let deletion = self.next_deletion;
        self.next_deletion += 1;
        let mut answers = Vec::new();
        let mut left = 0;
        for name in delete.groups {
            let checked = self.locate(&name).and_then(|partition| match self.group(&name).map(|group| group.state) {
                None | Some(State::Dead) => Err(ErrorCode::GroupIdNotFound),
                Some(State::Empty) => Ok(partition),
                Some(_) => Err(ErrorCode::NonEmptyGroup),
            });
            let error = match checked {
                Ok(partition) => {
                    self.bury(partition, &name, Some(deletion));
                    left += 1;
                    ErrorCode::None
                }
                Err(error) => error,
            };
            answers.push((name, error));
        }
        if left == 0 {
            self.io.reply(to, Response::DeleteGroups(answers));
        } else {
            self.deletions.insert(deletion, Deletion { to, answers, left });
        }
    }

    /// Takes an empty group out of the log; it is dead from now on, and gone when its tombstones have passed the high watermark.
    pub(super) fn bury(&mut self, partition: PartitionIndex, name: &Text, deletion: Option<u64>) {
        let Some(owned) = self.partitions.get(&partition) else { return };
        let mut records = owned.tombstones(name, |_| true);
        records.extend(self.io.in_flight().flat_map(|append| &append.records).filter_map(|record| match record {
            // Commits on their way will be in the log before the tombstones.
            LogRecord::Commit { group, topic, partition, value: Some(_) } if group == name => {
                Some(super::offsets::tombstone(group, topic, *partition))
            }
            _ => None,
        }));
        records.push(LogRecord::Group { group: name.clone(), value: None });
        if let Some((group, io)) = self.group_mut(name) {
            for id in core::mem::take(&mut group.pending) {
                io.cancel_session(name, &id);
            }
            // Its age goes on if it comes back to life.
            group.state = State::Dead;
            group.mark(io);
        }
        self.io.append_many(partition, records, Then::GroupDeleted { group: name.clone(), deletion });
    }

    pub(super) fn buried(&mut self, name: &Text, deletion: Option<u64>, result: Result<(), ErrorCode>) {
        if let Some((group, io)) = self.group_mut(name)
            && group.state == State::Dead
        {
            group.state = State::Empty;
            group.mark(io);
        }
        let Some(number) = deletion else { return };
        let Some(deletion) = self.deletions.get_mut(&number) else { return };
        deletion.left -= 1;
        if let Err(error) = result {
            let error = super::offsets::write_error(error);
            deletion.answers.iter_mut().filter(|(group, _)| group == name).for_each(|(_, code)| {
                if !code.is_error() {
                    *code = error;
                }
            });
        }
        if deletion.left == 0
            && let Some(done) = self.deletions.remove(&number)
        {
            self.io.reply(done.to, Response::DeleteGroups(done.answers));
        }
    }
}

impl Group {
    /// Metadata and shares are told of a stable group only: before, they are about to change.
    fn describe(&self) -> GroupDescription {
        let protocol = self.protocol.as_ref().filter(|_| self.state == State::Stable);
        GroupDescription {
            group: self.name.clone(),
            error: ErrorCode::None,
            message: None,
            state: self.state.name().into(),
            protocol_type: self.protocol_type.clone().unwrap_or_default(),
            protocol: protocol.cloned().unwrap_or_default(),
            members: self
                .members
                .values()
                .map(|member| MemberDescription {
                    member: member.id.clone(),
                    instance: member.instance.clone(),
                    client_id: member.client_id.clone(),
                    client_host: member.client_host.clone(),
                    metadata: protocol.map(|protocol| member.metadata(protocol)).unwrap_or_default(),
                    assignment: protocol.map_or_else(Bytes::new, |_| member.assignment.clone()),
                })
                .collect(),
        }
    }
}
