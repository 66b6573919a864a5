//! Committed offsets: taken when the member may, shown when their record has passed the high watermark.

use crate::sorted::SortedSet;
use alloc::vec::Vec;

use super::{
    Coordinator,
    group::{Group, State},
    io::{Then, Waiter},
    records::{Committed, LogRecord},
};
use crate::{
    distinct::distinct,
    error::ErrorCode,
    id::{ClientId, LeaderEpoch, Offset, PartitionIndex, RequestId},
    limit,
    mutant::Mutant,
    name::Text,
    request::{CommitPartition, OffsetCommit, OffsetDelete, OffsetFetch, OffsetFetchGroup, TopicRef},
    response::{FetchedOffset, FetchedOffsets, Response},
    time::{Now, Timestamp},
};

impl Coordinator {
    /// As [`Self::handle_request`], for somebody who knows the topics: commits of partitions that do not exist are refused,
    /// or a consumer that outlives its topic would hand its offsets on to the next topic of that name.
    pub fn handle_commit(
        &mut self,
        now: Now,
        client: ClientId,
        id: RequestId,
        commit: OffsetCommit,
        exists: impl Fn(&str, PartitionIndex) -> bool,
    ) {
        self.io.now = now;
        let to = Waiter { client, id };
        self.io.opened(to);
        self.commit(to, commit, exists);
    }

    pub(super) fn commit(&mut self, to: Waiter, commit: OffsetCommit, exists: impl Fn(&str, PartitionIndex) -> bool) {
        let checked = self.check_commit(&commit);
        let mut records = Vec::new();
        let mut answers = Vec::new();
        for wanted in commit.partitions {
            let known = match &wanted.topic {
                TopicRef::Name(topic) if exists(topic, wanted.partition) => Ok(()),
                TopicRef::Name(_) => Err(ErrorCode::UnknownTopicOrPartition),
                TopicRef::Id(_) => Err(ErrorCode::UnknownTopicId),
            };
            let record = known.and_then(|()| {
                let checked = checked.map(|_| ());
                checked.and_then(|()| record_of(&commit.group, &wanted, self.io.now.wall))
            });
            let error = match record {
                Err(error) => error,
                Ok(record) => {
                    records.push(record);
                    ErrorCode::None
                }
            };
            answers.push((wanted.topic, wanted.partition, error));
        }
        if let Ok(partition) = checked {
            if let Some(group) = self.group_mut(&commit.group) {
                let (group, io) = group;
                if matches!(group.state, State::Stable | State::PreparingRebalance) {
                    group.touch(io, &commit.member);
                }
            }
            if !records.is_empty() {
                return self.io.append(partition, records, Then::Commit { to, answers });
            }
        }
        self.io.reply(to, Response::OffsetCommit(answers));
    }

    fn check_commit(&self, commit: &OffsetCommit) -> Result<PartitionIndex, ErrorCode> {
        if commit.group.len() > limit::NAME_BYTES {
            return Err(ErrorCode::InvalidGroupId);
        }
        let partition = self.locate(&commit.group)?;
        match self.group(&commit.group) {
            Some(group) => {
                let any_generation = self.planted.is(Mutant::OldGenerationCommits);
                group.check_commit(commit, any_generation)?;
            }
            None if commit.generation.0 >= 0 => return Err(ErrorCode::IllegalGeneration),
            // Somebody who keeps offsets here without being in a group: a simple group comes to be.
            None if self.is_full() => return Err(ErrorCode::PolicyViolation),
            None => {}
        }
        Ok(partition)
    }

    pub(super) fn committed(
        &mut self,
        to: Waiter,
        mut answers: Vec<(TopicRef, PartitionIndex, ErrorCode)>,
        result: Result<(), ErrorCode>,
    ) {
        if let Err(error) = result {
            let error = commit_error(error);
            answers.iter_mut().filter(|(_, _, code)| !code.is_error()).for_each(|(_, _, code)| *code = error);
        }
        self.io.reply(to, Response::OffsetCommit(answers));
    }

    pub(super) fn fetch_offsets(&mut self, to: Waiter, fetch: OffsetFetch) {
        let groups = distinct(fetch.groups, |wanted| &wanted.group);
        let groups = groups.into_iter().map(|wanted| self.fetch_group(wanted)).collect();
        self.io.reply(to, Response::OffsetFetch(groups));
    }

    /// A group that nobody knows has no commits; that is no error, for clients begin like this.
    fn fetch_group(&self, wanted: OffsetFetchGroup) -> FetchedOffsets {
        let early = self.planted.is(Mutant::AnswerBeforeLoad);
        let error = self.locate(&wanted.group).err();
        let error = error.filter(|code| !(early && *code == ErrorCode::CoordinatorLoadInProgress));
        let error = error.unwrap_or(ErrorCode::None);
        let known = self.group(&wanted.group).filter(|group| !error.is_error() && group.state != State::Dead);
        let partitions = match wanted.partitions {
            Some(wanted) => wanted
                .into_iter()
                .map(|(topic, partition)| {
                    let (found, error) = match &topic {
                        _ if error.is_error() => (None, error),
                        TopicRef::Name(name) => {
                            let key = (name.clone(), partition);
                            (known.and_then(|group| group.commits.get(&key)), ErrorCode::None)
                        }
                        TopicRef::Id(_) => (None, ErrorCode::UnknownTopicId),
                    };
                    fetched(topic, partition, found, error)
                })
                .collect(),
            None => known
                .into_iter()
                .flat_map(|group| &group.commits)
                .map(|((topic, partition), commit)| {
                    fetched(TopicRef::Name(topic.clone()), *partition, Some(commit), ErrorCode::None)
                })
                .collect(),
        };
        FetchedOffsets { group: wanted.group, error, partitions }
    }

    #[inline(never)]
    pub(super) fn delete_offsets(&mut self, to: Waiter, delete: OffsetDelete) {
        let checked = self.locate(&delete.group).and_then(|partition| {
            let group = self.group(&delete.group).ok_or(ErrorCode::GroupIdNotFound)?;
            match group.state {
                State::Dead => Err(ErrorCode::GroupIdNotFound),
                State::Empty => Ok((partition, group, Some(SortedSet::new()))),
                _ if group.is_consumers() => Ok((partition, group, group.subscribed_topics())),
                _ => Err(ErrorCode::NonEmptyGroup),
            }
        });
        let (partition, group, subscribed) = match checked {
            Ok(found) => found,
            Err(error) => return self.io.reply(to, Response::OffsetDelete(Err(error))),
        };
        let mut records = Vec::new();
        let mut answers = Vec::new();
        for (topic, index) in delete.partitions {
            // Where the members' wishes cannot be read, any topic may be among them.
            let error = if subscribed.as_ref().is_none_or(|topics| topics.contains(&topic)) {
                ErrorCode::GroupSubscribedToTopic
            } else {
                if group.commits.contains_key(&(topic.clone(), index)) {
                    records.push(tombstone(&delete.group, &topic, index));
                }
                ErrorCode::None
            };
            answers.push((topic, index, error));
        }
        if records.is_empty() {
            self.io.reply(to, Response::OffsetDelete(Ok(answers)));
        } else {
            self.io.append_many(partition, records, Then::OffsetsDeleted { to, answers });
        }
    }
}

impl Group {
    /// Who may commit: a member, in its generation, that knows its share; or somebody outside while nobody is inside.
    ///
    /// `any_generation` is a bug that may be planted: whoever is a member may commit, whatever generation it believes in.
    fn check_commit(&self, commit: &OffsetCommit, any_generation: bool) -> Result<(), ErrorCode> {
        let outsider = commit.generation.0 < 0;
        match self.state {
            State::Dead => return Err(ErrorCode::CoordinatorNotAvailable),
            State::Empty if outsider => {}
            _ if outsider && commit.member.is_empty() && commit.instance.is_none() => {
                return Err(ErrorCode::UnknownMemberId);
            }
            _ => {
                self.check_member(&commit.member, commit.instance.as_ref())?;
                if commit.generation != self.generation && !any_generation {
                    return Err(ErrorCode::IllegalGeneration);
                }
            }
        }
        if self.state == State::CompletingRebalance {
            return Err(ErrorCode::RebalanceInProgress);
        }
        if self.commits.len().saturating_add(commit.partitions.len()) > limit::COMMITS_PER_GROUP {
            return Err(ErrorCode::InvalidCommitOffsetSize);
        }
        Ok(())
    }
}

fn record_of(group: &Text, wanted: &CommitPartition, at: Timestamp) -> Result<LogRecord, ErrorCode> {
    let TopicRef::Name(topic) = &wanted.topic else { return Err(ErrorCode::UnknownTopicId) };
    if wanted.metadata.as_ref().is_some_and(|words| words.len() > limit::COMMIT_METADATA_BYTES) {
        return Err(ErrorCode::OffsetMetadataTooLarge);
    }
    let value =
        Committed { offset: wanted.offset, leader_epoch: wanted.leader_epoch, metadata: wanted.metadata.clone(), at };
    let (group, topic, partition) = (group.clone(), topic.clone(), wanted.partition);
    Ok(LogRecord::Commit { group, topic, partition, value: Some(value) })
}

pub(super) fn tombstone(group: &Text, topic: &Text, partition: PartitionIndex) -> LogRecord {
    LogRecord::Commit { group: group.clone(), topic: topic.clone(), partition, value: None }
}

fn fetched(topic: TopicRef, partition: PartitionIndex, found: Option<&Committed>, error: ErrorCode) -> FetchedOffset {
    FetchedOffset {
        topic,
        partition,
        offset: found.map_or(Offset(-1), |commit| commit.offset),
        leader_epoch: found.and_then(|commit| commit.leader_epoch).filter(|epoch| *epoch >= LeaderEpoch(0)),
        metadata: found.map_or_else(|| Some(Text::default()), |commit| commit.metadata.clone()),
        error,
    }
}

/// What a client is told when its commit could not be written: Kafka's mapping.
fn commit_error(error: ErrorCode) -> ErrorCode {
    use ErrorCode as E;
    match error {
        E::MessageTooLarge | E::RecordListTooLarge | E::InvalidFetchSize => E::InvalidCommitOffsetSize,
        other => write_error(other),
    }
}

/// What a client is told when a group's record could not be written: Kafka's mapping.
pub(super) fn write_error(error: ErrorCode) -> ErrorCode {
    use ErrorCode as E;
    match error {
        E::UnknownTopicOrPartition | E::NotEnoughReplicas | E::NotEnoughReplicasAfterAppend | E::RequestTimedOut => {
            E::CoordinatorNotAvailable
        }
        E::NotLeaderOrFollower | E::KafkaStorageError => E::NotCoordinator,
        E::MessageTooLarge | E::RecordListTooLarge | E::InvalidFetchSize => E::UnknownServerError,
        other => other,
    }
}
