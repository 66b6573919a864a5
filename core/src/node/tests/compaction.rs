//! Which logs a node has compacted, and what it takes for them.

use super::*;
use crate::record::{Codec, CodecError, Codecs, Rules};

/// A batch with these keys.
fn keyed(keys: &[Option<&[u8]>]) -> BatchBuilder {
    let mut builder = BatchBuilder::new();
    for key in keys {
        builder.push(1_700_000_000_000, *key, Some(b"value"), &[]).expect("small");
    }
    builder
}

/// "Compresses" by doing nothing.
struct Open;

impl Codecs for Open {
    fn decompress(&self, _: Codec, bytes: &[u8], _: usize) -> Result<bytes::Bytes, CodecError> {
        Ok(bytes::Bytes::copy_from_slice(bytes))
    }
}

fn compressed(keys: &[Option<&[u8]>]) -> CheckedBatch {
    let bytes = keyed(keys).build_compressed(Codec::Zstd, |body| Ok::<_, ()>(body.to_vec())).expect("bytes");
    CheckedBatch::parse(bytes, &Rules::CLIENT).expect("a good batch")
}

#[test]
fn compacted_topics_are_compacted_up_to_the_high_watermark_and_others_are_not() {
    let settings = [("cleanup.policy", "compact"), ("min.cleanable.dirty.ratio", "0.2"), ("delete.retention.ms", "77")];
    let mut host = Host::with_configured_topic(2, &settings);
    let id = host.produce(Acks::All, keyed(&[Some(b"a"), Some(b"b")]).checked().expect("a good batch"));
    assert!(host.produced(id).is_ok());
    let backoff = host.node.config.cleaner_backoff;
    host.pass(backoff - Duration::from_millis(1));
    assert_eq!(host.compactions, []);
    host.pass(Duration::from_millis(1));
    let ends: Vec<i64> = host.compactions.iter().map(|(_, _, upto)| upto.0).collect();
    assert_eq!(ends, [2, 0], "each partition, and nothing past its high watermark");
    let compaction = host.compactions[0].1;
    assert_eq!((compaction.dirty_ratio_millionths, compaction.delete_retention_ms), (200_000, 77));
    let forgotten = host.now.wall.0 - host.node.config.producer_id_expiration.as_millis() as i64;
    assert_eq!(compaction.producers_since, Timestamp(forgotten));
    let mut host = Host::with_topic(1);
    host.pass(backoff * 2);
    assert_eq!(host.compactions, []);
}

#[test]
fn a_record_without_a_key_is_refused_where_only_the_last_of_each_key_is_kept() {
    let mut host = Host::with_configured_topic(1, &[("cleanup.policy", "compact,delete")]);
    let keyless = keyed(&[Some(b"a"), None]).checked().expect("a good batch");
    let id = host.produce(Acks::All, keyless.clone());
    assert_eq!(host.produced(id), Err(ErrorCode::InvalidRecord));
    let id = host.produce(Acks::All, keyed(&[Some(b"")]).checked().expect("a good batch"));
    assert!(host.produced(id).is_ok(), "an empty key is a key");
    let mut host = Host::with_topic(1);
    let id = host.produce(Acks::All, keyless);
    assert!(host.produced(id).is_ok());
}

#[test]
fn compressed_batches_are_taken_by_a_compacted_topic_once_somebody_has_looked_inside() {
    let mut host = Host::with_configured_topic(1, &[("cleanup.policy", "compact")]);
    let (good, bad) = (compressed(&[Some(b"a"), Some(b"b")]), compressed(&[Some(b"a"), None]));
    let id = host.produce(Acks::All, good.clone());
    assert_eq!(host.produced(id), Err(ErrorCode::UnsupportedCompressionType));
    let id = host.produce(Acks::All, good.look(&Open, 1000).expect("it opens"));
    assert!(host.produced(id).is_ok());
    let id = host.produce(Acks::All, bad.look(&Open, 1000).expect("it opens"));
    assert_eq!(host.produced(id), Err(ErrorCode::InvalidRecord));
}
