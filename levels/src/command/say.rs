//! Deeds, said: the line for each, and the deed that an action is.

use std::time::Duration;

use bytes::Bytes;
use glasslog_sim::{
    Action, ActorId,
    settings::{Membership, Sending},
    view::End,
};

use super::{
    ALL, Deed,
    clients::{say_consumer, say_pace, say_producer},
};
use crate::words::{quoted, say_span};

impl Deed {
    /// The line that says it.
    #[must_use]
    pub fn say(&self) -> String {
        match self {
            Deed::Plain(action) => say_plain(action).unwrap_or_default(),
            Deed::Rewind(rewind) => rewind.say(),
            Deed::Send(by, key, value, place) => {
                let mut said = format!("send {}", quoted(value));
                if let Some(key) = key {
                    said += &format!(" {}", quoted(&format!("key={key}")));
                }
                if let Some(place) = place {
                    said += &format!(" partition={place}");
                }
                if let Some(by) = by {
                    said += &format!(" {}", quoted(&format!("by={by}")));
                }
                said
            }
            Deed::Line { key, value, .. } => Deed::Send(None, key.clone(), value.clone(), None).say(),
            Deed::Rate(name, None) => format!("rate {} never", quoted(name)),
            Deed::Rate(name, Some(period)) => format!("rate {} {}", quoted(name), say_span(*period)),
            Deed::Leave(name) => format!("leave {}", quoted(name)),
            Deed::Crash(name) => format!("crash {}", quoted(name)),
            Deed::Restart(names, away, apart) => {
                format!("restart {}{}", quoted(&names.join(",")), say_pace(*away, *apart))
            }
            Deed::Deploy(group, away, apart) => {
                format!("deploy {}{}", quoted(group), say_pace(*away, *apart))
            }
            Deed::Break(one, other) => format!("break {one}-{other}"),
            Deed::Link(one, other, both, link) => {
                let ends = say_ends(one, other, *both);
                match (link.cut, link.extra) {
                    (true, _) => format!("cut {ends}"),
                    (false, Duration::ZERO) => format!("mend {ends}"),
                    (false, extra) => format!("slow {ends} {}", say_span(extra)),
                }
            }
            Deed::Loss(one, other, both, percent) => format!("lossy {} {percent}%", say_ends(one, other, *both)),
        }
    }

    /// What an action is as a deed, by the names of those it is about. None for what no command does, and for the second
    /// half of what was done to both directions of a link.
    #[must_use]
    pub fn of(action: &Action, name: impl Fn(ActorId) -> Option<String>) -> Option<Deed> {
        let text = |bytes: &Bytes| String::from_utf8_lossy(bytes).into_owned();
        let end = |end: &End| match end {
            End::Broker(id) => Some(format!("B{id}")),
            End::Ensemble => Some("controller".to_owned()),
            End::Actor(actor) => name(*actor),
        };
        Some(match action {
            Action::Send { producer, key, value, partition } => Deed::Send(
                Some(name(*producer)?),
                key.as_ref().map(text),
                value.as_ref().map(text)?,
                partition.map(|partition| partition.0),
            ),
            Action::SetRate { producer, period } => Deed::Rate(name(*producer)?, *period),
            Action::RemoveProducer { producer: actor } | Action::RemoveConsumer { consumer: actor } => {
                Deed::Leave(name(*actor)?)
            }
            Action::CrashConsumer { consumer } => Deed::Crash(name(*consumer)?),
            Action::RestartConsumers { consumers, away, apart } => {
                let names = consumers.iter().map(|consumer| name(*consumer)).collect::<Option<_>>()?;
                Deed::Restart(names, *away, *apart)
            }
            Action::BreakConnections { one, other } => Deed::Break(end(one)?, end(other)?),
            Action::SetLink { from, to, link } if from < to => Deed::Link(end(from)?, end(to)?, true, *link),
            Action::SetLoss { from, to, percent } if from < to => Deed::Loss(end(from)?, end(to)?, true, *percent),
            action => {
                say_plain(action)?;
                Deed::Plain(action.clone())
            }
        })
    }
}

/// The ends of a link, as they are read.
fn say_ends(one: &str, other: &str, both: bool) -> String {
    match other {
        ALL => one.to_owned(),
        other => format!("{one}{}{other}", if both { '-' } else { '>' }),
    }
}

fn say_plain(action: &Action) -> Option<String> {
    Some(match action {
        Action::CreateTopic { name, partitions, factor, configs } => {
            let mut said = format!("topic {name} partitions={partitions}");
            if let Some(factor) = factor {
                said += &format!(" factor={factor}");
            }
            for (key, value) in configs {
                said += &format!(" {}", quoted(&format!("{key}={value}")));
            }
            said
        }
        Action::AddPartitions { name, count } => format!("partitions {name} {count}"),
        Action::DeleteTopic { name } => format!("delete {name}"),
        Action::AddProducer { settings } => say_producer(settings, &Sending::default()),
        Action::AddSender { settings, sending } => say_producer(settings, sending),
        Action::AddConsumer { settings } => say_consumer(settings, &Membership::default()),
        Action::AddMember { settings, membership } => say_consumer(settings, membership),
        Action::ResetCommit { group, topic, partition, offset } => {
            format!("reset {} {topic}-{partition} {offset}", quoted(group))
        }
        Action::CrashBroker { broker } => format!("kill B{broker}"),
        Action::StopBroker { broker } => format!("stop B{broker}"),
        Action::RestartBroker { broker } => format!("start B{broker}"),
        Action::PauseBroker { broker } => format!("pause B{broker}"),
        Action::WakeBroker { broker } => format!("wake B{broker}"),
        Action::WipeDisk { broker } => format!("wipe B{broker}"),
        Action::AddBroker { broker } => format!("join B{broker}"),
        Action::SetDisk { broker, faults } => format!("disk B{broker} slow={}", faults.slowness),
        Action::HoldMessage { flight } => format!("hold {}", flight.0),
        Action::DeliverMessage { flight } => format!("deliver {}", flight.0),
        Action::LoseMessage { flight } => format!("lose {}", flight.0),
        Action::ElectController => "elect".to_owned(),
        _ => return None,
    })
}
