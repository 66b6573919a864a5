//! Proposals as version 1 wrote them: of one broker, which proposed by itself, was never fenced, and was all of every ISR.
//!
//! Each means the same in today's words, so a log may begin with such records and go on with others.

use alloc::vec::Vec;

use serde::Deserialize;

use crate::{
    id::{
        BrokerEpoch, BrokerId, ControllerEpoch, DiskId, Incarnation, LeaderEpoch, Offset, PartitionIndex, ProducerId,
        TopicId,
    },
    metadata::{MetadataRecord, Proposal},
    name::Text,
    response::BrokerInfo,
};

/// The disk of a broker from before disks had numbers.
const DISK: DiskId = DiskId(0);

#[derive(Deserialize)]
#[cfg_attr(test, derive(serde::Serialize))]
struct ProposalV1 {
    _proposer: (BrokerId, BrokerEpoch),
    number: u64,
    decided_on: Offset,
    records: Vec<RecordV1>,
}

#[derive(Deserialize)]
#[cfg_attr(test, derive(serde::Serialize))]
enum RecordV1 {
    BrokerRegistered {
        broker: BrokerInfo,
    },
    TopicCreated {
        id: TopicId,
        name: Text,
        configs: Vec<(Text, Text)>,
    },
    PartitionCreated {
        topic: TopicId,
        partition: PartitionIndex,
        replicas: Vec<BrokerId>,
    },
    PartitionChanged {
        topic: TopicId,
        partition: PartitionIndex,
        leader: Option<BrokerId>,
        leader_epoch: LeaderEpoch,
        isr: Vec<BrokerId>,
    },
    TopicDeleted {
        id: TopicId,
    },
    TopicConfigured {
        id: TopicId,
        key: Text,
        value: Option<Text>,
    },
    BrokerConfigured {
        broker: Option<BrokerId>,
        key: Text,
        value: Option<Text>,
    },
    ProducerIdsReserved {
        next: ProducerId,
    },
}

/// Reads a proposal; `None` if it is none.
pub(super) fn read(bytes: &[u8]) -> Option<Proposal> {
    let proposal: ProposalV1 = postcard::from_bytes(bytes).ok()?;
    let records = proposal.records.into_iter().map(record).collect();
    let (number, decided_on) = (proposal.number, proposal.decided_on);
    Some(Proposal { controller: ControllerEpoch(0), number, decided_on, records })
}

fn record(record: RecordV1) -> MetadataRecord {
    match record {
        RecordV1::BrokerRegistered { broker } => {
            MetadataRecord::BrokerRegistered { broker, incarnation: Incarnation(0), disk: DISK, fenced: false }
        }
        RecordV1::TopicCreated { id, name, configs } => MetadataRecord::TopicCreated { id, name, configs },
        RecordV1::PartitionCreated { topic, partition, replicas } => {
            MetadataRecord::PartitionCreated { topic, partition, isr: replicas.clone(), replicas }
        }
        RecordV1::PartitionChanged { topic, partition, leader, leader_epoch, isr } => {
            let (elr, failed) = (Vec::new(), Vec::new());
            MetadataRecord::PartitionChanged { topic, partition, leader, leader_epoch, isr, elr, failed }
        }
        RecordV1::TopicDeleted { id } => MetadataRecord::TopicDeleted { id },
        RecordV1::TopicConfigured { id, key, value } => MetadataRecord::TopicConfigured { id, key, value },
        RecordV1::BrokerConfigured { broker, key, value } => MetadataRecord::BrokerConfigured { broker, key, value },
        RecordV1::ProducerIdsReserved { next } => MetadataRecord::ProducerIdsReserved { next },
    }
}

#[cfg(test)]
mod tests {
    use alloc::vec;

    use super::*;
    use crate::{controller::image::Image, metadata::Committed};

    #[test]
    fn a_broker_of_version_1_leads_what_it_led() {
        let (me, topic) = (BrokerId(1), TopicId([7; 16]));
        let broker = BrokerInfo { id: me, host: "localhost".into(), port: 9092, rack: None };
        let partition = PartitionIndex(0);
        let changed = RecordV1::PartitionChanged {
            topic,
            partition,
            leader: Some(me),
            leader_epoch: LeaderEpoch(3),
            isr: vec![me],
        };
        let proposals = [
            vec![RecordV1::BrokerRegistered { broker }],
            vec![
                RecordV1::TopicCreated { id: topic, name: "t".into(), configs: vec![] },
                RecordV1::PartitionCreated { topic, partition, replicas: vec![me] },
            ],
            vec![changed, RecordV1::ProducerIdsReserved { next: ProducerId(1000) }],
        ];
        let mut image = Image::default();
        for (offset, records) in proposals.into_iter().enumerate() {
            let decided_on = Offset(offset as i64);
            let old = ProposalV1 { _proposer: (me, BrokerEpoch(0)), number: offset as u64, decided_on, records };
            let proposal = read(&postcard::to_allocvec(&old).expect("small")).expect("a proposal");
            assert!(image.apply(&Committed { offset: decided_on, proposal }));
        }
        let found = image.partition(topic, partition).expect("a partition");
        assert_eq!((found.leader, found.leader_epoch, &found.isr[..]), (Some(me), LeaderEpoch(3), &[me][..]));
        assert!(image.is_alive(me));
        assert_eq!((image.names["t"], image.next_producer_id), (topic, ProducerId(1000)));
    }
}
