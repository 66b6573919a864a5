//! Deeds in a world: the actions that they are there, and who is meant by their names.

use bytes::Bytes;
use glasslog_core::id::{BrokerId, PartitionIndex};
use glasslog_sim::{
    Action, ActorId, World,
    view::{ActorRole, ActorView, ConsumerState, End},
};

use super::{ALL, Deed};
use crate::sense;
use crate::words::{Wrong, broker, wrong};

impl Deed {
    /// What it is in a world: mostly one action.
    ///
    /// # Errors
    /// Where it names somebody who is not there.
    pub fn actions(&self, world: &World) -> Result<Vec<Action>, Wrong> {
        let actors = world.actors();
        let actions = self.actions_by(world, &actors)?;
        actions.iter().try_for_each(|action| sense::check(world, &actors, action))?;
        Ok(actions)
    }

    fn actions_by(&self, world: &World, actors: &[ActorView]) -> Result<Vec<Action>, Wrong> {
        let produces = |actor: &&ActorView| matches!(actor.role, ActorRole::Producer(_));
        Ok(match self {
            Deed::Plain(action) => vec![action.clone()],
            Deed::Rewind(rewind) => rewind.actions(world)?,
            Deed::Send(by, key, value, place) => {
                let producer = match by {
                    Some(name) => named(actors, name)?.id,
                    None => match actors.iter().find(produces) {
                        Some(first) => first.id,
                        None => return wrong("there is no producer that could send"),
                    },
                };
                let (key, value) = (key.as_deref().map(bytes), Some(bytes(value)));
                vec![Action::Send { producer, key, value, partition: place.map(PartitionIndex) }]
            }
            Deed::Line { topic, key, value } => {
                let writes = |actor: &&ActorView| matches!(&actor.role, ActorRole::Producer(own) if *own.settings.topic == **topic);
                let Some(writer) = actors.iter().find(writes) else {
                    return wrong(format!("no producer here writes to {topic}: add one first"));
                };
                let (key, value) = (key.as_deref().map(bytes), Some(bytes(value)));
                vec![Action::Send { producer: writer.id, key, value, partition: None }]
            }
            Deed::Rate(name, period) => vec![Action::SetRate { producer: named(actors, name)?.id, period: *period }],
            Deed::Leave(name) => {
                let actor = named(actors, name)?;
                vec![match actor.role {
                    ActorRole::Producer(_) => Action::RemoveProducer { producer: actor.id },
                    ActorRole::Consumer(_) => Action::RemoveConsumer { consumer: actor.id },
                }]
            }
            Deed::Crash(name) => vec![Action::CrashConsumer { consumer: named(actors, name)?.id }],
            Deed::Restart(names, away, apart) => {
                let consumers = names.iter().map(|name| restarted(actors, name)).collect::<Result<_, Wrong>>()?;
                vec![Action::RestartConsumers { consumers, away: *away, apart: *apart }]
            }
            Deed::Deploy(group, away, apart) => {
                let member = |actor: &&ActorView| matches!(&actor.role, ActorRole::Consumer(own) if *own.settings.group == **group && own.state != ConsumerState::Stopped);
                let consumers: Vec<ActorId> = actors.iter().filter(member).map(|actor| actor.id).collect();
                if consumers.is_empty() {
                    return wrong(format!("group {group:?} has no members"));
                }
                vec![Action::RestartConsumers { consumers, away: *away, apart: *apart }]
            }
            Deed::Break(one, other) => {
                vec![Action::BreakConnections { one: end(actors, one)?, other: end(actors, other)? }]
            }
            Deed::Link(one, other, both, link) => {
                let ways = ways(world, one, other, *both)?.into_iter();
                ways.map(|(from, to)| Action::SetLink { from, to, link: *link }).collect()
            }
            Deed::Loss(one, other, both, percent) => {
                let ways = ways(world, one, other, *both)?.into_iter();
                ways.map(|(from, to)| Action::SetLoss { from, to, percent: *percent }).collect()
            }
        })
    }
}

fn bytes(text: &str) -> Bytes {
    Bytes::copy_from_slice(text.as_bytes())
}

fn named<'a>(actors: &'a [ActorView], name: &str) -> Result<&'a ActorView, Wrong> {
    match actors.iter().rev().find(|actor| *actor.name == *name) {
        Some(actor) => Ok(actor),
        None => {
            let names: Vec<&str> = actors.iter().map(|actor| actor.name.as_str()).collect();
            wrong(format!("nobody is called {name:?}; there are {}", names.join(", ")))
        }
    }
}

/// One who is to be restarted. A broker has no such command: one sees it stop, and says when it starts.
pub(super) fn restarted(actors: &[ActorView], name: &str) -> Result<ActorId, Wrong> {
    match named(actors, name) {
        Err(_) if broker(name).is_ok() => wrong(format!("brokers: stop {name}, then start {name}")),
        found => found.map(|actor| actor.id),
    }
}

fn end(actors: &[ActorView], name: &str) -> Result<End, Wrong> {
    if name == "controller" {
        return Ok(End::Ensemble);
    }
    // a member may be called like a broker; a link to a broker is what is meant then
    match broker(name) {
        Ok(id) => Ok(End::Broker(BrokerId(id))),
        Err(_) => named(actors, name).map(|actor| End::Actor(actor.id)),
    }
}

/// The ways of a link, as a person names it: both directions, or only from the first to the second.
fn ways(world: &World, one: &str, other: &str, both: bool) -> Result<Vec<(End, End)>, Wrong> {
    let actors = world.actors();
    let from = end(&actors, one)?;
    let brokers = || world.brokers().into_iter().map(|status| End::Broker(status.id));
    let others = match other {
        ALL => brokers().filter(|other| *other != from).collect(),
        other => vec![end(&actors, other)?],
    };
    let ways = others.into_iter().flat_map(|to| [(from, to), (to, from)].into_iter().take(1 + usize::from(both)));
    Ok(ways.collect())
}
