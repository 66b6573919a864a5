use alloc::vec;

use super::{tail::Tail, *};

fn batch(base: i64, end: i64, bytes: u32) -> TailBatch {
    let (leader_epoch, max_timestamp) = (LeaderEpoch(0), Timestamp(0));
    TailBatch { base: Offset(base), end: Offset(end), leader_epoch, bytes, max_timestamp }
}

#[test]
fn the_tail_counts_bytes_between_offsets() {
    let tail = Tail::new(&[batch(10, 12, 100), batch(12, 13, 50), batch(13, 20, 300)]);
    let between = |from, upto| tail.bytes_between(Offset(from), Offset(upto));
    assert_eq!(between(10, 20), 450);
    assert_eq!(between(11, 20), 450, "a batch is read whole");
    assert_eq!(between(12, 13), 50);
    assert_eq!(between(20, 20), 0);
    assert_eq!(between(3, 20), u64::from(u32::MAX), "before the table nobody has counted");
}

#[test]
fn the_tail_forgets_what_is_cut_and_what_is_old() {
    let mut tail = Tail::new(&[batch(0, 2, 100), batch(2, 3, 50)]);
    assert_eq!(tail.truncate(Offset(2)), 50);
    assert_eq!(tail.bytes_between(Offset(0), Offset(2)), 100);
    for n in 2..2 + limit::TAIL_BATCHES as i64 {
        tail.push(batch(n, n + 1, 10));
    }
    assert_eq!(tail.bytes_between(Offset(0), Offset(3)), u64::from(u32::MAX));
    let shown = tail.last(limit::VIEW_TAIL_BATCHES, Offset::ZERO);
    assert_eq!(shown.len(), limit::VIEW_TAIL_BATCHES);
    assert_eq!(tail.last(2, Offset(i64::MAX)), vec![]);
}
