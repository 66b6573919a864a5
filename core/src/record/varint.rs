//! Kafka's zigzag variable-length integers, as records use them: at most 5 bytes for 32 bits, 10 for 64.

use alloc::vec::Vec;

/// Reads a signed 64-bit integer at `*at` and moves `*at` past it. `None`: the bytes end, or the number is longer than 10 bytes.
pub(crate) fn read_i64(bytes: &[u8], at: &mut usize) -> Option<i64> {
    let raw = read_u64(bytes, at, 63)?;
    Some(((raw >> 1) as i64) ^ -((raw & 1) as i64))
}

/// Reads a signed 32-bit integer at `*at` and moves `*at` past it. `None`: the bytes end, or the number does not fit.
pub(crate) fn read_i32(bytes: &[u8], at: &mut usize) -> Option<i32> {
    let raw = u32::try_from(read_u64(bytes, at, 28)?).ok()?;
    Some(((raw >> 1) as i32) ^ -((raw & 1) as i32))
}

/// Appends `value`.
pub(crate) fn write(out: &mut Vec<u8>, value: i64) {
    let mut left = zigzag(value);
    while left >= 0x80 {
        out.push((left as u8) | 0x80);
        left >>= 7;
    }
    out.push(left as u8);
}

/// How many bytes [`write`] appends for `value`.
pub(crate) fn size(value: i64) -> usize {
    let bits = 64 - (zigzag(value) | 1).leading_zeros() as usize;
    bits.div_ceil(7)
}

fn zigzag(value: i64) -> u64 {
    ((value << 1) ^ (value >> 63)) as u64
}

/// Seven bits a byte, the lowest first; the byte at `shift_max` is the last that may come.
fn read_u64(bytes: &[u8], at: &mut usize, shift_max: u32) -> Option<u64> {
    // Most numbers in a record are small.
    if let Some(byte) = bytes.get(*at).filter(|byte| **byte < 0x80) {
        *at += 1;
        return Some(u64::from(*byte));
    }
    let mut value = 0_u64;
    let mut shift = 0;
    loop {
        let byte = *bytes.get(*at)?;
        *at += 1;
        let part = u64::from(byte & 0x7f);
        if shift == 63 && part > 1 {
            return None; // more than 64 bits
        }
        value |= part << shift;
        if byte & 0x80 == 0 {
            return Some(value);
        }
        if shift >= shift_max {
            return None;
        }
        shift += 7;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn small_numbers_take_one_byte_and_alternate_in_sign() {
        for (value, byte) in [(0, 0), (-1, 1), (1, 2), (-2, 3), (63, 126), (-64, 127)] {
            let mut out = Vec::new();
            write(&mut out, value);
            assert_eq!(out, [byte]);
        }
    }

    #[test]
    fn numbers_that_never_end_or_do_not_fit_are_refused() {
        assert_eq!(read_i64(&[0x80; 20], &mut 0), None);
        assert_eq!(read_i32(&[0x80; 20], &mut 0), None);
        assert_eq!(read_i32(&[0x80], &mut 0), None);
        assert_eq!(read_i32(&[0xff, 0xff, 0xff, 0xff, 0x1f], &mut 0), None, "33 bits");
        assert_eq!(read_i32(&[0xff, 0xff, 0xff, 0xff, 0x0f], &mut 0), Some(i32::MIN));
        let mut long = [0xff; 10];
        long[9] = 0x02;
        assert_eq!(read_i64(&long, &mut 0), None, "65 bits");
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(value: i64) {
            let mut out = Vec::new();
            write(&mut out, value);
            let mut at = 0;
            prop_assert_eq!(read_i64(&out, &mut at), Some(value));
            prop_assert_eq!(at, out.len());
            prop_assert_eq!(size(value), out.len());
            prop_assert_eq!(read_i32(&out, &mut 0), i32::try_from(value).ok());
        }
    }
}
