//! What a member asks, step by step: its coordinator, who knows who leads, and the leaders.

use std::time::Duration;

use bytes::Bytes;
use glasslog_core::{
    id::{Offset, RequestId},
    request::{
        CommitPartition, FindCoordinator, Heartbeat, Isolation, JoinGroup, ListOffsets, ListOffsetsPartition,
        MetadataRequest, OffsetAt, OffsetCommit, OffsetFetch, OffsetFetchGroup, Request, SyncGroup, TopicRef,
    },
};

use super::{Asked, NaiveMember, Stage, TOPICS_AGE};
use crate::{
    actors::{Port, assignment::subscription, lines::Line},
    settings::{CommitPolicy, Reset},
    view::PartitionName,
};

impl NaiveMember {
    fn ask(&mut self, port: &mut Port<'_>, asked: Asked, request: Request<Bytes>) {
        let line = match self.coordinator {
            Some(broker) => Line::Coordinator(broker),
            None => self.anybody(port),
        };
        self.ask_over(port, line, asked, request);
    }

    /// A line to any broker, each time to another one: the last one may know nothing new.
    fn anybody(&mut self, port: &Port<'_>) -> Line {
        self.turn += 1;
        let index = self.turn % port.bootstrap.len().max(1) as u64;
        port.bootstrap.get(index as usize).map_or(Line::Bootstrap, |broker| Line::Broker(*broker))
    }

    fn ask_over(&mut self, port: &mut Port<'_>, line: Line, asked: Asked, request: Request<Bytes>) {
        self.requests += 1;
        self.asked = (RequestId(self.requests), asked);
        self.lines.send(port, line, RequestId(self.requests), request, true);
    }

    pub(super) fn go_on(&mut self, port: &mut Port<'_>) {
        if self.leaving || self.again_at.is_some() {
            return;
        }
        if self.stage == Stage::Read {
            self.fetch(port);
        }
        if self.asked.1 != Asked::Nothing {
            return;
        }
        self.outdated |= self.stage == Stage::Read && self.topics_at + TOPICS_AGE <= port.now.instant;
        if self.outdated && matches!(self.stage, Stage::LoadStarts | Stage::Read) {
            self.look_up(port);
            return;
        }
        let group = self.settings.group.clone();
        match self.stage {
            Stage::Find => {
                self.coordinator = None;
                let find = FindCoordinator { kind: 0, keys: vec![group] };
                self.ask(port, Asked::Coordinator, Request::FindCoordinator(find));
            }
            Stage::LookUp => self.look_up(port),
            Stage::Join => {
                let join = JoinGroup {
                    group,
                    member: self.member.clone(),
                    instance: None,
                    session_timeout: self.settings.session_timeout,
                    rebalance_timeout: Duration::from_secs(20),
                    protocol_type: "consumer".into(),
                    protocols: vec![("range".into(), subscription(&self.settings.topics))],
                    member_id_required: true,
                    client_id: self.settings.name.clone(),
                    client_host: "/tab".into(),
                    reason: None,
                };
                self.ask(port, Asked::Join, Request::JoinGroup(Box::new(join)));
            }
            Stage::Sync => {
                let sync = SyncGroup {
                    group,
                    generation: self.generation,
                    member: self.member.clone(),
                    instance: None,
                    protocol_type: Some("consumer".into()),
                    protocol: Some("range".into()),
                    assignments: std::mem::take(&mut self.shares),
                };
                self.ask(port, Asked::Sync, Request::SyncGroup(sync));
            }
            Stage::LoadCommits => {
                let partitions = self.reading.keys().map(|(topic, p)| (TopicRef::Name(topic.clone()), *p)).collect();
                let groups = vec![OffsetFetchGroup { group, partitions: Some(partitions) }];
                self.ask(port, Asked::Commits, Request::OffsetFetch(OffsetFetch { groups, require_stable: true }));
            }
            Stage::LoadStarts => {
                let at = match self.settings.reset {
                    Reset::Earliest => OffsetAt::Earliest,
                    Reset::Latest => OffsetAt::Latest,
                };
                let missing: Vec<PartitionName> =
                    self.reading.iter().filter(|(_, r)| r.position.is_none()).map(|(name, _)| name.clone()).collect();
                let Some(leader) = missing.first().map(|first| self.leader_of(first)) else {
                    self.stage = Stage::Read;
                    self.go_on(port);
                    return;
                };
                let Some(leader) = leader else { return self.learn_anew(port) };
                let here = missing.iter().filter(|name| self.leader_of(name) == Some(leader));
                let partitions = here.map(|(topic, partition)| ListOffsetsPartition {
                    topic: TopicRef::Name(topic.clone()),
                    partition: *partition,
                    current_leader_epoch: None,
                    at,
                });
                let partitions = partitions.collect();
                let list = ListOffsets { replica: None, isolation: Isolation::ReadUncommitted, partitions };
                self.ask_over(port, Line::Broker(leader), Asked::Starts, Request::ListOffsets(list));
            }
            Stage::Read => self.commit_or_beat(port),
        }
    }

    fn look_up(&mut self, port: &mut Port<'_>) {
        let topics = self.settings.topics.iter().cloned().map(TopicRef::Name).collect();
        let request = MetadataRequest { topics: Some(topics), auto_create: false };
        let line = self.anybody(port);
        self.ask_over(port, line, Asked::Topics, Request::Metadata(request));
    }

    fn commit_or_beat(&mut self, port: &mut Port<'_>) {
        let due = match self.settings.commit {
            CommitPolicy::EachRecord => self.since_commit >= 1,
            CommitPolicy::EveryRecords(count) => self.since_commit >= count.max(1),
            CommitPolicy::Periodic(_) => self.commit_at.is_some_and(|at| at <= port.now.instant),
            CommitPolicy::Never | CommitPolicy::BeforeWork => false,
        };
        if due {
            if let CommitPolicy::Periodic(period) = self.settings.commit {
                self.commit_at = Some(port.now.instant + period);
            }
            self.since_commit = 0;
            let changed: Vec<(PartitionName, Offset)> = self
                .reading
                .iter()
                .filter(|(_, r)| r.position != r.committed)
                .filter_map(|(name, r)| Some((name.clone(), r.position?)))
                .collect();
            if !changed.is_empty() {
                self.commit(port, changed);
                return;
            }
        }
        if self.heartbeat_at <= port.now.instant {
            let beat = Heartbeat {
                group: self.settings.group.clone(),
                generation: self.generation,
                member: self.member.clone(),
                instance: None,
            };
            self.ask(port, Asked::Heartbeat, Request::Heartbeat(beat));
        }
    }

    fn commit(&mut self, port: &mut Port<'_>, offsets: Vec<(PartitionName, Offset)>) {
        let group = self.settings.group.clone();
        let partitions = offsets
            .iter()
            .map(|((topic, partition), offset)| CommitPartition {
                topic: TopicRef::Name(topic.clone()),
                partition: *partition,
                offset: *offset,
                leader_epoch: None,
                metadata: None,
            })
            .collect();
        let commit = OffsetCommit {
            group,
            generation: self.generation,
            member: self.member.clone(),
            instance: None,
            partitions,
        };
        self.ask(port, Asked::Commit(offsets), Request::OffsetCommit(commit));
    }
}
