//! The page's connection: the core's own requests, and the view as it changes.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use futures_util::{SinkExt, StreamExt};
use glasslog_core::{
    error::{Blame, ErrorCode, Refusal},
    id::RequestId,
    record::{CheckedBatch, Rules},
    request::Request as CoreRequest,
    view::Seq,
    watch::{DELTA_INTERVAL_MS, FromPage, MESSAGE_BYTES_MAX, ToPage, VERSION, changes_something},
};
use http_body_util::Full;
use hyper::body::Incoming;
use hyper::header::{self, HeaderValue};
use hyper::upgrade::Upgraded;
use hyper::{Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use tokio::sync::{mpsc, watch};
use tokio::task::JoinSet;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::handshake::derive_accept_key;
use tokio_tungstenite::tungstenite::protocol::{Message, Role, WebSocketConfig};

use super::serve::{Site, text};
use crate::host::Answer;

/// Requests of one page that may be under way.
const UNDER_WAY_MAX: usize = 32;
/// Messages that wait for a page that reads slowly.
const OUT_QUEUE: usize = 16;
/// The largest view that a page is sent in one piece: some hundred thousand partitions.
const VIEW_BYTES_MAX: usize = 64 << 20;
/// A page that takes nothing for so long is given up.
const WRITE: Duration = Duration::from_secs(20);
/// A page that says nothing at all, not even hello.
const HELLO: Duration = Duration::from_secs(10);
/// The most records that one answer carries; a page that wants more asks again.
const FETCH_BYTES_MAX: u32 = 1 << 20;

/// The WebSockets that grew out of one HTTP connection (at most one).
pub(super) struct Sockets {
    tasks: Mutex<JoinSet<()>>,
    stop: watch::Receiver<bool>,
}

impl Sockets {
    pub(super) fn new(stop: watch::Receiver<bool>) -> Sockets {
        Sockets { tasks: Mutex::default(), stop }
    }

    /// Waits until they have ended, or the server stops.
    pub(super) async fn finish(self) {
        let mut tasks = self.tasks.into_inner().unwrap_or_else(PoisonError::into_inner);
        let mut stop = self.stop;
        tokio::select! {
            () = async { while tasks.join_next().await.is_some() {} } => {}
            _ = stop.wait_for(|stop| *stop) => {}
        }
    }
}

/// Answers the handshake, and serves what comes after it.
pub(super) fn upgrade(
    request: Request<Incoming>,
    address: SocketAddr,
    site: &Arc<Site>,
    sockets: &Sockets,
) -> Response<Full<Bytes>> {
    let headers = request.headers();
    let has = |name: header::HeaderName, word: &str| {
        headers
            .get(name)
            .and_then(|value| value.to_str().ok())
            .is_some_and(|value| value.split(',').any(|part| part.trim().eq_ignore_ascii_case(word)))
    };
    let key = headers.get(header::SEC_WEBSOCKET_KEY).cloned();
    let is_handshake = has(header::UPGRADE, "websocket") && has(header::SEC_WEBSOCKET_VERSION, "13");
    let Some(key) = key.filter(|_| is_handshake) else {
        return text(StatusCode::BAD_REQUEST, "A WebSocket is here, for the page.\n");
    };
    let Ok(accept) = HeaderValue::from_str(&derive_accept_key(key.as_bytes())) else {
        return text(StatusCode::BAD_REQUEST, "That is no WebSocket key.\n");
    };
    let site = Arc::clone(site);
    sockets.tasks.lock().unwrap_or_else(PoisonError::into_inner).spawn(async move {
        match hyper::upgrade::on(request).await {
            Ok(upgraded) => {
                let why = serve(upgraded, &site).await;
                tracing::debug!("page at {address}: {why}");
            }
            Err(error) => tracing::debug!("page at {address}: {error}"),
        }
    });
    let mut response = Response::new(Full::default());
    *response.status_mut() = StatusCode::SWITCHING_PROTOCOLS;
    let headers = response.headers_mut();
    headers.insert(header::UPGRADE, HeaderValue::from_static("websocket"));
    headers.insert(header::CONNECTION, HeaderValue::from_static("Upgrade"));
    headers.insert(header::SEC_WEBSOCKET_ACCEPT, accept);
    response
}

/// What there is to do for one page. Everything that it is sent goes through one bounded queue.
struct Session<'a> {
    site: &'a Site,
    out: mpsc::Sender<ToPage>,
    watched: watch::Sender<Option<Seq>>,
    requests: JoinSet<()>,
    client: glasslog_core::id::ClientId,
}

async fn serve(upgraded: Upgraded, site: &Site) -> &'static str {
    let config = WebSocketConfig::default()
        .max_message_size(Some(MESSAGE_BYTES_MAX))
        .max_frame_size(Some(MESSAGE_BYTES_MAX))
        .write_buffer_size(0)
        .max_write_buffer_size(VIEW_BYTES_MAX);
    let socket = WebSocketStream::from_raw_socket(TokioIo::new(upgraded), Role::Server, Some(config)).await;
    let (mut sink, mut stream) = socket.split();
    let (out, mut queue) = mpsc::channel::<ToPage>(OUT_QUEUE);
    let (watched, watching) = watch::channel(None);
    let client = site.node.new_client();
    let mut session = Session { site, out: out.clone(), watched, requests: JoinSet::new(), client };

    let sending = async move {
        while let Some(message) = queue.recv().await {
            let Ok(bytes) = postcard::to_allocvec(&message) else { return "a message has no words" };
            match tokio::time::timeout(WRITE, sink.send(Message::Binary(bytes.into()))).await {
                Ok(Ok(())) => {}
                Ok(Err(_)) => return "the connection broke",
                Err(_) => return "the page reads too slowly",
            }
        }
        "done"
    };
    let looking = look(site, watching, out);
    let reading = async {
        let mut greeted = false;
        loop {
            let next = if greeted {
                stream.next().await
            } else {
                match tokio::time::timeout(HELLO, stream.next()).await {
                    Ok(next) => next,
                    Err(_) => return "it did not say hello",
                }
            };
            let bytes = match next {
                Some(Ok(Message::Binary(bytes))) => bytes,
                Some(Ok(Message::Ping(_) | Message::Pong(_))) => continue,
                Some(Ok(Message::Close(_))) | None => return "it closed",
                Some(Ok(_)) => return "it sent text",
                Some(Err(_)) => return "it sent something too large or malformed",
            };
            let Ok(message) = postcard::from_bytes::<FromPage>(&bytes) else { return "it sent an unknown message" };
            match (message, greeted) {
                (FromPage::Hello { version: VERSION }, false) => {
                    greeted = true;
                    if session.out.send(ToPage::Hello(site.hello.clone())).await.is_err() {
                        return "done";
                    }
                }
                (FromPage::Hello { .. }, false) => {
                    // The page reads our version and asks to be loaded anew.
                    let _ = session.out.send(ToPage::Hello(site.hello.clone())).await;
                    tokio::time::sleep(Duration::from_millis(100)).await;
                    return "it is of another version";
                }
                (FromPage::Watch { since }, true) => {
                    session.watched.send_replace(Some(since));
                }
                (FromPage::Unwatch, true) => {
                    session.watched.send_replace(None);
                }
                (FromPage::Request { id, request }, true) => session.ask(id, request).await,
                _ => return "it did not begin with hello",
            }
        }
    };
    let why = tokio::select! {
        why = sending => why,
        why = reading => why,
        () = looking => "done",
    };
    site.node.gone(client);
    why
}

/// Sends the view as it changes, no faster than eyes can see.
async fn look(site: &Site, mut watching: watch::Receiver<Option<Seq>>, out: mpsc::Sender<ToPage>) {
    loop {
        let Some(mut since) = *watching.borrow_and_update() else {
            if watching.changed().await.is_err() {
                return std::future::pending().await;
            }
            continue;
        };
        let mut first = true;
        while !watching.has_changed().unwrap_or(false) {
            let Some(delta) = site.node.look(since).await else { return };
            let seen = delta.upto;
            if first || seen != since {
                if out.send(ToPage::View(delta)).await.is_err() {
                    return;
                }
                since = seen;
                first = false;
            }
            tokio::time::sleep(Duration::from_millis(DELTA_INTERVAL_MS)).await;
        }
    }
}

impl Session<'_> {
    async fn ask(&mut self, id: RequestId, request: CoreRequest<Bytes>) {
        while self.requests.try_join_next().is_some() {}
        let refusal = if changes_something(&request) && !self.site.hello.allow_control {
            Some(Refusal::new(
                ErrorCode::ClusterAuthorizationFailed,
                "this server lets its page look, not change things; start it with --allow-control to allow that",
            ))
        } else if self.requests.len() >= UNDER_WAY_MAX {
            Some(Refusal::new(ErrorCode::RequestTimedOut, "too many requests are under way; wait for some answers"))
        } else {
            None
        };
        if let Some(refusal) = refusal {
            let _ = self.out.send(ToPage::Refused { id, refusal }).await;
            return;
        }
        let request = bounded(request).map_batches(|batch| {
            CheckedBatch::parse(batch, &Rules::CLIENT)
                .map_err(|error| Refusal::new(ErrorCode::from_code(error.code()), error.to_string()))
        });
        let answer = self.site.node.ask(self.client, id, request);
        let out = self.out.clone();
        self.requests.spawn(async move {
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
                Err(_) => return,
            };
            let _ = out.send(message).await;
        });
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
        if size > (MESSAGE_BYTES_MAX / 2) as u64 {
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
