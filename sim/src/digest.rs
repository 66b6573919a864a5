//! A digest of anything that can be serialized: a fixed-width little-endian encoding through 128-bit FNV-1a.
//!
//! Promises the same number natively and in wasm. Never uses `Hash`, whose output is nobody's promise, and
//! knows no floats: there are none in any state.

use core::fmt;

use serde::{Serialize, ser};

const OFFSET_BASIS: u128 = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d;
const PRIME: u128 = 0x0000_0000_0100_0000_0000_0000_0000_013b;

/// A digest that grows as it is fed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Digest(u128);

impl Default for Digest {
    fn default() -> Digest {
        Digest(OFFSET_BASIS)
    }
}

impl Digest {
    /// Feeds bytes. Their number is not part of it: feed that yourself where it matters.
    pub fn bytes(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u128::from(*byte)).wrapping_mul(PRIME);
        }
    }

    /// Feeds eight bytes at once: an eighth of the multiplications, for long contents.
    pub fn block(&mut self, bytes: &[u8]) {
        let (words, rest) = bytes.as_chunks::<8>();
        for word in words {
            self.0 = (self.0 ^ u128::from(u64::from_le_bytes(*word))).wrapping_mul(PRIME);
        }
        self.bytes(rest);
        self.number(bytes.len() as u64);
    }

    /// Feeds a number, as eight bytes.
    pub fn number(&mut self, number: u64) {
        self.0 = (self.0 ^ u128::from(number)).wrapping_mul(PRIME);
    }

    /// Feeds a value.
    pub fn value(&mut self, value: &(impl Serialize + ?Sized)) {
        // Only a float can fail, and there are none.
        if value.serialize(&mut *self).is_err() {
            self.bytes(b"float");
        }
    }

    /// What has been fed so far, as a number.
    #[must_use]
    pub fn finish(self) -> u128 {
        self.0
    }
}

/// The digest of one value.
#[must_use]
pub fn of(value: &(impl Serialize + ?Sized)) -> u128 {
    let mut digest = Digest::default();
    digest.value(value);
    digest.finish()
}

/// A value holds a float.
#[derive(Debug)]
pub struct HoldsFloat;

impl fmt::Display for HoldsFloat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("floats have no place in a digest")
    }
}

impl core::error::Error for HoldsFloat {}

impl ser::Error for HoldsFloat {
    fn custom<T: fmt::Display>(_: T) -> HoldsFloat {
        HoldsFloat
    }
}

macro_rules! fixed_width {
    ($($method:ident($type:ty)),* $(,)?) => {
        $(fn $method(self, value: $type) -> Result<(), HoldsFloat> {
            self.bytes(&value.to_le_bytes());
            Ok(())
        })*
    };
}

impl ser::Serializer for &mut Digest {
    type Ok = ();
    type Error = HoldsFloat;
    type SerializeSeq = Self;
    type SerializeTuple = Self;
    type SerializeTupleStruct = Self;
    type SerializeTupleVariant = Self;
    type SerializeMap = Self;
    type SerializeStruct = Self;
    type SerializeStructVariant = Self;

    fixed_width! {
        serialize_i8(i8), serialize_i16(i16), serialize_i32(i32), serialize_i64(i64), serialize_i128(i128),
        serialize_u8(u8), serialize_u16(u16), serialize_u32(u32), serialize_u64(u64), serialize_u128(u128),
    }

    fn serialize_bool(self, value: bool) -> Result<(), HoldsFloat> {
        self.bytes(&[u8::from(value)]);
        Ok(())
    }

    fn serialize_f32(self, _: f32) -> Result<(), HoldsFloat> {
        Err(HoldsFloat)
    }

    fn serialize_f64(self, _: f64) -> Result<(), HoldsFloat> {
        Err(HoldsFloat)
    }

    fn serialize_char(self, value: char) -> Result<(), HoldsFloat> {
        self.serialize_u32(u32::from(value))
    }

    fn serialize_str(self, value: &str) -> Result<(), HoldsFloat> {
        self.serialize_bytes(value.as_bytes())
    }

    fn serialize_bytes(self, value: &[u8]) -> Result<(), HoldsFloat> {
        self.number(value.len() as u64);
        self.bytes(value);
        Ok(())
    }

    fn serialize_none(self) -> Result<(), HoldsFloat> {
        self.serialize_u8(0)
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), HoldsFloat> {
        self.bytes(&[1]);
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<(), HoldsFloat> {
        Ok(())
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result<(), HoldsFloat> {
        Ok(())
    }

    fn serialize_unit_variant(self, _: &'static str, index: u32, _: &'static str) -> Result<(), HoldsFloat> {
        self.serialize_u32(index)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _: &'static str, value: &T) -> Result<(), HoldsFloat> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        index: u32,
        _: &'static str,
        value: &T,
    ) -> Result<(), HoldsFloat> {
        self.bytes(&index.to_le_bytes());
        value.serialize(self)
    }

    fn serialize_seq(self, length: Option<usize>) -> Result<Self, HoldsFloat> {
        self.number(length.map_or(u64::MAX, |length| length as u64));
        Ok(self)
    }

    fn serialize_tuple(self, _: usize) -> Result<Self, HoldsFloat> {
        Ok(self)
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Self, HoldsFloat> {
        Ok(self)
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        index: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self, HoldsFloat> {
        self.bytes(&index.to_le_bytes());
        Ok(self)
    }

    fn serialize_map(self, length: Option<usize>) -> Result<Self, HoldsFloat> {
        self.serialize_seq(length)
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Self, HoldsFloat> {
        Ok(self)
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        index: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self, HoldsFloat> {
        self.bytes(&index.to_le_bytes());
        Ok(self)
    }
}

macro_rules! compound {
    ($($trait:ident :: $method:ident),* $(,)?) => {
        $(impl ser::$trait for &mut Digest {
            type Ok = ();
            type Error = HoldsFloat;

            fn $method<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), HoldsFloat> {
                value.serialize(&mut **self)
            }

            fn end(self) -> Result<(), HoldsFloat> {
                Ok(())
            }
        })*
    };
}

compound! {
    SerializeSeq::serialize_element,
    SerializeTuple::serialize_element,
    SerializeTupleStruct::serialize_field,
    SerializeTupleVariant::serialize_field,
}

macro_rules! compound_named {
    ($($trait:ident),* $(,)?) => {
        $(impl ser::$trait for &mut Digest {
            type Ok = ();
            type Error = HoldsFloat;

            fn serialize_field<T: Serialize + ?Sized>(&mut self, _: &'static str, value: &T) -> Result<(), HoldsFloat> {
                value.serialize(&mut **self)
            }

            fn end(self) -> Result<(), HoldsFloat> {
                Ok(())
            }
        })*
    };
}

compound_named!(SerializeStruct, SerializeStructVariant);

impl ser::SerializeMap for &mut Digest {
    type Ok = ();
    type Error = HoldsFloat;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), HoldsFloat> {
        key.serialize(&mut **self)
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), HoldsFloat> {
        value.serialize(&mut **self)
    }

    fn end(self) -> Result<(), HoldsFloat> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_function_is_fnv_1a() {
        let mut digest = Digest::default();
        assert_eq!(digest.finish(), OFFSET_BASIS);
        digest.bytes(b"a");
        assert_eq!(digest.finish(), 0xd228_cb69_6f1a_8caf_7891_2b70_4e4a_8964);
    }

    #[test]
    fn values_that_differ_anywhere_differ_in_digest() {
        let all =
            [of(&(1u8, 2u16)), of(&(2u8, 1u16)), of(&("ab", "c")), of(&("a", "bc")), of(&Some(0u8)), of(&None::<u8>)];
        for (index, one) in all.iter().enumerate() {
            assert!(all[index + 1..].iter().all(|other| other != one));
        }
    }

    #[test]
    fn long_contents_depend_on_every_byte_and_the_length() {
        let block = |bytes: &[u8]| {
            let mut digest = Digest::default();
            digest.block(bytes);
            digest.finish()
        };
        let zeros = [0; 20];
        let mut other = zeros;
        other[19] = 1;
        assert_ne!(block(&zeros), block(&other));
        assert_ne!(block(&zeros), block(&zeros[..19]));
    }
}
