//! Every setting that a topic of Apache Kafka 4 has: its default, what it may be, and what becomes of it here.
//!
//! A setting is honoured, or taken and without effect because nothing here depends on it, or taken only with the value
//! that this broker has anyway. Nothing is taken that would then not hold.

use alloc::{format, string::String};

use crate::response::ConfigType;

/// What a value may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Rule {
    Boolean,
    /// A whole number within these bounds.
    Number(i64, i64),
    /// A number with a fraction, from 0 to 1.
    Ratio,
    OneOf(&'static [&'static str]),
    /// Some of these, with commas between, at least one.
    SomeOf(&'static [&'static str]),
    /// `*`, nothing, or partition:broker pairs with commas between.
    Replicas,
}

/// What becomes of a setting here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Support {
    Honoured,
    /// Taken, for clients set it, and without effect.
    Inert,
    /// Only this value, and why no other.
    Only(&'static str, &'static str),
}

/// One setting.
#[derive(Clone, Copy, Debug)]
pub(super) struct Setting {
    pub(super) name: &'static str,
    /// What a broker calls it, where it has a default for its topics.
    pub(super) broker_name: Option<&'static str>,
    pub(super) default: &'static str,
    pub(super) rule: Rule,
    pub(super) kind: ConfigType,
    pub(super) support: Support,
    pub(super) documentation: &'static str,
}

const INT: i64 = i32::MAX as i64;
const LONG: i64 = i64::MAX;
const NO_TIERS: &str = "this broker keeps all records on its own disk";

const fn setting(
    name: &'static str,
    broker_name: &'static str,
    default: &'static str,
    (kind, rule): (ConfigType, Rule),
    support: Support,
    documentation: &'static str,
) -> Setting {
    let broker_name = if broker_name.is_empty() { None } else { Some(broker_name) };
    Setting { name, broker_name, default, rule, kind, support, documentation }
}

const fn int(min: i64, max: i64) -> (ConfigType, Rule) {
    (ConfigType::Int, Rule::Number(min, max))
}

const fn long(min: i64) -> (ConfigType, Rule) {
    (ConfigType::Long, Rule::Number(min, LONG))
}

const BOOLEAN: (ConfigType, Rule) = (ConfigType::Boolean, Rule::Boolean);
const REPLICAS: (ConfigType, Rule) = (ConfigType::List, Rule::Replicas);

/// In the order of their names, for a binary search.
pub(super) const TABLE: &[Setting] = {
    use Support::{Honoured, Inert, Only};
    &[
        setting(
            "cleanup.policy",
            "log.cleanup.policy",
            "delete",
            (ConfigType::List, Rule::SomeOf(&["compact", "delete"])),
            Honoured,
            "How old records go: delete drops them by age and size; compact keeps the last of each key.",
        ),
        setting(
            "compression.gzip.level",
            "compression.gzip.level",
            "-1",
            int(-1, 9),
            Inert,
            "The level at which a broker compresses with gzip. This one leaves batches as they were sent.",
        ),
        setting(
            "compression.lz4.level",
            "compression.lz4.level",
            "9",
            int(1, 17),
            Inert,
            "The level at which a broker compresses with lz4. This one leaves batches as they were sent.",
        ),
        setting(
            "compression.type",
            "compression.type",
            "producer",
            (ConfigType::String, Rule::OneOf(&["uncompressed", "zstd", "lz4", "snappy", "gzip", "producer"])),
            Only("producer", "this build stores batches as their producers compressed them"),
            "How records are compressed on disk: producer leaves them as they were sent.",
        ),
        setting(
            "compression.zstd.level",
            "compression.zstd.level",
            "3",
            int(-131_072, 22),
            Inert,
            "The level at which a broker compresses with zstd. This one leaves batches as they were sent.",
        ),
        setting(
            "delete.retention.ms",
            "log.cleaner.delete.retention.ms",
            "86400000",
            long(0),
            Honoured,
            "How long a compacted topic keeps the tombstone of a deleted key after it was first compacted, in milliseconds.",
        ),
        setting(
            "file.delete.delay.ms",
            "log.segment.delete.delay.ms",
            "60000",
            long(0),
            Inert,
            "How long a file stays after its records went, in milliseconds. Here it goes when its last reader has gone.",
        ),
        setting(
            "flush.messages",
            "log.flush.interval.messages",
            "9223372036854775807",
            long(1),
            Inert,
            "After how many records to sync. Here the broker's flush mode decides, and by default every batch is synced.",
        ),
        setting(
            "flush.ms",
            "log.flush.interval.ms",
            "9223372036854775807",
            long(0),
            Inert,
            "After what time to sync, in milliseconds. Here the broker's flush mode decides, and by default every batch is synced.",
        ),
        setting(
            "follower.replication.throttled.replicas",
            "",
            "",
            REPLICAS,
            Inert,
            "Whose replication is slowed down on the follower's side, as partition:broker pairs. Nothing is slowed down here.",
        ),
        setting(
            "index.interval.bytes",
            "log.index.interval.bytes",
            "4096",
            int(0, INT),
            Honoured,
            "How many bytes of records lie between two entries of a segment's index.",
        ),
        setting(
            "leader.replication.throttled.replicas",
            "",
            "",
            REPLICAS,
            Inert,
            "Whose replication is slowed down on the leader's side, as partition:broker pairs. Nothing is slowed down here.",
        ),
        setting(
            "local.retention.bytes",
            "log.local.retention.bytes",
            "-2",
            long(-2),
            Inert,
            "How many bytes stay on local disks when there is tiered storage; -2 means as retention.bytes.",
        ),
        setting(
            "local.retention.ms",
            "log.local.retention.ms",
            "-2",
            long(-2),
            Inert,
            "How long records stay on local disks when there is tiered storage; -2 means as retention.ms.",
        ),
        setting(
            "max.compaction.lag.ms",
            "log.cleaner.max.compaction.lag.ms",
            "9223372036854775807",
            long(1),
            Honoured,
            "How long a record may wait to be compacted, in milliseconds, whatever min.cleanable.dirty.ratio says.",
        ),
        setting(
            "max.message.bytes",
            "message.max.bytes",
            "1048588",
            int(0, INT),
            Honoured,
            "The largest batch that is taken, in bytes as it is sent, compressed or not.",
        ),
        setting(
            "message.timestamp.after.max.ms",
            "log.message.timestamp.after.max.ms",
            "3600000",
            long(0),
            Honoured,
            "How far ahead of the broker's clock a record's own time may lie, in milliseconds.",
        ),
        setting(
            "message.timestamp.before.max.ms",
            "log.message.timestamp.before.max.ms",
            "9223372036854775807",
            long(0),
            Honoured,
            "How far behind the broker's clock a record's own time may lie, in milliseconds.",
        ),
        setting(
            "message.timestamp.type",
            "log.message.timestamp.type",
            "CreateTime",
            (ConfigType::String, Rule::OneOf(&["CreateTime", "LogAppendTime"])),
            Honoured,
            "Whose clock stamps records: the producer's (CreateTime), or the broker's at the append (LogAppendTime).",
        ),
        setting(
            "min.cleanable.dirty.ratio",
            "log.cleaner.min.cleanable.ratio",
            "0.5",
            (ConfigType::Double, Rule::Ratio),
            Honoured,
            "Which part of a log must have come since it was last compacted, before that is done again.",
        ),
        setting(
            "min.compaction.lag.ms",
            "log.cleaner.min.compaction.lag.ms",
            "0",
            long(0),
            Honoured,
            "How long a record stays as it is at the least, in milliseconds, before it may be compacted.",
        ),
        setting(
            "min.insync.replicas",
            "min.insync.replicas",
            "1",
            int(1, i16::MAX as i64),
            Honoured,
            "How many replicas must be in sync for a producer that waits for all of them (acks=all).",
        ),
        setting(
            "preallocate",
            "log.preallocate",
            "false",
            BOOLEAN,
            Inert,
            "Whether a new segment's file gets its full size at once. Files grow as they are written here.",
        ),
        setting(
            "remote.log.copy.disable",
            "",
            "false",
            BOOLEAN,
            Inert,
            "Whether nothing more is copied to tiered storage. There is none here.",
        ),
        setting(
            "remote.log.delete.on.disable",
            "",
            "false",
            BOOLEAN,
            Inert,
            "Whether tiered records go when tiered storage is switched off. There is none here.",
        ),
        setting(
            "remote.storage.enable",
            "",
            "false",
            BOOLEAN,
            Only("false", NO_TIERS),
            "Whether old segments move to tiered storage.",
        ),
        setting(
            "retention.bytes",
            "log.retention.bytes",
            "-1",
            long(-1),
            Honoured,
            "How many bytes a partition may have before its oldest segments go; -1 for any number.",
        ),
        setting(
            "retention.ms",
            "log.retention.ms",
            "604800000",
            long(-1),
            Honoured,
            "How long records are kept, in milliseconds, by the newest record of each segment; -1 for ever.",
        ),
        setting(
            "segment.bytes",
            "log.segment.bytes",
            "1073741824",
            int(14, INT),
            Honoured,
            "How large a segment's file may become, in bytes. Retention drops whole segments.",
        ),
        setting(
            "segment.index.bytes",
            "log.index.size.max.bytes",
            "10485760",
            int(4, INT),
            Inert,
            "How large a segment's index may become, in bytes. It has no bound of its own here.",
        ),
        setting(
            "segment.jitter.ms",
            "log.roll.jitter.ms",
            "0",
            long(0),
            Inert,
            "By how much at random segment.ms is shortened, in milliseconds, so that segments do not all end at once. Not here.",
        ),
        setting(
            "segment.ms",
            "log.roll.ms",
            "604800000",
            long(1),
            Honoured,
            "After what time a segment ends even if it is not full, in milliseconds of its records' own time.",
        ),
        setting(
            "unclean.leader.election.enable",
            "unclean.leader.election.enable",
            "false",
            BOOLEAN,
            Honoured,
            "Whether a replica that is not in sync may lead when no other is left, at the price of lost records.",
        ),
    ]
};

/// The setting of this name.
pub(super) fn find(name: &str) -> Option<&'static Setting> {
    TABLE.binary_search_by(|setting| setting.name.cmp(name)).ok().and_then(|at| TABLE.get(at))
}

/// The elements of a list.
pub(super) fn elements(list: &str) -> impl Iterator<Item = &str> {
    list.split(',').map(str::trim).filter(|element| !element.is_empty())
}

impl Rule {
    pub(super) fn allows(self, value: &str) -> bool {
        let value = value.trim();
        match self {
            Rule::Boolean => value.eq_ignore_ascii_case("true") || value.eq_ignore_ascii_case("false"),
            Rule::Number(min, max) => value.parse().is_ok_and(|number: i64| (min..=max).contains(&number)),
            Rule::Ratio => is_ratio(value),
            Rule::OneOf(choices) => choices.contains(&value),
            Rule::SomeOf(choices) => {
                elements(value).next().is_some() && elements(value).all(|element| choices.contains(&element))
            }
            Rule::Replicas => value == "*" || elements(value).all(is_replica),
        }
    }

    /// The rule in words that follow "must be".
    pub(super) fn words(self) -> String {
        match self {
            Rule::Boolean => "true or false".into(),
            Rule::Number(min, LONG) => format!("a whole number, {min} or more"),
            Rule::Number(min, max) => format!("a whole number from {min} to {max}"),
            Rule::Ratio => "a number from 0 to 1".into(),
            Rule::OneOf(choices) => format!("one of {}", choices.join(", ")),
            Rule::SomeOf(choices) => format!("one or more of {}, with commas between", choices.join(", ")),
            Rule::Replicas => "*, or partition:broker pairs with commas between".into(),
        }
    }
}

/// `0`, `1`, or digits with a point among them that stay between.
fn is_ratio(value: &str) -> bool {
    let (whole, fraction) = value.split_once('.').unwrap_or((value, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let zeros = |text: &str| text.bytes().all(|byte| byte == b'0');
    digits(whole)
        && digits(fraction)
        && !(whole.is_empty() && fraction.is_empty())
        && (zeros(whole) || (whole.trim_start_matches('0') == "1" && zeros(fraction)))
}

/// A ratio that [`Rule::Ratio`] allows, in millionths; further digits are cut off.
pub(super) fn millionths(value: &str) -> u32 {
    let (whole, fraction) = value.trim().split_once('.').unwrap_or((value.trim(), ""));
    if whole.trim_start_matches('0') == "1" {
        return 1_000_000;
    }
    fraction.bytes().chain(core::iter::repeat(b'0')).take(6).fold(0, |sum, digit| sum * 10 + u32::from(digit - b'0'))
}

fn is_replica(pair: &str) -> bool {
    let number = |text: &str| text.parse::<i32>().is_ok_and(|number| number >= 0);
    pair.split_once(':').is_some_and(|(partition, broker)| number(partition) && number(broker))
}
