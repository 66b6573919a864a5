//! Messages in flight, as eyes see them.

use std::ops::Bound;

use bytes::Bytes;
use glasslog_core::{
    controller::{Answer, Ask, image::Image},
    error::ErrorCode,
    id::{Offset, PartitionIndex},
    name::Text,
    record::{CheckedBatch, NoCodecs, Records, Rules},
    request::{Request, TopicRef},
    response::{FetchedPartition, ProducedPartition, Response},
    time::Timestamp,
};

use crate::{
    net::{Flight, FlightId, Message, Net},
    view::{Cargo, End, FlightKind, FlightView, PartitionName, RecordView},
    words,
};

/// Every flight, and the lately lost. `image` knows the topics' names.
pub(crate) fn views(net: &Net, image: &Image) -> Vec<FlightView> {
    let alive = net.flights.iter().filter_map(|(id, flight)| {
        let ends = net.ends(flight.route, flight.up)?;
        Some(FlightView { caught: net.caught.get(id).copied(), ..view(*id, flight, ends, image) })
    });
    let lost = net
        .lost
        .iter()
        .map(|lost| FlightView { lost_at: Some(lost.at), ..view(lost.id, &lost.flight, lost.ends, image) });
    alive.chain(lost).collect()
}

/// The flights that left after another one, the lately lost among them, in their order.
pub(crate) fn since(net: &Net, image: &Image, after: FlightId) -> Vec<FlightView> {
    let alive = net.flights.range((Bound::Excluded(after), Bound::Unbounded)).filter_map(|(id, flight)| {
        let ends = net.ends(flight.route, flight.up)?;
        Some(FlightView { caught: net.caught.get(id).copied(), ..view(*id, flight, ends, image) })
    });
    let lost = net.lost.iter().filter(|lost| lost.id > after);
    let lost = lost.map(|lost| FlightView { lost_at: Some(lost.at), ..view(lost.id, &lost.flight, lost.ends, image) });
    let mut all: Vec<FlightView> = alive.chain(lost).collect();
    all.sort_unstable_by_key(|view| view.id);
    all
}

/// The name of the request, and its number.
fn api(message: &Message) -> (&'static str, Option<u64>) {
    match message {
        Message::Connect | Message::Accept | Message::Hangup => ("", None),
        Message::Request(id, request) => (name_of(request), Some(id.0)),
        Message::Response(id, response) => (name_of_answer(response), Some(id.0)),
        Message::Ask(id, Ask::Heartbeat(_)) | Message::Answer(id, Answer::Heartbeat(_)) => {
            ("BrokerHeartbeat", Some(id.0))
        }
        Message::Ask(id, _) | Message::Answer(id, _) => ("", Some(id.0)),
        Message::Committed(_) => ("", None),
    }
}

fn name_of<B>(request: &Request<B>) -> &'static str {
    match request {
        Request::Produce(_) => "Produce",
        Request::Fetch(_) => "Fetch",
        Request::ListOffsets(_) => "ListOffsets",
        Request::Metadata(_) => "Metadata",
        Request::OffsetsForLeaderEpochs(_) => "OffsetForLeaderEpoch",
        Request::InitProducerId(_) => "InitProducerId",
        Request::CreateTopics(_) => "CreateTopics",
        Request::FindCoordinator(_) => "FindCoordinator",
        Request::JoinGroup(_) => "JoinGroup",
        Request::SyncGroup(_) => "SyncGroup",
        Request::Heartbeat(_) => "Heartbeat",
        Request::LeaveGroup(_) => "LeaveGroup",
        Request::OffsetCommit(_) => "OffsetCommit",
        Request::OffsetFetch(_) => "OffsetFetch",
        _ => "",
    }
}

fn name_of_answer<R>(response: &Response<R>) -> &'static str {
    match response {
        Response::Produce(_) => "Produce",
        Response::Fetch(_) => "Fetch",
        Response::ListOffsets(_) => "ListOffsets",
        Response::Metadata(_) => "Metadata",
        Response::OffsetsForLeaderEpochs(_) => "OffsetForLeaderEpoch",
        Response::InitProducerId(_) => "InitProducerId",
        Response::CreateTopics(_) => "CreateTopics",
        Response::FindCoordinator(_) => "FindCoordinator",
        Response::JoinGroup(_) => "JoinGroup",
        Response::SyncGroup(_) => "SyncGroup",
        Response::Heartbeat(_) => "Heartbeat",
        Response::LeaveGroup(_) => "LeaveGroup",
        Response::OffsetCommit(_) => "OffsetCommit",
        Response::OffsetFetch(_) => "OffsetFetch",
        _ => "",
    }
}

fn view(id: FlightId, flight: &Flight, (from, to): (End, End), image: &Image) -> FlightView {
    let nothing = (Vec::new(), Text::default(), None);
    let (kind, answer, (partitions, words, error)) = match &flight.message {
        Message::Connect | Message::Accept | Message::Hangup => (FlightKind::Connection, !flight.up, nothing),
        Message::Request(_, request) => (kind_of(request), false, (asked(request, image), Text::default(), None)),
        Message::Response(_, response) => {
            (kind_of_answer(response), true, (answered(response, image), Text::default(), error_in(response)))
        }
        Message::Ask(_, Ask::Heartbeat(_)) => (FlightKind::Heartbeat, false, nothing),
        Message::Answer(_, Answer::Heartbeat(result)) => {
            (FlightKind::Heartbeat, true, (Vec::new(), Text::default(), result.err()))
        }
        Message::Ask(_, ask) => (FlightKind::Ask, false, (Vec::new(), words::of_ask(ask, image), None)),
        Message::Answer(_, answer) => (FlightKind::Ask, true, (Vec::new(), words::of_answer(answer), None)),
        Message::Committed(records) => {
            (FlightKind::Record, false, (Vec::new(), words::of_records(records, image), None))
        }
    };
    let (api, exchange) = api(&flight.message);
    FlightView {
        id,
        from,
        to,
        departed: flight.departed,
        arrives: flight.arrives,
        resent: flight.resent,
        leaves: flight.leaves(),
        kind,
        answer,
        partitions,
        words,
        error,
        held: flight.held,
        caught: None,
        lost_at: None,
        api,
        exchange,
    }
}

fn kind_of<B>(request: &Request<B>) -> FlightKind {
    match request {
        Request::Produce(_) => FlightKind::Produce,
        Request::Fetch(_) => FlightKind::Fetch,
        Request::Metadata(_) | Request::DescribeCluster => FlightKind::Metadata,
        Request::ListOffsets(_) | Request::OffsetsForLeaderEpochs(_) => FlightKind::Offsets,
        Request::FindCoordinator(_) | Request::JoinGroup(_) | Request::SyncGroup(_) | Request::LeaveGroup(_) => {
            FlightKind::Group
        }
        Request::Heartbeat(_) => FlightKind::Heartbeat,
        Request::OffsetCommit(_) | Request::OffsetFetch(_) => FlightKind::Commit,
        _ => FlightKind::Admin,
    }
}

fn kind_of_answer<R>(response: &Response<R>) -> FlightKind {
    match response {
        Response::Produce(_) => FlightKind::Produce,
        Response::Fetch(_) => FlightKind::Fetch,
        Response::Metadata(_) | Response::DescribeCluster(_) => FlightKind::Metadata,
        Response::ListOffsets(_) | Response::OffsetsForLeaderEpochs(_) => FlightKind::Offsets,
        Response::FindCoordinator(_) | Response::JoinGroup(_) | Response::SyncGroup(_) | Response::LeaveGroup(_) => {
            FlightKind::Group
        }
        Response::Heartbeat(_) => FlightKind::Heartbeat,
        Response::OffsetCommit(_) | Response::OffsetFetch(_) => FlightKind::Commit,
        _ => FlightKind::Admin,
    }
}

/// A topic's name, as far as anybody knows it.
fn name(topic: &TopicRef, image: &Image) -> Text {
    match topic {
        TopicRef::Name(name) => name.clone(),
        TopicRef::Id(id) => image.topics.get(id).map_or_else(|| id.to_string().into(), |topic| topic.name.clone()),
    }
}

/// The records in a run of batches, and the offset of the first.
fn count(batches: &Bytes) -> (u32, Option<Offset>) {
    let (mut count, mut first) = (0i64, None);
    for batch in CheckedBatch::parse_many(batches.clone(), Rules::LOG).flatten() {
        count += i64::from(batch.head().count);
        first.get_or_insert(Offset(batch.head().base_offset));
    }
    (u32::try_from(count).unwrap_or(0), first)
}

fn asked(request: &Request<Bytes>, image: &Image) -> Vec<Cargo> {
    let about = |topic: &TopicRef, index: PartitionIndex, records: u32, from: Option<Offset>| Cargo {
        partition: (name(topic, image), index),
        records,
        from,
        high_watermark: None,
    };
    match request {
        Request::Produce(produce) => {
            let records = |batch: &Result<Bytes, _>| batch.as_ref().map_or(0, |batch| count(batch).0);
            produce.partitions.iter().map(|p| about(&p.topic, p.partition, records(&p.batch), None)).collect()
        }
        Request::Fetch(fetch) => {
            fetch.partitions.iter().map(|p| about(&p.topic, p.partition, 0, Some(p.offset))).collect()
        }
        Request::ListOffsets(list) => list.partitions.iter().map(|p| about(&p.topic, p.partition, 0, None)).collect(),
        Request::OffsetCommit(commit) => {
            commit.partitions.iter().map(|p| about(&p.topic, p.partition, 0, Some(p.offset))).collect()
        }
        _ => Vec::new(),
    }
}

fn answered(response: &Response<Bytes>, image: &Image) -> Vec<Cargo> {
    let about = |topic: &TopicRef, index: PartitionIndex, (records, from): (u32, Option<Offset>)| Cargo {
        partition: (name(topic, image), index),
        records,
        from,
        high_watermark: None,
    };
    match response {
        Response::Produce(all) => {
            let place = |p: &ProducedPartition| p.result.as_ref().ok().map(|produced| produced.base_offset);
            all.iter().map(|p| about(&p.topic, p.partition, (0, place(p)))).collect()
        }
        Response::Fetch(fetched) => {
            let records = |records: &Option<Bytes>| records.as_ref().map_or((0, None), count);
            let told = |p: &FetchedPartition<Bytes>| Cargo {
                high_watermark: (p.high_watermark >= Offset::ZERO).then_some(p.high_watermark),
                ..about(&p.topic, p.partition, records(&p.records))
            };
            fetched.partitions.iter().map(told).collect()
        }
        Response::OffsetCommit(all) => all.iter().map(|p| about(&p.0, p.1, (0, None))).collect(),
        _ => Vec::new(),
    }
}

fn error_in(response: &Response<Bytes>) -> Option<ErrorCode> {
    let first = |mut codes: Box<dyn Iterator<Item = ErrorCode> + '_>| codes.find(|code| code.is_error());
    match response {
        Response::Produce(all) => {
            first(Box::new(all.iter().filter_map(|p| p.result.as_ref().err().map(|refusal| refusal.code))))
        }
        Response::Fetch(fetched) => {
            first(Box::new(std::iter::once(fetched.error).chain(fetched.partitions.iter().map(|p| p.error))))
        }
        Response::ListOffsets(all) => first(Box::new(all.iter().filter_map(|p| p.result.as_ref().err().copied()))),
        Response::InitProducerId(result) => result.as_ref().err().map(|refusal| refusal.code),
        Response::JoinGroup(joined) => Some(joined.error).filter(|code| code.is_error()),
        Response::SyncGroup(synced) => synced.as_ref().err().copied(),
        Response::Heartbeat(code) => Some(*code).filter(|code| code.is_error()),
        Response::OffsetCommit(all) => first(Box::new(all.iter().map(|p| p.2))),
        Response::OffsetFetch(all) => first(Box::new(all.iter().map(|group| group.error))),
        Response::FindCoordinator(all) => {
            first(Box::new(all.iter().filter_map(|(_, result)| result.as_ref().err().map(|refusal| refusal.code))))
        }
        Response::CreateTopics(all) => {
            first(Box::new(all.iter().filter_map(|t| t.result.as_ref().err().map(|refusal| refusal.code))))
        }
        _ => None,
    }
}

/// The records of one flight, decoded.
pub(crate) fn records(net: &Net, image: &Image, id: FlightId) -> Vec<(PartitionName, RecordView)> {
    let Some(flight) = net.flights.get(&id) else { return Vec::new() };
    let decode = |partition: PartitionName, batches: &Bytes| {
        decode(batches).into_iter().map(move |record| (partition.clone(), record)).collect::<Vec<_>>()
    };
    match &flight.message {
        Message::Request(_, Request::Produce(produce)) => {
            let partitions = produce.partitions.iter();
            partitions
                .flat_map(|p| p.batch.iter().flat_map(|b| decode((name(&p.topic, image), p.partition), b)))
                .collect()
        }
        Message::Response(_, Response::Fetch(fetched)) => {
            let partitions = fetched.partitions.iter();
            partitions
                .flat_map(|p| p.records.iter().flat_map(|b| decode((name(&p.topic, image), p.partition), b)))
                .collect()
        }
        _ => Vec::new(),
    }
}

/// The records of whole batches; what cannot be read is left out.
pub(crate) fn decode(batches: &Bytes) -> Vec<RecordView> {
    let mut views = Vec::new();
    for batch in CheckedBatch::parse_many(batches.clone(), Rules::LOG).flatten() {
        let head = *batch.head();
        let Ok(records) = Records::of_batch(batch.bytes(), &NoCodecs, 1 << 20) else { continue };
        views.extend(records.flatten().map(|record| RecordView {
            offset: Offset(record.offset),
            timestamp: Timestamp(record.timestamp),
            leader_epoch: head.leader_epoch,
            headers: record.headers.iter().map(|header| (header.key, header.value)).collect(),
            key: record.key,
            value: record.value,
            batch: Offset(head.base_offset),
        }));
    }
    views
}
