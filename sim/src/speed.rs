//! How fast a world goes: a fixed run, three brokers and three partitions under light faults, whose inputs are counted.
//!
//! Nothing here measures time: whoever runs it does.

use std::time::Duration;

use glasslog_core::{id::BrokerId, name::Text, time::Instant};

use crate::{
    Scenario, World,
    action::Action,
    settings::{ConsumerSettings, ProducerSettings},
    view::End,
};

const TOPIC: &str = "items-list";
const PRODUCERS: usize = 3;
const CONSUMERS: usize = 3;
/// Something goes wrong once in so much virtual time.
const FAULT_EVERY: Duration = Duration::from_secs(10);
/// A broker that died is back after so long.
const DOWN: Duration = Duration::from_secs(2);

/// What a run did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Course {
    /// Inputs of brokers' nodes and of controllers.
    pub inputs: u64,
    /// Inputs of their stores.
    pub store_inputs: u64,
    /// Steps of the world.
    pub steps: u64,
    /// Promises that were broken.
    pub violations: usize,
}

/// Runs it for so much virtual time, with all checks after every step or without any.
#[must_use]
pub fn course(checked: bool, time: Duration) -> Course {
    let mut world = World::new(scenario(checked), 1);
    let end = Instant::default() + time;
    for turn in 0.. {
        world.run_until(end.min(world.now() + FAULT_EVERY));
        if world.now() >= end {
            break;
        }
        go_wrong(&mut world, turn);
    }
    let (inputs, store_inputs) = world.inputs();
    Course { inputs, store_inputs, steps: world.steps(), violations: world.violations().len() }
}

fn scenario(checked: bool) -> Scenario {
    let (name, configs) = (Text::from(TOPIC), vec![("min.insync.replicas".into(), "2".into())]);
    let topic = Action::CreateTopic { name: name.clone(), partitions: 3, factor: None, configs };
    let period = Some(Duration::from_millis(100));
    let producer = Action::AddProducer { settings: ProducerSettings { period, ..ProducerSettings::to(name.clone()) } };
    let consumer = Action::AddConsumer { settings: ConsumerSettings::of("items-group", name) };
    let actors = std::iter::repeat_n(producer, PRODUCERS).chain(std::iter::repeat_n(consumer, CONSUMERS));
    Scenario { opening: std::iter::once(topic).chain(actors).collect(), checked, ..Scenario::three_brokers() }
}

/// A broker dies and comes back, each in turn; and between two deaths the connections of one to another break.
fn go_wrong(world: &mut World, turn: i32) {
    let (broker, next) = (BrokerId(1 + turn / 2 % 3), BrokerId(1 + (turn / 2 + 1) % 3));
    if turn % 2 == 0 {
        world.act(Action::CrashBroker { broker });
        world.run_until(world.now() + DOWN);
        world.act(Action::RestartBroker { broker });
    } else {
        world.act(Action::BreakConnections { one: End::Broker(broker), other: End::Broker(next) });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn checks_change_nothing_of_it_and_every_promise_is_kept() {
        let time = Duration::from_secs(45);
        let (checked, unchecked) = (course(true, time), course(false, time));
        assert_eq!(checked, unchecked);
        assert_eq!(checked.violations, 0);
        assert!(checked.inputs > 1000);
    }
}
