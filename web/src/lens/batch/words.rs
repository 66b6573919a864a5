//! What the fields of a batch say, and what they are for, in words.

use glasslog_core::record::Attributes;
use glasslog_core::time::Timestamp;
use glasslog_sim::layout::{Field, Value};

use crate::text::{count, cut, utc};

/// What a field's bytes say.
#[must_use]
pub(super) fn value(field: &Field, bytes: &[u8]) -> String {
    let own = bytes.get(field.bytes.clone()).unwrap_or_default();
    match field.value {
        Value::Number(-1) if field.name.starts_with("producer") || field.name == "base sequence" => {
            "−1: none".to_owned()
        }
        Value::Number(-1) if field.name.ends_with("length") => "−1: null".to_owned(),
        Value::Number(number) => number.to_string(),
        Value::Time(millis) => utc(Timestamp(millis)),
        Value::After(millis) => format!("+{millis} ms"),
        Value::Sum(sum) => format!("{sum:08x}"),
        Value::Attributes(bits) => attributes(Attributes(bits)),
        Value::Bytes if own.is_empty() => "empty".to_owned(),
        Value::Bytes if field.name.contains("compressed") => count(i64::try_from(own.len()).unwrap_or(0), "byte"),
        Value::Bytes => match std::str::from_utf8(own) {
            Ok(text) => cut(text, 60),
            Err(_) => count(i64::try_from(own.len()).unwrap_or(0), "byte"),
        },
        Value::Null => "null".to_owned(),
        Value::Several(delta) => format!("offset delta {delta}"),
    }
}

fn attributes(attributes: Attributes) -> String {
    let codec =
        attributes.codec().map_or_else(|| format!("codec {}", attributes.codec_id()), |codec| codec.to_string());
    let mut words = vec![format!("compression {codec}")];
    words.push(if attributes.is_log_append_time() { "LogAppendTime" } else { "CreateTime" }.to_owned());
    if attributes.is_transactional() {
        words.push("transactional".to_owned());
    }
    if attributes.is_control() {
        words.push("control".to_owned());
    }
    if attributes.has_delete_horizon() {
        words.push("delete horizon".to_owned());
    }
    words.join(", ")
}

/// What a field is for.
#[must_use]
pub(super) fn purpose(name: &str) -> &'static str {
    match name {
        "base offset" => {
            "The offset of the first record. The leader writes it when it takes the batch; it lies outside of what the CRC covers, so no checksum has to be made anew."
        }
        "batch length" => "How many bytes come after this field: where the next batch begins.",
        "partition leader epoch" => {
            "The epoch of the leader that took the batch: by it a replica that returns finds out where it differs. The leader writes it, so it too lies outside of the CRC."
        }
        "magic" => {
            "The format of all that follows: 2, since Kafka 0.11. It stands at the same place in the older formats."
        }
        "CRC-32C" => {
            "A checksum of everything after it, to the end of the batch. The producer makes it; brokers and consumers check it."
        }
        "attributes" => {
            "Bits 0–2: the compression. Then: who stamps the time, whether transactional, whether a control batch."
        }
        "last offset delta" => {
            "The offset of the last record, counted from the first. It stays when compaction takes records out."
        }
        "base timestamp" => "The time of the first record. The others' are counted from it, and so take fewer bytes.",
        "max timestamp" => "The latest time in the batch: retention by time goes by it.",
        "producer id" => "Who sent it, if the producer is idempotent: given by a broker, once.",
        "producer epoch" => "Counts the lives of that producer: who has an older one is fenced.",
        "base sequence" => {
            "Counts that producer's records on this partition: a batch that comes twice is known by it, and taken once."
        }
        "records count" => "How many records follow.",
        "record" => {
            "One record. Its numbers are of variable length: seven bits to a byte, zigzag, so that small ones take one byte."
        }
        "length" => "How many bytes of this record come after this field.",
        "timestamp delta" => "Milliseconds after the batch's base timestamp.",
        "offset delta" => "Added to the base offset, it is the record's offset.",
        "key length" | "value length" | "header key length" | "header value length" => {
            "How many bytes follow; −1 stands for null."
        }
        "key" => "Records of one key go to one partition, and compaction keeps the last of them.",
        "value" => "What the record says. Null is a tombstone: compaction takes the key away.",
        "headers count" => "How many headers follow.",
        "header key" | "header value" => "A header: a name and a value beside the record's own.",
        "records, compressed" => {
            "All records together, compressed by the producer. A broker stores and sends them as they are; here they are not unfolded."
        }
        _ => "",
    }
}
