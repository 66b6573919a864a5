//! One file as sectors: what the page cache holds, and what would survive a loss of power.

use glasslog_core::sorted::SortedMap;
use std::sync::Arc;

use glasslog_core::random::Random;

/// The unit that a disk writes whole or not at all, in bytes.
pub const SECTOR: usize = 512;

/// A sector, without the zeros at its end: most are marks, or the last one of a short file, and every copy of a disk from before a
/// write keeps what that changed.
type Sector = Arc<[u8]>;

/// A sector that begins with these bytes; the rest are zeros.
fn sector(bytes: &[u8]) -> Sector {
    let end = bytes.iter().rposition(|byte| *byte != 0).map_or(0, |last| last + 1);
    bytes[..end].into()
}

/// Contents and length of a file, in shared sectors: a copy costs pointers.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sectors {
    sectors: Vec<Sector>,
    length: u64,
}

impl Sectors {
    pub(crate) fn length(&self) -> u64 {
        self.length
    }

    /// Up to `length` bytes from `at`; fewer at the end of the file.
    pub(crate) fn read(&self, at: u64, length: usize) -> Vec<u8> {
        let end = self.length.min(at.saturating_add(length as u64));
        let mut bytes = Vec::with_capacity(end.saturating_sub(at) as usize);
        let mut at = at;
        while at < end {
            let (index, within) = place(at);
            let take = (SECTOR - within).min((end - at) as usize);
            let there = self.sectors[index].get(within..).unwrap_or_default();
            let there = &there[..there.len().min(take)];
            bytes.extend_from_slice(there);
            bytes.resize(bytes.len() + take - there.len(), 0);
            at += take as u64;
        }
        bytes
    }

    fn write(&mut self, at: u64, bytes: &[u8]) {
        self.grow(at.saturating_add(bytes.len() as u64));
        let (mut at, mut bytes) = (at, bytes);
        while !bytes.is_empty() {
            let (index, within) = place(at);
            let (now, rest) = bytes.split_at(bytes.len().min(SECTOR - within));
            if now.len() == SECTOR {
                self.sectors[index] = sector(now);
            } else {
                self.change(index, within + now.len(), |sector| sector[within..].copy_from_slice(now));
            }
            at += now.len() as u64;
            bytes = rest;
        }
    }

    /// Changes the first bytes of a sector, up to `upto`. Sectors are shared: that makes another one.
    fn change(&mut self, index: usize, upto: usize, change: impl FnOnce(&mut [u8])) {
        let mut whole = [0; SECTOR];
        let before = &self.sectors[index];
        whole[..before.len()].copy_from_slice(before);
        change(&mut whole[..upto]);
        let end = before.len().max(upto);
        self.sectors[index] = sector(&whole[..end]);
    }

    /// Takes a sector over as another file, of length `whole`, has it, shared: as much of it as that file is long.
    fn take_sector(&mut self, index: u64, sector: &Sector, whole: u64) {
        let start = index * SECTOR as u64;
        let length = whole.saturating_sub(start).min(SECTOR as u64);
        if length == 0 {
            return;
        }
        self.grow(start + length);
        if length == SECTOR as u64 || start + length == self.length {
            self.sectors[index as usize] = sector.clone();
        } else {
            let mut bytes = sector.to_vec();
            bytes.resize(length as usize, 0);
            self.write(start, &bytes);
        }
    }

    fn grow(&mut self, length: u64) {
        if length > self.length {
            self.length = length;
            let count = length.div_ceil(SECTOR as u64) as usize;
            if count > self.sectors.len() {
                if count > self.sectors.capacity() {
                    // Room for what comes soon: there are many files, and most are short.
                    self.sectors.reserve_exact(count + count / 8 - self.sectors.len());
                }
                self.sectors.resize(count, sector(&[]));
            }
        }
    }

    fn cut(&mut self, length: u64) {
        if length < self.length {
            self.length = length;
            self.sectors.truncate(length.div_ceil(SECTOR as u64) as usize);
            let (index, within) = place(length);
            if let Some(last) = self.sectors.get_mut(index)
                && last.len() > within
            {
                *last = sector(&last[..within]);
            }
        }
    }

    fn flip(&mut self, at: u64, bit: u8) {
        let (index, within) = place(at);
        if index < self.sectors.len() {
            self.change(index, within + 1, |sector| sector[within] ^= 1 << (bit & 7));
        }
    }
}

fn place(at: u64) -> (usize, usize) {
    ((at / SECTOR as u64) as usize, (at % SECTOR as u64) as usize)
}

/// What a sync that has begun will make durable: what was dirty of the file then.
#[derive(Clone, Debug)]
pub(crate) struct SyncSnapshot {
    length: u64,
    /// Sectors by their index, each with the number of its last write; without contents where the file had been cut before it.
    dirty: SortedMap<u64, (u64, Option<Sector>)>,
}

/// One file.
#[derive(Clone, Debug, Default)]
pub(crate) struct File {
    cached: Sectors,
    durable: Sectors,
    /// Sectors that were written since they were last synced, with the number of the write.
    dirty: SortedMap<u64, u64>,
    writes: u64,
}

impl File {
    /// What programs see.
    pub(crate) fn cached(&self) -> &Sectors {
        &self.cached
    }

    /// What is certain to survive.
    pub(crate) fn durable(&self) -> &Sectors {
        &self.durable
    }

    /// Bytes that are in the cache only, rounded up to sectors.
    pub(crate) fn dirty_bytes(&self) -> u64 {
        self.dirty.len() as u64 * SECTOR as u64
    }

    pub(crate) fn write(&mut self, at: u64, bytes: &[u8]) {
        if bytes.is_empty() {
            return;
        }
        let grown_from = self.cached.length().min(at);
        self.cached.write(at, bytes);
        self.touch(grown_from, at + bytes.len() as u64);
    }

    pub(crate) fn set_length(&mut self, length: u64) {
        let before = self.cached.length();
        self.cached.grow(length);
        self.cached.cut(length);
        self.touch(before.min(length).saturating_sub(1), before.max(length));
    }

    fn touch(&mut self, from: u64, to: u64) {
        self.writes += 1;
        for index in from / SECTOR as u64..to.div_ceil(SECTOR as u64) {
            self.dirty.insert(index, self.writes);
        }
    }

    /// A sync begins now.
    pub(crate) fn begin_sync(&self) -> SyncSnapshot {
        let sector = |index: u64| self.cached.sectors.get(index as usize).cloned();
        let dirty = self.dirty.iter().map(|(index, write)| (*index, (*write, sector(*index)))).collect();
        SyncSnapshot { length: self.cached.length(), dirty }
    }

    /// The sync that began with `snapshot` has succeeded.
    pub(crate) fn finish_sync(&mut self, snapshot: SyncSnapshot) {
        // Only what was dirty is written: sectors that an earlier, failed sync called clean stay lost.
        for (index, (_, sector)) in &snapshot.dirty {
            if let Some(sector) = sector {
                self.durable.take_sector(*index, sector, snapshot.length);
            }
        }
        self.set_durable_length(snapshot.length);
        self.dirty.retain(|index, write| snapshot.dirty.get(index).is_none_or(|(synced, _)| synced != write));
    }

    /// The sync that began with `snapshot` has failed, as Linux does it: the pages are called clean although some never
    /// reached the disk, and the next sync "succeeds" without them (they are read from the cache until power is lost).
    pub(crate) fn fail_sync(&mut self, snapshot: SyncSnapshot, random: &mut Random) {
        for (index, (write, _)) in &snapshot.dirty {
            if random.below(2) == 0 {
                self.keep_sector(*index);
            }
            if self.dirty.get(index) == Some(write) {
                self.dirty.remove(index);
            }
        }
    }

    /// One sector of the cache reaches the disk by itself.
    fn keep_sector(&mut self, index: u64) {
        let start = index * SECTOR as u64;
        let end = self.cached.length().min(start + SECTOR as u64);
        if start < end {
            let bytes = self.cached.read(start, SECTOR);
            self.durable.write(start, &bytes);
        }
    }

    /// Power is lost: each unsynced sector is there or not, whatever became of its neighbours, and the length is any
    /// between the old and the new.
    pub(crate) fn lose_power(&mut self, survival: Survival, random: &mut Random) {
        let (old, new) = (self.durable.length(), self.cached.length());
        for index in std::mem::take(&mut self.dirty).into_keys() {
            let kept = match survival {
                Survival::Nothing => false,
                Survival::Everything => true,
                Survival::AnySubset => random.below(2) == 0,
            };
            if kept {
                self.keep_sector(index);
            }
        }
        match survival {
            Survival::Nothing => {}
            Survival::Everything => self.set_durable_length(new),
            Survival::AnySubset => {
                let spread = old.abs_diff(new);
                let length = old.min(new) + random.below(spread + 1);
                self.set_durable_length(length);
            }
        }
        self.cached = self.durable.clone();
    }

    fn set_durable_length(&mut self, length: u64) {
        self.durable.grow(length);
        self.durable.cut(length);
    }

    /// A bit changes by itself, on the disk and in what is read from it.
    pub(crate) fn flip(&mut self, at: u64, bit: u8) {
        self.cached.flip(at, bit);
        self.durable.flip(at, bit);
    }
}

/// Which unsynced sectors survive a loss of power.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum Survival {
    /// Only what was synced.
    Nothing,
    /// The cache was written back just in time.
    Everything,
    /// Any of them, by the seed.
    AnySubset,
}
