//! The end of a broker that cannot go on.

use std::fs::File;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use glasslog::files::{FileLayer, RealFiles};
use glasslog_core::{
    error::StorageFault,
    request::Acks,
    store::{FileAction, FileId, FileOutcome},
};

use crate::support::*;

pub(crate) struct Broken {
    inner: RealFiles,
    now: AtomicBool,
}

impl Broken {
    pub(crate) fn at(root: &Path) -> Arc<Broken> {
        Arc::new(Broken { inner: RealFiles::new(root), now: AtomicBool::new(false) })
    }

    pub(crate) fn breaks_now(&self) {
        self.now.store(true, Ordering::Relaxed);
    }
}

impl FileLayer for Broken {
    fn execute(&self, action: &FileAction) -> Result<FileOutcome, StorageFault> {
        let writes = matches!(action, FileAction::Write { .. });
        assert!(!(writes && self.now.load(Ordering::Relaxed)), "planted: this assertion is meant to fail");
        self.inner.execute(action)
    }

    fn pin(&self, file: FileId) -> Option<Arc<File>> {
        self.inner.pin(file)
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_failed_check_ends_the_server_with_words() {
    let dir = tempfile::tempdir().unwrap();
    let layer = Broken::at(&broker_dir(dir.path()));
    let server = start_with(&settings(dir.path()), for_broker(Arc::clone(&layer) as _)).await;
    let mut connection = connect(&server).await;
    create(&mut connection, "t", 1).await;
    layer.breaks_now();
    connection.send(&produce("t", 0, Acks::All, batch(&["a"]))).await.unwrap();
    let ended = tokio::time::timeout(Duration::from_secs(10), server.run_until(std::future::pending())).await;
    let error = ended.expect("it ends by itself").unwrap_err().to_string();
    assert!(error.contains("store") && error.contains("report"), "{error}");
    restart_finds_nothing_unacknowledged(dir.path()).await;
}

async fn restart_finds_nothing_unacknowledged(data: &Path) {
    let server = start(data).await;
    assert_eq!(read_all(&mut connect(&server).await, "t", 0).await, []);
    server.stop().await.unwrap();
}
