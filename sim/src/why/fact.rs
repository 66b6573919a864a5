//! What a chain of causes is made of.

use std::time::Duration;

use glasslog_core::{
    id::{BrokerId, LeaderEpoch, Offset},
    name::Text,
    request::Acks,
    time::Instant,
};

use crate::{
    ActorId,
    view::{End, PartitionName},
};

/// A fact of a chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fact {
    /// What was asked does not hold: there is nothing to explain.
    NotSo,
    /// The request is on its way to the broker.
    OnItsWay {
        /// To whom.
        to: BrokerId,
        /// It stands there: before a cut, or because somebody holds it.
        held: bool,
    },
    /// The record is in its leader's log, and the answer on its way back.
    AnswerOnItsWay {
        /// From whom.
        from: BrokerId,
        /// It stands there: before a cut, or because somebody holds it.
        held: bool,
    },
    /// The high watermark stands below the log end.
    Unsafe {
        /// Of which partition.
        partition: PartitionName,
        /// The high watermark.
        high_watermark: Offset,
        /// The leader's log end.
        end: Offset,
    },
    /// A member of the ISR does not have, or has not told that it has, what comes after the high watermark.
    MemberBehind {
        /// Who.
        broker: BrokerId,
        /// How far it is, as its leader knows; none before its first fetch.
        end: Option<Offset>,
    },
    /// The leader's own disk has not called it durable yet.
    NotOnDisk {
        /// Who.
        broker: BrokerId,
        /// What is durable.
        durable: Offset,
    },
    /// Fewer replicas are in sync than `min.insync.replicas`.
    TooFewInSync {
        /// The ISR.
        isr: Vec<BrokerId>,
        /// The setting.
        min: i16,
    },
    /// The leader has not heard of it for so long.
    NoFetchFor(BrokerId, Duration),
    /// The leader took it off the ISR.
    TakenOffIsr(BrokerId),
    /// The controller takes it for dead: it heard nothing of it.
    Fenced(BrokerId),
    /// It comes nearer: it is in sync once it has this much.
    CatchingUp {
        /// Who.
        broker: BrokerId,
        /// What it has.
        end: Offset,
        /// What it needs.
        needed: Offset,
    },
    /// Its process does not run.
    Down(BrokerId),
    /// It reads its disk before it serves.
    Starting(BrokerId),
    /// Its process stands still.
    Paused(BrokerId),
    /// Nothing gets from one end to the other.
    Cut(End, End),
    /// What gets through takes so much longer.
    Slow(End, End, Duration),
    /// Of a hundred packets so many are lost, and sent again after a while.
    Lossy(End, End, u8),
    /// Its disk takes so many times as long.
    SlowDisk(BrokerId, u32),
    /// Its copy of the partition has failed.
    LogFailed(BrokerId),
    /// Nobody who is up has all that was acknowledged.
    NobodyMayLead {
        /// Who would be allowed to: in sync or eligible.
        eligible: Vec<BrokerId>,
    },
    /// `unclean.leader.election.enable` is off: nobody else may lead, as that would lose records.
    UncleanOff,
    /// A broker leads since then.
    Leads {
        /// Who.
        broker: BrokerId,
        /// The leadership's number.
        epoch: LeaderEpoch,
    },
    /// It is the preferred leader: the first of the replicas.
    Preferred(BrokerId),
    /// It said that it goes.
    Stopped(BrokerId),
    /// The reader has everything below the high watermark.
    AtHighWatermark(PartitionName, Offset),
    /// Nothing was sent after that.
    NothingNew(PartitionName),
    /// It has no share: the group has more members than partitions, or shares them out just now.
    NoShare {
        /// Members of the group.
        members: usize,
        /// Partitions of its topics.
        partitions: usize,
    },
    /// The group shares its partitions out.
    Rebalancing(Text),
    /// The group's coordinator gave a reason.
    Because(Text),
    /// The group shared out so often by now, within so much time.
    Again {
        /// How often.
        times: usize,
        /// From the first of these times to now.
        within: Duration,
    },
    /// A member was silent for longer than its session timeout.
    Expired(Text),
    /// A member worked for longer than `max.poll.interval.ms` on what one poll gave it.
    PolledTooLate {
        /// Who.
        consumer: ActorId,
        /// The most that one poll gives it (`max.poll.records`).
        records: u32,
        /// How long it works on each.
        each: Duration,
        /// The setting.
        limit: Duration,
    },
    /// Its process is being restarted, and back at that time.
    BeingRestarted(ActorId, Instant),
    /// More comes than a group reads.
    FallsBehind {
        /// Which group.
        group: Text,
        /// So many records lie behind its commits.
        behind: u64,
        /// So many came lately.
        came: u64,
        /// So many its members processed in that time.
        read: u64,
        /// How long that is.
        within: Duration,
    },
    /// A member works so long on each record, on one after the other.
    WorksFor(ActorId, Duration),
    /// A partition has one reader in a group: so many members of it may work at once.
    MayRead {
        /// Members of the group.
        members: usize,
        /// Partitions of its topics.
        partitions: usize,
    },
    /// The log begins at this offset now: what was older was not to be kept any longer.
    TooOld(PartitionName, Offset),
    /// A broker cut its log off at this offset: its leader did not have what followed.
    CutOff(BrokerId, Offset),
    /// A broker began to lead in this epoch with a log that ended there.
    LedWithout(BrokerId, LeaderEpoch, Offset),
    /// Only the broker that led before had it; and what its producer had waited for, where it was told.
    OnlyHad(BrokerId, Option<Acks>),
    /// Its producer waits for no answer, and sends nothing again.
    NobodyAsked(ActorId),
    /// The same record stands at both offsets.
    StandsTwice(Offset, Offset),
    /// Its producer got no answer and sent it again; without idempotence nobody could tell.
    SentAgain(ActorId),
    /// A connection broke, and what was under way on it was lost: from whom, and to whom where that is not everybody.
    Broke(End, Option<End>),
    /// A packet of somebody's was lost.
    PacketLost,
    /// A consumer processed it for the first time.
    ProcessedBy(ActorId),
    /// A consumer processed it again.
    ProcessedAgain(ActorId),
    /// The group's commit stood there: whoever went on, went on from it. None: there was none.
    CommitStood(Text, Option<Offset>),
    /// The group's commit came to stand behind it.
    CommitPassed(Text, Offset),
    /// A consumer died without a word.
    Died(ActorId),
    /// Somebody outside the group said where it shall go on.
    ResetTo(Text, Offset),
    /// A consumer commits before it works.
    CommitsFirst(ActorId),
    /// A consumer began at the end: its group had no commit (`auto.offset.reset=latest`).
    BeganAtEnd(ActorId),
}
