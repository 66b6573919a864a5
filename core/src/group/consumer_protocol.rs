//! What consumers put into the bytes that a coordinator only passes on: which topics a member wants, what it got.
//!
//! Read best-effort, for people and for deletions: whoever speaks another protocol loses nothing by it.
//! Every version begins like version 0, which is all that is read here.

use crate::sorted::SortedSet;
use alloc::vec::Vec;

use bytes::Bytes;

use super::codec::{Malformed, Reader};
use crate::{id::PartitionIndex, name::Text};

/// The protocol type of consumers.
pub(super) const CONSUMER: &str = "consumer";

/// The topics of a subscription.
pub(super) fn subscribed_topics(metadata: &Bytes) -> Result<SortedSet<Text>, Malformed> {
    let mut metadata = Reader::new(metadata.clone());
    version(&mut metadata)?;
    let count = metadata.either_count(false, 2)?;
    (0..count).map(|_| metadata.string()).collect()
}

/// The partitions of an assignment. Empty bytes are an empty one.
pub(super) fn assigned_partitions(assignment: &Bytes) -> Result<Vec<(Text, Vec<PartitionIndex>)>, Malformed> {
    if assignment.is_empty() {
        return Ok(Vec::new());
    }
    let mut assignment = Reader::new(assignment.clone());
    version(&mut assignment)?;
    let topics = assignment.either_count(false, 6)?;
    (0..topics)
        .map(|_| {
            let topic = assignment.string()?;
            let count = assignment.either_count(false, 4)?;
            let partitions = (0..count).map(|_| assignment.i32().map(PartitionIndex)).collect::<Result<_, _>>()?;
            Ok((topic, partitions))
        })
        .collect()
}

fn version(bytes: &mut Reader) -> Result<(), Malformed> {
    if bytes.i16()? < 0 { Err(Malformed) } else { Ok(()) }
}
