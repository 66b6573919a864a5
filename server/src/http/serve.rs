//! The HTTP listener: which path is what.

use std::convert::Infallible;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use glasslog_core::request::Request as CoreRequest;
use glasslog_core::view::Seq;
use glasslog_core::watch::{BrokerState, ServerHello};
use http_body_util::Full;
use hyper::body::Incoming;
use hyper::header::{self, HeaderMap, HeaderValue};
use hyper::service::service_fn;
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::TcpListener;
use tokio::sync::{Semaphore, watch};
use tokio::task::JoinSet;

use super::{page, ws};
use crate::cluster::Cluster;
use crate::host::Answer;
use crate::metrics::{self, BrokerMetrics};

/// Connections of browsers and probes at a time.
const CONNECTIONS_MAX: usize = 256;
/// Whoever is well answers within this.
const ANSWER: Duration = Duration::from_secs(5);
/// A request's head must come within this.
const HEAD: Duration = Duration::from_secs(10);

/// What the site shows.
#[derive(Clone, Debug)]
pub struct Site {
    /// The brokers.
    pub cluster: Cluster,
    /// What pages are lent memory by.
    pub lender: Arc<ws::Lender>,
    /// Whether others than this machine can connect.
    pub public: bool,
    /// Who we are; its brokers are filled in when it is said.
    pub hello: ServerHello,
}

/// Takes connections until `stop` turns true.
pub async fn listen(listener: TcpListener, site: Site, mut stop: watch::Receiver<bool>) {
    let places = Arc::new(Semaphore::new(CONNECTIONS_MAX));
    let site = Arc::new(site);
    let mut connections = JoinSet::new();
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            Some(_) = connections.join_next(), if !connections.is_empty() => continue,
            _ = stop.wait_for(|stop| *stop) => break,
        };
        let Ok((stream, address)) = accepted else {
            tokio::time::sleep(Duration::from_millis(100)).await;
            continue;
        };
        let Ok(place) = Arc::clone(&places).try_acquire_owned() else {
            tracing::info!("turned {address} away: {CONNECTIONS_MAX} connections of browsers are open");
            continue;
        };
        let site = Arc::clone(&site);
        let stopping = stop.clone();
        connections.spawn(async move {
            let _place = place;
            // WebSockets outlive their HTTP connection; they end with this set.
            let sockets = ws::Sockets::new(stopping);
            let service = service_fn(|request| {
                let response = route(request, address, &site, &sockets);
                async { Ok::<_, Infallible>(response.await) }
            });
            let connection = hyper::server::conn::http1::Builder::new()
                .timer(TokioTimer::new())
                .header_read_timeout(HEAD)
                .max_buf_size(64 << 10)
                .serve_connection(TokioIo::new(stream), service)
                .with_upgrades();
            if let Err(error) = connection.await {
                tracing::debug!("{address}: {error}");
            }
            sockets.finish().await;
        });
    }
    drop(listener);
    connections.shutdown().await;
}

async fn route(
    request: Request<Incoming>,
    address: SocketAddr,
    site: &Arc<Site>,
    sockets: &ws::Sockets,
) -> Response<Full<Bytes>> {
    if request.method() != Method::GET && request.method() != Method::HEAD {
        return text(StatusCode::METHOD_NOT_ALLOWED, "Only GET and HEAD are understood here.\n");
    }
    let mut response = match request.uri().path() {
        "/healthz" => health(site).await,
        "/metrics" => metrics(site).await,
        "/ws" if !may_connect(request.headers(), site.public) => text(
            StatusCode::FORBIDDEN,
            "This page comes from somewhere else, and may not talk to this server. Open the server's own page.\n",
        ),
        "/ws" => ws::upgrade(request, address, site, sockets),
        path => page::response(path, request.headers()),
    };
    let headers = response.headers_mut();
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    response
}

/// 200 while the controller works and all brokers that should run do, and answer: then orchestrators may send them clients.
async fn health(site: &Site) -> Response<Full<Bytes>> {
    match ill(&site.cluster).await {
        None => text(StatusCode::OK, "serving\n"),
        Some(why) => text(StatusCode::SERVICE_UNAVAILABLE, format!("{why}\n")),
    }
}

/// What is the matter, if anything.
async fn ill(cluster: &Cluster) -> Option<String> {
    let states = cluster.states().borrow().clone();
    let mut matters = Vec::new();
    if !matches!(tokio::time::timeout(ANSWER, cluster.look()).await, Ok(Some(_))) {
        matters.push("the controller does not answer".to_owned());
    }
    for (broker, state) in cluster.brokers().iter().zip(&states) {
        let id = state.id;
        match state.state {
            BrokerState::Starting => matters.push(format!("broker {id} is starting")),
            BrokerState::Stopping if broker.is_wanted() => matters.push(format!("broker {id} is stopping")),
            BrokerState::Down if broker.is_wanted() => matters.push(format!("broker {id} is down")),
            // Somebody wanted it so.
            BrokerState::Stopping | BrokerState::Down => {}
            BrokerState::Running => {
                let Some((_, node)) = cluster.handle(id) else { continue };
                let asked = tokio::time::timeout(ANSWER, node.ask_once(CoreRequest::DescribeCluster)).await;
                if !matches!(asked, Ok(Answer::Reply(_))) {
                    matters.push(format!("broker {id} does not answer"));
                }
            }
        }
    }
    if matters.is_empty() && states.iter().all(|broker| broker.state != BrokerState::Running) {
        matters.push("all brokers were taken down".to_owned());
    }
    (!matters.is_empty()).then(|| matters.join(", "))
}

async fn metrics(site: &Site) -> Response<Full<Bytes>> {
    let cluster = &site.cluster;
    let mut brokers = Vec::new();
    for broker in cluster.brokers() {
        let handle = cluster.handle(broker.id());
        let view = match &handle {
            Some((_, node)) => node.look(Seq(0)).await,
            None => None,
        };
        brokers.push(BrokerMetrics {
            broker: broker.id(),
            up: view.is_some(),
            metrics: &broker.metrics,
            view: view.unwrap_or_default(),
            connections: broker.guard.connections(),
        });
    }
    let look = tokio::time::timeout(ANSWER, cluster.look()).await.ok().flatten();
    let body = metrics::render(&brokers, look.as_ref());
    let mut response = Response::new(Full::new(body.into()));
    let kind = HeaderValue::from_static("text/plain; version=0.0.4; charset=utf-8");
    response.headers_mut().insert(header::CONTENT_TYPE, kind);
    response
}

/// A browser says from which page it comes; only our own page and those of this machine (a page in development) may connect.
/// Programs that are no browsers say nothing. While only this machine can reach us, our own page has an address or is
/// localhost: any other name could be a stranger's, pointed here.
fn may_connect(headers: &HeaderMap, public: bool) -> bool {
    let Some(origin) = headers.get(header::ORIGIN) else { return true };
    let Some(origin) = origin.to_str().ok().and_then(|origin| origin.split_once("://")).map(|(_, host)| host) else {
        return false;
    };
    let same = headers.get(header::HOST).and_then(|host| host.to_str().ok()).is_some_and(|host| host == origin);
    let name = origin.rsplit_once(':').filter(|_| !origin.ends_with(']')).map_or(origin, |(name, _)| name);
    let address = name.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
    let is_local = name == "localhost" || address.as_ref().is_ok_and(IpAddr::is_loopback);
    is_local || (same && (public || address.is_ok()))
}

/// A short answer for people.
pub(super) fn text(status: StatusCode, text: impl Into<Bytes>) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::new(text.into()));
    *response.status_mut() = status;
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"));
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    fn origin(host: &str, origin: Option<&str>, public: bool) -> bool {
        let mut headers = HeaderMap::new();
        headers.insert(header::HOST, host.parse().unwrap());
        if let Some(origin) = origin {
            headers.insert(header::ORIGIN, origin.parse().unwrap());
        }
        may_connect(&headers, public)
    }

    #[test]
    fn only_our_own_pages_and_those_of_this_machine_may_connect() {
        assert!(origin("192.168.1.5:8080", Some("http://192.168.1.5:8080"), true));
        assert!(origin("kafka.lan:8080", Some("http://kafka.lan:8080"), true));
        assert!(origin("127.0.0.1:8080", Some("http://localhost:1234"), false));
        assert!(origin("127.0.0.1:8080", Some("http://[::1]:1234"), false));
        assert!(origin("127.0.0.1:8080", None, false), "no browser");
        for other in
            ["http://evil.example", "https://localhost.evil.example", "null", "http://127.0.0.1.evil.example:8080"]
        {
            assert!(!origin("127.0.0.1:8080", Some(other), true), "{other}");
        }
        let rebound = Some("http://evil.example:8080");
        assert!(!origin("evil.example:8080", rebound, false), "a stranger's name that points to this machine");
    }
}
