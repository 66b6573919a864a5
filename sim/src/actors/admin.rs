//! The administrator: carries out what users ask for, one request after the other, until a broker has answered.

use std::{collections::VecDeque, time::Duration};

use glasslog_core::error::ErrorCode;

use super::{
    Actor, ActorId, ActorView, Bytes, ClientId, Digest, Happening, Instant, Port, Request, RequestId, Response,
};

/// How long it waits for an answer, and between two attempts.
const PATIENCE: Duration = Duration::from_secs(5);
const PAUSE: Duration = Duration::from_millis(250);

/// One administrator.
#[derive(Clone, Debug, Default)]
pub(crate) struct Admin {
    tasks: VecDeque<Request<Bytes>>,
    connection: Option<(ClientId, bool)>,
    asked: Option<RequestId>,
    requests: u64,
    attempts: u64,
    wake: Option<Instant>,
}

impl Admin {
    /// Another thing to do.
    pub(crate) fn add(&mut self, now: Instant, task: Request<Bytes>) {
        self.tasks.push_back(task);
        self.wake.get_or_insert(now);
    }

    fn go_on(&mut self, port: &mut Port<'_>) {
        self.wake = None;
        if self.asked.is_some() || self.tasks.is_empty() {
            return;
        }
        match self.connection {
            None => {
                // Another one each time: the first may be down, or out of reach.
                let turn = self.attempts % port.bootstrap.len().max(1) as u64;
                let Some(broker) = port.bootstrap.get(turn as usize) else { return };
                self.attempts += 1;
                self.connection = Some((port.connect(*broker), false));
                self.wake = Some(port.now.instant + PATIENCE);
            }
            Some((_, false)) => self.wake = Some(port.now.instant + PATIENCE),
            Some((client, true)) => {
                if let Some(task) = self.tasks.front() {
                    self.requests += 1;
                    self.asked = Some(RequestId(self.requests));
                    port.send(client, RequestId(self.requests), task.clone());
                    self.wake = Some(port.now.instant + PATIENCE);
                }
            }
        }
    }

    fn start_over(&mut self, port: &mut Port<'_>, pause: bool) {
        self.asked = None;
        if let Some((client, _)) = self.connection.take() {
            port.close(client);
        }
        self.wake = (!self.tasks.is_empty()).then(|| if pause { port.now.instant + PAUSE } else { port.now.instant });
    }

    /// Whether an answer settles the task: a broker that starts or moves things asks for another attempt.
    fn settles(&self, port: &mut Port<'_>, answer: &Response<Bytes>) -> bool {
        let (what, refusals): (_, Vec<_>) = match answer {
            Response::CreateTopics(topics) => {
                ("new topic", topics.iter().filter_map(|t| Some((t.name.clone(), t.result.as_ref().err()?))).collect())
            }
            Response::DeleteTopics(topics) => {
                let refused =
                    topics.iter().filter_map(|t| Some((t.0.clone().unwrap_or_default(), t.2.as_ref().err()?)));
                ("deletion of topic", refused.collect())
            }
            Response::CreatePartitions(topics) => {
                let refused = topics.iter().filter_map(|t| Some((t.0.clone(), t.1.as_ref().err()?)));
                ("wish for more partitions of topic", refused.collect())
            }
            Response::OffsetCommit(commits) => {
                let failed = commits.iter().filter(|(_, _, code)| code.is_error());
                let failed: Vec<ErrorCode> = failed.map(|(_, _, code)| *code).collect();
                let moves = |code: ErrorCode| code.is_retriable() && code != ErrorCode::UnknownTopicOrPartition;
                let again = failed.iter().any(|code| moves(*code));
                if let (Some(code), false) = (failed.first(), again) {
                    let group = match self.tasks.front() {
                        Some(Request::OffsetCommit(commit)) => commit.group.as_str(),
                        _ => "",
                    };
                    port.say(match code {
                        // who is no member commits only for a group that has none
                        ErrorCode::UnknownMemberId => {
                            format!("reset of group {group} is refused: it has members. Stop its members first")
                        }
                        code => format!("reset of group {group} is refused: {code}"),
                    });
                }
                return !again;
            }
            _ => ("", Vec::new()),
        };
        // A missing topic stays missing: only what passes by itself is tried again, and brokers that are missing come back.
        let passes = |code: ErrorCode| {
            code.is_retriable() && code != ErrorCode::UnknownTopicOrPartition
                || code == ErrorCode::InvalidReplicationFactor
        };
        let again = refusals.iter().any(|(_, refusal)| passes(refusal.code));
        if !again {
            for (name, refusal) in &refusals {
                port.say(format!("{what} {name} is refused: {refusal}"));
            }
        }
        !again
    }
}

impl Actor for Admin {
    fn handle(&mut self, port: &mut Port<'_>, happening: Happening) {
        match happening {
            Happening::Woken => match self.wake {
                Some(wake) if wake > port.now.instant => {}
                _ if self.asked.is_some() || matches!(self.connection, Some((_, false))) => self.start_over(port, true),
                _ => self.go_on(port),
            },
            Happening::Connected(client) => {
                if self.connection == Some((client, false)) {
                    self.connection = Some((client, true));
                    self.go_on(port);
                }
            }
            Happening::Gone(client) => {
                if self.connection.is_some_and(|(mine, _)| mine == client) {
                    self.connection = None;
                    self.start_over(port, true);
                }
            }
            Happening::Answer(_, id, answer) => {
                if self.asked == Some(id) {
                    self.asked = None;
                    if self.settles(port, &answer) {
                        self.tasks.pop_front();
                        self.go_on(port);
                    } else if matches!(answer, Response::OffsetCommit(_)) {
                        // another broker keeps the group
                        self.start_over(port, true);
                    } else {
                        self.wake = Some(port.now.instant + PAUSE);
                    }
                }
            }
        }
    }

    fn wake(&self) -> Option<Instant> {
        self.wake
    }

    fn view(&self, _: ActorId) -> Option<ActorView> {
        None
    }

    fn digest(&self, digest: &mut Digest) {
        digest.value(&(&self.tasks, self.connection, self.asked, self.requests, self.attempts, self.wake));
    }
}
