//! The WebSocket of a glasslog server, as a page would use it: for what Kafka's protocol has no words.

use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use glasslog_core::{
    error::{ErrorCode, Refusal},
    id::{BrokerId, RequestId},
    watch::{Control, FromPage, ToPage, VERSION},
};
use thiserror::Error;
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::{Message, client::IntoClientRequest};
use tokio_tungstenite::{WebSocketStream, client_async};

/// How long a server may take to be reached, and to say hello.
const CONNECT: Duration = Duration::from_secs(10);
/// How long it may take to do what it is told. Logs are recovered in that time.
const CONTROL: Duration = Duration::from_secs(120);

/// Why a server cannot be told. The messages say what to try.
#[derive(Debug, Error)]
pub enum PageError {
    /// Nobody is there.
    #[error(
        "no page of a glasslog server is at {0} ({1}). Name the address that the server calls its page with --http HOST:PORT"
    )]
    Unreachable(String, String),
    /// It speaks another version.
    #[error("the server at {0} is of another version than this program: use the one that it was started with")]
    OtherVersion(String),
    /// It does not answer.
    #[error("the server at {0} does not answer")]
    Silent(String),
    /// It does not want to.
    #[error("{0}")]
    Refused(Refusal),
}

/// A connection that has been greeted.
#[derive(Debug)]
pub struct PageConnection {
    address: String,
    socket: WebSocketStream<TcpStream>,
}

impl PageConnection {
    /// Connects to the page at `HOST:PORT`.
    ///
    /// # Errors
    /// [`PageError`].
    pub async fn open(address: &str) -> Result<PageConnection, PageError> {
        let unreachable = |why: &dyn std::fmt::Display| PageError::Unreachable(address.to_owned(), why.to_string());
        let opening = async {
            let request = format!("ws://{address}/ws").into_client_request().map_err(|error| unreachable(&error))?;
            let stream = TcpStream::connect(address).await.map_err(|error| unreachable(&error))?;
            let (socket, _) = client_async(request, stream).await.map_err(|error| unreachable(&error))?;
            let mut page = PageConnection { address: address.to_owned(), socket };
            page.say(&FromPage::Hello { version: VERSION }).await?;
            match page.hear().await? {
                ToPage::Hello(hello) if hello.version == VERSION => Ok(page),
                _ => Err(PageError::OtherVersion(address.to_owned())),
            }
        };
        timeout(CONNECT, opening).await.map_err(|_| PageError::Silent(address.to_owned()))?
    }

    /// Does something to a broker, and waits until it is done.
    ///
    /// # Errors
    /// The server refuses, or is gone.
    pub async fn control(&mut self, broker: BrokerId, control: Control) -> Result<(), PageError> {
        let id = RequestId(1);
        self.say(&FromPage::Control { id, broker, control }).await?;
        let answered = async {
            loop {
                match self.hear().await? {
                    ToPage::Refused { id: other, refusal } if other == id => return Ok(refusal),
                    _ => {}
                }
            }
        };
        let refusal = timeout(CONTROL, answered).await.map_err(|_| PageError::Silent(self.address.clone()))??;
        if refusal.code == ErrorCode::None { Ok(()) } else { Err(PageError::Refused(refusal)) }
    }

    async fn say(&mut self, message: &FromPage) -> Result<(), PageError> {
        let silent = || PageError::Silent(self.address.clone());
        let bytes = postcard::to_allocvec(message).map_err(|_| silent())?;
        self.socket.send(Message::Binary(bytes.into())).await.map_err(|_| PageError::Silent(self.address.clone()))
    }

    async fn hear(&mut self) -> Result<ToPage, PageError> {
        loop {
            match self.socket.next().await {
                Some(Ok(Message::Binary(bytes))) => {
                    // Another version's words are not ours to understand.
                    return postcard::from_bytes(&bytes).map_err(|_| PageError::OtherVersion(self.address.clone()));
                }
                Some(Ok(Message::Ping(_) | Message::Pong(_))) => {}
                _ => return Err(PageError::Silent(self.address.clone())),
            }
        }
    }
}
