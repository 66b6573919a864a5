//! Whether what somebody asks for can be meant: before it is done, for afterwards nobody would be told.

use std::time::Duration;

use glasslog_core::{
    config::GroupConfig,
    id::{BrokerId, PartitionIndex},
    name::is_internal_topic,
};
use glasslog_sim::{
    Action, World,
    settings::{CommitPolicy, ConsumerSettings},
    view::{ActorRole, ActorView, End, ProcessState},
};

use crate::words::{Wrong, say_span, wrong};

#[cfg(test)]
mod tests;

/// The most brokers that fit on a stage.
pub const BROKERS_MAX: usize = 6;
/// The most partitions, of all topics together, that a tab can still draw.
const PARTITIONS_MAX: i64 = 300;
/// A disk that is slower than that is no disk any more: five seconds for a sync.
const SLOWNESS_MAX: u32 = 1_000;
/// What is done again and again must take some time.
const SPAN_MIN: Duration = Duration::from_millis(1);

/// What is wrong with an action in this world, if anything is that the world itself would not say.
pub(crate) fn check(world: &World, actors: &[ActorView], action: &Action) -> Result<(), Wrong> {
    if let Some(settings) = action.brings_producer() {
        is_free(world, actors, &settings.name)?;
        is_topic(world, &settings.topic)?;
    }
    if let Some(ConsumerSettings { name, group, topics, .. }) = action.brings_consumer() {
        is_free(world, actors, name)?;
        topics.iter().try_for_each(|topic| is_topic(world, topic))?;
        if group.trim().is_empty() {
            return wrong("a consumer needs a group that has a name");
        }
    }
    settings(action)?;
    match action {
        Action::AddBroker { broker } => {
            let brokers = world.brokers();
            if brokers.iter().any(|status| status.id == *broker) {
                return wrong(format!("broker B{broker} is here already"));
            }
            if brokers.len() >= BROKERS_MAX {
                return wrong(format!("there are {BROKERS_MAX} brokers already: more would not fit"));
            }
        }
        Action::CreateTopic { partitions, .. } => room_for(world, "", i64::from(*partitions))?,
        Action::AddPartitions { name, count } => room_for(world, name, i64::from(*count))?,
        Action::CrashBroker { broker }
        | Action::StopBroker { broker }
        | Action::RestartBroker { broker }
        | Action::PowerLoss { broker, .. }
        | Action::PauseBroker { broker }
        | Action::WakeBroker { broker }
        | Action::WipeDisk { broker } => {
            is_end(world, End::Broker(*broker))?;
            changes(world, *broker, action)?;
        }
        Action::SetDisk { broker, faults } => {
            is_end(world, End::Broker(*broker))?;
            if faults.slowness > SLOWNESS_MAX {
                return wrong(format!("slow={}: say {SLOWNESS_MAX} or less", faults.slowness));
            }
        }
        Action::ResetCommit { group, topic, partition, offset } => {
            is_topic(world, topic)?;
            is_partition(world, topic, *partition)?;
            is_group(world, actors, group)?;
            if offset.0 < 0 {
                return wrong(format!("offset {offset}: say 0 or more"));
            }
        }
        Action::HoldMessage { flight } | Action::DeliverMessage { flight } | Action::LoseMessage { flight }
            if !world.is_flying(*flight) =>
        {
            return wrong(format!("there is no message {} on its way (any more)", flight.0));
        }
        Action::CrashConsumer { consumer } => {
            let found = actors.iter().find(|actor| actor.id == *consumer);
            if let Some(ActorView { name, role: ActorRole::Producer(_), .. }) = found {
                return wrong(format!("{name} is a producer, and only consumers crash here: say leave {name}"));
            }
        }
        Action::SetLink { from, to, .. }
        | Action::SetLoss { from, to, .. }
        | Action::BreakConnections { one: from, other: to } => {
            if from == to {
                return wrong("a link has two different ends");
            }
            is_end(world, *from)?;
            is_end(world, *to)?;
        }
        _ => {}
    }
    Ok(())
}

/// Whether a broker is so that this changes anything: nobody shall be told of a death that was none.
fn changes(world: &World, broker: BrokerId, action: &Action) -> Result<(), Wrong> {
    let Some(status) = world.brokers().into_iter().find(|status| status.id == broker) else { return Ok(()) };
    let down = status.state == ProcessState::Down;
    match action {
        Action::CrashBroker { .. } | Action::StopBroker { .. } | Action::PauseBroker { .. } if down => {
            wrong(format!("B{broker} is down already: say start B{broker}"))
        }
        Action::StopBroker { .. } if status.state == ProcessState::Stopping => {
            wrong(format!("B{broker} stops already"))
        }
        Action::RestartBroker { .. } if status.state == ProcessState::Stopping => {
            wrong(format!("B{broker} still stops: start it once it is down"))
        }
        Action::RestartBroker { .. } if !down => wrong(format!("B{broker} runs already")),
        Action::PauseBroker { .. } if status.paused => wrong(format!("B{broker} stands still already")),
        Action::WakeBroker { .. } if !status.paused => wrong(format!("B{broker} does not stand still")),
        _ => Ok(()),
    }
}

/// Whether what a client sets is more than nothing, and no more than brokers take.
fn settings(action: &Action) -> Result<(), Wrong> {
    let span = |name: &str, span: Option<Duration>| match span {
        Some(span) if span < SPAN_MIN => wrong(format!("{name}={}: say 1ms or more", say_span(span))),
        _ => Ok(()),
    };
    if let Action::SetRate { period: Some(period), .. } = action
        && *period < SPAN_MIN
    {
        return wrong("a rate is a record every 1ms at the most; or say never");
    }
    span("every", action.brings_producer().and_then(|settings| settings.period))?;
    if let Action::AddSender { sending, .. } = action {
        span("request", Some(sending.request_timeout))?;
    }
    let Some(settings) = action.brings_consumer() else { return Ok(()) };
    let (session, group) = (settings.session_timeout, GroupConfig::default());
    let (least, most) = (group.session_timeout_min, group.session_timeout_max);
    if session < least || session > most {
        let said = [session, least, most].map(say_span);
        return wrong(format!("session={}: brokers take {} to {}", said[0], said[1], said[2]));
    }
    if let CommitPolicy::Periodic(period) = settings.commit
        && period < SPAN_MIN
    {
        return wrong("commit=0ms: say 1ms or more, or commit=each");
    }
    let Action::AddMember { membership, .. } = action else { return Ok(()) };
    span("heartbeat", membership.heartbeat)?;
    span("interval", Some(membership.max_poll_interval))?;
    match membership.heartbeat {
        Some(heartbeat) if heartbeat >= session => {
            wrong(format!("heartbeat={}: it must be shorter than session={}", say_span(heartbeat), say_span(session)))
        }
        _ => Ok(()),
    }
}

/// Whether so many partitions may be drawn, those of other topics included.
fn room_for(world: &World, topic: &str, count: i64) -> Result<(), Wrong> {
    let topics = &world.image().topics;
    let others = topics.values().filter(|other| *other.name != *topic && !is_internal_topic(&other.name));
    let taken: i64 = others.map(|other| other.partitions.len() as i64).sum();
    if taken.saturating_add(count) > PARTITIONS_MAX {
        return wrong(format!("a tab draws {PARTITIONS_MAX} partitions at the most, and {taken} are there"));
    }
    Ok(())
}

/// Whether nobody is called so who stays.
fn is_free(world: &World, actors: &[ActorView], name: &str) -> Result<(), Wrong> {
    let goes = |actor: &ActorView| {
        world.actions().iter().any(|act| match act.action {
            Action::RemoveProducer { producer: gone } | Action::RemoveConsumer { consumer: gone } => gone == actor.id,
            Action::CrashConsumer { consumer } => consumer == actor.id,
            _ => false,
        })
    };
    match actors.iter().any(|actor| *actor.name == *name && !goes(actor)) {
        true if !name.is_empty() => wrong(format!("somebody is called {name} already: say another name")),
        _ => Ok(()),
    }
}

/// Whether there is such a group, or there was one.
pub(crate) fn is_group(world: &World, actors: &[ActorView], group: &str) -> Result<(), Wrong> {
    let mine = actors.iter().filter_map(|actor| match &actor.role {
        ActorRole::Consumer(consumer) => Some(&consumer.settings.group),
        ActorRole::Producer(_) => None,
    });
    let asked = world.actions().iter().filter_map(|act| Some(&act.action.brings_consumer()?.group));
    let mut groups: Vec<&str> = mine.chain(asked).map(|group| group.as_str()).collect();
    groups.sort_unstable();
    groups.dedup();
    match groups.as_slice() {
        all if all.contains(&group) => Ok(()),
        [] => wrong(format!("there is no group {group:?}: a consumer that names one makes it")),
        all => wrong(format!("there is no group {group:?}; there are {}", all.join(", "))),
    }
}

/// Whether a topic that is there has such a partition.
pub(crate) fn is_partition(world: &World, topic: &str, partition: PartitionIndex) -> Result<(), Wrong> {
    let count = world.image().topic_named(topic).map(|(_, topic)| topic.partitions.len());
    match count {
        Some(count) if usize::try_from(partition.0).is_ok_and(|index| index < count) => Ok(()),
        Some(count) => wrong(format!("there is no partition {topic}-{partition}: {topic} has {count}")),
        None => Ok(()),
    }
}

/// Whether there is such a topic, or it has been asked for.
pub(crate) fn is_topic(world: &World, topic: &str) -> Result<(), Wrong> {
    let asked = || {
        world.actions().iter().any(|act| matches!(&act.action, Action::CreateTopic { name, .. } if **name == *topic))
    };
    if world.image().topic_named(topic).is_none() && !asked() {
        return wrong(format!("there is no topic {topic:?}: make it first, with topic {topic}"));
    }
    Ok(())
}

fn is_end(world: &World, end: End) -> Result<(), Wrong> {
    match end {
        End::Broker(id) if !world.brokers().iter().any(|status| status.id == id) => {
            wrong(format!("there is no broker B{id}"))
        }
        _ => Ok(()),
    }
}
