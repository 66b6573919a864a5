//! What is known of the past from its tales alone: who led, who was stopped, and so why somebody leads now.

use glasslog_core::sorted::{SortedMap, SortedSet};
use std::time::Duration;

use glasslog_core::effect::Note;
use glasslog_core::id::{BrokerId, PartitionIndex};
use glasslog_core::name::{Text, is_internal_topic};
use glasslog_sim::Action;
use glasslog_sim::view::{ProcessState, Tale, Told};

use crate::source::words::{self, Why};
use crate::store::Tone;

/// The past as far as it explains the present. Hearing the same tales again, it says the same again.
#[derive(Debug, Default)]
pub(super) struct Chronicle {
    /// Who leads, as told last.
    leaders: SortedMap<(Text, PartitionIndex), Option<BrokerId>>,
    states: SortedMap<BrokerId, ProcessState>,
    /// The brokers that were asked to stop, and not started since.
    stopped: SortedSet<BrokerId>,
    fenced: SortedSet<BrokerId>,
    /// The brokers that have got an empty disk, and were not started since.
    wiped: SortedSet<BrokerId>,
    /// Of brokers that are down with their disks as they were: the step at which they went.
    pub(super) down_since: SortedMap<BrokerId, u64>,
}

impl Chronicle {
    /// Takes in what happened, and puts it in words if it is worth any. `name` says what an actor is called.
    pub(super) fn hear(
        &mut self,
        told: &Told,
        session: Duration,
        name: impl Fn(u32) -> String,
    ) -> Option<(Tone, String)> {
        match &told.what {
            Tale::Broker(broker, Note::LeadershipBegins { topic, partition, leader_epoch, .. }) => {
                let why = self.why_leads(topic, *partition, *broker, session)?;
                return Some((
                    Tone::Plain,
                    words::leads(*broker, &format!("{topic}-{partition}"), *leader_epoch, &why),
                ));
            }
            Tale::Acted(Action::StopBroker { broker }) => {
                self.stopped.insert(*broker);
            }
            Tale::Acted(Action::RestartBroker { broker }) => {
                self.stopped.remove(broker);
            }
            Tale::Acted(Action::WipeDisk { broker }) => {
                self.down_since.remove(broker);
                self.wiped.insert(*broker);
            }
            Tale::Process(broker, state) => {
                self.states.insert(*broker, *state);
                match state {
                    ProcessState::Down if self.wiped.contains(broker) => return Some(words::down_and_empty(*broker)),
                    ProcessState::Down => {
                        self.down_since.entry(*broker).or_insert(told.step);
                    }
                    ProcessState::Starting => {
                        self.wiped.remove(broker);
                    }
                    ProcessState::Running => {
                        self.down_since.remove(broker);
                    }
                    ProcessState::Stopping => {}
                }
            }
            Tale::Controller(Note::BrokerFenced { broker }) => {
                self.fenced.insert(*broker);
            }
            Tale::Controller(Note::BrokerUnfenced { broker }) => {
                self.fenced.remove(broker);
            }
            _ => {}
        }
        words::tale(&told.what, name)
    }

    /// Nobody leads it any more. Whether that is news.
    pub(super) fn lost_its_leader(&mut self, topic: &Text, partition: PartitionIndex) -> bool {
        let known = self.leaders.get_mut(&(topic.clone(), partition));
        known.is_some_and(|leader| leader.take().is_some())
    }

    /// Why a broker leads a partition now; none where nobody led it before, which is no news.
    fn why_leads(
        &mut self,
        topic: &Text,
        partition: PartitionIndex,
        broker: BrokerId,
        session: Duration,
    ) -> Option<Why> {
        let before = self.leaders.insert((topic.clone(), partition), Some(broker))?;
        if is_internal_topic(topic) || before == Some(broker) {
            return None;
        }
        let Some(old) = before else { return Some(Why::Back) };
        Some(match self.states.get(&old)? {
            ProcessState::Stopping => Why::HandedOver(old),
            ProcessState::Down if self.stopped.contains(&old) => Why::HandedOver(old),
            _ if self.fenced.contains(&old) => Why::Silent(old, session),
            _ => Why::Preferred(old),
        })
    }
}
