//! What a server has shown, composed into a cluster, and what of it is told.

use std::rc::Rc;
use std::time::Duration;

use glasslog_core::id::{BrokerId, Offset};
use glasslog_core::time::Instant;
use glasslog_core::view::{PartitionView, Seq};
use glasslog_core::watch::{self, ServerBroker};

use super::{Phase, Remote};
use crate::scene::{Broker, BrokerState, Cluster, Copy, Fall, Group, Member, letter};
use crate::source::views::{Views, fallen};
use crate::source::words;
use crate::store::Tone;

/// Records that were cut off are in sight for so long.
const FALL: Duration = Duration::from_millis(1_700);

impl Remote {
    /// All that is to be drawn.
    pub fn cluster(&mut self) -> Cluster {
        let mut cluster = Cluster {
            now: self.now,
            contents: self.contents.clone(),
            falls: self.falls.iter().map(|(_, fall)| fall.clone()).collect(),
            ..Cluster::default()
        };
        let told = self.hello.iter().flat_map(|hello| &hello.brokers);
        cluster.brokers = told.map(|broker| self.broker_of(broker)).collect();
        for (id, views) in &self.views {
            cluster.copies.extend(views.shown().map(|view| Copy { broker: *id, view }));
        }
        cluster.copies.sort_unstable_by(|a, b| {
            (&a.view.topic, a.view.partition, a.broker).cmp(&(&b.view.topic, b.view.partition, b.broker))
        });
        let known = self
            .views
            .iter()
            .flat_map(|(id, views)| views.groups.iter().map(|(name, view)| (*id, name.clone(), view.clone())));
        let known: Vec<_> = known.collect();
        for (coordinator, name, view) in &known {
            if cluster.group(name).is_some() {
                continue;
            }
            let place = self.groups.iter().position(|known| known == name).unwrap_or_else(|| {
                self.groups.push(name.clone());
                self.groups.len() - 1
            });
            let letter = letter(place);
            let members = view.members.iter().enumerate().map(|(number, member)| Member {
                id: (place as u64) << 32 | number as u64,
                label: format!("{letter}{}", number + 1),
                client_id: member.client_id.to_string(),
                state: crate::text::cut(&member.client_id, 15),
                alive: true,
                assignment: member
                    .assignment
                    .iter()
                    .flat_map(|(topic, indexes)| indexes.iter().map(|index| (topic.clone(), *index)))
                    .collect(),
                positions: Vec::new(),
                processed: None,
            });
            let members = members.collect();
            let (coordinator, view) = (Some(*coordinator), Some(view.clone()));
            cluster.groups.push(Group { name: name.clone(), letter, coordinator, view, members });
        }
        cluster.groups.sort_by_key(|group| group.letter);
        self.samples.look(&cluster);
        cluster
    }

    fn broker_of(&self, told: &ServerBroker) -> Broker {
        let view = self.views.get(&told.id).and_then(|views| views.broker.as_ref());
        let fenced = |id: BrokerId| {
            let others =
                self.views.values().filter_map(|views| views.broker.as_ref()).filter(|view| view.info.id != id);
            let words = others.filter_map(|view| view.cluster.iter().find(|member| member.info.id == id));
            words.map(|member| (member.epoch, member.fenced)).max().is_some_and(|(_, fenced)| fenced)
        };
        let state = match (&self.phase, told.state) {
            (Phase::Open, watch::BrokerState::Running) => BrokerState::Serving,
            (Phase::Open, watch::BrokerState::Starting) => BrokerState::Starting,
            (Phase::Open, watch::BrokerState::Stopping) => BrokerState::Stopping,
            _ => BrokerState::Down,
        };
        Broker {
            id: told.id,
            address: told.bootstrap.to_string(),
            state,
            paused: false,
            fenced: fenced(told.id),
            epoch: view.map(|view| view.epoch.0).filter(|epoch| *epoch >= 0),
            disk: None,
            disk_slowness: 0,
            counted: self.views.get(&told.id).map(|views| views.counted).unwrap_or_default(),
        }
    }

    /// Tells what has changed at a broker, ordinary things at most once a second.
    pub(super) fn noticed(&mut self, broker: BrokerId, before: &Views) {
        self.changed = true;
        let Some(views) = self.views.get(&broker) else { return };
        let fresh = before.seq != Seq(0);
        let (mut falls, mut renamed, mut told, mut news) = (Vec::new(), Vec::new(), None, Vec::new());
        for ((topic, partition), view) in &views.partitions {
            let Some(old) = before.settled(topic, *partition) else { continue };
            if old.topic_id != view.topic_id {
                renamed.push(topic.clone());
                continue;
            }
            if !view.internal {
                let cut = fallen(old, view).into_iter();
                falls.extend(cut.map(|(offset, epoch)| (topic.clone(), *partition, offset, epoch)));
            }
            if view.internal || !fresh || view.leader != Some(broker) {
                continue;
            }
            let name = format!("{topic}-{partition}");
            news.extend(self.changed_leadership(&name, broker, old, view));
            let new = view.log_end.since(old.log_end);
            if new > 0 {
                let last = Offset(view.log_end.0 - 1);
                told = Some(match new {
                    1 => format!("A record arrived in {name} at offset {last}."),
                    _ => format!("{new} records arrived in {name}, up to offset {last}."),
                });
            }
        }
        for (name, group) in &views.groups {
            let state = before.groups.get(name).map(|old| (&old.state, old.generation));
            if state != Some((&group.state, group.generation)) && fresh {
                let members = crate::text::count(i64::try_from(group.members.len()).unwrap_or(0), "member");
                told = Some(format!("Group {name}: {}, generation {}, {members}.", group.state, group.generation));
            }
        }
        for topic in renamed {
            Rc::make_mut(&mut self.contents).forget(&topic);
        }
        for (topic, partition, offset, epoch) in falls {
            self.fall_count += 1;
            self.falls.push((self.now, Fall { id: self.fall_count, broker, topic, partition, offset, epoch }));
        }
        for (tone, text) in news {
            self.tell(tone, text);
        }
        if let Some(text) = told
            && (self.told == Instant::default() || self.now.since(self.told) >= Duration::from_secs(1))
        {
            self.tell(Tone::Plain, text);
        }
    }

    /// A leader's own view of its partition has changed: it leads anew, or another ISR has its word.
    fn changed_leadership(
        &self,
        name: &str,
        broker: BrokerId,
        old: &PartitionView,
        new: &PartitionView,
    ) -> Option<(Tone, String)> {
        if old.leader != Some(broker) {
            return Some((Tone::Plain, words::leads_live(broker, name, new.leader_epoch, old.leader)));
        }
        (old.isr != new.isr).then(|| words::isr_changed(name, &old.isr, &new.isr))
    }

    /// What was told of the brokers themselves has changed.
    pub(super) fn brokers_changed(&mut self, brokers: Vec<ServerBroker>) {
        self.changed = true;
        let before = self.hello.as_ref().map(|hello| hello.brokers.clone()).unwrap_or_default();
        for broker in &brokers {
            let old = before.iter().find(|old| old.id == broker.id);
            if old.is_some_and(|old| old.state != broker.state) {
                let (tone, text) = words::server_broker(broker.id, broker.state);
                self.tell(tone, text);
            }
            if old.is_none() {
                self.watch(broker.id);
            }
        }
        if let Some(hello) = &mut self.hello {
            hello.brokers = brokers;
        }
    }

    /// Time passes: what has fallen is out of sight.
    pub fn tick(&mut self, now: Instant) {
        let before = self.falls.len();
        self.falls.retain(|(at, _)| now.since(*at) < FALL);
        self.changed |= self.falls.len() != before;
    }
}
