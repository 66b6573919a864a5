//! Somebody outside a group who asks how far it has read, as an operator's tool does: again and again, wherever the group is
//! kept by now; and where the partitions end, as far as that broker leads them. A coordinator that does not know a group yet must
//! not answer "no commit", nor a new leader an end that is older than what was told: members ask only once they have
//! been taken in, and it is this one who asks too early.

use std::time::Duration;

use glasslog_core::{
    error::ErrorCode,
    id::{BrokerId, PartitionIndex},
    name::Text,
    request::{
        FindCoordinator, Isolation, ListOffsets, ListOffsetsPartition, OffsetAt, OffsetFetch, OffsetFetchGroup,
        TopicRef,
    },
};

use super::{
    Actor, ActorId, ActorView, Bytes, ClientId, Digest, Happening, Instant, Port, Request, RequestId, Response,
};

/// Between two questions.
const PERIOD: Duration = Duration::from_millis(100);
/// How long it waits for an answer.
const PATIENCE: Duration = Duration::from_secs(2);
/// So many partitions of each topic are asked for, whether there are so many or not.
const PARTITIONS: i32 = 4;

/// One observer, of one group.
#[derive(Clone, Debug)]
pub(crate) struct Observer {
    group: Text,
    topics: Vec<Text>,
    coordinator: Option<BrokerId>,
    connection: Option<(ClientId, bool)>,
    asked: Option<RequestId>,
    requests: u64,
    turn: u64,
    wake: Option<Instant>,
}

impl Observer {
    pub(crate) fn new(group: Text, topics: Vec<Text>) -> Observer {
        let wake = Some(Instant::default());
        Observer { group, topics, coordinator: None, connection: None, asked: None, requests: 0, turn: 0, wake }
    }

    fn go_on(&mut self, port: &mut Port<'_>) {
        self.wake = Some(port.now.instant + PATIENCE);
        match self.connection {
            None => {
                let turn = self.turn % port.bootstrap.len().max(1) as u64;
                let anybody = port.bootstrap.get(turn as usize).copied();
                self.turn += 1;
                if let Some(broker) = self.coordinator.or(anybody) {
                    self.connection = Some((port.connect(broker), false));
                }
            }
            Some((_, false)) => {}
            Some((client, true)) => {
                self.requests += 1;
                self.asked = Some(RequestId(self.requests));
                port.send(client, RequestId(self.requests), self.question());
            }
        }
    }

    fn question(&self) -> Request<Bytes> {
        let group = self.group.clone();
        if self.coordinator.is_none() {
            return Request::FindCoordinator(FindCoordinator { kind: 0, keys: vec![group] });
        }
        let of_topic = |topic: &Text| {
            let topic = topic.clone();
            (0..PARTITIONS).map(move |index| (TopicRef::Name(topic.clone()), PartitionIndex(index)))
        };
        let all = self.topics.iter().flat_map(of_topic);
        if self.requests.is_multiple_of(2) {
            let at = OffsetAt::Latest;
            let item = |(topic, partition)| ListOffsetsPartition { topic, partition, current_leader_epoch: None, at };
            let (isolation, partitions) = (Isolation::ReadUncommitted, all.map(item).collect());
            return Request::ListOffsets(ListOffsets { replica: None, isolation, partitions });
        }
        let partitions = Some(all.collect());
        let groups = vec![OffsetFetchGroup { group, partitions }];
        Request::OffsetFetch(OffsetFetch { groups, require_stable: false })
    }

    /// Begins anew, with another broker; at once where it has just been told which.
    fn start_over(&mut self, port: &mut Port<'_>, coordinator: Option<BrokerId>) {
        self.asked = None;
        self.coordinator = coordinator;
        if let Some((client, _)) = self.connection.take() {
            port.close(client);
        }
        self.wake = Some(if coordinator.is_some() { port.now.instant } else { port.now.instant + PERIOD });
    }

    fn answered(&mut self, port: &mut Port<'_>, answer: &Response<Bytes>) {
        match answer {
            Response::FindCoordinator(found) => {
                let found = found.first().and_then(|(_, found)| Some(found.as_ref().ok()?.id));
                self.start_over(port, found);
            }
            Response::OffsetFetch(groups) => {
                let moved = |code: ErrorCode| matches!(code, ErrorCode::NotCoordinator);
                let gone = groups.iter().any(|g| moved(g.error) || g.partitions.iter().any(|p| moved(p.error)));
                if gone {
                    self.start_over(port, None);
                }
            }
            _ => {}
        }
    }
}

impl Actor for Observer {
    fn handle(&mut self, port: &mut Port<'_>, happening: Happening) {
        match happening {
            Happening::Woken => match self.wake {
                Some(wake) if wake > port.now.instant => {}
                // Nobody has answered, or taken the connection.
                _ if self.asked.is_some() || matches!(self.connection, Some((_, false))) => self.start_over(port, None),
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
                    self.start_over(port, None);
                }
            }
            Happening::Answer(_, id, answer) => {
                if self.asked == Some(id) {
                    self.asked = None;
                    self.wake = Some(port.now.instant + PERIOD);
                    self.answered(port, &answer);
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
        digest.value(&(&self.group, &self.topics, self.coordinator, self.connection));
        digest.value(&(self.asked, self.requests, self.turn, self.wake));
    }
}
