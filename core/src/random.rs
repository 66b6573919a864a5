//! Randomness from a seed: one stream per purpose, so that a new draw in one place does not disturb another.

/// SplitMix64 (Steele, Lea and Flood, 2014): small, good enough to spread ids and jitter, equal on every machine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Random {
    state: u64,
}

impl Random {
    /// The stream of `purpose` under `seed`.
    #[must_use]
    pub fn new(seed: u64, purpose: &str) -> Random {
        let mut random = Random { state: seed };
        for byte in purpose.bytes() {
            random.state = random.next_u64() ^ u64::from(byte);
        }
        random
    }

    /// 64 random bits.
    pub fn next_u64(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.state;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number in `0..bound`; 0 when `bound` is 0.
    pub fn below(&mut self, bound: u64) -> u64 {
        let wide = u128::from(self.next_u64()) * u128::from(bound);
        (wide >> 64) as u64
    }

    /// Sixteen random bytes, shaped as a version-4 UUID: never zero.
    pub fn uuid(&mut self) -> [u8; 16] {
        let mut bytes = [0; 16];
        bytes[..8].copy_from_slice(&self.next_u64().to_be_bytes());
        bytes[8..].copy_from_slice(&self.next_u64().to_be_bytes());
        bytes[6] = bytes[6] & 0x0f | 0x40;
        bytes[8] = bytes[8] & 0x3f | 0x80;
        bytes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn streams_repeat_and_differ_by_purpose() {
        let draw = |seed, purpose| Random::new(seed, purpose).next_u64();
        assert_eq!(draw(1, "ids"), draw(1, "ids"));
        assert_ne!(draw(1, "ids"), draw(1, "jitter"));
        assert_ne!(draw(1, "ids"), draw(2, "ids"));
    }

    #[test]
    fn below_stays_below() {
        let mut random = Random::new(7, "test");
        assert!((0..1000).all(|_| random.below(3) < 3));
        assert_eq!(random.below(0), 0);
    }
}
