//! A bare producer: one record at a time, acks=all, and when it is sent away it asks who leads and tries again at once.
//!
//! Client libraries wait before they reconnect, ask and retry; a second here or there is theirs. This one waits for nothing, so the
//! longest time without an acknowledgement is the server's own. Requests are spelled out by hand (Produce 3, Metadata 1).

use std::collections::BTreeMap;
use std::io::{ErrorKind, Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};

/// An answer that has not come by then counts as lost.
const PATIENCE: Duration = Duration::from_secs(5);
/// Between two attempts while nobody leads.
const PAUSE: Duration = Duration::from_millis(1);

/// The producer.
pub(crate) struct Probe {
    topic: String,
    bootstrap: Vec<String>,
    /// By address.
    connections: BTreeMap<String, TcpStream>,
    leader: Option<String>,
    batch: Vec<u8>,
    correlation: i32,
}

impl Probe {
    /// A producer for the first partition of a topic.
    pub(crate) fn new(bootstrap: &str, topic: &str) -> Probe {
        let bootstrap = bootstrap.split(',').map(str::to_owned).collect();
        let (topic, batch) = (topic.to_owned(), batch(&[b'x'; 1024]));
        Probe { topic, bootstrap, connections: BTreeMap::new(), leader: None, batch, correlation: 0 }
    }

    /// Produces one record: returns once it is acknowledged, however often it had to be sent.
    pub(crate) fn produce(&mut self, goes_on: impl Fn() -> bool) -> Result<()> {
        while goes_on() {
            let Some(leader) = self.leader.clone() else {
                self.leader = self.find_leader()?;
                if self.leader.is_none() {
                    std::thread::sleep(PAUSE);
                }
                continue;
            };
            match self.produce_to(&leader) {
                Ok(0) => return Ok(()),
                // Whatever it is, another broker may know better.
                Ok(_) => self.leader = None,
                Err(_) => {
                    self.connections.remove(&leader);
                    self.leader = None;
                }
            }
        }
        Ok(())
    }

    fn produce_to(&mut self, address: &str) -> Result<i16> {
        let mut body = Vec::new();
        put_i16(&mut body, -1); // no transactional id
        put_i16(&mut body, -1); // acks=all
        put_i32(&mut body, 30_000);
        put_i32(&mut body, 1);
        put_text(&mut body, &self.topic);
        put_i32(&mut body, 1);
        put_i32(&mut body, 0);
        put_i32(&mut body, self.batch.len() as i32);
        body.extend_from_slice(&self.batch);
        let answer = self.ask(address, 0, 3, &body)?;
        let mut answer = Answer(&answer);
        ensure!(answer.i32()? == 1, "one topic was asked for");
        answer.text()?;
        ensure!(answer.i32()? == 1 && answer.i32()? == 0, "one partition was asked for");
        answer.i16()
    }

    /// The leader's address, as the first broker that answers knows it.
    fn find_leader(&mut self) -> Result<Option<String>> {
        let mut body = Vec::new();
        put_i32(&mut body, 1);
        put_text(&mut body, &self.topic);
        for address in self.bootstrap.clone() {
            match self.ask(&address, 3, 1, &body) {
                Ok(answer) => return leader_in(&answer),
                Err(_) => drop(self.connections.remove(&address)),
            }
        }
        Ok(None)
    }

    fn ask(&mut self, address: &str, key: i16, version: i16, body: &[u8]) -> Result<Vec<u8>> {
        self.correlation += 1;
        let mut frame = Vec::with_capacity(body.len() + 32);
        put_i32(&mut frame, 0);
        put_i16(&mut frame, key);
        put_i16(&mut frame, version);
        put_i32(&mut frame, self.correlation);
        put_text(&mut frame, "probe");
        frame.extend_from_slice(body);
        let length = (frame.len() - 4) as i32;
        frame[..4].copy_from_slice(&length.to_be_bytes());
        if !self.connections.contains_key(address) {
            let stream = TcpStream::connect(address)?;
            stream.set_nodelay(true)?;
            stream.set_read_timeout(Some(PATIENCE))?;
            self.connections.insert(address.to_owned(), stream);
        }
        let stream = self.connections.get_mut(address).context("connected")?;
        stream.write_all(&frame)?;
        let mut head = [0; 8];
        stream.read_exact(&mut head)?;
        let length = i32::from_be_bytes([head[0], head[1], head[2], head[3]]);
        ensure!(head[4..] == self.correlation.to_be_bytes(), "an answer to another question");
        let Some(rest) = usize::try_from(length).ok().and_then(|length| length.checked_sub(4)) else {
            bail!(std::io::Error::from(ErrorKind::InvalidData));
        };
        let mut answer = vec![0; rest];
        stream.read_exact(&mut answer)?;
        Ok(answer)
    }
}

fn leader_in(answer: &[u8]) -> Result<Option<String>> {
    let mut answer = Answer(answer);
    let mut brokers = BTreeMap::new();
    for _ in 0..answer.i32()? {
        let id = answer.i32()?;
        let host = answer.text()?.to_owned();
        let port = answer.i32()?;
        answer.text()?;
        brokers.insert(id, format!("{host}:{port}"));
    }
    answer.i32()?;
    ensure!(answer.i32()? == 1, "one topic was asked for");
    answer.i16()?;
    answer.text()?;
    answer.take(1)?;
    if answer.i32()? == 0 {
        return Ok(None);
    }
    answer.i16()?;
    answer.i32()?;
    Ok(brokers.remove(&answer.i32()?))
}

/// An answer being read.
struct Answer<'a>(&'a [u8]);

impl<'a> Answer<'a> {
    fn take(&mut self, count: usize) -> Result<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(count).context("the answer is too short")?;
        self.0 = rest;
        Ok(taken)
    }

    fn i16(&mut self) -> Result<i16> {
        Ok(i16::from_be_bytes(self.take(2)?.try_into()?))
    }

    fn i32(&mut self) -> Result<i32> {
        Ok(i32::from_be_bytes(self.take(4)?.try_into()?))
    }

    /// A text; the absent one is empty here.
    fn text(&mut self) -> Result<&'a str> {
        let length = self.i16()?;
        Ok(std::str::from_utf8(self.take(usize::try_from(length).unwrap_or(0))?)?)
    }
}

fn put_i16(out: &mut Vec<u8>, value: i16) {
    out.extend_from_slice(&value.to_be_bytes());
}

fn put_i32(out: &mut Vec<u8>, value: i32) {
    out.extend_from_slice(&value.to_be_bytes());
}

fn put_text(out: &mut Vec<u8>, text: &str) {
    put_i16(out, text.len() as i16);
    out.extend_from_slice(text.as_bytes());
}

/// A record batch, format 2, of one record with this value and no key.
fn batch(value: &[u8]) -> Vec<u8> {
    let mut record = vec![0, 0, 0, 1]; // attributes, timestamp delta, offset delta, no key (zigzag −1)
    put_varint(&mut record, value.len());
    record.extend_from_slice(value);
    record.push(0); // no headers
    let mut checked = Vec::new();
    put_i16(&mut checked, 0); // attributes
    put_i32(&mut checked, 0); // last offset delta
    checked.extend_from_slice(&[0; 16]); // timestamps
    checked.extend_from_slice(&(-1i64).to_be_bytes()); // no producer id
    put_i16(&mut checked, -1);
    put_i32(&mut checked, -1);
    put_i32(&mut checked, 1); // one record
    put_varint(&mut checked, record.len());
    checked.extend_from_slice(&record);
    let mut batch = vec![0; 8]; // base offset
    put_i32(&mut batch, (4 + 1 + 4 + checked.len()) as i32);
    put_i32(&mut batch, -1); // leader epoch
    batch.push(2); // magic
    batch.extend_from_slice(&crc32c::crc32c(&checked).to_be_bytes());
    batch.extend_from_slice(&checked);
    batch
}

/// A length as a zigzag varint.
fn put_varint(out: &mut Vec<u8>, length: usize) {
    let mut rest = (length as u64) << 1;
    while rest >= 0x80 {
        out.push(rest as u8 | 0x80);
        rest >>= 7;
    }
    out.push(rest as u8);
}
