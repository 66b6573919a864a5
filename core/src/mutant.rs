//! Bugs that brokers are known to have had, planted on purpose to see that checks find them.
//!
//! A node carries at most one. Without the feature `mutants` there is none to carry, and nothing of this is left in the code.

/// A bug.
#[cfg_attr(not(feature = "mutants"), expect(unreachable_pub, reason = "public with the feature only"))]
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum Mutant {
    /// A follower cuts its log at its own high watermark (before KIP-101).
    TruncateToHighWatermark,
    /// A follower does not tell its last epoch, and so keeps what its leader never had (before KIP-101).
    NoDivergence,
    /// A leader serves followers that believe in another epoch (before KIP-320).
    NoEpochCheckOnFetch,
    /// The high watermark waits for the ISR in force only, and not for the one that was asked for (KIP-497).
    CurrentIsrOnly,
    /// A follower joins the ISR with all up to the high watermark, which a new leader does not know yet (KIP-966).
    JoinWithoutFetchInEpoch,
    /// A follower joins the ISR by what an earlier incarnation of it had (before KIP-903).
    SkipBrokerEpoch,
    /// The leader counts itself with what is not on its disk yet.
    CommitBeforeDurable,
    /// The high watermark does not wait for followers.
    CommitBeforeReplication,
    /// A follower cuts where the leader's epoch ends, though its own ends before (before KIP-279).
    LeaderEpochEndOnly,
    /// A follower does not learn the producers' sequences.
    ForgetProducers,
    /// A coordinator answers for groups that it has not loaded yet: nobody has committed anything.
    AnswerBeforeLoad,
    /// A sync that failed is tried again, and taken at its word when it then succeeds.
    RetrySync,
    /// A batch that is broken in the middle of a log is taken for its torn end, and all behind it goes.
    CutAtDamage,
    /// A commit of a member is taken whatever the generation in which it was sent.
    OldGenerationCommits,
    /// The leader of a group gives the first of each member's partitions to the member before, too.
    TwoOwners,
    /// A new leader tells the high watermark that it knows, though its predecessor has told a later one (before KIP-207).
    TellOldHighWatermark,
    /// A member is given up after half of its session timeout.
    ExpireEarly,
    /// A coordinator that loads a group begins to count its generations anew.
    ForgetGeneration,
    /// Topics' commits are forgotten when the topic goes, and the log is not told.
    ForgetWithoutTombstone,
    /// A segment's index names places that are off by a batch.
    IndexOffByOne,
    /// The leader of a cooperative group gives partitions to others while they are still read (before KIP-429's second step).
    NoHandover,
}

impl Mutant {
    /// All of them.
    #[cfg(feature = "mutants")]
    pub const ALL: [Mutant; 21] = [
        Mutant::TruncateToHighWatermark,
        Mutant::NoDivergence,
        Mutant::NoEpochCheckOnFetch,
        Mutant::CurrentIsrOnly,
        Mutant::JoinWithoutFetchInEpoch,
        Mutant::SkipBrokerEpoch,
        Mutant::CommitBeforeDurable,
        Mutant::CommitBeforeReplication,
        Mutant::LeaderEpochEndOnly,
        Mutant::ForgetProducers,
        Mutant::AnswerBeforeLoad,
        Mutant::RetrySync,
        Mutant::CutAtDamage,
        Mutant::OldGenerationCommits,
        Mutant::TwoOwners,
        Mutant::TellOldHighWatermark,
        Mutant::ExpireEarly,
        Mutant::ForgetGeneration,
        Mutant::ForgetWithoutTombstone,
        Mutant::IndexOffByOne,
        Mutant::NoHandover,
    ];
}

/// What a machine carries: a mutant, if it may and if it does.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Planted {
    #[cfg(feature = "mutants")]
    mutant: Option<Mutant>,
}

impl Planted {
    /// This one.
    #[cfg(feature = "mutants")]
    pub(crate) fn of(mutant: Mutant) -> Planted {
        Planted { mutant: Some(mutant) }
    }

    /// Whether it is this one.
    #[cfg(feature = "mutants")]
    pub(crate) fn is(self, mutant: Mutant) -> bool {
        self.mutant == Some(mutant)
    }

    /// Whether it is this one: never.
    #[cfg(not(feature = "mutants"))]
    #[expect(clippy::unused_self, reason = "the same call with the feature and without")]
    pub(crate) const fn is(self, _: Mutant) -> bool {
        false
    }
}
