//! The page's side: files, health, metrics, and the WebSocket.

use std::path::Path;
use std::time::Duration;

use bytes::Bytes;
use futures_util::{SinkExt, StreamExt};
use glasslog::files::FileLayers;
use glasslog::serve::Server;
use glasslog_core::{
    error::ErrorCode,
    id::{BrokerId, RequestId},
    request::{Acks, Request},
    view::Seq,
    watch::{BrokerState, Control, FromPage, ServerHello, ToPage, VERSION},
};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::{Message, client::IntoClientRequest};

use crate::support::*;

const FIRST: BrokerId = BrokerId(1);

pub(crate) async fn get(server: &Server, path: &str) -> String {
    let mut stream = TcpStream::connect(server.http).await.unwrap();
    let request = format!("GET {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n", server.http);
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    answer
}

#[derive(Debug)]
struct Page(WebSocketStream<TcpStream>);

impl Page {
    async fn open(server: &Server, origin: Option<&str>) -> Result<Page, String> {
        let mut request = format!("ws://{}/ws", server.http).into_client_request().unwrap();
        if let Some(origin) = origin {
            request.headers_mut().insert("Origin", origin.parse().unwrap());
        }
        let stream = TcpStream::connect(server.http).await.unwrap();
        match tokio_tungstenite::client_async(request, stream).await {
            Ok((socket, _)) => Ok(Page(socket)),
            Err(error) => Err(error.to_string()),
        }
    }

    async fn greeted(server: &Server) -> (Page, ServerHello) {
        let mut page = Page::open(server, None).await.unwrap();
        page.say(&FromPage::Hello { version: VERSION }).await;
        match page.hear().await {
            Some(ToPage::Hello(hello)) => (page, hello),
            other => panic!("{other:?}"),
        }
    }

    async fn say(&mut self, message: &FromPage) {
        let bytes = postcard::to_allocvec(message).unwrap();
        self.0.send(Message::Binary(bytes.into())).await.unwrap();
    }

    async fn hear(&mut self) -> Option<ToPage> {
        let next = tokio::time::timeout(Duration::from_secs(10), self.0.next()).await.expect("an answer in time");
        match next {
            Some(Ok(Message::Binary(bytes))) => Some(postcard::from_bytes(&bytes).unwrap()),
            _ => None,
        }
    }

    async fn ask(&mut self, id: u64, request: Request<Bytes>) -> ToPage {
        self.say(&FromPage::Request { broker: FIRST, id: RequestId(id), request }).await;
        loop {
            match self.hear().await.unwrap() {
                ToPage::View { .. } | ToPage::Brokers(_) => {}
                other => return other,
            }
        }
    }
}

async fn with_control(data: &Path) -> Server {
    let mut settings = settings(data);
    settings.allow_control = true;
    start_with(&settings, FileLayers::real()).await
}

#[tokio::test(flavor = "multi_thread")]
async fn page_health_and_metrics_are_served_and_nothing_else() {
    let dir = tempfile::tempdir().unwrap();
    let server = start(dir.path()).await;
    let page = get(&server, "/").await;
    assert!(page.starts_with("HTTP/1.1 200"), "{page}");
    assert!(page.to_lowercase().contains("content-security-policy: default-src 'none'"), "{page}");
    assert!(get(&server, "/healthz").await.ends_with("serving\n"));
    let metrics = get(&server, "/metrics").await;
    assert!(metrics.contains("kafka_server_brokertopicmetrics_messagesin_total{broker=\"1\"} 0"), "{metrics}");
    assert!(get(&server, "/../glasslog.toml").await.starts_with("HTTP/1.1 404"));
    server.stop().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_watching_page_sees_what_a_client_sends() {
    let dir = tempfile::tempdir().unwrap();
    let server = start(dir.path()).await;
    let mut client = connect(&server).await;
    create(&mut client, "t", 2).await;
    let (mut page, hello) = Page::greeted(&server).await;
    assert!(!hello.allow_control);
    page.say(&FromPage::Watch { broker: FIRST, since: Seq(0) }).await;
    let Some(ToPage::View { broker: FIRST, delta: first }) = page.hear().await else { panic!("no view") };
    assert_eq!(first.since, Seq(0));
    assert_eq!(first.partitions.iter().filter(|p| p.topic.as_str() == "t").count(), 2, "everything at first");
    assert!(first.broker.is_some());

    client.ask(&produce("t", 1, Acks::All, batch(&["a", "b"]))).await.unwrap();
    let mut seen = first.upto;
    loop {
        let Some(ToPage::View { broker: FIRST, delta }) = page.hear().await else { panic!("no view") };
        assert_eq!(delta.since, seen, "no gap");
        seen = delta.upto;
        if let Some(partition) = delta.partitions.iter().find(|p| p.high_watermark.0 == 2) {
            assert_eq!(partition.partition.0, 1);
            assert!(
                !delta.partitions.iter().any(|p| p.topic.as_str() == "t" && p.partition.0 == 0),
                "only what changed"
            );
            break;
        }
    }
    // Contents come by an ordinary fetch.
    match page.ask(7, fetch("t", 1, 0, Duration::ZERO)).await {
        ToPage::Response { id: RequestId(7), response } => {
            assert_eq!(fetched(response), [(0, "a".to_owned()), (1, "b".to_owned())]);
        }
        other => panic!("{other:?}"),
    }
    // What a page reads is not served to a client of Kafka's; what a client fetches is, and the watching page hears of it by itself.
    let sent = client.ask(&fetch("t", 1, 0, Duration::ZERO)).await.unwrap();
    assert_eq!(fetched(sent).len(), 2);
    let counted = loop {
        let Some(ToPage::View { delta, .. }) = page.hear().await else { panic!("no view") };
        if delta.counted.bytes_out > 0 {
            break delta.counted;
        }
    };
    assert_eq!(counted.bytes_out, batch(&["a", "b"]).len() as u64);
    assert_eq!((counted.produce.count, counted.fetch_consumer.count), (1, 2), "both fetches took their time");
    server.stop().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn without_the_flag_a_page_may_look_but_not_touch() {
    let dir = tempfile::tempdir().unwrap();
    let server = start(dir.path()).await;
    create(&mut connect(&server).await, "t", 1).await;
    let (mut page, _) = Page::greeted(&server).await;
    match page.ask(1, produce("t", 0, Acks::All, batch(&["no"]))).await {
        ToPage::Refused { id: RequestId(1), refusal } => {
            assert_eq!(refusal.code, ErrorCode::ClusterAuthorizationFailed);
            assert!(refusal.message.unwrap().contains("--allow-control"));
        }
        other => panic!("{other:?}"),
    }
    assert!(matches!(page.ask(2, Request::DescribeCluster).await, ToPage::Response { .. }));
    server.stop().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn with_the_flag_a_page_produces_and_its_batches_are_checked() {
    let dir = tempfile::tempdir().unwrap();
    let server = with_control(dir.path()).await;
    let mut client = connect(&server).await;
    create(&mut client, "t", 1).await;
    let (mut page, hello) = Page::greeted(&server).await;
    assert!(hello.allow_control);
    let answer = page.ask(1, produce("t", 0, Acks::All, batch(&["from the page"]))).await;
    let ToPage::Response { response, .. } = answer else { panic!("{answer:?}") };
    assert!(produced(response).result.is_ok());
    let mut broken = batch(&["x"]).to_vec();
    broken[20] ^= 1;
    let answer = page.ask(2, produce("t", 0, Acks::All, broken.into())).await;
    let ToPage::Response { response, .. } = answer else { panic!("{answer:?}") };
    assert_eq!(produced(response).result.unwrap_err().code, ErrorCode::CorruptMessage);
    assert_eq!(read_all(&mut client, "t", 0).await, [(0, "from the page".to_owned())]);
    server.stop().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn strangers_pages_garbage_and_giants_are_turned_away() {
    let dir = tempfile::tempdir().unwrap();
    let server = start(dir.path()).await;
    assert!(Page::open(&server, Some("http://evil.example")).await.unwrap_err().contains("403"));
    assert!(Page::open(&server, Some(&format!("http://{}", server.http))).await.is_ok());

    let mut garbage = Page::open(&server, None).await.unwrap();
    garbage.0.send(Message::Binary(vec![0xff; 100].into())).await.unwrap();
    assert!(garbage.hear().await.is_none(), "it is closed");

    let (mut giant, _) = Page::greeted(&server).await;
    let _ = giant.0.send(Message::Binary(vec![0; 5 << 20].into())).await;
    assert!(giant.hear().await.is_none(), "it is closed");

    let mut rude = Page::open(&server, None).await.unwrap();
    rude.say(&FromPage::Watch { broker: FIRST, since: Seq(0) }).await;
    assert!(rude.hear().await.is_none(), "hello comes first");
    assert!(get(&server, "/healthz").await.contains("serving"));
    server.stop().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_large_view_comes_whole() {
    let dir = tempfile::tempdir().unwrap();
    let server = start(dir.path()).await;
    create(&mut connect(&server).await, "t", 1000).await;
    let (mut page, _) = Page::greeted(&server).await;
    page.say(&FromPage::Watch { broker: FIRST, since: Seq(0) }).await;
    let Some(ToPage::View { broker: FIRST, delta: all }) = page.hear().await else { panic!("no view") };
    assert_eq!((all.since, all.partitions.len()), (Seq(0), 1000));
    server.stop().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_watches_several_brokers_and_sees_them_go_and_come_back() {
    let dir = tempfile::tempdir().unwrap();
    let mut settings = settings(dir.path());
    (settings.brokers, settings.allow_control) = (Some(2), true);
    let server = start_with(&settings, FileLayers::real()).await;
    let (mut page, hello) = Page::greeted(&server).await;
    let second = BrokerId(2);
    assert_eq!(
        hello.brokers.iter().map(|b| (b.id, b.state, b.starts)).collect::<Vec<_>>(),
        [(FIRST, BrokerState::Running, 1), (second, BrokerState::Running, 1)]
    );
    for broker in [FIRST, second] {
        page.say(&FromPage::Watch { broker, since: Seq(0) }).await;
    }
    let mut seen = [false; 2];
    while seen != [true; 2] {
        if let Some(ToPage::View { broker, delta }) = page.hear().await {
            assert_eq!(delta.broker.map(|view| view.info.id), Some(broker), "each shows itself");
            seen[usize::from(broker == second)] = true;
        }
    }
    page.say(&FromPage::Control { id: RequestId(1), broker: second, control: Control::Kill }).await;
    let (mut answered, mut down) = (Vec::new(), false);
    while answered.is_empty() || !down {
        match page.hear().await.expect("open") {
            ToPage::Brokers(brokers) => down = brokers[1].state == BrokerState::Down,
            ToPage::Refused { id, refusal } => answered.push((id.0, refusal.code)),
            _ => {}
        }
    }
    page.say(&FromPage::Request { broker: second, id: RequestId(2), request: Request::DescribeCluster }).await;
    page.say(&FromPage::Control { id: RequestId(3), broker: second, control: Control::Start }).await;
    // The broker that is down is not asked, and what is seen of it next begins anew.
    let mut anew = false;
    while answered.len() < 3 || !anew {
        match page.hear().await.expect("open") {
            ToPage::Refused { id, refusal } => answered.push((id.0, refusal.code)),
            ToPage::View { broker, delta } if broker == second && delta.since == Seq(0) => anew = true,
            _ => {}
        }
    }
    answered.sort();
    let (done, down) = (ErrorCode::None, ErrorCode::BrokerNotAvailable);
    assert_eq!(answered, [(1, done), (2, down), (3, done)]);
    assert_eq!(server.cluster.states().borrow()[1].starts, 2);
    server.stop().await.unwrap();
}
