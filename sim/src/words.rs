//! In a word or two: what brokers ask of the controller, what it answers, and what metadata says.

use glasslog_core::{
    controller::{Answer, Ask, image::Image},
    id::{BrokerId, PartitionIndex, TopicId},
    metadata::{Committed, MetadataRecord},
    name::Text,
    request::TopicRef,
};

fn partition(image: &Image, topic: TopicId, index: PartitionIndex) -> String {
    match image.topics.get(&topic) {
        Some(topic) => format!("{}-{index}", topic.name),
        None => format!("partition {index}"),
    }
}

fn brokers(all: impl Iterator<Item = BrokerId>) -> String {
    all.map(|broker| broker.to_string()).collect::<Vec<_>>().join(" ")
}

fn list(all: impl Iterator<Item = String>) -> String {
    all.collect::<Vec<_>>().join(", ")
}

/// What a broker asks.
pub(crate) fn of_ask(ask: &Ask, image: &Image) -> Text {
    match ask {
        Ask::Register(_) => "register".into(),
        Ask::Heartbeat(_) => "heartbeat".into(),
        Ask::Leave { .. } => "leave".into(),
        Ask::AlterIsr(alter) => {
            let change = alter.changes.iter().map(|change| {
                let members = brokers(change.isr.iter().map(|(broker, _)| *broker));
                format!("ISR of {}: {members}", partition(image, change.topic, change.partition))
            });
            list(change).into()
        }
        Ask::LogsFailed { .. } => "logs failed".into(),
        Ask::CreateTopics(create) => {
            format!("create {}", list(create.topics.iter().map(|t| t.name.to_string()))).into()
        }
        Ask::DeleteTopics(delete) => {
            let names = delete.topics.iter().map(|topic| match topic {
                TopicRef::Name(name) => name.to_string(),
                TopicRef::Id(id) => id.to_string(),
            });
            format!("delete {}", list(names)).into()
        }
        Ask::CreatePartitions(_) => "more partitions".into(),
        Ask::AlterConfigs(_) => "change settings".into(),
        Ask::ReserveProducerIds => "producer ids".into(),
    }
}

/// What the controller answers.
pub(crate) fn of_answer(answer: &Answer) -> Text {
    match answer {
        Answer::Registered(Ok(())) => "registered",
        Answer::Registered(Err(_)) => "not registered",
        Answer::Heartbeat(_) => "heard",
        Answer::Left => "you may go",
        Answer::AlterIsr(all) if all.iter().any(|(_, _, result)| result.is_err()) => "ISR refused",
        Answer::AlterIsr(_) => "ISR changed",
        Answer::LogsFailed => "noted",
        Answer::CreateTopics(_) => "topics created",
        Answer::DeleteTopics(_) => "topics deleted",
        Answer::CreatePartitions(_) => "partitions created",
        Answer::AlterConfigs(_) => "settings changed",
        Answer::ProducerIds(_) => "producer ids",
        Answer::Overloaded => "too busy",
    }
    .into()
}

/// What metadata says: of many records, the most telling ones.
pub(crate) fn of_records(committed: &[Committed], image: &Image) -> Text {
    let records = committed.iter().flat_map(|committed| &committed.proposal.records);
    let told = records.filter_map(|record| match record {
        MetadataRecord::BrokerRegistered { broker, .. } => Some(format!("broker {} is here", broker.id)),
        MetadataRecord::BrokerFenced { broker } => Some(format!("broker {broker} is fenced")),
        MetadataRecord::BrokerUnfenced { broker } => Some(format!("broker {broker} is back")),
        MetadataRecord::TopicCreated { name, .. } => Some(format!("topic {name}")),
        MetadataRecord::PartitionChanged { topic, partition: index, leader, isr, .. } => {
            let leader = leader.map_or_else(|| "nobody".to_owned(), |leader| leader.to_string());
            let isr = brokers(isr.iter().copied());
            Some(format!("{}: leader {leader}, ISR {isr}", partition(image, *topic, *index)))
        }
        MetadataRecord::TopicDeleted { .. } => Some("topic gone".to_owned()),
        MetadataRecord::TopicConfigured { key, .. } | MetadataRecord::BrokerConfigured { key, .. } => {
            Some(key.to_string())
        }
        MetadataRecord::ProducerIdsReserved { .. } => Some("producer ids".to_owned()),
        MetadataRecord::PartitionCreated { .. } => None,
    });
    list(told.take(4)).into()
}
