//! The controller's decisions: pure functions from an image and a request to records and answers.

use crate::sorted::{SortedMap, SortedSet};
use alloc::{collections::VecDeque, format, vec::Vec};

use crate::{
    config::Config,
    controller::image::{Image, TopicImage},
    error::{ErrorCode, Refusal},
    id::{BrokerId, PartitionIndex, TopicId},
    limit,
    metadata::MetadataRecord,
    name::{self, Text},
    random::Random,
    request::{AlterConfigs, CreatePartitions, CreateTopics, DeleteTopics, NewTopic, Resource, TopicRef},
    response::{CreatedTopic, CreatedTopicInfo},
    settings,
};

pub(super) fn topics(
    image: &Image,
    config: &Config,
    request: &CreateTopics,
    random: &mut Random,
) -> (Vec<MetadataRecord>, Vec<CreatedTopic>) {
    let mut records = Vec::new();
    let mut partitions = image.partition_count();
    let mut seen = SortedSet::new();
    let twice: SortedSet<&Text> = request.topics.iter().map(|t| &t.name).filter(|name| !seen.insert(*name)).collect();
    let created = request
        .topics
        .iter()
        .map(|new| {
            let id = TopicId(random.uuid());
            let start = random.next_u64();
            let result = if twice.contains(&new.name) {
                Err(Refusal::new(ErrorCode::InvalidRequest, "the request names this topic twice"))
            } else {
                topic(image, config, new, id, start, partitions)
            };
            let result = result.map(|(info, made)| {
                partitions += info.partitions as usize;
                if !request.validate_only {
                    records.extend(made);
                }
                info
            });
            CreatedTopic { name: new.name.clone(), result }
        })
        .collect();
    (records, created)
}

fn topic(
    image: &Image,
    config: &Config,
    new: &NewTopic,
    id: TopicId,
    start: u64,
    partitions_before: usize,
) -> Result<(CreatedTopicInfo, Vec<MetadataRecord>), Refusal> {
    if !name::is_topic_name(&new.name) {
        return Err(Refusal::new(
            ErrorCode::InvalidTopic,
            "a topic's name is 1 to 249 of the characters a-z A-Z 0-9 . _ - and neither . nor ..",
        ));
    }
    if image.names.contains_key(&new.name) {
        return Err(Refusal::new(ErrorCode::TopicAlreadyExists, format!("topic {} exists", new.name)));
    }
    if image.topics.len() >= limit::TOPICS {
        return Err(Refusal::new(
            ErrorCode::PolicyViolation,
            format!("there are {} topics: no more fit", limit::TOPICS),
        ));
    }
    let assignment = assignment(image, config, new, start)?;
    if partitions_before + assignment.len() > limit::PARTITIONS {
        return Err(Refusal::new(ErrorCode::InvalidPartitions, "the cluster has as many partitions as it may"));
    }
    let own = settings::for_new_topic(&config.topic_defaults, &new.name, &new.configs)?;
    let described = settings::describe_topic(&config.topic_defaults, &own);
    let configs = own.into_iter().collect();

    let mut records = alloc::vec![MetadataRecord::TopicCreated { id, name: new.name.clone(), configs }];
    let info = CreatedTopicInfo {
        id,
        partitions: assignment.len() as i32,
        replication_factor: assignment.first().map_or(0, |replicas| replicas.len() as i16),
        configs: described,
    };
    records.extend((0..).map(PartitionIndex).zip(assignment).map(|(partition, replicas)| {
        MetadataRecord::PartitionCreated { topic: id, partition, isr: in_sync(image, &replicas), replicas }
    }));
    Ok((info, records))
}

/// Where the partitions of a new topic lie.
fn assignment(image: &Image, config: &Config, new: &NewTopic, start: u64) -> Result<Vec<Vec<BrokerId>>, Refusal> {
    if !new.assignment.is_empty() {
        if name::is_internal_topic(&new.name) {
            return Err(Refusal::new(ErrorCode::InvalidReplicaAssignment, "this topic is the brokers' own"));
        }
        if new.partitions.is_some() || new.replication_factor.is_some() {
            return Err(Refusal::new(
                ErrorCode::InvalidRequest,
                "give an assignment, or numbers of partitions and replicas, not both",
            ));
        }
        return given_assignment(image, &new.assignment);
    }
    let own = name::is_internal_topic(&new.name);
    if own {
        own_topic_only(config, new)?;
    }
    let count = new.partitions.unwrap_or(if own { config.offsets_partitions } else { config.num_partitions });
    if !(1..=limit::PARTITIONS_PER_TOPIC).contains(&count) {
        let most = limit::PARTITIONS_PER_TOPIC;
        return Err(Refusal::new(ErrorCode::InvalidPartitions, format!("{count} partitions: a topic has 1 to {most}")));
    }
    let default = if own { config.replication.offsets_factor } else { config.default_replication_factor };
    let factor = new.replication_factor.unwrap_or(default);
    let brokers = by_rack(image);
    let copies = usize::try_from(factor).unwrap_or(0);
    if copies == 0 || copies > brokers.len() {
        let have = brokers.len();
        return Err(Refusal::new(
            ErrorCode::InvalidReplicationFactor,
            format!("replication factor {factor}: there are {have} brokers, so it must be 1 to {have}"),
        ));
    }
    // reduced before it is made smaller: the same brokers where a `usize` has 32 bits
    let start = (start % brokers.len() as u64) as usize;
    Ok(spread(&brokers, 0, count as usize, copies, start))
}

/// Which group is kept where follows from the number of partitions of the brokers' own topic: whoever makes it, it has as many as the
/// brokers were told.
fn own_topic_only(config: &Config, new: &NewTopic) -> Result<(), Refusal> {
    let count = config.offsets_partitions;
    if new.partitions.is_some_and(|asked| asked != count) {
        let why = format!("{} is the brokers' own and has {count} partitions (offsets.topic.num.partitions)", new.name);
        return Err(Refusal::new(ErrorCode::InvalidPartitions, why));
    }
    Ok(())
}

/// The brokers that are there, neighbours in different racks as far as possible: copies on neighbours lie apart (KIP-36).
fn by_rack(image: &Image) -> Vec<BrokerId> {
    let mut racks: SortedMap<Option<&Text>, VecDeque<BrokerId>> = SortedMap::new();
    for broker in image.alive() {
        racks.entry(broker.info.rack.as_ref()).or_default().push_back(broker.info.id);
    }
    let mut brokers = Vec::new();
    while racks.values().any(|rack| !rack.is_empty()) {
        brokers.extend(racks.values_mut().filter_map(VecDeque::pop_front));
    }
    brokers
}

/// Who of a new partition's replicas is there.
fn in_sync(image: &Image, replicas: &[BrokerId]) -> Vec<BrokerId> {
    replicas.iter().copied().filter(|broker| image.is_alive(*broker)).collect()
}

/// Deals partitions out to brokers in turn, each copy on the next broker.
fn spread(brokers: &[BrokerId], first: usize, count: usize, copies: usize, start: usize) -> Vec<Vec<BrokerId>> {
    let broker = |place: usize| brokers[place % brokers.len()];
    (first..first + count).map(|p| (0..copies).map(|copy| broker(start + p + copy)).collect()).collect()
}

fn given_assignment(image: &Image, given: &[(PartitionIndex, Vec<BrokerId>)]) -> Result<Vec<Vec<BrokerId>>, Refusal> {
    let bad = |why: &str| Refusal::new(ErrorCode::InvalidReplicaAssignment, why);
    let mut sorted = given.to_vec();
    sorted.sort_unstable_by_key(|(partition, _)| *partition);
    if sorted.iter().zip(0..).any(|((partition, _), expected)| partition.0 != expected) {
        return Err(bad("partitions must be numbered from 0 without gaps"));
    }
    let lists: Vec<_> = sorted.into_iter().map(|(_, replicas)| replicas).collect();
    check_replicas(image, &lists, None)?;
    Ok(lists)
}

fn check_replicas(image: &Image, lists: &[Vec<BrokerId>], copies: Option<usize>) -> Result<(), Refusal> {
    let bad = |why: &str| Err(Refusal::new(ErrorCode::InvalidReplicaAssignment, why));
    let copies = copies.or_else(|| lists.first().map(Vec::len)).unwrap_or(0);
    for replicas in lists {
        let distinct: SortedSet<_> = replicas.iter().collect();
        if replicas.is_empty() || replicas.len() != copies || distinct.len() != replicas.len() {
            return bad("each partition needs the same number of distinct brokers, at least one");
        }
        if !replicas.iter().all(|broker| image.brokers.contains_key(broker)) {
            return bad("the assignment names a broker that is not there");
        }
        if !replicas.iter().any(|broker| image.is_alive(*broker)) {
            return bad("none of the brokers that the assignment names is there at present");
        }
    }
    Ok(())
}

type Deleted = (Option<Text>, TopicId, Result<(), Refusal>);

pub(super) fn deletions(image: &Image, request: &DeleteTopics) -> (Vec<MetadataRecord>, Vec<Deleted>) {
    let mut records = Vec::new();
    let mut gone = SortedSet::new();
    let deleted = request
        .topics
        .iter()
        .map(|topic| {
            let (id, name, missing) = match topic {
                TopicRef::Name(name) => {
                    let id = image.names.get(name).copied();
                    (id, Some(name.clone()), ErrorCode::UnknownTopicOrPartition)
                }
                TopicRef::Id(id) => match image.topics.get(id) {
                    Some(topic) => (Some(*id), Some(topic.name.clone()), ErrorCode::UnknownTopicId),
                    None => (None, None, ErrorCode::UnknownTopicId),
                },
            };
            let Some(id) = id else { return (name, TopicId::NONE, Err(missing.into())) };
            if name.as_ref().is_some_and(|name| name::is_internal_topic(name)) {
                let refusal = Refusal::new(ErrorCode::InvalidTopic, "this topic is the broker's own");
                return (name, id, Err(refusal));
            }
            if gone.insert(id) {
                records.push(MetadataRecord::TopicDeleted { id });
                (name, id, Ok(()))
            } else {
                (name, id, Err(Refusal::new(ErrorCode::InvalidRequest, "the request names this topic twice")))
            }
        })
        .collect();
    (records, deleted)
}

type Grown = (Text, Result<(), Refusal>);

pub(super) fn more_partitions(image: &Image, request: &CreatePartitions) -> (Vec<MetadataRecord>, Vec<Grown>) {
    let mut records = Vec::new();
    let mut seen = SortedSet::new();
    let mut total = image.partition_count();
    let grown = request
        .topics
        .iter()
        .map(|more| {
            let result = match image.topic_named(&more.name) {
                _ if !seen.insert(&more.name) => {
                    Err(Refusal::new(ErrorCode::InvalidRequest, "the request names this topic twice"))
                }
                None => Err(ErrorCode::UnknownTopicOrPartition.into()),
                // With another number of partitions, groups would be looked for where they are not.
                Some(_) if name::is_internal_topic(&more.name) => {
                    Err(Refusal::new(ErrorCode::InvalidTopic, "this topic is the brokers' own"))
                }
                Some((id, topic)) => grow(image, id, topic, more.count, more.assignment.as_deref(), total),
            };
            let result = result.map(|made| {
                total += made.len();
                if !request.validate_only {
                    records.extend(made);
                }
            });
            (more.name.clone(), result)
        })
        .collect();
    (records, grown)
}

fn grow(
    image: &Image,
    id: TopicId,
    topic: &TopicImage,
    count: i32,
    given: Option<&[Vec<BrokerId>]>,
    total: usize,
) -> Result<Vec<MetadataRecord>, Refusal> {
    let have = topic.partitions.len();
    let bad = |why| Err(Refusal::new(ErrorCode::InvalidPartitions, why));
    let Some(more) = usize::try_from(count).ok().and_then(|count| count.checked_sub(have)).filter(|more| *more > 0)
    else {
        return bad(format!("topic {} has {have} partitions: the new count must be larger, not {count}", topic.name));
    };
    if count > limit::PARTITIONS_PER_TOPIC || total + more > limit::PARTITIONS {
        return bad(format!("{count} partitions are more than this cluster takes"));
    }
    let copies = topic.partitions.first().map_or(1, |p| p.replicas.len());
    let lists = match given {
        Some(lists) if lists.len() != more => {
            let why = format!("{more} new partitions need as many lists of brokers, not {}", lists.len());
            return Err(Refusal::new(ErrorCode::InvalidReplicaAssignment, why));
        }
        Some(lists) => {
            check_replicas(image, lists, Some(copies))?;
            lists.to_vec()
        }
        None => {
            let brokers = by_rack(image);
            if brokers.len() < copies {
                return Err(ErrorCode::InvalidReplicationFactor.into());
            }
            let first = topic.partitions.first().and_then(|p| p.replicas.first());
            let start = first.and_then(|first| brokers.iter().position(|b| b == first)).unwrap_or(0);
            spread(&brokers, have, more, copies, start)
        }
    };
    let numbered = (have as i32..).map(PartitionIndex).zip(lists);
    Ok(numbered
        .map(|(partition, replicas)| {
            let isr = in_sync(image, &replicas);
            MetadataRecord::PartitionCreated { topic: id, partition, replicas, isr }
        })
        .collect())
}

type Altered = (Resource, Result<(), Refusal>);

pub(super) fn settings(image: &Image, config: &Config, request: &AlterConfigs) -> (Vec<MetadataRecord>, Vec<Altered>) {
    let mut records = Vec::new();
    let mut seen = SortedSet::new();
    let altered = request
        .resources
        .iter()
        .map(|alter| {
            let result = match &alter.resource {
                _ if !seen.insert(&alter.resource) => {
                    Err(Refusal::new(ErrorCode::InvalidRequest, "the request names this resource twice"))
                }
                Resource::Topic(name) => match image.topic_named(name) {
                    None => Err(ErrorCode::UnknownTopicOrPartition.into()),
                    Some((id, topic)) => {
                        settings::alter(&config.topic_defaults, &topic.settings, alter).map(|changes| {
                            let record = |(key, value)| MetadataRecord::TopicConfigured { id, key, value };
                            changes.into_iter().map(record).collect::<Vec<_>>()
                        })
                    }
                },
                Resource::Broker(_) => Err(Refusal::new(
                    ErrorCode::InvalidRequest,
                    "a broker's settings are given at its start: change them there, and restart it",
                )),
                Resource::Other(kind, _) => {
                    let why = format!("there are no resources of kind {kind} here");
                    Err(Refusal::new(ErrorCode::InvalidRequest, why))
                }
            };
            let result = result.map(|made| {
                if !request.validate_only {
                    records.extend(made);
                }
            });
            (alter.resource.clone(), result)
        })
        .collect();
    (records, altered)
}

#[cfg(test)]
mod tests;
