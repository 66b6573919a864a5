//! One file as sectors: what the page cache holds, and what would survive a loss of power.

use glasslog_core::sorted::SortedMap;
use std::{iter, sync::Arc};

use glasslog_core::random::Random;

/// The unit that a disk writes whole or not at all, in bytes.
pub const SECTOR: usize = 512;

/// A sector, without the zeros at its end: most are marks, or the last one of a short file, and every copy of a disk from before a
/// write keeps what that changed.
#[derive(Clone, Debug)]
enum Sector {
    Whole(Arc<[u8]>),
    Grown(Arc<Growth>),
}

/// A sector to which something was appended: the copies from before keep only what was there then, and share it.
#[derive(Debug)]
struct Growth {
    before: Sector,
    /// Where these bytes lie.
    start: usize,
    bytes: Box<[u8]>,
    /// How often it has grown.
    times: usize,
}

/// A sector does not grow more often than this, it is written anew.
const GROWTHS: usize = 16;

/// Without the zeros at the end.
fn trimmed(bytes: &[u8]) -> &[u8] {
    &bytes[..bytes.iter().rposition(|byte| *byte != 0).map_or(0, |last| last + 1)]
}

impl Sector {
    /// One that begins with these bytes; the rest are zeros.
    fn of(bytes: &[u8]) -> Sector {
        Sector::Whole(trimmed(bytes).into())
    }

    /// All after that are zeros.
    fn len(&self) -> usize {
        match self {
            Sector::Whole(bytes) => bytes.len(),
            Sector::Grown(growth) => growth.start + growth.bytes.len(),
        }
    }

    fn times_grown(&self) -> usize {
        if let Sector::Grown(growth) = self { growth.times } else { 0 }
    }

    /// Its bytes, to where there are zeros.
    fn copy_to(&self, out: &mut [u8; SECTOR]) {
        match self {
            Sector::Whole(bytes) => out[..bytes.len()].copy_from_slice(bytes),
            Sector::Grown(growth) => {
                growth.before.copy_to(out);
                out[growth.start..][..growth.bytes.len()].copy_from_slice(&growth.bytes);
            }
        }
    }

    fn whole(&self) -> [u8; SECTOR] {
        let mut whole = [0; SECTOR];
        self.copy_to(&mut whole);
        whole
    }

    /// The same with these bytes there.
    fn with(&self, within: usize, bytes: &[u8]) -> Sector {
        let (length, times) = (self.len(), self.times_grown() + 1);
        if length == 0 || within < length || times > GROWTHS {
            let mut whole = self.whole();
            whole[within..][..bytes.len()].copy_from_slice(bytes);
            return Sector::of(&whole);
        }
        let bytes = trimmed(bytes);
        if bytes.is_empty() {
            return self.clone();
        }
        Sector::Grown(Arc::new(Growth { before: self.clone(), start: within, bytes: bytes.into(), times }))
    }

    /// Whether both are one.
    fn is(&self, other: &Sector) -> bool {
        match (self, other) {
            (Sector::Whole(one), Sector::Whole(other)) => Arc::ptr_eq(one, other),
            (Sector::Grown(one), Sector::Grown(other)) => Arc::ptr_eq(one, other),
            _ => false,
        }
    }
}

/// Sectors in a chunk.
const CHUNK: usize = 8;

/// Contents and length of a file, in shared chunks of shared sectors: a copy costs pointers, and what changes in it one chunk.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sectors {
    /// All are full but the last; together as many sectors as the length takes.
    chunks: Vec<Arc<[Sector]>>,
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
            let whole = self.chunks[index / CHUNK][index % CHUNK].whole();
            bytes.extend_from_slice(&whole[within..within + take]);
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
            let sector = self.sector_mut(index);
            *sector = if now.len() == SECTOR { Sector::of(now) } else { sector.with(within, now) };
            at += now.len() as u64;
            bytes = rest;
        }
    }

    fn get(&self, index: usize) -> Option<&Sector> {
        self.chunks.get(index / CHUNK)?.get(index % CHUNK)
    }

    fn sector_mut(&mut self, index: usize) -> &mut Sector {
        &mut Arc::make_mut(&mut self.chunks[index / CHUNK])[index % CHUNK]
    }

    /// How many there are.
    fn count(&self) -> usize {
        let last = self.chunks.last().map_or(0, |chunk| chunk.len());
        self.chunks.len().saturating_sub(1) * CHUNK + last
    }

    /// Shares the chunk of a sector with other contents, if it is the same there.
    fn share(&mut self, index: u64, other: &Sectors) {
        let index = index as usize / CHUNK;
        if let (Some(own), Some(theirs)) = (self.chunks.get_mut(index), other.chunks.get(index))
            && own.len() == theirs.len()
            && own.iter().zip(&**theirs).all(|(own, theirs)| own.is(theirs))
        {
            *own = theirs.clone();
        }
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
            *self.sector_mut(index as usize) = sector.clone();
        } else {
            self.write(start, &sector.whole()[..length as usize]);
        }
    }

    fn grow(&mut self, length: u64) {
        if length > self.length {
            self.length = length;
            let count = length.div_ceil(SECTOR as u64) as usize;
            let mut missing = count.saturating_sub(self.count());
            if missing > 0 {
                let nothing = Sector::of(&[]);
                if let Some(last) = self.chunks.last_mut().filter(|last| last.len() < CHUNK) {
                    let more = missing.min(CHUNK - last.len());
                    *last = last.iter().chain(iter::repeat_n(&nothing, more)).cloned().collect();
                    missing -= more;
                }
                let more = missing.div_ceil(CHUNK);
                if self.chunks.len() + more > self.chunks.capacity() {
                    // Room for what comes soon: there are many files, and most are short.
                    self.chunks.reserve_exact(more + self.chunks.len() / 8);
                }
                while missing > 0 {
                    let more = missing.min(CHUNK);
                    self.chunks.push(iter::repeat_n(&nothing, more).cloned().collect());
                    missing -= more;
                }
            }
        }
    }

    fn cut(&mut self, length: u64) {
        if length < self.length {
            self.length = length;
            let count = length.div_ceil(SECTOR as u64) as usize;
            self.chunks.truncate(count.div_ceil(CHUNK));
            if let Some(last) = self.chunks.last_mut()
                && !count.is_multiple_of(CHUNK)
            {
                *last = last[..count % CHUNK].into();
            }
            let (index, within) = place(length);
            if self.get(index).is_some_and(|last| last.len() > within) {
                let last = self.sector_mut(index);
                *last = Sector::of(&last.whole()[..within]);
            }
        }
    }

    fn flip(&mut self, at: u64, bit: u8) {
        let (index, within) = place(at);
        if index < self.count() {
            let sector = self.sector_mut(index);
            let mut whole = sector.whole();
            whole[within] ^= 1 << (bit & 7);
            *sector = Sector::of(&whole);
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
        for index in snapshot.dirty.keys() {
            self.durable.share(*index, &self.cached);
        }
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
