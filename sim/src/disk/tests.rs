use super::*;

fn random() -> Random {
    Random::new(1, "disk test")
}

fn disk_with(path: &str, bytes: &[u8]) -> Disk {
    let mut disk = Disk::default();
    disk.create(path).unwrap();
    disk.write(path, 0, bytes).unwrap();
    disk.sync(path, &mut random()).unwrap();
    disk.sync_directory(directory(path)).unwrap();
    disk
}

#[test]
fn what_is_written_is_read_across_sectors_and_ends_at_the_end() {
    let mut disk = Disk::default();
    disk.create("d/f").unwrap();
    let bytes: Vec<u8> = (0..2000u32).map(|n| n as u8).collect();
    disk.write("d/f", 0, &bytes).unwrap();
    disk.write("d/f", 510, b"....").unwrap();
    assert_eq!(disk.read("d/f", 508, 8).unwrap(), [252, 253, b'.', b'.', b'.', b'.', 2, 3]);
    assert_eq!(disk.read("d/f", 1990, 100).unwrap(), bytes[1990..]);
    assert_eq!(disk.read("d/f", 5000, 100).unwrap(), []);
    assert_eq!(disk.read("d/g", 0, 1), Err(DiskError::Missing));
}

#[test]
fn only_what_was_synced_is_sure_to_survive() {
    let mut disk = disk_with("d/f", b"synced");
    disk.write("d/f", 6, b", not synced").unwrap();
    assert_eq!(disk.durable_contents("d/f").unwrap(), b"synced");
    let mut unlucky = disk.clone();
    unlucky.lose_power(Survival::Nothing, &mut random());
    assert_eq!(unlucky.contents("d/f").unwrap(), b"synced");
    let mut lucky = disk;
    lucky.lose_power(Survival::Everything, &mut random());
    assert_eq!(lucky.contents("d/f").unwrap(), b"synced, not synced");
}

#[test]
fn any_subset_of_unsynced_sectors_survives() {
    let mut disk = disk_with("d/f", &[1; 4 * SECTOR]);
    disk.write("d/f", 0, &[2; 4 * SECTOR]).unwrap();
    let mut seen = std::collections::BTreeSet::new();
    for seed in 0..200 {
        let mut lost = disk.clone();
        lost.lose_power(Survival::AnySubset, &mut Random::new(seed, "power"));
        let contents = lost.contents("d/f").unwrap();
        seen.insert((0..4).map(|sector| contents[sector * SECTOR]).collect::<Vec<_>>());
    }
    assert_eq!(seen.len(), 16, "all sixteen subsets of four sectors");
}

#[test]
fn an_unsynced_tail_survives_with_any_length() {
    let mut disk = disk_with("d/f", b"");
    disk.write("d/f", 0, &[7; 3]).unwrap();
    let lengths: std::collections::BTreeSet<usize> = (0..100)
        .map(|seed| {
            let mut lost = disk.clone();
            lost.lose_power(Survival::AnySubset, &mut Random::new(seed, "power"));
            lost.contents("d/f").unwrap().len()
        })
        .collect();
    assert_eq!(lengths.into_iter().collect::<Vec<_>>(), [0, 1, 2, 3]);
}

#[test]
fn names_need_a_sync_of_their_directory() {
    let mut disk = disk_with("d/old", b"x");
    disk.create("d/new").unwrap();
    disk.sync("d/new", &mut random()).unwrap();
    disk.rename("d/old", "d/renamed").unwrap();
    let mut lost = disk.clone();
    lost.lose_power(Survival::Nothing, &mut random());
    assert_eq!(lost.list("d").collect::<Vec<_>>(), ["d/old"]);
    disk.sync_directory("d").unwrap();
    disk.lose_power(Survival::Nothing, &mut random());
    assert_eq!(disk.list("d").collect::<Vec<_>>(), ["d/new", "d/renamed"]);
    assert_eq!(disk.contents("d/renamed").unwrap(), b"x");
}

#[test]
fn a_rename_over_a_file_never_leaves_neither() {
    for seed in 0..50 {
        let mut disk = disk_with("d/checkpoint", b"old");
        disk.create("d/checkpoint.tmp").unwrap();
        disk.write("d/checkpoint.tmp", 0, b"new").unwrap();
        disk.sync("d/checkpoint.tmp", &mut random()).unwrap();
        disk.rename("d/checkpoint.tmp", "d/checkpoint").unwrap();
        disk.lose_power(Survival::AnySubset, &mut Random::new(seed, "power"));
        let contents = disk.contents("d/checkpoint").unwrap();
        assert!(contents == b"old" || contents == b"new");
    }
}

#[test]
fn writes_during_a_sync_stay_unsynced() {
    let mut disk = disk_with("d/f", b"a");
    disk.write("d/f", 1, b"b").unwrap();
    let (id, snapshot) = disk.begin_sync("d/f").unwrap();
    disk.write("d/f", 2, b"c").unwrap();
    disk.finish_sync(id, snapshot, &mut random()).unwrap();
    assert_eq!(disk.durable_contents("d/f").unwrap(), b"ab");
    assert_eq!(disk.unsynced(), SECTOR as u64);
}

#[test]
fn a_sync_after_a_failed_one_succeeds_and_lies() {
    let lies = (0..20).any(|seed| {
        let mut disk = disk_with("d/f", b"");
        disk.write("d/f", 0, b"lost").unwrap();
        disk.faults.failing_syncs = 1;
        let mut random = Random::new(seed, "sync");
        assert_eq!(disk.sync("d/f", &mut random), Err(DiskError::Io));
        assert_eq!(disk.unsynced(), 0);
        assert_eq!(disk.sync("d/f", &mut random), Ok(()));
        assert_eq!(disk.contents("d/f").unwrap(), b"lost");
        disk.lose_power(Survival::AnySubset, &mut random);
        disk.contents("d/f").unwrap() != b"lost"
    });
    assert!(lies);
}

#[test]
fn a_full_disk_takes_what_fits_and_says_so() {
    let mut disk = disk_with("d/f", b"1234");
    disk.faults.capacity = Some(6);
    assert_eq!(disk.write("d/f", 4, b"5678"), Err(DiskError::Full));
    assert_eq!(disk.contents("d/f").unwrap(), b"123456");
    disk.faults.capacity = None;
    disk.write("d/f", 4, b"5678").unwrap();
    assert_eq!(disk.used(), 8);
}

#[test]
fn faults_strike_as_often_as_told_and_bits_rot() {
    let mut disk = disk_with("d/f", b"abc");
    disk.faults.failing_reads = 2;
    let results: Vec<_> = (0..3).map(|_| disk.read("d/f", 0, 3).is_ok()).collect();
    assert_eq!(results, [false, false, true]);
    disk.flip("d/f", 1, 0);
    disk.lose_power(Survival::Nothing, &mut random());
    assert_eq!(disk.contents("d/f").unwrap(), b"acc");
}

#[test]
fn a_file_that_is_cut_shows_no_old_bytes_when_it_grows_again() {
    let mut disk = disk_with("d/f", b"abcdef");
    disk.set_length("d/f", 2).unwrap();
    disk.set_length("d/f", 4).unwrap();
    assert_eq!(disk.contents("d/f").unwrap(), b"ab\0\0");
    assert_eq!(disk.durable_contents("d/f").unwrap(), b"abcdef");
}

#[test]
fn copies_share_and_do_not_disturb_each_other() {
    let disk = disk_with("d/f", &[1; 3000]);
    let mut branch = disk.clone();
    branch.write("d/f", 700, b"branch").unwrap();
    assert_eq!(disk.contents("d/f").unwrap(), [1; 3000]);
    let digest = |disk: &Disk| {
        let mut digest = Digest::default();
        disk.digest(&mut digest);
        digest.finish()
    };
    assert_ne!(digest(&disk), digest(&branch));
    assert_eq!(digest(&disk), digest(&disk.clone()));
}

#[test]
fn a_lying_disk_forgets_what_it_called_durable() {
    let mut disk = Disk::default();
    disk.faults.lying_syncs = true;
    disk.create("d/f").unwrap();
    disk.write("d/f", 0, b"x").unwrap();
    disk.sync("d/f", &mut random()).unwrap();
    disk.sync_directory("d").unwrap();
    disk.lose_power(Survival::Nothing, &mut random());
    assert_eq!(disk.contents("d/f"), None);
}
