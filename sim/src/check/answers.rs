//! What brokers answer: R7, R8, M4. An acknowledgement means what it says, and what was shown once is shown for good.

use glasslog_core::sorted::{SortedMap, SortedSet};

use bytes::Bytes;
use glasslog_core::{
    controller::image::Image,
    id::{BrokerId, ClientId, LeaderEpoch, Offset, PartitionIndex, ProducerEpoch, ProducerId, RequestId, TopicId},
    record::Head,
    request::{Acks, OffsetAt, Request, TopicRef},
    response::{Response, Span},
    storage::LogName,
};

use super::{Verdicts, log::LogChecks, model::ModelBatch, replication::ReplicationChecks};

/// A retry is looked for among so many batches at the log's end.
const RETRIES_LOOKED_AT: usize = 16;

/// What must be remembered of a request until it is answered.
#[derive(Clone, Debug)]
enum Asked {
    /// The batches, per partition.
    Produce(Acks, Vec<Sent>),
    /// The partitions whose end was asked for.
    Latest(Vec<(TopicRef, PartitionIndex)>),
    ProducerId,
}

/// A batch of a request that has no answer yet.
#[derive(Clone, Debug)]
struct Sent {
    name: LogName,
    head: Head,
    /// Where it was on this leader's disk before a later leader's log took its place: acks=1 promises no more than that.
    was_at: Option<Offset>,
}

/// The checks on answers.
#[derive(Clone, Debug, Default)]
pub(super) struct AnswerChecks {
    asked: SortedMap<(BrokerId, ClientId, RequestId), Asked>,
    /// Answers that left in this step, compared once the broker has been looked at.
    left: Vec<(Asked, Response<Bytes>)>,
    /// The high watermarks that clients were told in this step.
    shown: Vec<(LogName, LeaderEpoch, Offset)>,
    /// The highest end that leaders of each epoch have told.
    told: SortedMap<(LogName, LeaderEpoch), Offset>,
    producers: SortedSet<(ProducerId, ProducerEpoch)>,
}

fn named(image: &Image, topic: &TopicRef, partition: PartitionIndex) -> Option<LogName> {
    let topic: TopicId = match topic {
        TopicRef::Name(name) => *image.names.get(name)?,
        TopicRef::Id(id) => *id,
    };
    Some(LogName { topic, partition })
}

impl AnswerChecks {
    pub(super) fn died(&mut self, broker: BrokerId) {
        self.asked.retain(|(other, _, _), _| *other != broker);
    }

    pub(super) fn disconnected(&mut self, broker: BrokerId, client: ClientId) {
        self.asked.retain(|(b, c, _), _| (*b, *c) != (broker, client));
    }

    /// A broker's copy has been cut: what it had on its disk, up to `safe`, and has no more. An answer that says so may be made
    /// by then, and leave behind others on its connection, or wait for its request's other batches.
    pub(super) fn truncated(&mut self, broker: BrokerId, name: LogName, safe: Offset, lost: &[ModelBatch]) {
        for ((other, ..), asked) in self.asked.iter_mut() {
            let Asked::Produce(Acks::Leader, batches) = asked else { continue };
            for sent in batches.iter_mut().filter(|sent| *other == broker && sent.name == name) {
                let gone = lost.iter().find(|gone| gone.end() <= safe && is_same(&gone.head, &sent.head));
                sent.was_at = gone.map(|gone| gone.base()).or(sent.was_at);
            }
        }
    }

    pub(super) fn asked(
        &mut self,
        image: &Image,
        (broker, client, id): (BrokerId, ClientId, RequestId),
        request: &Request<Bytes>,
    ) {
        let asked = match request {
            Request::Produce(produce) if produce.acks != Acks::None => {
                let batches = produce.partitions.iter().filter_map(|item| {
                    let head = Head::parse(item.batch.as_ref().ok()?).ok()?;
                    Some(Sent { name: named(image, &item.topic, item.partition)?, head, was_at: None })
                });
                Asked::Produce(produce.acks, batches.collect())
            }
            Request::ListOffsets(list) => {
                let latest = list.partitions.iter().filter(|item| item.at == OffsetAt::Latest);
                Asked::Latest(latest.map(|item| (item.topic.clone(), item.partition)).collect())
            }
            Request::InitProducerId(_) => Asked::ProducerId,
            _ => return,
        };
        self.asked.insert((broker, client, id), asked);
    }

    /// Whether a produce brings a batch that the broker's log has already.
    pub(super) fn is_repeated(
        &self,
        image: &Image,
        logs: &LogChecks,
        broker: BrokerId,
        request: &Request<Bytes>,
    ) -> bool {
        let Request::Produce(produce) = request else { return false };
        produce.partitions.iter().any(|item| {
            let head = item.batch.as_ref().ok().and_then(|batch| Head::parse(batch).ok());
            let name = named(image, &item.topic, item.partition);
            let Some((head, name)) = head.filter(Head::is_idempotent).zip(name) else { return false };
            let log = logs.copy(broker, name);
            log.is_some_and(|log| log.batches.iter().rev().take(RETRIES_LOOKED_AT).any(|b| is_same(&b.head, &head)))
        })
    }

    pub(super) fn left(&mut self, key: (BrokerId, ClientId, RequestId), response: &Response<Bytes>) {
        if let Some(asked) = self.asked.remove(&key) {
            self.left.push((asked, response.clone()));
        }
    }

    /// The node has answered: what it tells clients of its high watermark. A follower is told whatever there is. An answer may leave
    /// later, behind others on its connection: what counts is when it was made, and in which epoch (`epoch_of`) the broker took
    /// itself for the leader before it heard of the next.
    pub(super) fn replied(
        &mut self,
        image: &Image,
        key: (BrokerId, ClientId, RequestId),
        response: &Response<Span>,
        follower: bool,
        epoch_of: impl Fn(LogName) -> Option<LeaderEpoch>,
    ) {
        let place = |topic: &TopicRef, partition| {
            let name = named(image, topic, partition)?;
            Some((name, epoch_of(name)?))
        };
        match response {
            Response::Fetch(fetched) if !follower => {
                let known = fetched.partitions.iter();
                let known = known.filter(|p| !p.error.is_error() && p.high_watermark >= Offset::ZERO);
                let told = known.filter_map(|p| Some((place(&p.topic, p.partition)?, p.high_watermark)));
                self.shown.extend(told.map(|((name, epoch), offset)| (name, epoch, offset)));
            }
            Response::ListOffsets(answers) => {
                let Some(Asked::Latest(latest)) = self.asked.remove(&key) else { return };
                let of_latest = answers.iter().filter(|a| latest.contains(&(a.topic.clone(), a.partition)));
                let told = of_latest.filter_map(|a| Some((place(&a.topic, a.partition)?, a.result.ok()?.offset)));
                self.shown.extend(told.map(|((name, epoch), offset)| (name, epoch, offset)));
            }
            _ => {}
        }
    }

    /// The broker has been looked at: its answers of this step are judged.
    pub(super) fn looked(
        &mut self,
        verdicts: &mut Verdicts,
        (logs, replication): (&LogChecks, &ReplicationChecks),
        (broker, image): (BrokerId, &Image),
    ) {
        let spoiled = |name| replication.ghost(name).is_none_or(|ghost| ghost.spoiled);
        let promises = |name: LogName| logs.trusts_all() && !spoiled(name);
        for (name, epoch, high_watermark) in std::mem::take(&mut self.shown) {
            if promises(name) {
                self.check_told(verdicts, name, epoch, high_watermark);
            }
        }
        for (asked, response) in std::mem::take(&mut self.left) {
            match (asked, response) {
                (Asked::Produce(acks, batches), Response::Produce(answers)) => {
                    for answer in answers {
                        let name = named(image, &answer.topic, answer.partition);
                        let asked = batches.iter().find(|sent| Some(sent.name) == name);
                        if let (Some(sent), Ok(produced)) = (asked, answer.result) {
                            check_ack(verdicts, (logs, replication), broker, acks, sent, produced.base_offset);
                        }
                    }
                }
                (Asked::ProducerId, Response::InitProducerId(Ok(producer))) => {
                    let fresh = self.producers.insert(producer);
                    verdicts.expect(fresh, "M4", || format!("{producer:?} is given out again"));
                }
                _ => {}
            }
        }
    }

    /// R7: leaders tell an end no lower than what was told in this epoch or an older one.
    fn check_told(&mut self, verdicts: &mut Verdicts, name: LogName, epoch: LeaderEpoch, offset: Offset) {
        let before = self.told.range((name, LeaderEpoch(i32::MIN))..=(name, epoch)).map(|(_, told)| *told).max();
        verdicts.expect(before.is_none_or(|before| before <= offset), "R7", || {
            format!("{name:?}: the end was {before:?} and is told to be {offset} in epoch {epoch}")
        });
        let told = self.told.entry((name, epoch)).or_default();
        *told = offset.max(*told);
    }
}

/// R8: what is acknowledged is where it is said to be: committed with acks=all, on the leader's disk with acks=1.
fn check_ack(
    verdicts: &mut Verdicts,
    (logs, replication): (&LogChecks, &ReplicationChecks),
    broker: BrokerId,
    acks: Acks,
    &Sent { name, ref head, was_at }: &Sent,
    base: Offset,
) {
    let Some(ghost) = replication.ghost(name).filter(|ghost| !ghost.spoiled && logs.trusts_all()) else { return };
    let end = base.plus(i64::from(head.count));
    let there = match acks {
        Acks::All => {
            let same = ghost.at(base).is_some_and(|batch| batch.base == base && is_same(&batch.head, head));
            same && end <= ghost.high_watermark
        }
        Acks::Leader => {
            let log = logs.copy(broker, name);
            let batch = log.and_then(|log| log.batch_at(base));
            let is_there = batch.is_some_and(|batch| batch.base() == base && is_same(&batch.head, head))
                && log.is_some_and(|log| log.safe >= end);
            is_there || was_at == Some(base)
        }
        Acks::None => true,
    };
    verdicts.expect(there, "R8", || {
        let high_watermark = ghost.high_watermark;
        format!("{name:?}: {broker} acknowledges {base} to {end} with {acks:?}; committed is {high_watermark}")
    });
}

/// Whether a stored batch is the one that was sent: to the byte, or (a retry that was stamped anew) by its sequence.
fn is_same(stored: &Head, sent: &Head) -> bool {
    let sequence = |head: &Head| (head.producer_id, head.producer_epoch, head.base_sequence, head.count);
    stored.crc == sent.crc || sent.is_idempotent() && sequence(stored) == sequence(sent)
}
