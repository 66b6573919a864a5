//! What a crash, a fault, or anything else that happens meanwhile makes of a pass.

use super::*;

#[test]
fn a_crash_at_any_step_of_a_swap_has_done_it_or_has_not() {
    for seed in 0..6 {
        let history = history(seed, 40, 4);
        let mut whole = Rig::new(FlushMode::Group);
        whole.open();
        append_all(&mut whole, &history);
        let end = end_of(&history);
        let order = || StorageOrder::Compact { compaction: always(), now: Timestamp(0), upto: Offset(end) };
        let mut done = whole.clone();
        done.ask(order()).expect("done");
        let steps = done.disk.ops - whole.disk.ops;
        assert!(steps > 15, "a pass of {steps} steps");
        for at in 0..=steps {
            let mut rig = whole.clone();
            rig.crash_at = Some(whole.disk.ops + at);
            rig.give(order());
            rig.run();
            for lost in 0..4 {
                let mut random = Random::new(seed * 1000 + at as u64 * 10 + lost, "power");
                let change =
                    |disk: &mut Disk| if lost == 0 { disk.kill_process() } else { disk.lose_power(&mut random) };
                let mut again = rig.restarted(change);
                let found = again.open();
                let told = alloc::format!("seed {seed}, crash at step {at} of {steps}, {lost}");
                assert_eq!((found.end.0, found.damaged_at), (end, None), "{told}");
                check(&history, &stored(&mut again, 0, end), false);
                let paths = again.disk.paths();
                assert!(!paths.iter().any(|path| path.ends_with(".new")), "{told}: {paths:?}");
                // The next pass does the rest; and nothing old comes back at the crash after it.
                again.ask(order()).expect("done");
                let batches = stored(&mut again, 0, end);
                check(&history, &batches, false);
                let mut random = Random::new(at as u64, "again");
                let mut third = again.restarted(|disk| disk.lose_power(&mut random));
                assert_eq!(third.open().damaged_at, None, "{told}");
                assert_eq!(stored(&mut third, 0, end), batches, "{told}");
            }
        }
    }
}

#[test]
fn when_any_step_fails_the_log_is_as_good_as_before() {
    for fault in [StorageFault::Full, StorageFault::Io] {
        let history = history(77, 40, 4);
        let mut whole = Rig::new(FlushMode::Group);
        whole.open();
        append_all(&mut whole, &history);
        let end = end_of(&history);
        let order = || StorageOrder::Compact { compaction: always(), now: Timestamp(0), upto: Offset(end) };
        let mut done = whole.clone();
        done.ask(order()).expect("done");
        for at in 0..done.disk.ops - whole.disk.ops {
            let mut rig = whole.clone();
            rig.disk.fail = Some((at, fault));
            rig.ask(order()).expect("the order ends at once");
            if fault == StorageFault::Full {
                check(&history, &stored(&mut rig, 0, end), false);
                let ticket = rig.give(StorageOrder::Append { batch: super::batch(end, 3, 1000) });
                rig.run();
                assert!(rig.has_acked(ticket), "{fault:?} at {at}: the log takes appends");
                let left = rig.disk.paths().into_iter().filter(|path| path.ends_with(".new")).count();
                assert!(left == 0, "{fault:?} at {at}: {left} files are left behind");
            }
            let mut random = Random::new(at as u64, "power");
            for lost in 0..2 {
                let change =
                    |disk: &mut Disk| if lost == 0 { disk.kill_process() } else { disk.lose_power(&mut random) };
                let mut again = rig.restarted(change);
                let found = again.open();
                assert_eq!(found.damaged_at, None, "{fault:?} at {at}");
                check(&history, &stored(&mut again, 0, end), false);
            }
        }
    }
}

/// What a log may hold, and which orders made it so: a truncation begins another line.
#[derive(Clone, Default)]
struct Line {
    cut: Option<Ticket>,
    batches: Vec<StampedBatch>,
    /// Appends, and where the log ends with each.
    appends: Vec<(Ticket, i64)>,
}

/// All orders mixed. Gives the lines, the newest last, and how far the log was trimmed at the most.
fn mixed(seed: u64, rig: &mut Rig) -> (Vec<Line>, i64) {
    let mut random = Random::new(seed, "mixed");
    rig.give(StorageOrder::Open { name: log_name(7), config: small() });
    rig.run();
    let append = |rig: &mut Rig, line: &mut Line, batch: StampedBatch| {
        let end = batch.head().next_offset();
        line.appends.push((rig.give(StorageOrder::Append { batch: batch.clone() }), end));
        line.batches.push(batch);
    };
    let mut lines = alloc::vec![Line::default()];
    history(seed, 25, 4).into_iter().for_each(|batch| append(rig, &mut lines[0], batch));
    rig.run();
    let (mut trimmed, mut compacted) = (0, 0);
    for round in 0..12 {
        let line = lines.last_mut().expect("a line");
        let end = end_of(&line.batches);
        match random.below(8) {
            0..=2 => {
                let epoch = line.batches.last().map_or(0, |batch| batch.head().leader_epoch);
                for _ in 0..1 + random.below(4) {
                    let base = end_of(&line.batches);
                    let mut builder = BatchBuilder::new();
                    for _ in 0..1 + random.below(6) {
                        let key = alloc::format!("k{}", random.below(4));
                        builder.push(1000 + base * 10, Some(key.as_bytes()), Some(b"again"), &[]).expect("it fits");
                    }
                    append(rig, line, builder.checked().expect("sound").stamp(base, epoch));
                }
            }
            3..=5 => {
                let now = Timestamp(10_000 + round * 400);
                let compaction = Compaction { delete_retention_ms: 300, ..always() };
                // What is below the high watermark is never cut.
                compacted = end;
                rig.give(StorageOrder::Compact { compaction, now, upto: Offset(end) });
            }
            6 => {
                trimmed = trimmed.max(random.below(end as u64 + 1) as i64);
                rig.give(StorageOrder::Trim { start: Offset(trimmed) });
            }
            _ => {
                let kept = |batch: &&StampedBatch| batch.head().next_offset() <= compacted.max(trimmed).max(end - 10);
                let batches: Vec<_> = line.batches.iter().filter(kept).cloned().collect();
                let to = end_of(&batches);
                if to >= compacted.max(trimmed) && to < end {
                    let appends = line.appends.iter().copied().filter(|(_, end)| *end <= to).collect();
                    let cut = Some(rig.give(StorageOrder::Truncate { to: Offset(to) }));
                    lines.push(Line { cut, batches, appends });
                }
            }
        }
        for _ in 0..random.below(9) {
            rig.step();
        }
        if random.below(3) == 0 {
            rig.run();
        }
    }
    rig.run();
    (lines, trimmed)
}

#[test]
fn appends_trims_truncations_and_passes_get_along_and_survive_crashes() {
    let (mut cuts, mut passes) = (0, 0);
    for seed in 200..215 {
        let mut whole = Rig::new(FlushMode::Group);
        cuts += mixed(seed, &mut whole).0.len() - 1;
        passes += whole.disk.paths().iter().filter(|path| path.contains("-compact-")).count();
        for at in (0..=whole.disk.ops).step_by(3) {
            let mut rig = Rig::new(FlushMode::Group);
            rig.crash_at = Some(at);
            let (lines, trimmed) = mixed(seed, &mut rig);
            let mut random = Random::new(seed * 7919 + at as u64, "power");
            for power in [false, true] {
                let change = |disk: &mut Disk| if power { disk.lose_power(&mut random) } else { disk.kill_process() };
                let mut again = rig.restarted(change);
                let found = again.open();
                let told = alloc::format!("seed {seed}, crash at {at} of {}, power {power}", whole.disk.ops);
                assert_eq!(found.damaged_at, None, "{told}");
                let (start, end) = (found.start.0, found.end.0);
                assert!(start <= trimmed, "{told}");
                let batches = stored(&mut again, start, end);
                // A truncation that never ended has happened or has not.
                let done =
                    lines.iter().rposition(|line| line.cut.is_some_and(|cut| rig.has_acked(cut) || is_cut(&rig, cut)));
                let judged: Vec<_> = lines[done.unwrap_or(0)..]
                    .iter()
                    .map(|line| {
                        let acked =
                            line.appends.iter().filter(|(ticket, _)| rig.has_acked(*ticket)).map(|(_, end)| *end).max();
                        let all = end >= acked.unwrap_or(0) || lines.last().is_some_and(|last| last.cut != line.cut);
                        let kept = judge(&line.batches, &batches, true);
                        kept.and_then(|_| {
                            if all { Ok(()) } else { Err(alloc::format!("it ends at {end}, before {acked:?}")) }
                        })
                    })
                    .collect();
                assert!(judged.iter().any(Result::is_ok), "{told}: {start} to {end}: {judged:?}");
            }
        }
    }
    assert!(cuts > 5 && passes > 15, "{cuts} truncations, {passes} compacted segments");
}

/// Whether a truncation ended with a log opened anew.
fn is_cut(rig: &Rig, ticket: Ticket) -> bool {
    matches!(rig.ended.get(&ticket), Some(Ok(Outcome::Opened(_))))
}

#[test]
fn readers_that_hold_pieces_go_on_reading_the_old_files() {
    let history = history(11, 60, 4);
    let mut rig = Rig::new(FlushMode::Group);
    rig.open();
    append_all(&mut rig, &history);
    let end = end_of(&history);
    let spans = [Some(Span { log: LOG, from: Offset(0), upto: Offset(end), bytes_max: u32::MAX })];
    rig.handle(StoreInput::Locate { id: 1, spans: spans.into(), bytes_max: u32::MAX });
    rig.run();
    let held = rig.located.pop().expect("an answer").remove(0).expect("pieces");
    let pinned = rig.disk.pin(&held);
    compact(&mut rig, always(), 0, end);
    let bytes: Vec<u8> = pinned.iter().flat_map(|piece| rig.disk.pinned(piece)).collect();
    let whole: Vec<(i64, i64)> = history.iter().map(|b| (b.head().base_offset, b.head().next_offset())).collect();
    assert_eq!(ranges(&bytes), whole);
    // Questions that are asked while a pass is under way are answered with what is there.
    let mut rig = rig.restarted(Disk::kill_process);
    rig.open();
    append_all(&mut rig, &[super::batch(end, 40, 1000), super::batch(end + 40, 40, 1000)]);
    let order = StorageOrder::Compact { compaction: always(), now: Timestamp(0), upto: Offset(end + 80) };
    rig.give(order);
    let mut asked = 0;
    while !rig.pending.is_empty() {
        let spans = [(asked * 3) % end, 0, end - 1]
            .map(|from| Some(Span { log: LOG, from: Offset(from), upto: Offset(end + 80), bytes_max: 400 }));
        rig.handle(StoreInput::Locate { id: 100 + asked as u64, spans: spans.into(), bytes_max: u32::MAX });
        asked += 1;
        (0..3).for_each(|_| {
            rig.step();
        });
        for spans in core::mem::take(&mut rig.located) {
            for pieces in spans.into_iter().map(|span| span.expect("pieces")) {
                let bytes: Vec<u8> = pieces.iter().flat_map(|p| rig.disk.slice(p.file, p.position, p.length)).collect();
                assert!(!ranges(&bytes).is_empty());
            }
        }
        assert!(asked < 10_000, "a pass ends");
    }
    assert!(asked > 5, "only {asked} questions came between");
}
