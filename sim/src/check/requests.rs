//! What clients and other brokers ask of a node, and what it answers.

use bytes::Bytes;
use glasslog_core::{
    controller::image::Image,
    group::Coordinator,
    id::{BrokerId, ClientId, RequestId},
    name::OFFSETS_TOPIC,
    request::Request,
    response::{Response, Span},
};

use super::Checks;

impl Checks {
    /// A request has arrived. A broker takes a name for what its own metadata (`image`) says: the cluster's may be newer, and
    /// have another topic of that name.
    pub(crate) fn asked(
        &mut self,
        (broker, image): (BrokerId, &Image),
        client: ClientId,
        id: RequestId,
        peer: Option<BrokerId>,
        silent: bool,
        request: &Request<Bytes>,
    ) {
        if self.on {
            if peer.is_some() {
                self.followers.insert((broker, client));
            }
            self.resources.asked(broker, client, id, silent);
            self.groups.asked(&mut self.verdicts, broker, client, id, request);
            self.sessions.asked(broker, client, id, request);
            if self.answers.is_repeated(image, &self.logs, broker, request) {
                self.marks.recognised();
            }
            self.marks.asked(self.verdicts.step, (broker, client, id), peer, request);
            self.logs.asked(request);
            self.answers.asked(image, (broker, client, id), request);
        }
    }

    pub(crate) fn disconnected(&mut self, broker: BrokerId, client: ClientId) {
        self.followers.remove(&(broker, client));
        self.answers.disconnected(broker, client);
        self.spans.retain(|(b, c, _), _| (*b, *c) != (broker, client));
        self.resources.disconnected(broker, client);
        self.groups.disconnected(broker, client);
        self.sessions.disconnected(broker, client);
    }

    /// The node is done with a request that has no answer.
    pub(crate) fn settled(&mut self, broker: BrokerId, client: ClientId, id: RequestId) {
        if self.on {
            self.resources.settled(&mut self.verdicts, broker, client, id);
        }
    }

    /// The node has answered, by its own metadata.
    pub(crate) fn replied(
        &mut self,
        (broker, image): (BrokerId, &Image),
        client: ClientId,
        id: RequestId,
        response: &Response<Span>,
    ) {
        if self.on {
            if let Response::Fetch(fetched) = response {
                let name = |span: Span| self.names.get(&(broker, span.log)).copied();
                let names = fetched.partitions.iter().map(|partition| partition.records.and_then(name));
                self.spans.insert((broker, client, id), names.collect());
            }
            self.resources.replied(&mut self.verdicts, broker, client, id);
            self.marks.replied(self.verdicts.step, (broker, client, id), &self.image, response);
            self.sessions.replied(self.verdicts.now, (broker, client, id), response);
            let epoch_of = |name| self.metadata.shown_epoch(broker, name);
            let follower = self.followers.contains(&(broker, client));
            self.answers.replied(image, (broker, client, id), response, follower, epoch_of);
            if let Response::OffsetFetch(groups) = response {
                let outdated = groups.iter().any(|group| !coordinates(&self.image, broker, &group.group));
                if outdated {
                    self.outdated.insert((client, id));
                }
            }
        }
    }

    /// An answer has left for the network.
    pub(crate) fn left(&mut self, broker: BrokerId, client: ClientId, id: RequestId, response: &Response<Bytes>) {
        if self.on {
            self.resources.left(&mut self.verdicts, broker, client, id);
            self.groups.left(&mut self.verdicts, broker, client, id, response);
            // Compared once the node has been looked at: the high watermark may have moved in this very step.
            self.answers.left((broker, client, id), response);
            if matches!(response, Response::Fetch(_)) {
                let spans = self.spans.remove(&(broker, client, id)).unwrap_or_default();
                self.fetched.push((response.clone(), spans, self.followers.contains(&(broker, client))));
            }
        }
    }
}

/// Whether the metadata has made a broker the coordinator of a group.
fn coordinates(image: &Image, broker: BrokerId, group: &str) -> bool {
    let Some((topic, offsets)) = image.topic_named(OFFSETS_TOPIC) else { return false };
    let kept = Coordinator::partition_of(group, offsets.partitions.len() as i32);
    image.partition(topic, kept).is_some_and(|partition| partition.leader == Some(broker))
}
