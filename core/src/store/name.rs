//! What things are called on disk.
//!
//! A log is a directory, `<topic id>-<partition>`. In it lie segments, `<base>-<generation>.log`. Generations rise with
//! every segment that a log gets, and a file voids all that older generations hold at or past its base: so a
//! truncation is a new file, and nothing is ever rewritten. Where a segment does not begin at the end of the one
//! before it, its name says so: `<base>-<generation>-after-<end>.log`.
//!
//! Compaction puts one segment in the place of some that lie side by side. It has the first one's base and the last one's
//! generation, and says how often that was done: `<base>-<generation>-compact-<revision>.log`, so that it voids all whose
//! place it takes, and later segments void it. While it is written it is called `….log.new`.

use alloc::{format, string::String};

use crate::{id::Offset, name::Text, storage::LogName};

/// The derived index of a sealed segment has its name with this at the end.
const INDEX: &str = ".index";
/// What a checkpoint is called.
pub(super) const CHECKPOINT: &str = "checkpoint";
/// What it is called while it is written.
pub(super) const CHECKPOINT_NEW: &str = "checkpoint.new";
/// A segment that compaction has not finished has its name with this at the end.
const UNFINISHED: &str = ".new";
/// What a deleted log's directory has at the end of its name.
pub(super) const DELETED: &str = ".deleted";

/// The directory of a log.
pub(super) fn directory(name: LogName) -> Text {
    Text::from(format!("{}-{}", name.topic, name.partition))
}

/// A directory's name once its log is deleted.
pub(super) fn deleted(dir: &str) -> Text {
    Text::from(format!("{dir}{DELETED}"))
}

/// A file in a directory.
pub(super) fn join(dir: &str, file: &str) -> Text {
    Text::from(format!("{dir}/{file}"))
}

/// A segment's place in its log, as its file's name tells it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct SegmentName {
    /// Offset of the first record.
    pub(super) base: Offset,
    /// Counts the segments that a log ever had, from 1.
    pub(super) generation: u64,
    /// Where the segment before it ended: its base, but for a gap.
    pub(super) after: Offset,
    /// How often compaction has written the segment of this generation, alone or with older ones; 0 for never.
    pub(super) revision: u32,
    /// Compaction has not looked at all keys in it.
    pub(super) partial: bool,
}

impl SegmentName {
    /// A segment that takes appends, or did.
    pub(super) fn new(base: Offset, generation: u64, after: Offset) -> SegmentName {
        SegmentName { base, generation, after, revision: 0, partial: false }
    }

    /// The file's name.
    pub(super) fn file(&self) -> Text {
        let (base, generation, after) = (self.base.0, self.generation, self.after.0);
        let gap = if base == after { String::new() } else { format!("-after-{after:020}") };
        let word = if self.partial { "partly" } else { "compact" };
        let revision = if self.revision == 0 { String::new() } else { format!("-{word}-{}", self.revision) };
        Text::from(format!("{base:020}-{generation:010}{gap}{revision}.log"))
    }

    /// The file's name while compaction writes it.
    pub(super) fn unfinished(&self) -> Text {
        Text::from(format!("{}{UNFINISHED}", &*self.file()))
    }

    /// For the order of age, and of what voids what: later ones void older ones.
    pub(super) fn age(&self) -> (u64, u32, Offset) {
        (self.generation, self.revision, self.base)
    }

    /// The name of its index.
    pub(super) fn index(&self) -> Text {
        Text::from(format!("{}{INDEX}", &*self.file()))
    }

    /// Reads a file's name; none if it is not one that [`SegmentName::file`] gives.
    pub(super) fn parse(file: &str) -> Option<SegmentName> {
        let mut parts = file.strip_suffix(".log")?.split('-');
        let base = parts.next()?.parse().ok()?;
        let generation = parts.next()?.parse().ok()?;
        let (mut after, mut revision, mut partial) = (base, 0, false);
        while let Some(word) = parts.next() {
            let number = parts.next()?;
            match word {
                "after" => after = number.parse().ok()?,
                "compact" | "partly" => (revision, partial) = (number.parse().ok()?, word == "partly"),
                _ => return None,
            }
        }
        let name = SegmentName { base: Offset(base), generation, after: Offset(after), revision, partial };
        let sane = after >= 0 && base >= after && generation > 0 && generation < u64::MAX && revision < u32::MAX;
        (sane && &*name.file() == file).then_some(name)
    }
}

/// Whether this is a file that only a running store needs, or that belongs to no segment of the log.
pub(super) fn is_leftover(file: &str, segments: &[SegmentName]) -> bool {
    let unfinished = file.strip_suffix(UNFINISHED).is_some_and(|file| SegmentName::parse(file).is_some());
    if file == CHECKPOINT_NEW || unfinished {
        return true;
    }
    let Some(segment) = file.strip_suffix(INDEX).or(Some(file)).and_then(SegmentName::parse) else { return false };
    !segments.contains(&segment)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(base: i64, generation: u64, after: i64) -> SegmentName {
        SegmentName::new(Offset(base), generation, Offset(after))
    }

    #[test]
    fn names_are_read_as_they_are_written_and_nothing_else_is() {
        for segment in [name(0, 1, 0), name(12, 3, 12), name(i64::MAX, 99_999_999_999, 5)] {
            for (revision, partial) in [(0, false), (1, false), (7, true)] {
                let segment = SegmentName { revision, partial, ..segment };
                assert_eq!(SegmentName::parse(&segment.file()), Some(segment));
                assert_eq!(SegmentName::parse(&segment.unfinished()), None);
            }
        }
        assert_eq!(&*name(7, 2, 7).file(), "00000000000000000007-0000000002.log");
        for other in ["", "checkpoint", "7-2.log", "00000000000000000007-0000000002.log.index", "-1-1.log"] {
            assert_eq!(SegmentName::parse(other), None, "{other}");
        }
        let after_its_base = "00000000000000000007-0000000002-after-00000000000000000009.log";
        assert_eq!(SegmentName::parse(after_its_base), None);
    }

    #[test]
    fn strangers_files_are_not_leftovers() {
        let live = [name(0, 1, 0)];
        assert!(!is_leftover(&live[0].file(), &live));
        assert!(!is_leftover(&live[0].index(), &live));
        assert!(!is_leftover("notes.txt", &live));
        assert!(is_leftover(&name(9, 2, 9).file(), &live));
        assert!(is_leftover(&name(9, 2, 9).index(), &live));
        assert!(is_leftover(CHECKPOINT_NEW, &live));
        assert!(is_leftover(&live[0].unfinished(), &live));
    }
}
