//! Every bound in one place: no queue, table or message grows past a number that stands here.

/// Batches in a partition's tail table: fetches from within it know how many bytes wait for them.
pub const TAIL_BATCHES: usize = 256;
/// Batches of the tail that eyes are shown.
pub const VIEW_TAIL_BATCHES: usize = 64;
/// Batches remembered per idempotent producer and partition (KIP-98): a retry of any of them is recognised.
pub const PRODUCER_BATCHES: usize = 5;
/// Idempotent producers remembered per partition; the one idle longest goes first.
pub const PRODUCERS_PER_PARTITION: usize = 10_000;
/// Fetches and produces that may wait at a time.
pub const WAITING_REQUESTS: usize = 100_000;
/// Topics in a cluster.
pub const TOPICS: usize = 10_000;
/// Partitions in a cluster.
pub const PARTITIONS: usize = 100_000;
/// Partitions of one topic.
pub const PARTITIONS_PER_TOPIC: i32 = 10_000;
/// Groups per coordinator.
pub const GROUPS: usize = 10_000;
/// Members per group.
pub const MEMBERS_PER_GROUP: usize = 1_000;
/// Bytes of a member's metadata over all its protocols, or of its assignment.
pub const MEMBER_METADATA_BYTES: usize = 1 << 20;
/// Bytes of the words that come with a commit (`offset.metadata.max.bytes`).
pub const COMMIT_METADATA_BYTES: usize = 4096;
/// Characters of a group's, member's or client's name.
pub const NAME_BYTES: usize = 1024;
/// Bytes of one chunk when groups are loaded.
pub const LOAD_BYTES: u32 = 1 << 20;
/// Bytes that a store reads from a file at a time, except a batch that a node asked for.
pub const STORE_READ_BYTES: u32 = 1 << 20;
/// Tombstones of commits in one batch.
pub const TOMBSTONES_PER_BATCH: usize = 1000;
/// Partitions that one group may have committed offsets for.
pub const COMMITS_PER_GROUP: usize = PARTITIONS;
/// Entries in the index of one segment: a longer segment has a thinner one.
pub const INDEX_ENTRIES: usize = 8192;
/// Bytes of a checkpoint or an index; a longer file is none.
pub const SEALED_FILE_BYTES: u64 = 64 << 20;
/// Bytes of batches that are gathered into one write.
pub const WRITE_BYTES: u64 = 1 << 20;
/// Batches that are gathered into one write.
pub const WRITE_BATCHES: usize = 256;
/// Bytes that heads are looked for in at a time.
pub const WALK_BYTES: u32 = 64 << 10;
/// Bytes of batches that compaction looks into at a time; a larger batch is taken whole.
pub const COMPACTION_READ_BYTES: u32 = 128 << 10;
/// Bytes of keys that one pass of compaction remembers: where there are more, it takes a part of the log.
pub const COMPACTION_KEYS_BYTES: u64 = 32 << 20;
