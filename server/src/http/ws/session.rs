//! One page from hello to goodbye. Everything that it is sent goes through one bounded queue.

use std::time::Duration;

use futures_util::stream::{SplitSink, SplitStream};
use futures_util::{SinkExt, StreamExt};
use glasslog_core::watch::{FROM_PAGE_BYTES_MAX, FromPage, ServerHello, ToPage, VERSION};
use hyper::upgrade::Upgraded;
use hyper_util::rt::TokioIo;
use tokio::sync::{mpsc, watch};
use tokio::time::timeout;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::protocol::{Message, Role, WebSocketConfig};

use super::super::serve::Site;
use super::{
    ask::Asking,
    lent::{Lender, Parcel},
    look::{self, Watched},
};

/// Messages that wait for a page that reads slowly.
const OUT_QUEUE: usize = 16;
/// The largest view that a page is sent in one piece: some hundred thousand partitions.
const VIEW_BYTES_MAX: usize = 64 << 20;
/// A page that takes nothing for so long is given up.
const WRITE: Duration = Duration::from_secs(20);
/// A page that says nothing at all, not even hello.
const HELLO: Duration = Duration::from_secs(10);

type Socket = WebSocketStream<TokioIo<Upgraded>>;

/// Serves a page until it goes; says why it went.
pub(super) async fn serve(upgraded: Upgraded, site: &Site) -> &'static str {
    let config = WebSocketConfig::default()
        .max_message_size(Some(FROM_PAGE_BYTES_MAX))
        .max_frame_size(Some(FROM_PAGE_BYTES_MAX))
        .write_buffer_size(0)
        .max_write_buffer_size(VIEW_BYTES_MAX);
    let socket = WebSocketStream::from_raw_socket(TokioIo::new(upgraded), Role::Server, Some(config)).await;
    let (sink, stream) = socket.split();
    let (out, queue) = mpsc::channel::<Parcel>(OUT_QUEUE);
    let (watched, watching) = watch::channel(Watched::default());
    let (greeted, is_greeted) = watch::channel(false);
    let mut asking = Asking::new(site, out.clone());
    let why = tokio::select! {
        why = send(sink, queue, &site.lender) => why,
        why = read(stream, site, &out, &greeted, &watched, &mut asking) => why,
        () = look::views(&site.cluster, &site.lender, watching, out.clone()) => "done",
        () = look::brokers(&site.cluster, out.clone(), is_greeted) => "done",
    };
    asking.end();
    why
}

async fn send(
    mut sink: SplitSink<Socket, Message>,
    mut queue: mpsc::Receiver<Parcel>,
    lender: &Lender,
) -> &'static str {
    while let Some(mut parcel) = queue.recv().await {
        let Ok(bytes) = postcard::to_allocvec(&parcel.message) else { return "a message has no words" };
        if !lender.settle(&mut parcel, bytes.len()) {
            return "the memory for requests is used up";
        }
        let Parcel { message, memory: _memory } = parcel;
        drop(message);
        match timeout(WRITE, sink.send(Message::Binary(bytes.into()))).await {
            Ok(Ok(())) => {}
            Ok(Err(_)) => return "the connection broke",
            Err(_) => return "the page reads too slowly",
        }
    }
    "done"
}

async fn read(
    mut stream: SplitStream<Socket>,
    site: &Site,
    out: &mpsc::Sender<Parcel>,
    greeted: &watch::Sender<bool>,
    watched: &watch::Sender<Watched>,
    asking: &mut Asking<'_>,
) -> &'static str {
    let hello = || ToPage::Hello(ServerHello { brokers: site.cluster.states().borrow().clone(), ..site.hello.clone() });
    loop {
        let is_greeted = *greeted.borrow();
        let next = if is_greeted {
            stream.next().await
        } else {
            match timeout(HELLO, stream.next()).await {
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
        let Some(memory) = site.lender.for_message(bytes.len()).await else {
            return "the memory for requests is used up";
        };
        let Ok(message) = postcard::from_bytes::<FromPage>(&bytes) else { return "it sent an unknown message" };
        match (message, is_greeted) {
            (FromPage::Hello { version: VERSION }, false) => {
                if out.send(hello().into()).await.is_err() {
                    return "done";
                }
                greeted.send_replace(true);
            }
            (FromPage::Hello { .. }, false) => {
                // The page reads our version and asks to be loaded anew.
                let _ = out.send(hello().into()).await;
                tokio::time::sleep(Duration::from_millis(100)).await;
                return "it is of another version";
            }
            (FromPage::Watch { broker, since }, true) => watched.send_modify(|watched| watched.add(broker, since)),
            (FromPage::Unwatch, true) => watched.send_modify(Watched::clear),
            (FromPage::Request { broker, id, request }, true) => asking.ask(broker, id, request, memory).await,
            (FromPage::Control { id, broker, control }, true) => asking.control(broker, id, control).await,
            _ => return "it did not begin with hello",
        }
    }
}
