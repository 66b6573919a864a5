//! A world in the tab as a source: time passes as the clock says, and what nodes and actors show becomes a cluster.

mod ahead;
mod chronicle;
mod class;
mod compare;
mod compose;
mod flights;
mod found;
mod jump;
mod lesson;
mod look;
mod measured;
mod passport;
mod past;
mod share;
mod story;
mod time;
mod twice;
mod why;

use glasslog_core::sorted::SortedMap;
use std::rc::Rc;

use bytes::Bytes;
use glasslog_core::id::BrokerId;
use glasslog_core::name::Text;
use glasslog_core::request::Acks;
use glasslog_core::time::Instant;
use glasslog_sim::link::Moment;
use glasslog_sim::settings::ProducerSettings;
use glasslog_sim::timeline::Timeline;
use glasslog_sim::view::{ActorRole, ConsumerView, ProducerView};
use glasslog_sim::{Action, ActorId, FlightId, Scenario};

use super::views::Views;
use super::words;
use crate::clock::{Clock, Pace};
use crate::scene::{Contents, Doing, Fall, Flight, FlightKind, Samples};
use crate::store::{Caption, Jump, Play, Shed};
use chronicle::Chronicle;
pub use class::Said;
use class::{Class, SetUp};
pub use found::Told;

/// A run from a link is followed for so many steps at the most: whoever wrote it, the page must open.
const STEPS_MAX: u32 = 200_000;
/// Letters of a client's name on the stage, at the most.
const NAME: usize = 10;
/// Fates of sends that a producer shows.
const FATES: usize = 9;

/// A world with a clock on the screen.
pub struct Tab {
    line: Timeline,
    /// How time passes.
    pub clock: Clock,
    /// What one jumps to.
    pub jump: Jump,
    views: SortedMap<BrokerId, (u32, Views)>,
    contents: Rc<Contents>,
    groups: Vec<Text>,
    labels: SortedMap<u32, String>,
    /// The members that actors were, for those of whom only the coordinator still knows.
    members: SortedMap<Text, u32>,
    counts: SortedMap<Text, u32>,
    producers: u32,
    flights: Vec<Flight>,
    cargo: SortedMap<FlightId, Vec<Option<u8>>>,
    captions: Vec<Caption>,
    /// Records that were cut off, with the time on the screen.
    falls: Vec<(f64, Fall)>,
    fall_count: u64,
    chronicle: Chronicle,
    /// So many tales have been heard.
    told: u64,
    /// The captions are all there are now: another moment was gone to.
    retold: bool,
    course_changed: bool,
    troubled: bool,
    followed: Option<story::Hero>,
    first: story::First,
    story_at: f64,
    screen_ms: f64,
    /// Where the end of the present wait is looked for.
    ahead: Option<Box<ahead::Ahead>>,
    /// Waits that were made short.
    waits: ahead::Waits,
    steps: u64,
    /// What clients knew, as one number.
    clients_knew: u64,
    changed: bool,
    /// What was done last, as a command.
    said: Option<Said>,
    /// Something was done while time stood.
    acted_still: bool,
    /// The level that is played here, if it is one.
    class: Option<Box<dyn Class>>,
    /// The case that was set up here, if it is one.
    case: Option<SetUp>,
    /// Writes down what flies, while somebody looks at that.
    recorder: Option<past::Recorder>,
    /// Tells apart what was written down.
    revision: u64,
    /// What was measured.
    samples: Samples,
    /// What was before nobody has measured: another moment was gone to, or the world is new here.
    unmeasured: bool,
    /// This is what a hunt has found, and not one's own.
    found: Option<found::Found>,
    /// How two branches differ, as far as it was looked for.
    compared: Option<compare::Compared>,
    /// Branches that have made room for a third one.
    shed: Vec<Rc<Shed>>,
    /// The record whose passport is open.
    followed_way: Option<Box<passport::Followed>>,
}

impl std::fmt::Debug for Tab {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Tab").field("now", &self.line.world().now()).finish_non_exhaustive()
    }
}

impl Tab {
    /// A run at a moment, standing still there. One that would take too long stands still earlier.
    #[must_use]
    pub fn at(moment: &Moment) -> Tab {
        Tab::at_within(moment, STEPS_MAX)
    }

    fn at_within(moment: &Moment, steps_max: u32) -> Tab {
        let mut script = moment.script.clone();
        // the page shows what brokers do, and judges nobody
        script.scenario.checked = false;
        script.acts.retain(|act| act.at <= moment.at);
        let mut timeline = Timeline::of(&script);
        let ahead = |timeline: &Timeline| timeline.world().next_at().is_some_and(|at| at <= moment.at);
        for _ in 0..steps_max {
            if !ahead(&timeline) && timeline.world().actions().len() >= script.events() {
                timeline.run_until(moment.at);
                break;
            }
            timeline.step();
        }
        let mut tab = Tab::of(timeline);
        tab.clock.paused = true;
        tab.arrive();
        // nobody was told anything before that these captions would replace
        tab.retold = false;
        tab.tell("A run that somebody has sent, at the moment that they mean. Time stands still: Space lets it go on.");
        tab.followed = None;
        tab
    }

    fn of(line: Timeline) -> Tab {
        let mut clock = Clock::default();
        clock.set(line.now());
        Tab {
            line,
            clock,
            views: SortedMap::new(),
            contents: Rc::default(),
            groups: Vec::new(),
            labels: SortedMap::new(),
            members: SortedMap::new(),
            counts: SortedMap::new(),
            producers: 0,
            flights: Vec::new(),
            cargo: SortedMap::new(),
            captions: Vec::new(),
            falls: Vec::new(),
            fall_count: 0,
            chronicle: Chronicle::default(),
            told: 0,
            retold: false,
            course_changed: true,
            troubled: false,
            followed: None,
            first: story::First::Over,
            jump: Jump::default(),
            story_at: 0.0,
            screen_ms: 0.0,
            ahead: None,
            waits: ahead::Waits::default(),
            steps: 0,
            clients_knew: 0,
            changed: true,
            said: None,
            acted_still: false,
            class: None,
            case: None,
            recorder: None,
            revision: 0,
            samples: Samples::default(),
            unmeasured: true,
            found: None,
            compared: None,
            shed: Vec::new(),
            followed_way: None,
        }
    }

    /// A frame of the screen passes.
    pub fn frame(&mut self, elapsed: f64) {
        self.screen_ms += elapsed.min(100.0);
        self.teach(elapsed);
        if self.clock.paused || self.holds_still() || self.still_stands() {
            // letting the present moment pass would do again what was undone at it
            self.look();
            return self.tell_of_standing();
        }
        self.acted_still = false;
        let pace = self.pace();
        self.foresee(pace);
        let busy = matches!(pace, Pace::Flying | Pace::Retrying) || self.clock.rate.is_some();
        let until = self.clock.frame(elapsed, pace);
        let until = self.by_then(until);
        if busy {
            self.live_until(until);
        } else {
            // time flies while nothing does: stop as soon as something does
            while self.line.world().next_at().is_some_and(|at| at <= until) {
                self.line.step();
                self.look();
                if self.is_awaited() || matches!(self.pace(), Pace::Flying | Pace::Retrying) {
                    self.clock.set(self.line.world().now());
                    return self.keep_wait();
                }
            }
            self.line.run_until(until);
        }
        if self.class.is_some() {
            self.clock.set(self.line.now());
        }
        self.keep_wait();
        self.look();
    }

    /// One event, however long it takes until then.
    pub fn step(&mut self) {
        // in the milliseconds that are shown: a step after which the page looks the same is none
        let shown = |now: Instant| now.0 / 1000;
        let before = shown(self.clock.now());
        // events that nobody can see (a timer that only looks) are passed over, up to a limit
        for _ in 0..50 {
            if !self.line.step() {
                break;
            }
            self.look();
            if self.changed && shown(self.line.world().now()) > before {
                break;
            }
        }
        self.clock.set(self.line.world().now());
        self.forget_wait();
        self.changed = true;
    }

    /// Does what a person asks for.
    pub fn act(&mut self, mut action: Action) -> Option<ActorId> {
        self.christen(&mut action);
        self.note(&action);
        // a message is caught with time standing, and let go with the same hand
        self.acted_still = self.clock.paused && !matches!(action, Action::HoldMessage { .. });
        if let Action::WipeDisk { broker } = &action
            && let Some((_, views)) = self.views.get_mut(broker)
        {
            views.wiped();
        }
        self.forget_wait();
        self.first = story::First::Over;
        let steps = self.line.world().steps();
        let actor = self.line.act(action);
        self.keep_two();
        self.look();
        if self.line.world().steps() == steps {
            // a message may be held while time stands
            self.take_flights();
        }
        self.changed = true;
        self.course_changed = true;
        actor
    }

    /// A producer is started anew with another setting of acks, under its old name. Returns its new number.
    pub fn set_acks(&mut self, id: u64, acks: Acks) -> Option<u64> {
        let ProducerView { settings, sending, .. } = self.producer(id)?;
        let number = u32::try_from(id).ok()?;
        let settings = ProducerSettings { acks, idempotent: sending.may_be_idempotent(acks), ..settings };
        self.act(Action::RemoveProducer { producer: ActorId(number) });
        let label = self.labels.get(&number).cloned();
        let made = self.line.act(Action::producer(settings, sending))?;
        self.course_changed = true;
        if let Some(label) = label {
            self.labels.insert(made.0, label);
        }
        self.look();
        Some(u64::from(made.0))
    }

    /// The native tool's command for an action.
    #[must_use]
    pub fn command(&self, action: &Action) -> Option<String> {
        words::command(action, |producer| {
            let actors = self.line.world().actors();
            let view = actors.iter().find(|actor| actor.id.0 == producer);
            match view.map(|actor| &actor.role) {
                Some(ActorRole::Producer(producer)) => producer.settings.topic.to_string(),
                _ => String::new(),
            }
        })
    }

    /// For how long, in milliseconds of the screen, a plain sandbox has been looked at by somebody who has done nothing yet.
    #[must_use]
    pub fn untouched(&self) -> Option<f64> {
        let plain = self.class.is_none() && self.line.world().scenario().opening == Scenario::playground().opening;
        (plain && self.line.script().acts.is_empty()).then_some(self.screen_ms)
    }

    /// Messages on their way, as of the last frame.
    #[must_use]
    pub fn flights(&self) -> &[Flight] {
        &self.flights
    }

    /// Whether [`Tab::cluster`] shows something else than the last time it was asked; asked once, forgotten.
    pub fn take_changed(&mut self) -> bool {
        std::mem::take(&mut self.changed)
    }

    /// What is worth telling since the last time.
    pub fn take_captions(&mut self) -> Vec<Caption> {
        std::mem::take(&mut self.captions)
    }

    /// How time passes.
    #[must_use]
    pub fn play(&self) -> Play {
        let Clock { paused, speed, rate, .. } = self.clock;
        let (now, waited) = (self.clock.now(), self.clock.waited().map(|(_, wait)| wait));
        Play {
            paused,
            speed,
            rate,
            now,
            waited,
            end: self.line.end().max(now),
            can_undo: self.line.done() > self.scene_acts(),
            can_redo: self.line.can_redo(),
            jump: self.jump,
        }
    }

    /// A producer as the world knows it.
    #[must_use]
    pub fn producer(&self, id: u64) -> Option<ProducerView> {
        self.line.world().actors().into_iter().find(|actor| u64::from(actor.id.0) == id).and_then(|actor| {
            match actor.role {
                ActorRole::Producer(producer) => Some(producer),
                ActorRole::Consumer(_) => None,
            }
        })
    }

    /// A consumer as the world knows it.
    #[must_use]
    pub fn consumer(&self, id: u64) -> Option<ConsumerView> {
        self.line.world().actors().into_iter().find(|actor| u64::from(actor.id.0) == id).and_then(|actor| {
            match actor.role {
                ActorRole::Consumer(consumer) => Some(consumer),
                ActorRole::Producer(_) => None,
            }
        })
    }

    /// Whether time is being shortened because nothing happens.
    #[must_use]
    pub fn is_calm(&self) -> bool {
        self.clock.is_waiting()
    }

    /// How fast time may pass: slowly while something worth watching is under way.
    ///
    /// While something is out of order, clients ask again and again: that is no reason to slow down as for the first time, and none
    /// at all in a wait of which it is known how it ends. Nor is a client there that asks who leads from time to time.
    fn pace(&self) -> Pace {
        let (mut trying, mut asking) = (false, false);
        let now = self.clock.now();
        let moves = |flight: &&Flight| !matches!(flight.doing(now).0, Doing::Held | Doing::Caught | Doing::Waits);
        for flight in self.flights.iter().filter(|flight| !flight.routine).filter(moves) {
            match flight.kind {
                FlightKind::Control => return Pace::Flying,
                FlightKind::Records if !flight.glyphs.is_empty() => return Pace::Flying,
                FlightKind::Produce | FlightKind::Ack => trying = true,
                FlightKind::Metadata if matches!(flight.label.as_str(), "" | "who leads?") => asking = true,
                _ if self.troubled => asking = true,
                _ => trying = true,
            }
        }
        let busy = trying || (asking && !self.clock.expects());
        match self.troubled {
            _ if self.is_wet() => Pace::Flying,
            false if busy => Pace::Flying,
            true if busy => Pace::Retrying,
            true => Pace::Watching,
            false => Pace::Waiting,
        }
    }

    /// Whether a record is on its way to the disk of a broker that is awake.
    fn is_wet(&self) -> bool {
        let awake = self
            .line
            .world()
            .brokers()
            .into_iter()
            .filter(|status| status.state == glasslog_sim::view::ProcessState::Running && !status.paused);
        awake
            .filter_map(|status| self.views.get(&status.id))
            .any(|(_, views)| views.partitions.values().any(|view| !view.internal && view.durable < view.log_end))
    }
}

/// Text from a form as a record's key or value: nothing for an empty key.
#[must_use]
pub fn bytes_of(text: &str) -> Option<Bytes> {
    (!text.is_empty()).then(|| Bytes::copy_from_slice(text.as_bytes()))
}

#[cfg(test)]
mod tests;
