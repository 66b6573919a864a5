//! Commands: what a person does to a world, a line each; read, and said.
//!
//! A command says everything by names that stand on the stage: brokers `B1`, producers and consumers by their own. It
//! becomes [`Action`]s only when it is given, for only a world knows whose number a name is.

use std::time::Duration;

use bytes::Bytes;
use glasslog_core::{
    id::{BrokerId, Offset, PartitionIndex},
    name::Text,
};
use glasslog_sim::{
    Action, ActorId, FlightId, LOSS_MAX, Link, World,
    disk::DiskFaults,
    settings::{Membership, Sending},
    view::{ActorRole, ActorView, ConsumerState, End},
};

mod clients;

use crate::predicate::Predicate;
use crate::rewind::{Rewind, To};
use crate::sense;
use crate::shell;
use crate::words::{Wrong, broker, distance, number, partition, quoted, say_span, span, words, wrong};
use clients::{consumer, producer, say_consumer, say_producer};

/// Without a word about it, `until` waits so long.
pub(crate) const PATIENCE: Duration = Duration::from_secs(60);

/// One line.
#[derive(Clone, Debug, PartialEq)]
pub enum Command {
    /// Something is done.
    Do(Deed),
    /// Time passes.
    Wait(Duration),
    /// Time passes until something holds, or for so long at the most.
    Until(Predicate, Duration),
}

/// Something to do, by names.
#[derive(Clone, Debug, PartialEq)]
pub enum Deed {
    /// What names nobody who has a number.
    Plain(Action),
    /// A record is sent: by whom (the first producer if nobody is named), key, value, partition.
    Send(Option<String>, Option<String>, String, Option<i32>),
    /// A record is sent by whoever writes to its topic.
    Line {
        /// Where it goes.
        topic: String,
        /// Its key.
        key: Option<String>,
        /// Its value.
        value: String,
    },
    /// A producer sends by itself from now on, or not any more.
    Rate(String, Option<Duration>),
    /// A producer or a consumer goes in good order.
    Leave(String),
    /// A consumer dies.
    Crash(String),
    /// Consumers are restarted one after the other: who, how long each is away, and how long after another.
    Restart(Vec<String>, Duration, Duration),
    /// All members of a group are restarted one after the other.
    Deploy(String, Duration, Duration),
    /// The connections between two ends break.
    Break(String, String),
    /// The link between two ends becomes like this, in both directions, or only from the first to the second.
    Link(String, String, bool, Link),
    /// It loses so many of a hundred packets, in both directions or only from the first to the second.
    Loss(String, String, bool, u8),
    /// A group goes on elsewhere, where what is there says at which offset.
    Rewind(Rewind),
}

/// Every command: its form, and what it does.
pub const COMMANDS: &[(&str, &str)] = &[
    ("topic NAME [partitions=N] [factor=N] [setting=value …]", "makes a topic"),
    ("partitions TOPIC N", "gives a topic more partitions"),
    ("delete TOPIC", "deletes a topic"),
    (
        "producer NAME to TOPIC [acks=0|1|all] [every=SPAN] [keys=a,b] [keyless=robin|sticky|random] [linger=SPAN] [idempotent=no] \
         [retries=N] [inflight=REQUESTS] [request=SPAN] [giveup=SPAN]",
        "adds a producer",
    ),
    (
        "consumer NAME group GROUP from TOPIC [reset=earliest|latest] [commit=SPAN|each|before|never] [work=SPAN] [session=SPAN] \
         [heartbeat=SPAN] [poll=RECORDS] [interval=SPAN] [instance=ID] [assignor=range|roundrobin|cooperative]",
        "adds a consumer",
    ),
    ("send VALUE [key=KEY] [partition=N] [by=PRODUCER]", "sends a record"),
    ("rate PRODUCER SPAN|never", "lets a producer send by itself"),
    ("leave NAME", "lets a producer or consumer go in good order"),
    ("reset GROUP PARTITION OFFSET|earliest|latest", "says where a group shall go on; it must have no members"),
    ("crash NAME", "lets a consumer die without a word"),
    (
        "restart NAME[,NAME…] [away=SPAN] [apart=SPAN]",
        "stops consumers in good order and starts them again, one after the other",
    ),
    ("deploy GROUP [away=SPAN] [apart=SPAN]", "does that with all members of a group, as a rolling deployment does"),
    ("kill B1", "ends a broker's process at once"),
    ("stop B1", "stops a broker in good order"),
    ("start B1", "starts a broker"),
    ("pause B1", "lets a broker's process stand still"),
    ("wake B1", "lets it go on"),
    ("wipe B1", "gives a broker an empty disk"),
    ("join B4", "adds a broker"),
    ("disk B1 slow=N", "makes a disk N times slower"),
    ("cut B1-B3", "cuts a link; cut B1>B3 only one way, cut B1 all that lead to other brokers"),
    ("mend B1-B3", "makes a link whole again; mend B1 all of them"),
    ("slow B1-B3 SPAN", "makes a link slower"),
    (
        "lossy B1-B3 30%",
        "lets a link lose so many packets, which are sent again; lossy B1>B3 only one way, lossy B1 all that lead to other brokers",
    ),
    ("break B1-P1", "breaks the connections between two ends; what is under way is lost"),
    ("hold 17", "holds the message of this number on its way; its card says the number"),
    ("deliver 17", "lets a held message go on"),
    ("lose 17", "loses a message's packet: TCP sends it again"),
    ("elect", "has another controller elected"),
    ("wait SPAN", "lets time pass"),
    ("until WHAT [within SPAN]", "lets time pass until something holds"),
];

/// The other end of all links of a broker to other ones.
const ALL: &str = "all";

/// What follows the verb, taken word by word.
struct Rest {
    verb: String,
    words: std::collections::VecDeque<String>,
}

impl Rest {
    fn form(&self) -> &'static str {
        let known = COMMANDS.iter().find(|(form, _)| form.split(' ').next() == Some(&self.verb));
        known.map_or("", |(form, _)| form)
    }

    fn next(&mut self, what: &str) -> Result<String, Wrong> {
        let form = self.form();
        self.words.pop_front().map_or_else(|| wrong(format!("{} lacks {what}: say {form}", self.verb)), Ok)
    }

    /// A word that must stand there.
    fn expect(&mut self, word: &str) -> Result<(), Wrong> {
        let found = self.next(&format!("the word {word:?}"))?;
        if found == word {
            Ok(())
        } else {
            wrong(format!("expected {word:?} instead of {found:?}: say {}", self.form()))
        }
    }

    fn broker(&mut self) -> Result<BrokerId, Wrong> {
        broker(&self.next("a broker")?).map(BrokerId)
    }

    fn flight(&mut self) -> Result<FlightId, Wrong> {
        number(&self.next("a message's number")?).map(FlightId)
    }

    /// The next `name=value`, if there is one left.
    fn option(&mut self) -> Result<Option<(String, String)>, Wrong> {
        let Some(word) = self.words.pop_front() else { return Ok(None) };
        match word.split_once('=') {
            Some((name, value)) => Ok(Some((name.to_owned(), value.to_owned()))),
            None => wrong(format!("expected name=value instead of {word:?}: say {}", self.form())),
        }
    }

    fn unknown<T>(&self, option: &str) -> Result<T, Wrong> {
        wrong(format!("{} knows no {option:?}: say {}", self.verb, self.form()))
    }

    fn end(&mut self) -> Result<(), Wrong> {
        match self.words.pop_front() {
            Some(word) => wrong(format!("{word:?} is too much: say {}", self.form())),
            None => Ok(()),
        }
    }
}

impl Command {
    /// Reads a line: one of [`COMMANDS`], or what one would type into a shell to call one of Kafka's own tools.
    ///
    /// # Errors
    /// Says what was expected where the line is none.
    pub fn parse(line: &str) -> Result<Command, Wrong> {
        if let Some(deed) = shell::read(line) {
            return deed.map(Command::Do);
        }
        let mut words: std::collections::VecDeque<String> = words(line)?.into();
        let Some(verb) = words.pop_front().map(|verb| verb.to_ascii_lowercase()) else {
            return wrong("nothing is said");
        };
        let mut rest = Rest { verb, words };
        let command = read(&mut rest)?;
        rest.end()?;
        Ok(command)
    }

    /// Whether a line calls one of Kafka's own tools.
    #[must_use]
    pub fn is_of_a_tool(line: &str) -> bool {
        shell::read(line).is_some()
    }

    /// The line that says it.
    #[must_use]
    pub fn say(&self) -> String {
        match self {
            Command::Do(deed) => deed.say(),
            Command::Wait(time) => format!("wait {}", say_span(*time)),
            Command::Until(what, PATIENCE) => format!("until {what}"),
            Command::Until(what, within) => format!("until {what} within {}", say_span(*within)),
        }
    }

    /// Whether it does anything, and does not only let time pass.
    #[must_use]
    pub fn is_deed(&self) -> bool {
        matches!(self, Command::Do(_))
    }
}

fn read(rest: &mut Rest) -> Result<Command, Wrong> {
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
            let (away, apart) = clients::pace(rest)?;
            Ok(Command::Do(Deed::Restart(names, away, apart)))
        }
        "deploy" => {
            let group = rest.next("a group")?;
            let (away, apart) = clients::pace(rest)?;
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
        verb => {
            let verbs = || COMMANDS.iter().filter_map(|(form, _)| Some((form.split(' ').next()?, form)));
            // one slip in a short word, two in a longer one
            let slips = if verb.chars().count() > 4 { 2 } else { 1 };
            let near = verbs().map(|(known, form)| (distance(verb, known), form)).filter(|(far, _)| *far <= slips);
            if let Some((_, form)) = near.min_by_key(|(far, _)| *far) {
                return wrong(format!("there is no command {verb:?}; did you mean {form}?"));
            }
            let all: Vec<&str> = verbs().map(|(known, _)| known).collect();
            wrong(format!("there is no command {verb:?}; there are {}", all.join(", ")))
        }
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
fn restarted(actors: &[ActorView], name: &str) -> Result<ActorId, Wrong> {
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

/// The ends of a link, as [`ends`] reads them.
fn say_ends(one: &str, other: &str, both: bool) -> String {
    match other {
        ALL => one.to_owned(),
        other => format!("{one}{}{other}", if both { '-' } else { '>' }),
    }
}

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
                format!("restart {}{}", quoted(&names.join(",")), clients::say_pace(*away, *apart))
            }
            Deed::Deploy(group, away, apart) => {
                format!("deploy {}{}", quoted(group), clients::say_pace(*away, *apart))
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

/// Whether a word names a partition of a topic.
pub(crate) fn is_partition(word: &str) -> bool {
    partition(word).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_said_is_read_back() {
        let lines = [
            "topic items-list partitions=3 factor=2 min.insync.replicas=2",
            "partitions items-list 4",
            "delete items-list",
            "producer P1 to items-list acks=all",
            "producer P1 to items-list acks=1 every=300ms linger=50ms keys=a,b keyless=sticky idempotent=yes",
            "producer P1 to items-list acks=all retries=3 inflight=1 request=2s giveup=10s",
            "producer P1 to items-list acks=all retries=0",
            "producer P1 to items-list acks=all keyless=random idempotent=no inflight=20",
            "consumer A1 group items-group from items-list",
            "consumer A1 group items-group from items-list reset=latest commit=each work=400ms session=45s",
            "consumer A2 group items-group from items-list commit=before",
            "consumer A3 group items-group from items-list work=400ms heartbeat=1s poll=50 interval=10s instance=i-3 assignor=cooperative",
            "consumer A4 group items-group from items-list assignor=roundrobin",
            "restart A1",
            "restart A1,A2 away=1s apart=20s",
            "deploy items-group",
            "deploy items-group apart=1m",
            "send six key=a partition=2 by=P1",
            "send \"two words\" \"key=a b\"",
            "rate P1 2s",
            "rate P1 never",
            "leave A1",
            "crash A1",
            "reset items-group items-list-0 2",
            "reset items-group items-list-0 earliest",
            "reset items-group items-list-0 latest",
            "kill B1",
            "stop B1",
            "start B1",
            "pause B1",
            "wake B1",
            "wipe B1",
            "join B4",
            "disk B1 slow=40",
            "cut B1-B3",
            "cut B1>B3",
            "cut B1",
            "slow B1 300ms",
            "mend B1-controller",
            "slow B1-P1 300ms",
            "lossy B1-B3 30%",
            "lossy B1>B3 5%",
            "lossy B1 30%",
            "lossy P1-B1 0%",
            "break B1-P1",
            "hold 17",
            "deliver 17",
            "lose 17",
            "elect",
            "wait 2s",
            "until acked six",
            "until acked six and isr items-list-0 = 1,2 within 20s",
        ];
        for line in lines {
            let command = Command::parse(line).unwrap_or_else(|wrong| panic!("{line}: {wrong}"));
            assert_eq!(command.say(), line);
        }
        let verbs = COMMANDS.iter().map(|(form, _)| form.split(' ').next().unwrap());
        verbs.for_each(|verb| assert!(lines.iter().any(|line| line.starts_with(verb)), "{verb} is not tried"));
    }

    #[test]
    fn a_command_may_begin_with_a_capital() {
        assert_eq!(Command::parse("Kill b1"), Command::parse("kill B1"));
        assert_eq!(Command::parse("SEND Six key=A").map(|command| command.say()), Ok("send Six key=A".to_owned()));
    }

    #[test]
    fn who_says_something_else_is_told_what_was_expected() {
        let told = |line: &str, what: &str| {
            let wrong = Command::parse(line).expect_err(line);
            assert!(wrong.0.contains(what), "{line}: {wrong}");
        };
        told("kil B1", "there is no command \"kil\"; did you mean kill B1?");
        told("Porducer P1", "there is no command \"porducer\"; did you mean producer NAME to TOPIC");
        told("slaughter B1", "there is no command \"slaughter\"; there are topic, ");
        told("topic t partitions=99999999999", "99999999999 is too large: at most 2147483647");
        told("kill", "kill lacks a broker: say kill B1");
        told("kill six", "say B1, B2");
        told("kill B1 B2", "\"B2\" is too much");
        told("producer P1 items-list", "expected \"to\" instead of \"items-list\"");
        told("producer P1 to items-list acks=2", "say 0, 1 or all");
        told("producer P1 to items-list speed=2", "knows no \"speed\"");
        told("producer P1 to t retries=0 idempotent=yes", "say idempotent=no, too");
        told("producer P1 to t inflight=6", "with idempotence it is 5 at the most");
        told("producer P1 to t inflight=0", "at least one");
        told("producer P1 to t giveup=5s", "linger and request together are 30s");
        told("consumer A1 group g from t poll=0", "at least one");
        told("consumer A1 group g from t assignor=sticky", "say range, roundrobin or cooperative");
        told("deploy g apart=1", "say 300ms, 2s or 5m");
        told("cut six", "no two ends");
        told("lossy B1-B3", "lossy lacks how many of a hundred: say lossy B1-B3 30%");
        told("lossy B1-B3 100%", "where nothing gets through say cut");
        told("lossy B1-B3 some", "\"some\"");
        told("wait 2", "say 300ms, 2s or 5m");
        told("until ackd six", "there is no fact \"ackd\"");
    }

    #[test]
    fn who_would_restart_a_broker_is_told_how() {
        let told = |name: &str| restarted(&[], name).expect_err(name).0;
        assert_eq!(told("B1"), "brokers: stop B1, then start B1");
        assert!(told("A9").starts_with("nobody is called \"A9\""));
    }
}
