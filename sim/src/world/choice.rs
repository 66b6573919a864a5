//! What could happen next, for those who try everything: messages in any order that their connections allow, and timers in
//! any order that their deadlines allow.

use glasslog_core::sorted::{SortedMap, SortedSet};
use std::{fmt, time::Duration};

use glasslog_core::{
    controller::{Answer, Ask},
    id::BrokerId,
    request::Request,
    response::Response,
    time::Instant,
};

use super::{Event, World};
use crate::{
    action::Action,
    broker::BrokerEvent,
    net::{FlightId, Message, Route},
    story,
    view::End,
};

/// A timer may be late by so much, so that one with a later deadline comes first.
const LATENESS: Duration = Duration::from_millis(20);
/// So many things happen by themselves between two choices, at the most.
const SETTLING_MAX: u32 = 10_000;

/// One thing that can happen next.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Choice {
    /// A message arrives.
    Message(FlightId, (Instant, u64)),
    /// A timer fires.
    Timer((Instant, u64)),
    /// Somebody does something.
    Act(Action),
}

impl World {
    /// What can happen next, besides what users do: the first message of each direction of each connection, and the next
    /// timers, if any may fire.
    pub(crate) fn choices(&self, timers: bool) -> Vec<Choice> {
        let mut choices = Vec::new();
        let mut first_timer = None;
        for (at, number, event) in self.queue.iter() {
            let key = (at, number);
            match event {
                Event::Arrive(flight) => choices.push(Choice::Message(*flight, key)),
                _ if timers => {
                    let first = *first_timer.get_or_insert(at);
                    if at <= first + LATENESS {
                        choices.push(Choice::Timer(key));
                    }
                }
                _ => {}
            }
        }
        let mut lines = SortedSet::new();
        choices.retain(|choice| match choice {
            Choice::Message(flight, _) => self.line_of(*flight).is_some_and(|line| lines.insert(line)),
            _ => true,
        });
        choices
    }

    /// Lets it happen.
    pub(crate) fn choose(&mut self, choice: &Choice) {
        match choice {
            Choice::Message(flight, key) => {
                if let Some(flight) = self.net.flights.get_mut(flight) {
                    flight.arrives = self.now;
                }
                self.happen_out_of_turn(*key);
            }
            Choice::Timer(key) => {
                self.pass(key.0);
                self.happen_out_of_turn(*key);
            }
            Choice::Act(action) => {
                self.act(action.clone());
            }
        }
    }

    /// Lets happen what is nobody's choice: handshakes, heartbeats, file operations, and what means nothing any more.
    /// `at_once`: and what travels between brokers and the controller.
    pub(crate) fn settle(&mut self, at_once: bool) {
        for _ in 0..SETTLING_MAX {
            let Some((key, message)) = self.next_by_itself(at_once) else { return };
            if let Some(flight) = message.and_then(|id| self.net.flights.get_mut(&id)) {
                flight.arrives = self.now;
            }
            self.happen_out_of_turn(key);
        }
    }

    fn next_by_itself(&self, at_once: bool) -> Option<((Instant, u64), Option<FlightId>)> {
        let mut lines = SortedSet::new();
        for (at, number, event) in self.queue.iter() {
            let key = (at, number);
            match event {
                Event::Arrive(id) => match self.line_of(*id) {
                    None => return Some((key, None)),
                    Some(line) => {
                        let is_first = lines.insert(line);
                        let is_metadata = line.0 == 0;
                        if is_first && (at_once && is_metadata || !self.is_worth_a_choice(*id)) {
                            return Some((key, Some(*id)));
                        }
                    }
                },
                Event::Ordered(_) | Event::Broker(_, _, BrokerEvent::Op(_)) => return Some((key, None)),
                Event::Broker(broker, incarnation, BrokerEvent::Timer(at)) => {
                    let waits = self.brokers.get(broker).is_some_and(|broker| broker.waits_for(*incarnation, *at));
                    if !waits {
                        return Some((key, None));
                    }
                }
                Event::Wake(actor, at) if self.wakes.get(actor) != Some(at) => return Some((key, None)),
                Event::Controller(at) if !self.ensemble.waits_for(*at) => return Some((key, None)),
                Event::Wake(..) | Event::Controller(_) => {}
            }
        }
        None
    }

    /// The direction of a connection that a message travels on: the next one there arrives after it.
    fn line_of(&self, id: FlightId) -> Option<(u64, i32, bool)> {
        let flight = self.net.flights.get(&id)?;
        Some(match flight.route {
            Route::Connection(client) => (client.0, 0, flight.up),
            Route::Ensemble(broker, _) => (0, broker.0, flight.up),
        })
    }

    /// Whether it matters when a message arrives: records and acknowledgements, ISRs, metadata.
    fn is_worth_a_choice(&self, id: FlightId) -> bool {
        let Some(flight) = self.net.flights.get(&id) else { return false };
        matches!(
            &flight.message,
            Message::Request(_, Request::Fetch(_) | Request::Produce(_))
                | Message::Response(_, Response::Fetch(_) | Response::Produce(_))
                | Message::Ask(_, Ask::AlterIsr(_))
                | Message::Answer(_, Answer::AlterIsr(_))
                | Message::Committed(_)
        )
    }

    fn happen_out_of_turn(&mut self, key: (Instant, u64)) {
        if let Some(event) = self.queue.take(key) {
            self.happens(event);
        }
    }

    /// What a choice is, in words.
    pub(crate) fn words_of(&self, choice: &Choice) -> String {
        match choice {
            Choice::Act(action) => story::act(action),
            Choice::Timer((at, _)) => {
                let span = at.since(self.now);
                let event = self.queue.iter().find(|(_, number, _)| Choice::Timer((*at, *number)) == *choice);
                let whose = match event {
                    Some((_, _, Event::Broker(BrokerId(broker), ..))) => format!("of broker {broker}"),
                    Some((_, _, Event::Wake(actor, _))) => format!("of client {}", actor.0),
                    _ => "of the controller".to_owned(),
                };
                format!("{span:?} pass, and a timer {whose} fires.")
            }
            Choice::Message(id, _) => {
                let flights = crate::flights::views(&self.net, self.ensemble.image());
                let Some(view) = flights.into_iter().find(|view| view.id == *id) else { return "nothing".to_owned() };
                let what = format!("{:?}{}", view.kind, if view.answer { ", answered" } else { "" });
                let records: u32 = view.partitions.iter().map(|cargo| cargo.records).sum();
                let records = if records > 0 { format!(", records: {records}") } else { String::new() };
                let about = if view.words.is_empty() { String::new() } else { format!(" ({})", view.words) };
                let name = |end: End| match end {
                    End::Actor(actor) => format!("client {}", actor.0),
                    End::Broker(broker) => format!("broker {broker}"),
                    End::Ensemble => "the controller".to_owned(),
                };
                format!("{what}{records}{about}: from {} to {}.", name(view.from), name(view.to))
            }
        }
    }

    /// All that decides what happens next, and what the checks know.
    pub(crate) fn write_state(&self, out: &mut dyn fmt::Write) -> fmt::Result {
        // A message arrives when it is chosen to; where it stands in its line, the flights tell. Who planned first is nobody's affair.
        let timers = self.queue.iter().filter(|(_, _, event)| !matches!(event, Event::Arrive(_)));
        let mut timers: Vec<_> = timers.map(|(at, _, event)| (at, format!("{event:?}"))).collect();
        timers.sort_unstable();
        write!(out, "{timers:?}")?;
        let mut lines: SortedMap<_, Vec<_>> = SortedMap::new();
        for (id, flight) in &self.net.flights {
            lines.entry(self.line_of(*id)).or_default().push((flight.held, &flight.message));
        }
        for (line, flights) in lines {
            write!(out, "{line:?} {flights:?};")?;
        }
        for (client, connection) in &self.net.connections {
            let connection = (connection.opener, connection.broker, connection.accepted, connection.broker_gone);
            write!(out, "{client:?} {connection:?};")?;
        }
        for broker in self.brokers.values() {
            broker.write_state(out)?;
        }
        self.ensemble.write_state(out)?;
        write!(out, "{:?} {:?} {:?}", self.peers, self.anyone, self.checks)
    }
}
