//! What facts are made of: what is found in the journal and in the world by the names that facts are about.

use glasslog_core::{
    controller::image::PartitionImage,
    id::{BrokerId, Offset, PartitionIndex},
    name::{Text, is_internal_topic},
    sorted::SortedMap,
    view::{GroupView, PartitionView},
};
use glasslog_sim::{
    Act, Action, ActorId,
    view::{ConsumerView, End, Fate, PartitionName, ProcessState, RecordView},
};

use super::{
    Facts,
    journal::{Client, Sending},
    said, text,
};
use crate::words::{broker, partition};

/// The most records of one log that are looked at.
const RECORDS_MAX: u32 = 2_000;
impl Facts<'_> {
    pub(super) fn sendings(&self, value: &str) -> impl Iterator<Item = (&Client, &Sending)> {
        let all = self.journal.clients.values().flat_map(|client| client.sent.values().map(move |one| (client, one)));
        all.filter(move |(_, sending)| text(sending.record.value.as_deref()) == value)
    }

    /// What the player has done of this kind, and the scene.
    pub(super) fn acts(&self, kind: impl Fn(&Action) -> bool) -> impl Iterator<Item = &Act> {
        self.world.actions().iter().filter(move |act| kind(&act.action))
    }

    pub(super) fn fates(&self, value: &str) -> impl Iterator<Item = Fate> {
        self.sendings(value).map(|(_, sending)| sending.record.fate)
    }

    pub(super) fn readings(&self, value: &str) -> impl Iterator<Item = &Text> {
        let all = self.journal.clients.values();
        all.flat_map(move |client| client.read.iter().filter(move |read| read.value == value).map(|_| &client.name))
    }

    /// The consumers of this name, or of this group.
    pub(super) fn clients(&self, name: &str) -> impl Iterator<Item = &Client> {
        self.journal.clients.values().filter(move |client| *client.name == *name || *client.group == *name)
    }

    pub(super) fn consumer(&self, name: &str) -> Option<&ConsumerView> {
        self.journal
            .clients
            .values()
            .rev()
            .filter(|client| *client.name == *name)
            .find_map(|client| client.shows.as_ref())
    }

    pub(super) fn end(&self, name: &str) -> Option<End> {
        if name == "controller" {
            return Some(End::Ensemble);
        }
        let client = || self.journal.clients.iter().rev().find(|(_, client)| *client.name == *name);
        broker(name).map(|id| End::Broker(BrokerId(id))).ok().or_else(|| client().map(|(id, _)| End::Actor(*id)))
    }

    pub(super) fn is_cut(&self, link: &str) -> bool {
        let ends = link.split_once('-').and_then(|(one, other)| Some((self.end(one)?, self.end(other)?)));
        let Some((one, other)) = ends else { return false };
        let ours = |from, to| (from, to) == (one, other) || (from, to) == (other, one);
        self.world.links().iter().any(|view| view.link.cut && ours(view.from, view.to))
    }

    pub(super) fn producers_topics(&self) -> SortedMap<ActorId, &Text> {
        let clients = self.journal.clients.iter();
        clients.filter_map(|(id, client)| Some((*id, &client.sent.values().next()?.topic))).collect()
    }

    pub(super) fn runs(&self, broker: BrokerId) -> bool {
        let running = |state| matches!(state, ProcessState::Running | ProcessState::Stopping);
        self.world.brokers().iter().any(|status| status.id == broker && running(status.state))
    }

    pub(super) fn topic(&self, name: &str) -> Option<&[PartitionImage]> {
        self.world.image().topic_named(name).map(|(_, topic)| topic.partitions.as_slice())
    }

    pub(super) fn image(&self, name: &str) -> Option<&PartitionImage> {
        let (topic, index) = partition(name).ok()?;
        self.topic(topic)?.get(usize::try_from(index).ok()?)
    }

    /// A partition as its leader shows it.
    pub(super) fn led(&self, name: &str) -> Option<&PartitionView> {
        self.journal.brokers.get(&self.image(name)?.leader?)?.partitions.get(&name_of(name)?)
    }

    /// Every partition of the topics that are nobody's own.
    pub(super) fn logs(&self) -> impl Iterator<Item = (Text, PartitionIndex)> {
        let topics = self.world.image().topics.values().filter(|topic| !is_internal_topic(&topic.name));
        topics.flat_map(|topic| {
            (0..).zip(&topic.partitions).map(|(index, _)| (topic.name.clone(), PartitionIndex(index)))
        })
    }

    pub(super) fn copy(&self, broker: BrokerId, topic: &str, index: PartitionIndex) -> Vec<RecordView> {
        self.world.read_copy(broker, topic, index, Offset(0), RECORDS_MAX)
    }

    pub(super) fn log(&self, topic: &str, index: PartitionIndex) -> Vec<RecordView> {
        self.world.read(topic, index, Offset(0), RECORDS_MAX)
    }

    /// The leader's log of a partition that is named so.
    pub(super) fn log_of(&self, name: &str) -> Vec<RecordView> {
        name_of(name).map(|(topic, index)| self.log(&topic, index)).unwrap_or_default()
    }

    pub(super) fn is_equal(&self, name: &str) -> bool {
        let (Some(image), Ok((topic, index))) = (self.image(name), partition(name)) else { return false };
        let copy = |broker: &BrokerId| {
            let records = self.copy(*broker, topic, PartitionIndex(index)).into_iter();
            records.map(|record| (record.offset, record.leader_epoch, record.key, record.value)).collect::<Vec<_>>()
        };
        let mut copies = image.replicas.iter().map(copy);
        let first = copies.next();
        copies.all(|other| Some(&other) == first.as_ref())
    }

    /// A group as its coordinator shows it: where two brokers show it, the one with more generations knows more.
    pub(super) fn group(&self, name: &str) -> Option<(BrokerId, &GroupView)> {
        let shown = self.journal.brokers.iter().filter(|(id, _)| self.runs(**id));
        let views = shown.filter_map(|(id, shown)| Some((*id, shown.groups.get(name)?)));
        views.max_by_key(|(_, view)| view.generation)
    }

    pub(super) fn commit(&self, group: &str, place: &str) -> Option<Offset> {
        let (topic, index) = name_of(place)?;
        let (_, view) = self.group(group)?;
        let commit = view.commits.iter().find(|commit| commit.topic == topic && commit.partition == index);
        commit.map(|commit| commit.offset)
    }

    pub(super) fn lag(&self, group: &str) -> Vec<String> {
        let topics =
            self.clients(group).filter_map(|client| client.shows.as_ref()).flat_map(|view| &view.settings.topics);
        let mut topics: Vec<&Text> = topics.collect();
        topics.sort();
        topics.dedup();
        let mut lag = 0;
        for (topic, index) in self.logs().filter(|(topic, _)| topics.contains(&topic)) {
            let name = format!("{topic}-{index}");
            let Some(view) = self.led(&name) else { return Vec::new() };
            let from = self.commit(group, &name).unwrap_or(view.log_start);
            lag += (view.high_watermark.0 - from.0).max(0);
        }
        if topics.is_empty() { Vec::new() } else { said([lag]) }
    }
}

pub(super) fn name_of(name: &str) -> Option<PartitionName> {
    partition(name).ok().map(|(topic, index)| (topic.into(), PartitionIndex(index)))
}
