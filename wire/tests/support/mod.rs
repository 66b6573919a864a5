//! Random values of every message, from a seed, and a list of all messages.

#![allow(dead_code, unused_macros, clippy::collapsible_if, clippy::field_reassign_with_default)]

use bytes::Bytes;
use glasslog_wire::message::{Records, Uuid};

/// A small generator of our own (SplitMix64): a failing seed is the same on every machine.
pub(crate) struct Dice {
    state: u64,
    tame: bool,
    /// Arrays are shorter than this.
    array: u64,
}

impl Dice {
    /// Throws all numbers.
    pub(crate) const fn wild(seed: u64) -> Self {
        Self { state: seed, tame: false, array: 4 }
    }

    /// Throws only small numbers that are not negative: what most fields of real messages hold.
    pub(crate) const fn tame(seed: u64) -> Self {
        Self { state: seed, tame: true, array: 4 }
    }

    /// The same with arrays that are long.
    pub(crate) const fn long(self, array: u64) -> Self {
        Self { array, ..self }
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.state;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    pub(crate) fn below(&mut self, n: u64) -> u64 {
        self.next() % n
    }

    pub(crate) fn one_in(&mut self, n: u64) -> bool {
        self.below(n) == 0
    }

    pub(crate) fn array<T>(&mut self, mut one: impl FnMut(&mut Self) -> T) -> Vec<T> {
        (0..self.below(self.array)).map(|_| one(self)).collect()
    }

    pub(crate) fn bytes(&mut self, length_max: u64) -> Vec<u8> {
        (0..self.below(length_max)).map(|_| self.next() as u8).collect()
    }
}

/// A value with the fields that a version has; the others keep their defaults.
pub(crate) trait Random {
    fn random(g: &mut Dice, v: i16) -> Self;
}

macro_rules! random_numbers {
    ($($number:ty),*) => { $(
        impl Random for $number {
            fn random(g: &mut Dice, _: i16) -> Self {
                if g.tame {
                    // The smaller types are codes, the larger ones quantities.
                    return g.below([0, 2, 3, 0, 1000, 0, 0, 0, 1_000_000][size_of::<Self>()]) as Self;
                }
                // Small, extreme and any.
                match g.below(4) {
                    0 => g.below(5) as Self,
                    1 => Self::MAX,
                    2 => Self::MIN,
                    _ => g.next() as Self,
                }
            }
        }
    )* };
}

random_numbers!(i8, i16, u16, i32, i64);

impl Random for bool {
    fn random(g: &mut Dice, _: i16) -> Self {
        g.one_in(2)
    }
}

impl Random for Uuid {
    fn random(g: &mut Dice, _: i16) -> Self {
        let halves = (u128::from(g.next()) << 64) | u128::from(g.next());
        Self(halves.to_be_bytes())
    }
}

impl Random for String {
    fn random(g: &mut Dice, _: i16) -> Self {
        const LETTERS: [char; 8] = ['a', 'Z', '-', '.', '_', '7', 'ß', '語'];
        // Now and then longer than one byte of a compact length can say.
        let length = if g.one_in(10) { 200 } else { g.below(12) };
        // Long enough that no two topics of a message have one name.
        let length = if g.tame { length.max(8) } else { length };
        (0..length).map(|_| LETTERS[g.below(8) as usize]).collect()
    }
}

impl Random for Bytes {
    fn random(g: &mut Dice, _: i16) -> Self {
        g.bytes(40).into()
    }
}

impl Random for Records {
    fn random(g: &mut Dice, _: i16) -> Self {
        match g.below(4) {
            0 => Self::Null,
            1 => Self::Here(g.bytes(3000).into()),
            _ => Self::Here(g.bytes(40).into()),
        }
    }
}

include!(concat!(env!("OUT_DIR"), "/random.rs"));
