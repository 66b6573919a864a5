//! Facts: what can be asked of a world from outside, and of what clients have seen of it so far.
//!
//! Everything comes from the nodes' own views, the committed metadata, the disks' records, and what producers and consumers
//! show of themselves. A fact is a list of texts; what is not there is an empty list. Deliberately absent: any rule of Kafka.

mod journal;
mod known;
mod sources;

use glasslog_core::{
    controller::image::PartitionImage,
    id::{BrokerId, Offset, PartitionIndex},
    name::Text,
    sorted::{SortedMap, SortedSet},
    time::Instant,
};
use glasslog_sim::{
    Act, Action, ActorId, World,
    view::{Fate, PartitionName, ProcessState, RecordView},
};

use crate::words::{broker, partition};
pub(crate) use journal::Journal;
use journal::{Client, Sending};
pub use known::{FACTS, Known};
use sources::name_of;

/// A world and what has been seen of it, to be asked.
#[derive(Debug)]
pub struct Facts<'a> {
    journal: &'a Journal,
    world: &'a World,
}

fn text(bytes: Option<&[u8]>) -> String {
    bytes.map(|bytes| String::from_utf8_lossy(bytes).into_owned()).unwrap_or_default()
}

fn value(record: &RecordView) -> String {
    text(record.value.as_deref())
}

fn said<T: ToString>(all: impl IntoIterator<Item = T>) -> Vec<String> {
    all.into_iter().map(|one| one.to_string()).collect()
}

fn count(number: usize) -> Vec<String> {
    vec![number.to_string()]
}

fn yes(holds: bool) -> Vec<String> {
    if holds { vec!["yes".to_owned()] } else { Vec::new() }
}

impl Facts<'_> {
    /// The values that were ever sent, in order.
    #[must_use]
    pub fn values(&self) -> &[String] {
        &self.journal.values
    }

    /// A fact about these. Nothing for a name that is none.
    #[must_use]
    pub fn get(&self, name: &str, about: &[&str]) -> Vec<String> {
        let first = about.first().copied().unwrap_or("");
        let second = about.get(1).copied().unwrap_or("");
        match name {
            "sent" => said(self.sendings(first).map(|(client, _)| &client.name)),
            "acked" => said(self.fates(first).filter_map(|fate| match fate {
                Fate::Acked(offset) => offset,
                _ => None,
            })),
            "unasked" => {
                let unasked = self.sendings(first).filter(|(_, sending)| sending.record.fate == Fate::Acked(None));
                said(unasked.map(|(client, _)| &client.name))
            }
            "refused" => said(self.fates(first).filter_map(|fate| match fate {
                Fate::Refused(code) => Some(code as i16),
                _ => None,
            })),
            "waiting" => {
                let waits = |sending: &Sending| matches!(sending.record.fate, Fate::Waiting | Fate::Sent);
                said(self.sendings(first).filter(|(_, sending)| waits(sending)).map(|(client, _)| &client.name))
            }
            "took" => said(self.sendings(first).filter_map(|(_, sending)| {
                let acked = sending.acked_at?;
                Some(acked.0.saturating_sub(sending.record.at.0) / 1000)
            })),
            "read" => said(self.readings(first)),
            "times-read" => count(self.readings(first).count()),
            "delay" => {
                let acked = self.sendings(first).find_map(|(_, sending)| sending.acked_at);
                let reads = self.journal.clients.values().flat_map(|client| &client.read);
                let read = reads.filter(|read| read.value == first).map(|read| read.at).min();
                said(acked.zip(read).map(|(acked, read)| read.0.saturating_sub(acked.0) / 1000))
            }
            "left-before" => {
                let sent = self.sendings(first).map(|(_, sending)| sending.record.at).max();
                let left = |act: &&Act| sent.is_some_and(|sent| act.at <= sent);
                count(self.acts(|action| matches!(action, Action::RemoveConsumer { .. })).filter(left).count())
            }
            "crashes" => count(self.acts(|action| matches!(action, Action::CrashConsumer { .. })).count()),
            "groups" => {
                let reads = |client: &&Client| client.read.iter().any(|read| read.value == first);
                let groups = self.journal.clients.values().filter(reads).map(|client| &client.group);
                count(groups.collect::<SortedSet<_>>().len())
            }
            "place" => {
                let mut places: Vec<String> = Vec::new();
                for (_, sending) in self.sendings(first) {
                    let place = sending.record.partition.map(|index| format!("{}-{index}", sending.topic));
                    places.extend(place.filter(|place| !places.contains(place)));
                }
                places
            }
            "copies" => {
                let has = |broker: &BrokerId| {
                    let mut logs = self.logs();
                    logs.any(|(topic, index)| {
                        self.copy(*broker, &topic, index).iter().any(|record| value(record) == first)
                    })
                };
                said(self.world.brokers().into_iter().map(|status| status.id).filter(has))
            }
            "count" => {
                let all = self.logs().flat_map(|(topic, index)| self.log(&topic, index));
                count(all.filter(|record| value(record) == first).count())
            }
            "last" => {
                let all = self.logs().flat_map(|(topic, index)| self.log(&topic, index));
                said(
                    all.filter(|record| record.key.as_deref() == Some(first.as_bytes()))
                        .last()
                        .map(|record| value(&record)),
                )
            }
            "homes" => {
                let has = |(topic, index): &PartitionName| {
                    self.log(topic, *index).iter().any(|record| record.key.as_deref() == Some(first.as_bytes()))
                };
                said(self.logs().filter(has).map(|(topic, index)| format!("{topic}-{index}")))
            }
            "breaks" => {
                let breaks =
                    |action: &Action| matches!(action, Action::BreakConnections { .. } | Action::CutConnections { .. });
                let during = |sending: &Sending| {
                    let (from, to) = (sending.record.at, sending.acked_at.unwrap_or(self.world.now()));
                    self.acts(breaks).filter(|act| from <= act.at && act.at <= to).count()
                };
                count(self.sendings(first).map(|(_, sending)| during(sending)).sum())
            }
            "wipes" => {
                let acked = self.sendings(first).filter_map(|(_, sending)| sending.acked_at).min();
                let wipes = self.acts(|action| matches!(action, Action::WipeDisk { .. }));
                count(wipes.filter(|act| acked.is_some_and(|acked| acked <= act.at)).count())
            }
            "leader" => said(self.image(first).and_then(|image| image.leader)),
            "epoch" => said(self.image(first).map(|image| image.leader_epoch)),
            "isr" => {
                let mut isr = self.image(first).map(|image| image.isr.clone()).unwrap_or_default();
                isr.sort();
                said(isr)
            }
            "replicas" => said(self.image(first).into_iter().flat_map(|image| &image.replicas)),
            "min-isr" => said(self.led(first).map(|view| view.min_isr)),
            "start" => said(self.led(first).map(|view| view.log_start)),
            "end" => said(self.led(first).map(|view| view.log_end)),
            "hw" => said(self.led(first).map(|view| view.high_watermark)),
            "record" => {
                let offset = second.parse().ok().map(Offset);
                let found = self.log_of(first).into_iter().find(|record| Some(record.offset) == offset);
                said(found.map(|record| match &record.key {
                    Some(key) => format!("{}={}", text(Some(key)), value(&record)),
                    None => value(&record),
                }))
            }
            "keyed" => count(self.log_of(first).iter().filter(|record| record.key.is_some()).count()),
            "keys" => {
                let keys = self.log_of(first).into_iter().filter_map(|record| record.key);
                count(keys.collect::<SortedSet<_>>().len())
            }
            "end-on" => {
                let id = broker(first).map(BrokerId).ok();
                let shown = id.and_then(|id| self.journal.brokers.get(&id));
                said(shown.and_then(|shown| shown.partitions.get(&name_of(second)?)).map(|view| view.log_end))
            }
            "copy" => match (broker(first), partition(second)) {
                (Ok(id), Ok((topic, index))) => {
                    said(self.copy(BrokerId(id), topic, PartitionIndex(index)).iter().map(value))
                }
                _ => Vec::new(),
            },
            "equal" => yes(self.is_equal(first)),
            "partitions" => said(self.topic(first).map(<[_]>::len)),
            "writable" => said(self.topic(first).map(|partitions| {
                let led = |partition: &&PartitionImage| partition.leader.is_some_and(|leader| self.runs(leader));
                partitions.iter().filter(led).count()
            })),
            "factor" => said(self.topic(first).and_then(|all| Some(all.first()?.replicas.len()))),
            "directed" => {
                let topics: SortedMap<ActorId, &Text> = self.producers_topics();
                let directed = |action: &Action| match action {
                    Action::Send { producer, partition: Some(_), .. } => {
                        topics.get(producer).is_some_and(|topic| ***topic == *first)
                    }
                    _ => false,
                };
                count(self.world.actions().iter().filter(|act| directed(&act.action)).count())
            }
            "up" => said(self.world.brokers().iter().filter(|status| self.runs(status.id)).map(|status| status.id)),
            "down" => {
                let down = |state| state == ProcessState::Down;
                said(self.world.brokers().iter().filter(|status| down(status.state)).map(|status| status.id))
            }
            "controller" => said([self.world.ensemble().epoch]),
            "cut" => yes(self.is_cut(first)),
            "processed" => count(self.clients(first).map(|client| client.read.len()).sum()),
            "read-by" => said(self.clients(first).flat_map(|client| client.read.iter().map(|read| &read.value))),
            "share" => said(self.consumer(first).map(|consumer| consumer.assigned.len())),
            "position" => said(self.consumer(first).and_then(|consumer| {
                let place = name_of(second)?;
                consumer.assigned.iter().find(|share| share.partition == place)?.position
            })),
            "members" => said(self.group(first).map(|(_, group)| group.members.len())),
            "generation" => said(self.group(first).map(|(_, group)| group.generation.0)),
            "calm" => said(self.group(first).map(|(_, group)| {
                let shared = self.journal.shared.get(&group.group).map_or(Instant::default(), |(_, at)| *at);
                self.world.now().0.saturating_sub(shared.0) / 1_000_000
            })),
            "unread" => said(self.journal.unread.percent(self.world.now(), first)),
            "coordinator" => said(self.group(first).map(|(broker, _)| broker)),
            "committed" => said(self.commit(first, second)),
            "skipped" => {
                let Some(commit) = self.commit(first, second) else { return Vec::new() };
                let log = self.log_of(second);
                let read = |value: &String| {
                    self.clients(first).any(|client| client.read.iter().any(|read| read.value == *value))
                };
                let before = log.iter().filter(|record| record.offset.0 < commit.0 - 1);
                before.map(value).filter(|value| !read(value)).collect()
            }
            "lag" => self.lag(first),
            _ => Vec::new(),
        }
    }
}
