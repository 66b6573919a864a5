//! Watches for marks: nothing here judges.

use glasslog_core::sorted::SortedMap;

use bytes::Bytes;
use glasslog_core::{
    controller::{Answer, Ask, image::Image},
    effect::Note,
    error::{ErrorCode, StorageFault},
    id::{BrokerId, ClientId, LeaderEpoch, Offset, PartitionIndex, RequestId},
    metadata::{Committed, MetadataRecord},
    name::Text,
    record::Head,
    request::{Request, TopicRef},
    response::{Response, Span},
    storage::{LogName, RecoveredLog},
    view::{PartitionView, ReplicaRole},
};

use super::model::ModelBatch;
use crate::mark::{Mark, Reached};

/// What is remembered to tell marks.
#[derive(Clone, Debug, Default)]
pub(super) struct MarkWatch {
    pub(super) reached: Reached,
    /// Where the leader told each follower that the logs depart.
    departures: SortedMap<(BrokerId, LogName), Offset>,
    /// Where each leadership began, by the leader's own account.
    began: SortedMap<(BrokerId, Text, PartitionIndex), Offset>,
    /// The members that leaders have asked for, and in which epoch; until they are members.
    wanted: SortedMap<(BrokerId, LogName), (LeaderEpoch, Vec<BrokerId>)>,
    /// Who follows over which connection.
    peers: SortedMap<(BrokerId, ClientId), BrokerId>,
    /// Group requests that this step has not answered yet, with the number of the step that they came in.
    waiting: SortedMap<(BrokerId, ClientId, RequestId), u64>,
    /// Partitions of the offsets topic that had a coordinator with groups.
    loaded: SortedMap<PartitionIndex, BrokerId>,
}

impl MarkWatch {
    fn reach(&mut self, mark: Mark) {
        *self.reached.entry(mark).or_default() += 1;
    }

    fn reach_if(&mut self, is: bool, mark: Mark) {
        if is {
            self.reach(mark);
        }
    }

    pub(super) fn died(&mut self, broker: BrokerId) {
        self.peers.retain(|(other, _), _| *other != broker);
        self.waiting.retain(|(other, _, _), _| *other != broker);
        self.began.retain(|(other, _, _), _| *other != broker);
        self.wanted.retain(|(other, _), _| *other != broker);
    }

    /// A change of the metadata has its place.
    pub(super) fn metadata(&mut self, before: &Image, image: &Image, committed: &Committed) {
        let proposal = &committed.proposal;
        if proposal.decided_on != before.offset || proposal.controller < before.controller {
            return self.reach(Mark::ProposalOvertaken);
        }
        let registered = proposal.records.iter().find_map(|record| match record {
            MetadataRecord::BrokerRegistered { broker, disk, .. } => Some((broker.id, *disk)),
            _ => None,
        });
        for record in &proposal.records {
            let MetadataRecord::PartitionChanged { topic, partition, .. } = record else { continue };
            let both = before.partition(*topic, *partition).zip(image.partition(*topic, *partition));
            let Some((was, now)) = both else { continue };
            self.reach_if(now.leader.is_none(), Mark::Leaderless);
            self.reach_if(now.isr.len() == 1 && now.replicas.len() > 1, Mark::IsrOfOne);
            self.reach_if(now.elr.iter().any(|broker| !was.elr.contains(broker)), Mark::Eligible);
            if let Some((broker, disk)) =
                registered.filter(|(broker, _)| was.isr.contains(broker) && !now.isr.contains(broker))
            {
                let other = before.brokers.get(&broker).is_some_and(|known| known.disk != disk);
                // One that must only catch up with the metadata first stays eligible, or its last leadership is kept.
                let unclean = !other && !now.elr.contains(&broker) && now.isr.len() < was.isr.len();
                self.reach_if(other, Mark::OtherDisk);
                self.reach_if(unclean && image.is_alive(broker), Mark::UncleanRestart);
            }
            let Some(leader) = now.leader.filter(|leader| was.leader != Some(*leader)) else { continue };
            self.reach(match () {
                () if was.isr.contains(&leader) => Mark::ElectedFromIsr,
                () if was.elr.contains(&leader) => Mark::ElectedFromElr,
                () if was.last_leader == Some(leader) => Mark::ElectedLastLeader,
                () => Mark::ElectedUnclean,
            });
            let gave_way = was.leader.is_some_and(|before| now.isr.contains(&before));
            self.reach_if(gave_way && now.replicas.first() == Some(&leader), Mark::PreferredLeaderBack);
        }
    }

    /// A broker asks the controller.
    pub(super) fn asks(&mut self, image: &Image, ask: &Ask) {
        if let Ask::LogsFailed { .. } = ask {
            self.reach(Mark::LogFailed);
        }
        let Ask::AlterIsr(alter) = ask else { return };
        for change in &alter.changes {
            let Some(partition) = image.partition(change.topic, change.partition) else { continue };
            let grows = change.isr.iter().any(|(broker, _)| !partition.isr.contains(broker));
            let shrinks = partition.isr.iter().any(|broker| !change.isr.iter().any(|(other, _)| other == broker));
            self.reach_if(grows, Mark::IsrGrowthAsked);
            self.reach_if(shrinks, Mark::IsrShrinkAsked);
            let name = LogName { topic: change.topic, partition: change.partition };
            let members = change.isr.iter().map(|(member, _)| *member).collect();
            self.wanted.insert((alter.broker, name), (change.leader_epoch, members));
        }
    }

    /// The controller has answered.
    pub(super) fn answered(&mut self, answer: &Answer) {
        let Answer::AlterIsr(altered) = answer else { return };
        for (_, _, result) in altered {
            self.reach_if(*result == Err(ErrorCode::IneligibleReplica), Mark::IneligibleReplica);
            self.reach_if(*result == Err(ErrorCode::InvalidUpdateVersion), Mark::IsrOutdated);
        }
    }

    pub(super) fn asked(
        &mut self,
        step: u64,
        key: (BrokerId, ClientId, RequestId),
        peer: Option<BrokerId>,
        request: &Request<Bytes>,
    ) {
        if let Some(peer) = peer {
            self.peers.insert((key.0, key.1), peer);
        }
        let of_groups = matches!(request, Request::OffsetCommit(_) | Request::JoinGroup(_) | Request::SyncGroup(_));
        if of_groups {
            self.waiting.insert(key, step);
        }
    }

    /// The node has answered.
    pub(super) fn replied(
        &mut self,
        step: u64,
        key: (BrokerId, ClientId, RequestId),
        image: &Image,
        response: &Response<Span>,
    ) {
        let waited = self.waiting.remove(&key).is_some_and(|asked| asked < step);
        match response {
            Response::Fetch(fetched) => {
                let peer = self.peers.get(&(key.0, key.1)).copied();
                self.reach_if(fetched.error == ErrorCode::StaleBrokerEpoch, Mark::UnknownIncarnation);
                for partition in &fetched.partitions {
                    match partition.error {
                        ErrorCode::FencedLeaderEpoch => self.reach(Mark::FencedLeaderEpoch),
                        ErrorCode::UnknownLeaderEpoch => self.reach(Mark::UnknownLeaderEpoch),
                        ErrorCode::OffsetOutOfRange if peer.is_none() => self.reach(Mark::OffsetOutOfRange),
                        ErrorCode::None if peer.is_none() && partition.high_watermark < Offset::ZERO => {
                            self.reach(Mark::HighWatermarkWithheld);
                        }
                        _ => {}
                    }
                    if let (Some((_, end)), Some(peer), TopicRef::Id(topic)) =
                        (partition.diverging, peer, &partition.topic)
                    {
                        self.reach(Mark::Diverged);
                        let name = LogName { topic: *topic, partition: partition.partition };
                        self.departures.insert((peer, name), end);
                    }
                }
            }
            Response::ListOffsets(answers) => {
                let withheld = answers.iter().any(|answer| answer.result == Err(ErrorCode::OffsetNotAvailable));
                self.reach_if(withheld, Mark::EndWithheld);
            }
            Response::Produce(answers) => {
                let codes = || answers.iter().filter_map(|answer| Some(answer.result.as_ref().err()?.code));
                let some = |wanted: ErrorCode| codes().any(|code| code == wanted);
                let (too_few, shrunk) =
                    (some(ErrorCode::NotEnoughReplicas), some(ErrorCode::NotEnoughReplicasAfterAppend));
                self.reach_if(too_few, Mark::NotEnoughReplicas);
                self.reach_if(shrunk, Mark::NotEnoughReplicasAfterAppend);
            }
            Response::OffsetCommit(fates) => {
                let some = |wanted: ErrorCode| fates.iter().any(|(_, _, code)| *code == wanted);
                self.reach_if(waited && some(ErrorCode::NotCoordinator), Mark::MovedDuringCommit);
                self.reach_if(some(ErrorCode::IllegalGeneration), Mark::OldGenerationRefused);
            }
            Response::JoinGroup(joined) => {
                self.reach_if(waited && joined.error == ErrorCode::NotCoordinator, Mark::MovedDuringRebalance);
            }
            Response::SyncGroup(Err(code)) => {
                self.reach_if(waited && *code == ErrorCode::NotCoordinator, Mark::MovedDuringRebalance);
            }
            Response::OffsetFetch(groups) => {
                let loading = |code: ErrorCode| code == ErrorCode::CoordinatorLoadInProgress;
                let early = groups.iter().any(|g| loading(g.error) || g.partitions.iter().any(|p| loading(p.error)));
                self.reach_if(early && !image.topics.is_empty(), Mark::AskedBeforeLoaded);
            }
            _ => {}
        }
    }

    pub(super) fn noted(&mut self, broker: BrokerId, note: &Note) {
        match note {
            Note::MemberExpired { .. } => self.reach(Mark::MemberExpired),
            Note::LeadershipBegins { topic, partition, end, .. } => {
                self.began.insert((broker, topic.clone(), *partition), *end);
            }
            Note::GroupsLoaded { partition, groups } if *groups > 0 => {
                let before = self.loaded.insert(*partition, broker);
                self.reach_if(before.is_some_and(|before| before != broker), Mark::GroupsMoved);
            }
            _ => {}
        }
    }

    /// A copy says something of itself: does KIP-966 hold a follower, or the high watermark, back?
    pub(super) fn looked(&mut self, broker: BrokerId, view: &PartitionView) {
        if view.role != ReplicaRole::Leader || view.followers.len() == view.isr.len().saturating_sub(1) {
            return;
        }
        let name = LogName { topic: view.topic_id, partition: view.partition };
        if let Some((epoch, wanted)) = self.wanted.get(&(broker, name)) {
            let end_of = |member: &BrokerId| match view.followers.iter().find(|follower| follower.broker == *member) {
                _ if *member == broker => view.durable,
                follower => follower.and_then(|follower| follower.end).unwrap_or_default(),
            };
            let of_members = view.isr.iter().map(end_of).min().unwrap_or_default();
            let waits_for = |member: &&BrokerId| !view.isr.contains(member) && end_of(member) < of_members;
            let is_held = view.high_watermark < of_members && wanted.iter().any(|member| waits_for(&member));
            let enough = view.isr.len() >= usize::try_from(view.min_isr).unwrap_or_default();
            let is_held = is_held && enough && *epoch == view.leader_epoch;
            if *epoch != view.leader_epoch || wanted.iter().all(|member| view.isr.contains(member)) {
                self.wanted.remove(&(broker, name));
            }
            self.reach_if(is_held, Mark::HeldBackByMaximalIsr);
        }
        let Some(began) = self.began.get(&(broker, view.topic.clone(), view.partition)).copied() else { return };
        let held = |end: Offset| end >= view.high_watermark && end < began;
        let mut outside = view.followers.iter().filter(|follower| !view.isr.contains(&follower.broker));
        let is_held = outside.any(|follower| follower.end.is_some_and(held));
        self.reach_if(is_held, Mark::HeldBackByEpoch);
    }

    /// A leader takes a client's batch: does it still lead?
    pub(super) fn appended(&mut self, image: &Image, name: LogName, head: &Head, leads: bool) {
        let newest = image.partition(name.topic, name.partition).map(|partition| partition.leader_epoch);
        let is_old = newest.is_some_and(|newest| newest > LeaderEpoch(head.leader_epoch));
        self.reach_if(leads && is_old, Mark::ZombieAppended);
    }

    /// A follower cuts its log.
    pub(super) fn truncated(&mut self, broker: BrokerId, name: LogName, to: Offset, lost: &[ModelBatch]) {
        self.reach(Mark::Truncated);
        let mut epochs: Vec<LeaderEpoch> = lost.iter().map(ModelBatch::epoch).collect();
        epochs.dedup();
        self.reach_if(epochs.len() > 1, Mark::TruncatedTwoEpochs);
        let told = self.departures.remove(&(broker, name));
        self.reach_if(told.is_some_and(|told| to < told), Mark::OwnEpochEndsFirst);
    }

    /// An append has failed.
    pub(super) fn append_failed(&mut self, fault: StorageFault, leads: bool) {
        match fault {
            StorageFault::Full => self.reach(Mark::AppendFull),
            _ if leads => self.reach(Mark::AppendFailedOnLeader),
            _ => self.reach(Mark::AppendFailedOnFollower),
        }
    }

    /// A start has found this.
    pub(super) fn opened(&mut self, found: &RecoveredLog) {
        self.reach_if(found.torn_bytes > 0, Mark::TornTail);
        self.reach_if(found.damaged_at.is_some(), Mark::DamageKept);
    }

    /// An acknowledgement told a place that stood in the log before its request came.
    pub(super) fn recognised(&mut self) {
        self.reach(Mark::DuplicateRecognised);
    }
}
