use super::*;

fn random() -> Random {
    Random::new(1, "disk test")
}

/// The handle under which the tests open `d/f`.
const F: u64 = 1;

fn empty_disk() -> Disk {
    let mut disk = Disk::default();
    disk.make_dir("d").unwrap();
    disk.sync_dir("").unwrap();
    disk
}

fn disk_with(bytes: &[u8]) -> Disk {
    let mut disk = empty_disk();
    disk.open(F, "d/f", true).unwrap();
    disk.write(F, 0, bytes).unwrap();
    disk.sync(F, &mut random()).unwrap();
    disk.sync_dir("d").unwrap();
    disk
}

#[test]
fn what_is_written_is_read_across_sectors_and_ends_at_the_end() {
    let mut disk = empty_disk();
    disk.open(F, "d/f", true).unwrap();
    let bytes: Vec<u8> = (0..2000u32).map(|n| n as u8).collect();
    disk.write(F, 0, &bytes).unwrap();
    disk.write(F, 510, b"....").unwrap();
    assert_eq!(disk.read(F, 508, 8).unwrap(), [252, 253, b'.', b'.', b'.', b'.', 2, 3]);
    assert_eq!(disk.read(F, 1990, 100).unwrap(), bytes[1990..]);
    assert_eq!(disk.read(F, 5000, 100).unwrap(), []);
    assert_eq!(disk.open(2, "d/g", false), Err(DiskError::Missing));
    assert_eq!(disk.open(2, "e/g", true), Err(DiskError::Missing));
}

#[test]
fn only_what_was_synced_is_sure_to_survive() {
    let mut disk = disk_with(b"synced");
    disk.write(F, 6, b", not synced").unwrap();
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
    let mut disk = disk_with(&[1; 4 * SECTOR]);
    disk.write(F, 0, &[2; 4 * SECTOR]).unwrap();
    let mut seen = glasslog_core::sorted::SortedSet::new();
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
    let mut disk = disk_with(b"");
    disk.write(F, 0, &[7; 3]).unwrap();
    let lengths: glasslog_core::sorted::SortedSet<usize> = (0..100)
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
    let mut disk = disk_with(b"x");
    disk.open(2, "d/new", true).unwrap();
    disk.sync(2, &mut random()).unwrap();
    disk.rename("d/f", "d/renamed").unwrap();
    let mut lost = disk.clone();
    lost.lose_power(Survival::Nothing, &mut random());
    assert_eq!(lost.paths().collect::<Vec<_>>(), ["d/f"]);
    disk.sync_dir("d").unwrap();
    disk.lose_power(Survival::Nothing, &mut random());
    assert_eq!(disk.paths().collect::<Vec<_>>(), ["d/new", "d/renamed"]);
    assert_eq!(disk.contents("d/renamed").unwrap(), b"x");
}

#[test]
fn a_directory_that_was_not_synced_takes_its_files_along() {
    let mut disk = Disk::default();
    disk.make_dir("d").unwrap();
    disk.open(F, "d/f", true).unwrap();
    disk.sync(F, &mut random()).unwrap();
    disk.sync_dir("d").unwrap();
    disk.lose_power(Survival::Nothing, &mut random());
    assert_eq!(disk.list("d"), Err(DiskError::Missing));
}

#[test]
fn directories_are_renamed_with_their_files_and_removed_when_empty() {
    let mut disk = disk_with(b"x");
    disk.rename("d", "e").unwrap();
    assert_eq!(disk.list("").unwrap(), [("e".to_owned(), true)]);
    assert_eq!(disk.remove("e"), Err(DiskError::Io));
    disk.remove("e/f").unwrap();
    disk.remove("e").unwrap();
    assert_eq!(disk.list("").unwrap(), []);
    disk.remove("e").unwrap();
}

#[test]
fn a_removed_file_is_readable_until_it_is_closed() {
    let mut disk = disk_with(b"x");
    disk.remove("d/f").unwrap();
    disk.sync_dir("d").unwrap();
    assert_eq!(disk.read(F, 0, 9).unwrap(), b"x");
    assert_eq!(disk.used(), 1);
    disk.close(F);
    assert_eq!(disk.used(), 0);
}

#[test]
fn a_rename_over_a_file_never_leaves_neither() {
    for seed in 0..50 {
        let mut disk = disk_with(b"old");
        disk.open(2, "d/f.tmp", true).unwrap();
        disk.write(2, 0, b"new").unwrap();
        disk.sync(2, &mut random()).unwrap();
        disk.rename("d/f.tmp", "d/f").unwrap();
        disk.lose_power(Survival::AnySubset, &mut Random::new(seed, "power"));
        let contents = disk.contents("d/f").unwrap();
        assert!(contents == b"old" || contents == b"new");
    }
}

#[test]
fn writes_during_a_sync_stay_unsynced() {
    let mut disk = disk_with(b"a");
    disk.write(F, 1, b"b").unwrap();
    let (id, snapshot) = disk.begin_sync(F).unwrap();
    disk.write(F, 2, b"c").unwrap();
    disk.finish_sync(id, snapshot, &mut random()).unwrap();
    assert_eq!(disk.durable_contents("d/f").unwrap(), b"ab");
    assert_eq!(disk.unsynced(), SECTOR as u64);
}

#[test]
fn a_sync_after_a_failed_one_succeeds_and_lies() {
    let lies = (0..20).any(|seed| {
        let mut disk = disk_with(b"");
        disk.write(F, 0, b"lost").unwrap();
        disk.faults.failing_syncs = 1;
        let mut random = Random::new(seed, "sync");
        assert_eq!(disk.sync(F, &mut random), Err(DiskError::Io));
        assert_eq!(disk.unsynced(), 0);
        assert_eq!(disk.sync(F, &mut random), Ok(()));
        assert_eq!(disk.contents("d/f").unwrap(), b"lost");
        disk.lose_power(Survival::AnySubset, &mut random);
        disk.contents("d/f").unwrap() != b"lost"
    });
    assert!(lies);
}

#[test]
fn a_full_disk_takes_what_fits_and_says_so() {
    let mut disk = disk_with(b"1234");
    disk.faults.capacity = Some(6);
    assert_eq!(disk.write(F, 4, b"5678"), Err(DiskError::Full));
    assert_eq!(disk.contents("d/f").unwrap(), b"123456");
    disk.faults.capacity = None;
    disk.write(F, 4, b"5678").unwrap();
    assert_eq!(disk.used(), 8);
}

#[test]
fn faults_strike_as_often_as_told_and_bits_rot() {
    let mut disk = disk_with(b"abc");
    disk.faults.failing_reads = 2;
    let results: Vec<_> = (0..3).map(|_| disk.read(F, 0, 3).is_ok()).collect();
    assert_eq!(results, [false, false, true]);
    disk.flip("d/f", 1, 0);
    disk.lose_power(Survival::Nothing, &mut random());
    assert_eq!(disk.contents("d/f").unwrap(), b"acc");
}

#[test]
fn a_file_that_is_cut_shows_no_old_bytes_when_it_grows_again() {
    let mut disk = disk_with(b"abcdef");
    disk.set_length(F, 2).unwrap();
    disk.set_length(F, 4).unwrap();
    assert_eq!(disk.contents("d/f").unwrap(), b"ab\0\0");
    assert_eq!(disk.durable_contents("d/f").unwrap(), b"abcdef");
}

#[test]
fn copies_share_and_do_not_disturb_each_other() {
    let disk = disk_with(&[1; 3000]);
    let mut branch = disk.clone();
    branch.write(F, 700, b"branch").unwrap();
    assert_eq!(disk.contents("d/f").unwrap(), [1; 3000]);
    let digest = |disk: &Disk| {
        let mut digest = Digest::default();
        disk.digest(&mut digest);
        digest.finish()
    };
    assert_ne!(digest(&disk), digest(&branch));
    assert_eq!(digest(&disk), digest(&disk.clone()));
}

/// What is done to two disks alike, one of which is condensed now and then beside a third one, of which copies are kept.
#[test]
fn a_condensed_disk_is_the_same_disk() {
    for seed in 0..30 {
        let mut random = Random::new(seed, "condensed disk");
        let mut plain = disk_with(b"");
        let (mut condensed, mut model, mut copies) = (plain.clone(), Vec::new(), Vec::new());
        let mut neighbour = plain.clone();
        for round in 0..300 {
            let at = random.below(model.len() as u64 + 600);
            let bytes: Vec<u8> =
                (0..random.below(900)).map(|n| (n as u8).saturating_mul(random.below(2) as u8)).collect();
            match random.below(8) {
                0 => {
                    model.resize(at as usize, 0);
                    [&mut plain, &mut condensed].into_iter().for_each(|disk| disk.set_length(F, at).unwrap());
                }
                1 | 2 => {
                    [&mut plain, &mut condensed]
                        .into_iter()
                        .for_each(|disk| disk.sync(F, &mut self::random()).unwrap());
                }
                3 => {
                    condensed.condense(&[&neighbour]);
                    copies.push((condensed.clone(), model.clone()));
                }
                // appends most of the time, as logs do
                action => {
                    let at = if action == 4 { at as usize } else { model.len() };
                    model.resize(model.len().max(at + bytes.len() * usize::from(!bytes.is_empty())), 0);
                    if !bytes.is_empty() {
                        model[at..at + bytes.len()].copy_from_slice(&bytes);
                    }
                    for disk in [&mut plain, &mut condensed, &mut neighbour] {
                        disk.write(F, at as u64, &bytes).unwrap();
                    }
                }
            }
            let of = format!("seed {seed}, round {round}");
            assert_eq!(condensed.contents("d/f").as_ref(), Some(&model), "{of}");
            assert_eq!(condensed.durable_contents("d/f"), plain.durable_contents("d/f"), "{of}");
        }
        for (copy, model) in copies {
            assert_eq!(copy.contents("d/f").unwrap(), model, "seed {seed}: a copy has changed");
        }
        for disk in [&mut plain, &mut condensed] {
            disk.lose_power(Survival::AnySubset, &mut self::random());
        }
        assert_eq!(condensed.contents("d/f"), plain.contents("d/f"), "seed {seed}: after a loss of power");
    }
}

#[test]
fn a_lying_disk_forgets_what_it_called_durable() {
    let mut disk = Disk::default();
    disk.make_dir("d").unwrap();
    disk.sync_dir("").unwrap();
    disk.faults.lying_syncs = true;
    disk.open(F, "d/f", true).unwrap();
    disk.write(F, 0, b"x").unwrap();
    disk.sync(F, &mut random()).unwrap();
    disk.sync_dir("d").unwrap();
    disk.lose_power(Survival::Nothing, &mut random());
    assert_eq!(disk.contents("d/f"), None);
}
