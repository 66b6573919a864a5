//! The reader's thread: what a follower has fetched it reads into memory and checks, so that no node's thread has to.

use glasslog_core::{
    error::ErrorCode,
    record::{CheckedBatch, Rules},
    response::{Fetched as Response, FetchedPartition},
};

use super::{Pieces, peer::PeerReply};
use crate::mailbox::{Mailbox, Woken};

/// A leader's answer whose records still lie in its files.
#[derive(Debug)]
pub(super) struct Fetched {
    pub(super) reply: PeerReply,
    pub(super) fetched: Response<Pieces>,
}

/// Works until the mailbox is closed.
pub(super) fn run(mailbox: &Mailbox<Fetched>) {
    let mut mail = Vec::new();
    loop {
        match mailbox.take(&mut mail, None) {
            Woken::Closed => return,
            Woken::Deadline | Woken::Mail => {}
        }
        for Fetched { reply, fetched } in mail.drain(..) {
            reply.send(Ok(glasslog_core::response::Response::Fetch(read(fetched))));
        }
    }
}

fn read(fetched: Response<Pieces>) -> Response<Vec<CheckedBatch>> {
    let partitions = fetched.partitions.into_iter().map(read_partition).collect();
    Response { error: fetched.error, session_id: fetched.session_id, bytes_max: fetched.bytes_max, partitions }
}

/// What cannot be read, or is broken, is an error of its partition: the other partitions are none the worse for it.
fn read_partition(partition: FetchedPartition<Pieces>) -> FetchedPartition<Vec<CheckedBatch>> {
    let (error, records) = match partition.records.as_ref().map(checked) {
        None => (partition.error, None),
        Some(Ok(batches)) => (partition.error, Some(batches)),
        Some(Err(error)) => {
            tracing::error!(
                "what partition {} of topic {:?} was sent by its leader cannot be used: {error:?}",
                partition.partition,
                partition.topic
            );
            (error, None)
        }
    };
    FetchedPartition {
        topic: partition.topic,
        partition: partition.partition,
        error,
        high_watermark: partition.high_watermark,
        last_stable_offset: partition.last_stable_offset,
        log_start: partition.log_start,
        diverging: partition.diverging,
        leader: partition.leader,
        aborted: partition.aborted,
        records,
    }
}

fn checked(pieces: &Pieces) -> Result<Vec<CheckedBatch>, ErrorCode> {
    let bytes = pieces.read().map_err(|_| ErrorCode::KafkaStorageError)?;
    let batches: Result<Vec<CheckedBatch>, _> = CheckedBatch::parse_many(bytes, Rules::LOG).collect();
    batches.map_err(|_| ErrorCode::CorruptMessage)
}

#[cfg(test)]
mod tests {
    use std::fs::File;
    use std::os::unix::fs::FileExt;
    use std::sync::Arc;

    use glasslog_core::{
        id::{BrokerId, Offset, PartitionIndex, RequestId, TopicId},
        record::BatchBuilder,
        request::TopicRef,
        response::Response as AnyResponse,
    };

    use super::*;
    use crate::host::{Answer, Piece, ToNode, peer::Asker};

    fn pieces(bytes: &[u8], length: u32) -> Pieces {
        let file = tempfile::tempfile().unwrap();
        file.write_all_at(bytes, 0).unwrap();
        let file: Arc<File> = Arc::new(file);
        Pieces(vec![Piece { file, position: 0, length }])
    }

    fn partition(index: i32, records: Option<Pieces>) -> FetchedPartition<Pieces> {
        FetchedPartition {
            topic: TopicRef::Id(TopicId([7; 16])),
            partition: PartitionIndex(index),
            error: ErrorCode::None,
            high_watermark: Offset(3),
            last_stable_offset: Offset(3),
            log_start: Offset(0),
            diverging: None,
            leader: None,
            aborted: Vec::new(),
            records,
        }
    }

    #[test]
    fn a_broken_batch_is_its_partitions_error_and_nobody_elses() {
        let mut builder = BatchBuilder::new();
        builder.push(0, None, Some(b"value"), &[]).unwrap();
        let batch = builder.checked().unwrap().stamp(0, 1).to_bytes();
        let length = u32::try_from(batch.len()).unwrap();
        let mut broken = batch.to_vec();
        *broken.last_mut().unwrap() ^= 1;
        let two = [&batch[..], &batch[..]].concat();
        let fetched = Response {
            error: ErrorCode::None,
            session_id: 0,
            bytes_max: 1 << 20,
            partitions: vec![
                partition(0, Some(pieces(&two, 2 * length))),
                partition(1, Some(pieces(&broken, length))),
                partition(2, Some(pieces(&batch, length + 1))),
                partition(3, None),
            ],
        };
        let (node, reader) = (Arc::new(Mailbox::default()), Arc::new(Mailbox::default()));
        let asker = Arc::new(Asker { node: Arc::clone(&node), reader: Arc::clone(&reader) });
        let reply = PeerReply::new(BrokerId(2), RequestId(5), Arc::clone(&asker));
        reply.answer(Answer::Reply(Box::new(AnyResponse::Fetch(fetched))));
        reader.close();
        run(&reader);
        let mut mail = Vec::new();
        assert_eq!(node.take(&mut mail, None), Woken::Mail);
        let Some(ToNode::Response { from: BrokerId(2), id: RequestId(5), response: Ok(AnyResponse::Fetch(read)) }) =
            mail.pop()
        else {
            panic!("another answer");
        };
        let found: Vec<_> = read.partitions.iter().map(|p| (p.error, p.records.as_ref().map(Vec::len))).collect();
        let (none, corrupt, unreadable) = (ErrorCode::None, ErrorCode::CorruptMessage, ErrorCode::KafkaStorageError);
        assert_eq!(found, [(none, Some(2)), (corrupt, None), (unreadable, None), (none, None)]);
    }

    #[test]
    fn an_answer_that_never_comes_is_told_at_once() {
        let (node, reader) = (Arc::new(Mailbox::default()), Arc::new(Mailbox::default()));
        let asker = Arc::new(Asker { node: Arc::clone(&node), reader });
        drop(PeerReply::new(BrokerId(3), RequestId(1), asker));
        let mut mail = Vec::new();
        assert_eq!(node.take(&mut mail, None), Woken::Mail);
        assert!(matches!(&mail[..], [ToNode::Response { from: BrokerId(3), response: Err(_), .. }]));
    }
}
