//! A world in the tab as a source: time passes as the clock says, and what nodes and actors show becomes a cluster.

use std::collections::BTreeMap;
use std::rc::Rc;

use bytes::Bytes;
use glasslog_core::id::{BrokerId, LeaderEpoch, Offset, PartitionIndex};
use glasslog_core::name::Text;
use glasslog_core::time::Instant;
use glasslog_core::view::PartitionView;
use glasslog_sim::view::{self as seen, ActorRole, ConsumerState, ConsumerView, End, ProcessState, ProducerView};
use glasslog_sim::{Action, ActorId, FlightId, Scenario, World};

use super::views::{Applied, Views};
use super::words;
use crate::clock::{Clock, Pace};
use crate::scene::{
    Broker, BrokerState, Cluster, Content, Contents, Copy, Fate, Flight, FlightKind, Group, Member, Place, Producer,
    letter,
};
use crate::store::{Caption, Play, Tone};

/// How long the world runs before anybody sees it: long enough for a stable group and a few records.
const PROLOGUE: Instant = Instant(9_000_000);
/// So many records at the end of each partition are kept readable.
const READ_BACK: i64 = 64;
/// Fates of sends that a producer shows.
const FATES: usize = 9;
/// A story about ordinary records at most every so many milliseconds of the screen.
const STORY_MS: f64 = 2_600.0;

/// A world with a clock on the screen.
pub struct Tab {
    world: World,
    /// How time passes.
    pub clock: Clock,
    views: BTreeMap<BrokerId, (u32, Views)>,
    contents: Rc<Contents>,
    groups: Vec<Text>,
    labels: BTreeMap<u32, String>,
    /// The members that actors were, for those of whom only the coordinator still knows.
    members: BTreeMap<Text, u32>,
    counts: BTreeMap<Text, u32>,
    producers: u32,
    flights: Vec<Flight>,
    cargo: BTreeMap<FlightId, Vec<Option<u8>>>,
    captions: Vec<Caption>,
    followed: Option<(Text, PartitionIndex, Offset)>,
    story_at: f64,
    screen_ms: f64,
    steps: u64,
    changed: bool,
}

impl std::fmt::Debug for Tab {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Tab").field("now", &self.world.now()).finish_non_exhaustive()
    }
}

impl Tab {
    /// The sandbox's world, a few seconds old.
    #[must_use]
    pub fn new(seed: u64) -> Tab {
        let mut world = World::new(Scenario::sandbox(), seed);
        world.run_until(PROLOGUE);
        let mut clock = Clock::default();
        clock.set(world.now());
        let mut tab = Tab {
            world,
            clock,
            views: BTreeMap::new(),
            contents: Rc::default(),
            groups: Vec::new(),
            labels: BTreeMap::new(),
            members: BTreeMap::new(),
            counts: BTreeMap::new(),
            producers: 0,
            flights: Vec::new(),
            cargo: BTreeMap::new(),
            captions: Vec::new(),
            followed: None,
            story_at: 0.0,
            screen_ms: 0.0,
            steps: 0,
            changed: true,
        };
        tab.look();
        tab.tell("One broker keeps one topic. A producer writes to it; a group of two reads.".to_owned());
        tab.followed = None;
        tab
    }

    /// A frame of the screen passes.
    pub fn frame(&mut self, elapsed: f64) {
        self.screen_ms += elapsed.min(100.0);
        let busy = self.busy();
        let pace = match busy {
            true => Pace::Flying,
            false if self.world.brokers().iter().any(|broker| broker.state != ProcessState::Running) => Pace::Watching,
            false => Pace::Waiting,
        };
        let until = self.clock.frame(elapsed, pace);
        if busy {
            self.world.run_until(until);
        } else {
            // time flies while nothing does: stop as soon as something does
            while self.world.next_at().is_some_and(|at| at <= until) {
                self.world.step();
                self.look();
                if self.busy() {
                    self.clock.set(self.world.now());
                    return;
                }
            }
            self.world.run_until(until);
        }
        self.look();
    }

    /// One event, however long it takes until then.
    pub fn step(&mut self) {
        // in the milliseconds that are shown: a step after which the page looks the same is none
        let shown = |now: Instant| now.0 / 1000;
        let before = shown(self.clock.now());
        // events that nobody can see (a timer that only looks) are passed over, up to a limit
        for _ in 0..50 {
            if !self.world.step() {
                break;
            }
            self.look();
            if self.changed && shown(self.world.now()) > before {
                break;
            }
        }
        self.clock.set(self.world.now());
        self.changed = true;
    }

    /// Does what a person asks for.
    pub fn act(&mut self, action: Action) -> Option<ActorId> {
        let actor = self.world.act(action);
        self.look();
        self.changed = true;
        actor
    }

    /// The native tool's command for an action.
    #[must_use]
    pub fn command(&self, action: &Action) -> Option<String> {
        words::command(action, |producer| {
            let actors = self.world.actors();
            let view = actors.iter().find(|actor| actor.id.0 == producer);
            match view.map(|actor| &actor.role) {
                Some(ActorRole::Producer(producer)) => producer.settings.topic.to_string(),
                _ => String::new(),
            }
        })
    }

    /// Messages on their way, as of the last frame.
    #[must_use]
    pub fn flights(&self) -> &[Flight] {
        &self.flights
    }

    /// Whether [`Tab::cluster`] shows something else than the last time it was asked; asked once, forgotten.
    pub fn take_changed(&mut self) -> bool {
        std::mem::take(&mut self.changed)
    }

    /// What is worth telling since the last time.
    pub fn take_captions(&mut self) -> Vec<Caption> {
        std::mem::take(&mut self.captions)
    }

    /// How time passes.
    #[must_use]
    pub fn play(&self) -> Play {
        let Clock { paused, speed, .. } = self.clock;
        Play { paused, speed, now: self.clock.now(), waited: self.clock.waited() }
    }

    /// A producer as the world knows it.
    #[must_use]
    pub fn producer(&self, id: u64) -> Option<ProducerView> {
        self.world.actors().into_iter().find(|actor| u64::from(actor.id.0) == id).and_then(|actor| match actor.role {
            ActorRole::Producer(producer) => Some(producer),
            ActorRole::Consumer(_) => None,
        })
    }

    /// Whether anything worth watching is under way: a message with something in it, or a record that is not on disk yet.
    fn busy(&self) -> bool {
        let flying = self.flights.iter().any(|flight| match flight.kind {
            FlightKind::Fetch => false,
            FlightKind::Records => !flight.glyphs.is_empty(),
            _ => true,
        });
        let partitions = || self.views.values().flat_map(|(_, views)| views.partitions.values());
        flying || partitions().any(|view| !view.internal && view.durable < view.log_end)
    }

    /// Takes in what has changed.
    fn look(&mut self) {
        let steps = self.world.steps();
        if steps != self.steps {
            self.steps = steps;
            self.take_views();
            self.take_flights();
        }
        let tales = self.world.drain_tales();
        for told in tales {
            let name = |actor: u32| self.labels.get(&actor).cloned().unwrap_or_else(|| "somebody".to_owned());
            if let Some((tone, text)) = words::tale(&told.what, name) {
                self.captions.push(Caption { at: told.at, tone, text });
                self.story_at = self.screen_ms;
            }
            self.changed = true;
        }
    }

    fn take_views(&mut self) {
        for status in self.world.brokers() {
            let (incarnation, views) = self.views.entry(status.id).or_default();
            if *incarnation != status.incarnation {
                // a new process counts its changes from 0; until it shows something, what the old one showed stays in sight
                *incarnation = status.incarnation;
                views.seq = glasslog_core::view::Seq(0);
                self.changed = true;
            }
            if status.state == ProcessState::Starting {
                continue;
            }
            let delta = self.world.node_changes(status.id, views.seq);
            let grown: Vec<(PartitionView, Option<Rc<PartitionView>>)> = delta
                .partitions
                .iter()
                .filter(|view| !view.internal)
                .map(|view| (view.clone(), views.partitions.get(&(view.topic.clone(), view.partition)).cloned()))
                .collect();
            if views.apply(delta) == Applied::Changed {
                self.changed = true;
            }
            for (new, old) in grown {
                self.read(&new, old.as_deref());
            }
        }
    }

    /// Keeps the records of a partition readable, and tells the story of one now and then.
    fn read(&mut self, view: &PartitionView, old: Option<&PartitionView>) {
        let (topic, partition) = (&view.topic, view.partition);
        let from = Offset((view.log_end.0 - READ_BACK).max(view.log_start.0));
        if let Some(old) = old
            && (old.topic_id != view.topic_id || old.log_end > view.log_end)
        {
            let keep = if old.topic_id == view.topic_id { view.log_end } else { Offset::ZERO };
            Rc::make_mut(&mut self.contents).forget(topic, partition, keep);
        }
        if let Some(missing) = self.contents.missing(topic, partition, from, view.log_end) {
            let wanted = u32::try_from(view.log_end.since(missing)).unwrap_or(0);
            let records = self.world.read(topic, partition, missing, wanted);
            let contents = Rc::make_mut(&mut self.contents);
            for record in records {
                let batch = view.tail.iter().find(|batch| batch.base == record.batch);
                let content = Content {
                    key: record.key,
                    value: record.value,
                    headers: record
                        .headers
                        .into_iter()
                        .map(|(name, value)| (String::from_utf8_lossy(&name).into_owned(), value))
                        .collect(),
                    timestamp: record.timestamp,
                    leader_epoch: LeaderEpoch(record.leader_epoch),
                    batch: (record.batch, batch.map_or(record.offset.plus(1), |batch| batch.end)),
                    batch_bytes: batch.map_or(0, |batch| batch.bytes),
                    unreadable: None,
                    glyph: None,
                };
                contents.put(topic, partition, record.offset, content);
            }
        }
        if let Some(old) = old {
            self.story(view, old);
        }
    }

    /// The story of one record: it lands, it is safe.
    fn story(&mut self, view: &PartitionView, old: &PartitionView) {
        let name = format!("{}-{}", view.topic, view.partition);
        let last = Offset(view.log_end.0 - 1);
        if view.log_end > old.log_end && self.screen_ms - self.story_at > STORY_MS {
            self.followed = Some((view.topic.clone(), view.partition, last));
            let text = format!("A record lands in {name} at offset {last}. Hatched: not on disk yet, so not safe.");
            self.tell(text);
        }
        if let Some((topic, partition, offset)) = self.followed.clone()
            && (topic, partition) == (view.topic.clone(), view.partition)
            && old.high_watermark <= offset
            && offset < view.high_watermark
        {
            self.followed = None;
            let text = format!("Offset {offset} of {name} is on disk: safe. Now the ack leaves, and readers get it.");
            self.tell(text);
        }
    }

    fn tell(&mut self, text: String) {
        self.story_at = self.screen_ms;
        self.captions.push(Caption { at: self.world.now(), tone: Tone::Plain, text });
    }

    fn take_flights(&mut self) {
        let actors = self.world.actors();
        let position = |actor: ActorId, about: &(Text, PartitionIndex)| {
            let role = actors.iter().find(|view| view.id == actor).map(|view| &view.role);
            let Some(ActorRole::Consumer(consumer)) = role else {
                return None;
            };
            consumer.assigned.iter().find(|share| share.partition == *about)?.position
        };
        let state = |end: End| {
            let End::Actor(id) = end else {
                return None;
            };
            actors.iter().find(|view| view.id == id).and_then(|view| match &view.role {
                ActorRole::Consumer(consumer) => Some(consumer.state),
                ActorRole::Producer(_) => None,
            })
        };
        let producer = |end: End| match end {
            End::Actor(id) => actors.iter().any(|view| view.id == id && matches!(view.role, ActorRole::Producer(_))),
            End::Broker(_) | End::Ensemble => false,
        };
        let mut flights = Vec::new();
        for view in self.world.flights() {
            // what brokers say to each other and to the ensemble is not drawn yet
            if !matches!((view.from, view.to), (End::Actor(_), _) | (_, End::Actor(_))) {
                continue;
            }
            let records: u32 = view.partitions.iter().map(|cargo| cargo.records).sum();
            let kind = match (view.kind, view.answer) {
                (seen::FlightKind::Connection | seen::FlightKind::Heartbeat, _) if view.error.is_none() => continue,
                _ if view.error.is_some() => FlightKind::Error,
                (seen::FlightKind::Produce, false) => FlightKind::Produce,
                (seen::FlightKind::Produce, true) => FlightKind::Ack,
                (seen::FlightKind::Fetch, false) => FlightKind::Fetch,
                (seen::FlightKind::Fetch, true) => FlightKind::Records,
                (seen::FlightKind::Group, _) => FlightKind::Group,
                (seen::FlightKind::Commit, _) => FlightKind::Commit,
                _ => FlightKind::Metadata,
            };
            let glyphs = if records == 0 {
                Vec::new()
            } else if let Some(glyphs) = self.cargo.get(&view.id) {
                glyphs.clone()
            } else {
                let contents = Rc::make_mut(&mut self.contents);
                let cargo = self.world.flight_records(view.id);
                let glyphs: Vec<Option<u8>> = cargo
                    .iter()
                    .take(8)
                    .map(|(_, record)| record.key.as_ref().map(|key| contents.glyph(key)))
                    .collect();
                self.cargo.insert(view.id, glyphs.clone());
                glyphs
            };
            // where several partitions are concerned, the one that something is in
            let about = match view.partitions.as_slice() {
                [only] => Some(only.partition.clone()),
                several => several.iter().find(|cargo| cargo.records > 0).map(|cargo| cargo.partition.clone()),
            };
            let (from, to) = (place(view.from, producer(view.from)), place(view.to, producer(view.to)));
            let label = match (kind, view.from) {
                (FlightKind::Error, _) => view.error.map(|code| code.name().to_owned()).unwrap_or_default(),
                (FlightKind::Fetch, End::Actor(actor)) => about
                    .as_ref()
                    .and_then(|about| position(actor, about))
                    .map_or_else(|| "fetch".to_owned(), |offset| format!("from {offset}")),
                (FlightKind::Group, _) => match state(view.from).or(state(view.to)) {
                    Some(ConsumerState::Syncing) => "sync".to_owned(),
                    Some(ConsumerState::Joining) => "join".to_owned(),
                    _ => "group".to_owned(),
                },
                (FlightKind::Commit, End::Actor(_)) => "commit".to_owned(),
                (FlightKind::Metadata, End::Actor(_)) => match view.kind {
                    seen::FlightKind::Offsets => "where does it begin?".to_owned(),
                    seen::FlightKind::Metadata => "who leads?".to_owned(),
                    _ => String::new(),
                },
                _ => String::new(),
            };
            flights.push(Flight {
                id: view.id.0,
                from,
                to,
                kind,
                label,
                about,
                glyphs,
                departed: view.departed,
                arrives: view.arrives,
                lost_at: view.lost_at,
            });
        }
        if self.cargo.len() > 4 * flights.len() + 64 {
            self.cargo.retain(|id, _| flights.iter().any(|flight| flight.id == id.0));
        }
        self.flights = flights;
    }

    /// All that is to be drawn now.
    pub fn cluster(&mut self) -> Cluster {
        let actors = self.world.actors();
        let brokers = self.world.brokers();
        let mut cluster = Cluster { now: self.clock.now(), flights: self.flights.clone(), ..Cluster::default() };
        for status in &brokers {
            let views = self.views.get(&status.id).map(|(_, views)| views);
            cluster.brokers.push(Broker {
                id: status.id,
                address: String::new(),
                state: match status.state {
                    ProcessState::Starting => BrokerState::Starting,
                    ProcessState::Running => BrokerState::Serving,
                    ProcessState::Stopping => BrokerState::Stopping,
                    ProcessState::Down => BrokerState::Down,
                },
                controller: false,
            });
            for view in views.iter().flat_map(|views| views.partitions.values()) {
                cluster.copies.push(Copy { broker: status.id, view: view.clone() });
            }
        }
        cluster.copies.sort_by(|a, b| {
            (&a.view.topic, a.view.partition, a.broker).cmp(&(&b.view.topic, b.view.partition, b.broker))
        });
        for actor in &actors {
            match &actor.role {
                ActorRole::Producer(producer) => {
                    let label = self.producer_label(actor.id);
                    cluster.producers.push(producer_of(actor.id, label, producer));
                }
                ActorRole::Consumer(consumer) => self.add_consumer(&mut cluster, actor.id, consumer),
            }
        }
        self.add_coordinated(&mut cluster);
        cluster.contents = self.contents.clone();
        cluster
    }

    fn producer_label(&mut self, id: ActorId) -> String {
        let Tab { labels, producers, .. } = self;
        labels
            .entry(id.0)
            .or_insert_with(|| {
                *producers += 1;
                format!("P{producers}")
            })
            .clone()
    }

    /// The place of a group in `cluster`, which gets it if it has not yet.
    fn group_at(&mut self, cluster: &mut Cluster, name: &Text) -> usize {
        if let Some(place) = cluster.groups.iter().position(|group| group.name == *name) {
            return place;
        }
        let place = self.groups.iter().position(|known| known == name).unwrap_or_else(|| {
            self.groups.push(name.clone());
            self.groups.len() - 1
        });
        let view = self.views.values().find_map(|(_, views)| views.groups.get(name)).cloned();
        cluster.groups.push(Group { name: name.clone(), letter: letter(place), view, members: Vec::new() });
        cluster.groups.sort_by_key(|group| group.letter);
        cluster.groups.iter().position(|group| group.name == *name).unwrap_or(0)
    }

    fn add_consumer(&mut self, cluster: &mut Cluster, id: ActorId, consumer: &ConsumerView) {
        let group = self.group_at(cluster, &consumer.settings.group);
        let letter = cluster.groups[group].letter;
        let counts = &mut self.counts;
        let label = self.labels.entry(id.0).or_insert_with(|| {
            let count = counts.entry(consumer.settings.group.clone()).or_default();
            *count += 1;
            format!("{letter}{count}")
        });
        if !consumer.member.is_empty() {
            self.members.insert(consumer.member.clone(), id.0);
        }
        let state = match consumer.state {
            ConsumerState::Joining => "joining",
            ConsumerState::Syncing => "awaits its share",
            ConsumerState::Reading => "reading",
            ConsumerState::Stopped => "ended by itself",
        };
        cluster.groups[group].members.push(Member {
            id: u64::from(id.0),
            label: label.clone(),
            client_id: consumer.settings.name.to_string(),
            state: state.to_owned(),
            alive: consumer.state != ConsumerState::Stopped,
            assignment: consumer.assigned.iter().map(|share| share.partition.clone()).collect(),
            positions: consumer
                .assigned
                .iter()
                .filter_map(|share| Some((share.partition.0.clone(), share.partition.1, share.position?)))
                .collect(),
            processed: Some(consumer.processed_count),
        });
    }

    /// Groups and members that only the coordinator knows (still).
    fn add_coordinated(&mut self, cluster: &mut Cluster) {
        let known: Vec<_> = self.views.values().flat_map(|(_, views)| views.groups.values().cloned()).collect();
        for view in known {
            let group = self.group_at(cluster, &view.group);
            for member in &view.members {
                let actor = self.members.get(&member.member).copied();
                let here = |shown: &Member| Some(shown.id) == actor.map(u64::from);
                if cluster.groups[group].members.iter().any(here) {
                    continue;
                }
                let Some(actor) = actor else {
                    // a member whose actor has not heard yet that it is one
                    continue;
                };
                cluster.groups[group].members.push(Member {
                    id: u64::from(actor),
                    label: self.labels.get(&actor).cloned().unwrap_or_default(),
                    client_id: member.client_id.to_string(),
                    state: "silent".to_owned(),
                    alive: false,
                    assignment: member
                        .assignment
                        .iter()
                        .flat_map(|(topic, indexes)| indexes.iter().map(|index| (topic.clone(), *index)))
                        .collect(),
                    positions: Vec::new(),
                    processed: None,
                });
            }
        }
    }
}

fn place(end: End, producer: bool) -> Place {
    match end {
        End::Broker(id) => Place::Broker(id),
        // never drawn: see above
        End::Ensemble => Place::Broker(BrokerId(0)),
        End::Actor(id) if producer => Place::Producer(u64::from(id.0)),
        End::Actor(id) => Place::Consumer(u64::from(id.0)),
    }
}

fn producer_of(id: ActorId, label: String, producer: &ProducerView) -> Producer {
    let fates = producer.records.iter().rev().take(FATES).rev().map(|record| match record.fate {
        seen::Fate::Waiting | seen::Fate::Sent => Fate::Waiting,
        seen::Fate::Acked(Some(_)) => Fate::Acked,
        seen::Fate::Acked(None) => Fate::Unasked,
        seen::Fate::Refused(_) | seen::Fate::Unknown => Fate::Failed,
    });
    Producer {
        id: u64::from(id.0),
        label,
        topic: producer.settings.topic.to_string(),
        settings: words::settings(&producer.settings),
        sending: producer.settings.period.is_some(),
        counts: [producer.sent, producer.acked, producer.refused + producer.unknown],
        fates: fates.collect(),
    }
}

/// Text from a form as a record's key or value: nothing for an empty key.
#[must_use]
pub fn bytes_of(text: &str) -> Option<Bytes> {
    (!text.is_empty()).then(|| Bytes::copy_from_slice(text.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_step_shows_on_the_clock() {
        let mut tab = Tab::new(1);
        for _ in 0..100 {
            let before = tab.play().now.0 / 1000;
            tab.step();
            assert!(tab.play().now.0 / 1000 > before);
        }
    }
}
