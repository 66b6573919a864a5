//! What a member is told, and what it makes of that.

use bytes::Bytes;
use glasslog_core::{
    error::ErrorCode,
    id::{BrokerId, PartitionIndex},
    name::Text,
    request::TopicRef,
    response::Response,
    sorted::SortedMap,
};

use super::{Asked, NaiveMember, PAUSE, Reading, Stage};
use crate::{
    actors::{
        Port,
        assignment::{assignment, read_assignment},
    },
    settings::CommitPolicy,
    view::PartitionName,
};

impl NaiveMember {
    /// Takes an answer in; none when membership has to begin anew.
    pub(super) fn told(&mut self, port: &mut Port<'_>, asked: Asked, answer: Option<Response<Bytes>>) -> Option<()> {
        match (asked, answer?) {
            (Asked::Coordinator, Response::FindCoordinator(found)) => {
                let (_, broker) = found.into_iter().next()?;
                self.coordinator = Some(broker.ok()?.id);
                self.stage = Stage::LookUp;
            }
            (Asked::Topics, Response::Metadata(metadata)) => {
                let known = metadata.topics.into_iter().filter(|topic| !topic.error.is_error());
                let leaders = known.filter_map(|topic| {
                    let leaders = topic.partitions.iter().map(|partition| partition.leader).collect();
                    Some((topic.name?, leaders))
                });
                let counts = |topics: &SortedMap<Text, Vec<Option<BrokerId>>>| -> Vec<usize> {
                    topics.values().map(Vec::len).collect()
                };
                let before = counts(&self.topics);
                self.topics = leaders.collect();
                self.topics_at = port.now.instant;
                self.outdated = false;
                let gone = |(topic, partition): &PartitionName| {
                    let count = self.topics.get(topic).map_or(0, Vec::len);
                    usize::try_from(partition.0).map_or(true, |index| index >= count)
                };
                let any_gone = self.reading.keys().any(gone);
                if any_gone {
                    // Its leader may not know that yet, and share out the same again.
                    self.again_at = Some(port.now.instant + PAUSE);
                }
                if self.stage == Stage::LookUp || any_gone || before != counts(&self.topics) {
                    // New shares for other partitions.
                    self.reading.clear();
                    self.fetched.clear();
                    self.stage = Stage::Join;
                } else if self.reading.keys().any(|name| self.leader_of(name).is_none()) {
                    self.learn_anew(port);
                }
            }
            (Asked::Join, Response::JoinGroup(joined)) => match joined.error {
                ErrorCode::None => {
                    self.member = joined.member;
                    self.generation = joined.generation;
                    let members: Vec<Text> = joined.members.into_iter().map(|(member, _, _)| member).collect();
                    self.shares = self.share_out(&members);
                    self.stage = Stage::Sync;
                }
                ErrorCode::MemberIdRequired => self.member = joined.member,
                code => self.rejoin(port, code),
            },
            (Asked::Sync, Response::SyncGroup(synced)) => match synced {
                Ok(synced) => {
                    let share = read_assignment(synced.assignment);
                    let names =
                        share.into_iter().flat_map(|(topic, all)| all.into_iter().map(move |p| (topic.clone(), p)));
                    self.reading = names.map(|name| (name, Reading::default())).collect();
                    self.heartbeat_at = port.now.instant + self.settings.session_timeout / 3;
                    if let CommitPolicy::Periodic(period) = self.settings.commit {
                        self.commit_at = Some(port.now.instant + period);
                    }
                    self.stage = Stage::LoadCommits;
                }
                Err(code) => self.rejoin(port, code),
            },
            (Asked::Commits, Response::OffsetFetch(groups)) => {
                let group = groups.into_iter().next()?;
                let mut errors = group.partitions.iter().map(|partition| partition.error).chain([group.error]);
                if let Some(code) = errors.find(|code| code.is_error()) {
                    // The group is kept elsewhere now.
                    if code == ErrorCode::NotCoordinator {
                        self.start_over(port);
                    }
                    self.again_at = Some(port.now.instant + PAUSE);
                    return Some(());
                }
                for commit in group.partitions {
                    let TopicRef::Name(topic) = commit.topic else { continue };
                    let partition = (topic, commit.partition);
                    let Some(reading) = self.reading.get_mut(&partition) else { continue };
                    reading.committed = (commit.offset.0 >= 0).then_some(commit.offset);
                    reading.position = reading.committed;
                }
                self.stage = Stage::LoadStarts;
            }
            (Asked::Starts, Response::ListOffsets(listed)) => {
                for answer in listed {
                    let TopicRef::Name(topic) = answer.topic else { continue };
                    match (answer.result, self.reading.get_mut(&(topic, answer.partition))) {
                        (Ok(info), Some(reading)) => reading.position = Some(info.offset),
                        (Err(_), _) => self.learn_anew(port),
                        (Ok(_), None) => {}
                    }
                }
            }
            (Asked::Heartbeat, Response::Heartbeat(code)) => {
                self.heartbeat_at = port.now.instant + self.settings.session_timeout / 3;
                if code.is_error() {
                    self.rejoin(port, code);
                }
            }
            (Asked::Commit(offsets), Response::OffsetCommit(fates)) => {
                let fate = |name: &PartitionName| {
                    let same = |t: &TopicRef| matches!(t, TopicRef::Name(topic) if *topic == name.0);
                    fates.iter().find(|(t, p, _)| same(t) && *p == name.1).map(|(_, _, code)| *code)
                };
                for (partition, offset) in offsets {
                    match fate(&partition) {
                        Some(ErrorCode::None) => {
                            if let Some(reading) = self.reading.get_mut(&partition) {
                                reading.committed = Some(offset);
                            }
                        }
                        Some(code) => {
                            self.rejoin(port, code);
                            break;
                        }
                        None => return None,
                    }
                }
            }
            _ => return None,
        }
        Some(())
    }

    /// Deals the partitions out like cards.
    fn share_out(&self, members: &[Text]) -> Vec<(Text, Bytes)> {
        let mut shares: SortedMap<&Text, SortedMap<Text, Vec<PartitionIndex>>> = SortedMap::new();
        let all = self
            .topics
            .iter()
            .flat_map(|(topic, leaders)| (0..leaders.len() as i32).map(move |p| (topic, PartitionIndex(p))));
        for ((topic, partition), member) in all.zip(members.iter().cycle()) {
            shares.entry(member).or_default().entry(topic.clone()).or_default().push(partition);
        }
        members.iter().map(|m| (m.clone(), assignment(shares.get(m).unwrap_or(&SortedMap::new())))).collect()
    }
}
