//! What clients saw of one record, each with its moment: its passport, as far as they stamp it.

use glasslog_core::{id::Offset, name::Text, time::Instant};

use super::seen::made_with;
use crate::{
    Timeline,
    history::{Content, Seen},
    view::PartitionName,
};

/// What clients saw of a record.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stamps {
    /// Its producer was told that it stands there.
    pub acked: Option<Instant>,
    /// A member was given it: which group's, and when first.
    pub read: Vec<(Text, Instant)>,
    /// A commit that passed it was acknowledged, and none since that did not pass it.
    pub committed: Vec<(Text, Instant)>,
    /// All that clients saw is still known: what is not here was not seen.
    pub whole: bool,
}

/// What clients saw of the record of this key and value at that place, up to the present moment of a timeline.
#[must_use]
pub fn stamps(
    line: &Timeline,
    partition: &PartitionName,
    offset: Offset,
    (key, value): (Option<&[u8]>, Option<&[u8]>),
) -> Stamps {
    let Some(kept) = line.world().seen() else { return Stamps::default() };
    let mut stamps = Stamps { whole: !kept.has_forgotten(), ..Stamps::default() };
    let record = Content::of(key, value);
    for (at, seen) in kept.iter() {
        match seen {
            Seen::Acked { partition: of, offset: place, content, .. }
                if (of, *place, *content) == (partition, offset, record) =>
            {
                stamps.acked = Some(*at);
            }
            Seen::Read { consumer, partition: of, offset: place, content }
                if (of, *place, *content) == (partition, offset, record) =>
            {
                stamps.read.extend(made_with(line, *consumer).map(|settings| (settings.group.clone(), *at)));
            }
            Seen::Committed { group, partition: of, offset: next, .. } if of == partition => {
                if *next <= offset {
                    stamps.committed.retain(|(other, _)| other != group);
                } else if stamps.committed.iter().all(|(other, _)| other != group) {
                    stamps.committed.push((group.clone(), *at));
                }
            }
            _ => {}
        }
    }
    stamps
}
