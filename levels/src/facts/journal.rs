//! What has been seen of a world so far: what its brokers have shown, and what its clients have sent and read.

use glasslog_core::{
    id::{BrokerId, Offset},
    name::Text,
    sorted::{SortedMap, SortedSet},
    time::Instant,
    view::{Delta, GroupView, PartitionView, Seq},
};
use glasslog_sim::{
    ActorId, Timeline, World,
    view::{ActorRole, ActorView, ConsumerView, Fate, PartitionName, ProcessState, SentRecord},
};

use super::{Facts, text};
use crate::unread::{Unread, standing};

#[derive(Clone, Debug)]
pub(super) struct Sending {
    pub(super) record: SentRecord,
    pub(super) topic: Text,
    pub(super) acked_at: Option<Instant>,
}

/// A record that somebody processed.
#[derive(Clone, Debug)]
pub(super) struct Reading {
    pub(super) value: String,
    pub(super) at: Instant,
}

/// A client, with all that it has seen.
#[derive(Clone, Debug, Default)]
pub(super) struct Client {
    pub(super) name: Text,
    /// Empty for a producer.
    pub(super) group: Text,
    pub(super) sent: SortedMap<u64, Sending>,
    pub(super) read: Vec<Reading>,
    pub(super) processed: u64,
    pub(super) shows: Option<ConsumerView>,
}

/// What one broker has shown.
#[derive(Clone, Debug, Default)]
pub(super) struct Shown {
    pub(super) incarnation: u32,
    pub(super) seq: Seq,
    pub(super) partitions: SortedMap<PartitionName, PartitionView>,
    pub(super) groups: SortedMap<Text, GroupView>,
}

/// What has been seen of a world so far.
#[derive(Clone, Debug, Default)]
pub(crate) struct Journal {
    pub(super) clients: SortedMap<ActorId, Client>,
    /// The values that were sent, in order.
    pub(super) values: Vec<String>,
    pub(super) brokers: SortedMap<BrokerId, Shown>,
    /// The highest generation of each group, and when it was first seen.
    pub(super) shared: SortedMap<Text, (i32, Instant)>,
    /// How much of their time groups have left unread.
    pub(super) unread: Unread,
    /// What else there was to see the last time: who runs, acts, changes of metadata, actors.
    pub(super) last: (Vec<(BrokerId, ProcessState)>, usize, Offset, Vec<ActorView>),
}

impl Journal {
    /// What brokers show counts anew: another world stands in the place of the one that was looked at.
    pub(crate) fn jumped(&mut self) {
        self.brokers.clear();
    }

    /// Takes in what has changed. Says whether anything has.
    pub(crate) fn look(&mut self, line: &mut Timeline) -> bool {
        let brokers = line.world().brokers();
        let mut fresh = false;
        for status in &brokers {
            let shown = self.brokers.entry(status.id).or_default();
            if shown.incarnation != status.incarnation {
                *shown = Shown { incarnation: status.incarnation, ..Shown::default() };
            }
            if matches!(status.state, ProcessState::Running | ProcessState::Stopping) {
                fresh |= shown.take(line.node_changes(status.id, shown.seq));
            }
        }
        if fresh {
            let now = line.now();
            for (name, group) in self.brokers.values().flat_map(|shown| shown.groups.iter()) {
                let last = self.shared.entry(name.clone()).or_insert((-1, now));
                if group.generation.0 > last.0 {
                    *last = (group.generation.0, now);
                }
            }
        }
        let brokers = brokers.iter().map(|status| (status.id, status.state)).collect();
        let seen = (brokers, line.done(), line.world().image().offset, line.world().actors());
        if seen == self.last {
            if fresh {
                self.look_at_groups(line.world());
            }
            return fresh;
        }
        let actors = seen.3.clone();
        self.last = seen;
        self.meet(actors, line.now());
        self.look_at_groups(line.world());
        true
    }

    /// Who reads what of each group.
    fn look_at_groups(&mut self, world: &World) {
        let running = |id: &BrokerId| {
            let states = &self.last.0;
            states.iter().any(|(other, state)| other == id && *state != ProcessState::Down)
        };
        let shown = self.brokers.values().flat_map(|shown| shown.groups.keys());
        let named = self.clients.values().map(|client| &client.group).filter(|group| !group.is_empty());
        let names: SortedSet<Text> = shown.chain(named).cloned().collect();
        let standing_of = |name: &Text| {
            let shown = self.brokers.iter().filter(|(id, _)| running(id));
            let view = shown.filter_map(|(_, shown)| shown.groups.get(name)).max_by_key(|view| view.generation);
            let members = self.clients.values().filter(|client| client.group == *name);
            let consumers: Vec<&ConsumerView> = members.filter_map(|client| client.shows.as_ref()).collect();
            standing(view, &consumers, world.image())
        };
        let standings: Vec<_> = names.iter().map(standing_of).collect();
        for (name, standing) in names.iter().zip(standings) {
            self.unread.look(world.now(), name, standing);
        }
    }

    /// Takes in what clients show of themselves.
    fn meet(&mut self, actors: Vec<ActorView>, now: Instant) {
        let mut gone: Vec<ActorId> = self.clients.keys().copied().collect();
        for actor in actors {
            gone.retain(|id| *id != actor.id);
            let client = self.clients.entry(actor.id).or_default();
            client.name = actor.name;
            match actor.role {
                ActorRole::Producer(producer) => {
                    for record in producer.records {
                        let number = u64::from(record.number);
                        let acked = matches!(record.fate, Fate::Acked(Some(_)));
                        let topic = producer.settings.topic.clone();
                        if !client.sent.contains_key(&number) {
                            let value = text(record.value.as_deref());
                            if !self.values.contains(&value) {
                                self.values.push(value);
                            }
                        }
                        let sending = client.sent.entry(number).or_insert_with(|| Sending {
                            record: record.clone(),
                            topic,
                            acked_at: None,
                        });
                        sending.record = record;
                        sending.acked_at = sending.acked_at.or(acked.then_some(now));
                    }
                }
                ActorRole::Consumer(consumer) => {
                    client.group = consumer.settings.group.clone();
                    let fresh = (consumer.processed_count - client.processed) as usize;
                    client.processed = consumer.processed_count;
                    let skip = consumer.processed.len().saturating_sub(fresh);
                    for record in consumer.processed.iter().skip(skip) {
                        let value = text(record.value.as_deref());
                        client.read.push(Reading { value, at: record.at });
                    }
                    client.shows = Some(consumer);
                }
            }
        }
        for id in gone {
            if let Some(client) = self.clients.get_mut(&id) {
                client.shows = None;
            }
        }
    }

    /// What can be asked of it and of the world as it is.
    pub(crate) fn facts<'a>(&'a self, world: &'a World) -> Facts<'a> {
        Facts { journal: self, world }
    }
}

impl Shown {
    /// Takes in what has changed. Says whether anything has.
    fn take(&mut self, delta: Delta) -> bool {
        if delta.upto == Seq(0) || delta.upto == self.seq {
            return false;
        }
        if delta.since == Seq(0) {
            self.partitions.clear();
            self.groups.clear();
        }
        self.seq = delta.upto;
        for view in delta.partitions {
            self.partitions.insert((view.topic.clone(), view.partition), view);
        }
        self.partitions.retain(|_, view| !delta.partitions_gone.contains(&(view.topic_id, view.partition)));
        for view in delta.groups {
            self.groups.insert(view.group.clone(), view);
        }
        self.groups.retain(|name, _| !delta.groups_gone.contains(name));
        true
    }
}
