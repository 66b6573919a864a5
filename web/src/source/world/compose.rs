//! A world composed into a cluster: brokers, copies, producers, and groups as coordinator and members see them.

use glasslog_core::name::Text;
use glasslog_sim::ActorId;
use glasslog_sim::view::{self as seen, ActorRole, ConsumerState, ConsumerView, End, ProcessState, ProducerView};

use super::twice::{is_sent_again, twice};
use super::{FATES, NAME, Tab};
use crate::scene::{Broker, BrokerState, Cluster, Copy, Ensemble, Fate, Group, Link, Member, Place, Producer, letter};
use crate::source::words;
use crate::text;

impl Tab {
    /// All that is to be drawn now.
    pub fn cluster(&mut self) -> Cluster {
        let mut cluster = Cluster {
            now: self.clock.now(),
            flights: self.flights.clone(),
            falls: self.falls.iter().map(|(_, fall)| fall.clone()).collect(),
            links: self.links(),
            ..Cluster::default()
        };
        let ensemble = self.line.world().ensemble();
        let hides = self.level().is_some_and(|level| level.hides_ensemble);
        cluster.ensemble = (!hides).then_some(Ensemble {
            epoch: ensemble.epoch.0,
            has_controller: ensemble.has_controller,
            changes: ensemble.metadata.0,
        });
        for status in self.line.world().brokers() {
            let views = self.views.get(&status.id).map(|(_, views)| views);
            let image = self.line.world().image().brokers.get(&status.id);
            cluster.brokers.push(Broker {
                id: status.id,
                address: String::new(),
                state: match status.state {
                    ProcessState::Starting => BrokerState::Starting,
                    ProcessState::Running => BrokerState::Serving,
                    ProcessState::Stopping => BrokerState::Stopping,
                    ProcessState::Down => BrokerState::Down,
                },
                paused: status.paused,
                fenced: image.is_some_and(|image| image.fenced),
                epoch: image.map(|image| image.epoch.0),
                disk: Some(status.disk_bytes),
                disk_slowness: self.line.world().disk_faults(status.id).slowness,
                counted: views.map(|views| views.counted).unwrap_or_default(),
            });
            for view in views.iter().flat_map(|views| views.shown()) {
                cluster.copies.push(Copy { broker: status.id, view: view.clone() });
            }
        }
        cluster.copies.sort_unstable_by(|a, b| {
            (&a.view.topic, a.view.partition, a.broker).cmp(&(&b.view.topic, b.view.partition, b.broker))
        });
        let actors = self.line.world().actors();
        for actor in &actors {
            match &actor.role {
                ActorRole::Producer(producer) => {
                    let label = self.producer_label(actor.id, &producer.settings.name);
                    cluster.producers.push(producer_of(actor.id, label, producer));
                }
                ActorRole::Consumer(consumer) => self.add_consumer(&mut cluster, actor.id, consumer),
            }
        }
        self.add_coordinated(&mut cluster);
        self.troubled = cluster.is_troubled();
        cluster.contents = self.contents.clone();
        if is_sent_again(&actors) {
            cluster.twice = twice(&cluster, &actors);
        }
        self.measure(&cluster);
        cluster
    }

    /// Both directions of each link together, as the page cuts and mends them.
    fn links(&self) -> Vec<Link> {
        let place = |end| match end {
            End::Broker(id) => Some(Place::Broker(id)),
            End::Ensemble => Some(Place::Ensemble),
            End::Actor(_) => None,
        };
        let mut links: Vec<Link> = Vec::new();
        for view in self.line.world().links() {
            let (Some(from), Some(to)) = (place(view.from), place(view.to)) else { continue };
            let whole = Link::whole(from, to);
            let known = links.iter().position(|link| (link.one, link.other) == (whole.one, whole.other));
            let known = known.unwrap_or_else(|| {
                links.push(whole);
                links.len() - 1
            });
            let link = &mut links[known];
            link.cut |= view.link.cut;
            link.slow_ms = link.slow_ms.max(u64::try_from(view.link.extra.as_millis()).unwrap_or(u64::MAX));
            link.loss = link.loss.max(view.loss);
        }
        links
    }

    /// What it was called by who made it; else a number.
    fn producer_label(&mut self, id: ActorId, name: &Text) -> String {
        let Tab { labels, producers, .. } = self;
        labels
            .entry(id.0)
            .or_insert_with(|| {
                *producers += 1;
                given_name(name).unwrap_or_else(|| format!("P{producers}"))
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
        let kept = self.views.iter().filter_map(|(id, (_, views))| Some((*id, views.groups.get(name)?.clone())));
        // a broker that is off shows what it knew last
        let awake = |id| cluster.broker(id).is_some_and(Broker::is_awake);
        let kept = kept.max_by_key(|(id, view)| (awake(*id), view.generation));
        let (coordinator, view) = kept.map_or((None, None), |(id, view)| (Some(id), Some(view)));
        let letter = letter(place);
        cluster.groups.push(Group { name: name.clone(), letter, coordinator, view, members: Vec::new() });
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
            given_name(&consumer.settings.name).unwrap_or_else(|| format!("{letter}{count}"))
        });
        if !consumer.member.is_empty() {
            self.members.insert(consumer.member.clone(), id.0);
        }
        let state = match consumer.state {
            ConsumerState::Joining => "joining",
            ConsumerState::Syncing => "awaits its share",
            ConsumerState::Reading => "reading",
            ConsumerState::Stopped => "ended by itself",
            ConsumerState::Away(_) => "restarting",
        };
        cluster.groups[group].members.push(Member {
            id: u64::from(id.0),
            label: label.clone(),
            client_id: consumer.settings.name.to_string(),
            state: state.to_owned(),
            alive: !matches!(consumer.state, ConsumerState::Stopped | ConsumerState::Away(_)),
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

/// What a client was called by who made it; none where the world has numbered it.
pub(super) fn given_name(name: &Text) -> Option<String> {
    let numbered = |role| name.strip_prefix(role).is_some_and(|rest| rest.bytes().all(|byte| byte.is_ascii_digit()));
    let given = !name.is_empty() && !numbered("producer-") && !numbered("consumer-");
    given.then(|| text::cut(name, NAME))
}

/// What a producer says of itself that is about to end.
const ENDS: &str = "ends once all has its answer";

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
        keys_by: producer.settings.partitioner.keys_by(),
        settings: if producer.closing { ENDS.to_owned() } else { words::settings(&producer.settings) },
        sending: producer.settings.period.is_some() && !producer.closing,
        counts: [producer.sent, producer.acked, producer.refused + producer.unknown],
        fates: fates.collect(),
    }
}
