//! Maps and sets in the order of their keys, with the interface of `BTreeMap` and `BTreeSet` as far as it is used here.
//!
//! The page is a download, and this program has some 150 kinds of maps: of each, a B-tree brings about 4 KB of code, and this about one.
//! The entries lie in pieces of at most `FULL` entries, so a piece is what an insertion or a removal moves, however
//! large the map is. Most maps have a single piece.

mod set;
#[cfg(test)]
mod tests;

use alloc::vec::{self, Vec};
use core::borrow::Borrow;
use core::fmt;
use core::hash::{Hash, Hasher};
use core::iter::Flatten;
use core::marker::PhantomData;
use core::ops::{Bound, Index, RangeBounds};
use core::slice;

use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

pub use set::SortedSet;

/// A map in the order of its keys.
#[derive(Clone)]
pub struct SortedMap<K, V> {
    /// None of them is empty.
    pieces: Vec<Vec<(K, V)>>,
}

/// Where an entry is, or would be: in which piece, and where in it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Place {
    piece: usize,
    at: usize,
}

impl<K, V> SortedMap<K, V> {
    /// So many entries are in a piece at the most: what fits into a page of memory, but neither few nor many.
    const FULL: usize = match 4096_usize.checked_div(size_of::<(K, V)>()) {
        Some(..8) => 8,
        Some(fit @ 8..64) => fit,
        Some(64..) | None => 64,
    };

    /// An empty map.
    pub const fn new() -> SortedMap<K, V> {
        SortedMap { pieces: Vec::new() }
    }

    /// How many entries there are.
    pub fn len(&self) -> usize {
        self.pieces.iter().map(Vec::len).sum()
    }

    /// True without any entry.
    pub fn is_empty(&self) -> bool {
        self.pieces.is_empty()
    }

    /// Removes all entries.
    pub fn clear(&mut self) {
        self.pieces.clear();
    }

    /// The entries in order.
    pub fn iter(&self) -> Iter<'_, K, V> {
        Iter { front: [].iter(), pieces: self.pieces.iter(), back: [].iter() }
    }

    /// The entries in order, their values to be changed.
    pub fn iter_mut(&mut self) -> IterMut<'_, K, V> {
        IterMut(self.pieces.iter_mut().flatten())
    }

    /// The keys in order.
    pub fn keys(&self) -> impl DoubleEndedIterator<Item = &K> + ExactSizeIterator + Clone {
        self.iter().map(|(key, _)| key)
    }

    /// The values in the order of their keys.
    pub fn values(&self) -> impl DoubleEndedIterator<Item = &V> + ExactSizeIterator + Clone {
        self.iter().map(|(_, value)| value)
    }

    /// The values in the order of their keys, to be changed.
    pub fn values_mut(&mut self) -> impl DoubleEndedIterator<Item = &mut V> {
        self.iter_mut().map(|(_, value)| value)
    }

    /// The keys in order, without the map.
    pub fn into_keys(self) -> impl DoubleEndedIterator<Item = K> {
        self.into_iter().map(|(key, _)| key)
    }

    /// The values in the order of their keys, without the map.
    pub fn into_values(self) -> impl DoubleEndedIterator<Item = V> {
        self.into_iter().map(|(_, value)| value)
    }

    /// The entry with the least key.
    pub fn first_key_value(&self) -> Option<(&K, &V)> {
        self.iter().next()
    }

    /// The entry with the greatest key.
    pub fn last_key_value(&self) -> Option<(&K, &V)> {
        self.iter().next_back()
    }

    /// Takes the entry with the least key.
    pub fn pop_first(&mut self) -> Option<(K, V)> {
        (!self.is_empty()).then(|| self.remove_at(Place { piece: 0, at: 0 }))
    }

    /// Keeps only the entries of which `keep` says so.
    pub fn retain(&mut self, mut keep: impl FnMut(&K, &mut V) -> bool) {
        for piece in &mut self.pieces {
            piece.retain_mut(|(key, value)| keep(key, value));
        }
        self.pieces.retain(|piece| !piece.is_empty());
    }

    fn insert_at(&mut self, mut place: Place, key: K, value: V) -> &mut V {
        if self.pieces.capacity() == 0 {
            // Most maps stay small, and many are copied: no room for more than there is, at first.
            self.pieces.reserve_exact(1);
        }
        if self.pieces.is_empty() {
            self.pieces.push(Vec::with_capacity(2));
        }
        let piece = &mut self.pieces[place.piece];
        if piece.len() >= Self::FULL {
            // in two; but what grows at its end stays full
            let middle = if place.at == piece.len() { place.at } else { piece.len() / 2 };
            let rest = piece.split_off(middle);
            self.pieces.insert(place.piece + 1, rest);
            if place.at >= middle {
                place = Place { piece: place.piece + 1, at: place.at - middle };
            }
        }
        let piece = &mut self.pieces[place.piece];
        piece.insert(place.at, (key, value));
        &mut piece[place.at].1
    }

    fn remove_at(&mut self, place: Place) -> (K, V) {
        let piece = &mut self.pieces[place.piece];
        let entry = piece.remove(place.at);
        let left = piece.len();
        if left == 0 {
            self.pieces.remove(place.piece);
        } else if left <= Self::FULL / 4
            && let Some(next) = self.pieces.get(place.piece + 1)
            && next.len() <= Self::FULL / 2
        {
            let mut next = self.pieces.remove(place.piece + 1);
            self.pieces[place.piece].append(&mut next);
        }
        entry
    }
}

impl<K: Ord, V> SortedMap<K, V> {
    fn find<Q: Ord + ?Sized>(&self, key: &Q) -> Result<Place, Place>
    where
        K: Borrow<Q>,
    {
        let piece = self.pieces.partition_point(|piece| piece.last().is_some_and(|(last, _)| last.borrow() < key));
        let Some(entries) = self.pieces.get(piece) else {
            let at = self.pieces.last().map_or(0, Vec::len);
            return Err(Place { piece: piece.saturating_sub(1), at });
        };
        match entries.binary_search_by(|(other, _)| other.borrow().cmp(key)) {
            Ok(at) => Ok(Place { piece, at }),
            Err(at) => Err(Place { piece, at }),
        }
    }

    /// The value of this key.
    pub fn get<Q: Ord + ?Sized>(&self, key: &Q) -> Option<&V>
    where
        K: Borrow<Q>,
    {
        let place = self.find(key).ok()?;
        Some(&self.pieces[place.piece][place.at].1)
    }

    /// The value of this key, to be changed.
    pub fn get_mut<Q: Ord + ?Sized>(&mut self, key: &Q) -> Option<&mut V>
    where
        K: Borrow<Q>,
    {
        let place = self.find(key).ok()?;
        Some(&mut self.pieces[place.piece][place.at].1)
    }

    /// True if the key has a value.
    pub fn contains_key<Q: Ord + ?Sized>(&self, key: &Q) -> bool
    where
        K: Borrow<Q>,
    {
        self.find(key).is_ok()
    }

    /// Gives the key this value, and returns the one that it had.
    pub fn insert(&mut self, key: K, value: V) -> Option<V> {
        match self.find(&key) {
            Ok(place) => Some(core::mem::replace(&mut self.pieces[place.piece][place.at].1, value)),
            Err(place) => {
                self.insert_at(place, key, value);
                None
            }
        }
    }

    /// Takes the value of this key.
    pub fn remove<Q: Ord + ?Sized>(&mut self, key: &Q) -> Option<V>
    where
        K: Borrow<Q>,
    {
        self.remove_entry(key).map(|(_, value)| value)
    }

    /// Takes this key and its value.
    pub fn remove_entry<Q: Ord + ?Sized>(&mut self, key: &Q) -> Option<(K, V)>
    where
        K: Borrow<Q>,
    {
        let place = self.find(key).ok()?;
        Some(self.remove_at(place))
    }

    /// The key's place, to be looked at or filled.
    pub fn entry(&mut self, key: K) -> Entry<'_, K, V> {
        let place = self.find(&key);
        Entry { map: self, key, place }
    }

    /// The entries with keys in a range, in order.
    pub fn range<Q: Ord + ?Sized>(&self, range: impl RangeBounds<Q>) -> Iter<'_, K, V>
    where
        K: Borrow<Q>,
    {
        let place = |key: &Q, past: bool| match self.find(key) {
            Ok(place) if past => Place { at: place.at + 1, ..place },
            Ok(place) | Err(place) => place,
        };
        let from = match range.start_bound() {
            Bound::Included(key) => place(key, false),
            Bound::Excluded(key) => place(key, true),
            Bound::Unbounded => Place { piece: 0, at: 0 },
        };
        let to = match range.end_bound() {
            Bound::Included(key) => place(key, true),
            Bound::Excluded(key) => place(key, false),
            Bound::Unbounded => Place { piece: self.pieces.len(), at: 0 },
        };
        if from >= to {
            return Iter { front: [].iter(), pieces: [].iter(), back: [].iter() };
        }
        let piece = |index: usize| self.pieces.get(index).map_or(&[][..], Vec::as_slice);
        if from.piece == to.piece {
            return Iter { front: piece(from.piece)[from.at..to.at].iter(), pieces: [].iter(), back: [].iter() };
        }
        Iter {
            front: piece(from.piece)[from.at..].iter(),
            pieces: self.pieces[from.piece + 1..to.piece].iter(),
            back: piece(to.piece)[..to.at].iter(),
        }
    }
}

impl<K, V> Default for SortedMap<K, V> {
    fn default() -> SortedMap<K, V> {
        SortedMap::new()
    }
}

impl<K: PartialEq, V: PartialEq> PartialEq for SortedMap<K, V> {
    fn eq(&self, other: &SortedMap<K, V>) -> bool {
        self.len() == other.len() && self.iter().eq(other)
    }
}

impl<K: Eq, V: Eq> Eq for SortedMap<K, V> {}

impl<K: Hash, V: Hash> Hash for SortedMap<K, V> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.len().hash(state);
        for entry in self {
            entry.hash(state);
        }
    }
}

impl<K: fmt::Debug, V: fmt::Debug> fmt::Debug for SortedMap<K, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self).finish()
    }
}

impl<K: Borrow<Q> + Ord, Q: Ord + ?Sized, V> Index<&Q> for SortedMap<K, V> {
    type Output = V;

    fn index(&self, key: &Q) -> &V {
        self.get(key).expect("no entry of this key")
    }
}

impl<K: Ord, V> Extend<(K, V)> for SortedMap<K, V> {
    fn extend<I: IntoIterator<Item = (K, V)>>(&mut self, entries: I) {
        for (key, value) in entries {
            self.insert(key, value);
        }
    }
}

impl<K: Ord, V> FromIterator<(K, V)> for SortedMap<K, V> {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(entries: I) -> SortedMap<K, V> {
        let mut map = SortedMap::new();
        map.extend(entries);
        map
    }
}

impl<K: Ord, V, const N: usize> From<[(K, V); N]> for SortedMap<K, V> {
    fn from(entries: [(K, V); N]) -> SortedMap<K, V> {
        entries.into_iter().collect()
    }
}

impl<K: Serialize, V: Serialize> Serialize for SortedMap<K, V> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self)
    }
}

impl<'de, K: Deserialize<'de> + Ord, V: Deserialize<'de>> Deserialize<'de> for SortedMap<K, V> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<SortedMap<K, V>, D::Error> {
        struct Entries<K, V>(PhantomData<(K, V)>);
        impl<'de, K: Deserialize<'de> + Ord, V: Deserialize<'de>> Visitor<'de> for Entries<K, V> {
            type Value = SortedMap<K, V>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a map")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<SortedMap<K, V>, A::Error> {
                let mut map = SortedMap::new();
                while let Some((key, value)) = access.next_entry()? {
                    map.insert(key, value);
                }
                Ok(map)
            }
        }
        deserializer.deserialize_map(Entries(PhantomData))
    }
}

/// The entries in order.
pub struct Iter<'a, K, V> {
    front: slice::Iter<'a, (K, V)>,
    pieces: slice::Iter<'a, Vec<(K, V)>>,
    back: slice::Iter<'a, (K, V)>,
}

impl<K, V> Clone for Iter<'_, K, V> {
    fn clone(&self) -> Self {
        Iter { front: self.front.clone(), pieces: self.pieces.clone(), back: self.back.clone() }
    }
}

impl<'a, K, V> Iterator for Iter<'a, K, V> {
    type Item = (&'a K, &'a V);

    fn next(&mut self) -> Option<(&'a K, &'a V)> {
        loop {
            if let Some((key, value)) = self.front.next() {
                return Some((key, value));
            }
            match self.pieces.next() {
                Some(piece) => self.front = piece.iter(),
                None => return self.back.next().map(|(key, value)| (key, value)),
            }
        }
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let between: usize = self.pieces.clone().map(Vec::len).sum();
        let len = self.front.len() + between + self.back.len();
        (len, Some(len))
    }
}

impl<K, V> DoubleEndedIterator for Iter<'_, K, V> {
    fn next_back(&mut self) -> Option<Self::Item> {
        loop {
            if let Some((key, value)) = self.back.next_back() {
                return Some((key, value));
            }
            match self.pieces.next_back() {
                Some(piece) => self.back = piece.iter(),
                None => return self.front.next_back().map(|(key, value)| (key, value)),
            }
        }
    }
}

impl<K, V> ExactSizeIterator for Iter<'_, K, V> {}

/// The entries in order, their values to be changed.
pub struct IterMut<'a, K, V>(Flatten<slice::IterMut<'a, Vec<(K, V)>>>);

impl<'a, K, V> Iterator for IterMut<'a, K, V> {
    type Item = (&'a K, &'a mut V);

    fn next(&mut self) -> Option<(&'a K, &'a mut V)> {
        self.0.next().map(|(key, value)| (&*key, value))
    }
}

impl<K, V> DoubleEndedIterator for IterMut<'_, K, V> {
    fn next_back(&mut self) -> Option<Self::Item> {
        self.0.next_back().map(|(key, value)| (&*key, value))
    }
}

impl<'a, K, V> IntoIterator for &'a SortedMap<K, V> {
    type Item = (&'a K, &'a V);
    type IntoIter = Iter<'a, K, V>;

    fn into_iter(self) -> Iter<'a, K, V> {
        self.iter()
    }
}

impl<'a, K, V> IntoIterator for &'a mut SortedMap<K, V> {
    type Item = (&'a K, &'a mut V);
    type IntoIter = IterMut<'a, K, V>;

    fn into_iter(self) -> IterMut<'a, K, V> {
        self.iter_mut()
    }
}

impl<K, V> IntoIterator for SortedMap<K, V> {
    type Item = (K, V);
    type IntoIter = Flatten<vec::IntoIter<Vec<(K, V)>>>;

    fn into_iter(self) -> Self::IntoIter {
        self.pieces.into_iter().flatten()
    }
}

/// A key's place in a map.
pub struct Entry<'a, K, V> {
    map: &'a mut SortedMap<K, V>,
    key: K,
    place: Result<Place, Place>,
}

impl<'a, K, V> Entry<'a, K, V> {
    /// The value that is there, or this one from now on.
    pub fn or_insert_with(self, make: impl FnOnce() -> V) -> &'a mut V {
        match self.place {
            Ok(place) => &mut self.map.pieces[place.piece][place.at].1,
            Err(place) => self.map.insert_at(place, self.key, make()),
        }
    }

    /// The value that is there, or this one from now on.
    pub fn or_insert(self, value: V) -> &'a mut V {
        self.or_insert_with(|| value)
    }

    /// The value that is there, or the default from now on.
    pub fn or_default(self) -> &'a mut V
    where
        V: Default,
    {
        self.or_insert_with(V::default)
    }

    /// Changes the value that is there.
    pub fn and_modify(self, change: impl FnOnce(&mut V)) -> Entry<'a, K, V> {
        if let Ok(place) = self.place {
            change(&mut self.map.pieces[place.piece][place.at].1);
        }
        self
    }
}
