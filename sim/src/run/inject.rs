//! Faults: how they come into a run, and how all of them end.

use std::time::Duration;

use glasslog_core::id::BrokerId;

use super::Run;
use crate::{
    action::Action,
    disk::DiskFaults,
    fault::{self, Fault, Targets},
    links::Link,
    net::Delays,
    view::ProcessState,
    workload,
};

/// Topics of a run, at the most.
const TOPICS_MAX: usize = 4;

impl Run {
    pub(super) fn inject(&mut self) {
        let index = self.random.below(self.faults.len() as u64) as usize;
        let fault = self.faults[index];
        let broker = self.brokers[self.random.below(self.brokers.len() as u64) as usize];
        let made = match fault {
            Fault::ConsumerJoin => {
                let room = self.consumers.len() < 6;
                if room {
                    self.add_consumer();
                }
                room
            }
            Fault::ProducerChange => self.change_producer(),
            Fault::TopicMade => self.make_topic(),
            Fault::Wipe if !self.world.may_wipe(broker) => false,
            Fault::Crash | Fault::PowerLoss | Fault::Stop | Fault::Pause | Fault::CrashLoop if self.is_hit(broker) => {
                false
            }
            Fault::LeadersInTurn | Fault::LeaderReturns => self.aims.is_empty() && self.aim(fault),
            fault => self.draw(fault, broker),
        };
        *self.injected.entry(fault).or_default() += u64::from(made);
    }

    /// Whether a broker is down or stands still: such a one is not hit again before it is back.
    pub(super) fn is_hit(&self, broker: BrokerId) -> bool {
        let status = self.world.brokers().into_iter().find(|status| status.id == broker);
        status.is_none_or(|status| status.state == ProcessState::Down || status.paused)
    }

    pub(super) fn draw(&mut self, fault: Fault, broker: BrokerId) -> bool {
        let disk = self.world.disk_faults(broker);
        let status = self.world.brokers().into_iter().find(|status| status.id == broker);
        let targets = Targets {
            broker,
            brokers: &self.brokers,
            disk_used: status.map_or(0, |status| status.disk_bytes),
            disk: DiskFaults { failing_reads: 0, failing_syncs: 0, failing_writes: 0, ..disk },
            producers: &self.producers,
            consumers: &self.consumers,
            topics: &self.topics,
        };
        let actions = fault::draw(fault, &mut self.random, &targets);
        let any = !actions.is_empty();
        for (after, action) in actions {
            if let Action::CrashConsumer { consumer } | Action::RemoveConsumer { consumer } = &action {
                self.consumers.retain(|other| other != consumer);
            }
            self.plan(after, action);
        }
        any
    }

    fn change_producer(&mut self) -> bool {
        if self.producers.is_empty() {
            return false;
        }
        let index = self.random.below(self.producers.len() as u64) as usize;
        let producer = self.producers.swap_remove(index);
        self.world.act(Action::RemoveProducer { producer });
        self.add_producer();
        true
    }

    fn make_topic(&mut self) -> bool {
        if self.topics.len() >= TOPICS_MAX {
            return false;
        }
        let name: glasslog_core::name::Text = format!("made-{}", self.topics.len()).into();
        let partitions = 1 + self.random.below(3) as i32;
        self.world.act(Action::CreateTopic { name: name.clone(), partitions, factor: None, configs: Vec::new() });
        self.topics.push(name);
        let settings = workload::producer(&mut self.random, &self.topics);
        let action = self.senders.action(settings);
        self.producers.extend(self.world.act(action));
        true
    }

    pub(super) fn plan(&mut self, after: Duration, action: Action) {
        self.planned += 1;
        self.later.insert((self.world.now() + after, self.planned), action);
    }

    /// Ends all faults: disks are as good as new, links whole, every broker starts once more, clients have somebody to read
    /// for them.
    pub(super) fn heal(&mut self) {
        self.aims.clear();
        for action in std::mem::take(&mut self.later).into_values() {
            if matches!(action, Action::CreateTopic { .. }) {
                self.world.act(action);
            }
        }
        for link in self.world.links() {
            self.world.act(Action::SetLink { from: link.from, to: link.to, link: Link::default() });
        }
        let delays = Delays { one_way: Duration::from_millis(5), jitter: Duration::from_millis(5) };
        self.world.act(Action::SetDelays { delays });
        self.world.act(Action::ElectController);
        for broker in self.brokers.clone() {
            self.world.act(Action::SetDisk { broker, faults: DiskFaults::default() });
            // A log that failed stays halted until its broker starts again.
            self.world.act(Action::CrashBroker { broker });
            self.world.act(Action::RestartBroker { broker });
            self.advance(self.world.now() + Duration::from_millis(200));
        }
        for producer in self.producers.clone() {
            self.world.act(Action::SetRate { producer, period: None });
        }
        self.add_consumer();
    }
}
