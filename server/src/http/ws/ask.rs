//! What a page asks of brokers: answered in any order, and bounded.

use std::collections::BTreeMap;

use bytes::Bytes;
use glasslog_core::{
    error::{Blame, ErrorCode, Refusal},
    id::{BrokerId, ClientId, RequestId},
    record::{CheckedBatch, Rules},
    request::Request as CoreRequest,
    watch::{Control, RECORDS_BYTES_MAX, ToPage, changes_something},
};
use tokio::sync::mpsc;
use tokio::task::JoinSet;

use super::super::serve::Site;
use super::lent::Parcel;
use crate::host::{Answer, Handle};
use crate::memory::Memory;

/// Requests of one page that may be under way.
const UNDER_WAY_MAX: usize = 32;
/// The most records that one answer carries; a page that wants more asks again.
const FETCH_BYTES_MAX: u32 = 1 << 20;

/// The requests of one page.
pub(super) struct Asking<'a> {
    site: &'a Site,
    out: mpsc::Sender<Parcel>,
    under_way: JoinSet<()>,
    /// As whom it asks each broker. Another start of one knows nobody.
    seats: BTreeMap<BrokerId, (Handle, ClientId)>,
}

impl<'a> Asking<'a> {
    /// Nothing asked yet. Answers go to `out`.
    pub(super) fn new(site: &'a Site, out: mpsc::Sender<Parcel>) -> Asking<'a> {
        Asking { site, out, under_way: JoinSet::new(), seats: BTreeMap::new() }
    }

    /// Asks a broker; what comes of it is said to the page, and `memory` is given back.
    pub(super) async fn ask(
        &mut self,
        broker: BrokerId,
        id: RequestId,
        request: CoreRequest<Bytes>,
        mut memory: Memory,
    ) {
        if let Err(refusal) = self.let_through(changes_something(&request)) {
            return self.refuse(id, refusal).await;
        }
        let Some((node, client)) = self.seat(broker) else {
            let refusal = Refusal::new(ErrorCode::BrokerNotAvailable, format!("broker {broker} is down"));
            return self.refuse(id, refusal).await;
        };
        let request = bounded(request);
        if let CoreRequest::Fetch(fetch) = &request
            && !self.site.lender.add_records(&mut memory, fetch.bytes_max as usize)
        {
            let why = "the memory for requests is used up; try again later";
            return self.refuse(id, Refusal::new(ErrorCode::RequestTimedOut, why)).await;
        }
        let request = request.map_batches(|batch| {
            CheckedBatch::parse(batch, &Rules::CLIENT)
                .map_err(|error| Refusal::new(ErrorCode::from_code(error.code()), error.to_string()))
        });
        let answer = node.ask(client, id, request);
        let out = self.out.clone();
        self.under_way.spawn(async move {
            let message = match answer.await {
                Ok(Answer::Reply(reply)) => match tokio::task::spawn_blocking(move || read(*reply)).await {
                    Ok(Ok(response)) => ToPage::Response { id, response },
                    Ok(Err(refusal)) => ToPage::Refused { id, refusal },
                    Err(_) => return,
                },
                Ok(Answer::Nothing) => ToPage::Refused { id, refusal: ErrorCode::None.into() },
                Ok(Answer::Close(blame)) => {
                    let refusal = Refusal::new(ErrorCode::UnknownServerError, words(&blame));
                    ToPage::Refused { id, refusal }
                }
                Err(_) => {
                    let refusal = Refusal::new(ErrorCode::BrokerNotAvailable, format!("broker {broker} went down"));
                    ToPage::Refused { id, refusal }
                }
            };
            let _ = out.send(Parcel { message, memory }).await;
        });
    }

    /// Does something to a broker, and says so once it is done.
    pub(super) async fn control(&mut self, broker: BrokerId, id: RequestId, control: Control) {
        if let Err(refusal) = self.let_through(true) {
            return self.refuse(id, refusal).await;
        }
        let (cluster, out) = (self.site.cluster.clone(), self.out.clone());
        self.under_way.spawn(async move {
            let refusal = match cluster.control(broker, control).await {
                Ok(()) => ErrorCode::None.into(),
                Err(refusal) => refusal,
            };
            let _ = out.send(ToPage::Refused { id, refusal }.into()).await;
        });
    }

    /// The page is gone.
    pub(super) fn end(self) {
        for (node, client) in self.seats.into_values() {
            node.gone(client);
        }
    }

    fn let_through(&mut self, changes: bool) -> Result<(), Refusal> {
        while self.under_way.try_join_next().is_some() {}
        if changes && !self.site.hello.allow_control {
            return Err(Refusal::new(
                ErrorCode::ClusterAuthorizationFailed,
                "this server lets its page look, not change things; start it with --allow-control to allow that",
            ));
        }
        if self.under_way.len() >= UNDER_WAY_MAX {
            let why = "too many requests are under way; wait for some answers";
            return Err(Refusal::new(ErrorCode::RequestTimedOut, why));
        }
        Ok(())
    }

    async fn refuse(&self, id: RequestId, refusal: Refusal) {
        let _ = self.out.send(ToPage::Refused { id, refusal }.into()).await;
    }

    fn seat(&mut self, broker: BrokerId) -> Option<(Handle, ClientId)> {
        let (_, node) = self.site.cluster.handle(broker)?;
        let known = self.seats.get(&broker).filter(|(known, _)| known.is_same(&node)).cloned();
        let seat = known.unwrap_or_else(|| {
            let client = node.new_client();
            (node, client)
        });
        self.seats.insert(broker, seat.clone());
        Some(seat)
    }
}

/// A blame closes a Kafka client's connection; a page is only told.
fn words(blame: &Blame) -> String {
    match blame {
        Blame::Malformed(why) | Blame::Misbehaved(why) | Blame::OverLimit(why) | Blame::Gone(why) => why.to_string(),
        Blame::Unauthenticated => "this needs authentication".to_owned(),
    }
}

/// No answer may be larger than a message.
fn bounded(request: CoreRequest<Bytes>) -> CoreRequest<Bytes> {
    match request {
        CoreRequest::Fetch(mut fetch) => {
            fetch.bytes_max = fetch.bytes_max.min(FETCH_BYTES_MAX);
            fetch.replica = None;
            CoreRequest::Fetch(fetch)
        }
        other => other,
    }
}

/// Reads the records into memory.
fn read(reply: crate::host::Reply) -> Result<glasslog_core::response::Response<Bytes>, Refusal> {
    let mut failed = None;
    let mut size = 0;
    let response = reply.map_records(|pieces| {
        size += pieces.length();
        if size > RECORDS_BYTES_MAX as u64 {
            failed = Some(Refusal::new(
                ErrorCode::MessageTooLarge,
                "the records are too large for the page; read them with `glasslog consume`",
            ));
            return None;
        }
        match pieces.read() {
            Ok(bytes) => Some(bytes),
            Err(error) => {
                failed = Some(Refusal::new(ErrorCode::KafkaStorageError, error.to_string()));
                None
            }
        }
    });
    failed.map_or(Ok(response), Err)
}
