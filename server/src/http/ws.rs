//! The page's connection: the core's own requests, and the view as it changes.

mod ask;
mod lent;
mod look;
mod session;

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use http_body_util::Full;
use hyper::body::Incoming;
use hyper::header::{self, HeaderValue};
use hyper::{Request, Response, StatusCode};
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio_tungstenite::tungstenite::handshake::derive_accept_key;

pub use lent::Lender;

use super::serve::{Site, text};

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
                let why = session::serve(upgraded, &site).await;
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
