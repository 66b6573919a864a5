//! The shape of a state: a digest of everything in it but absolute times, and the numbers of tickets and requests.
//!
//! It is taken from what `Debug` shows of the brokers' machines, so that no state is forgotten; on the way, times become
//! spans from now, names that are given out by counting are counted anew in the order in which they turn up, and counters
//! that nobody's decision depends on are passed over. Two states of one shape may go on differently only by such numbers.

use glasslog_core::sorted::SortedMap;
use std::fmt::{self, Write};

use crate::{World, digest::Digest};

/// Names that are counted anew.
const COUNTED: [&str; 9] =
    ["Ticket", "RequestId", "AskId", "ClientId", "FlightId", "WaitId", "OpId", "CorrelationId", "FileId"];
/// Names whose numbers say only how much has happened.
const PASSED_OVER: [&str; 1] = ["Seq"];
/// Fields that say only how much has happened, or where randomness stands.
const COUNTERS: [&str; 18] = [
    "tickets",
    "peer_requests",
    "random",
    "step",
    "steps",
    "locates",
    "calls",
    "writes",
    "planned",
    "swept",
    "looked",
    "asks",
    "number",
    "disks",
    "marks",
    // after which steps a disk was synced: only damage that was done on purpose makes anybody ask
    "syncs",
    "next_serial",
    "operations",
];

/// The shape of a world, with what may still happen in it.
pub(super) fn of(world: &World, budget: (u32, u32)) -> u128 {
    let mut sieve = Sieve::new(world.now().0);
    // Only a full writer fails, and this one never is.
    let _ = world.write_state(&mut sieve);
    sieve.end_of_word();
    sieve.digest.number(u64::from(budget.0));
    sieve.digest.number(u64::from(budget.1));
    sieve.digest.finish()
}

/// Takes text word by word, and lets through what belongs to the shape.
pub(super) struct Sieve {
    digest: Digest,
    now: u64,
    word: String,
    /// The last name, and whether its number comes next.
    name: String,
    counts: SortedMap<(String, u64), u64>,
    /// A value is being passed over: so many brackets are open in it.
    skipped: Option<u32>,
}

impl Sieve {
    pub(super) fn new(now: u64) -> Sieve {
        Sieve {
            digest: Digest::default(),
            now,
            word: String::new(),
            name: String::new(),
            counts: SortedMap::new(),
            skipped: None,
        }
    }

    #[cfg(test)]
    pub(super) fn finish(mut self) -> u128 {
        self.end_of_word();
        self.digest.finish()
    }

    pub(super) fn end_of_word(&mut self) {
        if self.word.is_empty() {
            return;
        }
        let word = std::mem::take(&mut self.word);
        if self.skipped.is_some() {
            return;
        }
        match word.parse::<u64>() {
            Ok(number) => {
                let shown = match self.name.as_str() {
                    "Instant" => number.wrapping_sub(self.now),
                    name if COUNTED.contains(&name) => {
                        let next = self.counts.len() as u64;
                        *self.counts.entry((self.name.clone(), number)).or_insert(next)
                    }
                    name if PASSED_OVER.contains(&name) => 0,
                    _ => number,
                };
                self.digest.number(shown);
            }
            Err(_) => self.digest.bytes(word.as_bytes()),
        }
        self.name = word;
    }

    fn sign(&mut self, sign: char) {
        match self.skipped {
            Some(0) if matches!(sign, ',' | '}' | ')' | ']') => self.skipped = None,
            Some(open) => {
                match sign {
                    '{' | '(' | '[' => self.skipped = Some(open + 1),
                    '}' | ')' | ']' => self.skipped = Some(open - 1),
                    _ => {}
                }
                return;
            }
            None => {}
        }
        if sign == ':' && COUNTERS.contains(&self.name.as_str()) {
            self.skipped = Some(0);
        }
        self.digest.number(u64::from(u32::from(sign)));
    }
}

impl Write for Sieve {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        for sign in text.chars() {
            if sign.is_alphanumeric() || sign == '_' {
                self.word.push(sign);
            } else {
                self.end_of_word();
                if sign != ' ' {
                    self.sign(sign);
                }
            }
        }
        Ok(())
    }
}
