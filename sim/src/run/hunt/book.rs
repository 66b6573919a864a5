//! What producers were told in a run, and which of it holds at the end.

use glasslog_core::{
    effect::Note,
    id::{Offset, PartitionIndex},
    name::{Text, is_internal_topic},
    request::Acks,
    sorted::SortedMap,
    time::Instant,
};

use crate::{
    ActorId, World,
    clock::WALL_START,
    history::{Content, Seen},
    hunt::Prey,
    view::{ActorRole, ActorView, Fate, PartitionName, RecordView, Tale, Told},
};

/// A record that its producer holds for sent.
#[derive(Clone, Debug)]
struct Entry {
    prey: Prey,
    content: Content,
    /// Since when whoever leads does not have it.
    gone: Option<Instant>,
}

/// All of them, and how often the same content was sent at all.
#[derive(Clone, Debug, Default)]
pub(super) struct Book {
    entries: Vec<Entry>,
    sent: SortedMap<(PartitionName, Content), u64>,
}

impl Book {
    /// Takes in what has happened since the last time.
    pub(super) fn look(&mut self, world: &mut World) {
        let seen = world.drain_seen();
        if !seen.is_empty() {
            let actors = world.actors();
            for (at, seen) in seen {
                self.hear(&actors, at, seen);
            }
        }
        for told in world.drain_tales() {
            self.led(world, &told);
        }
    }

    fn hear(&mut self, actors: &[ActorView], at: Instant, seen: Seen) {
        let (producer, number, partition, offset, content) = match seen {
            Seen::Sent { producer, number, partition, content, .. } => {
                *self.sent.entry((partition.clone(), content)).or_default() += 1;
                (producer, number, partition, None, content)
            }
            Seen::Acked { producer, number, partition, offset, content, .. } => {
                (producer, number, partition, Some(offset), content)
            }
            _ => return,
        };
        let Some((name, acks, value, fate)) = record(actors, producer, number) else { return };
        // who waits for no answer holds everything for sent
        if offset.is_none() && (acks != Acks::None || !matches!(fate, Fate::Acked(_))) {
            return;
        }
        let prey = Prey { producer: name, acks, partition, offset, value, sent: at };
        self.entries.push(Entry { prey, content, gone: None });
    }

    /// Somebody leads now: what was acknowledged and is not there is gone, unless a later leader has it.
    fn led(&mut self, world: &World, told: &Told) {
        let Tale::Broker(broker, Note::LeadershipBegins { topic, partition, .. }) = &told.what else { return };
        let name = (topic.clone(), *partition);
        let mut records: Option<Vec<RecordView>> = None;
        for entry in self.entries.iter_mut().filter(|entry| entry.prey.partition == name && entry.prey.sent <= told.at)
        {
            let records =
                records.get_or_insert_with(|| world.read_copy(*broker, topic, *partition, Offset(0), u32::MAX));
            let there = records.iter().any(|record| content(record) == entry.content);
            entry.gone = if there { None } else { entry.gone.or(Some(told.at)) };
        }
    }

    /// What is in no copy of its log, though it was not too old to be kept; each with the moment since when.
    pub(super) fn lost(&self, world: &World) -> Vec<(Prey, Instant)> {
        let mut lost = Vec::new();
        for (name, logs) in copies(world) {
            let of_it = || self.entries.iter().filter(|entry| entry.prey.partition == name);
            // contents may be equal: as many must be there as were acknowledged
            let mut left: SortedMap<Content, usize> = SortedMap::new();
            let start = logs.iter().filter_map(|log| Some(log.first()?.offset)).min().unwrap_or_default();
            for content in logs.iter().flatten().map(content) {
                left.entry(content).or_insert_with(|| {
                    logs.iter()
                        .map(|log| log.iter().filter(|record| self::content(record) == content).count())
                        .max()
                        .unwrap_or(0)
                });
            }
            // first those that stand where they were said to
            let mut open = Vec::new();
            for entry in of_it() {
                let there = logs
                    .iter()
                    .flatten()
                    .any(|record| Some(record.offset) == entry.prey.offset && content(record) == entry.content);
                match left.get_mut(&entry.content).filter(|left| there && **left > 0) {
                    Some(left) => *left -= 1,
                    None => open.push(entry),
                }
            }
            for entry in open {
                let expired = entry.prey.offset.is_some_and(|offset| offset < start);
                match left.get_mut(&entry.content).filter(|left| **left > 0) {
                    Some(left) => *left -= 1,
                    None if expired => {}
                    None => lost.push((entry.prey.clone(), entry.gone.unwrap_or(entry.prey.sent))),
                }
            }
        }
        lost.sort_by_key(|(prey, _)| prey.sent);
        lost
    }

    /// What is in a log more often than it was sent: with the later offset, and the moment when its sending began.
    pub(super) fn twice(&self, world: &World) -> Vec<(Prey, Offset, Instant)> {
        let mut twice = Vec::new();
        for (name, logs) in copies(world) {
            let Some(log) = logs.into_iter().max_by_key(Vec::len) else { continue };
            let mut places: SortedMap<Content, Vec<&RecordView>> = SortedMap::new();
            log.iter().for_each(|record| places.entry(content(record)).or_default().push(record));
            for (content, records) in &places {
                let sent = self.sent.get(&(name.clone(), *content)).copied().unwrap_or(u64::MAX);
                let (Some(first), Some(last)) = (records.first(), records.last()) else { continue };
                if (records.len() as u64) <= sent {
                    continue;
                }
                let mut told =
                    self.entries.iter().filter(|entry| entry.prey.partition == name && entry.content == *content);
                let Some(entry) = told.next() else { continue };
                let millis = u64::try_from(first.timestamp.0 - WALL_START.0).unwrap_or(0);
                let prey = Prey { offset: Some(first.offset), ..entry.prey.clone() };
                twice.push((prey, last.offset, Instant(millis * 1000)));
            }
        }
        twice.sort_by_key(|(_, _, began)| *began);
        twice
    }
}

fn content(record: &RecordView) -> Content {
    Content::of(record.key.as_deref(), record.value.as_deref())
}

/// A record as its producer knows it: whose, waiting for what, its value and its fate.
fn record(actors: &[ActorView], producer: ActorId, number: u64) -> Option<(Text, Acks, Text, Fate)> {
    let actor = actors.iter().find(|actor| actor.id == producer)?;
    let ActorRole::Producer(view) = &actor.role else { return None };
    let known = view.records.iter().find(|record| u64::from(record.number) == number);
    let value = known.and_then(|record| record.value.as_deref()).map(String::from_utf8_lossy).unwrap_or_default();
    let fate = known.map_or(Fate::Acked(None), |record| record.fate);
    Some((actor.name.clone(), view.settings.acks, Text::from(value.into_owned()), fate))
}

/// The records of every copy of every partition that keeps all of them for a while.
fn copies(world: &World) -> Vec<(PartitionName, Vec<Vec<RecordView>>)> {
    let mut copies = Vec::new();
    for topic in world.image().topics.values() {
        let policy = topic.settings.get(&Text::from("cleanup.policy"));
        if is_internal_topic(&topic.name) || policy.is_some_and(|policy| policy.contains("compact")) {
            continue;
        }
        for (index, partition) in topic.numbered() {
            let read = |broker| world.read_copy(broker, &topic.name, index, Offset(0), u32::MAX);
            let logs = partition.replicas.iter().copied().map(read).collect();
            copies.push(((topic.name.clone(), PartitionIndex(index.0)), logs));
        }
    }
    copies
}
