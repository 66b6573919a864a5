//! What the server says on its standard output and its log, and the signals that it listens to.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use anyhow::Result;
use glasslog_core::storage::FlushMode;
use tokio::signal::unix::{Signal, SignalKind, signal};

use super::Server;
use crate::cluster::Broker;
use crate::config::Settings;

/// How often a directory is removed until it is gone.
const REMOVAL_TRIES: u32 = 20;

/// Logs what `filter` lets through, on standard error.
pub(super) fn start_log(filter: &str) -> Result<()> {
    let filter = tracing_subscriber::EnvFilter::try_new(filter)
        .map_err(|error| anyhow::anyhow!("log is \"{filter}\" ({error}); use error, warn, info, debug or trace"))?;
    let _ = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_ansi(std::io::IsTerminal::is_terminal(&std::io::stderr()))
        .with_target(false)
        .try_init();
    Ok(())
}

/// Where everything is, for scripts and people; then what to try.
pub(super) fn where_it_is(settings: &Settings, server: &Server) {
    let flush = match settings.flush {
        FlushMode::Group => "fsynced, together with others that wait",
        FlushMode::Os => "in the page cache",
        FlushMode::Each => "fsynced, each by itself",
    };
    let place = if settings.ephemeral {
        "nowhere once this ends (ephemeral)".to_owned()
    } else {
        server.data.path().display().to_string()
    };
    let all =
        |address: fn(&Broker) -> String| server.cluster.brokers().iter().map(address).collect::<Vec<_>>().join(",");
    let (listen, kafka) = (all(|broker| broker.listen().to_string()), all(Broker::advertised));
    // Nobody can open an address that stands for all of them.
    let (page, everybody) = if server.http.ip().is_unspecified() {
        let port = server.http.port();
        (
            format!("localhost:{port}"),
            "The page listens on every address of this machine, so others may open it, too.\n",
        )
    } else {
        (server.http.to_string(), "")
    };
    let text = format!(
        "kafka  {listen}\npage   http://{page}\n\n{everybody}\
         Records are kept in {place}; acknowledged means {flush}.\n\
         Try:   echo hello | glasslog produce items-list --server {kafka}\n\
         \x20      glasslog consume items-list --from-beginning --server {kafka}\n\
         or any Kafka client with bootstrap server {kafka}. Ctrl-C stops.\n"
    );
    // Nobody may be reading.
    let mut out = std::io::stdout().lock();
    let _ = out.write_all(text.as_bytes()).and_then(|()| out.flush());
}

/// Ends the process without closing anything. What was acknowledged is safe; a directory of this run's own goes all the same.
pub(super) fn end_at_once(temporary: Option<&Path>) -> ! {
    if let Some(dir) = temporary {
        // The threads still work in there: a file that comes after the first look needs another one.
        let _ = (0..REMOVAL_TRIES).find(|_| std::fs::remove_dir_all(dir).is_ok());
    }
    std::process::exit(130);
}

/// Ctrl-C and SIGTERM, caught from here on.
pub(super) struct Signals(io::Result<(Signal, Signal)>);

impl Signals {
    /// Catches them.
    pub(super) fn catch() -> Signals {
        let both = signal(SignalKind::interrupt()).and_then(|one| Ok((one, signal(SignalKind::terminate())?)));
        Signals(both)
    }

    /// Ends with the first; a second one ends the process at once, and `temporary` with it.
    pub(super) async fn stop(self, temporary: Option<PathBuf>) {
        let Ok((mut interrupt, mut terminate)) = self.0 else {
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
            end_at_once(temporary.as_deref());
        });
    }
}
