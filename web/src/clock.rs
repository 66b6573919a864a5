//! How fast a world's time passes on the screen.
//!
//! One rate holds for everything that is drawn. In story time, a hop takes as long as an eye needs while something worth watching is
//! under way. While only timers run, the wait is as short as the next one however long it is, where its end is known; where it is not, time
//! passes faster and faster; and the page says so. In true time the rate is always the same.
//! Deliberately absent: any influence on the world's own timing.

use glasslog_core::time::Instant;

/// The world's microseconds per millisecond of the screen while messages fly: a hop of 20 ms takes 0.7 s.
const FLYING: f64 = 20_000.0 / 700.0;
/// … at the beginning of a wait.
const WAITING: f64 = 700.0;
/// … at the most, however long the wait.
const WAITING_MAX: f64 = 12_000.0;
/// … while something is broken or being put in order, or it is known how long a short wait is: as fast as it really goes.
const WATCHING: f64 = 1_000.0;
/// … while something is broken and clients try again and again.
const RETRYING: f64 = 150.0;
/// A wait whose end is known is over after so many milliseconds, unless it is short anyway …
const WAIT_MS: f64 = 1_200.0;
/// … and after so many more at the most, however long its end was looked for.
const REST_MS: f64 = 300.0;
/// A wait whose end is not known gets twice as fast in so many milliseconds.
const DOUBLING_MS: f64 = 700.0;
/// A frame that comes later than this (a tab in the background) does not make up for it, in milliseconds.
const FRAME_MS: f64 = 100.0;
/// A wait of less than this is not worth a word, in microseconds …
const SAID_US: f64 = 2_000_000.0;
/// … nor one of less than this for what does not happen every day.
const SAID_RARE_US: f64 = 500_000.0;

/// What is going on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pace {
    /// Something worth watching is under way.
    Flying,
    /// Only timers run.
    Waiting,
    /// Something is broken, and clients try again.
    Retrying,
    /// Only timers run, and one of them will put right what is broken, or find out about it.
    Watching,
}

/// What a wait ends with: the next thing that timers do and that changes something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Awaited {
    /// Nobody can say what.
    Timer,
    /// A silent broker is fenced.
    BrokerSession,
    /// A follower that lags leaves the ISR.
    ReplicaLag,
    /// A silent member is taken out of its group.
    MemberSession,
    /// A member tells that it is there, and learns what is new.
    Heartbeat,
    /// A group shares out anew.
    Rebalance,
    /// Preferred leaders lead again.
    Leaders,
    /// A producer has another record.
    Record,
    /// A producer waits for more records, and then sends.
    Linger,
    /// Something is tried, or sent, again.
    Retry,
    /// A consumer commits.
    Commit,
    /// A consumer fetches.
    Fetch,
    /// A broker serves.
    Start,
    /// Records get too old.
    Retention,
}

impl Awaited {
    /// Whether it does not happen every day.
    fn is_rare(self) -> bool {
        use Awaited::{BrokerSession, Leaders, MemberSession, Rebalance, ReplicaLag, Start};
        matches!(self, BrokerSession | ReplicaLag | MemberSession | Rebalance | Leaders | Start)
    }
}

/// A wait that is worth a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wait {
    /// How long it is, in microseconds of the world; where its end is not known, how long it has been.
    pub micros: u64,
    /// What it ends with, if that is known.
    pub what: Option<Awaited>,
}

/// What is known of the end of a wait.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Due {
    /// It is being looked for.
    Sought,
    /// It is too far ahead.
    Unknown,
    /// When, with what, and how fast it is come to.
    At(f64, Awaited, f64),
}

/// The wait under way.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Waiting {
    /// Since when in the world.
    since: f64,
    /// Its length on the screen so far.
    length: f64,
    /// Whether something is out of order meanwhile.
    watching: bool,
    due: Due,
}

/// The speeds that can be chosen in story time, as factors.
pub const SPEEDS: [f64; 6] = [0.25, 0.5, 1.0, 2.0, 4.0, 16.0];
/// The rates that can be chosen in true time: so much time of the world in so much of the screen.
pub const RATES: [(u32, u32); 7] = [(1, 100), (1, 30), (1, 10), (1, 3), (1, 1), (3, 1), (10, 1)];
/// The place of the rate at which true time begins: a hop of 20 ms takes about as long as in story time.
const RATE: usize = 1;

/// What the screen's clock does with the world's.
#[derive(Clone, Debug, PartialEq)]
pub struct Clock {
    /// Whether time stands.
    pub paused: bool,
    /// How fast story time passes, as a factor.
    pub speed: f64,
    /// Which of [`RATES`] holds, where time is true.
    pub rate: Option<usize>,
    now: f64,
    wait: Option<Waiting>,
}

impl Default for Clock {
    fn default() -> Clock {
        Clock { paused: false, speed: 1.0, rate: None, now: 0.0, wait: None }
    }
}

impl Clock {
    /// The moment on the screen, in the world's time.
    #[must_use]
    pub fn now(&self) -> Instant {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "microseconds since the world began"
        )]
        Instant(self.now as u64)
    }

    /// The world stands at this moment: it was stepped, or stopped early because something began to happen.
    pub fn set(&mut self, now: Instant) {
        #[expect(clippy::cast_precision_loss, reason = "a world does not run for 285 years")]
        {
            self.now = now.0 as f64;
        }
    }

    /// A frame of `elapsed` milliseconds passes. Returns the moment up to which the world shall run; while nothing flies,
    /// it shall stop as soon as something does.
    pub fn frame(&mut self, elapsed: f64, pace: Pace) -> Instant {
        if self.paused {
            return self.now();
        }
        let elapsed = elapsed.clamp(0.0, FRAME_MS);
        if let Some(rate) = self.rate {
            return self.truly(elapsed, rate);
        }
        let elapsed = elapsed * self.speed;
        let rate = match pace {
            Pace::Flying => FLYING,
            Pace::Retrying => RETRYING,
            Pace::Watching | Pace::Waiting => return self.wait(elapsed, pace == Pace::Watching),
        };
        self.wait = None;
        self.now += elapsed * rate;
        self.now()
    }

    /// So much of a wait passes.
    fn wait(&mut self, elapsed: f64, watching: bool) -> Instant {
        let wait = self.wait.get_or_insert(Waiting::since(self.now));
        let length = wait.length;
        wait.length += elapsed;
        wait.watching = watching;
        let slowest = if watching { WATCHING } else { WAITING };
        match wait.due {
            Due::At(at, _, rate) => {
                self.now = (self.now + elapsed * rate.max(WATCHING)).min(at);
                if self.now >= at {
                    self.wait = None;
                }
            }
            Due::Unknown if !watching => {
                self.now += elapsed * (WAITING * (length / DOUBLING_MS).exp2()).min(WAITING_MAX);
            }
            Due::Unknown | Due::Sought => self.now += elapsed * slowest,
        }
        self.now()
    }

    /// Whether nobody has said yet when the present wait ends, or one that begins now.
    #[must_use]
    pub fn wonders(&self) -> bool {
        self.wait.is_none_or(|wait| wait.due == Due::Sought)
    }

    /// Whether the end of the present wait is known.
    #[must_use]
    pub fn expects(&self) -> bool {
        self.wait.is_some_and(|wait| matches!(wait.due, Due::At(..)))
    }

    /// The present wait, or one that begins now, ends then and with that; or nobody can say.
    pub fn expect(&mut self, found: Option<(Instant, Awaited)>) {
        let wait = self.wait.get_or_insert(Waiting::since(self.now));
        wait.due = found.map_or(Due::Unknown, |(at, what)| {
            #[expect(clippy::cast_precision_loss, reason = "a world does not run for 285 years")]
            let at = at.0 as f64;
            Due::At(at, what, (at - self.now) / (WAIT_MS - wait.length).max(REST_MS))
        });
    }

    /// Somebody has done something, or it is another moment: whatever was waited for may come at another time.
    pub fn forget_wait(&mut self) {
        self.wait = None;
    }

    /// True time passes: nothing is slowed down for, and no wait made shorter.
    #[inline(never)]
    fn truly(&mut self, elapsed: f64, rate: usize) -> Instant {
        let (world, screen) = RATES[rate.min(RATES.len() - 1)];
        self.wait = None;
        self.now += elapsed * 1_000.0 * f64::from(world) / f64::from(screen);
        self.now()
    }

    /// From story time to true time, or back.
    #[inline(never)]
    pub fn turn(&mut self) {
        self.rate = if self.rate.is_some() { None } else { Some(RATE) };
        self.wait = None;
    }

    /// Time passes as on another clock, from now on.
    #[inline(never)]
    pub fn pass_like(&mut self, other: &Clock) {
        (self.speed, self.rate) = (other.speed, other.rate);
    }

    /// The present wait and since when it has been, once that is worth saying.
    #[must_use]
    pub fn waited(&self) -> Option<(Instant, Wait)> {
        let wait = self.wait.filter(Waiting::is_short)?;
        let (end, what) = match wait.due {
            Due::At(at, what, _) => (at, Some(what)),
            Due::Unknown | Due::Sought => (self.now, None),
        };
        let span = end - wait.since;
        let said = if what.is_some_and(Awaited::is_rare) { SAID_RARE_US } else { SAID_US };
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a span of seconds")]
        (span >= said).then_some((Instant(wait.since as u64), Wait { micros: span as u64, what }))
    }

    /// Whether time is being shortened.
    #[must_use]
    pub fn is_waiting(&self) -> bool {
        self.wait.as_ref().is_some_and(Waiting::is_short) && !self.paused
    }

    /// The next speed up or down, or the next rate.
    #[inline(never)]
    pub fn shift(&mut self, faster: bool) {
        if let Some(rate) = &mut self.rate {
            *rate = if faster { (*rate + 1).min(RATES.len() - 1) } else { rate.saturating_sub(1) };
            return;
        }
        let place = SPEEDS.iter().position(|speed| *speed >= self.speed).unwrap_or(2);
        let place = if faster { (place + 1).min(SPEEDS.len() - 1) } else { place.saturating_sub(1) };
        self.speed = SPEEDS[place];
    }
}

impl Waiting {
    fn since(since: f64) -> Waiting {
        Waiting { since, length: 0.0, watching: false, due: Due::Sought }
    }

    /// Whether time is shortened for it: of what is out of order, only where it is known how it ends.
    fn is_short(&self) -> bool {
        !self.watching || matches!(self.due, Due::At(..))
    }
}

#[cfg(test)]
mod tests;
