//! Which segments are past retention. Whole ones only, oldest first, and the active one by age alone: then its end is
//! the answer, and the trim that follows begins another, as Kafka does.

use crate::{id::Offset, storage::Retention, store::segment::Segment, time::Timestamp};

/// Where the log would start if retention were applied now.
pub(super) fn expired(
    segments: &[Segment],
    start: Offset,
    retention: &Retention,
    now: Timestamp,
    upto: Offset,
) -> Offset {
    let mut bytes: u64 = segments.iter().map(Segment::bytes).sum();
    let mut first = start;
    for (index, segment) in segments.iter().enumerate() {
        let active = index + 1 == segments.len();
        let too_old = retention.age.is_some_and(|age| {
            let age = i64::try_from(age.as_millis()).unwrap_or(i64::MAX);
            // Where compaction has left no record, there is none to keep.
            let hollow = !active && segment.max.is_none() && segment.damage.is_empty();
            hollow || segment.max.is_some_and(|(time, _)| time.0 >= 0 && now.millis_since(time) > age)
        });
        let rest = bytes - segment.bytes();
        let too_many = !active && retention.bytes.is_some_and(|keep| rest >= keep);
        if !(too_old || too_many) || segment.is_empty() || segment.end > upto {
            break;
        }
        bytes = rest;
        first = first.max(segment.end);
    }
    first
}
