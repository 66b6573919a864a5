//! What may be simpler in a script: one small change each.

use std::time::Duration;

use glasslog_core::{id::BrokerId, storage::FlushMode};

use crate::{
    action::Action,
    scenario::Scenario,
    script::Script,
    settings::{Client, CommitPolicy, ConsumerSettings, Keys, Partitioner, ProducerSettings},
};

/// A change of a script.
pub(super) type Change = Box<dyn Fn(&mut Script)>;

/// The changes that are worth a try, the one that takes most away first.
pub(super) fn changes(script: &Script) -> Vec<Change> {
    let mut all: Vec<Change> = Vec::new();
    for broker in script.scenario.brokers.iter().rev() {
        let broker = *broker;
        all.push(Box::new(move |script| without_broker(script, broker)));
    }
    for index in 0..script.scenario.topic_defaults.len() {
        all.push(Box::new(move |script| {
            let defaults = &mut script.scenario.topic_defaults;
            if index < defaults.len() {
                defaults.remove(index);
            }
        }));
    }
    all.extend(speeds());
    for index in 0..script.events() {
        all.extend(actors().into_iter().map(|change| -> Change {
            Box::new(move |script| {
                let opening = script.scenario.opening.len();
                let action = match index.checked_sub(opening) {
                    None => script.scenario.opening.get_mut(index),
                    Some(index) => script.acts.get_mut(index).map(|act| &mut act.action),
                };
                action.into_iter().for_each(change);
            })
        }));
    }
    all
}

/// One broker fewer, and no more copies than brokers.
fn without_broker(script: &mut Script, broker: BrokerId) {
    let Scenario { brokers, factor, .. } = &mut script.scenario;
    if brokers.len() > 1 {
        brokers.retain(|other| *other != broker);
        *factor = (*factor).min(i16::try_from(brokers.len()).unwrap_or(i16::MAX));
    }
}

/// The world at plain speeds.
fn speeds() -> Vec<Change> {
    let change = |change: fn(&mut Scenario)| -> Change { Box::new(move |script| change(&mut script.scenario)) };
    vec![
        change(|scenario| scenario.delays.jitter = Duration::ZERO),
        change(|scenario| scenario.delays = Scenario::empty().delays),
        change(|scenario| scenario.sync = Scenario::empty().sync),
        change(|scenario| scenario.flush = FlushMode::Group),
        change(|scenario| scenario.session = Scenario::empty().session),
        change(|scenario| scenario.lag_max = Scenario::empty().lag_max),
        change(|scenario| scenario.deaths_are_noticed = true),
    ]
}

/// Clients and topics as plain as can be.
fn actors() -> Vec<fn(&mut Action)> {
    fn producer(action: &mut Action, change: impl FnOnce(&mut ProducerSettings)) {
        if let Action::AddProducer { settings } | Action::AddSender { settings, .. } = action {
            change(settings);
        }
    }
    fn consumer(action: &mut Action, change: impl FnOnce(&mut ConsumerSettings)) {
        if let Action::AddConsumer { settings } | Action::AddMember { settings, .. } = action {
            change(settings);
        }
    }
    fn records(action: &mut Action, most: u64) {
        producer(action, |settings| {
            if settings.records_max.is_none_or(|max| max > most) {
                settings.records_max = Some(most);
            }
        });
    }
    vec![
        |action| {
            if let Action::CreateTopic { partitions, .. } = action {
                *partitions = 1;
            }
        },
        |action| {
            if let Action::AddSender { settings, .. } = action {
                *action = Action::AddProducer { settings: settings.clone() };
            }
        },
        |action| {
            if let Action::AddMember { settings, .. } = action {
                *action = Action::AddConsumer { settings: settings.clone() };
            }
        },
        |action| records(action, 1),
        |action| records(action, 4),
        |action| records(action, 16),
        |action| producer(action, |settings| settings.client = Client::Core),
        |action| {
            producer(action, |settings| {
                (settings.keys, settings.linger) = (Keys::None, Duration::ZERO);
                settings.partitioner = Partitioner::default();
            });
        },
        |action| consumer(action, |settings| settings.client = Client::Core),
        |action| {
            consumer(action, |settings| {
                settings.time_per_record = Duration::ZERO;
                settings.commit = CommitPolicy::Periodic(Duration::from_secs(1));
            });
        },
    ]
}
