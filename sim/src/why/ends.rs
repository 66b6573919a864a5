//! What ends it: what a chain of causes waits for.

use std::time::Duration;

use glasslog_core::id::BrokerId;

use super::{Fact, Reason};
use crate::{ActorId, Timeline};

/// What has to happen so that what was asked about is over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ends {
    /// A member of the ISR fetches; or it leaves the ISR, after about so much more time.
    FetchesOrLeaves(BrokerId, Duration),
    /// A broker fetches so many more records.
    ToGo(BrokerId, u64),
    /// A broker is in sync again.
    BackInSync(BrokerId),
    /// One of these returns.
    OneReturns(Vec<BrokerId>),
    /// A consumer comes back, after so much more time.
    ComesBack(ActorId, Duration),
    /// A member of its group goes: there are not enough partitions for one more.
    MemberGoes,
}

/// What ends what a chain tells of, at the present moment of a timeline; none where nothing of it can be told.
#[must_use]
pub fn ends(line: &Timeline, chain: &[Reason]) -> Option<Ends> {
    let lag_max = line.world().scenario().lag_max;
    // the last fact that says it is nearest to what began it
    let found = chain.iter().rev().find_map(|reason| match &reason.fact {
        Fact::CatchingUp { broker, end, needed } => {
            let to_go = u64::try_from(needed.0 - end.0).ok().filter(|to_go| *to_go > 0)?;
            Some(Ends::ToGo(*broker, to_go))
        }
        Fact::NobodyMayLead { eligible } if !eligible.is_empty() => Some(Ends::OneReturns(eligible.clone())),
        Fact::BeingRestarted(consumer, back) => Some(Ends::ComesBack(*consumer, back.since(line.now()))),
        Fact::NoShare { members, partitions } if members > partitions => Some(Ends::MemberGoes),
        Fact::NoFetchFor(broker, silence) => {
            let is_it = |reason: &Reason| matches!(reason.fact, Fact::MemberBehind { broker: of, .. } if of == *broker);
            chain.iter().any(is_it).then(|| Ends::FetchesOrLeaves(*broker, lag_max.saturating_sub(*silence)))
        }
        _ => None,
    });
    found.or_else(|| short_of(chain).map(Ends::BackInSync))
}

/// Who is told of where one more in sync would be enough.
fn short_of(chain: &[Reason]) -> Option<BrokerId> {
    let few = chain.iter().position(|reason| match &reason.fact {
        Fact::TooFewInSync { isr, min } => isr.len() + 1 == usize::try_from(*min).unwrap_or_default(),
        _ => false,
    })?;
    match chain.get(few + 1)?.fact {
        Fact::Fenced(broker) | Fact::Stopped(broker) | Fact::TakenOffIsr(broker) | Fact::LogFailed(broker) => {
            Some(broker)
        }
        _ => None,
    }
}
