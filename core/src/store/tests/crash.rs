//! Small workloads, cut off at every single file operation, or with that operation failing.

use core::ops::Range;

use super::*;
use crate::{
    log::EpochCache,
    random::Random,
    storage::SeekTarget,
    store::{FileAction, recover::note_batch},
};

/// What a run did, and what it was told.
#[derive(Clone, Default)]
struct History {
    /// What the log may hold: a truncation begins another line.
    lines: Vec<Vec<(Ticket, StampedBatch)>>,
    /// The truncation that began each line but the first, and where it cut.
    cuts: Vec<(Ticket, i64)>,
    trims: Vec<(Ticket, i64)>,
    /// Without syncs, a power loss may take what was acked.
    acks_may_go: bool,
}

impl History {
    /// A node that hears of a failed append goes on where the log ends.
    fn forget_failed(&mut self, rig: &Rig) {
        let full = |ticket: &Ticket| matches!(rig.ended.get(ticket), Some(Err(StorageFault::Full)));
        let refused = |(ticket, _): &(Ticket, i64)| full(ticket);
        while let Some(at) = self.cuts.iter().position(refused) {
            self.cuts.remove(at);
            self.lines.remove(at + 1);
        }
        self.lines.iter_mut().for_each(|line| line.retain(|(ticket, _)| !full(ticket)));
    }

    fn end(&self) -> i64 {
        let line = self.lines.last().expect("a line");
        line.last().map_or(0, |(_, batch)| batch.head().next_offset())
    }
}

/// Runs a workload of this seed until its end, or until the rig has crashed. Appends that fail are not part of it.
fn workload(seed: u64, rig: &mut Rig, truncate: bool) -> History {
    let mut random = Random::new(seed, "workload");
    let mut history = History { lines: alloc::vec![Vec::new()], ..History::default() };
    let config = LogConfig { segment_bytes: 600 + random.below(1500) as u32, ..small() };
    rig.give(StorageOrder::Open { name: log_name(7), config });
    rig.run();
    let mut epoch = 0;
    for _ in 0..14 {
        history.forget_failed(rig);
        let end = history.end();
        match random.below(if truncate { 12 } else { 10 }) {
            0..=5 => {
                for _ in 0..=random.below(3) {
                    let base = history.end();
                    let builder = BatchBuilder::new().producer(5, 0, base as i32);
                    let batch = stamped(builder, base, 1 + random.below(8) as i64, epoch);
                    let ticket = rig.give(StorageOrder::Append { batch: batch.clone() });
                    history.lines.last_mut().expect("a line").push((ticket, batch));
                }
            }
            6 => {
                let start = random.below(end as u64 + 1) as i64;
                history.trims.push((rig.give(StorageOrder::Trim { start: Offset(start) }), start));
            }
            7 => {
                rig.now.instant = Instant(rig.now.instant.0 + 11_000_000);
                rig.handle(StoreInput::Elapsed);
            }
            8 => {
                let order = StorageOrder::Read { from: Offset(0), upto: Offset(end), bytes_max: 500 };
                rig.give(order);
                let target = SeekTarget::At(Timestamp(1_000 + random.below(end as u64 * 10 + 1) as i64));
                rig.give(StorageOrder::Seek { target, upto: Offset(end) });
            }
            9 => epoch += 1,
            _ => {
                let line = history.lines.last().expect("a line").clone();
                let keep = random.below(line.len() as u64 + 1) as usize;
                let line = line[..keep].to_vec();
                let to = line.last().map_or(0, |(_, batch)| batch.head().next_offset());
                let trimmed = history.trims.iter().map(|(_, start)| *start).max().unwrap_or(0);
                if to > trimmed {
                    history.cuts.push((rig.give(StorageOrder::Truncate { to: Offset(to) }), to));
                    history.lines.push(line);
                }
            }
        }
        for _ in 0..random.below(6) {
            rig.step();
        }
        if random.below(2) == 0 {
            rig.run();
        }
    }
    rig.run();
    history.forget_failed(rig);
    history
}

/// What a recovered log must be, after this history.
fn check(history: &History, before: &Rig, after: &mut Rig, found: &RecoveredLog) {
    let done = history.cuts.iter().filter(|(ticket, _)| before.has_acked(*ticket)).count();
    let trims = |acked: bool| {
        let counts = history.trims.iter().filter(|(ticket, _)| !acked || before.has_acked(*ticket));
        counts.map(|(_, start)| *start).max().unwrap_or(0)
    };
    assert!(found.start.0 <= trims(false).max(0), "start {} was never asked for", found.start);
    assert!(found.start.0 >= trims(true), "start {} is before the trim to {}", found.start, trims(true));
    assert_eq!(found.damaged_at, None);
    let (heads, fault) = after.read_all(found.start.0, found.end.0);
    assert_eq!(fault, None);
    let matches = |line: &Vec<(Ticket, StampedBatch)>, cut: Option<i64>| {
        let held: Vec<_> = line.iter().map(|(_, b)| *b.head()).filter(|h| h.next_offset() > found.start.0).collect();
        let acked = line.iter().filter(|(ticket, _)| before.has_acked(*ticket)).map(|(_, b)| b.head().next_offset());
        let acked = acked.filter(|end| cut.is_none_or(|cut| *end <= cut)).max().unwrap_or(0);
        held.starts_with(&heads) && (history.acks_may_go || found.end.0 >= acked)
    };
    // A truncation that never ended may have happened or not.
    let possible =
        (done..history.lines.len()).any(|n| matches(&history.lines[n], history.cuts.get(n).map(|(_, to)| *to)));
    assert!(possible, "the log from {} to {} is none of what was appended", found.start, found.end);
    let (mut epochs, mut producers) = (EpochCache::default(), crate::log::ProducerTable::default());
    heads.iter().for_each(|head| note_batch(&mut epochs, &mut producers, head, Offset(i64::MAX)));
    epochs.trim(found.start);
    if found.start == Offset(0) {
        assert_eq!((&found.epochs, &found.producers), (&epochs, &producers));
    }
    let tail: Vec<_> = found.tail.iter().map(|batch| (batch.base.0, batch.end.0)).collect();
    let ends: Vec<_> = heads.iter().map(|head| (head.base_offset, head.next_offset())).collect();
    assert!(ends.ends_with(&tail), "{tail:?} is no tail of {ends:?}");
}

/// Restarts twice, and goes on writing.
fn recover(history: &History, before: &Rig, change: impl FnOnce(&mut Disk)) {
    let mut after = before.restarted(change);
    let found = after.open();
    check(history, before, &mut after, &found);
    let mut again = after.restarted(Disk::kill_process);
    let twice = again.open();
    assert_eq!(twice, RecoveredLog { torn_bytes: 0, ..found.clone() });
    // What was found is durable from then on.
    let mut random = Random::new(found.end.0 as u64, "again");
    let later = after.restarted(|disk| disk.lose_power(&mut random)).open();
    assert_eq!((later.start, later.end, later.damaged_at), (found.start, found.end, None));
    let epoch = found.epochs.latest().map_or(0, |epoch| epoch.0);
    let end = found.end.0;
    let ticket = again.give(StorageOrder::Append { batch: batch(end, 3, epoch) });
    again.run();
    assert!(again.has_acked(ticket), "{:?}", again.ended.get(&ticket));
    let (heads, fault) = again.read_all(found.start.0, end + 3);
    assert_eq!((heads.last().map(Head::next_offset), fault), (Some(end + 3), None));
}

/// Says where a test was when it failed.
struct Told(std::string::String);

impl Drop for Told {
    fn drop(&mut self) {
        if std::thread::panicking() {
            std::eprintln!("in {}", self.0);
        }
    }
}

fn crash_everywhere(seeds: Range<u64>, flush: FlushMode, truncate: bool) {
    for seed in seeds {
        let mut whole = Rig::new(flush);
        workload(seed, &mut whole, truncate);
        for at in 0..=whole.disk.ops {
            let mut rig = Rig::new(flush);
            rig.crash_at = Some(at);
            let history = workload(seed, &mut rig, truncate);
            let _told = Told(std::format!("seed {seed}, crash at operation {at} of {}", whole.disk.ops));
            recover(&history, &rig, Disk::kill_process);
            let history = History { acks_may_go: flush == FlushMode::Os, ..history };
            let mut random = Random::new(seed * 1000 + at as u64, "power");
            (0..3).for_each(|_| recover(&history, &rig, |disk| disk.lose_power(&mut random)));
        }
    }
}

#[test]
fn after_a_crash_at_any_operation_the_log_is_a_prefix_with_all_that_was_acked() {
    crash_everywhere(0..8, FlushMode::Group, false);
}

#[test]
fn one_sync_per_append_survives_crashes_too() {
    crash_everywhere(100..103, FlushMode::Each, false);
}

#[test]
fn without_syncs_a_killed_process_loses_nothing_and_a_power_loss_only_the_end() {
    crash_everywhere(200..203, FlushMode::Os, false);
}

#[test]
fn a_truncation_cut_short_has_happened_or_has_not() {
    crash_everywhere(300..305, FlushMode::Group, true);
}

fn fail_everywhere(seeds: Range<u64>, flush: FlushMode, fault: StorageFault) {
    for seed in seeds {
        let mut whole = Rig::new(flush);
        workload(seed, &mut whole, false);
        for at in 0..whole.disk.ops {
            let mut rig = Rig::new(flush);
            rig.disk.fail = Some((at, fault));
            let history = workload(seed, &mut rig, false);
            let _told = Told(std::format!("seed {seed}, {fault:?} at operation {at} of {}", whole.disk.ops));
            let tickets = (1..=rig.tickets).map(Ticket);
            assert!(tickets.into_iter().all(|ticket| rig.ended.contains_key(&ticket)), "an order never ended");
            let unusable = rig.ended.get(&Ticket(1)).is_some_and(Result::is_err);
            let halted = rig.ended.values().any(|end| matches!(end, Err(StorageFault::Io)));
            assert!(fault == StorageFault::Io || !rig.ended.values().any(|e| matches!(e, Err(StorageFault::Corrupt))));
            if fault == StorageFault::Full && !halted && !unusable {
                // There is room again: the log goes on where it ended.
                let mut live = rig.clone();
                let end = history.end();
                let epoch = history.lines[0].last().map_or(0, |(_, batch)| batch.head().leader_epoch);
                let ticket = live.give(StorageOrder::Append { batch: batch(end, 2, epoch) });
                live.run();
                assert!(live.has_acked(ticket), "{:?}", live.ended.get(&ticket));
                let (heads, fault) = live.read_all(end, end + 2);
                assert_eq!((heads.len(), fault), (1, None));
            }
            recover(&history, &rig, Disk::kill_process);
            let mut random = Random::new(seed * 1000 + at as u64, "power");
            (0..2).for_each(|_| recover(&history, &rig, |disk| disk.lose_power(&mut random)));
        }
    }
}

#[test]
fn when_any_operation_fails_nothing_acked_is_lost() {
    fail_everywhere(400..404, FlushMode::Group, StorageFault::Io);
    fail_everywhere(410..412, FlushMode::Each, StorageFault::Io);
}

#[test]
fn when_the_disk_is_full_at_any_operation_the_log_goes_on_afterwards() {
    fail_everywhere(500..505, FlushMode::Group, StorageFault::Full);
    fail_everywhere(510..512, FlushMode::Each, StorageFault::Full);
}

#[test]
fn without_syncs_a_segment_is_synced_all_the_same_before_another_follows_it() {
    let mut rig = Rig::new(FlushMode::Os);
    rig.open();
    for n in 0..30 {
        rig.append(n * 3, 3);
        rig.run();
        for seed in 0..8 {
            let mut random = Random::new(seed, "power");
            let found = rig.restarted(|disk| disk.lose_power(&mut random)).open();
            assert_eq!(found.damaged_at, None, "what never reached the disk is no damage");
        }
    }
}

/// Whether the records' bytes end up in the file, but no sync follows.
fn write_without_sync(rig: &mut Rig, base: i64, batches: i64, epoch: i32) {
    for number in 0..batches {
        rig.give(StorageOrder::Append { batch: batch(base + number * 15, 15, epoch) });
    }
    rig.handle(StoreInput::Idle);
    while rig.pending.iter().any(|op| matches!(op.action, FileAction::Write { .. })) {
        rig.step();
    }
}

#[test]
fn a_tail_whose_cut_no_sync_has_made_last_does_not_come_back_behind_newer_records() {
    let config = LogConfig { segment_bytes: 1 << 20, ..small() };
    let mut cut_short = 0;
    for seed in 0..60 {
        let mut random = Random::new(seed, "power");
        let _told = Told(std::format!("seed {seed}"));
        let mut rig = Rig::new(FlushMode::Group);
        rig.open_with(config);
        rig.append(0, 3);
        rig.run();
        rig.ask(StorageOrder::Close).expect("closed");
        // Power is lost while records of epoch 1 are on their way: some sectors are there, some are not.
        let mut rig = rig.restarted(Disk::kill_process);
        rig.open_with(config);
        write_without_sync(&mut rig, 3, 8, 1);
        let mut rig = rig.restarted(|disk| disk.lose_power(&mut random));
        if rig.clone().open_with(config).torn_bytes == 0 {
            continue;
        }
        // What is torn is cut, but the sync that should make the cut last fails.
        rig.give(StorageOrder::Open { name: log_name(7), config });
        while !rig.pending.iter().any(|op| matches!(op.action, FileAction::Sync { .. })) {
            assert!(rig.step(), "a torn tail is synced away");
        }
        rig.disk.fail = Some((0, StorageFault::Io));
        rig.run();
        let mut rig = rig.restarted(Disk::kill_process);
        let found = rig.open_with(config);
        let end = found.end.0;
        write_without_sync(&mut rig, end, 4, 2);
        let found = rig.restarted(|disk| disk.lose_power(&mut random)).open_with(config);
        assert_eq!(found.damaged_at, None, "an old tail has come back");
        cut_short += 1;
    }
    assert!(cut_short > 10, "only {cut_short} runs came to the point");
}
