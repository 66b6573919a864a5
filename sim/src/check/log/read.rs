//! What is read of a copy: for the node, for who asked it, and from its files.

use bytes::Bytes;
use glasslog_core::{
    id::{BrokerId, Offset},
    record::LENGTH_BYTES,
    response::Response,
    storage::LogName,
    view::PartitionView,
};

use super::{Copy, LogChecks, Trust, heads};
use crate::check::{
    Verdicts,
    compaction::{self, Compacted},
    model::{ModelBatch, ModelLog},
};

impl LogChecks {
    /// L4: what is read is what was written.
    pub(in crate::check) fn read(&mut self, verdicts: &mut Verdicts, copy: Copy, bytes: &Bytes) {
        let Some(log) = self.logs.get(&copy) else { return };
        check_batches(verdicts, log, (copy.1, &self.compacted), bytes, self.distrusted.contains(&copy.0));
    }

    /// L4, R16: what leaves in an answer is what was written, and nothing past the high watermark.
    pub(in crate::check) fn left(
        &mut self,
        verdicts: &mut Verdicts,
        broker: BrokerId,
        response: &Response<Bytes>,
        spans: &[Option<LogName>],
        follower: bool,
    ) {
        let Response::Fetch(fetched) = response else { return };
        for (partition, name) in fetched.partitions.iter().zip(spans) {
            let Some(bytes) = partition.records.as_ref().filter(|bytes| !bytes.is_empty()) else { continue };
            // The log of a topic that was deleted meanwhile is forgotten.
            let Some((name, log)) = name.as_ref().and_then(|name| Some((name, self.logs.get(&(broker, *name))?)))
            else {
                continue;
            };
            let end = check_batches(verdicts, log, (*name, &self.compacted), bytes, self.distrusted.contains(&broker));
            // A follower is given what its leader will not lose.
            let high_watermark = if follower { log.safe } else { log.high_watermark };
            verdicts.expect(end <= high_watermark, "R16", || {
                format!("{name:?}: records up to {end} left; the high watermark is {high_watermark}")
            });
        }
    }

    /// L4, L2: the files of a log hold exactly what was written, without gaps.
    pub(in crate::check) fn audit(
        &self,
        verdicts: &mut Verdicts,
        broker: BrokerId,
        view: &PartitionView,
        batches: &[Bytes],
        (upto, trust): (Offset, Trust),
    ) {
        let name = LogName { topic: view.topic_id, partition: view.partition };
        let Some(log) = self.logs.get(&(broker, name)) else { return };
        if self.distrusted.contains(&broker) {
            return;
        }
        for batch in batches {
            check_batches(verdicts, log, (name, &self.compacted), batch, false);
        }
        if self.compacted.is(name.topic) {
            return self.audit_compacted(verdicts, log, view, batches, (upto, trust));
        }
        let stored: Vec<(i64, u32)> =
            batches.iter().flat_map(|batch| heads(batch)).map(|(_, head)| (head.base_offset, head.crc)).collect();
        let kept: Vec<&ModelBatch> = log.batches.iter().filter(|batch| batch.end() > view.log_start).collect();
        let model: Vec<(i64, u32)> = kept.iter().map(|batch| (batch.head.base_offset, batch.head.crc)).collect();
        // What is still on its way to the disk comes last, and may be there in part.
        let certain = kept.iter().rposition(|batch| batch.done).map_or(0, |last| last + 1);
        verdicts.expect(stored.len() >= certain && model.starts_with(&stored), "L2", || {
            let under_way = model.len() - certain;
            format!("{name:?}: {} batches in its files, {certain} were written, {under_way} are to be", stored.len())
        });
    }

    /// L8, L2: as [`LogChecks::audit`], where compaction may have been.
    fn audit_compacted(
        &self,
        verdicts: &mut Verdicts,
        log: &ModelLog,
        view: &PartitionView,
        batches: &[Bytes],
        (upto, trust): (Offset, Trust),
    ) {
        let name = LogName { topic: view.topic_id, partition: view.partition };
        let kept: Vec<&ModelBatch> = log.batches.iter().filter(|batch| batch.end() > view.log_start).collect();
        let stored: Vec<(i64, i64)> = batches
            .iter()
            .flat_map(|batch| heads(batch))
            .map(|(_, head)| (head.base_offset, head.next_offset()))
            .collect();
        let certain = kept.iter().rev().find(|batch| batch.done).map_or(view.log_start, |last| last.end());
        let certain = certain.min(upto).0;
        let gap = stored.windows(2).find(|pair| pair[0].1 != pair[1].0);
        verdicts.expect(gap.is_none(), "L2", || format!("{name:?}: a gap between batches in its files: {gap:?}"));
        let begins = stored.first().is_none_or(|first| first.0 <= view.log_start.0);
        let ends = stored.last().map_or(view.log_start.0, |last| last.1);
        verdicts.expect(begins && ends >= certain, "L2", || {
            format!("{name:?}: its files begin at {:?} and end at {ends}; written was up to {certain}", stored.first())
        });
        let lags = log.copied_upto.is_some() && ends < trust.committed.0;
        if trust.spoiled || log.copied_blindly || lags {
            return;
        }
        let lost = self.compacted.lost(name.topic, &kept, batches);
        verdicts.expect(lost.is_none(), "L8", || format!("{name:?}: the last record of its key, at {lost:?}, is gone"));
    }
}

/// L4: whole batches, each as it was ordered to be written. On a distrusted disk broken ones are no wonder. Gives the
/// end of the last batch that can be taken at its word.
fn check_batches(
    verdicts: &mut Verdicts,
    log: &ModelLog,
    (name, compacted): (LogName, &Compacted),
    bytes: &Bytes,
    distrusted: bool,
) -> Offset {
    let (mut at, mut end) = (0, Offset::ZERO);
    for (position, head) in heads(bytes) {
        at = position + head.size();
        let base = Offset(head.base_offset);
        let size = usize::try_from(head.size()).unwrap_or(usize::MAX);
        let batch = usize::try_from(position).ok().and_then(|from| bytes.get(from..));
        if distrusted && batch.is_none_or(|batch| head.verify(batch).is_err()) {
            return end;
        }
        let known = log.batch_at(base).is_some_and(|model| {
            (model.base(), model.head.crc, model.head.length, model.head.leader_epoch)
                == (base, head.crc, head.length, head.leader_epoch)
        });
        let whole = batch.and_then(|batch| batch.get(..size)).filter(|_| !known && compacted.is(name.topic));
        if let Some(batch) = whole {
            let sources = log.covering(base, Offset(head.next_offset()));
            let reduced = compaction::reduction(&head, &bytes.slice_ref(batch), &sources);
            if distrusted && reduced.is_err() {
                return end;
            }
            end = Offset(head.next_offset());
            if let Err(why) = reduced {
                verdicts.broken("L8", || format!("{name:?}: the batch read at {base} {why}"));
            }
            continue;
        }
        // A batch's place and epoch lie outside its checksum: rot there goes unseen.
        if distrusted && !known {
            return end;
        }
        end = Offset(head.next_offset());
        verdicts.expect(known, "L4", || format!("{name:?}: a batch at {base} was read that was never written there"));
        let sound = batch.is_some_and(|batch| head.verify(batch).is_ok());
        verdicts.expect(sound, "L4", || format!("{name:?}: the batch at {base} was read broken"));
    }
    let rest = bytes.len() as u64 - at.min(bytes.len() as u64);
    verdicts
        .expect(distrusted || rest < LENGTH_BYTES as u64 || at > 0, "L4", || format!("{name:?}: no batch was read"));
    end
}
