//! Which topics keep the last record of each key: for connections, which look into compressed batches for these alone.

use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError, RwLock};

use glasslog_core::{
    error::{ErrorCode, Refusal},
    id::TopicId,
    name::Text,
    record::{CheckedBatch, CodecError, Keys, ReadError},
    request::{Request, TopicRef},
};

use crate::codecs::AllCodecs;

/// What the batch of one partition may unpack to at the most, in bytes, while its keys are looked at.
pub const PLAIN_BYTES_MAX: usize = 16 << 20;

/// The compacted topics, as the node knows them. Copies show the same.
#[derive(Clone, Debug, Default)]
pub struct Compacted(Arc<RwLock<BTreeMap<TopicId, Text>>>);

impl Compacted {
    /// A topic is compacted from now on, or not any more.
    pub(super) fn set(&self, id: TopicId, name: Option<Text>) {
        let mut topics = self.0.write().unwrap_or_else(PoisonError::into_inner);
        match name {
            Some(name) => topics.insert(id, name),
            None => topics.remove(&id),
        };
    }

    fn holds(&self, topic: &TopicRef) -> bool {
        let topics = self.0.read().unwrap_or_else(PoisonError::into_inner);
        match topic {
            TopicRef::Id(id) => topics.contains_key(id),
            TopicRef::Name(name) => topics.values().any(|other| other == name),
        }
    }

    fn is_empty(&self) -> bool {
        self.0.read().unwrap_or_else(PoisonError::into_inner).is_empty()
    }

    /// The partitions of a request whose batches have to be looked into.
    fn shut<'a>(&self, request: &'a mut Request<CheckedBatch>) -> Vec<&'a mut Result<CheckedBatch, Refusal>> {
        let Request::Produce(produce) = request else { return Vec::new() };
        if self.is_empty() {
            return Vec::new();
        }
        let unseen = |batch: &Result<CheckedBatch, Refusal>| batch.as_ref().is_ok_and(|b| b.keys() == Keys::Unseen);
        let items = produce.partitions.iter_mut().filter(|item| unseen(&item.batch) && self.holds(&item.topic));
        items.map(|item| &mut item.batch).collect()
    }

    /// Whether [`Compacted::look`] has anything to do, and so needs memory for what it unpacks.
    #[must_use]
    pub fn has_to_look(&self, request: &mut Request<CheckedBatch>) -> bool {
        !self.shut(request).is_empty()
    }

    /// Looks for keys in the compressed batches that go to compacted topics: one after the other, each within `max` bytes.
    /// What cannot be looked into is refused.
    pub fn look(&self, request: &mut Request<CheckedBatch>, max: usize) {
        for batch in self.shut(request) {
            let looked = batch.clone().and_then(|batch| batch.look(&AllCodecs, max).map_err(refusal));
            *batch = looked;
        }
    }
}

fn refusal(error: ReadError) -> Refusal {
    let code = match &error {
        ReadError::Batch(error) => ErrorCode::from_code(error.code()),
        ReadError::Codec(CodecError::Unsupported(_)) => ErrorCode::UnsupportedCompressionType,
        ReadError::Codec(CodecError::Corrupt(_)) => ErrorCode::CorruptMessage,
        ReadError::Codec(CodecError::TooLarge(_)) => ErrorCode::MessageTooLarge,
        ReadError::Record { .. } => ErrorCode::InvalidRecord,
    };
    Refusal::new(code, error.to_string())
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use glasslog_core::{
        id::PartitionIndex,
        record::{BatchBuilder, Codec, Rules},
        request::{Acks, Produce, ProducePartition},
    };

    use super::*;

    fn produce(topic: &str, key: Option<&[u8]>, value: &[u8], codec: Codec) -> Request<CheckedBatch> {
        let mut builder = BatchBuilder::new();
        builder.push(0, key, Some(value), &[]).unwrap();
        let packed = builder.build_compressed(codec, |body| AllCodecs.compress(codec, body).map(|b| b.to_vec()));
        let batch = CheckedBatch::parse(packed.unwrap(), &Rules::CLIENT).unwrap();
        let (topic, partition) = (TopicRef::Name(topic.into()), PartitionIndex(0));
        let partitions = vec![ProducePartition { topic, partition, batch: Ok(batch) }];
        Request::Produce(Produce { acks: Acks::All, timeout: Duration::ZERO, transactional_id: None, partitions })
    }

    fn looked(compacted: &Compacted, mut request: Request<CheckedBatch>) -> (bool, Result<Keys, ErrorCode>) {
        let has_to = compacted.has_to_look(&mut request);
        compacted.look(&mut request, PLAIN_BYTES_MAX);
        let Request::Produce(mut produce) = request else { panic!() };
        (has_to, produce.partitions.remove(0).batch.map(|batch| batch.keys()).map_err(|refusal| refusal.code))
    }

    #[test]
    fn only_compressed_batches_of_compacted_topics_are_looked_into() {
        let compacted = Compacted::default();
        let zstd = |topic: &str, key| produce(topic, key, b"v", Codec::Zstd);
        assert_eq!(looked(&compacted, zstd("t", Some(b"k"))), (false, Ok(Keys::Unseen)));
        compacted.set(TopicId([7; 16]), Some("t".into()));
        assert_eq!(looked(&compacted, zstd("t", Some(b"k"))), (true, Ok(Keys::All)));
        assert_eq!(looked(&compacted, zstd("t", None)), (true, Ok(Keys::MissingAt(0))));
        assert_eq!(looked(&compacted, zstd("other", None)), (false, Ok(Keys::Unseen)));
        assert_eq!(looked(&compacted, produce("t", None, b"v", Codec::None)), (false, Ok(Keys::MissingAt(0))));
        compacted.set(TopicId([7; 16]), None);
        assert_eq!(looked(&compacted, zstd("t", None)), (false, Ok(Keys::Unseen)));
    }

    #[test]
    fn a_batch_that_unpacks_to_too_much_is_refused() {
        let compacted = Compacted::default();
        compacted.set(TopicId([7; 16]), Some("t".into()));
        let bomb = produce("t", Some(b"k"), &vec![0; PLAIN_BYTES_MAX + 1], Codec::Gzip);
        assert_eq!(looked(&compacted, bomb), (true, Err(ErrorCode::MessageTooLarge)));
    }
}
