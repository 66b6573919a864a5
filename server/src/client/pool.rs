//! Connections by target, and the loop that drives a client machine over them.

use std::collections::{HashMap, VecDeque};
use std::time::Duration;

use bytes::Bytes;
use glasslog_core::{
    client::{CorrelationId, Disconnected, Outgoing, Target},
    request::Request,
    response::{BrokerInfo, Response},
    time::{Instant, Now},
};
use tokio::sync::mpsc;
use tokio::task::JoinSet;

use super::{Connection, ConnectionError};
use crate::host::Clock;

/// What a pool can drive: the core's producer, or its consumer.
pub trait Machine {
    /// The next request to send.
    fn poll_request(&mut self, now: Now) -> Option<Outgoing>;
    /// An answer has come, or will not.
    fn handle_response(&mut self, now: Now, id: CorrelationId, answer: Result<Response<Bytes>, Disconnected>);
    /// Time has passed.
    fn handle_timeout(&mut self, now: Now);
    /// When it wants to be told so.
    fn timeout(&self) -> Option<Instant>;
    /// Where a broker is.
    fn broker(&self, target: Target) -> Option<&BrokerInfo>;
}

/// The connections of one client.
#[derive(Debug)]
pub struct Pool {
    bootstrap: String,
    /// The machine's time.
    pub clock: Clock,
    targets: HashMap<Target, mpsc::UnboundedSender<(CorrelationId, Request<Bytes>)>>,
    answers: mpsc::UnboundedReceiver<Event>,
    answer: mpsc::UnboundedSender<Event>,
    tasks: JoinSet<()>,
    /// Since when nothing but failures: told to the person when it lasts.
    failing: Option<(std::time::Instant, ConnectionError)>,
    /// Whether anybody has ever answered.
    answered: bool,
}

#[derive(Debug)]
enum Event {
    Answer(CorrelationId, Box<Response<Bytes>>),
    Lost(Target, Vec<CorrelationId>, ConnectionError),
}

/// A connection of its own, which asks in order and answers as answers come.
async fn serve(
    target: Target,
    address: String,
    mut requests: mpsc::UnboundedReceiver<(CorrelationId, Request<Bytes>)>,
    events: mpsc::UnboundedSender<Event>,
) {
    let mut due = VecDeque::new();
    let lost = async {
        let mut connection = Connection::open(&address).await?;
        loop {
            tokio::select! {
                request = requests.recv() => {
                    let Some((id, request)) = request else { return Ok(()) };
                    due.push_back(id);
                    let before = connection.due();
                    connection.send(&request).await?;
                    if connection.due() == before {
                        // There will be no answer.
                        due.pop_back();
                    }
                }
                // Also when nothing is due: a connection that the broker has closed must not swallow the next request.
                answer = connection.receive() => {
                    let answer = answer?;
                    if let Some(id) = due.pop_front() {
                        let _ = events.send(Event::Answer(id, Box::new(answer)));
                    }
                }
            }
        }
    };
    if let Err(error) = lost.await {
        requests.close();
        while let Ok((id, _)) = requests.try_recv() {
            due.push_back(id);
        }
        let _ = events.send(Event::Lost(target, due.into(), error));
    }
}

impl Pool {
    /// A client that begins at `bootstrap`, and is connected to nobody yet.
    #[must_use]
    pub fn new(bootstrap: &str) -> Pool {
        let (answer, answers) = mpsc::unbounded_channel();
        Pool {
            bootstrap: bootstrap.to_owned(),
            clock: Clock::default(),
            targets: HashMap::new(),
            answers,
            answer,
            tasks: JoinSet::new(),
            failing: None,
            answered: false,
        }
    }

    /// Sends what the machine wants sent.
    pub fn dispatch(&mut self, machine: &mut impl Machine) {
        while let Some(outgoing) = machine.poll_request(self.clock.now()) {
            let address = match (outgoing.target, machine.broker(outgoing.target)) {
                (Target::Bootstrap, _) => Some(self.bootstrap.clone()),
                (_, Some(broker)) if broker.host.contains(':') => Some(format!("[{}]:{}", broker.host, broker.port)),
                (_, Some(broker)) => Some(format!("{}:{}", broker.host, broker.port)),
                (_, None) => None,
            };
            let Some(address) = address else {
                machine.handle_response(self.clock.now(), outgoing.correlation, Err(Disconnected));
                continue;
            };
            let answer = &self.answer;
            let tasks = &mut self.tasks;
            let start = || {
                let (sender, requests) = mpsc::unbounded_channel();
                tasks.spawn(serve(outgoing.target, address, requests, answer.clone()));
                sender
            };
            let connection = self.targets.entry(outgoing.target).or_insert_with(start);
            if connection.send((outgoing.correlation, outgoing.request)).is_err() {
                // It is closing: its `Lost` is on the way.
                machine.handle_response(self.clock.now(), outgoing.correlation, Err(Disconnected));
            }
        }
    }

    /// Waits for the next answer, the machine's next deadline, or `longest`; then sends what follows from it.
    ///
    /// # Errors
    /// No broker could be reached for `patience`.
    pub async fn step(
        &mut self,
        machine: &mut impl Machine,
        longest: Duration,
        patience: Duration,
    ) -> Result<(), ConnectionError> {
        self.dispatch(machine);
        let deadline = machine.timeout().and_then(|at| self.clock.deadline(at));
        let latest = std::time::Instant::now() + longest;
        let until = deadline.map_or(latest, |deadline| deadline.min(latest));
        match tokio::time::timeout_at(until.into(), self.answers.recv()).await {
            Ok(Some(event)) => {
                self.handle(machine, event);
                while let Ok(event) = self.answers.try_recv() {
                    self.handle(machine, event);
                }
            }
            Ok(None) | Err(_) => machine.handle_timeout(self.clock.now()),
        }
        self.dispatch(machine);
        match self.failing.take() {
            // An address where nobody ever was is a mistake, not a broker that starts again.
            Some((_, error)) if !self.answered && error.is_wrong_address() => Err(error),
            Some((since, error)) if since.elapsed() >= patience => Err(error),
            failing => {
                self.failing = failing;
                Ok(())
            }
        }
    }

    fn handle(&mut self, machine: &mut impl Machine, event: Event) {
        let now = self.clock.now();
        match event {
            Event::Answer(id, response) => {
                self.failing = None;
                self.answered = true;
                machine.handle_response(now, id, Ok(*response));
            }
            Event::Lost(target, unanswered, error) => {
                self.targets.remove(&target);
                if !unanswered.is_empty() {
                    let since = self.failing.take().map_or_else(std::time::Instant::now, |(since, _)| since);
                    self.failing = Some((since, error));
                }
                for id in unanswered {
                    machine.handle_response(now, id, Err(Disconnected));
                }
            }
        }
    }
}
