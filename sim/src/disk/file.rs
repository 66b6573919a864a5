//! One file: what the page cache holds, and what would survive a loss of power.

use glasslog_core::{random::Random, sorted::SortedMap};

use super::sectors::{SECTOR, Sector, Sectors};

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

    /// Keeps once what the cache has in common with another file's, and what is durable with the cache.
    pub(super) fn condense(&mut self, other: Option<&File>) {
        if let Some(other) = other {
            self.cached.share(&other.cached);
        }
        self.durable.share(&self.cached);
    }

    /// A sync begins now.
    pub(crate) fn begin_sync(&self) -> SyncSnapshot {
        let sector = |index: u64| self.cached.get(index as usize).cloned();
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
