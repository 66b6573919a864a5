//! `KAFKA_CREATE_TOPICS`, as the tutorial's container takes it.

use glasslog_core::{limit, name};

use super::ConfigError;
use crate::data_dir::BROKERS_MAX;

/// A topic to make at the start.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TopicToCreate {
    /// Its name.
    pub name: String,
    /// How many partitions.
    pub partitions: i32,
    /// How many copies of each.
    pub replicas: i16,
    /// Its `cleanup.policy`, if given.
    pub cleanup_policy: Option<String>,
}

/// Reads `name:partitions:replicas[:cleanup.policy][,…]`.
pub(super) fn parse(text: &str) -> Result<Vec<TopicToCreate>, ConfigError> {
    text.split([',', '\n']).map(str::trim).filter(|entry| !entry.is_empty()).map(parse_one).collect()
}

fn parse_one(entry: &str) -> Result<TopicToCreate, ConfigError> {
    let error = |what: String| {
        ConfigError(format!(
            "KAFKA_CREATE_TOPICS has \"{entry}\": {what}. Its form is name:partitions:replicas[,name:partitions:replicas...], as in test-topic:5:2"
        ))
    };
    let mut parts = entry.split(':').map(str::trim);
    let (Some(topic), Some(partitions), Some(replicas)) = (parts.next(), parts.next(), parts.next()) else {
        return Err(error("a part is missing".into()));
    };
    if !name::is_topic_name(topic) {
        return Err(error(format!(
            "\"{topic}\" is not a topic's name (1 to 249 letters, digits, dots, dashes and underscores)"
        )));
    }
    let in_range = |n: &i32| (1..=limit::PARTITIONS_PER_TOPIC).contains(n);
    let Some(partitions) = partitions.parse::<i32>().ok().filter(in_range) else {
        return Err(error(format!(
            "\"{partitions}\" is not a number of partitions (1 to {})",
            limit::PARTITIONS_PER_TOPIC
        )));
    };
    let Some(replicas) = replicas.parse::<i16>().ok().filter(|n| (1..=i16::from(BROKERS_MAX)).contains(n)) else {
        return Err(error(format!(
            "\"{replicas}\" is not a number of replicas (1 to {BROKERS_MAX}, one on each broker)"
        )));
    };
    let cleanup_policy = parts.next().map(str::to_owned);
    if let Some(policy) = &cleanup_policy
        && policy != "delete"
        && policy != "compact"
    {
        return Err(error(format!("the cleanup policy \"{policy}\" is neither delete nor compact")));
    }
    if parts.next().is_some() {
        return Err(error("there is too much in it".into()));
    }
    Ok(TopicToCreate { name: topic.to_owned(), partitions, replicas, cleanup_policy })
}
