//! What has flown in a world, remembered for as long as somebody looks at it: from what passes by, and after going to another
//! moment from a short run up to it. Nothing of it is in the world, or in its snapshots.

use std::rc::Rc;
use std::time::Duration;

use glasslog_core::id::{BrokerId, Offset};
use glasslog_core::name::is_internal_topic;
use glasslog_core::sorted::SortedMap;
use glasslog_core::time::Instant;
use glasslog_sim::timeline::Timeline;
use glasslog_sim::view::{ActorRole, End, FlightView, PartitionName, ProcessState, Tale};
use glasslog_sim::{Action, FlightId, World};

use super::Tab;
use super::flights::{kind_of, open_words, telling};
use crate::scene::{FlightKind, Gap, Passed, Past, Place};
use crate::source::words;

/// The newest so many are remembered: of those that say something, and as many of the others.
const REMEMBERED: usize = 400;
/// What lies further back than this is not gone through again.
const REPLAYED: Duration = Duration::from_secs(8);
/// What was lost is told of by a world for two seconds: it is asked more often.
const ASKED: Duration = Duration::from_millis(500);
/// Who has not looked for so long, in milliseconds of the screen, does not look any more.
const FORGOTTEN_MS: f64 = 5_000.0;

/// What becomes of a message: whether it is held, when it arrives, when it was lost.
type Fate = (bool, Instant, Option<Instant>);

/// Writes down what flies.
pub(super) struct Recorder {
    past: Rc<Past>,
    /// The newest message that is written down.
    newest: FlightId,
    /// Whether an actor sends records.
    producers: SortedMap<u32, bool>,
    /// What each broker has been told of high watermarks.
    told: SortedMap<(Place, PartitionName), Offset>,
    /// When somebody looked last, by the screen.
    looked: f64,
}

impl Recorder {
    fn new(since: Instant, looked: f64) -> Recorder {
        let past = Past { since, ..Past::default() };
        Recorder {
            past: Rc::new(past),
            newest: FlightId(0),
            producers: SortedMap::new(),
            told: SortedMap::new(),
            looked,
        }
    }

    fn place(&mut self, world: &World, end: End) -> Place {
        let id = match end {
            End::Broker(id) => return Place::Broker(id),
            End::Ensemble => return Place::Ensemble,
            End::Actor(id) => id.0,
        };
        if !self.producers.contains_key(&id) {
            for actor in world.actors() {
                self.producers.insert(actor.id.0, matches!(actor.role, ActorRole::Producer(_)));
            }
        }
        let number = u64::from(id);
        if *self.producers.entry(id).or_insert(false) { Place::Producer(number) } else { Place::Consumer(number) }
    }

    /// Writes down what has left since the last time.
    fn note(&mut self, world: &World) {
        for view in world.flights_since(self.newest) {
            self.newest = view.id;
            self.take(world, &view);
        }
        // what a cut link holds goes on at a moment that nobody can foresee
        if self.past.messages.iter().any(|passed| passed.held) {
            self.refresh(&world.flights(), world.now());
        }
    }

    fn take(&mut self, world: &World, view: &FlightView) {
        let (from, to) = (self.place(world, view.from), self.place(world, view.to));
        let kind = kind_of(view);
        let cargo = telling(view);
        let mut word = match kind {
            FlightKind::Control => open_words(&view.words),
            _ => String::new(),
        };
        if word.is_empty() {
            word = words::passed(view, cargo);
        }
        let mut routine = match kind {
            FlightKind::Heartbeat | FlightKind::Connection | FlightKind::Fetch => true,
            FlightKind::Records => view.partitions.iter().all(|cargo| cargo.records == 0),
            _ => false,
        };
        if kind == FlightKind::Records
            && matches!((from, to), (Place::Broker(_), Place::Broker(_)))
            && let Some(mark) = self.news(to, view)
            && routine
        {
            (routine, word) = (false, format!("HW {mark}"));
        }
        let passed = Passed {
            id: view.id.0,
            from,
            to,
            kind,
            word,
            api: view.api,
            answer: view.answer,
            routine,
            exchange: view.exchange,
            cargo: view.partitions.clone(),
            departed: view.departed,
            resent: view.resent,
            leaves: view.leaves,
            arrives: view.arrives,
            held: view.held,
            lost_at: view.lost_at,
        };
        let past = Rc::make_mut(&mut self.past);
        if passed.answer && !passed.routine {
            // what was asked was worth asking
            let asked = passed.counterpart(past).map(|asked| asked.id);
            if let Some(asked) = past.messages.iter_mut().find(|other| Some(other.id) == asked) {
                Rc::make_mut(asked).routine = false;
            }
        }
        past.messages.push(Rc::new(passed));
        past.revision += 1;
        forget(past);
    }

    /// A high watermark that a broker is told for the first time.
    fn news(&mut self, to: Place, view: &FlightView) -> Option<Offset> {
        let mut news = None;
        for cargo in view.partitions.iter().filter(|cargo| !is_internal_topic(&cargo.partition.0)) {
            let Some(mark) = cargo.high_watermark else { continue };
            let told = self.told.entry((to, cargo.partition.clone())).or_insert(Offset::ZERO);
            if mark > *told {
                *told = mark;
                news = Some(mark);
            }
        }
        news
    }

    /// What is still under way may be held, or go on, or be lost.
    fn refresh(&mut self, views: &[FlightView], now: Instant) {
        let mut fates: Vec<(usize, Fate)> = Vec::new();
        for view in views {
            if let Ok(place) = self.past.messages.binary_search_by_key(&view.id.0, |passed| passed.id) {
                fates.push((place, (view.held, view.arrives, view.lost_at)));
            }
        }
        // what was held and is not there any more has come through
        let held = self.past.messages.iter().enumerate().filter(|(_, passed)| passed.held);
        let gone = held.filter(|(_, passed)| !views.iter().any(|view| view.id.0 == passed.id));
        fates.extend(gone.map(|(place, _)| (place, (false, now, None))));
        let known = |passed: &Passed| (passed.held, passed.arrives, passed.lost_at);
        fates.retain(|(place, fate)| known(&self.past.messages[*place]) != *fate);
        if fates.is_empty() {
            return;
        }
        let past = Rc::make_mut(&mut self.past);
        past.revision += 1;
        for (place, fate) in fates {
            let passed = Rc::make_mut(&mut past.messages[place]);
            (passed.held, passed.arrives, passed.lost_at) = fate;
        }
    }

    /// Everything of the last seconds before the moment that a timeline shows.
    fn replayed(line: &Timeline, looked: f64) -> Recorder {
        let (there, now) = (line.world(), line.now());
        let begin = Instant(now.0.saturating_sub(u64::try_from(REPLAYED.as_micros()).unwrap_or(0)));
        let mut line = line.clone();
        line.seek(begin);
        let mut recorder = Recorder::new(begin, looked);
        // what was under way by then counts as well
        recorder.note(line.world());
        let mut asked = line.now();
        while line.world().steps() < there.steps() && line.step() {
            recorder.note(line.world());
            if line.now().since(asked) >= ASKED {
                asked = line.now();
                recorder.refresh(&line.world().flights(), asked);
            }
        }
        // what was done at this very moment
        recorder.note(there);
        recorder.refresh(&there.flights(), now);
        recorder
    }
}

/// Of those that say nothing new, and of the others, only the newest are kept.
fn forget(past: &mut Past) {
    if past.messages.len() < 3 * REMEMBERED {
        return;
    }
    let mut left = [REMEMBERED; 2];
    let mut kept: Vec<Rc<Passed>> = Vec::with_capacity(2 * REMEMBERED);
    for passed in past.messages.drain(..).rev() {
        let left = &mut left[usize::from(passed.routine)];
        if *left > 0 {
            *left -= 1;
            kept.push(passed);
        } else if !passed.routine {
            past.since = past.since.max(passed.departed);
        }
    }
    kept.reverse();
    past.messages = kept;
}

impl Tab {
    /// What has flown in the last seconds. From now on it is written down, for as long as it is asked for.
    pub fn past(&mut self) -> Rc<Past> {
        let looked = self.screen_ms;
        let recorder = match &mut self.recorder {
            Some(recorder) => recorder,
            none => {
                self.revision += 1 << 32;
                let mut recorder = Recorder::replayed(&self.line, looked);
                Rc::make_mut(&mut recorder.past).revision += self.revision;
                none.insert(recorder)
            }
        };
        recorder.looked = looked;
        let gaps = gaps(&self.line);
        if recorder.past.gaps != gaps || recorder.past.names != self.labels {
            let past = Rc::make_mut(&mut recorder.past);
            (past.gaps, past.names) = (gaps, self.labels.clone());
            past.revision += 1;
        }
        recorder.past.clone()
    }

    /// Writes down what has left, if somebody looks.
    pub(super) fn note_flights(&mut self) {
        if let Some(recorder) = &mut self.recorder {
            recorder.note(self.line.world());
        }
    }

    /// Writes down what has left, and what became of the rest, if somebody looks.
    pub(super) fn record(&mut self, views: &[FlightView]) {
        let Some(recorder) = &mut self.recorder else { return };
        if self.screen_ms - recorder.looked > FORGOTTEN_MS {
            self.recorder = None;
            return;
        }
        recorder.note(self.line.world());
        recorder.refresh(views, self.line.now());
    }
}

/// When brokers did not run, by what was told up to now.
fn gaps(line: &Timeline) -> Vec<Gap> {
    let mut gaps: Vec<Gap> = Vec::new();
    let mut turn = |broker: BrokerId, at: Instant, begins: bool, paused: bool| {
        let open = gaps.iter_mut().find(|gap| gap.broker == broker && gap.paused == paused && gap.upto.is_none());
        match (open, begins) {
            (None, true) => gaps.push(Gap { broker, from: at, upto: None, paused }),
            (Some(gap), false) => gap.upto = Some(at),
            _ => {}
        }
    };
    for told in line.events_since(0) {
        match told.what {
            Tale::Process(broker, ProcessState::Down) => {
                turn(broker, told.at, true, false);
                turn(broker, told.at, false, true);
            }
            Tale::Process(broker, ProcessState::Running) => turn(broker, told.at, false, false),
            Tale::Acted(Action::PauseBroker { broker }) => turn(broker, told.at, true, true),
            Tale::Acted(Action::WakeBroker { broker }) => turn(broker, told.at, false, true),
            _ => {}
        }
    }
    gaps
}
