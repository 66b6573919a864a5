//! What every part of the coordinator works with: answers, deadlines, appends, dirty marks.

use crate::sorted::{SortedMap, SortedSet};
use alloc::{collections::VecDeque, string::String, sync::Arc, vec::Vec};
use core::{fmt::Write as _, time::Duration};

use bytes::Bytes;

use super::{
    api::{AppendToken, GroupEffect, LoadToken},
    codec::truncated,
    records::LogRecord,
    timers::Timers,
};
use crate::{
    config::GroupConfig,
    effect::Note,
    error::ErrorCode,
    id::{ClientId, Generation, Offset, PartitionIndex, RequestId},
    limit,
    mutant::{Mutant, Planted},
    name::Text,
    random::Random,
    request::TopicRef,
    response::{Response, Span},
    time::Now,
};

/// A request that waits for its answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Waiter {
    pub(super) client: ClientId,
    pub(super) id: RequestId,
}

/// What a deadline is for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum TimerKey {
    /// The member, or one that was given an id and has not come back yet, must be heard of.
    Session(Text, Text),
    /// The group's members must have joined again.
    Rebalance(Text),
    /// The group's members must have asked for their shares.
    Sync(Text),
    /// Look for commits that are too old.
    Expire,
}

/// What happens when records have passed the high watermark, or never will.
#[derive(Clone, Debug)]
pub(super) enum Then {
    Nothing,
    /// Answer a commit.
    Commit {
        to: Waiter,
        answers: Vec<(TopicRef, PartitionIndex, ErrorCode)>,
    },
    /// Give the members of a generation their shares.
    Assign {
        group: Text,
        generation: Generation,
        shares: SortedMap<Text, Bytes>,
    },
    /// Answer a static member that took its old place; or have all agree anew.
    Replaced {
        group: Text,
        generation: Generation,
        to: Waiter,
        new: Text,
    },
    /// Answer a deletion of offsets.
    OffsetsDeleted {
        to: Waiter,
        answers: Vec<(Text, PartitionIndex, ErrorCode)>,
    },
    /// The group is gone; if somebody asked for that, `deletion` counts those still under way.
    GroupDeleted {
        group: Text,
        deletion: Option<u64>,
    },
}

/// An append under way.
#[derive(Clone, Debug)]
pub(super) struct InFlight {
    pub(super) partition: PartitionIndex,
    pub(super) records: Vec<LogRecord>,
    pub(super) then: Then,
}

/// The coordinator but for its groups.
#[derive(Clone, Debug)]
pub(super) struct Io {
    /// Shared between copies.
    pub(super) config: Arc<GroupConfig>,
    pub(super) now: Now,
    pub(super) timers: Timers<TimerKey>,
    pub(super) changed: SortedSet<Text>,
    random: Random,
    effects: VecDeque<GroupEffect>,
    /// Requests without an answer yet; for a join or a sync, the group and the member it is about.
    open: SortedMap<Waiter, Option<(Text, Text)>>,
    appends: SortedMap<AppendToken, InFlight>,
    next_token: u64,
    pub(super) planted: Planted,
}

impl Io {
    pub(super) fn new(config: GroupConfig, random: Random) -> Io {
        Io {
            config: Arc::new(config),
            now: Now::default(),
            timers: Timers::default(),
            changed: SortedSet::new(),
            random,
            effects: VecDeque::new(),
            open: SortedMap::new(),
            appends: SortedMap::new(),
            next_token: 1,
            planted: Planted::default(),
        }
    }

    pub(super) fn poll(&mut self) -> Option<GroupEffect> {
        self.effects.pop_front()
    }

    pub(super) fn note(&mut self, note: Note) {
        self.effects.push_back(GroupEffect::Note(note));
    }

    pub(super) fn opened(&mut self, to: Waiter) {
        self.open.insert(to, None);
    }

    /// Remembers whose request this is, for the day its client's connection breaks.
    pub(super) fn parked(&mut self, to: Waiter, group: &Text, member: &Text) {
        if let Some(about) = self.open.get_mut(&to) {
            *about = Some((group.clone(), member.clone()));
        }
    }

    /// Answers, once; nobody who has gone.
    pub(super) fn reply(&mut self, to: Waiter, response: Response<Span>) {
        if self.open.remove(&to).is_some() {
            self.effects.push_back(GroupEffect::Reply { client: to.client, id: to.id, response });
        }
    }

    /// Forgets the open requests of a client, and gives the members that they were about.
    pub(super) fn disconnected(&mut self, client: ClientId) -> Vec<(Waiter, Text, Text)> {
        let first = Waiter { client, id: RequestId(u64::MIN) };
        let last = Waiter { client, id: RequestId(u64::MAX) };
        let gone: Vec<Waiter> = self.open.range(first..=last).map(|(to, _)| *to).collect();
        gone.into_iter()
            .filter_map(|to| self.open.remove(&to).flatten().map(|(group, member)| (to, group, member)))
            .collect()
    }

    fn token(&mut self) -> u64 {
        let token = self.next_token;
        self.next_token += 1;
        token
    }

    pub(super) fn append(&mut self, partition: PartitionIndex, records: Vec<LogRecord>, then: Then) {
        let token = AppendToken(self.token());
        let encoded = records.iter().map(LogRecord::encode).collect();
        self.appends.insert(token, InFlight { partition, records, then });
        self.effects.push_back(GroupEffect::Append { partition, token, records: encoded });
    }

    /// Appends in as many batches as it takes; `then` comes with the last.
    pub(super) fn append_many(&mut self, partition: PartitionIndex, mut records: Vec<LogRecord>, then: Then) {
        while records.len() > limit::TOMBSTONES_PER_BATCH {
            let rest = records.split_off(limit::TOMBSTONES_PER_BATCH);
            self.append(partition, records, Then::Nothing);
            records = rest;
        }
        self.append(partition, records, then);
    }

    pub(super) fn appended(&mut self, token: AppendToken) -> Option<InFlight> {
        self.appends.remove(&token)
    }

    pub(super) fn in_flight(&self) -> impl Iterator<Item = &InFlight> {
        self.appends.values()
    }

    /// Gives up what is under way for a partition: whatever its end, it is not ours any more.
    pub(super) fn abandon(&mut self, partition: PartitionIndex) -> Vec<InFlight> {
        let tokens: Vec<AppendToken> =
            self.appends.iter().filter(|(_, append)| append.partition == partition).map(|(token, _)| *token).collect();
        tokens.into_iter().filter_map(|token| self.appends.remove(&token)).collect()
    }

    pub(super) fn next_load(&mut self) -> LoadToken {
        LoadToken(self.token())
    }

    pub(super) fn load(&mut self, partition: PartitionIndex, token: LoadToken, from: Offset) {
        self.effects.push_back(GroupEffect::Load { partition, token, from });
    }

    pub(super) fn set_session(&mut self, group: &Text, member: &Text, after: Duration) {
        let after = if self.planted.is(Mutant::ExpireEarly) { after / 2 } else { after };
        let at = self.now.instant + after;
        self.timers.set(TimerKey::Session(group.clone(), member.clone()), at);
    }

    pub(super) fn cancel_session(&mut self, group: &Text, member: &Text) {
        self.timers.cancel(&TimerKey::Session(group.clone(), member.clone()));
    }

    /// A member id as Kafka makes them: what the client is called, then what nobody can guess.
    pub(super) fn new_member_id(&mut self, called: &str) -> Text {
        let mut id = String::from(truncated(called, limit::NAME_BYTES - 40));
        for (at, byte) in self.random.uuid().into_iter().enumerate() {
            if matches!(at, 0 | 4 | 6 | 8 | 10) {
                id.push('-');
            }
            // Writing to a String cannot fail.
            let _ = write!(id, "{byte:02x}");
        }
        id.into()
    }
}
