//! A queue that is empty most of the time, and then no larger than a pointer: there are many of them, and copies of their owners
//! are kept.

use alloc::{boxed::Box, collections::VecDeque};

/// The queue.
#[derive(Clone, Debug)]
pub(crate) struct Line<T>(
    /// None of them is empty.
    #[expect(clippy::box_collection, reason = "it is there for the room that an empty one takes")]
    Option<Box<VecDeque<T>>>,
);

impl<T> Default for Line<T> {
    fn default() -> Line<T> {
        Line(None)
    }
}

impl<T> Line<T> {
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_none()
    }

    pub(crate) fn len(&self) -> usize {
        self.0.as_ref().map_or(0, |queue| queue.len())
    }

    pub(crate) fn front(&self) -> Option<&T> {
        self.get(0)
    }

    pub(crate) fn get(&self, index: usize) -> Option<&T> {
        self.0.as_ref()?.get(index)
    }

    pub(crate) fn get_mut(&mut self, index: usize) -> Option<&mut T> {
        self.0.as_mut()?.get_mut(index)
    }

    pub(crate) fn iter_mut(&mut self) -> impl Iterator<Item = &mut T> {
        self.0.iter_mut().flat_map(|queue| queue.iter_mut())
    }

    pub(crate) fn push_back(&mut self, item: T) {
        self.insert(self.len(), item);
    }

    /// So many come before it.
    pub(crate) fn insert(&mut self, index: usize, item: T) {
        // Few wait at a time: room for one at first.
        self.0.get_or_insert_with(|| Box::new(VecDeque::with_capacity(1))).insert(index, item);
    }

    pub(crate) fn pop_front(&mut self) -> Option<T> {
        let queue = self.0.as_mut()?;
        let item = queue.pop_front();
        if queue.is_empty() {
            self.0 = None;
        }
        item
    }

    /// How many at the front are as `is` says: all of those come before all others.
    pub(crate) fn partition_point(&self, is: impl FnMut(&T) -> bool) -> usize {
        self.0.as_ref().map_or(0, |queue| queue.partition_point(is))
    }

    /// Takes all out.
    pub(crate) fn take(&mut self) -> impl Iterator<Item = T> {
        self.0.take().map(|queue| *queue).unwrap_or_default().into_iter()
    }
}

impl<T> From<T> for Line<T> {
    fn from(only: T) -> Line<T> {
        let mut line = Line::default();
        line.push_back(only);
        line
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn first_in_first_out_and_nothing_stays() {
        let mut line = Line::from(2);
        line.push_back(4);
        assert_eq!(line.partition_point(|item| *item < 3), 1);
        line.insert(1, 3);
        line.iter_mut().for_each(|item| *item *= 10);
        assert_eq!((line.len(), line.front(), line.get(1)), (3, Some(&20), Some(&30)));
        line.get_mut(1).into_iter().for_each(|item| *item += 1);
        assert_eq!(
            (line.pop_front(), line.pop_front(), line.pop_front(), line.pop_front()),
            (Some(20), Some(31), Some(40), None)
        );
        assert!(line.is_empty() && line.0.is_none());
        line.push_back(5);
        assert!(line.take().eq([5]) && line.is_empty());
    }
}
