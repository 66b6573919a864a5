//! What settings make of a consumer as a member of its group.

use std::time::Duration;

use super::{positive, spoken};
use crate::words::say_span;

/// Kafka's own, where nothing is said.
const SESSION: Duration = Duration::from_secs(45);
const POLL_INTERVAL: Duration = Duration::from_secs(300);
const POLL_RECORDS: u32 = 500;
/// The stage's own session.
const STAGE_SESSION: Duration = Duration::from_secs(10);
/// A name of a member is no longer than that.
const INSTANCE_MAX: usize = 249;

/// How a group shares out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Strategy {
    Range,
    RoundRobin,
    /// As even as can be, and nobody gets other partitions without need; but all stop meanwhile.
    Sticky,
    Cooperative,
}

/// What is set; none of it where it is not, or where a client would not start with it.
#[derive(Clone, Debug, Default)]
pub(super) struct Member {
    session: Option<Duration>,
    heartbeat: Option<Duration>,
    poll_interval: Option<Duration>,
    poll_records: Option<u32>,
    instance: Option<String>,
    strategy: Option<Strategy>,
}

impl Member {
    /// Takes a setting in. The last one of a name counts.
    pub(super) fn take(&mut self, name: &str, value: &str) {
        let time = || positive(value).map(|millis| Duration::from_millis(millis.into()));
        match name {
            "session.timeout.ms" => self.session = time(),
            "heartbeat.interval.ms" => self.heartbeat = time(),
            "max.poll.interval.ms" => self.poll_interval = time(),
            "max.poll.records" => self.poll_records = positive(value),
            "group.instance.id" => self.instance = is_instance(value).then(|| value.to_owned()),
            "partition.assignment.strategy" => self.strategy = strategy(value),
            _ => {}
        }
    }

    /// What one of these settings brings about.
    pub(super) fn means(&self, name: &str, value: &str) -> Option<String> {
        match name {
            "session.timeout.ms" => self.session.map(|time| {
                let time = spoken(time);
                match &self.instance {
                    None => format!("A member that crashes is missed after {time}; until then nobody reads its partitions."),
                    Some(_) => format!("A member that is back within {time} has its partitions again, without a rebalance; until then nobody reads them."),
                }
            }),
            "heartbeat.interval.ms" => self.heartbeat.map(|time| match self.heartbeat_and_session() {
                Some(_) => format!("It asks its coordinator every {}: so late it may learn of a rebalance.", spoken(time)),
                None => "It must be shorter than session.timeout.ms: a client does not start like this.".to_owned(),
            }),
            "max.poll.interval.ms" => self.poll_interval.map(|time| {
                format!(
                    "Who works longer than {} between two polls is put out of the group. What counts is all that one poll brings.",
                    spoken(time)
                )
            }),
            "max.poll.records" => self.poll_records.map(|records| {
                let (within, _) = self.poll();
                format!(
                    "Up to {records} records a poll: all of them must be done within {} (max.poll.interval.ms), which is {} for each.",
                    spoken(within),
                    each(within, records)
                )
            }),
            "group.instance.id" => Some(match &self.instance {
                Some(_) => "A static member: it says no goodbye, and a restart is no rebalance if it is back before session.timeout.ms. Each needs a name of its own.".to_owned(),
                None => format!("A name like this is refused: it has letters, digits, dots, dashes and underscores, at most {INSTANCE_MAX}."),
            }),
            "partition.assignment.strategy" => self.strategy.map(|strategy| strategy_means(strategy, value)),
            _ => None,
        }
    }

    /// Whether a client starts with this setting.
    pub(super) fn starts_with(&self, name: &str) -> bool {
        match name {
            "heartbeat.interval.ms" => self.heartbeat.is_none() || self.heartbeat_and_session().is_some(),
            "group.instance.id" => self.instance.is_some(),
            _ => true,
        }
    }

    /// What the command says of it.
    pub(super) fn options(&self) -> Vec<String> {
        let mut options = Vec::new();
        let (heartbeat, session) = match self.heartbeat_and_session() {
            Some((heartbeat, session)) => (Some(heartbeat), session),
            None => (None, self.session),
        };
        options.extend(session.map(|time| format!("session={}", say_span(time))));
        options.extend(heartbeat.map(|time| format!("heartbeat={}", say_span(time))));
        if self.poll_interval.is_some() || self.poll_records.is_some() {
            let (interval, records) = self.poll();
            options.push(format!("poll={records} interval={}", say_span(interval)));
        }
        options.extend(self.instance.as_ref().map(|name| format!("instance={name}")));
        match self.strategy {
            Some(Strategy::RoundRobin) => options.push("assignor=roundrobin".to_owned()),
            Some(Strategy::Cooperative) => options.push("assignor=cooperative".to_owned()),
            Some(Strategy::Range | Strategy::Sticky) | None => {}
        }
        options
    }

    /// How long it may take between two polls, and how many records one brings: the one says little without the other.
    fn poll(&self) -> (Duration, u32) {
        (self.poll_interval.unwrap_or(POLL_INTERVAL), self.poll_records.unwrap_or(POLL_RECORDS))
    }

    /// A heartbeat with the session that it fits into, which is Kafka's where none is set and the stage's is too short.
    fn heartbeat_and_session(&self) -> Option<(Duration, Option<Duration>)> {
        let heartbeat = self.heartbeat?;
        let usual = (heartbeat >= STAGE_SESSION).then_some(SESSION);
        let session = self.session.or(usual);
        (heartbeat < session.unwrap_or(STAGE_SESSION)).then_some((heartbeat, session))
    }
}

/// How long the work on each of so many may take.
fn each(within: Duration, records: u32) -> String {
    let each = within / records;
    if each < Duration::from_millis(1) { "less than 1 ms".to_owned() } else { spoken(each) }
}

/// Whether Kafka takes this for the name of a member.
fn is_instance(name: &str) -> bool {
    let legal = |c: char| c.is_ascii_alphanumeric() || ".-_".contains(c);
    (1..=INSTANCE_MAX).contains(&name.len()) && !matches!(name, "." | "..") && name.chars().all(legal)
}

/// How members with such a list share out: in a group of them, it is the first that counts; but who can also do it eagerly gives
/// everything up each time.
fn strategy(list: &str) -> Option<Strategy> {
    let all: Option<Vec<Strategy>> = names(list).map(strategy_named).collect();
    let all = all?;
    let eager = all.iter().find(|one| **one != Strategy::Cooperative);
    eager.or(all.first()).copied()
}

/// The names in a list, also as a client's log shows it: `[class org.…RangeAssignor, class org.…]`.
fn names(list: &str) -> impl Iterator<Item = &str> {
    let list = list.trim_start_matches('[').trim_end_matches(']').split(',').map(str::trim);
    list.map(|name| name.trim_start_matches("class ").trim()).filter(|name| !name.is_empty())
}

fn strategy_named(name: &str) -> Option<Strategy> {
    let short = name.strip_prefix("org.apache.kafka.clients.consumer.").unwrap_or(name);
    Some(match short {
        "RangeAssignor" | "range" => Strategy::Range,
        "RoundRobinAssignor" | "roundrobin" => Strategy::RoundRobin,
        "StickyAssignor" | "sticky" => Strategy::Sticky,
        "CooperativeStickyAssignor" | "cooperative-sticky" => Strategy::Cooperative,
        _ => return None,
    })
}

fn strategy_means(strategy: Strategy, list: &str) -> String {
    let means = match strategy {
        Strategy::Range => "Each gets neighbouring partitions of each topic.",
        Strategy::RoundRobin => "All partitions are dealt like cards.",
        Strategy::Sticky => "Everybody gets again what it had, as far as that is fair. On the stage it is range.",
        Strategy::Cooperative => {
            return "In a rebalance everybody reads on, and gives up only what others are to have.".to_owned();
        }
    };
    let mut means = format!("{means} In a rebalance all give up everything, and nobody reads until all have joined.");
    if names(list).any(|name| strategy_named(name) == Some(Strategy::Cooperative)) {
        means += " It is cooperative only when nothing else is in the list.";
    }
    means
}
