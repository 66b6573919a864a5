//! Disks that do not give back what they were given.

use super::*;
use crate::{id::LeaderEpoch, random::Random, store::mark::FRONT_BYTES};

/// Twelve batches of two records over a few segments, synced, and the process killed; with or without a checkpoint.
fn written(config: LogConfig, checkpoint: bool) -> Rig {
    let mut rig = Rig::new(FlushMode::Group);
    rig.open_with(config);
    for n in 0..12 {
        let order = StorageOrder::Append { batch: batch(n * 2, 2, i32::from(n >= 6)) };
        rig.give(order);
        rig.run();
        if checkpoint && n == 8 {
            rig.now.instant = Instant(rig.now.instant.0 + 11_000_000);
            rig.handle(StoreInput::Elapsed);
            rig.run();
        }
    }
    rig
}

fn one_segment() -> LogConfig {
    LogConfig { index_interval_bytes: 200, ..LogConfig::default() }
}

fn many_segments() -> LogConfig {
    LogConfig { segment_bytes: 500, ..small() }
}

fn segments(rig: &Rig) -> Vec<std::string::String> {
    rig.disk.paths().into_iter().filter(|path| path.ends_with(".log")).collect()
}

fn all() -> Vec<(i64, i64)> {
    (0..12).map(|n| (n * 2, n * 2 + 2)).collect()
}

/// Reads every batch there is, each by its own offset: what can be read, and what the rest fail with.
fn read_each(rig: &mut Rig, end: i64) -> (Vec<(i64, i64)>, Vec<StorageFault>) {
    let (mut read, mut faults) = (Vec::new(), Vec::new());
    for from in (0..end).step_by(2) {
        match rig.ask(StorageOrder::Read { from: Offset(from), upto: Offset(from + 2), bytes_max: 1 }) {
            Ok(Outcome::Read(bytes)) => {
                let original = batch(from, 2, i32::from(from >= 12)).to_bytes();
                assert!(!bytes.is_empty(), "nothing at {from}: {:?}", rig.store);
                // The leader epoch has no checksum: only its neighbours vouch for it.
                assert_eq!((&bytes[..12], &bytes[16..]), (&original[..12], &original[16..]), "silently wrong");
                read.extend(ranges(&bytes));
            }
            Ok(other) => panic!("not read: {other:?}"),
            Err(fault) => faults.push(fault),
        }
    }
    (read, faults)
}

#[test]
fn any_flipped_bit_is_found_or_harmless_and_costs_one_batch_at_most() {
    let cases = [(one_segment(), false), (one_segment(), true), (many_segments(), false), (many_segments(), true)];
    for (first, (config, checkpoint)) in cases.into_iter().enumerate() {
        let rig = written(config, checkpoint);
        for path in rig.disk.paths() {
            let length = rig.disk.clone().bytes(&path).len();
            for at in (first..length).step_by(5) {
                let mut spoilt = rig.restarted(|disk| {
                    disk.kill_process();
                    disk.bytes(&path)[at] ^= 1 << (at % 8);
                });
                let found = spoilt.open_with(config);
                // The epoch of the very last batch is the one thing that nothing vouches for.
                let last_epoch = found.epochs.latest() > Some(LeaderEpoch(1));
                if last_epoch {
                    continue;
                }
                assert_eq!(found.end, Offset(24), "byte {at} of {path}: {found:?}");
                let (read, faults) = read_each(&mut spoilt, 24);
                // An index that is trusted spares the scan, and has an entry for two batches here.
                let lost_max = if checkpoint && config == many_segments() { 2 } else { 1 };
                assert!(
                    faults.len() <= lost_max,
                    "byte {at} of {path}: {faults:?} {checkpoint} {config:?} {found:?} {read:?}"
                );
                assert!(faults.iter().all(|fault| *fault == StorageFault::Corrupt));
                assert_eq!(read.len() + faults.len(), 12);
                let ticket = spoilt.give(StorageOrder::Append { batch: batch(24, 2, 1) });
                spoilt.run();
                assert!(spoilt.has_acked(ticket));
                let mut again = spoilt.restarted(Disk::kill_process);
                let twice = again.open_with(config);
                assert_eq!((twice.end, twice.torn_bytes), (Offset(26), 0));
                assert_eq!(read_each(&mut again, 24), (read, faults));
            }
        }
    }
}

#[test]
fn damage_in_the_middle_is_told_and_what_follows_is_kept() {
    let rig = written(one_segment(), false);
    let path = segments(&rig).remove(0);
    let size = batch(0, 2, 0).size();
    let mut spoilt = rig.restarted(|disk| {
        disk.kill_process();
        // The fourth batch's length, and the fifth batch's records.
        let fourth = (FRONT_BYTES + size * 3) as usize;
        disk.bytes(&path)[fourth + 8] ^= 0x40;
        disk.bytes(&path)[fourth + size as usize + 80] ^= 1;
    });
    let found = spoilt.open_with(one_segment());
    assert_eq!((found.damaged_at, found.end, found.torn_bytes), (Some(Offset(6)), Offset(24), 0));
    let (read, faults) = read_each(&mut spoilt, 24);
    assert_eq!(faults, [StorageFault::Corrupt; 2]);
    assert_eq!(read, [&all()[..3], &all()[5..]].concat());
    // Replies end before the damage, and begin behind it.
    assert_eq!(ranges(spoilt.locate(&[(0, 24, u32::MAX)], u32::MAX)[0].as_ref().expect("bytes")), all()[..3]);
    assert_eq!(ranges(spoilt.locate(&[(11, 24, u32::MAX)], u32::MAX)[0].as_ref().expect("bytes")), all()[5..]);
    assert_eq!(spoilt.locate(&[(7, 24, u32::MAX)], u32::MAX), [Err(StorageFault::Corrupt)]);
}

#[test]
fn garbage_zeros_and_half_batches_at_the_end_are_cut_away() {
    let tails = [alloc::vec![0; 5000], alloc::vec![0xff; 777], batch(24, 9, 1).to_bytes()[..100].to_vec(), {
        let mut wrong = batch(24, 9, 1).to_bytes().to_vec();
        wrong[90] ^= 4;
        wrong
    }];
    for config in [one_segment(), many_segments()] {
        for tail in &tails {
            let rig = written(config, true);
            let path = segments(&rig).pop().expect("a segment");
            let mut torn = rig.restarted(|disk| {
                disk.kill_process();
                disk.bytes(&path).extend_from_slice(tail);
            });
            let found = torn.open_with(config);
            assert_eq!((found.end, found.torn_bytes, found.damaged_at), (Offset(24), tail.len() as u64, None));
            assert_eq!(read_each(&mut torn, 24), (all(), alloc::vec![]));
            let ticket = torn.give(StorageOrder::Append { batch: batch(24, 2, 1) });
            torn.run();
            assert!(torn.has_acked(ticket));
            let mut again = torn.restarted(Disk::kill_process);
            assert_eq!(again.open_with(config).torn_bytes, 0);
        }
    }
}

#[test]
fn files_that_are_gone_or_emptied_are_told_and_the_rest_is_kept() {
    let rig = written(many_segments(), true);
    let count = segments(&rig).len();
    assert!(count >= 3);
    for lose in [true, false] {
        for (index, path) in segments(&rig).into_iter().enumerate() {
            let mut spoilt = rig.restarted(|disk| {
                disk.kill_process();
                if lose { disk.lose(&path) } else { disk.bytes(&path).clear() }
            });
            let found = spoilt.open_with(many_segments());
            let told = std::format!("{path} {lose} {found:?}");
            let (read, _) = read_each(&mut spoilt, found.end.0);
            if index + 1 < count {
                assert!(found.damaged_at.is_some(), "{told}");
                assert_eq!(found.end, Offset(24), "{told}");
            } else {
                // Nothing says how far the newest one went, but the checkpoint.
                assert!(found.end >= Offset(18), "{told}");
            }
            assert!(read.len() >= 12 - 4, "{told}");
            let ticket = spoilt.give(StorageOrder::Append { batch: batch(found.end.0, 2, 1) });
            spoilt.run();
            assert!(spoilt.has_acked(ticket), "{told}");
            let mut again = spoilt.restarted(Disk::kill_process);
            let twice = again.open_with(many_segments());
            assert_eq!((twice.end, twice.start), (found.end.plus(2), found.start), "{told}");
        }
    }
}

#[test]
fn without_checkpoint_and_indexes_all_is_found_again() {
    let rig = written(many_segments(), true);
    let found = rig.restarted(Disk::kill_process).open_with(many_segments());
    let derived: Vec<_> = rig.disk.paths().into_iter().filter(|path| !path.ends_with(".log")).collect();
    assert!(derived.len() >= 3, "{derived:?}");
    let mut bare = rig.restarted(|disk| {
        disk.kill_process();
        derived.iter().for_each(|path| disk.lose(path));
    });
    let again = bare.open_with(many_segments());
    assert_eq!((again.start, again.end, &again.epochs), (found.start, found.end, &found.epochs));
    assert_eq!((&again.producers, again.bytes), (&found.producers, found.bytes));
    assert_eq!(read_each(&mut bare, 24), (all(), alloc::vec![]));
}

#[test]
fn nothing_on_a_disk_makes_a_store_panic() {
    let mut random = Random::new(1, "noise");
    for round in 0..300 {
        let rig = written(many_segments(), round % 2 == 0);
        let mut spoilt = rig.restarted(|disk| {
            disk.kill_process();
            for path in disk.paths() {
                for _ in 0..random.below(4) {
                    let bytes = disk.bytes(&path);
                    let at = random.below(bytes.len() as u64 + 1) as usize;
                    let length = random.below(200) as usize;
                    match random.below(4) {
                        0 => bytes.truncate(at),
                        1 => bytes.splice(at..at, (0..length).map(|n| n as u8)).for_each(drop),
                        2 => bytes.drain(at..(at + length).min(bytes.len())).for_each(drop),
                        _ => bytes[at..].iter_mut().take(length).for_each(|byte| *byte = random.next_u64() as u8),
                    }
                }
            }
        });
        let ticket = spoilt.give(StorageOrder::Open { name: log_name(7), config: many_segments() });
        spoilt.run();
        let Some(Ok(Outcome::Opened(found))) = spoilt.ended.remove(&ticket) else { panic!("not opened") };
        spoilt.read_all(found.start.0, found.end.0);
        spoilt.locate(&[(found.start.0, found.end.0, u32::MAX)], u32::MAX);
        let mut again = spoilt.restarted(Disk::kill_process);
        let twice = again.open_with(many_segments());
        assert_eq!(twice, RecoveredLog { torn_bytes: 0, ..*found }, "round {round}");
    }
}
