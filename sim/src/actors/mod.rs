//! Those who talk to brokers: the core's client machines, hand-scripted clients that share no logic with them, and
//! the administrator who carries out what users ask for.
//!
//! An actor sees its own connections and clock, nothing else of the world.

mod admin;
mod assignment;
mod consumer;
mod core_consumer;
mod core_producer;
mod ledger;
mod lines;
mod naive_member;
mod naive_producer;
mod observer;
mod producer;

use bytes::Bytes;
use glasslog_core::{
    id::{BrokerId, ClientId, RequestId},
    name::Text,
    request::Request,
    response::Response,
    time::{Instant, Now},
};
use serde::{Deserialize, Serialize};

use crate::{digest::Digest, history::History, view::ActorView};

pub(crate) use admin::Admin;
pub(crate) use assignment::{read_assignment, read_owned};
pub(crate) use consumer::ConsumerActor;
pub(crate) use core_consumer::POLLED_TOO_LATE;
pub(crate) use observer::Observer;
pub(crate) use producer::ProducerActor;

/// Names one actor; never used twice in a world.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ActorId(pub u32);

impl ActorId {
    /// Who carries out what users ask of the cluster.
    pub const ADMIN: ActorId = ActorId(0);
}

/// What happens to an actor.
#[derive(Clone, Debug)]
pub(crate) enum Happening {
    /// The time that it asked to be woken at has come (or it is new).
    Woken,
    /// A connection is open.
    Connected(ClientId),
    /// A connection was refused, or is gone.
    Gone(ClientId),
    /// An answer.
    Answer(ClientId, RequestId, Response<Bytes>),
}

/// What an actor wants done.
#[derive(Clone, Debug)]
pub(crate) enum Wish {
    Connect(ClientId, BrokerId),
    Send(ClientId, RequestId, Request<Bytes>),
    Close(ClientId),
    Say(Text),
}

/// What an actor sees of the world, and where it leaves its wishes.
pub(crate) struct Port<'a> {
    pub(crate) actor: ActorId,
    pub(crate) now: Now,
    /// The brokers that an actor may begin with.
    pub(crate) bootstrap: &'a [BrokerId],
    pub(crate) history: &'a mut History,
    pub(crate) clients: &'a mut dyn FnMut() -> ClientId,
    pub(crate) wishes: Vec<Wish>,
}

impl Port<'_> {
    /// Opens a connection.
    pub(crate) fn connect(&mut self, broker: BrokerId) -> ClientId {
        let client = (self.clients)();
        self.wishes.push(Wish::Connect(client, broker));
        client
    }

    pub(crate) fn send(&mut self, client: ClientId, id: RequestId, request: Request<Bytes>) {
        self.wishes.push(Wish::Send(client, id, request));
    }

    pub(crate) fn close(&mut self, client: ClientId) {
        self.wishes.push(Wish::Close(client));
    }

    pub(crate) fn say(&mut self, words: impl Into<Text>) {
        self.wishes.push(Wish::Say(words.into()));
    }
}

/// What every actor does.
pub(crate) trait Actor {
    /// Something happened.
    fn handle(&mut self, port: &mut Port<'_>, happening: Happening);
    /// When it wants to be woken next.
    fn wake(&self) -> Option<Instant>;
    /// What eyes see; none for those behind the scene.
    fn view(&self, id: ActorId) -> Option<ActorView>;
    /// All that decides what it does next.
    fn digest(&self, digest: &mut Digest);
}
