//! What a request names twice is answered once: an answer's size must follow from what there is, not from how often it is asked for.

use crate::sorted::SortedSet;
use alloc::vec::Vec;

/// The items without those whose key came before, in their order.
pub(crate) fn distinct<T, K: Ord + Clone>(mut items: Vec<T>, key: impl Fn(&T) -> &K) -> Vec<T> {
    if items.len() > 1 {
        let mut seen = SortedSet::new();
        items.retain(|item| seen.insert(key(item).clone()));
    }
    items
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_of_each_stays_in_its_place() {
        let items = alloc::vec![(3, 'a'), (1, 'b'), (3, 'c'), (2, 'd'), (1, 'e')];
        assert_eq!(distinct(items, |(key, _)| key), [(3, 'a'), (1, 'b'), (2, 'd')]);
    }
}
