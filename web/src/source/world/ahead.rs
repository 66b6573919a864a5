//! How long the present wait is, and what for: a copy of the world lives ahead to see. And which waits there were.

use std::time::Duration;

use glasslog_core::effect::Note;
use glasslog_core::error::ErrorCode;
use glasslog_core::name::is_internal_topic;
use glasslog_core::time::Instant;
use glasslog_sim::view::{ActorRole, End, Fate, FlightKind, FlightView, ProcessState, Tale};
use glasslog_sim::{ActorId, FlightId, World};

use super::Tab;
use super::flights::kind_of;
use crate::clock::{Awaited, Pace};
use crate::scene::{Doing, FlightKind as Drawn};
use crate::store::Bough;

/// It is looked so far ahead, and no further …
const SIGHT: Duration = Duration::from_secs(60);
/// … nor for more steps. In a level what is waited for may be minutes away.
const STEPS_MAX: u32 = 6_000;
/// … so many.
const LESSON_SIGHT: Duration = Duration::from_secs(360);
const LESSON_STEPS: u32 = 20_000;
/// So many steps in one frame of the screen.
const STEPS_A_FRAME: u32 = 250;
/// Who has done nothing for less than this, in milliseconds of the screen, is not told what is waited for.
const FIRST_LOOK_MS: f64 = 20_000.0;
/// What it was that ended the wait may be said so much later.
const SAID_LATER: Duration = Duration::from_millis(100);
/// Who asks who leads, and does something so soon after, has asked for that.
const ASKED_FIRST: Duration = Duration::from_millis(200);

/// A copy of the world that is ahead of it.
pub(super) struct Ahead {
    world: World,
    troubled: bool,
    since: Instant,
    newest: FlightId,
    /// When something that was lost is sent again.
    again: Option<Instant>,
    /// When a client has asked who leads: that alone ends no wait.
    asked: Option<Instant>,
    found: Option<(Instant, Awaited)>,
    steps: u32,
    /// So far, and for so many steps at the most.
    sight: (Duration, u32),
}

impl Ahead {
    /// Lives on a little. What was found, or that there is nothing, once that is known.
    #[inline(never)]
    fn look(&mut self) -> Option<Option<(Instant, Awaited)>> {
        let again = self.again.map(|at| (at, Awaited::Retry));
        for _ in 0..STEPS_A_FRAME {
            let limit = self.found.map_or(self.since + self.sight.0, |(at, _)| at + SAID_LATER);
            let limit = again.filter(|_| self.found.is_none()).map_or(limit, |(at, _)| at.min(limit));
            let next = self.world.next_at().filter(|at| *at <= limit);
            if next.is_none()
                || self.steps == self.sight.1
                || self.found.is_some_and(|(_, what)| what != Awaited::Timer)
            {
                return Some(self.found.or(again));
            }
            self.steps += 1;
            self.world.step();
            for told in self.world.drain_tales() {
                self.note(tale(&told.what));
            }
            for view in self.world.flights_since(self.newest) {
                self.newest = self.newest.max(view.id);
                let what = self.sent(&view);
                self.note(what);
            }
        }
        None
    }

    /// The first that ends the wait counts; what says better what it was may come a little later.
    fn note(&mut self, what: Option<Awaited>) {
        let Some(what) = what else { return };
        let now = self.world.now();
        match &mut self.found {
            None => {
                let asked = self.asked.filter(|asked| now.since(*asked) <= ASKED_FIRST);
                self.found = Some((asked.unwrap_or(now), what));
            }
            Some((_, known)) if *known == Awaited::Timer => *known = what,
            Some(_) => {}
        }
    }

    /// What it is that a message ends a wait with, if it does. Asking who leads does not; nor, while
    /// something is out of order, asking again and again for anything.
    fn sent(&mut self, view: &FlightView) -> Option<Awaited> {
        if view.held {
            return None;
        }
        match kind_of(view) {
            Drawn::Control => Some(Awaited::Timer),
            Drawn::Records if view.partitions.iter().any(|cargo| cargo.records > 0) => Some(Awaited::Fetch),
            Drawn::Produce => Some(self.produced(view.from)),
            Drawn::Ack => Some(Awaited::Timer),
            Drawn::Connection | Drawn::Heartbeat | Drawn::Fetch | Drawn::Records => None,
            Drawn::Metadata if view.kind == FlightKind::Metadata => {
                let now = view.departed;
                self.asked = self.asked.filter(|asked| now.since(*asked) <= ASKED_FIRST).or(Some(now));
                None
            }
            _ if self.troubled => None,
            Drawn::Commit => Some(Awaited::Commit),
            Drawn::Group if view.answer => Some(Awaited::Rebalance),
            Drawn::Group => Some(Awaited::Retry),
            Drawn::Error if view.error == Some(ErrorCode::RebalanceInProgress) => Some(Awaited::Heartbeat),
            Drawn::Error | Drawn::Metadata => Some(Awaited::Timer),
        }
    }

    /// Why a producer sends just then.
    fn produced(&self, from: End) -> Awaited {
        let End::Actor(ActorId(id)) = from else { return Awaited::Timer };
        let actors = self.world.actors();
        let producer = actors.iter().find(|actor| actor.id.0 == id);
        let Some(ActorRole::Producer(producer)) = producer.map(|actor| &actor.role) else { return Awaited::Timer };
        let mut sent = producer.records.iter().filter(|record| record.fate == Fate::Sent);
        match sent.find(|record| record.at <= self.since) {
            Some(record) if record.tries > 1 => Awaited::Retry,
            Some(_) => Awaited::Linger,
            None => Awaited::Record,
        }
    }
}

/// What it is that a tale ends a wait with, if it does.
fn tale(tale: &Tale) -> Option<Awaited> {
    match tale {
        Tale::Controller(Note::BrokerFenced { .. }) => Some(Awaited::BrokerSession),
        Tale::Broker(_, Note::IsrChanged { topic, from, to, .. }) if !is_internal_topic(topic) => {
            Some(if to.len() < from.len() { Awaited::ReplicaLag } else { Awaited::Fetch })
        }
        Tale::Broker(_, Note::MemberExpired { .. }) => Some(Awaited::MemberSession),
        Tale::Broker(_, Note::Rebalancing { .. } | Note::Stable { .. }) => Some(Awaited::Rebalance),
        Tale::Broker(_, Note::LeadershipBegins { topic, .. }) if !is_internal_topic(topic) => Some(Awaited::Leaders),
        Tale::Broker(_, Note::RecordsExpired { topic, .. }) if !is_internal_topic(topic) => Some(Awaited::Retention),
        Tale::Process(_, ProcessState::Running) => Some(Awaited::Start),
        _ => None,
    }
}

impl Tab {
    /// Looks for the end of the present wait, if there is one.
    #[inline(never)]
    pub(super) fn foresee(&mut self, pace: Pace) {
        if self.clock.rate.is_some() || !matches!(pace, Pace::Waiting | Pace::Watching) {
            self.ahead = None;
        } else if self.clock.wonders() && !self.is_first_look() {
            let mut ahead = self.ahead.take().unwrap_or_else(|| Box::new(self.ahead()));
            match ahead.look() {
                Some(found) => self.clock.expect(found.or_else(|| self.shown_by())),
                None => self.ahead = Some(ahead),
            }
        }
    }

    /// What is shown next is shown then, even if nothing happens before.
    #[inline(never)]
    fn shown_by(&self) -> Option<(Instant, Awaited)> {
        let deadline = self.class.as_ref()?.deadline()?;
        (deadline > self.line.now()).then_some((deadline, Awaited::Timer))
    }

    /// In a visit's first seconds the same small things come again and again: nothing is waited for that would have to be named.
    fn is_first_look(&self) -> bool {
        self.untouched().is_some_and(|screen_ms| screen_ms < FIRST_LOOK_MS)
    }

    fn ahead(&self) -> Ahead {
        let world = self.line.world().clone();
        let since = world.now();
        let lost = self.flights.iter().filter(|flight| !flight.routine && flight.doing(since).0 == Doing::Waits);
        Ahead {
            troubled: self.troubled,
            since,
            newest: world.flights().iter().map(|view| view.id).max().unwrap_or(FlightId(0)),
            again: lost.map(|flight| flight.leaves).filter(|at| *at > since).min(),
            asked: None,
            found: None,
            steps: 0,
            sight: if self.class.is_some() { (LESSON_SIGHT, LESSON_STEPS) } else { (SIGHT, STEPS_MAX) },
            world,
        }
    }

    /// Whatever was waited for may come at another time now.
    pub(super) fn forget_wait(&mut self) {
        self.clock.forget_wait();
        self.ahead = None;
        self.course_changed |= self.waits.end();
    }

    /// Keeps what has passed of a wait that is worth a word.
    pub(super) fn keep_wait(&mut self) {
        match self.clock.waited() {
            Some((since, _)) => self.waits.keep(self.line.here().0, since, self.clock.now()),
            None => self.course_changed |= self.waits.end(),
        }
    }
}

/// So many waits are kept; those nearest to each other are taken for one where there are more.
const KEPT: usize = 100;

/// Waits that were made short, each with the branch that it was on.
#[derive(Clone, Debug, Default)]
pub(super) struct Waits {
    all: Vec<(usize, Instant, Instant)>,
    /// Since when the last one of them is under way, if it is.
    open: Option<Instant>,
}

impl Waits {
    /// The wait that began then has come to `now`.
    #[inline(never)]
    pub(super) fn keep(&mut self, branch: usize, since: Instant, now: Instant) {
        let last = self.all.last_mut().filter(|(on, ..)| self.open == Some(since) && *on == branch);
        match last {
            Some((_, _, to)) => *to = now.max(*to),
            None => {
                // what has been lived through again is not kept twice
                let known = self.all.iter().position(|(on, from, to)| *on == branch && *from <= since && since <= *to);
                let (_, from, to) = known.map_or((branch, since, now), |place| self.all.remove(place));
                self.all.push((branch, from, to.max(now)));
                self.open = Some(since);
                if self.all.len() > KEPT {
                    self.merge();
                }
            }
        }
    }

    /// The wait under way, if there is one, is over; whether there was one.
    pub(super) fn end(&mut self) -> bool {
        self.open.take().is_some()
    }

    /// Makes one of the two that are nearest to each other on one branch.
    #[inline(never)]
    fn merge(&mut self) {
        let pairs = self.all.windows(2).enumerate().filter(|(_, pair)| pair[0].0 == pair[1].0);
        let nearest = pairs.min_by_key(|(_, pair)| pair[1].1.since(pair[0].2)).map_or(0, |(place, _)| place);
        let (branch, _, end) = self.all.remove(nearest + 1);
        if let Some((on, _, to)) = self.all.get_mut(nearest).filter(|(on, ..)| *on == branch) {
            (*on, *to) = (branch, end.max(*to));
        }
    }

    /// A branch is gone: up to where each of these left it, its waits are theirs.
    #[inline(never)]
    pub(super) fn inherit(&mut self, gone: usize, heirs: &[(usize, Instant)]) {
        let (lost, mut kept): (Vec<_>, Vec<_>) = self.all.iter().copied().partition(|(on, ..)| *on == gone);
        for (heir, until) in heirs {
            let before = lost.iter().filter(|(_, from, _)| from < until);
            kept.extend(before.map(|(_, from, to)| (*heir, *from, *to.min(until))));
        }
        self.all = kept;
    }

    /// Those that lie on the way to the end of a branch, by time; neighbours without anything between them are one.
    #[inline(never)]
    pub(super) fn of(&self, boughs: &[Bough], here: usize) -> Vec<(Instant, Instant)> {
        let (mut branch, mut limit, mut found) = (Some(here), Instant(u64::MAX), Vec::new());
        while let Some(bough) = branch.and_then(|id| boughs.iter().find(|bough| bough.id == id)) {
            let there = self.all.iter().filter(|(on, from, _)| *on == bough.id && *from < limit);
            found.extend(there.map(|(_, from, to)| (*from, (*to).min(limit))));
            limit = bough.left_at.map_or(limit, |at| at.min(limit));
            branch = bough.from.filter(|from| *from < bough.id);
        }
        found.sort_unstable();
        let mut waits: Vec<(Instant, Instant)> = Vec::new();
        for (from, to) in found {
            match waits.last_mut() {
                Some((_, end)) if *end >= from => *end = to.max(*end),
                _ => waits.push((from, to)),
            }
        }
        waits
    }
}
