//! Marks: states that a long run must have come to, or it has shown less than it seems.
//!
//! Each is told by what is said and done (answers, metadata, orders to stores and their ends), never by the core itself: so
//! nothing of this is in a broker. The rules of KIP-101, 279, 320 and 966 have one each at the least.

use glasslog_core::sorted::SortedMap;
use std::fmt;

macro_rules! marks {
    ($($(#[doc = $words:literal])+ $name:ident,)+) => {
        /// A state that a long run must have come to.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Mark {
            $($(#[doc = $words])+ $name,)+
        }

        impl Mark {
            /// All of them.
            pub const ALL: &[Mark] = &[$(Mark::$name,)+];

            /// What it says.
            #[must_use]
            pub fn words(self) -> &'static str {
                match self {
                    $(Mark::$name => concat!($($words,)+).trim_ascii(),)+
                }
            }
        }
    };
}

marks! {
    /// A leader was elected from the ISR.
    ElectedFromIsr,
    /// KIP-966: a leader was elected from the eligible replicas.
    ElectedFromElr,
    /// KIP-966: nobody was in sync or eligible, and the last leader leads again.
    ElectedLastLeader,
    /// The topic allows it: a replica leads that was neither in sync, nor eligible, nor the last leader.
    ElectedUnclean,
    /// The preferred leader took its place back from one that was alive.
    PreferredLeaderBack,
    /// A partition has no leader.
    Leaderless,
    /// One of several replicas is in sync.
    IsrOfOne,
    /// KIP-966: a replica that left an ISR too small stays eligible.
    Eligible,
    /// KIP-966: a broker that lost unsynced records in a loss of power is in sync no more (unclean restart).
    UncleanRestart,
    /// A broker came back with another disk, and is in sync no more.
    OtherDisk,
    /// A proposal was overtaken, and changed nothing.
    ProposalOvertaken,
    /// KIP-497: a leader asked for another member of the ISR.
    IsrGrowthAsked,
    /// KIP-497: a leader asked for an ISR without a member that lags.
    IsrShrinkAsked,
    /// KIP-966: a follower that has all up to the high watermark waits until it has fetched what the leadership began with.
    HeldBackByEpoch,
    /// KIP-966: the high watermark waited for a member that the leader had asked for, and that the controller had not granted
    /// yet (maximal ISR).
    HeldBackByMaximalIsr,
    /// KIP-841, KIP-903: the controller refused a member that is fenced, or another incarnation by now.
    IneligibleReplica,
    /// KIP-903: a leader refused a follower of an incarnation that it had not heard of.
    UnknownIncarnation,
    /// The controller refused an ISR that was decided on an older state of the partition.
    IsrOutdated,
    /// KIP-320: a fetch with an older leader epoch was refused.
    FencedLeaderEpoch,
    /// KIP-320: a fetch with a newer leader epoch than the leader's own was refused.
    UnknownLeaderEpoch,
    /// KIP-101, KIP-595: a leader told a follower where their logs depart.
    Diverged,
    /// KIP-101: a follower cut off what its leader did not have.
    Truncated,
    /// A cut took records of two leader epochs, or more.
    TruncatedTwoEpochs,
    /// KIP-279: a follower's own epoch ended before the leader's, and it cut there.
    OwnEpochEndsFirst,
    /// KIP-207: a new leader did not know the high watermark for certain, and told none for an end.
    EndWithheld,
    /// KIP-207: the same in the answer to a consumer's fetch.
    HighWatermarkWithheld,
    /// A leader that others had replaced, and who did not know it, took a record.
    ZombieAppended,
    /// A produce was refused: the ISR is too small.
    NotEnoughReplicas,
    /// The ISR became too small while a record waited.
    NotEnoughReplicasAfterAppend,
    /// A retry was recognised: its answer is where the first attempt stands.
    DuplicateRecognised,
    /// A sync, or a write, failed on a leader.
    AppendFailedOnLeader,
    /// The same on a follower.
    AppendFailedOnFollower,
    /// The disk was full at an append.
    AppendFull,
    /// A start found a torn tail, and cut it.
    TornTail,
    /// A start found damage in the middle of a log, and did not cut it.
    DamageKept,
    /// A log has failed, and others lead.
    LogFailed,
    /// A member was given up after its session.
    MemberExpired,
    /// A coordinator loaded groups after another one had had them.
    GroupsMoved,
    /// A coordinator was asked for commits before it had loaded them, and said so.
    AskedBeforeLoaded,
    /// The coordinator moved while a commit waited.
    MovedDuringCommit,
    /// The coordinator moved while members joined or waited for their shares.
    MovedDuringRebalance,
    /// A commit of an older generation was refused.
    OldGenerationRefused,
    /// A consumer asked past the log's ends, and was told.
    OffsetOutOfRange,
}

impl fmt::Display for Mark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self, f)
    }
}

/// How often each was come to.
pub type Reached = SortedMap<Mark, u64>;
