//! Directories of earlier formats, converted in place by renames: nothing is copied, and nothing is lost when it is cut short.
//!
//! Format 1 had one broker, with all logs in the data directory itself. Its metadata records are still understood
//! (`core/src/journal/v1.rs`). The format's number is written last; until then, the next start goes on where this one stopped.

use std::io;
use std::path::Path;

use glasslog_core::{
    id::{BrokerId, DiskId},
    storage::LogName,
};

use super::{BrokerDir, DataDirError, METADATA, failed, make};
use crate::files::Os;

/// The only broker of format 1.
const BROKER: BrokerId = BrokerId(1);
/// Its disk, in the words of its metadata.
const DISK: DiskId = DiskId(0);

pub(super) fn from_format_1(os: &dyn Os, data: &Path, cluster_id: &str) -> Result<(), DataDirError> {
    tracing::info!("{} has format 1: its logs move into directories of their own", data.display());
    BrokerDir::make(os, data, BROKER, cluster_id, DISK)?;
    move_logs(os, data).map_err(|error| failed(data, error))
}

fn move_logs(os: &dyn Os, data: &Path) -> io::Result<()> {
    let (metadata, broker) = (data.join(METADATA), BrokerDir::path_of(data, BROKER));
    make(os, data, &metadata)?;
    let metadata_id = LogName::METADATA.topic.to_string();
    for (name, directory) in os.list(data)? {
        if !directory || !name.to_str().is_some_and(is_log) {
            continue;
        }
        let is_metadata = name.to_str().is_some_and(|name| name.starts_with(&metadata_id));
        os.rename(&data.join(&name), &if is_metadata { &metadata } else { &broker }.join(&name))?;
    }
    [&metadata, &broker, &data.to_owned()].into_iter().try_for_each(|dir| os.sync_dir(dir))
}

/// `<topic id>-<partition>`, perhaps with `.deleted` behind it.
fn is_log(name: &str) -> bool {
    let name = name.strip_suffix(".deleted").unwrap_or(name);
    name.split_once('-').is_some_and(|(topic, partition)| {
        topic.len() == 32 && topic.bytes().all(|b| b.is_ascii_hexdigit()) && partition.parse::<u32>().is_ok()
    })
}
