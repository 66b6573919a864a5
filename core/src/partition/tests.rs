use alloc::vec;

use super::{tail::Tail, *};
use crate::limit;

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

/// A batch of one record, as a leader of `epoch` has it at `base`.
fn stored(base: i64, epoch: i32) -> CheckedBatch {
    let mut builder = crate::record::BatchBuilder::new();
    builder.push(0, None, Some(b"value"), &[]).unwrap();
    let bytes = builder.checked().unwrap().stamp(base, epoch).to_bytes();
    CheckedBatch::parse_many(bytes, crate::record::Rules::LOG).next().unwrap().unwrap()
}

#[test]
fn a_follower_takes_no_high_watermark_for_its_own_before_its_disk_has_what_lies_below() {
    let me = BrokerId(2);
    let mut partition = follower();
    partition.append_replica(stored(0, 0)).unwrap();
    partition.issued(Ticket(1), Offset(1));
    partition.learn_high_watermark(Offset(1));
    assert_eq!(partition.high_watermark, Offset(0));
    partition.handle_appended(me, Ticket(1), Ok(()));
    assert_eq!(partition.high_watermark, Offset(1));
    // An append that fails takes nothing back that was shown.
    partition.append_replica(stored(1, 0)).unwrap();
    partition.issued(Ticket(2), Offset(2));
    partition.learn_high_watermark(Offset(2));
    partition.handle_appended(me, Ticket(2), Err(StorageFault::Full));
    assert_eq!((partition.high_watermark, partition.end), (Offset(1), Offset(1)));
}

#[test]
fn a_follower_takes_the_rest_of_what_its_leader_has_compacted_and_no_part_of_a_batch_with_records() {
    use crate::record::{Rules, filler};
    let mut partition = follower();
    partition.append_replica(stored(0, 0)).unwrap();
    let parse = |bytes| CheckedBatch::parse(bytes, &Rules::LOG).unwrap();
    // The leader has nothing left of offsets 0 to 9.
    let Ok(Appended::New { batch, base, end, .. }) = partition.append_replica(parse(filler(0, 9, 0, 7).unwrap()))
    else {
        panic!("not taken");
    };
    assert_eq!((base, end, batch.head().count), (Offset(1), Offset(10), 0));
    let again = parse(batch.to_bytes());
    assert_eq!(again.head().next_offset(), 10);
    assert!(partition.append_replica(parse(filler(3, 9, 0, 7).unwrap())).is_err(), "nothing new is in it");
    let mut builder = crate::record::BatchBuilder::new();
    (0..3).for_each(|_| builder.push(0, None, Some(b"value"), &[]).unwrap());
    let records = builder.checked().unwrap().stamp(9, 0).to_bytes();
    assert!(partition.append_replica(parse(records)).is_err(), "records are not cut");
}

/// A copy that follows broker 1, and has nothing.
fn follower() -> Partition {
    let (me, leader) = (BrokerId(2), BrokerId(1));
    let known = PartitionImage {
        replicas: vec![leader, me],
        isr: vec![leader, me],
        elr: vec![],
        failed: vec![],
        leader: Some(leader),
        last_leader: Some(leader),
        leader_epoch: LeaderEpoch(0),
        partition_epoch: crate::id::PartitionEpoch(0),
    };
    let topic = (TopicId([1; 16]), PartitionIndex(0));
    let mut partition = Partition::opening(topic, "t".into(), LogId(1), TopicSettings::default(), known);
    partition.handle_opened(RecoveredLog::default());
    assert!(partition.take_role(me, Instant(0)).is_none());
    partition
}

/// A group that has grown does not stop because of a size that was chosen for records.
#[test]
fn a_batch_longer_than_a_segment_is_refused_to_clients_and_not_to_coordinators() {
    let mut partition = follower();
    Arc::make_mut(&mut partition.settings).log.segment_bytes = 10;
    let refused = partition.append(&stored(0, 0), Timestamp(0)).map(|_| ()).unwrap_err();
    assert_eq!(refused.code, ErrorCode::RecordListTooLarge);
    Arc::get_mut(&mut partition.identity).expect("it has no copy").internal = true;
    assert!(partition.append(&stored(0, 0), Timestamp(0)).is_ok());
}
