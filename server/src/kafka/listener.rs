//! Takes connections of Kafka clients.

use std::time::Duration;

use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinSet;

use super::connection::{self, Shared};
use super::guard::Guard;
use crate::metrics::Metrics;

/// How often a row of free ports is looked for.
const FREE_ROW_TRIES: u32 = 100;

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

/// Binds so many ports in a row; from port 0 on, any that are free.
///
/// # Errors
/// One of them is taken, or not ours.
pub async fn bind_row(name: &str, address: &str, count: u8) -> anyhow::Result<Vec<TcpListener>> {
    let (host, port) = address
        .rsplit_once(':')
        .and_then(|(host, port)| Some((host, port.parse::<u16>().ok()?)))
        .ok_or_else(|| anyhow::anyhow!("{address} is not HOST:PORT, as in 127.0.0.1:9092"))?;
    if port != 0 || count == 1 {
        return bind_from(name, host, port, count).await;
    }
    for _ in 0..FREE_ROW_TRIES {
        let first = bind(name, address).await?.local_addr()?.port();
        if let Ok(row) = bind_from(name, host, first, count).await {
            return Ok(row);
        }
    }
    anyhow::bail!("no {count} free ports in a row were found; choose the first with --{name} HOST:PORT")
}

async fn bind_from(name: &str, host: &str, port: u16, count: u8) -> anyhow::Result<Vec<TcpListener>> {
    let mut row = Vec::with_capacity(usize::from(count));
    for offset in 0..u16::from(count) {
        let port = port.checked_add(offset).ok_or_else(|| {
            anyhow::anyhow!("{count} brokers need {count} ports, and there are fewer from {port} on; choose a lower one with --{name}")
        })?;
        row.push(bind(name, &format!("{host}:{port}")).await?);
    }
    Ok(row)
}
