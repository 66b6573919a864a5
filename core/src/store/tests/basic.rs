//! What goes well.

use super::*;

#[test]
fn what_is_appended_is_read_across_segments_and_restarts() {
    for flush in [FlushMode::Group, FlushMode::Os, FlushMode::Each] {
        let mut rig = Rig::new(flush);
        assert_eq!(rig.open(), RecoveredLog::default());
        let tickets: Vec<_> = (0..40).map(|n| rig.append(n * 3, 3)).collect();
        rig.run();
        assert!(tickets.iter().all(|ticket| rig.has_acked(*ticket)));
        assert!(rig.disk.paths().len() > 3, "several segments: {:?}", rig.disk.paths());
        let (heads, fault) = rig.read_all(0, 120);
        assert_eq!((heads.len(), fault), (40, None));

        let mut again = rig.restarted(Disk::kill_process);
        let found = again.open();
        assert_eq!((found.start, found.end, found.torn_bytes, found.damaged_at), (Offset(0), Offset(120), 0, None));
        assert_eq!(again.read_all(0, 120), (heads, None));
        let ticket = again.append(120, 1);
        again.run();
        assert!(again.has_acked(ticket));
    }
}

#[test]
fn appends_that_come_together_share_a_sync_and_end_in_order() {
    let mut rig = Rig::new(FlushMode::Group);
    rig.open_with(LogConfig::default());
    rig.append(0, 1);
    rig.run();
    let before = rig.disk.syncs;
    let tickets: Vec<_> = (1..101).map(|n| rig.append(n, 1)).collect();
    assert!(!tickets.iter().any(|ticket| rig.has_acked(*ticket)), "nothing is durable yet");
    rig.run();
    assert_eq!(rig.disk.syncs, before + 1);
    assert!(rig.order.ends_with(&tickets));
}

#[test]
fn a_host_that_is_never_idle_gets_its_appends_synced_all_the_same() {
    let mut rig = Rig::new(FlushMode::Group);
    rig.open_with(LogConfig::default());
    let tickets: Vec<_> = (0..1000).map(|n| rig.append(n, 1)).collect();
    while rig.step() {}
    assert!(rig.has_acked(tickets[0]));
}

#[test]
fn each_append_has_its_own_sync_when_asked_for() {
    let mut rig = Rig::new(FlushMode::Each);
    rig.open_with(LogConfig::default());
    rig.append(0, 1);
    rig.run();
    let before = rig.disk.syncs;
    (1..11).for_each(|n| {
        rig.append(n, 1);
    });
    rig.run();
    assert_eq!(rig.disk.syncs, before + 10);
}

#[test]
fn spans_are_cut_at_batches_under_both_limits() {
    let mut rig = Rig::new(FlushMode::Group);
    rig.open_with(LogConfig { index_interval_bytes: 300, ..LogConfig::default() });
    (0..600).for_each(|n| {
        rig.append(n * 2, 2);
    });
    rig.run();
    let size = batch(0, 2, 0).size() as u32;
    let found =
        |rig: &mut Rig, from, upto, max| ranges(rig.locate(&[(from, upto, max)], u32::MAX)[0].as_ref().expect("bytes"));
    // In the tail table, and far before it, where fewer ends are known.
    for (from, known) in [(1100, true), (102, false)] {
        let next = |n: i64| (from + n * 2, from + n * 2 + 2);
        assert_eq!(found(&mut rig, from, 1200, size * 3), [next(0), next(1), next(2)]);
        assert_eq!(found(&mut rig, from + 1, 1200, 1), [next(0)], "the first batch comes whole");
        let end = found(&mut rig, from, from + 4, u32::MAX).last().expect("a batch").1;
        assert!(if known { end == from + 4 } else { end <= from + 4 }, "not past the end");
        assert_eq!(found(&mut rig, from, 1200, u32::MAX).last(), Some(&(1198, 1200)));
    }
    // Over several spans: the reply's room counts, and only the first one that has anything is obliged.
    let spans = [(1200, 1200, 99), (10, 1200, 1), (1100, 1200, size * 2), (1102, 1200, u32::MAX)];
    let reply = rig.locate(&spans, size * 4);
    let counts: Vec<_> = reply.iter().map(|bytes| ranges(bytes.as_ref().expect("bytes")).len()).collect();
    assert_eq!(counts, [0, 1, 2, 1]);
    assert_eq!(rig.locate(&[(5, 9, 1)], 0).len(), 1);
}

#[test]
fn a_reader_who_follows_spans_sees_every_batch_once() {
    for (segment_bytes, index_interval_bytes, room) in [(1000, 200, 500), (100_000, 400, 333), (100_000, 50_000, 2000)]
    {
        let mut rig = Rig::new(FlushMode::Group);
        rig.open_with(LogConfig { segment_bytes, index_interval_bytes, ..LogConfig::default() });
        (0..500).for_each(|n| {
            rig.append(n * 2, 2);
        });
        rig.run();
        let (mut from, mut seen) = (0, Vec::new());
        while from < 1000 {
            let bytes = rig.locate(&[(from, 1000, room)], u32::MAX).remove(0).expect("bytes");
            let batches = ranges(&bytes);
            from = batches.last().expect("progress").1;
            seen.extend(batches);
        }
        assert_eq!(seen, (0..500).map(|n| (n * 2, n * 2 + 2)).collect::<Vec<_>>());
    }
}
