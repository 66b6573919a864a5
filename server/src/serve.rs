//! `glasslog serve`: puts the parts together, says where they are, and takes them apart again.

use std::future::Future;
use std::io::Write;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Result, bail};
use glasslog_core::{
    config::Config,
    error::ErrorCode,
    request::{CreateTopics, NewTopic, Request},
    response::Response,
    store::StoreConfig,
    watch::{ServerHello, VERSION},
};
use tokio::net::TcpListener;
use tokio::sync::watch;

use crate::cli::ServeArgs;
use crate::codecs::AllCodecs;
use crate::config::{Settings, TopicToCreate};
use crate::data_dir::DataDir;
use crate::files::{FileLayer, RealFiles};
use crate::host::{Answer, End, Handle, Host};
use crate::kafka::guard::{Guard, Limits};
use crate::kafka::{connection, listener};
use crate::metrics::Metrics;
use crate::{http, random};

/// So long closing the logs may take: less than the ten seconds that containers are given.
const STOP: Duration = Duration::from_secs(8);
/// So long answers that were given get to leave.
const LAST_ANSWERS: Duration = Duration::from_millis(50);
/// So long topics to create at the start may take.
const CREATE: Duration = Duration::from_secs(60);

static CODECS: AllCodecs = AllCodecs;

/// Runs a broker until it is told to stop.
///
/// # Errors
/// It cannot start, or cannot go on.
pub async fn run(args: &ServeArgs) -> Result<()> {
    let settings = Settings::load(args, std::env::vars())?;
    start_log(&settings.log)?;
    for note in &settings.notes {
        tracing::warn!("{note}");
    }
    raise_file_limit();
    let data = if settings.ephemeral { DataDir::temporary()? } else { DataDir::open(&settings.data)? };
    let files = Arc::new(RealFiles::new(data.path()));
    let server = Server::start(&settings, data, files, settings.broker.limits()).await?;
    // Before anybody learns that it serves: whoever stops it at once stops it well.
    let stop = stop_signal();
    say(&settings, &server);
    server.run_until(stop).await
}

/// A server that serves.
#[derive(Debug)]
pub struct Server {
    /// Where Kafka clients connect.
    pub kafka: SocketAddr,
    /// Where the page is.
    pub http: SocketAddr,
    /// What clients are told, as `host:port`.
    pub advertised: String,
    /// Reaches the node.
    pub node: Handle,
    host: Host,
    data: DataDir,
    stop: watch::Sender<bool>,
    listeners: tokio::task::JoinSet<()>,
}

impl Server {
    /// Starts everything, and waits until it serves.
    ///
    /// # Errors
    /// An address is taken, a setting contradicts another, the disk is broken.
    pub async fn start(
        settings: &Settings,
        data: DataDir,
        files: Arc<dyn FileLayer>,
        limits: Limits,
    ) -> Result<Server> {
        let kafka = listener::bind("kafka", &settings.kafka).await?;
        let http = listener::bind("http", &settings.http).await?;
        let (kafka_address, http_address) = (kafka.local_addr()?, http.local_addr()?);
        let config = config(settings, &data, kafka_address)?;
        let advertised = join(&config.broker.host, config.broker.port);
        let store = StoreConfig { flush: settings.flush, codecs: &CODECS, ..StoreConfig::default() };
        let host = Host::start(config, store, files, random::number());
        let (stop, stopping) = watch::channel(false);
        let mut server = Server {
            kafka: kafka_address,
            http: http_address,
            advertised,
            node: host.handle.clone(),
            host,
            data,
            stop,
            listeners: tokio::task::JoinSet::new(),
        };
        server.open(settings, limits, stopping, kafka, http).await?;
        Ok(server)
    }

    async fn open(
        &mut self,
        settings: &Settings,
        limits: Limits,
        stopping: watch::Receiver<bool>,
        kafka: TcpListener,
        http: TcpListener,
    ) -> Result<()> {
        let (guard, metrics) = (Guard::new(limits), Arc::new(Metrics::default()));
        let hello = ServerHello {
            version: VERSION,
            incarnation: random::number(),
            allow_control: settings.allow_control,
            cluster_id: self.data.cluster_id.as_str().into(),
            broker: self.data.broker,
            bootstrap: self.advertised.as_str().into(),
        };
        let node = self.node.clone();
        let public = !self.http.ip().is_loopback();
        if public && settings.allow_control {
            tracing::warn!("everybody who can reach {} may change things there (--allow-control)", self.http);
        }
        let site = http::Site {
            node: node.clone(),
            metrics: Arc::clone(&metrics),
            guard: Arc::clone(&guard),
            serving: self.host.serving.clone(),
            public,
            hello,
        };
        // From here on a probe learns that we are starting.
        self.listeners.spawn(http::listen(http, site, stopping.clone()));
        self.wait_until_serving().await?;
        create_topics(&node, &settings.create_topics).await?;
        let shared = connection::Shared { node, guard, metrics };
        self.listeners.spawn(listener::listen(kafka, shared, stopping));
        Ok(())
    }

    async fn wait_until_serving(&mut self) -> Result<()> {
        let mut serving = self.host.serving.clone();
        let started = std::time::Instant::now();
        loop {
            tokio::select! {
                _ = serving.wait_for(|serving| *serving) => return Ok(()),
                end = self.host.ended() => bail!(words(&end)),
                () = tokio::time::sleep(Duration::from_secs(5)) => {
                    tracing::info!("recovering the logs, for {} s so far", started.elapsed().as_secs());
                }
            }
        }
    }

    /// Serves until `signal` says that it is time to stop, then stops.
    ///
    /// # Errors
    /// The broker could not go on, or did not close its logs in time.
    pub async fn run_until(mut self, signal: impl Future<Output = ()>) -> Result<()> {
        let ended = tokio::select! {
            () = signal => None,
            end = self.host.ended() => Some(end),
        };
        match ended {
            Some(end) => bail!(words(&end)),
            None => self.stop().await,
        }
    }

    /// Closes the logs, then the connections.
    ///
    /// # Errors
    /// The logs were not closed in time; what was acknowledged is safe all the same.
    pub async fn stop(mut self) -> Result<()> {
        self.node.stop();
        let end = tokio::time::timeout(STOP, self.host.ended()).await;
        // The last answers are on their way to their sockets.
        tokio::time::sleep(LAST_ANSWERS).await;
        self.stop.send_replace(true);
        let closing = async { while self.listeners.join_next().await.is_some() {} };
        let _ = tokio::time::timeout(Duration::from_secs(2), closing).await;
        match end {
            Ok(End::Stopped) => {
                tracing::info!("stopped; all logs are closed");
                Ok(())
            }
            Ok(end) => bail!(words(&end)),
            Err(_) => bail!(
                "the logs were not closed within {} s; the next start will check their ends. Acknowledged records are safe",
                STOP.as_secs()
            ),
        }
    }
}

fn words(end: &End) -> String {
    match end {
        End::Stopped => "the broker has stopped by itself".to_owned(),
        End::Failed(why) => why.clone(),
    }
}

fn join(host: &str, port: u16) -> String {
    if host.contains(':') { format!("[{host}]:{port}") } else { format!("{host}:{port}") }
}

fn config(settings: &Settings, data: &DataDir, kafka: SocketAddr) -> Result<Config> {
    let (host, port) = match &settings.advertise {
        Some(advertise) => (advertise.host.clone(), advertise.port.unwrap_or(kafka.port())),
        None if kafka.ip().is_unspecified() => {
            tracing::warn!(
                "listening on every address, but clients are told to come to 127.0.0.1: others than this machine need --advertise HOST"
            );
            ("127.0.0.1".to_owned(), kafka.port())
        }
        None => (kafka.ip().to_string(), kafka.port()),
    };
    let mut config = Config::new(data.broker, &host, port, &data.cluster_id);
    config.shown = vec![
        ("advertised.listeners".into(), format!("PLAINTEXT://{}", join(&host, port)).into()),
        ("listeners".into(), format!("PLAINTEXT://{kafka}").into()),
        ("log.dirs".into(), data.path().display().to_string().into()),
    ];
    settings.broker.apply(&mut config)?;
    Ok(config)
}

async fn create_topics(node: &Handle, topics: &[TopicToCreate]) -> Result<()> {
    if topics.is_empty() {
        return Ok(());
    }
    let topics = topics
        .iter()
        .map(|topic| NewTopic {
            name: topic.name.as_str().into(),
            partitions: Some(topic.partitions),
            replication_factor: Some(1),
            assignment: Vec::new(),
            configs: topic
                .cleanup_policy
                .iter()
                .map(|policy| ("cleanup.policy".into(), Some(policy.as_str().into())))
                .collect(),
        })
        .collect();
    let request = CreateTopics { topics, timeout: CREATE, validate_only: false };
    match node.ask_once(Request::CreateTopics(request)).await {
        Answer::Reply(reply) => {
            if let Response::CreateTopics(created) = *reply {
                for topic in created {
                    match topic.result {
                        Err(refusal) if refusal.code != ErrorCode::TopicAlreadyExists => {
                            bail!("KAFKA_CREATE_TOPICS: topic {} cannot be made: {refusal}", topic.name);
                        }
                        _ => {}
                    }
                }
            }
            Ok(())
        }
        Answer::Nothing | Answer::Close(_) => bail!("the topics of KAFKA_CREATE_TOPICS could not be made"),
    }
}

fn start_log(filter: &str) -> Result<()> {
    let plain = ["error", "warn", "info", "debug", "trace", "off"].contains(&filter);
    let directives = if plain { format!("warn,glasslog={filter}") } else { filter.to_owned() };
    let filter = tracing_subscriber::EnvFilter::try_new(directives)
        .map_err(|error| anyhow::anyhow!("log is \"{filter}\" ({error}); use error, warn, info, debug or trace"))?;
    let _ = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_ansi(std::io::IsTerminal::is_terminal(&std::io::stderr()))
        .with_target(false)
        .try_init();
    Ok(())
}

/// Each segment is an open file: take as many as we may.
fn raise_file_limit() {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    let limit = getrlimit(Resource::Nofile);
    if limit.current != limit.maximum
        && let Err(error) = setrlimit(Resource::Nofile, Rlimit { current: limit.maximum, ..limit })
    {
        tracing::debug!("the limit of open files stays as it is: {error}");
    }
}

/// Where everything is, for scripts and people; then what to try.
fn say(settings: &Settings, server: &Server) {
    let flush = match settings.flush {
        glasslog_core::storage::FlushMode::Group => "fsynced, together with others that wait",
        glasslog_core::storage::FlushMode::Os => "in the page cache",
        glasslog_core::storage::FlushMode::Each => "fsynced, each by itself",
    };
    let place = if settings.ephemeral {
        "nowhere once this ends (ephemeral)".to_owned()
    } else {
        server.data.path().display().to_string()
    };
    let kafka = &server.advertised;
    let text = format!(
        "kafka  {}\npage   http://{}\n\n\
         Records are kept in {place}; acknowledged means {flush}.\n\
         Try:   echo hello | glasslog produce items-list --server {kafka}\n\
         \x20      glasslog consume items-list --from-beginning --server {kafka}\n\
         or any Kafka client with bootstrap server {kafka}. Ctrl-C stops.\n",
        server.kafka, server.http
    );
    // Nobody may be reading.
    let mut out = std::io::stdout().lock();
    let _ = out.write_all(text.as_bytes()).and_then(|()| out.flush());
}

/// Ends with Ctrl-C or SIGTERM; a second one ends the process at once. Both are caught from the call on.
fn stop_signal() -> impl Future<Output = ()> {
    use tokio::signal::unix::{SignalKind, signal};
    let (interrupt, terminate) = (signal(SignalKind::interrupt()), signal(SignalKind::terminate()));
    async move {
        let (Ok(mut interrupt), Ok(mut terminate)) = (interrupt, terminate) else {
            tracing::error!("signals cannot be received: only SIGKILL will end this");
            return std::future::pending().await;
        };
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
        tracing::info!("stopping; once more ends it at once");
        tokio::spawn(async move {
            tokio::select! {
                _ = interrupt.recv() => {}
                _ = terminate.recv() => {}
            }
            std::process::exit(130);
        });
    }
}
