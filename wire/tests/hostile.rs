//! A hostile network: no bytes make a decoder panic, and none make it take memory that they do not pay for.

#[macro_use]
mod support;

use bytes::Bytes;
use glasslog_wire::{
    header::RequestHeader,
    message::{ApiKey, Message, Request, Response},
    reader::{Budget, Reader},
    server::{self, Decoded, Peer},
    writer::Writer,
};
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};
use std::{alloc::System, hint::black_box};
use support::{Dice, Random};

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

/// What a decoder may take and give back: the message, while the core's request is made of it.
const PASSING: usize = 2;
/// What the smallest message may take: its boxes, and texts that are empty.
const MEMORY_BASE: usize = 4096;

/// Decodes the bytes as a request and as a response: they take no more than the reader says, and that is within what so many may take.
fn decode(key: ApiKey, version: i16, bytes: &Bytes) {
    for as_request in [true, false] {
        let region = Region::new(ALLOCATOR);
        let mut reader = Reader::new(bytes.clone());
        if as_request {
            let _ = black_box(Request::decode(key, &mut reader, version));
        } else {
            let _ = black_box(Response::decode(key, &mut reader, version));
        }
        let (made, counted) = (region.change().bytes_allocated, reader.taken().memory);
        assert!(made <= MEMORY_BASE + counted, "{key:?} {version}: {made} bytes of memory, {counted} counted");
        assert!(counted <= Budget::of_response(bytes.len()).memory);
    }
    serve(key, version, bytes);
}

/// Gives the bytes to a server, behind a header that is in order. What the core's request then holds was counted.
fn serve(key: ApiKey, version: i16, bytes: &Bytes) {
    let mut writer = Writer::new();
    RequestHeader { key, version, correlation_id: 1, client_id: None }.encode(&mut writer);
    let header = writer.finish().unwrap().into_bytes().unwrap();
    let frame = Bytes::from([&header[4..], bytes].concat());
    let most = Budget::of_request(frame.len()).memory;
    let peer = Peer::default();
    let region = Region::new(ALLOCATOR);
    let decoded = black_box(server::decode(frame.clone(), &peer));
    let change = region.change();
    let (made, held) = (change.bytes_allocated, change.bytes_allocated - change.bytes_deallocated);
    assert!(made <= MEMORY_BASE + PASSING * most, "{key:?} {version}: {made} bytes of memory for {}", bytes.len());
    if let Ok(Decoded::Request(header, _request)) = &decoded {
        let counted = header.taken.memory;
        assert!(held <= MEMORY_BASE + counted, "{key:?} {version}: {held} bytes are held, {counted} counted");
        assert!(made <= MEMORY_BASE + PASSING * counted, "{key:?} {version}: {made} bytes made, {counted} counted");
    }
}

fn for_every_version(mut attack: impl FnMut(ApiKey, i16)) {
    for key in ApiKey::ALL {
        for version in key.versions().0..=key.versions().1 {
            attack(key, version);
        }
    }
}

/// One test, for the allocator counts all threads together.
#[test]
fn hostile_bytes_neither_panic_nor_take_memory() {
    garbage();
    huge_counts();
    long_arrays();
    truncated_and_altered_messages();
    long_lists();
    headers();
}

fn garbage() {
    let mut dice = Dice::wild(1);
    for_every_version(|key, version| {
        for _ in 0..100 {
            let mut bytes = dice.bytes(120);
            // Zeros let a decoder come further than noise does.
            for byte in &mut bytes {
                if dice.one_in(2) {
                    *byte = 0;
                }
            }
            decode(key, version, &bytes.into());
        }
    });
}

/// Large plain and compact counts at every place near the start.
fn huge_counts() {
    for_every_version(|key, version| {
        for place in 0..48 {
            for count in [&[0x7f, 0xff, 0xff, 0xff][..], &[0xff, 0xff, 0xff, 0xff, 0x0f], &[0x80, 0xff, 0xff, 0x7f]] {
                for filling in [0, 1, 2] {
                    let mut bytes = vec![filling; 200];
                    bytes[place..place + count.len()].copy_from_slice(count);
                    decode(key, version, &bytes.into());
                }
            }
        }
    });
}

/// Counts that the bytes do justify: the memory they take stays in proportion.
fn long_arrays() {
    for_every_version(|key, version| {
        let oldest_or_newest = [key.versions().0, key.versions().1].contains(&version);
        for place in (0..40).filter(|_| oldest_or_newest) {
            for count in [&[0, 0, 0x40, 0][..], &[0x80, 0x80, 0x01]] {
                for filling in [0, 1] {
                    let mut bytes = vec![filling; 65536];
                    bytes[place..place + count.len()].copy_from_slice(count);
                    decode(key, version, &bytes.into());
                }
            }
        }
    });
}

fn body<M: Message>(message: &M, version: i16) -> Bytes {
    let mut writer = Writer::new();
    message.encode_body(&mut writer, version);
    writer.finish().unwrap().into_bytes().unwrap().slice(4..)
}

fn truncate_and_alter<M: Message + Random>(dice: &mut Dice) {
    for version in M::KEY.versions().0..=M::KEY.versions().1 {
        for _ in 0..3 {
            let whole = body(&M::random(dice, version), version);
            for end in 0..whole.len() {
                let mut reader = Reader::new(whole.slice(..end));
                assert!(M::decode_body(&mut reader, version).is_err(), "{:?} {version} cut at {end}", M::KEY);
            }
            for _ in 0..60.min(whole.len()) {
                let mut bytes = whole.to_vec();
                let place = dice.below(bytes.len() as u64) as usize;
                bytes[place] = dice.next() as u8;
                decode(M::KEY, version, &bytes.into());
            }
        }
    }
}

fn truncated_and_altered_messages() {
    let dice = &mut Dice::wild(2);
    macro_rules! attack {
        ($module:ident, $message:ident) => {
            truncate_and_alter::<glasslog_wire::message::$module::$message>(dice);
        };
    }
    every_message!(attack);
}

/// Messages that are in order, with many of everything: the core's form of them was counted as well.
fn long_lists() {
    fn attack<M: Message + Random>(dice: &mut Dice) {
        for version in M::KEY.versions().0..=M::KEY.versions().1 {
            for _ in 0..3 {
                decode(M::KEY, version, &body(&M::random(dice, version), version));
            }
        }
    }
    let dice = &mut Dice::tame(4).long(40);
    macro_rules! attack_with {
        ($module:ident, $message:ident) => {
            attack::<glasslog_wire::message::$module::$message>(dice);
        };
    }
    every_message!(attack_with);
}

fn headers() {
    let mut dice = Dice::wild(3);
    for _ in 0..20_000 {
        let mut bytes = dice.bytes(24);
        if let [_, key, _, version, ..] = &mut bytes[..] {
            (*key, *version) = (*key % 64, *version % 16);
            (bytes[0], bytes[2]) = (0, 0);
        }
        let _ = black_box(RequestHeader::decode(&mut Reader::new(bytes.into())));
    }
}
