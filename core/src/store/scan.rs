//! Reads a segment's batches one behind the other, and judges where they are broken.
//!
//! Fed with pieces of any size; memory is bounded whatever lengths the bytes claim. What it judges by: offsets lie
//! without gaps within a segment, epochs never fall, checksums hold. Below the recovery point heads alone are read.

use core::mem;

use crate::{
    id::Offset,
    limit,
    record::{HEAD_BYTES, Head, crc},
    store::{
        mark::{FRONT_BYTES, Mark},
        segment::Damage,
    },
};

/// Where a head's checksummed part starts.
const CHECKED_AT: usize = 21;

/// What a scan has found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// A sound batch, and where it begins.
    Batch(Head, u64),
    /// Bytes that were on the disk once and are no batches now.
    Damage(Damage),
}

/// What is known of a segment before it is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Known {
    /// The file's length.
    pub(super) file_length: u64,
    /// The offset of its first record.
    pub(super) base: Offset,
    /// Where the next segment takes over; all before it was synced. `None` in the last segment.
    pub(super) limit: Option<Offset>,
    /// Checksums are compared from here on.
    pub(super) verify_from: Offset,
    /// All before this offset was synced.
    pub(super) durable: Offset,
    /// How far the file was synced.
    pub(super) mark: Mark,
    /// The epoch of the batch before.
    pub(super) epoch: i32,
}

/// A scan under way.
#[derive(Clone, Debug)]
pub(super) struct Scan {
    known: Known,
    /// The offset that the next batch must have.
    expected: Offset,
    /// Where it must lie.
    at: u64,
    /// The epoch of the last batch, but for the one that is held back.
    epoch: i32,
    /// A batch that only the next one can confirm.
    held: Option<Held>,
    stage: Stage,
}

/// A batch that looks sound, but for what no checksum has vouched for.
#[derive(Clone, Copy, Debug)]
struct Held {
    head: Head,
    at: u64,
    /// Whether its checksum was compared. If it was, its epoch is in doubt: it is higher than any before, and lies
    /// outside the checksum. If the next batch has a lower one, this one is damaged.
    checked: bool,
}

#[derive(Clone, Debug)]
enum Stage {
    /// At the head of a batch.
    Head,
    /// In the middle of a batch whose checksum is being taken.
    Body(Body),
    /// Past damage, looking at this position for the next sound batch.
    Search(u64),
    /// Something there looks like one.
    Candidate(u64, Body),
    /// Done. So many bytes at the end are no batches, and never were on the disk as far as anybody knows.
    Finished(u64),
}

#[derive(Clone, Copy, Debug)]
struct Body {
    head: Head,
    crc: u32,
    /// Bytes of the batch so far.
    fed: u64,
}

impl Body {
    fn new(head: Head) -> Body {
        Body { head, crc: crc::crc32c(&head.to_bytes()[CHECKED_AT..]), fed: HEAD_BYTES as u64 }
    }

    /// Takes what belongs to the batch at `start` from `bytes`, which lie at `position`. `Some` once it is whole.
    fn feed(&mut self, start: u64, position: u64, bytes: &[u8]) -> Option<bool> {
        let rest = window(position, bytes, start + self.fed);
        let left = usize::try_from(self.head.size() - self.fed).unwrap_or(usize::MAX);
        let piece = &rest[..left.min(rest.len())];
        self.crc = crc::append(self.crc, piece);
        self.fed += piece.len() as u64;
        (self.fed == self.head.size()).then_some(self.crc == self.head.crc)
    }
}

/// What `bytes`, which lie at `position`, hold from `from` on.
fn window(position: u64, bytes: &[u8], from: u64) -> &[u8] {
    let skip = from.checked_sub(position).and_then(|skip| usize::try_from(skip).ok());
    skip.and_then(|skip| bytes.get(skip..)).unwrap_or_default()
}

impl Scan {
    /// A scan from the front of a segment.
    pub(super) fn new(known: Known) -> Scan {
        let mut scan =
            Scan { known, expected: known.base, at: FRONT_BYTES, epoch: known.epoch, held: None, stage: Stage::Head };
        scan.is_over();
        scan
    }

    /// What to read next; `None` when the scan is over.
    pub(super) fn wants(&self) -> Option<(u64, u32)> {
        let position = match &self.stage {
            Stage::Head => self.at,
            Stage::Body(body) => self.at + body.fed,
            Stage::Search(at) => *at,
            Stage::Candidate(at, body) => at + body.fed,
            Stage::Finished(_) => return None,
        };
        let left = self.known.file_length.saturating_sub(position);
        Some((position, u32::try_from(left).unwrap_or(u32::MAX).min(limit::STORE_READ_BYTES)))
    }

    /// The epoch of the last batch.
    pub(super) fn epoch(&self) -> i32 {
        self.epoch
    }

    /// Bytes of a torn tail.
    pub(super) fn torn(&self) -> u64 {
        if let Stage::Finished(torn) = self.stage { torn } else { 0 }
    }

    /// Takes the bytes at `position`, at least one of those that [`Scan::wants`] named or else the file ends there.
    pub(super) fn feed(&mut self, position: u64, bytes: &[u8], found: &mut impl FnMut(Found)) {
        if self.wants().is_some_and(|(_, wanted)| (bytes.len() as u64) < u64::from(wanted)) {
            // The file is shorter than its length said. What is gone cannot be read.
            self.known.file_length = position.saturating_add(bytes.len() as u64);
        }
        loop {
            let before = self.wants();
            match mem::replace(&mut self.stage, Stage::Head) {
                Stage::Head => self.head(position, bytes, found),
                Stage::Body(mut body) => match body.feed(self.at, position, bytes) {
                    None => self.unfinished(Stage::Body(body), position, bytes, found),
                    Some(true) => self.accept(&body.head, true, found),
                    Some(false) => self.broken(found),
                },
                Stage::Search(at) => self.search(at, position, bytes, found),
                Stage::Candidate(at, mut body) => match body.feed(at, position, bytes) {
                    None => self.unfinished(Stage::Candidate(at, body), position, bytes, found),
                    Some(true) => self.resume(at, &body.head, found),
                    Some(false) => self.stage = Stage::Search(at + 1),
                },
                finished @ Stage::Finished(_) => self.stage = finished,
            }
            let wants = self.wants();
            let within =
                wants.is_some_and(|(at, _)| at < position.saturating_add(bytes.len() as u64) && at >= position);
            if wants.is_none() || !within || wants == before {
                return;
            }
        }
    }

    /// Waits for more of a batch, unless there is no more.
    fn unfinished(&mut self, stage: Stage, position: u64, bytes: &[u8], found: &mut impl FnMut(Found)) {
        let at_the_end = position.saturating_add(bytes.len() as u64) >= self.known.file_length;
        match stage {
            Stage::Body(_) if at_the_end => self.broken(found),
            Stage::Candidate(at, _) if at_the_end => self.stage = Stage::Search(at + 1),
            stage => self.stage = stage,
        }
    }

    fn head(&mut self, position: u64, bytes: &[u8], found: &mut impl FnMut(Found)) {
        if self.left(self.at) < HEAD_BYTES as u64 {
            return self.broken(found);
        }
        let window = window(position, bytes, self.at);
        if window.len() < HEAD_BYTES {
            return; // More is to come: the next read begins here.
        }
        match Head::parse(window) {
            Ok(head) if head.base_offset == self.expected.0 && self.is_plausible(&head, self.at) => {
                if head.next_offset() <= self.known.verify_from.0 {
                    self.accept(&head, false, found);
                } else {
                    self.stage = Stage::Body(Body::new(head));
                }
            }
            _ => self.broken(found),
        }
    }

    /// Whether all that a head says can be true here, its checksum aside.
    fn is_plausible(&self, head: &Head, at: u64) -> bool {
        let ends_within = self.known.limit.is_none_or(|limit| head.next_offset() <= limit.0);
        head.base_offset >= self.expected.0
            && head.last_offset_delta >= 0
            && head.next_offset() < i64::MAX
            && head.leader_epoch >= self.epoch
            && head.size() <= self.left(at)
            && ends_within
    }

    fn left(&self, at: u64) -> u64 {
        self.known.file_length.saturating_sub(at)
    }

    fn accept(&mut self, head: &Head, checked: bool, found: &mut impl FnMut(Found)) {
        self.release(head.leader_epoch, found);
        if head.leader_epoch > self.epoch || !checked {
            self.held = Some(Held { head: *head, at: self.at, checked });
        } else {
            found(Found::Batch(*head, self.at));
        }
        self.expected = Offset(head.next_offset());
        self.at = self.at.saturating_add(head.size());
        self.stage = Stage::Head;
        let in_doubt = |held: &Held| held.head.leader_epoch > self.epoch && self.known.limit.is_some();
        let in_doubt = self.held.as_ref().is_some_and(in_doubt);
        if self.is_over() && !in_doubt {
            self.release(i32::MAX, found);
        }
    }

    /// The last batch, if its epoch is still in doubt: the next segment tells.
    pub(super) fn take_held(&mut self) -> Option<(Head, u64)> {
        self.held.take().map(|held| (held.head, held.at))
    }

    /// The batch that was held back is followed by one of this epoch.
    fn release(&mut self, next_epoch: i32, found: &mut impl FnMut(Found)) {
        let Some(Held { head, at, .. }) = self.held.take() else { return };
        if next_epoch < head.leader_epoch {
            let (from, to) = (Offset(head.base_offset), Offset(head.next_offset()));
            found(Found::Damage(Damage { from, to, position: at, until: at.saturating_add(head.size()) }));
        } else {
            self.epoch = head.leader_epoch;
            found(Found::Batch(head, at));
        }
    }

    /// Once the next segment takes over, or the file ends, there is nothing more to read.
    fn is_over(&mut self) -> bool {
        let taken_over = self.known.limit.is_some_and(|limit| self.expected >= limit);
        let ended = self.left(self.at) == 0 && self.expected >= self.synced();
        if taken_over || ended {
            self.stage = Stage::Finished(0);
        }
        taken_over || ended
    }

    /// All before this offset was on the disk.
    fn synced(&self) -> Offset {
        self.known.limit.unwrap_or(self.known.durable.max(self.known.mark.offset))
    }

    /// There is no sound batch where one should be.
    fn broken(&mut self, found: &mut impl FnMut(Found)) {
        if let Some(Held { head, at, checked: false }) = self.held {
            // The batch before has led here with a length that nobody has checked: go back to it.
            self.held = None;
            (self.expected, self.at) = (Offset(head.base_offset), at);
            self.stage = Stage::Body(Body::new(head));
            return;
        }
        if self.expected < self.synced() {
            self.search(self.at + 1, self.at + 1, &[], found);
        } else {
            self.release(i32::MAX, found);
            self.stage = Stage::Finished(self.left(self.at));
        }
    }

    fn search(&mut self, from: u64, position: u64, bytes: &[u8], found: &mut impl FnMut(Found)) {
        let mut at = from;
        loop {
            if self.left(at) < HEAD_BYTES as u64 {
                return self.nothing_follows(found);
            }
            let window = window(position, bytes, at);
            if window.len() < HEAD_BYTES {
                self.stage = Stage::Search(at);
                return;
            }
            // Magic first: of bytes that are no head, most fail here.
            if window[16] == 2
                && let Ok(head) = Head::parse(window)
                && head.base_offset > self.expected.0
                && head.base_offset <= self.synced().0
                && self.is_plausible(&head, at)
            {
                self.stage = Stage::Candidate(at, Body::new(head));
                return;
            }
            at += 1;
        }
    }

    /// A sound batch lies behind the damage.
    fn resume(&mut self, at: u64, head: &Head, found: &mut impl FnMut(Found)) {
        let to = Offset(head.base_offset);
        self.release(head.leader_epoch, found);
        found(Found::Damage(Damage { from: self.expected, to, position: self.at, until: at }));
        (self.expected, self.at) = (to, at);
        self.accept(head, true, found);
    }

    /// The damage goes to the end of what was once synced.
    fn nothing_follows(&mut self, found: &mut impl FnMut(Found)) {
        self.release(i32::MAX, found);
        let (from, to, position, until) = (self.expected, self.synced(), self.at, self.known.file_length.max(self.at));
        found(Found::Damage(Damage { from, to, position, until }));
        (self.expected, self.at) = (to, until);
        self.stage = Stage::Finished(0);
    }
}
