//! The passport of a record: the stamps that it collects on its way, from sent to committed.

use glasslog_core::id::{Offset, PartitionIndex};
use glasslog_core::name::Text;
use glasslog_core::time::Instant;

use super::{Cluster, epoch_at};

/// One stamp.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stamp {
    /// What it says.
    pub word: String,
    /// Whether it was given.
    pub given: Given,
}

/// Whether a stamp was given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Given {
    /// It was, at that moment where the moment is known.
    Yes(Option<Instant>),
    /// Not yet.
    NotYet,
    /// It never will be.
    Never,
}

/// What only somebody knows who sees more than copies and commits. What holds at a moment the cluster says: what is known of another
/// moment is no reason for a stamp.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Known {
    /// When its producer was told to send it.
    pub sent: Option<Instant>,
    /// When it was written, when all copies had it, and when it was safe.
    pub stood: [Option<Instant>; 3],
    /// Its acknowledgement; none where nobody can say.
    pub ack: Option<Ack>,
    /// Which groups were given it, and when first.
    pub read: Vec<(Text, Instant)>,
    /// Which groups have committed it, and when their members heard of that.
    pub committed: Vec<(Text, Instant)>,
    /// A group that is not among those that were given it was not.
    pub all_reads: bool,
}

/// The acknowledgement of a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ack {
    /// Its producer waits for it.
    Awaited,
    /// It came.
    Came(Option<Instant>),
    /// Its producer waits for no answer.
    Unasked,
    /// It was refused, or given up: in a word.
    Failed(String),
}

impl Cluster {
    /// Whether the record at that place is written, how many of its partition's copies hold it (of how many), and whether it is safe.
    #[must_use]
    pub fn stands(&self, topic: &Text, partition: PartitionIndex, offset: Offset) -> (bool, (usize, usize), bool) {
        let Some(leading) = self.leading(topic, partition) else { return (false, (0, 0), false) };
        let view = &leading.view;
        let written = offset < view.log_end;
        let epoch = epoch_at(view, offset);
        let holds = |view: &super::Copy| offset < view.view.log_end && epoch_at(&view.view, offset) == epoch;
        let holders = self.copies_of(topic, partition).filter(|copy| written && holds(copy)).count();
        (written, (holders, view.replicas.len().max(holders)), written && offset < view.high_watermark)
    }

    /// The stamps of the record at that place, in their order.
    #[must_use]
    pub fn passport(&self, topic: &Text, partition: PartitionIndex, offset: Offset, known: &Known) -> Vec<Stamp> {
        let (written, (holders, copies), safe) = self.stands(topic, partition, offset);
        let when = |holds: bool, at: Option<Instant>| {
            if holds { Given::Yes(at.filter(|at| *at <= self.now)) } else { Given::NotYet }
        };
        let [was_written, was_copied, was_safe] = known.stood;
        let sent = written || known.sent.is_some_and(|at| at <= self.now);
        let mut stamps = Vec::new();
        let mut stamp = |word: String, given: Given| stamps.push(Stamp { word, given });
        stamp("sent".to_owned(), when(sent, known.sent));
        stamp(format!("written at {offset}"), when(written, was_written));
        stamp(format!("copied {holders}/{copies}"), when(written && holders == copies, was_copied));
        stamp("safe".to_owned(), when(safe, was_safe));
        match &known.ack {
            None => {}
            Some(Ack::Awaited) => stamp("acknowledged".to_owned(), Given::NotYet),
            Some(Ack::Came(at)) => stamp("acknowledged".to_owned(), when(true, *at)),
            Some(Ack::Unasked) => stamp("no ack asked".to_owned(), Given::Never),
            Some(Ack::Failed(word)) => stamp(word.clone(), Given::Never),
        }
        let name = (topic.clone(), partition);
        for group in self.groups.iter().filter(|group| self.partitions_of(group).contains(&name)) {
            let of = |all: &[(Text, Instant)]| all.iter().find(|(name, _)| *name == group.name).map(|(_, at)| *at);
            let passed = written && group.commit(topic, partition).is_some_and(|commit| commit > offset);
            let read = of(&known.read);
            let has_read = written && (read.is_some() || passed && !known.all_reads);
            stamp(format!("read by {}", group.letter), when(has_read, read));
            stamp(format!("committed by {}", group.letter), when(passed, of(&known.committed)));
        }
        stamps
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scene::fixture;

    /// The stamps of a record of the first partition, hollow ones with a ring, those that never come with a cross.
    fn told(cluster: &Cluster, offset: i64, known: &Known) -> String {
        let stamps = cluster.passport(&"items-list".into(), PartitionIndex(0), Offset(offset), known);
        let signs = stamps.iter().map(|stamp| match stamp.given {
            Given::Yes(at) => format!("✓ {}{}", stamp.word, at.map_or(String::new(), |at| format!(" {}", at.0))),
            Given::NotYet => format!("○ {}", stamp.word),
            Given::Never => format!("× {}", stamp.word),
        });
        signs.collect::<Vec<_>>().join(", ")
    }

    #[test]
    fn a_record_collects_its_stamps_on_its_way() {
        let cluster = fixture::three();
        let unknown = Known::default();
        assert_eq!(
            told(&cluster, 4, &unknown),
            "✓ sent, ✓ written at 4, ✓ copied 3/3, ✓ safe, ✓ read by A, ✓ committed by A"
        );
        assert_eq!(
            told(&cluster, 9, &unknown),
            "✓ sent, ✓ written at 9, ○ copied 2/3, ✓ safe, ○ read by A, ○ committed by A"
        );
        assert_eq!(
            told(&cluster, 11, &unknown),
            "✓ sent, ✓ written at 11, ○ copied 1/3, ○ safe, ○ read by A, ○ committed by A"
        );
        assert_eq!(
            told(&cluster, 12, &unknown),
            "○ sent, ○ written at 12, ○ copied 0/3, ○ safe, ○ read by A, ○ committed by A"
        );
    }

    #[test]
    fn moments_are_told_of_what_holds_and_nobody_is_said_to_wait_for_an_answer_that_was_not_asked_for() {
        let cluster = fixture::three();
        let known = Known {
            sent: Some(Instant(5)),
            stood: [Some(Instant(6)), Some(Instant(9)), Some(Instant(20_000))],
            ack: Some(Ack::Unasked),
            read: vec![("items-group".into(), Instant(8))],
            committed: vec![("items-group".into(), Instant(9))],
            all_reads: true,
        };
        assert_eq!(
            told(&cluster, 9, &known),
            "✓ sent 5, ✓ written at 9 6, ○ copied 2/3, ✓ safe, × no ack asked, ✓ read by A 8, ○ committed by A"
        );
        let known = Known { ack: Some(Ack::Came(Some(Instant(7)))), all_reads: true, ..Known::default() };
        assert_eq!(
            told(&cluster, 4, &known),
            "✓ sent, ✓ written at 4, ✓ copied 3/3, ✓ safe, ✓ acknowledged 7, ○ read by A, ✓ committed by A"
        );
    }
}
