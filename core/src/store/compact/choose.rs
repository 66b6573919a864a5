//! Whether a log is worth compacting, and which of its segments may be.

use alloc::vec::Vec;

use crate::{
    id::Offset,
    storage::Compaction,
    store::{name::SegmentName, segment::Segment},
    time::Timestamp,
};

/// What is asked of a log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::store) struct Request {
    pub(in crate::store) compaction: Compaction,
    pub(in crate::store) now: Timestamp,
    pub(in crate::store) upto: Offset,
}

/// The segments that a pass may rewrite, oldest first, when the dirty ones among them (those that end past `clean`) are
/// enough; else none. None is active, damaged, past the high watermark, at or past `blocked`, or too young.
pub(super) fn due(segments: &[Segment], clean: Offset, blocked: Option<Offset>, request: &Request) -> Vec<SegmentName> {
    let Request { compaction, now, upto } = request;
    let sealed = segments.split_last().map_or(&[][..], |(_, sealed)| sealed);
    let is_young = |segment: &Segment| {
        let age = |(time, _): (Timestamp, Offset)| now.millis_since(time) < compaction.lag_min_ms;
        segment.end > clean && compaction.lag_min_ms > 0 && segment.max.is_some_and(age)
    };
    let may = |segment: &&Segment| {
        let sound = segment.damage.is_empty() && blocked.is_none_or(|at| segment.name.base < at);
        sound && segment.end <= *upto && !is_young(segment)
    };
    let allowed: Vec<&Segment> = sealed.iter().take_while(may).collect();
    let bytes = |dirty: bool| -> u64 {
        allowed.iter().filter(|segment| (segment.end > clean) == dirty).map(|segment| segment.bytes()).sum()
    };
    let (dirty, all) = (bytes(true), bytes(true).saturating_add(bytes(false)));
    let ratio = u128::from(compaction.dirty_ratio_millionths) * u128::from(all);
    let worth = u128::from(dirty) * 1_000_000 > ratio;
    let oldest = allowed.iter().filter(|segment| segment.end > clean).filter_map(|segment| segment.first_timestamp);
    let late = oldest.min().is_some_and(|time| time.0 >= 0 && now.millis_since(time) > compaction.lag_max_ms);
    if dirty > 0 && (worth || late) { allowed.iter().map(|segment| segment.name).collect() } else { Vec::new() }
}

/// Segments side by side, that together stay within a segment's size: each group is rewritten as one.
pub(super) fn groups(segments: &[Segment], names: &[SegmentName], segment_bytes: u32) -> Vec<Vec<SegmentName>> {
    let mut groups: Vec<(Vec<SegmentName>, u64, Offset)> = Vec::new();
    for segment in segments.iter().filter(|segment| names.contains(&segment.name)) {
        let (name, bytes) = (segment.name, segment.bytes());
        match groups.last_mut() {
            Some((group, sum, end))
                if *end == name.base && *end == name.after && *sum + bytes <= u64::from(segment_bytes) =>
            {
                group.push(name);
                (*sum, *end) = (*sum + bytes, segment.end);
            }
            _ => groups.push((alloc::vec![name], bytes, segment.end)),
        }
    }
    groups.into_iter().map(|(group, _, _)| group).collect()
}
