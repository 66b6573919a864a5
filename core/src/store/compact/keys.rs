//! Which record is the last of its key, as far as a pass has looked.

use crate::sorted::SortedMap;

use bytes::Bytes;

use crate::id::Offset;

/// What an entry costs besides its key, in bytes: roughly.
const ENTRY_BYTES: u64 = 64;

/// Keys with the offset of their last record. Whole keys, not hashes: two keys are never taken for one.
#[derive(Clone, Debug, Default)]
pub(super) struct Keys {
    last: SortedMap<Bytes, Offset>,
    bytes: u64,
}

impl Keys {
    /// A record of this key lies at `offset`.
    pub(super) fn note(&mut self, key: &[u8], offset: Offset) {
        if let Some(last) = self.last.get_mut(key) {
            *last = (*last).max(offset);
            return;
        }
        self.bytes = self.bytes.saturating_add(ENTRY_BYTES + key.len() as u64);
        self.last.insert(Bytes::copy_from_slice(key), offset);
    }

    /// Whether a later record of this key is known.
    pub(super) fn is_outdated(&self, key: &[u8], offset: Offset) -> bool {
        self.last.get(key).is_some_and(|last| *last > offset)
    }

    /// Roughly the bytes it takes.
    pub(super) fn bytes(&self) -> u64 {
        self.bytes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_later_record_of_the_same_key_outdates() {
        let mut keys = Keys::default();
        keys.note(b"a", Offset(3));
        keys.note(b"a", Offset(7));
        keys.note(b"", Offset(5));
        assert!(keys.is_outdated(b"a", Offset(3)) && !keys.is_outdated(b"a", Offset(7)));
        assert!(!keys.is_outdated(b"a", Offset(8)), "what came after the pass has looked is kept");
        assert!(keys.is_outdated(b"", Offset(4)), "an empty key is a key");
        assert!(!keys.is_outdated(b"b", Offset(0)));
        assert_eq!(keys.bytes(), 2 * ENTRY_BYTES + 1);
    }
}
