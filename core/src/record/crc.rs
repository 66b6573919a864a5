//! CRC-32C (Castagnoli), the checksum of a record batch.
//!
//! One result, two engines: the `crc` crate's table by default (no_std, small), the processor's own
//! instruction with the feature `fast-crc`. [`combine`] and [`replace_prefix`] change what stands at the front of
//! a long checksummed text in O(log n): stamping a batch never reads its payload again.

/// The reflected Castagnoli polynomial, without its leading term.
const POLYNOMIAL: u32 = 0x82F6_3B78;

/// The checksum of `bytes`.
#[must_use]
pub fn crc32c(bytes: &[u8]) -> u32 {
    append(0, bytes)
}

/// The checksum of what `crc` covers followed by `bytes`: for text that arrives in pieces.
#[cfg(feature = "fast-crc")]
#[must_use]
pub fn append(crc: u32, bytes: &[u8]) -> u32 {
    crc32c::crc32c_append(crc, bytes)
}

/// The checksum of what `crc` covers followed by `bytes`: for text that arrives in pieces.
#[cfg(not(feature = "fast-crc"))]
#[must_use]
pub fn append(crc: u32, bytes: &[u8]) -> u32 {
    static TABLE: crc::Crc<u32, crc::Table<1>> = crc::Crc::<u32, crc::Table<1>>::new(&crc::CRC_32_ISCSI);
    // The library takes its register unreflected and before the final inversion.
    let mut digest = TABLE.digest_with_initial((!crc).reverse_bits());
    digest.update(bytes);
    digest.finalize()
}

/// The checksum of `A B`, from the checksums of `A` and of `B` and the length of `B` in bytes.
#[must_use]
pub fn combine(crc_a: u32, crc_b: u32, len_b: u64) -> u32 {
    shift(crc_a, len_b) ^ crc_b
}

/// The checksum of `new rest`, from that of `old rest` (`whole`), where `old` and `new` are equally long
/// and `len_rest` bytes follow them.
#[must_use]
pub fn replace_prefix(whole: u32, old: &[u8], new: &[u8], len_rest: u64) -> u32 {
    debug_assert_eq!(old.len(), new.len(), "the length of a prefix cannot change");
    whole ^ shift(crc32c(old) ^ crc32c(new), len_rest)
}

/// `crc` times x^(8·`len`) modulo the polynomial: what `len` zero bytes do to a register.
fn shift(crc: u32, len: u64) -> u32 {
    // Square and multiply. x^8 reflected is bit 31-8; each squaring doubles the number of bytes.
    let mut power = 1 << (31 - 8);
    let mut product = crc;
    let mut left = len;
    while left > 0 {
        if left & 1 == 1 {
            product = multiply(power, product);
        }
        power = multiply(power, power);
        left >>= 1;
    }
    product
}

/// The product of two reflected polynomials modulo [`POLYNOMIAL`].
fn multiply(a: u32, mut b: u32) -> u32 {
    let mut product = 0;
    for bit in (0..32).rev() {
        if a & (1 << bit) != 0 {
            product ^= b;
        }
        b = (b >> 1) ^ if b & 1 == 1 { POLYNOMIAL } else { 0 };
    }
    product
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::vec;
    use alloc::vec::Vec;
    use proptest::prelude::*;

    #[test]
    fn the_published_check_values_hold() {
        // RFC 3720, appendix B.4, and the catalogue's check value.
        assert_eq!(crc32c(b"123456789"), 0xE306_9283);
        assert_eq!(crc32c(&[0; 32]), 0x8A91_36AA);
        assert_eq!(crc32c(&[0xFF; 32]), 0x62A8_AB43);
        let rising: Vec<u8> = (0..32).collect();
        assert_eq!(crc32c(&rising), 0x46DD_794E);
        assert_eq!(crc32c(b""), 0);
    }

    #[test]
    fn a_prefix_before_many_gigabytes_can_be_replaced() {
        // Only the logarithm of the length counts; this one would take seconds by scanning.
        let far = 1 << 40;
        let once = replace_prefix(7, b"old", b"new", far);
        assert_ne!(once, 7);
        assert_eq!(replace_prefix(once, b"new", b"old", far), 7);
    }

    proptest! {
        #[test]
        fn pieces_give_the_checksum_of_the_whole(a: Vec<u8>, b: Vec<u8>) {
            let mut whole = a.clone();
            whole.extend_from_slice(&b);
            prop_assert_eq!(append(crc32c(&a), &b), crc32c(&whole));
            prop_assert_eq!(combine(crc32c(&a), crc32c(&b), b.len() as u64), crc32c(&whole));
        }

        #[test]
        fn replacing_a_prefix_is_the_same_as_scanning_again(pair in prop::collection::vec(any::<(u8, u8)>(), 0..60), rest: Vec<u8>) {
            let (old, new): (Vec<u8>, Vec<u8>) = pair.into_iter().unzip();
            let whole = |front: &[u8]| { let mut text = vec![]; text.extend_from_slice(front); text.extend_from_slice(&rest); crc32c(&text) };
            prop_assert_eq!(replace_prefix(whole(&old), &old, &new, rest.len() as u64), whole(&new));
        }
    }
}
