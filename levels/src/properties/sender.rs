//! What settings make of a producer that sends again.

use std::time::Duration;

use glasslog_core::client::producer::IN_FLIGHT_MAX;

use super::{positive, spoken};
use crate::words::say_span;

/// Kafka's own, where nothing is said.
const REQUEST_TIMEOUT: Duration = Duration::from_secs(30);
const DELIVERY_TIMEOUT: Duration = Duration::from_secs(120);

/// What is set; none of it where it is not.
#[derive(Clone, Debug, Default)]
pub(super) struct Sender {
    acks_all: bool,
    /// `enable.idempotence`, if it is said.
    idempotent: Option<bool>,
    retries: Option<u32>,
    in_flight: Option<u32>,
    linger: Option<Duration>,
    request_timeout: Option<Duration>,
    delivery_timeout: Option<Duration>,
}

impl Sender {
    /// What a producer is told that waits for all replicas, or not, and is or is not told to be idempotent.
    pub(super) fn new(acks_all: bool, idempotent: Option<bool>) -> Sender {
        Sender { acks_all, idempotent, ..Sender::default() }
    }

    /// Takes a setting in. The last one of a name counts.
    pub(super) fn take(&mut self, name: &str, value: &str) {
        let number = || value.parse::<i32>().ok().and_then(|number| u32::try_from(number).ok());
        let time = || number().map(|millis| Duration::from_millis(millis.into()));
        match name {
            "retries" => self.retries = number(),
            "max.in.flight.requests.per.connection" => self.in_flight = positive(value),
            "linger.ms" => self.linger = time(),
            "request.timeout.ms" => self.request_timeout = time(),
            "delivery.timeout.ms" => self.delivery_timeout = time(),
            _ => {}
        }
    }

    /// What one of these settings brings about.
    pub(super) fn means(&self, name: &str) -> Option<String> {
        match name {
            "retries" => self.retries.map(|retries| match retries {
                0 if self.must_be_idempotent() => "An idempotent producer must send again: a client does not start like this.".to_owned(),
                0 => "It is never sent again: whatever goes wrong on the way, your code is told, and a record may be lost. And there is no idempotence.".to_owned(),
                retries if i32::try_from(retries) == Ok(i32::MAX) => "It is sent again until delivery.timeout.ms ends that, as Kafka does it by itself.".to_owned(),
                1 => "It is sent again once, if delivery.timeout.ms is not over before; then your code gets the error.".to_owned(),
                retries => format!("It is sent again {retries} times at the most, if delivery.timeout.ms is not over before; then your code gets the error."),
            }),
            "max.in.flight.requests.per.connection" => self.in_flight.map(|requests| match requests {
                1 => "One request after the other: nothing overtakes, and each waits for the answer to the one before.".to_owned(),
                _ if !self.is_idempotent() => "Without idempotence, a batch that is sent again may come behind a later one.".to_owned(),
                requests if self.is_too_many(requests) => format!("With idempotence it is {IN_FLIGHT_MAX} at the most: a client does not start like this."),
                requests => format!("Up to {requests} requests are under way to a broker; by their numbers it keeps them in order all the same."),
            }),
            "linger.ms" => self.linger.map(|time| match time.is_zero() {
                true => "A batch leaves as soon as it can.".to_owned(),
                false => format!("A batch waits up to {} for more records: fewer requests, later records.", spoken(time)),
            }),
            "request.timeout.ms" => self.request_timeout.map(|time| {
                format!("An answer that takes longer than {} counts as none; the batch is sent again, though it may be in the log.", spoken(time))
            }),
            "delivery.timeout.ms" => self.delivery_timeout.map(|time| match self.times() {
                Some(_) => format!("After {} a record is given up, however often it was tried: so long a cluster may be away.", spoken(time)),
                None => "It must not be shorter than linger.ms and request.timeout.ms together: a client does not start like this.".to_owned(),
            }),
            _ => None,
        }
    }

    /// Whether a client starts with this setting.
    pub(super) fn starts_with(&self, name: &str) -> bool {
        match name {
            "retries" => self.retries != Some(0) || !self.must_be_idempotent(),
            "max.in.flight.requests.per.connection" => {
                !self.in_flight.is_some_and(|requests| self.is_too_many(requests))
            }
            "delivery.timeout.ms" => self.times().is_some(),
            _ => true,
        }
    }

    /// Whether anything is set that only a producer knows.
    pub(super) fn is_one(&self) -> bool {
        let times = self.linger.or(self.delivery_timeout);
        times.is_some() || self.retries.is_some() || self.in_flight.is_some()
    }

    /// What the command says of it.
    pub(super) fn options(&self) -> Vec<String> {
        let mut options = Vec::new();
        options.extend(self.linger.filter(|time| !time.is_zero()).map(|time| format!("linger={}", say_span(time))));
        let usual =
            |retries: &u32| i32::try_from(*retries) == Ok(i32::MAX) || *retries == 0 && self.must_be_idempotent();
        options.extend(self.retries.filter(|retries| !usual(retries)).map(|retries| format!("retries={retries}")));
        let fits = self.in_flight.filter(|requests| !self.is_too_many(*requests));
        options.extend(fits.map(|requests| format!("inflight={requests}")));
        match self.times() {
            Some((request, delivery)) => {
                if request != REQUEST_TIMEOUT {
                    options.push(format!("request={}", say_span(request)));
                }
                if delivery != DELIVERY_TIMEOUT {
                    options.push(format!("giveup={}", say_span(delivery)));
                }
            }
            // A client would not start: the stage's has the usual ones.
            None => options.retain(|option| !option.starts_with("linger")),
        }
        options
    }

    fn is_too_many(&self, requests: u32) -> bool {
        requests > IN_FLIGHT_MAX && self.is_idempotent()
    }

    fn must_be_idempotent(&self) -> bool {
        self.acks_all && self.idempotent == Some(true)
    }

    fn is_idempotent(&self) -> bool {
        self.acks_all && self.idempotent.unwrap_or(self.retries != Some(0))
    }

    /// How long for an answer and in all, if the one is no shorter than the other. Without a word the latter grows as it must.
    fn times(&self) -> Option<(Duration, Duration)> {
        let request = self.request_timeout.unwrap_or(REQUEST_TIMEOUT);
        let least = self.linger.unwrap_or_default() + request;
        match self.delivery_timeout {
            Some(delivery) => (delivery >= least).then_some((request, delivery)),
            None => Some((request, DELIVERY_TIMEOUT.max(least))),
        }
    }
}
