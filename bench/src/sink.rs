//! The bare sink: frames, appends to a file, answers. What a broker cannot beat with this client on this machine.
//!
//! It speaks just enough of the protocol for one librdkafka producer or consumer and one partition: no check of anything, no CRC, no
//! fsync, no recovery. It looks into a batch only for the count of its records, to hand out offsets.

use std::fs::File;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::os::unix::fs::FileExt;
use std::path::Path;
use std::sync::{Arc, Mutex};

use anyhow::Result;

const FETCH_BYTES_MAX: u64 = 8 << 20;

/// One partition: the file, how much is in it, and where each batch begins.
struct Log {
    file: File,
    end_bytes: u64,
    end_offset: i64,
    /// (base offset, position)
    batches: Vec<(i64, u64)>,
}

/// Starts it on a thread of its own and gives back its address. It ends with the process.
pub(crate) fn start(folder: &Path) -> Result<String> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let address = listener.local_addr()?;
    let file = File::options().create(true).truncate(true).read(true).write(true).open(folder.join("sink"))?;
    let log = Arc::new(Mutex::new(Log { file, end_bytes: 0, end_offset: 0, batches: Vec::new() }));
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let log = Arc::clone(&log);
            std::thread::spawn(move || serve(stream, &log, address.port()));
        }
    });
    Ok(address.to_string())
}

/// Reads fields off a request; the client is our own, so a short request is a mistake of ours.
struct Fields<'a>(&'a [u8]);

impl<'a> Fields<'a> {
    fn bytes(&mut self, count: usize) -> &'a [u8] {
        let (first, rest) = self.0.split_at(count);
        self.0 = rest;
        first
    }

    fn i16(&mut self) -> i16 {
        i16::from_be_bytes(self.bytes(2).try_into().expect("two bytes"))
    }

    fn i32(&mut self) -> i32 {
        i32::from_be_bytes(self.bytes(4).try_into().expect("four bytes"))
    }

    fn i64(&mut self) -> i64 {
        i64::from_be_bytes(self.bytes(8).try_into().expect("eight bytes"))
    }

    fn string(&mut self) -> &'a [u8] {
        let length = self.i16();
        self.bytes(usize::try_from(length).unwrap_or(0))
    }
}

fn serve(mut stream: TcpStream, log: &Mutex<Log>, port: u16) {
    let _ = stream.set_nodelay(true);
    let mut frame = Vec::new();
    loop {
        let mut length = [0; 4];
        if stream.read_exact(&mut length).is_err() {
            return;
        }
        frame.resize(u32::from_be_bytes(length) as usize, 0);
        if stream.read_exact(&mut frame).is_err() {
            return;
        }
        let mut fields = Fields(&frame);
        let (key, version, correlation) = (fields.i16(), fields.i16(), fields.i32());
        fields.string();
        let mut reply = vec![0; 4];
        reply.extend(correlation.to_be_bytes());
        match key {
            0 => produce(fields, &mut reply, log),
            1 => fetch(fields, &mut reply, log),
            2 => list_offsets(fields, &mut reply, log),
            3 => metadata(fields, &mut reply, port),
            18 => api_versions(&mut reply, version),
            _ => return,
        }
        let length = (reply.len() as u32 - 4).to_be_bytes();
        reply[..4].copy_from_slice(&length);
        if stream.write_all(&reply).is_err() {
            return;
        }
    }
}

fn api_versions(reply: &mut Vec<u8>, version: i16) {
    let apis: [(i16, i16, i16); 5] = [(0, 0, 3), (1, 4, 4), (2, 1, 1), (3, 1, 1), (18, 0, 0)];
    let error: i16 = if version == 0 { 0 } else { 35 };
    reply.extend(error.to_be_bytes());
    reply.extend((apis.len() as i32).to_be_bytes());
    for (key, least, most) in apis {
        reply.extend([key, least, most].iter().flat_map(|field| field.to_be_bytes()));
    }
}

fn put_string(reply: &mut Vec<u8>, text: &[u8]) {
    reply.extend((text.len() as i16).to_be_bytes());
    reply.extend(text);
}

/// Version 1: one broker, and each topic that is asked for with one partition.
fn metadata(mut fields: Fields<'_>, reply: &mut Vec<u8>, port: u16) {
    reply.extend(1_i32.to_be_bytes());
    reply.extend(0_i32.to_be_bytes());
    put_string(reply, b"127.0.0.1");
    reply.extend(i32::from(port).to_be_bytes());
    reply.extend((-1_i16).to_be_bytes());
    reply.extend(0_i32.to_be_bytes());
    let topics = fields.i32().max(0);
    reply.extend(topics.to_be_bytes());
    for _ in 0..topics {
        reply.extend(0_i16.to_be_bytes());
        put_string(reply, fields.string());
        reply.push(0);
        reply.extend(1_i32.to_be_bytes());
        reply.extend(0_i16.to_be_bytes());
        for field in [0_i32, 0, 1, 0, 1, 0] {
            reply.extend(field.to_be_bytes());
        }
    }
}

/// Version 3, one topic and one partition in a request.
fn produce(mut fields: Fields<'_>, reply: &mut Vec<u8>, log: &Mutex<Log>) {
    fields.string();
    fields.i16();
    fields.i32();
    fields.i32();
    let topic = fields.string().to_vec();
    fields.i32();
    let partition = fields.i32();
    let size = fields.i32();
    let batch = fields.bytes(usize::try_from(size).unwrap_or(0));
    let mut log = log.lock().expect("another connection panicked");
    let base = log.end_offset;
    let last_delta = i32::from_be_bytes(batch[23..27].try_into().expect("four bytes"));
    let at = log.end_bytes;
    log.file.write_all_at(&base.to_be_bytes(), at).expect("the disk takes it");
    log.file.write_all_at(&batch[8..], at + 8).expect("the disk takes it");
    log.batches.push((base, at));
    log.end_bytes += batch.len() as u64;
    log.end_offset += i64::from(last_delta) + 1;
    drop(log);
    reply.extend(1_i32.to_be_bytes());
    put_string(reply, &topic);
    reply.extend(1_i32.to_be_bytes());
    reply.extend(partition.to_be_bytes());
    reply.extend(0_i16.to_be_bytes());
    reply.extend(base.to_be_bytes());
    reply.extend((-1_i64).to_be_bytes());
    reply.extend(0_i32.to_be_bytes());
}

/// Version 1.
fn list_offsets(mut fields: Fields<'_>, reply: &mut Vec<u8>, log: &Mutex<Log>) {
    fields.i32();
    fields.i32();
    let topic = fields.string();
    fields.i32();
    let (partition, time) = (fields.i32(), fields.i64());
    let end = log.lock().expect("another connection panicked").end_offset;
    reply.extend(1_i32.to_be_bytes());
    put_string(reply, topic);
    reply.extend(1_i32.to_be_bytes());
    reply.extend(partition.to_be_bytes());
    reply.extend(0_i16.to_be_bytes());
    reply.extend((-1_i64).to_be_bytes());
    reply.extend(if time == -2 { 0 } else { end }.to_be_bytes());
}

/// Version 4, one topic and one partition; answers at once.
fn fetch(mut fields: Fields<'_>, reply: &mut Vec<u8>, log: &Mutex<Log>) {
    fields.bytes(4 + 4 + 4 + 4 + 1);
    let topics = fields.i32();
    reply.extend(0_i32.to_be_bytes());
    reply.extend(topics.to_be_bytes());
    if topics == 0 {
        return;
    }
    put_string(reply, fields.string());
    fields.i32();
    let (partition, offset) = (fields.i32(), fields.i64());
    let log = log.lock().expect("another connection panicked");
    let first = log.batches.partition_point(|&(base, _)| base <= offset).saturating_sub(1);
    let (from, mut upto) = if offset >= log.end_offset { (0, 0) } else { (log.batches[first].1, log.end_bytes) };
    upto = upto.min(from + FETCH_BYTES_MAX);
    reply.extend(1_i32.to_be_bytes());
    reply.extend(partition.to_be_bytes());
    reply.extend(0_i16.to_be_bytes());
    reply.extend(log.end_offset.to_be_bytes());
    reply.extend(log.end_offset.to_be_bytes());
    reply.extend(0_i32.to_be_bytes());
    reply.extend(((upto - from) as i32).to_be_bytes());
    let at = reply.len();
    reply.resize(at + (upto - from) as usize, 0);
    log.file.read_exact_at(&mut reply[at..], from).expect("the disk gives it back");
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_client_finds_a_whole_broker_in_it() {
        let folder = tempfile::tempdir().expect("a temporary directory");
        let address = super::start(folder.path()).expect("a port");
        crate::client::produce(&address, "bench", 3000).expect("the sink takes records");
        crate::client::consume(&address, "bench", 3000).expect("the sink gives them back");
    }
}
