//! A small life of a store with two logs, and what must hold once it was cut short.

use std::path::Path;

use glasslog_core::{
    id::Offset,
    random::Random,
    storage::{FlushMode, Outcome, Retention, StorageOrder},
    store::StoreInput,
    time::{Instant, Timestamp},
};
use tempfile::TempDir;

use super::ledger::Ledger;
use super::model::Luck;
use super::os::{FaultyOs, Plan, folder};
use super::rig::{Rig, SMALL, batch};

/// Says where a test was when it failed.
pub(super) struct Told(pub(super) String);

impl Drop for Told {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("in {}", self.0);
        }
    }
}

pub(super) fn append(rig: &mut Rig, ledger: &mut Ledger, count: i64, epoch: i32) {
    let batch = batch(ledger.end(), count, epoch);
    let ticket = rig.give(ledger.log, StorageOrder::Append { batch: batch.clone() });
    ledger.line.push((ticket, batch));
}

fn trim(rig: &mut Rig, ledger: &mut Ledger, start: i64) {
    let ticket = rig.give(ledger.log, StorageOrder::Trim { start: Offset(start) });
    ledger.trims.push((ticket, start));
}

/// Cuts the log as a follower does whose leader's epochs differ: between two batches, and a newer epoch follows.
fn truncate(rig: &mut Rig, ledger: &mut Ledger, random: &mut Random) {
    let keep = random.below(ledger.line.len() as u64 + 1) as usize;
    let to = ledger.line[..keep].last().map_or(0, |(_, batch)| batch.head().next_offset());
    if to <= ledger.trimmed() || to == ledger.end() {
        return;
    }
    rig.run();
    ledger.forget_refused(rig);
    if to >= ledger.end() {
        return;
    }
    ledger.cut = Some(to);
    match rig.ask(ledger.log, StorageOrder::Truncate { to: Offset(to) }) {
        Ok(_) => {
            ledger.line.retain(|(_, batch)| batch.head().next_offset() <= to);
            ledger.cut = None;
        }
        // Nothing was cut, or nobody knows: then the log has halted.
        Err(_) => ledger.doubtful = true,
    }
}

/// Two logs live side by side; the second is deleted and made anew now and then. Stops by itself once nothing works any more.
fn life(seed: u64, rig: &mut Rig) -> [Ledger; 2] {
    let mut random = Random::new(seed, "life");
    let mut ledgers = [1, 2].map(|log| Ledger { log, ..Ledger::default() });
    for log in [1, 2] {
        let _ = rig.open(log, SMALL);
    }
    let mut epoch = 0;
    for _ in 0..16 {
        let ledger = &mut ledgers[random.below(3) as usize / 2];
        ledger.forget_refused(rig);
        if ledger.doubtful {
            continue;
        }
        match random.below(13) {
            0..=5 => (0..=random.below(3)).for_each(|_| append(rig, ledger, 1 + random.below(6) as i64, epoch)),
            6 => trim(rig, ledger, random.below(ledger.end() as u64 + 1) as i64),
            7 => {
                rig.now.instant = Instant(rig.now.instant.0 + 11_000_000);
                rig.handle(StoreInput::Elapsed);
            }
            8 => {
                let retention = Retention { age: None, bytes: Some(600) };
                let order = StorageOrder::Expire { retention, now: Timestamp(0), upto: Offset(ledger.end()) };
                if let Ok(Outcome::Expired(start)) = rig.ask(ledger.log, order) {
                    trim(rig, ledger, start.0);
                }
            }
            9 => epoch += 1,
            10 | 11 => {
                truncate(rig, ledger, &mut random);
                epoch += 1;
            }
            _ if ledger.log == 2 => {
                rig.run();
                ledger.deleted = Some(rig.give(2, StorageOrder::Delete));
                rig.run();
                if ledger.deleted.is_some_and(|ticket| rig.acked(ticket)) && rig.open(2, SMALL).is_ok() {
                    *ledger = Ledger { log: 2, ..Ledger::default() };
                } else {
                    ledger.doubtful = true;
                }
            }
            _ => {
                // A clean stop of one log, and its next start.
                rig.run();
                ledger.forget_refused(rig);
                let closed = rig.ask(1, StorageOrder::Close);
                ledger.doubtful |= closed.is_err() || rig.open(1, SMALL).is_err();
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
    ledgers.iter_mut().for_each(|ledger| ledger.forget_refused(rig));
    ledgers
}

/// Opens both logs, checks them, opens them again and goes on.
fn recover(ledgers: &[Ledger; 2], before: &Rig, os: &FaultyOs, dir: &Path, random: &mut Random) {
    let mut after = Rig::new(os, dir, FlushMode::Group);
    let found = ledgers.each_ref().map(|ledger| {
        let found = after.open(ledger.log, SMALL).expect("it opens");
        ledger.check(before, &mut after, &found);
        found
    });
    // What was found is durable from then on.
    let later = folder();
    let luck = if random.below(2) == 0 { Luck::Nothing } else { Luck::Something(random) };
    os.lose_power(luck, later.path());
    let mut killed = Rig::new(os, dir, FlushMode::Group);
    let other = FaultyOs::new(later.path());
    let mut lost = Rig::new(&other, later.path(), FlushMode::Group);
    for (ledger, found) in ledgers.iter().zip(&found) {
        ledger.check_goes_on(&mut killed, found, false);
        ledger.check_goes_on(&mut lost, found, true);
    }
}

/// A start that is cut short, by a kill or by the power, and then the one that is not.
fn recover_at_last(ledgers: &[Ledger; 2], before: &Rig, os: &FaultyOs, dir: &Path, random: &mut Random) {
    os.plan(Plan::Crash(random.below(50) as usize));
    let mut rig = Rig::new(os, dir, FlushMode::Group);
    ledgers.iter().for_each(|ledger| drop(rig.open(ledger.log, SMALL)));
    let later = folder();
    os.lose_power(Luck::Something(random), later.path());
    recover(ledgers, before, &FaultyOs::new(later.path()), later.path(), random);
    os.revive();
    recover(ledgers, before, os, dir, random);
}

/// A store that has lived on a disk of its own.
pub(super) struct Lived {
    pub(super) dir: TempDir,
    pub(super) os: FaultyOs,
    pub(super) rig: Rig,
    pub(super) ledgers: [Ledger; 2],
}

pub(super) fn lived(seed: u64, flush: FlushMode, plan: Plan) -> Lived {
    let dir = folder();
    let os = FaultyOs::new(dir.path());
    os.plan(plan);
    let mut rig = Rig::new(&os, dir.path(), flush);
    let ledgers = life(seed, &mut rig);
    Lived { dir, os, rig, ledgers }
}

/// The power goes, some of what no sync has covered survives; and the process is killed, and all survives.
pub(super) fn recover_every_way(lived: &Lived, flush: FlushMode, random: &mut Random) {
    let Lived { dir, os, rig, ledgers } = lived;
    let mut spared = ledgers.clone();
    spared.iter_mut().for_each(|ledger| ledger.acks_may_go = flush == FlushMode::Os);
    for variant in 0..4 {
        let after = folder();
        let luck = if variant == 0 { Luck::Nothing } else { Luck::Something(random) };
        os.lose_power(luck, after.path());
        let start = if variant == 3 { recover_at_last } else { recover };
        start(&spared, rig, &FaultyOs::new(after.path()), after.path(), random);
    }
    os.revive();
    recover_at_last(if flush == FlushMode::Os { &spared } else { ledgers }, rig, os, dir.path(), random);
}

/// How many lives a test tries: more of them where `GLASSLOG_TESTS_LONG` is set.
pub(super) fn lives(few: u64) -> u64 {
    if std::env::var_os("GLASSLOG_TESTS_LONG").is_some() { few * 5 } else { few }
}
