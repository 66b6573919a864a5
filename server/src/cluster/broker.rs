//! What a broker of this process is over all its starts.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use glasslog_core::{config::Config, id::BrokerId};
use tokio::sync::Notify;

use crate::data_dir::BrokerDir;
use crate::host::Handle;
use crate::kafka::guard::Guard;
use crate::metrics::Metrics;

/// A broker of this process.
#[derive(Debug)]
pub struct Broker {
    pub(super) dir: BrokerDir,
    pub(super) config: Config,
    /// Where it listens, whenever it runs.
    pub(super) listen: SocketAddr,
    /// Its counters.
    pub metrics: Arc<Metrics>,
    /// The bounds of its listener.
    pub guard: Arc<Guard>,
    /// Whether it was not taken down on purpose.
    pub(super) wanted: AtomicBool,
    pub(super) running: Mutex<Option<Running>>,
}

/// One start of it.
#[derive(Debug)]
pub(super) struct Running {
    pub(super) start: u32,
    pub(super) handle: Handle,
    pub(super) kill: Arc<Notify>,
}

impl Broker {
    /// A broker that has not been started yet. Its configuration lacks only what its disk is.
    #[must_use]
    pub fn new(dir: BrokerDir, config: Config, listen: SocketAddr, guard: Arc<Guard>) -> Broker {
        let (metrics, wanted, running) = (Arc::default(), AtomicBool::new(true), Mutex::default());
        Broker { dir, config, listen, metrics, guard, wanted, running }
    }

    /// Its number.
    #[must_use]
    pub fn id(&self) -> BrokerId {
        self.config.broker.id
    }

    /// Where it listens.
    #[must_use]
    pub fn listen(&self) -> SocketAddr {
        self.listen
    }

    /// Where clients are told to come, as `host:port`.
    #[must_use]
    pub fn advertised(&self) -> String {
        join(&self.config.broker.host, self.config.broker.port)
    }

    /// Whether it should run: nobody has taken it down on purpose.
    #[must_use]
    pub fn is_wanted(&self) -> bool {
        self.wanted.load(Ordering::Relaxed)
    }
}

/// `host:port`, with the brackets that an IPv6 address needs.
#[must_use]
pub fn join(host: &str, port: u16) -> String {
    if host.contains(':') { format!("[{host}]:{port}") } else { format!("{host}:{port}") }
}
