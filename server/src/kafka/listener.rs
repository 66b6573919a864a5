//! Takes connections of Kafka clients.

use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinSet;

use super::connection::{self, Shared};
use super::guard::Guard;
use crate::metrics::Metrics;

/// Takes connections until `stop` turns true, then closes them all.
pub async fn listen(listener: TcpListener, shared: Shared, mut stop: watch::Receiver<bool>) {
    let mut connections = JoinSet::new();
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            Some(_) = connections.join_next(), if !connections.is_empty() => continue,
            _ = stop.wait_for(|stop| *stop) => break,
        };
        let (stream, address) = match accepted {
            Ok(accepted) => accepted,
            Err(error) => {
                // Out of file descriptors, most likely: those in use come back.
                tracing::warn!("a connection could not be taken: {error}");
                tokio::time::sleep(Duration::from_millis(100)).await;
                continue;
            }
        };
        match Guard::admit(&shared.guard, address.ip()) {
            Ok(admission) => {
                connections.spawn(connection::serve(stream, address, shared.clone(), admission));
            }
            Err(error) => {
                Metrics::add(&shared.metrics.connections_refused, 1);
                tracing::info!("turned {address} away: {error}");
            }
        }
    }
    drop(listener);
    connections.shutdown().await;
}

/// Binds, with an error that names the address and what to do.
///
/// # Errors
/// The address is taken, or not ours.
pub async fn bind(name: &str, address: &str) -> anyhow::Result<TcpListener> {
    TcpListener::bind(address).await.map_err(|error| match error.kind() {
        std::io::ErrorKind::AddrInUse => anyhow::anyhow!(
            "{address} is in use by another program; stop it, or choose another address with --{name} HOST:PORT"
        ),
        std::io::ErrorKind::PermissionDenied => {
            anyhow::anyhow!("{address} may not be used by this user; choose a port above 1023 with --{name} HOST:PORT")
        }
        _ => {
            anyhow::anyhow!("{address} cannot be listened on ({error}); choose another address with --{name} HOST:PORT")
        }
    })
}

/// What a listener needs, put together.
#[must_use]
pub fn shared(node: crate::host::Handle, guard: Arc<Guard>, metrics: Arc<Metrics>) -> Shared {
    Shared { node, guard, metrics }
}
