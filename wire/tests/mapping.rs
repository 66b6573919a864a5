//! From a message to the core's value and back, at every version: the same message. What the mapping leaves out is listed in `plain`; nothing else
//! may be lost, on the server's side or on the client's.

#[macro_use]
mod support;
#[path = "mapping/plain.rs"]
mod plain;

use bytes::Bytes;
use glasslog_core::{record::CheckedBatch, request::Request, response::Response};
use glasslog_wire::{
    client::{self, Sent},
    header::{RequestHeader, decode_response_header, encode_response_header},
    message::{ApiKey, Message, Records},
    reader::Reader,
    server::{self, Decoded, Header, Peer},
    writer::{Frame, Writer},
};
use plain::Plain;
use std::fmt::Debug;
use support::{Dice, Random};

const ROUNDS: u64 = 40;
const CORRELATION: i32 = 77;

fn unframed(frame: Frame) -> Bytes {
    frame.into_bytes().expect("no holes").slice(4..)
}

fn request_frame<M: Message>(message: &M, version: i16) -> Bytes {
    let mut writer = Writer::new();
    let client_id = Some("tester".into());
    RequestHeader { key: M::KEY, version, correlation_id: CORRELATION, client_id }.encode(&mut writer);
    message.encode_body(&mut writer, version);
    unframed(writer.finish().unwrap())
}

fn response_frame<M: Message>(message: &M, version: i16) -> Bytes {
    let mut writer = Writer::new();
    encode_response_header(M::KEY, version, CORRELATION, &mut writer);
    message.encode_body(&mut writer, version);
    unframed(writer.finish().unwrap())
}

/// What a server makes of a request, with the batches as bytes again.
fn served(frame: Bytes) -> (Header, Request<Bytes>) {
    match server::decode(frame, &Peer { host: "/192.0.2.1".into(), ..Peer::default() }).unwrap() {
        Decoded::Request(header, request) => {
            (header, request.map_batches(|batch: CheckedBatch| Ok(batch.bytes().clone())))
        }
        Decoded::Answer(_) => panic!("answered without a node"),
    }
}

fn there_and_back_as_request<M: Message + Random + Plain + PartialEq + Debug>() {
    for version in M::KEY.versions().0..=M::KEY.versions().1 {
        for seed in 0..ROUNDS {
            let dice = &mut Dice::tame(seed);
            let mut message = M::random(dice, version);
            message.plain(version, dice);
            let (_, request) = served(request_frame(&message, version));
            let (frame, _) = client::encode(&request, version, CORRELATION, Some("tester"))
                .unwrap_or_else(|error| panic!("{:?} {version}, seed {seed}: {error}: {request:?}", M::KEY));
            let mut reader = Reader::new(unframed(frame));
            let header = RequestHeader::decode(&mut reader).unwrap();
            assert_eq!((header.key, header.version, header.correlation_id), (M::KEY, version, CORRELATION));
            let back = M::decode_body(&mut reader, version).unwrap();
            assert_eq!(back, message, "{:?} {version}, seed {seed}", M::KEY);
        }
    }
}

/// A request of the API as the server and as the client remember it.
fn asked(key: ApiKey, version: i16, dice: &mut Dice) -> (Header, Sent) {
    let mut frame = None;
    macro_rules! request {
        ($module:ident, $message:ident) => {
            if <glasslog_wire::message::$module::$message>::KEY == key
                && <glasslog_wire::message::$module::$message>::IS_REQUEST
            {
                let mut message = <glasslog_wire::message::$module::$message>::random(dice, version);
                message.plain(version, dice);
                frame = Some(request_frame(&message, version));
            }
        };
    }
    every_message!(request);
    let (header, request) = served(frame.unwrap());
    let (_, sent) = client::encode(&request, version, CORRELATION, None).unwrap();
    (header, sent)
}

fn there_and_back_as_response<M: Message + Random + Plain + PartialEq + Debug>() {
    for version in M::KEY.versions().0..=M::KEY.versions().1 {
        for seed in 0..ROUNDS {
            let dice = &mut Dice::tame(seed);
            let (header, sent) = asked(M::KEY, version, dice);
            let mut message = M::random(dice, version);
            message.plain(version, dice);
            let response = client::decode(&sent, response_frame(&message, version)).unwrap();
            let response: Response<Records> = response.map_records(|bytes| Some(Records::Here(bytes)));
            let mut reader = Reader::new(unframed(server::encode(&header, response).unwrap()));
            let correlation_id = decode_response_header(M::KEY, version, &mut reader).unwrap();
            let back = M::decode_body(&mut reader, version).unwrap();
            assert_eq!((correlation_id, &back), (CORRELATION, &message), "{:?} {version}, seed {seed}", M::KEY);
        }
    }
}

fn there_and_back<M: Message + Random + Plain + PartialEq + Debug>() {
    match (M::KEY, M::IS_REQUEST) {
        // The handshake knows no core value.
        (ApiKey::ApiVersions, _) => {}
        (_, true) => there_and_back_as_request::<M>(),
        (_, false) => there_and_back_as_response::<M>(),
    }
}

#[test]
fn every_message_comes_back_from_the_core_at_every_version() {
    macro_rules! run {
        ($module:ident, $message:ident) => {
            there_and_back::<glasslog_wire::message::$module::$message>();
        };
    }
    every_message!(run);
}

#[test]
fn a_response_to_another_request_is_refused_on_both_sides() {
    let dice = &mut Dice::tame(1);
    let (header, mut sent) = asked(ApiKey::Heartbeat, 4, dice);
    let (fetch, _) = asked(ApiKey::Fetch, 12, dice);
    let beat = Response::Heartbeat(glasslog_core::error::ErrorCode::None);
    assert!(server::encode(&fetch, beat.clone()).is_err());
    let frame = unframed(server::encode(&header, beat).unwrap());
    assert!(client::decode(&sent, frame.clone()).is_ok());
    sent.correlation_id += 1;
    assert!(client::decode(&sent, frame).is_err());
}

/// Garbage after a header that is in order: no panic in the mapping either.
#[test]
fn random_messages_do_not_panic_the_mapping() {
    macro_rules! run {
        ($module:ident, $message:ident) => {
            type M = glasslog_wire::message::$module::$message;
            for version in M::KEY.versions().0..=M::KEY.versions().1 {
                for seed in 0..10 {
                    let dice = &mut Dice::wild(seed);
                    let message = M::random(dice, version);
                    if M::IS_REQUEST {
                        let frame = request_frame(&message, version);
                        let _ = server::decode(frame, &Peer::default()).unwrap();
                    } else if M::KEY != ApiKey::ApiVersions {
                        let (header, sent) = asked(M::KEY, version, &mut Dice::tame(seed));
                        if let Ok(response) = client::decode(&sent, response_frame(&message, version)) {
                            let _ = server::encode(&header, response.map_records(|bytes| Some(Records::Here(bytes))));
                        }
                    }
                }
            }
        };
    }
    macro_rules! scoped {
        ($module:ident, $message:ident) => {{
            run!($module, $message);
        }};
    }
    every_message!(scoped);
}
