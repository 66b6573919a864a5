//! How fast a world's time passes on the screen.
//!
//! One rate holds for everything that is drawn. In story time, a hop takes as long as an eye needs while something worth watching is
//! under way; while only timers run, time passes faster and faster, and the page says so. In true time the rate is always the same.
//! Deliberately absent: any influence on the world's own timing.

use glasslog_core::time::Instant;

/// The world's microseconds per millisecond of the screen while messages fly: a hop of 20 ms takes 0.7 s.
const FLYING: f64 = 20_000.0 / 700.0;
/// … at the beginning of a wait.
const WAITING: f64 = 700.0;
/// … at the most, however long the wait.
const WAITING_MAX: f64 = 12_000.0;
/// … while something is broken or being put in order: as fast as it really goes.
const WATCHING: f64 = 1_000.0;
/// … while something is broken and clients try again and again.
const RETRYING: f64 = 150.0;
/// A wait gets twice as fast in so many milliseconds.
const DOUBLING_MS: f64 = 700.0;
/// A frame that comes later than this (a tab in the background) does not make up for it, in milliseconds.
const FRAME_MS: f64 = 100.0;
/// A wait of less than this is not worth a word, in microseconds.
const SAID_US: f64 = 2_000_000.0;

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
    /// The wait under way: since when in the world, and its length on the screen so far.
    wait: Option<(f64, f64)>,
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
        let (since, length) = self.wait.unwrap_or((self.now, 0.0));
        self.wait = (pace == Pace::Waiting).then_some((since, length + elapsed));
        self.now += elapsed
            * match pace {
                Pace::Flying => FLYING,
                Pace::Retrying => RETRYING,
                Pace::Watching => WATCHING,
                Pace::Waiting => (WAITING * (length / DOUBLING_MS).exp2()).min(WAITING_MAX),
            };
        self.now()
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

    /// How much of the world's time has passed in the present wait, in microseconds, once that is worth saying.
    #[must_use]
    pub fn waited(&self) -> Option<u64> {
        let (since, _) = self.wait?;
        let span = self.now - since;
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a span of seconds")]
        (span >= SAID_US).then_some(span as u64)
    }

    /// Whether time is being shortened.
    #[must_use]
    pub fn is_waiting(&self) -> bool {
        self.wait.is_some() && !self.paused
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hop_takes_seven_tenths_of_a_second() {
        let mut clock = Clock::default();
        for _ in 0..7 {
            clock.frame(100.0, Pace::Flying);
        }
        assert!(clock.now().0.abs_diff(20_000) <= 1);
    }

    #[test]
    fn waits_get_faster_so_that_a_session_timeout_can_be_waited_for() {
        let screen_ms = |wait_us: u64| {
            let mut clock = Clock::default();
            (1..).find(|_| clock.frame(16.0, Pace::Waiting).0 >= wait_us).expect("it ends") * 16
        };
        assert!((450..1_000).contains(&screen_ms(500_000)), "half a second is about as long as it is");
        assert!(screen_ms(10_000_000) < 3_500, "ten seconds");
        assert!(screen_ms(45_000_000) < 7_000, "Kafka's default session timeout");
    }

    #[test]
    fn a_frame_of_a_tab_in_the_background_makes_up_for_nothing() {
        let mut clock = Clock::default();
        assert!(clock.frame(3_600_000.0, Pace::Flying).0 < 3_000);
    }

    #[test]
    fn time_stands_when_paused_and_only_goes_forward() {
        let mut clock = Clock { paused: true, ..Clock::default() };
        assert_eq!(clock.frame(100.0, Pace::Flying), Instant(0));
        clock.paused = false;
        let mut last = Instant(0);
        for frame in 0..500_u32 {
            let now =
                clock.frame(f64::from(frame % 40), [Pace::Flying, Pace::Waiting, Pace::Watching][frame as usize % 3]);
            assert!(now >= last);
            last = now;
        }
    }

    #[test]
    fn only_long_waits_are_said() {
        let mut clock = Clock::default();
        clock.frame(16.0, Pace::Waiting);
        assert_eq!(clock.waited(), None);
        (0..150).for_each(|_| {
            clock.frame(16.0, Pace::Waiting);
        });
        assert!(clock.waited().is_some_and(|span| span > 2_000_000));
        clock.frame(16.0, Pace::Flying);
        assert_eq!(clock.waited(), None, "the wait is over");
    }

    #[test]
    fn speeds_end_at_both_ends() {
        let mut clock = Clock::default();
        (0..20).for_each(|_| clock.shift(true));
        assert_eq!(clock.speed, 16.0);
        (0..20).for_each(|_| clock.shift(false));
        assert_eq!(clock.speed, 0.25);
        clock.turn();
        (0..20).for_each(|_| clock.shift(true));
        assert_eq!(clock.rate.map(|rate| RATES[rate]), Some((10, 1)));
        (0..20).for_each(|_| clock.shift(false));
        assert_eq!(clock.rate.map(|rate| RATES[rate]), Some((1, 100)));
    }

    #[test]
    fn true_time_passes_at_one_rate_whatever_happens_and_shortens_no_wait() {
        let paces = [Pace::Flying, Pace::Waiting, Pace::Retrying, Pace::Watching];
        for (rate, (world, screen)) in RATES.into_iter().enumerate() {
            let mut clock = Clock { rate: Some(rate), speed: 16.0, ..Clock::default() };
            for frame in 1..=400_u64 {
                clock.frame(25.0, paces[frame as usize % 4]);
                let due = frame * 25_000 * u64::from(world) / u64::from(screen);
                assert!(clock.now().0.abs_diff(due) <= 1, "{world}:{screen}");
                assert!(!clock.is_waiting() && clock.waited().is_none());
            }
        }
    }

    #[test]
    fn story_time_goes_on_at_its_own_speed_when_one_comes_back_to_it() {
        let mut clock = Clock::default();
        clock.shift(true);
        clock.turn();
        assert_eq!(clock.rate.map(|rate| RATES[rate]), Some((1, 30)));
        clock.shift(true);
        let mut other = Clock::default();
        other.pass_like(&clock);
        assert_eq!(other.rate.map(|rate| RATES[rate]), Some((1, 10)));
        other.turn();
        assert_eq!((other.rate, other.speed), (None, 2.0));
    }
}
