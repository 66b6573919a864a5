//! Random choices that can be made again: the seed is printed, and `GLASSLOG_SEED` sets it.

use std::time::{SystemTime, UNIX_EPOCH};

/// A stream of random numbers (SplitMix64).
#[derive(Debug)]
pub struct Random(u64);

impl Random {
    /// Takes `GLASSLOG_SEED`, or the clock; prints which.
    ///
    /// # Panics
    /// If the variable is not a number.
    #[must_use]
    pub fn new(what: &str) -> Self {
        let clock = || SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |age| age.as_micros() as u64);
        let seed = match std::env::var("GLASSLOG_SEED") {
            Ok(text) => text.parse().expect("GLASSLOG_SEED is a number"),
            Err(_) => clock(),
        };
        println!("{what}: GLASSLOG_SEED={seed}");
        Self(seed)
    }

    /// The next number.
    pub fn draw(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number from `range`.
    pub fn within(&mut self, range: std::ops::Range<u64>) -> u64 {
        range.start + self.draw() % (range.end - range.start)
    }

    /// So many random bytes.
    pub fn bytes(&mut self, count: usize) -> Vec<u8> {
        (0..count).map(|_| self.draw() as u8).collect()
    }
}
