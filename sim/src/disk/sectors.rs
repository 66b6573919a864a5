//! The contents of a file, in sectors. Very many copies of very similar files are kept: what they have in common, they share.

use std::{iter, sync::Arc};

/// The unit that a disk writes whole or not at all, in bytes.
pub const SECTOR: usize = 512;

/// A sector, without the zeros at its end: most are marks, or the last one of a short file, and every copy of a disk from before a
/// write keeps what that changed.
#[derive(Clone, Debug)]
pub(super) enum Sector {
    Whole(Arc<[u8]>),
    Grown(Arc<Growth>),
}

/// A sector to which something was appended: the copies from before keep only what was there then, and share it.
#[derive(Debug)]
pub(super) struct Growth {
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

    /// Whether both hold the same.
    fn is(&self, other: &Sector) -> bool {
        let one = match (self, other) {
            (Sector::Whole(one), Sector::Whole(other)) => Arc::ptr_eq(one, other),
            (Sector::Grown(one), Sector::Grown(other)) => Arc::ptr_eq(one, other),
            _ => false,
        };
        one || self.len() == other.len() && self.whole() == other.whole()
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

    pub(super) fn write(&mut self, at: u64, bytes: &[u8]) {
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

    pub(super) fn get(&self, index: usize) -> Option<&Sector> {
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

    /// Keeps together with other contents what is the same there.
    pub(super) fn share(&mut self, other: &Sectors) {
        let apart = self.chunks.iter_mut().zip(&other.chunks).filter(|(own, theirs)| !Arc::ptr_eq(own, theirs));
        for (own, theirs) in apart {
            if own.len() == theirs.len() && own.iter().zip(&**theirs).all(|(own, theirs)| own.is(theirs)) {
                *own = theirs.clone();
            } else if let Some(own) = Arc::get_mut(own) {
                for (own, theirs) in own.iter_mut().zip(&**theirs).filter(|(own, theirs)| own.is(theirs)) {
                    *own = theirs.clone();
                }
            }
        }
    }

    /// Takes a sector over as another file, of length `whole`, has it, shared: as much of it as that file is long.
    pub(super) fn take_sector(&mut self, index: u64, sector: &Sector, whole: u64) {
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

    pub(super) fn grow(&mut self, length: u64) {
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

    pub(super) fn cut(&mut self, length: u64) {
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

    pub(super) fn flip(&mut self, at: u64, bit: u8) {
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
