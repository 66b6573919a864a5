//! A small life of a store, cut off at every operation on its files, or with that operation failing.

use std::collections::BTreeSet;
use std::path::Path;

use glasslog_core::{
    error::StorageFault,
    random::Random,
    storage::{FlushMode, Outcome, StorageOrder},
};
use rustix::io::Errno;

use super::life::{Lived, Told, append, lived, lives, recover_every_way};
use super::os::{Kind, Plan};
use super::rig::name;

/// Gives back the kinds of operations at which it was cut off.
fn crash_everywhere(seeds: std::ops::Range<u64>, flush: FlushMode) -> BTreeSet<Kind> {
    let mut kinds = BTreeSet::new();
    for seed in seeds {
        let ops = lived(seed, flush, Plan::Well).os.ops();
        for at in 0..=ops.len() {
            let place = format!("operation {at} of {}: {:?}", ops.len(), ops.get(at));
            let _told = Told(format!("seed {seed}, {flush:?}, crash at {place}"));
            let lived = lived(seed, flush, Plan::Crash(at));
            recover_every_way(&lived, flush, &mut Random::new(seed * 10_000 + at as u64, "power"));
        }
        kinds.extend(ops.into_iter().map(|(kind, _)| kind));
    }
    kinds
}

#[test]
fn after_a_crash_at_any_operation_each_log_is_a_prefix_with_all_that_was_acked() {
    let kinds = crash_everywhere(0..lives(2), FlushMode::Group);
    use Kind::*;
    let reached = [Create, CreateDir, List, Open, Read, Remove, RemoveDir, Rename, Sync, SyncDir, Write];
    assert!(reached.iter().all(|kind| kinds.contains(kind)), "no life came to all of these: {kinds:?}");
}

#[test]
fn one_sync_per_append_survives_crashes_too() {
    crash_everywhere(100..100 + lives(1), FlushMode::Each);
}

#[test]
fn without_syncs_a_killed_process_loses_nothing_and_a_power_loss_only_the_end() {
    crash_everywhere(200..200 + lives(1), FlushMode::Os);
    // A truncated log, killed in the middle of its deletion, and swept by a start whose power went.
    crash_everywhere(203..204, FlushMode::Os);
}

/// Which of the two logs lies there.
fn log_of(path: &Path) -> Option<u32> {
    [1, 2].into_iter().find(|log| path.to_str().is_some_and(|path| path.starts_with(&name(*log).topic.to_string())))
}

/// What must hold of a process whose disk has failed once, before it is started again.
fn check_failed(lived: &mut Lived, plan: Plan, fault: StorageFault) {
    let Lived { os, rig, ledgers, .. } = lived;
    let ((kind, path), after) = os.struck().expect("it has failed");
    os.plan(Plan::Well);
    assert!(rig.all_ended(), "an order never ended");
    let struck = log_of(&path);
    for ledger in ledgers.iter_mut().filter(|ledger| !ledger.doubtful) {
        let (log, epoch) = (ledger.log, ledger.line.last().map_or(0, |(_, batch)| batch.head().leader_epoch));
        if struck.is_some_and(|struck| struck != log) && matches!(plan, Plan::Fail(..)) {
            let failed = rig.failures(log);
            assert_eq!(failed, [], "log {log} has nothing to do with {}", path.display());
        }
        let halted = rig.failures(log).contains(&StorageFault::Io);
        append(rig, ledger, 2, epoch);
        rig.run();
        let (ticket, _) = *ledger.line.last().as_ref().expect("one was appended");
        let end = rig.ended[ticket].clone();
        if kind == Kind::Sync && struck == Some(log) {
            assert!(matches!(end, Err(StorageFault::Io)), "after a failed sync the log has halted, and not {end:?}");
        } else if kind == Kind::SyncDir && struck == Some(log) {
            assert!(end.is_err(), "nobody knows what names the disk has, and yet {end:?}");
        } else if fault == StorageFault::Full && !halted && !rig.failures(log).contains(&StorageFault::Missing) {
            assert!(matches!(end, Ok(Outcome::Done)), "there is room again, and yet {end:?}");
        }
        ledger.forget_refused(rig);
    }
    if kind == Kind::Sync {
        assert!(!after.contains(&(Kind::Sync, path)), "a failed sync was tried again");
    }
}

fn fail_everywhere(seeds: std::ops::Range<u64>, flush: FlushMode, plan: fn(usize) -> Plan, fault: StorageFault) {
    for seed in seeds {
        let ops = lived(seed, flush, Plan::Well).os.ops();
        for at in 0..ops.len() {
            let _told = Told(format!("seed {seed}, {:?} of {}: {:?}", plan(at), ops.len(), ops.get(at)));
            let mut lived = lived(seed, flush, plan(at));
            if lived.os.struck().is_none() {
                continue;
            }
            check_failed(&mut lived, plan(at), fault);
            recover_every_way(&lived, flush, &mut Random::new(seed * 10_000 + at as u64, "power"));
        }
    }
}

#[test]
fn when_any_operation_fails_the_other_log_goes_on_and_nothing_acked_is_lost() {
    fail_everywhere(300..300 + lives(1), FlushMode::Group, |at| Plan::Fail(at, Errno::IO), StorageFault::Io);
    // One of these is at a checkpoint, which alone knows the log start.
    fail_everywhere(321..321 + lives(1), FlushMode::Each, |at| Plan::Fail(at, Errno::IO), StorageFault::Io);
}

#[test]
fn when_any_operation_finds_no_space_the_logs_go_on_once_there_is_some() {
    fail_everywhere(400..400 + lives(1), FlushMode::Group, |at| Plan::Fail(at, Errno::NOSPC), StorageFault::Full);
    fail_everywhere(420..420 + lives(1), FlushMode::Group, Plan::Full, StorageFault::Full);
}

/// A reader holds a span while the log is cut underneath it and goes on in another epoch: it reads the old bytes, never mixed ones.
#[test]
fn a_span_in_flight_is_not_touched_by_a_truncation() {
    let mut lived = lived(500, FlushMode::Group, Plan::Well);
    let Lived { rig, .. } = &mut lived;
    let log = 3;
    let end = rig.open(log, super::rig::SMALL).expect("a new log").end;
    assert_eq!(end.0, 0);
    let mut ledger = super::ledger::Ledger { log, ..Default::default() };
    (0..12).for_each(|_| append(rig, &mut ledger, 3, 0));
    rig.run();
    let pinned = rig.pinned(log, 0, 36);
    assert!(pinned.len() > 1, "it lies in several segments");
    let read = |pinned: &[(std::sync::Arc<std::fs::File>, glasslog_core::store::FileSlice)]| {
        use std::os::unix::fs::FileExt;
        let mut all = Vec::new();
        for (file, slice) in pinned {
            let mut bytes = vec![0; slice.length as usize];
            file.read_exact_at(&mut bytes, slice.position).expect("a pinned file is as long as it was");
            all.extend(bytes);
        }
        all
    };
    let before: Vec<u8> = ledger.line.iter().flat_map(|(_, batch)| batch.to_bytes()).collect();
    assert_eq!(read(&pinned), before);
    let mut steps = 0;
    for (to, epoch) in [(30, 1), (15, 2), (3, 3)] {
        rig.give(log, StorageOrder::Truncate { to: glasslog_core::id::Offset(to) });
        while rig.step() {
            steps += 1;
            assert_eq!(read(&pinned), before, "bytes of two lives of the log are mixed");
        }
        ledger.line.retain(|(_, batch)| batch.head().next_offset() <= to);
        (0..4).for_each(|_| append(rig, &mut ledger, 3, epoch));
        rig.run();
        assert_eq!(read(&pinned), before, "bytes of two lives of the log are mixed");
    }
    assert!(steps > 6, "each cut took some operations");
    let now: Vec<u8> = ledger.line.iter().flat_map(|(_, batch)| batch.to_bytes()).collect();
    assert_eq!(read(&rig.pinned(log, 0, ledger.end())), now, "who asks now gets the new bytes");
}
