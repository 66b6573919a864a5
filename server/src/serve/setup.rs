//! What brokers are started with, and what is to be there once they serve.

use std::net::SocketAddr;
use std::time::Duration;

use anyhow::{Result, bail};
use glasslog_core::{
    config::Config,
    error::{ErrorCode, Refusal},
    id::BrokerId,
    request::{CreateTopics, NewTopic, Request},
    response::Response,
    store::StoreConfig,
};
use tokio::net::TcpListener;

use crate::cluster::{Broker, Cluster, join};
use crate::codecs::AllCodecs;
use crate::config::{Settings, TopicToCreate};
use crate::data_dir::DataDir;
use crate::host::Answer;
use crate::kafka::guard::{Guard, Limits};

/// After so long a silence a broker is taken for dead: Kafka's own default. In one process the end of a broker is known at once, so
/// this is for threads that hang; on a busy machine nobody else should be suspected.
const SESSION: Duration = Duration::from_secs(9);
/// So long topics to create at the start may take.
const CREATE: Duration = Duration::from_secs(60);

static CODECS: AllCodecs = AllCodecs;

/// How stores work, those of the brokers and that of the metadata.
pub(super) fn store(settings: &Settings) -> StoreConfig {
    StoreConfig { flush: settings.flush, codecs: &CODECS, ..StoreConfig::default() }
}

/// The brokers, one for each listener.
pub(super) fn brokers(
    settings: &Settings,
    data: &DataDir,
    listeners: Vec<TcpListener>,
    limits: Limits,
) -> Result<Vec<(Broker, TcpListener)>> {
    let count = u8::try_from(listeners.len())?;
    let guard = Guard::new(limits);
    let mut brokers = Vec::with_capacity(listeners.len());
    for (number, listener) in (1..).zip(listeners) {
        let listen = listener.local_addr()?;
        let config = config(settings, data, listen, number, count)?;
        let broker = Broker::new(data.broker(config.broker.id)?, config, listen, guard.beside());
        brokers.push((broker, listener));
    }
    if settings.advertise.is_none() && brokers.iter().any(|(broker, _)| broker.listen().ip().is_unspecified()) {
        tracing::warn!(
            "listening on every address, but clients are told to come to 127.0.0.1: others than this machine need --advertise HOST"
        );
    }
    Ok(brokers)
}

/// The configuration of broker `number` of `count`, which listens at `listen`.
pub(super) fn config(settings: &Settings, data: &DataDir, listen: SocketAddr, number: u8, count: u8) -> Result<Config> {
    let (host, port) = match &settings.advertise {
        Some(advertise) => {
            let port = advertise.port.map(|first| first.checked_add(u16::from(number - 1)));
            let Some(port) = port.unwrap_or(Some(listen.port())) else {
                bail!(
                    "{count} brokers need {count} ports, and there are fewer from the advertised one on: choose a lower one"
                );
            };
            (advertise.host.clone(), port)
        }
        None if listen.ip().is_unspecified() => ("127.0.0.1".to_owned(), listen.port()),
        None => (listen.ip().to_string(), listen.port()),
    };
    let id = BrokerId(i32::from(number));
    let mut config = Config::new(id, &host, port, &data.cluster_id);
    config.replication.offsets_factor = i16::from(count.min(3));
    config.replication.session_timeout = SESSION;
    config.shown = vec![
        ("advertised.listeners".into(), format!("PLAINTEXT://{}", join(&host, port)).into()),
        ("listeners".into(), format!("PLAINTEXT://{listen}").into()),
        ("log.dirs".into(), data.broker(id)?.path().display().to_string().into()),
    ];
    settings.broker.apply(&mut config)?;
    Ok(config)
}

/// Makes the topics that are missing.
pub(super) async fn create_topics(cluster: &Cluster, topics: &[TopicToCreate]) -> Result<()> {
    if topics.is_empty() {
        return Ok(());
    }
    let new = |topic: &TopicToCreate| NewTopic {
        name: topic.name.as_str().into(),
        partitions: Some(topic.partitions),
        replication_factor: Some(topic.replicas),
        assignment: Vec::new(),
        configs: topic
            .cleanup_policy
            .iter()
            .map(|policy| ("cleanup.policy".into(), Some(policy.as_str().into())))
            .collect(),
    };
    let request = CreateTopics { topics: topics.iter().map(new).collect(), timeout: CREATE, validate_only: false };
    let node = cluster.brokers().iter().find_map(|broker| cluster.handle(broker.id()));
    let answer = match node {
        Some((_, node)) => node.ask_once(Request::CreateTopics(request)).await,
        None => Answer::Nothing,
    };
    let Answer::Reply(reply) = answer else { bail!("the topics of KAFKA_CREATE_TOPICS could not be made") };
    if let Response::CreateTopics(created) = *reply {
        for topic in created {
            if let Err(refusal) = topic.result
                && refusal.code != ErrorCode::TopicAlreadyExists
            {
                bail!("KAFKA_CREATE_TOPICS: topic {} cannot be made: {}", topic.name, with_hint(&refusal));
            }
        }
    }
    Ok(())
}

fn with_hint(refusal: &Refusal) -> String {
    let hint = match refusal.code {
        ErrorCode::InvalidReplicationFactor => {
            ". This directory has fewer brokers than that: start it with --brokers N, N as many as there shall be copies"
        }
        _ => "",
    };
    format!("{refusal}{hint}")
}

/// Each segment is an open file: take as many as we may.
pub(super) fn raise_file_limit() {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    let limit = getrlimit(Resource::Nofile);
    if limit.current != limit.maximum
        && let Err(error) = setrlimit(Resource::Nofile, Rlimit { current: limit.maximum, ..limit })
    {
        tracing::debug!("the limit of open files stays as it is: {error}");
    }
}
