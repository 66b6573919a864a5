//! Who is in the cluster: registration, fencing, leaving, and what each means for the partitions. Pure.

use alloc::vec::Vec;

use super::{
    ask::{AlterIsr, IsrChange, Registration},
    image::{Image, PartitionImage},
    partition::Draft,
};
use crate::{
    config::Config,
    error::ErrorCode,
    id::{BrokerId, PartitionIndex, TopicId},
    metadata::MetadataRecord,
    settings::TopicSettings,
};

/// A topic's settings in force. They were checked when they were decided; what cannot be read falls to the defaults.
fn settings_of(image: &Image, config: &Config, topic: TopicId) -> TopicSettings {
    let defaults = config.topic_defaults.iter().map(|(k, v)| (k, v));
    let own = image.topics.get(&topic).into_iter().flat_map(|topic| &topic.settings);
    TopicSettings::resolve(defaults.chain(own)).unwrap_or_default()
}

/// The drafts of all partitions for which `concerns` holds, changed by `act`, as records.
fn change(
    image: &Image,
    config: &Config,
    concerns: impl Fn(&PartitionImage) -> bool,
    mut act: impl FnMut(&mut Draft<'_>),
) -> impl Iterator<Item = MetadataRecord> {
    let drafts = Draft::all(image, |topic| settings_of(image, config, topic), concerns);
    let records = drafts.into_iter().filter_map(move |mut draft| {
        act(&mut draft);
        draft.record()
    });
    records.collect::<Vec<_>>().into_iter()
}

fn has_copy(broker: BrokerId) -> impl Fn(&PartitionImage) -> bool {
    move |partition| partition.replicas.contains(&broker)
}

/// A broker registers. Whatever it led, it leads in a new epoch if at all, before it may append again. One that has all of the
/// metadata need not be fenced first.
pub(super) fn registration(image: &Image, config: &Config, asked: &Registration) -> Vec<MetadataRecord> {
    let broker = asked.broker.id;
    let other_disk = image.brokers.get(&broker).is_some_and(|known| known.disk != asked.disk);
    let fenced = asked.metadata < image.offset;
    let mut records = alloc::vec![MetadataRecord::BrokerRegistered {
        broker: asked.broker.clone(),
        incarnation: asked.incarnation,
        disk: asked.disk,
        fenced,
    }];
    let alive = |other: BrokerId| if other == broker { !fenced } else { image.is_alive(other) };
    records.extend(change(image, config, has_copy(broker), |draft| {
        draft.restarts(broker);
        if other_disk || !asked.intact {
            draft.loses_records(broker, other_disk);
        } else if fenced {
            draft.leaves(broker);
        }
        draft.elect(alive);
    }));
    records
}

/// A broker is taken for dead, or goes.
pub(super) fn fencing(image: &Image, config: &Config, broker: BrokerId) -> Vec<MetadataRecord> {
    if !image.is_alive(broker) {
        return Vec::new();
    }
    let mut records = alloc::vec![MetadataRecord::BrokerFenced { broker }];
    records.extend(change(image, config, has_copy(broker), |draft| {
        draft.leaves(broker);
        draft.elect(|other| other != broker && image.is_alive(other));
    }));
    records
}

/// A fenced broker has caught up with the metadata: it may lead what nobody leads.
pub(super) fn unfencing(image: &Image, config: &Config, broker: BrokerId) -> Vec<MetadataRecord> {
    if image.brokers.get(&broker).is_none_or(|broker| !broker.fenced) {
        return Vec::new();
    }
    let mut records = alloc::vec![MetadataRecord::BrokerUnfenced { broker }];
    let leaderless = |partition: &PartitionImage| partition.leader.is_none() && partition.replicas.contains(&broker);
    records.extend(change(image, config, leaderless, |draft| {
        draft.elect(|other| other == broker || image.is_alive(other));
    }));
    records
}

/// Logs of a broker have failed.
pub(super) fn failed_logs(
    image: &Image,
    config: &Config,
    broker: BrokerId,
    partitions: &[(TopicId, PartitionIndex)],
) -> Vec<MetadataRecord> {
    let draft = |(topic, index): &(TopicId, PartitionIndex)| {
        let partition = image.partition(*topic, *index).filter(|p| p.replicas.contains(&broker))?;
        let mut draft = Draft::new(*topic, *index, partition, &settings_of(image, config, *topic));
        draft.fails(broker);
        draft.elect(|other| image.is_alive(other));
        draft.record()
    };
    partitions.iter().filter_map(draft).collect()
}

/// Preferred leaders that are in sync get their leaderships back: the tutorial's "the replica will forfeit". And where nobody leads,
/// somebody does if the topic's settings let it by now (unclean election).
pub(super) fn tending(image: &Image, config: &Config) -> Vec<MetadataRecord> {
    let elsewhere = |partition: &PartitionImage| partition.leader != partition.replicas.first().copied();
    let tend = |draft: &mut Draft<'_>| {
        draft.elect(|broker| image.is_alive(broker));
        draft.prefer(|broker| image.is_alive(broker));
    };
    change(image, config, elsewhere, tend).collect()
}

/// What became of a wish, per partition.
type Altered = (TopicId, PartitionIndex, Result<(), ErrorCode>);

/// A leader wants other ISRs (KIP-497).
pub(super) fn isrs(image: &Image, config: &Config, asked: &AlterIsr) -> (Vec<MetadataRecord>, Vec<Altered>) {
    let mut records = Vec::new();
    let stale = image.brokers.get(&asked.broker).is_none_or(|broker| broker.epoch != asked.epoch);
    let altered = asked.changes.iter().map(|change| {
        let result = if stale { Err(ErrorCode::StaleBrokerEpoch) } else { isr(image, config, asked.broker, change) };
        (change.topic, change.partition, result.map(|made| records.extend(made)))
    });
    let altered = altered.collect();
    (records, altered)
}

fn isr(
    image: &Image,
    config: &Config,
    leader: BrokerId,
    change: &IsrChange,
) -> Result<Option<MetadataRecord>, ErrorCode> {
    let partition = image.partition(change.topic, change.partition).ok_or(ErrorCode::UnknownTopicId)?;
    if partition.leader != Some(leader) || partition.leader_epoch != change.leader_epoch {
        return Err(ErrorCode::FencedLeaderEpoch);
    }
    if partition.partition_epoch != change.partition_epoch {
        return Err(ErrorCode::InvalidUpdateVersion);
    }
    let members: Vec<BrokerId> = change.isr.iter().map(|(broker, _)| *broker).collect();
    if !members.contains(&leader) || members.iter().any(|member| !partition.replicas.contains(member)) {
        return Err(ErrorCode::InvalidRequest);
    }
    // KIP-841: nobody fenced. KIP-903: nobody but the very incarnation that the leader has seen in sync.
    let eligible = |(broker, epoch): &(BrokerId, crate::id::BrokerEpoch)| {
        image.brokers.get(broker).is_some_and(|known| !known.fenced && known.epoch == *epoch)
            && !partition.failed.contains(broker)
    };
    if !change.isr.iter().all(eligible) {
        return Err(ErrorCode::IneligibleReplica);
    }
    let settings = settings_of(image, config, change.topic);
    let mut draft = Draft::new(change.topic, change.partition, partition, &settings);
    draft.set_isr(members);
    Ok(draft.record())
}
