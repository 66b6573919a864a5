//! What the server runs with: the command line, over the environment, over a file, over the defaults.
//!
//! Everything is checked here, and every error names the setting, its value and what it should look like.
//! Deliberately absent: settings of topics that Kafka changes while it runs; those are the core's.

mod broker;
mod brokers;
mod file;
mod topics;

use std::path::{Path, PathBuf};

use glasslog_core::storage::FlushMode;
use thiserror::Error;

pub use broker::BrokerSettings;
pub use brokers::BrokerCount;
pub use topics::TopicToCreate;

use crate::cli::ServeArgs;

/// A setting that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{0}")]
pub struct ConfigError(pub String);

/// All that `glasslog serve` needs to know.
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    /// Where the records are kept.
    pub data: PathBuf,
    /// Where Kafka clients connect to the first broker; the others listen at the ports behind it.
    pub kafka: String,
    /// How many brokers were asked for.
    pub brokers: Option<u8>,
    /// Where the page is.
    pub http: String,
    /// What clients are told; `None` for where they connect.
    pub advertise: Option<Advertise>,
    /// What an acknowledgement promises.
    pub flush: FlushMode,
    /// Whether the data directory goes with the server.
    pub ephemeral: bool,
    /// Whether the page may change things, and `glasslog brokers` take brokers down.
    pub allow_control: bool,
    /// The filter of the log.
    pub log: String,
    /// Topics to make at the start, where they are missing.
    pub create_topics: Vec<TopicToCreate>,
    /// Kafka's own settings.
    pub broker: BrokerSettings,
    /// What a person should be told about the settings, though the server can go on.
    pub notes: Vec<String>,
}

/// The address that clients are told to come back to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Advertise {
    /// A name or an address.
    pub host: String,
    /// `None` for the port of the listener.
    pub port: Option<u16>,
}

impl Settings {
    /// The settings that follow from the command line and the environment (and from the file that one of them names).
    ///
    /// # Errors
    /// The first setting that is unknown or has no legal value.
    pub fn load(
        args: &ServeArgs,
        environment: impl IntoIterator<Item = (String, String)>,
    ) -> Result<Settings, ConfigError> {
        let file = match &args.config {
            Some(path) => file::read(path)?,
            None => file::File::default(),
        };
        let mut broker = BrokerSettings::default();
        for (name, value) in &file.broker {
            let file = args.config.as_deref().unwrap_or(Path::new("")).display();
            broker.set(name, value).map_err(|e| ConfigError(format!("in [broker] of {file}: {e}")))?;
        }
        let environment = Environment::read(environment, &mut broker)?;
        let mut notes = environment.notes;
        let create_topics = match environment.create_topics.or(file.create_topics) {
            Some(text) => topics::parse(&text)?,
            None => Vec::new(),
        };
        let advertise = match args.advertise.as_deref().or(file.advertise.as_deref()) {
            Some(text) => Some(Advertise::parse(text)?),
            None => environment.advertise,
        };
        let kafka = address("kafka", args.kafka.clone().or(file.kafka).unwrap_or_else(|| "127.0.0.1:9092".into()))?;
        let http = address("http", args.http.clone().or(file.http).unwrap_or_else(|| "127.0.0.1:8080".into()))?;
        let data = args.data.clone().or(file.data);
        let ephemeral = args.ephemeral || file.ephemeral.unwrap_or(false);
        if let Some(data) = data.as_ref().filter(|_| ephemeral) {
            notes.push(format!("ephemeral: {} is not used, the records go with the server", data.display()));
        }
        let brokers = args.brokers.map(i64::from).or(file.brokers).map(brokers::parse).transpose()?;
        Ok(Settings {
            brokers,
            data: data.unwrap_or_else(|| PathBuf::from("glasslog-data")),
            kafka,
            http,
            advertise,
            flush: match args.flush.as_deref().or(file.flush.as_deref()) {
                Some(text) => flush_mode(text)?,
                None => FlushMode::Group,
            },
            ephemeral,
            allow_control: args.allow_control || file.allow_control.unwrap_or(false),
            log: log_filter(args.log.clone().or(file.log).unwrap_or_else(|| "info".into()))?,
            create_topics,
            broker,
            notes,
        })
    }
}

impl Advertise {
    /// Reads `HOST` or `HOST:PORT`; an IPv6 address with a port stands in brackets.
    ///
    /// # Errors
    /// There is no host, or the port is none.
    pub fn parse(text: &str) -> Result<Advertise, ConfigError> {
        let error = |what: &str| {
            ConfigError(format!(
                "advertise is \"{text}\", {what}; use HOST or HOST:PORT, as in 192.168.29.10 or kafka.example.org:9092"
            ))
        };
        let (host, port) = match text.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
            Some((host, "")) => (host, None),
            Some((host, rest)) => (host, Some(rest.strip_prefix(':').ok_or_else(|| error("which is no address"))?)),
            None if text.matches(':').count() > 1 => (text, None),
            None => text.split_once(':').map_or((text, None), |(host, port)| (host, Some(port))),
        };
        if host.is_empty() || host.contains(['/', ' ', '[', ']']) {
            return Err(error("which names no host"));
        }
        if matches!(host, "0.0.0.0" | "::") {
            return Err(error("an address that nobody can connect to"));
        }
        let port = match port {
            Some(port) => {
                Some(port.parse().ok().filter(|port| *port != 0).ok_or_else(|| error("whose port is not 1-65535"))?)
            }
            None => None,
        };
        Ok(Advertise { host: host.to_owned(), port })
    }
}

fn address(name: &str, text: String) -> Result<String, ConfigError> {
    let legal = text.rsplit_once(':').is_some_and(|(host, port)| {
        let bare = host.strip_prefix('[').and_then(|host| host.strip_suffix(']'));
        (bare.is_some() || (!host.is_empty() && !host.contains(':'))) && port.parse::<u16>().is_ok()
    });
    if legal {
        Ok(text)
    } else {
        Err(ConfigError(format!(
            "{name} is \"{text}\"; use HOST:PORT, as in 127.0.0.1:9092, 0.0.0.0:9092 or [::1]:9092"
        )))
    }
}

/// The levels of the log.
const LEVELS: [&str; 6] = ["off", "error", "warn", "info", "debug", "trace"];

/// A level becomes a filter for all that this program logs. Whatever is more than a word is a filter of its own; a word alone would
/// be one too, that of a module which nobody has, and the log would be silent.
fn log_filter(text: String) -> Result<String, ConfigError> {
    if LEVELS.contains(&text.as_str()) {
        return Ok(format!("warn,glasslog={text}"));
    }
    if text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b' ')) {
        return Err(ConfigError(format!(
            "log is \"{text}\"; use {}, or a filter as in glasslog=debug,hyper=info",
            LEVELS.join(", ")
        )));
    }
    Ok(text)
}

fn flush_mode(text: &str) -> Result<FlushMode, ConfigError> {
    match text {
        "group" => Ok(FlushMode::Group),
        "os" => Ok(FlushMode::Os),
        "each" => Ok(FlushMode::Each),
        _ => Err(ConfigError(format!(
            "flush is \"{text}\"; use group (an acknowledged record is fsynced; one fsync serves all who wait), os (in the page cache) or each (one fsync per append)"
        ))),
    }
}

/// What the tutorial's container is told, and Kafka's images in general: `KAFKA_` and a setting in capitals.
#[derive(Debug, Default)]
struct Environment {
    advertise: Option<Advertise>,
    create_topics: Option<String>,
    notes: Vec<String>,
}

impl Environment {
    fn read(
        variables: impl IntoIterator<Item = (String, String)>,
        broker: &mut BrokerSettings,
    ) -> Result<Environment, ConfigError> {
        let mut found = Environment::default();
        let (mut host, mut port, mut listeners) = (None, None, None);
        for (name, value) in variables {
            let Some(rest) = name.strip_prefix("KAFKA_") else { continue };
            match rest {
                "ADVERTISED_HOST_NAME" => host = Some(value),
                "ADVERTISED_PORT" => port = Some(value),
                "ADVERTISED_LISTENERS" => listeners = Some(value),
                "CREATE_TOPICS" => found.create_topics = Some(value),
                "ZOOKEEPER_CONNECT" => found.notes.push(format!(
                    "KAFKA_ZOOKEEPER_CONNECT={value} is not needed: this broker keeps its metadata itself"
                )),
                _ => {
                    let setting = rest.to_ascii_lowercase().replace('_', ".");
                    if BrokerSettings::knows(&setting) {
                        broker.set(&setting, &value).map_err(|e| ConfigError(format!("{name}: {e}")))?;
                    } else {
                        found.notes.push(format!("{name} is not a setting of this broker, and changes nothing"));
                    }
                }
            }
        }
        // `PLAINTEXT://host:port`, as newer images take it; there is one listener here, so the first counts.
        if let Some(first) = listeners.as_deref().and_then(|all| all.split(',').next()).filter(|one| !one.is_empty()) {
            let address = first.split_once("://").map_or(first, |(_, address)| address);
            let advertise = Advertise::parse(address);
            found.advertise = Some(advertise.map_err(|e| ConfigError(format!("KAFKA_ADVERTISED_LISTENERS: {e}")))?);
        }
        let host = host.filter(|host| !host.is_empty());
        if let (None, Some(port)) = (&host, &port) {
            found.notes.push(format!(
                "KAFKA_ADVERTISED_PORT={port} changes nothing by itself: set KAFKA_ADVERTISED_HOST_NAME as well"
            ));
        }
        if let Some(host) = host {
            let text = port.map_or_else(|| host.clone(), |port| format!("{host}:{port}"));
            found.advertise =
                Some(Advertise::parse(&text).map_err(|e| ConfigError(format!("KAFKA_ADVERTISED_HOST_NAME: {e}")))?);
        }
        Ok(found)
    }
}

#[cfg(test)]
mod tests;
