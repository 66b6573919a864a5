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
}

impl Mutant {
    /// All of them.
    #[cfg(feature = "mutants")]
    pub const ALL: [Mutant; 11] = [
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
