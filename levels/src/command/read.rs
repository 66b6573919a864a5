//! Lines, read: what a command says after its verb.

use glasslog_core::{
    id::{Offset, PartitionIndex},
    name::Text,
};
use glasslog_sim::{Action, LOSS_MAX, Link, disk::DiskFaults};

use super::{
    ALL, Command, Deed, PATIENCE,
    clients::{consumer, pace, producer},
    forms::nearest,
    rest::Rest,
};
use crate::predicate::Predicate;
use crate::rewind::{Rewind, To};
use crate::words::{Wrong, broker, number, partition, span, wrong};

pub(super) fn read(rest: &mut Rest) -> Result<Command, Wrong> {
    let plain = |action| Ok(Command::Do(Deed::Plain(action)));
    match rest.verb.clone().as_str() {
        "topic" => topic(rest),
        "partitions" => {
            let (name, count) = (Text::from(rest.next("a topic")?), number(&rest.next("a number")?)?);
            plain(Action::AddPartitions { name, count })
        }
        "delete" => plain(Action::DeleteTopic { name: rest.next("a topic")?.into() }),
        "producer" => producer(rest),
        "consumer" => consumer(rest),
        "send" => send(rest),
        "rate" => {
            let name = rest.next("a producer")?;
            let period = match rest.next("a span of time")?.as_str() {
                "never" => None,
                period => Some(span(period)?),
            };
            Ok(Command::Do(Deed::Rate(name, period)))
        }
        "leave" => Ok(Command::Do(Deed::Leave(rest.next("a name")?))),
        "reset" => {
            let group = rest.next("a group")?.into();
            let place = rest.next("a partition")?;
            let (topic, index) = partition(&place)?;
            let offset = rest.next("an offset")?;
            if let "earliest" | "latest" = offset.as_str() {
                let to = if offset == "latest" { To::Latest } else { To::Earliest };
                let rewind = Rewind { group, topic: Some(topic.into()), partitions: vec![index], to, asks: false };
                return Ok(Command::Do(Deed::Rewind(rewind)));
            }
            let offset = Offset(number(&offset)?);
            plain(Action::ResetCommit { group, topic: topic.into(), partition: PartitionIndex(index), offset })
        }
        "crash" => Ok(Command::Do(Deed::Crash(rest.next("a name")?))),
        "restart" => {
            let names = rest.next("a name")?.split(',').map(str::to_owned).collect();
            let (away, apart) = pace(rest)?;
            Ok(Command::Do(Deed::Restart(names, away, apart)))
        }
        "deploy" => {
            let group = rest.next("a group")?;
            let (away, apart) = pace(rest)?;
            Ok(Command::Do(Deed::Deploy(group, away, apart)))
        }
        "kill" => plain(Action::CrashBroker { broker: rest.broker()? }),
        "stop" => plain(Action::StopBroker { broker: rest.broker()? }),
        "start" => plain(Action::RestartBroker { broker: rest.broker()? }),
        "pause" => plain(Action::PauseBroker { broker: rest.broker()? }),
        "wake" => plain(Action::WakeBroker { broker: rest.broker()? }),
        "wipe" => plain(Action::WipeDisk { broker: rest.broker()? }),
        "join" => plain(Action::AddBroker { broker: rest.broker()? }),
        "disk" => {
            let broker = rest.broker()?;
            let mut faults = DiskFaults::default();
            while let Some((name, value)) = rest.option()? {
                match name.as_str() {
                    "slow" => faults.slowness = number(&value)?,
                    _ => return rest.unknown(&name),
                }
            }
            plain(Action::SetDisk { broker, faults })
        }
        "cut" => link(rest, Link { cut: true, ..Link::default() }),
        "mend" => link(rest, Link::default()),
        "slow" => {
            let ends = rest.next("two ends")?;
            let extra = span(&rest.next("a span of time")?)?;
            rest.words.push_front(ends);
            link(rest, Link { cut: false, extra })
        }
        "lossy" => {
            let (one, other, both) = ends(rest)?;
            let said = rest.next("how many of a hundred")?;
            let percent: u8 = number(said.trim_end_matches('%'))?;
            if percent > LOSS_MAX {
                return wrong(format!("{said}: say {LOSS_MAX}% or less; where nothing gets through say cut"));
            }
            Ok(Command::Do(Deed::Loss(one, other, both, percent)))
        }
        "break" => {
            let ends = rest.next("two ends")?;
            match ends.split_once('-') {
                Some((one, other)) => Ok(Command::Do(Deed::Break(one.to_owned(), other.to_owned()))),
                None => wrong(format!("{ends:?} are no two ends: say {}", rest.form())),
            }
        }
        "hold" => plain(Action::HoldMessage { flight: rest.flight()? }),
        "deliver" => plain(Action::DeliverMessage { flight: rest.flight()? }),
        "lose" => plain(Action::LoseMessage { flight: rest.flight()? }),
        "elect" => plain(Action::ElectController),
        "wait" => Ok(Command::Wait(span(&rest.next("a span of time")?)?)),
        "until" => {
            let mut words: Vec<String> = std::mem::take(&mut rest.words).into();
            let within = match words.iter().rposition(|word| word == "within") {
                Some(place) if place + 2 == words.len() => {
                    let within = span(&words[place + 1])?;
                    words.truncate(place);
                    within
                }
                _ => PATIENCE,
            };
            Ok(Command::Until(Predicate::of(words)?, within))
        }
        verb => match nearest(verb, rest.words.iter().map(String::as_str)) {
            Some(form) => wrong(format!("there is no command {verb:?}; did you mean {form}? All there are: type help")),
            None => wrong(format!("there is no command {verb:?}: type help for all of them")),
        },
    }
}

fn topic(rest: &mut Rest) -> Result<Command, Wrong> {
    let name = Text::from(rest.next("a name")?);
    let (mut partitions, mut factor, mut configs) = (1, None, Vec::new());
    while let Some((key, value)) = rest.option()? {
        match key.as_str() {
            "partitions" => partitions = number(&value)?,
            "factor" => factor = Some(number(&value)?),
            _ => configs.push((key.into(), value.into())),
        }
    }
    Ok(Command::Do(Deed::Plain(Action::CreateTopic { name, partitions, factor, configs })))
}

fn send(rest: &mut Rest) -> Result<Command, Wrong> {
    let value = rest.next("a value")?;
    let (mut by, mut key, mut place) = (None, None, None);
    while let Some((name, value)) = rest.option()? {
        match name.as_str() {
            "key" => key = Some(value),
            "partition" => place = Some(number(&value)?),
            "by" => by = Some(value),
            _ => return rest.unknown(&name),
        }
    }
    Ok(Command::Do(Deed::Send(by, key, value, place)))
}

fn link(rest: &mut Rest, link: Link) -> Result<Command, Wrong> {
    let (one, other, both) = ends(rest)?;
    Ok(Command::Do(Deed::Link(one, other, both, link)))
}

/// The ends of a link, and whether both directions are meant.
fn ends(rest: &mut Rest) -> Result<(String, String, bool), Wrong> {
    let ends = rest.next("two ends")?;
    if broker(&ends).is_ok() {
        return Ok((ends, ALL.to_owned(), true));
    }
    let both = ends.split_once('-').map(|(from, to)| (from, to, true));
    match both.or_else(|| ends.split_once('>').map(|(from, to)| (from, to, false))) {
        Some((from, to, both)) if !from.is_empty() && !to.is_empty() => Ok((from.to_owned(), to.to_owned(), both)),
        _ => wrong(format!("{ends:?} are no two ends: say {}", rest.form())),
    }
}
