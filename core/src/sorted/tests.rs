//! What `BTreeMap` does, this does.

use alloc::collections::BTreeMap;
use core::ops::Bound;

use proptest::prelude::*;

use super::{SortedMap, SortedSet};

#[derive(Clone, Debug)]
enum Act {
    Insert(u16, u32),
    Remove(u16),
    Add(u16),
    PopFirst,
    Retain(u16),
}

fn act() -> impl Strategy<Value = Act> {
    let key = 0..600_u16;
    prop_oneof![
        8 => (key.clone(), any::<u32>()).prop_map(|(key, value)| Act::Insert(key, value)),
        4 => key.clone().prop_map(Act::Remove),
        2 => key.prop_map(Act::Add),
        1 => Just(Act::PopFirst),
        1 => (20..40_u16).prop_map(Act::Retain),
    ]
}

fn whole(map: &SortedMap<u16, u32>) {
    assert!(map.pieces.iter().all(|piece| !piece.is_empty() && piece.len() <= SortedMap::<u16, u32>::FULL));
    assert!(map.keys().is_sorted_by(|one, other| one < other));
}

proptest! {
    #[test]
    fn a_map_is_what_a_b_tree_is(acts in prop::collection::vec(act(), 0..1500)) {
        let (mut map, mut plain) = (SortedMap::new(), BTreeMap::new());
        for act in acts {
            match act {
                Act::Insert(key, value) => assert_eq!(map.insert(key, value), plain.insert(key, value)),
                Act::Remove(key) => assert_eq!(map.remove(&key), plain.remove(&key)),
                Act::Add(key) => {
                    *map.entry(key).and_modify(|value| *value /= 2).or_default() += 1;
                    *plain.entry(key).and_modify(|value| *value /= 2).or_default() += 1;
                }
                Act::PopFirst => assert_eq!(map.pop_first(), plain.pop_first()),
                Act::Retain(of) => {
                    map.retain(|key, _| key % of != 0);
                    plain.retain(|key, _| key % of != 0);
                }
            }
        }
        whole(&map);
        assert!(map.iter().eq(&plain));
        assert!(map.iter().rev().eq(plain.iter().rev()));
        assert_eq!(map.iter().len(), plain.len());
        assert!(map.iter_mut().eq(plain.iter_mut()));
        assert_eq!(map.first_key_value(), plain.first_key_value());
        assert_eq!(map.last_key_value(), plain.last_key_value());
        for key in (0..600).step_by(7) {
            assert_eq!(map.get(&key), plain.get(&key));
            assert!(map.range(key..key + 90).eq(plain.range(key..key + 90)));
            assert!(map.range(..=key).rev().eq(plain.range(..=key).rev()));
            let past = (Bound::Excluded(key), Bound::Unbounded);
            assert!(map.range(past).eq(plain.range(past)));
        }
        let bytes = postcard::to_allocvec(&map).expect("written");
        assert_eq!(bytes, postcard::to_allocvec(&plain).expect("written"));
        assert_eq!(postcard::from_bytes::<SortedMap<u16, u32>>(&bytes).expect("read"), map);
        assert_eq!(alloc::format!("{map:?}"), alloc::format!("{plain:?}"));
        assert!(map.into_iter().eq(plain));
    }
}

#[test]
fn what_grows_at_its_end_is_in_full_pieces() {
    let map: SortedMap<u16, u32> = (0..640).map(|key| (key, 0)).collect();
    whole(&map);
    assert_eq!(map.pieces.len(), 10);
}

#[test]
fn sets_are_joined_and_written() {
    let mut one = SortedSet::from([3, 1, 2]);
    let mut other = SortedSet::from([2, 7]);
    one.append(&mut other);
    assert!(other.is_empty() && one.iter().eq(&[1, 2, 3, 7]));
    assert!(!one.insert(7) && one.remove(&1) && !one.remove(&1));
    assert!(one.range(3..).eq(&[3, 7]));
    let bytes = postcard::to_allocvec(&one).expect("written");
    assert_eq!(postcard::from_bytes::<SortedSet<i32>>(&bytes).expect("read"), one);
    assert!(one.into_iter().rev().eq([7, 3, 2]));
}
