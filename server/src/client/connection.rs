//! One connection to one broker.

use std::collections::VecDeque;
use std::io;
use std::time::Duration;

use bytes::{Buf, Bytes, BytesMut};
use glasslog_core::{request::Request, response::Response};
use glasslog_wire::client::{GREETING_VERSION, Greeted, Offered, Sent, decode, encode, greeted, greeting, negotiate};
use glasslog_wire::error::{DecodeError, EncodeError};
use glasslog_wire::writer::Frame;
use thiserror::Error;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

use super::CLIENT_ID;

/// How long a broker may take to be reached, and to say what it speaks.
const CONNECT: Duration = Duration::from_secs(10);
/// The largest answer that is believed.
const FRAME_BYTES_MAX: usize = 256 << 20;

/// Why a broker cannot be asked. The messages say what to try.
#[derive(Debug, Error)]
pub enum ConnectionError {
    /// Nobody listens.
    #[error("nothing listens on {0}. Start a broker with `glasslog serve`, or name another with --server HOST:PORT")]
    Refused(String),
    /// The name is unknown.
    #[error("the address {0} cannot be found ({1}); use --server HOST:PORT, as in localhost:9092")]
    Unknown(String, io::Error),
    /// It does not answer.
    #[error("{0} does not answer; is it the port of a Kafka broker?")]
    Silent(String),
    /// It closed the connection.
    #[error("{0} closed the connection; is it the port of a Kafka broker, one without TLS and passwords?")]
    Closed(String),
    /// It speaks something else.
    #[error("{0} does not speak Kafka's protocol ({1})")]
    NotKafka(String, DecodeError),
    /// It cannot do what was asked.
    #[error("the broker at {0} cannot do that: {1}")]
    Unable(String, EncodeError),
    /// The network.
    #[error("{0}: {1}")]
    Io(String, io::Error),
}

impl ConnectionError {
    /// Whether trying the same again is pointless.
    #[must_use]
    pub fn is_wrong_address(&self) -> bool {
        matches!(self, Self::Refused(_) | Self::Unknown(..) | Self::NotKafka(..) | Self::Unable(..))
    }
}

/// A connection that knows what its broker speaks.
#[derive(Debug)]
pub struct Connection {
    address: String,
    stream: TcpStream,
    buffer: BytesMut,
    offered: Offered,
    next_correlation: i32,
    sent: VecDeque<Sent>,
}

impl Connection {
    /// Connects to `HOST:PORT` and asks what it speaks. Of several addresses, with commas in between, the first that answers.
    ///
    /// # Errors
    /// [`ConnectionError`] of the first one.
    pub async fn open(addresses: &str) -> Result<Connection, ConnectionError> {
        let mut first = None;
        for address in addresses.split(',').map(str::trim) {
            match Connection::open_one(address).await {
                Ok(connection) => return Ok(connection),
                Err(error) => first = first.or(Some(error)),
            }
        }
        Err(first.unwrap_or_else(|| ConnectionError::Silent(addresses.to_owned())))
    }

    async fn open_one(address: &str) -> Result<Connection, ConnectionError> {
        let address = address.to_owned();
        if address.rsplit_once(':').is_none_or(|(_, port)| port.parse::<u16>().is_err()) {
            let error = io::Error::other("it has no port");
            return Err(ConnectionError::Unknown(address, error));
        }
        let stream = match timeout(CONNECT, TcpStream::connect(&address)).await {
            Err(_) => return Err(ConnectionError::Silent(address)),
            Ok(Err(error)) => {
                return Err(match error.kind() {
                    io::ErrorKind::ConnectionRefused => ConnectionError::Refused(address),
                    io::ErrorKind::ConnectionReset => ConnectionError::Closed(address),
                    _ if error.raw_os_error().is_none() => ConnectionError::Unknown(address, error),
                    _ => ConnectionError::Io(address, error),
                });
            }
            Ok(Ok(stream)) => stream,
        };
        let _ = stream.set_nodelay(true);
        let mut connection = Connection {
            address,
            stream,
            buffer: BytesMut::new(),
            offered: Offered::default(),
            next_correlation: 0,
            sent: VecDeque::new(),
        };
        let address = connection.address.clone();
        timeout(CONNECT, connection.greet()).await.map_err(|_| ConnectionError::Silent(address))??;
        Ok(connection)
    }

    async fn greet(&mut self) -> Result<(), ConnectionError> {
        let mut version = GREETING_VERSION;
        loop {
            let correlation = self.correlation();
            let frame = greeting(version, correlation, Some(CLIENT_ID)).map_err(|error| self.unable(error))?;
            self.write(frame).await?;
            let answer = self.frame().await?;
            match greeted(version, correlation, answer).map_err(|error| self.not_kafka(error))? {
                Greeted::Offered(offered) => {
                    self.offered = offered;
                    return Ok(());
                }
                Greeted::Again(older) => version = older,
            }
        }
    }

    /// Sends a request. Its answer, if there is one, is the next from [`Connection::receive`] that is not another's.
    ///
    /// # Errors
    /// The broker cannot do it, or is gone.
    pub async fn send(&mut self, request: &Request<Bytes>) -> Result<(), ConnectionError> {
        let version = negotiate(request, &self.offered).map_err(|error| self.unable(error))?;
        let correlation = self.correlation();
        let (frame, sent) =
            encode(request, version, correlation, Some(CLIENT_ID)).map_err(|error| self.unable(error))?;
        self.write(frame).await?;
        let unanswered =
            matches!(request, Request::Produce(produce) if produce.acks == glasslog_core::request::Acks::None);
        if !unanswered {
            self.sent.push_back(sent);
        }
        Ok(())
    }

    /// The answer to the oldest request. Nothing is lost when this is given up and called again.
    ///
    /// # Errors
    /// The broker is gone, or answers nonsense.
    pub async fn receive(&mut self) -> Result<Response<Bytes>, ConnectionError> {
        let frame = self.frame().await?;
        let Some(sent) = self.sent.pop_front() else {
            return Err(self.not_kafka(DecodeError::UnknownApi(-1)));
        };
        decode(&sent, frame).map_err(|error| self.not_kafka(error))
    }

    /// How many answers are due.
    #[must_use]
    pub fn due(&self) -> usize {
        self.sent.len()
    }

    /// Asks, and waits for the answer.
    ///
    /// # Errors
    /// [`ConnectionError`].
    pub async fn ask(&mut self, request: &Request<Bytes>) -> Result<Response<Bytes>, ConnectionError> {
        self.send(request).await?;
        self.receive().await
    }

    fn correlation(&mut self) -> i32 {
        self.next_correlation = self.next_correlation.wrapping_add(1);
        self.next_correlation
    }

    async fn write(&mut self, frame: Frame) -> Result<(), ConnectionError> {
        for chunk in frame.chunks {
            if let glasslog_wire::writer::Chunk::Bytes(bytes) = chunk {
                self.stream.write_all(&bytes).await.map_err(|error| self.broken(error))?;
            }
        }
        Ok(())
    }

    async fn frame(&mut self) -> Result<Bytes, ConnectionError> {
        loop {
            if self.buffer.len() >= 4 {
                let length = (&self.buffer[..4]).get_i32();
                let length = usize::try_from(length).ok().filter(|length| *length <= FRAME_BYTES_MAX);
                let Some(length) = length else {
                    return Err(self.not_kafka(DecodeError::NegativeLength));
                };
                if self.buffer.len() - 4 >= length {
                    self.buffer.advance(4);
                    return Ok(self.buffer.split_to(length).freeze());
                }
            }
            self.buffer.reserve(64 << 10);
            match self.stream.read_buf(&mut self.buffer).await {
                Ok(0) => return Err(ConnectionError::Closed(self.address.clone())),
                Ok(_) => {}
                Err(error) => return Err(self.broken(error)),
            }
        }
    }

    fn broken(&self, error: io::Error) -> ConnectionError {
        match error.kind() {
            io::ErrorKind::ConnectionReset | io::ErrorKind::BrokenPipe => ConnectionError::Closed(self.address.clone()),
            _ => ConnectionError::Io(self.address.clone(), error),
        }
    }

    fn unable(&self, error: EncodeError) -> ConnectionError {
        ConnectionError::Unable(self.address.clone(), error)
    }

    fn not_kafka(&self, error: DecodeError) -> ConnectionError {
        ConnectionError::NotKafka(self.address.clone(), error)
    }
}
