//! Messages in a word or two, for the lens that shows many of them at once.

use glasslog_sim::view::{Cargo, FlightKind as Seen, FlightView};

use crate::text::count;

/// What a message is, without what it is about. `cargo` is what tells most of what it carries.
#[must_use]
pub fn passed(view: &FlightView, cargo: Option<&Cargo>) -> String {
    if let Some(error) = view.error {
        return error.name().to_owned();
    }
    let records: i64 = view.partitions.iter().map(|cargo| i64::from(cargo.records)).sum();
    let from = cargo.and_then(|cargo| cargo.from).map(|offset| format!(" {offset}")).unwrap_or_default();
    let plain = match (view.api, view.answer) {
        ("Produce", false) if records > 1 => return format!("produce {records}"),
        ("Produce", false) => "produce",
        ("Produce", true) => return format!("ack{from}"),
        ("Fetch", false) => return format!("fetch{from}"),
        ("Fetch", true) if records > 0 => return count(records, "record"),
        ("Fetch", true) => "nothing new",
        ("ListOffsets", false) => "where does it begin?",
        ("ListOffsets", true) => "offsets",
        ("OffsetForLeaderEpoch", false) => "where does my epoch end?",
        ("OffsetForLeaderEpoch", true) => "epoch end",
        ("Metadata", false) => "who leads?",
        ("Metadata", true) => "leaders",
        ("InitProducerId", false) => "producer id?",
        ("InitProducerId", true) => "producer id",
        ("FindCoordinator", false) => "coordinator?",
        ("FindCoordinator", true) => "coordinator",
        ("JoinGroup", false) => "join",
        ("JoinGroup", true) => "joined",
        ("SyncGroup", false) => "sync",
        ("SyncGroup", true) => "share",
        ("LeaveGroup", false) => "leave",
        ("LeaveGroup", true) => "left",
        ("OffsetCommit", false) => return format!("commit{from}"),
        ("OffsetCommit", true) => "committed",
        ("OffsetFetch", false) => "commits?",
        ("OffsetFetch", true) => "commits",
        ("Heartbeat" | "BrokerHeartbeat", false) => "heartbeat",
        ("Heartbeat" | "BrokerHeartbeat", true) => "heard",
        ("CreateTopics", false) => "create topic",
        ("CreateTopics", true) => "created",
        _ => match (view.kind, view.answer) {
            (Seen::Connection, false) => "connection",
            (Seen::Connection, true) => "connected",
            (Seen::Record, _) => "metadata",
            (_, false) => "question",
            (_, true) => "answer",
        },
    };
    plain.to_owned()
}
