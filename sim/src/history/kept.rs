//! What clients saw, kept for whoever asks why: the newest of it, in pieces that copies of a world share.

use std::{collections::VecDeque, sync::Arc};

use glasslog_core::time::Instant;

use super::Seen;

/// So much is in a piece …
const PIECE: usize = 32;
/// … and so many pieces are kept.
const PIECES: usize = 256;

/// What was seen, oldest first.
#[derive(Clone, Debug, Default)]
pub(crate) struct Kept {
    pieces: VecDeque<Arc<[(Instant, Seen)]>>,
    newest: Vec<(Instant, Seen)>,
    /// Some of the oldest is not there any more.
    forgot: bool,
}

impl Kept {
    pub(super) fn add(&mut self, at: Instant, seen: &Seen) {
        self.newest.push((at, seen.clone()));
        if self.newest.len() >= PIECE {
            self.pieces.push_back(std::mem::take(&mut self.newest).into());
        }
        if self.pieces.len() > PIECES {
            self.pieces.pop_front();
            self.forgot = true;
        }
    }

    /// All that is kept, oldest first.
    pub(crate) fn iter(&self) -> impl DoubleEndedIterator<Item = &(Instant, Seen)> {
        self.pieces.iter().flat_map(|piece| piece.iter()).chain(&self.newest)
    }

    /// Whether some of the oldest is not there any more: then what is not found may have been.
    pub(crate) fn has_forgotten(&self) -> bool {
        self.forgot
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ActorId;

    #[test]
    fn the_newest_is_kept_in_order_and_a_copy_goes_on_by_itself() {
        let mut kept = Kept::default();
        let seen = |number| Seen::Unknown { producer: ActorId(1), number };
        let most = (PIECE * PIECES) as u64;
        (0..most).for_each(|number| kept.add(Instant(number), &seen(number)));
        assert!(!kept.has_forgotten());
        let copy = kept.clone();
        (most..2 * most).for_each(|number| kept.add(Instant(number), &seen(number)));
        assert!(kept.has_forgotten());
        let moments: Vec<u64> = kept.iter().map(|(at, _)| at.0).collect();
        assert!(moments.is_sorted() && moments.len() >= PIECE * PIECES && moments.last() == Some(&(2 * most - 1)));
        assert_eq!(copy.iter().count() as u64, most);
    }
}
