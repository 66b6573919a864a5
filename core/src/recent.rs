//! The newest of many things, in shared chunks: a copy costs pointers, and a change of the copy one chunk.

use alloc::{collections::VecDeque, sync::Arc, vec, vec::Vec};

/// Things in a chunk.
const CHUNK: usize = 8;

/// A queue that grows at its back and shrinks at both ends.
#[derive(Clone, Debug)]
pub(crate) struct Recent<T> {
    /// All are full but the last.
    chunks: VecDeque<Arc<Vec<T>>>,
    /// So many of the first chunk are gone.
    gone: usize,
    len: usize,
}

impl<T> Default for Recent<T> {
    fn default() -> Recent<T> {
        Recent { chunks: VecDeque::new(), gone: 0, len: 0 }
    }
}

impl<T: PartialEq> PartialEq for Recent<T> {
    fn eq(&self, other: &Recent<T>) -> bool {
        self.iter().eq(other.iter())
    }
}

impl<T: Eq> Eq for Recent<T> {}

impl<T> Recent<T> {
    pub(crate) fn len(&self) -> usize {
        self.len
    }

    pub(crate) fn get(&self, index: usize) -> Option<&T> {
        let place = self.gone + index;
        if index < self.len { self.chunks.get(place / CHUNK)?.get(place % CHUNK) } else { None }
    }

    pub(crate) fn front(&self) -> Option<&T> {
        self.get(0)
    }

    pub(crate) fn back(&self) -> Option<&T> {
        self.get(self.len.checked_sub(1)?)
    }

    /// From the oldest of them, or from a later one on.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &T> {
        self.iter_from(0)
    }

    pub(crate) fn iter_from(&self, first: usize) -> impl Iterator<Item = &T> {
        self.slices_from(first).flatten()
    }

    /// As [`Recent::iter_from`], by the chunk.
    pub(crate) fn slices_from(&self, first: usize) -> impl Iterator<Item = &[T]> {
        let place = self.gone + first.min(self.len);
        let chunks = self.chunks.iter().skip(place / CHUNK).enumerate();
        chunks.map(move |(index, chunk)| chunk.get(if index == 0 { place % CHUNK } else { 0 }..).unwrap_or_default())
    }

    /// How many at the front are as `is` says: all of those come before all others.
    pub(crate) fn partition_point(&self, mut is: impl FnMut(&T) -> bool) -> usize {
        let (mut low, mut high) = (0, self.len);
        while low < high {
            let middle = low + (high - low) / 2;
            if self.get(middle).is_some_and(&mut is) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        low
    }

    pub(crate) fn clear(&mut self) {
        *self = Recent::default();
    }

    pub(crate) fn pop_front(&mut self) {
        if self.len == 0 {
            return;
        }
        (self.gone, self.len) = (self.gone + 1, self.len - 1);
        if self.len == 0 {
            self.clear();
        } else if self.gone == CHUNK {
            self.chunks.pop_front();
            self.gone = 0;
        }
    }
}

impl<T: PartialEq> Recent<T> {
    /// Gives back memory that is spare.
    pub(crate) fn shrink(&mut self) {
        self.chunks.back_mut().and_then(Arc::get_mut).into_iter().for_each(Vec::shrink_to_fit);
        self.chunks.shrink_to_fit();
    }

    /// Keeps together with another queue the chunks that are the same there.
    pub(crate) fn share(&mut self, other: &Recent<T>) {
        for (own, theirs) in self.chunks.iter_mut().zip(&other.chunks) {
            if !Arc::ptr_eq(own, theirs) && own == theirs {
                *own = theirs.clone();
            }
        }
    }
}

impl<T: Copy> Recent<T> {
    pub(crate) fn push_back(&mut self, item: T) {
        match self.chunks.back_mut().filter(|last| last.len() < CHUNK) {
            Some(last) => {
                Arc::make_mut(last).push(item);
            }
            None => self.chunks.push_back(Arc::new(vec![item])),
        }
        self.len += 1;
    }

    pub(crate) fn pop_back(&mut self) -> Option<T> {
        let item = *self.back()?;
        self.len -= 1;
        if self.len == 0 {
            self.clear();
        } else if let Some(last) = self.chunks.back_mut() {
            let last = Arc::make_mut(last);
            last.pop();
            if last.is_empty() {
                self.chunks.pop_back();
            }
        }
        Some(item)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Random;

    #[test]
    fn it_is_a_queue_and_copies_stay_as_they_were() {
        for seed in 0..20 {
            let mut random = Random::new(seed, "recent");
            let (mut recent, mut plain) = (Recent::default(), VecDeque::new());
            for number in 0..2000u64 {
                let (before, as_it_was) = (recent.clone(), plain.clone());
                // Now it grows, now it shrinks.
                let grows = if number / 200 % 2 == 0 { 6 } else { 2 };
                match random.below(8) {
                    n if n < grows => {
                        recent.push_back(number);
                        plain.push_back(number);
                    }
                    6 => assert_eq!(recent.pop_back(), plain.pop_back()),
                    _ => {
                        recent.pop_front();
                        plain.pop_front();
                    }
                }
                assert!(before.iter().eq(&as_it_was));
                assert!(recent.iter().eq(&plain));
                assert_eq!((recent.len(), recent.front(), recent.back()), (plain.len(), plain.front(), plain.back()));
                let wanted = random.below(number + 1);
                let point = recent.partition_point(|item| *item < wanted);
                assert_eq!(point, plain.partition_point(|item| *item < wanted));
                assert!(recent.iter_from(point).eq(plain.range(point..)));
            }
        }
    }
}
