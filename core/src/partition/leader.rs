//! A copy that leads: it knows how far its followers are, moves the high watermark, and says who is in sync.

use alloc::vec::Vec;
use core::time::Duration;

use super::{Partition, Progress, Role, heard::Heard};
use crate::{
    controller::{IsrChange, image::PartitionImage},
    error::ErrorCode,
    id::{BrokerEpoch, BrokerId, Offset},
    mutant::Mutant,
    request::Follower,
    time::Instant,
    view::FollowerView,
};

/// How long a leader that was refused an ISR waits before it asks again.
const ASK_PAUSE: Duration = Duration::from_millis(500);

/// One leadership, from its election to the next.
#[derive(Clone, Debug)]
pub(crate) struct Leadership {
    /// The log end when it began.
    pub(crate) began_at: Offset,
    /// When that was: what is [heard](Heard) of its followers carries that time.
    began: Instant,
    /// Few: a list is smaller than a map, and is copied with the partition.
    followers: Vec<(BrokerId, State)>,
    /// The ISR that the controller has been asked for. Until it has answered, it may be the one in force.
    asked: Option<Vec<BrokerId>>,
    /// After a refusal: not to be asked again before.
    not_before: Instant,
}

/// What a leader knows of a follower, but for times.
#[derive(Clone, Debug)]
struct State {
    /// All before this it has on disk; none before its first fetch in this epoch.
    end: Option<Offset>,
    /// Which incarnation of it fetched.
    epoch: Option<BrokerEpoch>,
    /// The log end here at its last fetch.
    then: Option<Offset>,
    /// The high watermark that it was last told.
    told: Offset,
}

impl Leadership {
    /// A leadership that begins with this log end.
    pub(super) fn begin(known: &PartitionImage, me: BrokerId, end: Offset, now: Instant) -> Leadership {
        let fresh = State { end: None, epoch: None, then: None, told: Offset(-1) };
        let others = known.replicas.iter().copied().filter(|broker| *broker != me);
        let followers = others.map(|broker| (broker, fresh.clone())).collect();
        Leadership { began_at: end, began: now, followers, asked: None, not_before: now }
    }

    fn follower(&self, broker: BrokerId) -> Option<&State> {
        self.followers.iter().find(|(other, _)| *other == broker).map(|(_, state)| state)
    }

    fn follower_mut(&mut self, broker: BrokerId) -> Option<&mut State> {
        self.followers.iter_mut().find(|(other, _)| *other == broker).map(|(_, state)| state)
    }
}

impl Partition {
    /// The leadership, if this copy leads.
    pub(crate) fn leadership(&self) -> Option<&Leadership> {
        if let Role::Leader(leadership) = &self.role { Some(leadership) } else { None }
    }

    fn leadership_mut(&mut self) -> Option<&mut Leadership> {
        if let Role::Leader(leadership) = &mut self.role { Some(leadership) } else { None }
    }

    /// The fewest replicas in sync with which anything is committed: `min.insync.replicas`, but no more than there are.
    fn isr_min(&self) -> usize {
        usize::try_from(self.settings.min_insync_replicas).unwrap_or(1).min(self.known.replicas.len())
    }

    /// Whether a write that asks for all replicas may be taken.
    pub(crate) fn check_isr(&self) -> Result<(), ErrorCode> {
        let wanted = usize::try_from(self.settings.min_insync_replicas).unwrap_or(1);
        if self.known.isr.len() < wanted { Err(ErrorCode::NotEnoughReplicas) } else { Ok(()) }
    }

    /// How far the high watermark may go: to where every member of the maximal ISR, the one in force and the one asked for,
    /// has everything on disk (KIP-497); and nowhere while fewer than `min.insync.replicas` are in sync (KIP-966).
    pub(super) fn safe_end(&self, me: BrokerId) -> Option<Offset> {
        if self.known.replicas.len() == 1 {
            return Some(self.durable);
        }
        let leadership = self.leadership()?;
        if self.known.isr.len() < self.isr_min() {
            return None;
        }
        if self.planted.is(Mutant::CommitBeforeReplication) {
            return Some(self.durable);
        }
        let own = if self.planted.is(Mutant::CommitBeforeDurable) { self.end } else { self.durable };
        let asked = leadership.asked.iter().filter(|_| !self.planted.is(Mutant::CurrentIsrOnly)).flatten();
        let members = self.known.isr.iter().chain(asked).filter(|member| **member != me);
        members.map(|member| leadership.follower(*member)?.end).try_fold(own, |safe, end| Some(safe.min(end?)))
    }

    /// A follower fetches from `offset`, now: what that makes of its times. None if it is no follower of this copy.
    pub(crate) fn hear(&self, follower: BrokerId, offset: Offset, now: Instant, heard: &mut Heard) -> Option<()> {
        let leadership = self.leadership()?;
        let state = leadership.follower(follower)?;
        let times = heard.of_mut(self.log, follower, leadership.began);
        // It has what the leader had when it last asked: so it had caught up then.
        match state.then {
            _ if offset >= self.end => times.caught_up_at = now,
            Some(then) if offset >= then => times.caught_up_at = times.caught_up_at.max(times.fetched_at),
            _ => {}
        }
        times.fetched_at = now;
        Some(())
    }

    /// Whether [`Partition::handle_follower`] changes anything: what does not, leaves the partition shared with its copies.
    pub(crate) fn is_moved_by(&self, me: BrokerId, follower: Follower, offset: Offset) -> bool {
        let state = self.leadership().and_then(|leadership| leadership.follower(follower.broker));
        let known = state.is_some_and(|state| {
            state.epoch == follower.epoch && state.end == Some(offset) && state.then == Some(self.end)
        });
        !known || self.may_advance(me)
    }

    /// A follower fetches from `offset`: all before it is on its disk.
    pub(crate) fn handle_follower(&mut self, me: BrokerId, follower: Follower, offset: Offset) -> Progress {
        let end = self.end;
        if let Some(state) = self.leadership_mut().and_then(|leadership| leadership.follower_mut(follower.broker)) {
            state.epoch = follower.epoch;
            (state.end, state.then) = (Some(offset), Some(end));
        }
        self.advance(me)
    }

    /// Whether a follower that has everything is to be answered all the same: it does not know the high watermark yet.
    pub(crate) fn owes_high_watermark(&self, follower: BrokerId) -> bool {
        let state = self.leadership().and_then(|leadership| leadership.follower(follower));
        state.is_some_and(|state| state.told < self.high_watermark)
    }

    /// A follower is told the high watermark.
    pub(crate) fn tell_high_watermark(&mut self, follower: BrokerId) {
        let high_watermark = self.high_watermark;
        if let Some(state) = self.leadership_mut().and_then(|leadership| leadership.follower_mut(follower)) {
            state.told = high_watermark;
        }
    }

    /// The ISR that should be asked for now, if another one than there is.
    ///
    /// A follower joins once it has all up to the high watermark, and has fetched all that this leadership began with
    /// (KIP-966: "fetched in this epoch"), in an incarnation that the metadata knows as alive (KIP-841, KIP-903). One that has
    /// not caught up for `lag_max` leaves.
    pub(crate) fn wish(
        &self,
        me: BrokerId,
        now: Instant,
        lag_max: Duration,
        heard: &Heard,
        alive: impl Fn(BrokerId) -> Option<BrokerEpoch>,
    ) -> Option<IsrChange> {
        let leadership = self.leadership().filter(|l| l.asked.is_none() && l.not_before <= now)?;
        let joins = |broker: BrokerId, state: &State| {
            let began_at =
                if self.planted.is(Mutant::JoinWithoutFetchInEpoch) { Offset::ZERO } else { leadership.began_at };
            let has_all = state.end.is_some_and(|end| end >= self.high_watermark && end >= began_at);
            let same = state.epoch == alive(broker) || self.planted.is(Mutant::SkipBrokerEpoch);
            has_all && state.epoch.is_some() && same && !self.known.failed.contains(&broker)
        };
        let caught_up_at = |broker: BrokerId| heard.of(self.log, broker, leadership.began).caught_up_at;
        let stays =
            |broker: BrokerId, state: &State| state.end == Some(self.end) || now.since(caught_up_at(broker)) <= lag_max;
        let member = |broker: &BrokerId| {
            if *broker == me {
                return true;
            }
            let Some(state) = leadership.follower(*broker) else { return false };
            if self.known.isr.contains(broker) { stays(*broker, state) } else { joins(*broker, state) }
        };
        let isr: Vec<BrokerId> = self.known.replicas.iter().copied().filter(member).collect();
        let same = isr.len() == self.known.isr.len() && isr.iter().all(|broker| self.known.isr.contains(broker));
        if same {
            return None;
        }
        // Who is fenced is on its way out of the ISR by the controller's own doing.
        let isr = isr.into_iter().filter_map(|broker| Some((broker, alive(broker)?))).collect();
        Some(IsrChange {
            topic: self.topic,
            partition: self.index,
            leader_epoch: self.known.leader_epoch,
            partition_epoch: self.known.partition_epoch,
            isr,
        })
    }

    /// The controller has been asked for an ISR.
    pub(crate) fn asked_for(&mut self, isr: Vec<BrokerId>) {
        if let Some(leadership) = self.leadership_mut() {
            leadership.asked = Some(isr);
        }
    }

    /// The controller has refused, once and for all: what it was asked for will never be in force.
    pub(crate) fn handle_isr_refused(&mut self, me: BrokerId, now: Instant) -> Progress {
        if let Some(leadership) = self.leadership_mut() {
            leadership.asked = None;
            leadership.not_before = now + ASK_PAUSE;
        }
        self.advance(me)
    }

    /// The metadata has another state of this partition, under the same leadership.
    pub(super) fn settle_isr(&mut self, me: BrokerId) -> Progress {
        if let Some(leadership) = self.leadership_mut() {
            leadership.asked = None;
        }
        let mut progress = self.advance(me);
        if self.check_isr().is_err() {
            progress.too_few = self.on_high_watermark.drain(..).map(|(_, awaited)| awaited).collect();
        }
        progress
    }

    /// KIP-207: whether the high watermark may be shown. A new leader may know an older one than its predecessor has shown.
    pub(crate) fn knows_high_watermark(&self) -> bool {
        let told_at_once = self.planted.is(Mutant::TellOldHighWatermark);
        self.leadership().is_some_and(|leadership| told_at_once || self.high_watermark >= leadership.began_at)
    }

    pub(super) fn follower_views(&self, heard: &Heard) -> Vec<FollowerView> {
        let Some(leadership) = self.leadership() else { return Vec::new() };
        let view = |(broker, state): &(BrokerId, State)| {
            let times = heard.of(self.log, *broker, leadership.began);
            FollowerView { broker: *broker, end: state.end, caught_up_at: Some(times.caught_up_at) }
        };
        leadership.followers.iter().map(view).collect()
    }
}
