//! The data directory and the small files in it: starts, stops, and the conversion of an older format, cut short or failing at
//! every operation.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use bytes::Bytes;
use glasslog::data_dir::{DataDir, DataDirError};
use glasslog::files::{FileLayer, Os, RealFiles};
use glasslog_core::{
    id::{BrokerId, DiskId},
    random::Random,
    storage::FlushMode,
    store::{FileAction, FileId},
};
use rustix::io::Errno;

use super::life::Told;
use super::model::Luck;
use super::os::{FaultyOs, Kind, Plan, folder};

/// What a start has relied on so far: all later ones must find it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Promised {
    cluster: Option<String>,
    disks: Vec<DiskId>,
    /// Brokers whose logs have acknowledged a record.
    acked: Vec<i32>,
}

/// What a broker's store does once a record is acknowledged.
fn write_log(os: &FaultyOs, dir: &Path) -> bool {
    let files = RealFiles::over(os.clone(), dir);
    let file = FileId(1);
    let (log, root) = ("log".into(), "".into());
    let actions = [
        FileAction::CreateDir { dir: "log".into() },
        FileAction::SyncDir { dir: root },
        FileAction::Open { file, path: "log/segment".into(), create: true },
        FileAction::Write { file, position: 0, parts: vec![Bytes::from_static(b"a record")] },
        FileAction::Sync { file },
        FileAction::SyncDir { dir: log },
    ];
    actions.iter().all(|action| files.execute(action).is_ok())
}

/// A start with two brokers, and its end. `promised` grows as it goes.
fn start(os: &FaultyOs, path: &Path, promised: &mut Promised) -> Result<(), DataDirError> {
    let mut data = DataDir::open_over(Arc::new(os.clone()), path)?;
    data.remember(2)?;
    let cluster = promised.cluster.get_or_insert_with(|| data.cluster_id.clone());
    assert_eq!(*cluster, data.cluster_id, "it is another cluster now");
    data.metadata()?;
    for number in [1, 2] {
        let broker = data.broker(BrokerId(number))?;
        let disk = broker.begin(FlushMode::Group)?;
        assert!(disk.intact, "with fsync no crash spoils a disk");
        match promised.disks.get(number as usize - 1) {
            Some(known) => assert_eq!(*known, disk.id, "broker {number} has another disk now"),
            None => promised.disks.push(disk.id),
        }
        broker.joined(FlushMode::Group)?;
        let segment = broker.path().join("log/segment");
        if promised.acked.contains(&number) {
            assert_eq!(std::fs::read(segment).expect("the log is there"), b"a record", "what was acknowledged");
        } else if write_log(os, broker.path()) {
            promised.acked.push(number);
        }
        broker.end()?;
    }
    Ok(())
}

/// The directory lies below others that are made with it.
fn place(root: &Path) -> PathBuf {
    root.join("deep/data")
}

/// Whatever survives, the next start goes well and finds what was promised; so does one that follows a kill, after the power has gone.
fn check_survivors(os: &FaultyOs, root: &Path, seed: u64, again: impl Fn(&FaultyOs, &Path)) {
    let mut random = Random::new(seed, "power");
    for variant in 0..4 {
        let after = folder();
        let luck = if variant == 0 { Luck::Nothing } else { Luck::Something(&mut random) };
        os.lose_power(luck, after.path());
        again(&FaultyOs::new(after.path()), after.path());
    }
    os.revive();
    again(os, root);
    for luck in [Luck::Nothing, Luck::Something(&mut random)] {
        let after = folder();
        os.lose_power(luck, after.path());
        again(&FaultyOs::new(after.path()), after.path());
    }
}

#[test]
fn a_first_start_cut_short_anywhere_is_no_obstacle_and_loses_nothing_promised() {
    let root = folder();
    let os = FaultyOs::new(root.path());
    start(&os, &place(root.path()), &mut Promised::default()).unwrap();
    let ops = os.ops();
    assert!(ops.len() > 50, "{} operations are too few for two brokers", ops.len());
    for at in 0..=ops.len() {
        let _told = Told(format!("crash at operation {at} of {}: {:?}", ops.len(), ops.get(at)));
        let root = folder();
        let os = FaultyOs::new(root.path());
        os.plan(Plan::Crash(at));
        let mut promised = Promised::default();
        let _ = start(&os, &place(root.path()), &mut promised);
        // A second start, after a kill, has promised what it promised: the power may go after that one, too.
        let promised = std::cell::RefCell::new(promised);
        let first = promised.borrow().clone();
        check_survivors(&os, root.path(), at as u64, |os, at| {
            let killed = at == root.path();
            let mut own = if killed { first.clone() } else { promised.borrow().clone() };
            start(os, &place(at), &mut own).expect("the next start goes well");
            if killed {
                *promised.borrow_mut() = own;
            }
        });
    }
}

#[test]
fn a_start_that_fails_says_why_and_the_next_one_goes_well() {
    for (errno, words) in [(Errno::IO, "See to the disk"), (Errno::NOSPC, "free some"), (Errno::ACCESS, "permissions")]
    {
        let root = folder();
        let os = FaultyOs::new(root.path());
        start(&os, &place(root.path()), &mut Promised::default()).unwrap();
        let ops = os.ops();
        for at in 0..ops.len() {
            let _told = Told(format!("{errno} at operation {at} of {}: {:?}", ops.len(), ops[at]));
            let root = folder();
            let os = FaultyOs::new(root.path());
            os.plan(Plan::Fail(at, errno));
            let mut promised = Promised::default();
            match start(&os, &place(root.path()), &mut promised) {
                Err(error) => {
                    let said = error.to_string();
                    assert!(said.contains(&place(root.path()).display().to_string()), "{said}");
                    assert!(said.contains(words) && said.contains("--data"), "{said}");
                }
                // It was the log's own; or of a directory further up, which was there before.
                Ok(()) => {
                    let above = ops[at].0 == Kind::SyncDir && !ops[at].1.starts_with("deep/data");
                    assert!(promised.acked.len() < 2 || above, "a failure is passed over");
                }
            }
            os.revive();
            start(&os, &place(root.path()), &mut promised).expect("the next start goes well");
        }
    }
}

const OLD_LOGS: [&str; 3] = [
    "0123456789abcdef0123456789abcdef-0",
    "fedcba9876543210fedcba9876543210-11.deleted",
    "00000000000000000000000000000001-0",
];

/// A directory of format 1, all of it durable.
fn format_1(root: &Path) -> FaultyOs {
    let data = place(root);
    std::fs::create_dir_all(&data).unwrap();
    std::fs::write(data.join("glasslog.toml"), "format = 1\ncluster-id = \"old\"\nbroker-id = 1\n").unwrap();
    for log in OLD_LOGS {
        std::fs::create_dir(data.join(log)).unwrap();
        std::fs::write(data.join(log).join("segment"), log).unwrap();
    }
    FaultyOs::new(root)
}

fn converted(os: &FaultyOs, root: &Path) -> Result<(), DataDirError> {
    let os: Arc<dyn Os> = Arc::new(os.clone());
    let data = DataDir::open_over(os, &place(root))?;
    assert_eq!((data.cluster_id.as_str(), data.brokers), ("old", Some(1)));
    let broker = data.broker(BrokerId(1))?;
    assert_eq!(broker.begin(FlushMode::Group)?.id, DiskId(0), "the disk that old metadata names");
    let metadata = data.metadata()?;
    for (dir, log) in [(broker.path(), OLD_LOGS[0]), (broker.path(), OLD_LOGS[1]), (&metadata, OLD_LOGS[2])] {
        let segment = std::fs::read_to_string(dir.join(log).join("segment"));
        assert_eq!(segment.expect("the log has moved, and is whole"), log);
    }
    Ok(())
}

#[test]
fn a_conversion_of_format_1_cut_short_anywhere_loses_no_log() {
    let root = folder();
    let os = format_1(root.path());
    converted(&os, root.path()).unwrap();
    let ops = os.ops();
    assert!(ops.iter().filter(|(kind, _)| *kind == Kind::Rename).count() >= 5, "{ops:?}");
    for at in 0..=ops.len() {
        let _told = Told(format!("operation {at} of {}: {:?}", ops.len(), ops.get(at)));
        for plan in [Plan::Crash(at), Plan::Fail(at, Errno::NOSPC), Plan::Fail(at, Errno::IO)] {
            let root = folder();
            let os = format_1(root.path());
            os.plan(plan);
            let _ = converted(&os, root.path());
            check_survivors(&os, root.path(), at as u64, |os, at| converted(os, at).expect("the next start goes well"));
        }
    }
}
