//! `glasslog serve`: puts the parts together, says where they are, and takes them apart again.

mod say;
mod setup;

use std::future::Future;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Result, bail};
use glasslog_core::watch::{ServerHello, VERSION};
use tokio::sync::watch;

use crate::cli::ServeArgs;
use crate::cluster::Cluster;
use crate::config::Settings;
use crate::data_dir::DataDir;
use crate::files::FileLayers;
use crate::host::{Clock, ControllerHost, End, ToController};
use crate::kafka::guard::Limits;
use crate::kafka::listener;
use crate::{http, random};

/// So long closing the logs may take: less than the ten seconds that containers are given.
const STOP: Duration = Duration::from_secs(8);
/// So long the rest may take to go.
const LAST: Duration = Duration::from_secs(2);

/// Runs brokers until they are told to stop.
///
/// # Errors
/// They cannot start, or cannot go on.
pub async fn run(args: &ServeArgs) -> Result<()> {
    let settings = Settings::load(args, std::env::vars())?;
    say::start_log(&settings.log)?;
    for note in &settings.notes {
        tracing::warn!("{note}");
    }
    setup::raise_file_limit();
    // Before anybody learns that there is something to stop, or a directory to take along.
    let signals = say::Signals::catch();
    let data = if settings.ephemeral { DataDir::temporary()? } else { DataDir::open(&settings.data)? };
    let temporary = data.temporary_path();
    let mut stop = Box::pin(signals.stop(temporary.clone()));
    let mut starting = Box::pin(Server::start(&settings, data, FileLayers::real(), settings.broker.limits()));
    let server = tokio::select! {
        started = &mut starting => started?,
        // Nothing has been acknowledged yet, and recovering the logs may take long.
        () = &mut stop => say::end_at_once(temporary.as_deref()),
    };
    drop(starting);
    say::where_it_is(&settings, &server);
    server.run_until(stop).await
}

/// A server that serves.
#[derive(Debug)]
pub struct Server {
    /// Where Kafka clients connect to the first broker.
    pub kafka: SocketAddr,
    /// Where the page is.
    pub http: SocketAddr,
    /// Its brokers.
    pub cluster: Cluster,
    controller: ControllerHost,
    data: DataDir,
    stop: watch::Sender<bool>,
    listeners: tokio::task::JoinSet<()>,
}

impl Server {
    /// Starts everything, and waits until it serves.
    ///
    /// # Errors
    /// An address is taken, a setting contradicts another, the disk is broken.
    pub async fn start(settings: &Settings, mut data: DataDir, files: FileLayers, limits: Limits) -> Result<Server> {
        let count = settings.broker_count(data.path(), data.brokers)?;
        if let Some(note) = &count.note {
            tracing::warn!("{note}");
        }
        let kafka = listener::bind_row("kafka", &settings.kafka, count.count).await?;
        let http = listener::bind("http", &settings.http).await?;
        let (kafka_address, http_address) = (kafka[0].local_addr()?, http.local_addr()?);
        data.remember(count.count)?;
        let brokers = setup::brokers(settings, &data, kafka, limits)?;
        let store = setup::store(settings);
        let clock = Clock::default();
        let metadata = files.of(&data.metadata()?);
        let config = setup::config(settings, &data, kafka_address, 1, count.count)?;
        // Without control nobody starts a broker again: then what was committed need not be kept for one.
        let restarts = settings.allow_control;
        let controller = ControllerHost::start(config, store, metadata, random::number(), clock, restarts);
        let cluster = Cluster::start(brokers, store, files, &controller, clock)?;
        let (stop, stopping) = watch::channel(false);
        let mut server = Server {
            kafka: kafka_address,
            http: http_address,
            cluster,
            controller,
            data,
            stop,
            listeners: tokio::task::JoinSet::new(),
        };
        // From here on a probe learns that we are starting.
        let site = server.site(settings);
        server.listeners.spawn(http::listen(http, site, stopping));
        match server.open(settings).await {
            Ok(()) => Ok(server),
            Err(error) => {
                server.end().await;
                Err(error)
            }
        }
    }

    fn site(&self, settings: &Settings) -> http::Site {
        let public = !self.http.ip().is_loopback();
        if public && settings.allow_control {
            tracing::warn!("everybody who can reach {} may change things there (--allow-control)", self.http);
        }
        let hello = ServerHello {
            version: VERSION,
            incarnation: random::number(),
            allow_control: settings.allow_control,
            cluster_id: self.data.cluster_id.as_str().into(),
            brokers: Vec::new(),
        };
        // There is at least one broker, and all lend of the same memory.
        let lender = Arc::new(http::Lender::new(self.cluster.brokers()[0].guard.pool.clone()));
        http::Site { cluster: self.cluster.clone(), lender, public, hello }
    }

    /// Waits until all brokers serve, and makes the topics that were asked for.
    async fn open(&mut self, settings: &Settings) -> Result<()> {
        let started = std::time::Instant::now();
        loop {
            tokio::select! {
                whole = self.cluster.whole() => match whole {
                    Ok(()) => break,
                    Err(why) => bail!(why),
                },
                end = self.controller.ended() => bail!(words(&end)),
                () = tokio::time::sleep(Duration::from_secs(5)) => {
                    tracing::info!("not all brokers serve yet, after {} s: logs are being recovered", started.elapsed().as_secs());
                }
            }
        }
        setup::create_topics(&self.cluster, &settings.create_topics).await
    }

    /// Serves until `signal` says that it is time to stop, then stops.
    ///
    /// # Errors
    /// Neither broker nor controller could go on, or the logs were not closed in time.
    pub async fn run_until(mut self, signal: impl Future<Output = ()>) -> Result<()> {
        let failed = tokio::select! {
            () = signal => None,
            why = self.cluster.over() => Some(why),
            end = self.controller.ended() => Some(words(&end)),
        };
        match failed {
            Some(why) => {
                self.end().await;
                bail!(why)
            }
            None => self.stop().await,
        }
    }

    /// Closes the logs, then the connections.
    ///
    /// # Errors
    /// The logs were not closed in time; what was acknowledged is safe all the same.
    pub async fn stop(mut self) -> Result<()> {
        let closing = async {
            self.cluster.stop().await;
            self.controller.mailbox.request(ToController::Stop);
            self.controller.ended().await
        };
        let end = tokio::time::timeout(STOP, closing).await;
        self.end().await;
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

    /// Ends whatever still runs. The directory is nobody's before its threads are gone.
    async fn end(mut self) {
        self.cluster.kill_all();
        self.stop.send_replace(true);
        let cluster = self.cluster.clone();
        let ending = async {
            cluster.gone().await;
            while self.listeners.join_next().await.is_some() {}
            self.controller.gone().await;
        };
        let _ = tokio::time::timeout(LAST, ending).await;
    }
}

fn words(end: &End) -> String {
    match end {
        End::Stopped | End::Unsynced | End::Killed => "the controller has stopped by itself".to_owned(),
        End::Failed(why) => why.clone(),
    }
}
