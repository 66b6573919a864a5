//! The directory of one broker: its logs, which disk it is, and whether it may have lost something.
//!
//! `broker.toml` says whose it is, and is written once. `running.toml` is there while the broker runs: whoever finds it knows that
//! the last stop was not a clean one. With `--flush os` and a restart of the machine since, acknowledged records may be gone:
//! then the broker must say so before it may lead (KIP-966).

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use glasslog_core::{
    config::Disk,
    id::{BrokerId, DiskId},
    storage::FlushMode,
};

use super::{DataDirError, failed, make, small_file, small_file::Fields};
use crate::files::Os;
use crate::random;

const IDENTITY: &str = "broker.toml";
const RUNNING: &str = "running.toml";

/// A broker's directory.
#[derive(Clone, Debug)]
pub struct BrokerDir {
    /// Whose it is.
    pub id: BrokerId,
    os: Arc<dyn Os>,
    path: PathBuf,
    disk: DiskId,
}

impl BrokerDir {
    pub(super) fn open(
        os: &Arc<dyn Os>,
        data: &Path,
        id: BrokerId,
        cluster_id: &str,
    ) -> Result<BrokerDir, DataDirError> {
        let path = BrokerDir::path_of(data, id);
        let fail = |error| failed(&path, error);
        make(&**os, data, &path).map_err(fail)?;
        let file = path.join(IDENTITY);
        // The name may be as new as a start that was killed before it had made it last.
        os.sync_dir(&path).map_err(fail)?;
        if Fields::read(&**os, &file)?.is_none() {
            if let Some(found) = something(&**os, &path).map_err(fail)? {
                let what = format!("it is missing, though {found} is there");
                return Err(DataDirError::Damaged { file, what });
            }
            // Fits the numbers of TOML; 0 is the disk of format 1.
            let disk = DiskId((random::number() >> 1).max(1));
            BrokerDir::make(&**os, data, id, cluster_id, disk)?;
        }
        let gone = || DataDirError::Damaged { file: file.clone(), what: "it has just gone".to_owned() };
        let fields = Fields::read(&**os, &file)?.ok_or_else(gone)?;
        let found = fields.text("cluster-id").ok_or_else(|| fields.damaged("it names no cluster"))?;
        if found != cluster_id {
            return Err(DataDirError::Stranger { dir: path, cluster_id: found });
        }
        if fields.number("broker-id") != Some(i64::from(id.0)) {
            return Err(fields.damaged("it is of another broker"));
        }
        let disk = fields.number("disk-id").and_then(|disk| u64::try_from(disk).ok());
        let disk = DiskId(disk.ok_or_else(|| fields.damaged("it does not say which disk it is"))?);
        Ok(BrokerDir { id, os: Arc::clone(os), path, disk })
    }

    pub(super) fn path_of(data: &Path, id: BrokerId) -> PathBuf {
        data.join(format!("broker-{id}"))
    }

    /// Makes the directory, and says whose it is.
    pub(super) fn make(
        os: &dyn Os,
        data: &Path,
        id: BrokerId,
        cluster_id: &str,
        disk: DiskId,
    ) -> Result<(), DataDirError> {
        let path = BrokerDir::path_of(data, id);
        let text = format!(
            "# Whose directory this is. Written once.\nbroker-id = {id}\ncluster-id = \"{cluster_id}\"\ndisk-id = {disk}\n"
        );
        let made = make(os, data, &path).and_then(|()| small_file::write(os, &path, IDENTITY, &text));
        made.map_err(|error| failed(&path, error))
    }

    /// Where it is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The broker starts. What it knows of its disk; where that is not all well, [`BrokerDir::joined`] follows.
    ///
    /// # Errors
    /// The mark cannot be read or written.
    pub fn begin(&self, flush: FlushMode) -> Result<Disk, DataDirError> {
        let last = self.mark()?;
        let boot = boot();
        let intact = last.as_ref().is_none_or(|last| !last.unsynced || (boot.is_some() && last.boot == boot));
        if intact {
            // What an earlier start left unsynced stays so until a clean stop.
            let unsynced = flush == FlushMode::Os || last.is_some_and(|last| last.unsynced);
            self.write_mark(unsynced)?;
        }
        Ok(Disk { id: self.disk, intact })
    }

    /// The cluster knows what the disk may have lost.
    ///
    /// # Errors
    /// The mark cannot be written.
    pub fn joined(&self, flush: FlushMode) -> Result<(), DataDirError> {
        self.write_mark(flush == FlushMode::Os)
    }

    /// The broker has closed its logs.
    ///
    /// # Errors
    /// The mark cannot be removed.
    pub fn end(&self) -> Result<(), DataDirError> {
        let removed = match self.os.remove(&self.path.join(RUNNING)) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            other => other.and_then(|()| self.os.sync_dir(&self.path)),
        };
        removed.map_err(|error| failed(&self.path, error))
    }

    fn mark(&self) -> Result<Option<Mark>, DataDirError> {
        let file = self.path.join(RUNNING);
        let Some(fields) = Fields::read(&*self.os, &file)? else { return Ok(None) };
        Ok(Some(Mark { boot: fields.text("boot-id"), unsynced: fields.number("unsynced") != Some(0) }))
    }

    fn write_mark(&self, unsynced: bool) -> Result<(), DataDirError> {
        let text = format!(
            "# This broker runs, or did not stop well: since which start of the machine, and whether without fsync.\n\
             boot-id = \"{}\"\nunsynced = {}\n",
            boot().unwrap_or_default(),
            u8::from(unsynced)
        );
        small_file::write(&*self.os, &self.path, RUNNING, &text).map_err(|error| failed(&self.path, error))
    }
}

/// What the last start left behind.
#[derive(Debug)]
struct Mark {
    boot: Option<String>,
    unsynced: bool,
}

/// Which start of the machine this is; `None` where the system does not say.
fn boot() -> Option<String> {
    let id = fs::read_to_string("/proc/sys/kernel/random/boot_id").ok()?;
    Some(id.trim().to_owned()).filter(|id| !id.is_empty() && !id.contains(['"', '\\']))
}

fn something(os: &dyn Os, path: &Path) -> io::Result<Option<String>> {
    let names = os.list(path)?.into_iter().map(|(name, _)| name.to_string_lossy().into_owned());
    let new = format!("{IDENTITY}.new");
    Ok(names.filter(|name| *name != new).min())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::RealOs;

    fn open(data: &Path, cluster_id: &str) -> Result<BrokerDir, DataDirError> {
        let os: Arc<dyn Os> = Arc::new(RealOs);
        BrokerDir::open(&os, data, BrokerId(2), cluster_id)
    }

    fn dir() -> (tempfile::TempDir, BrokerDir) {
        let data = tempfile::tempdir().unwrap();
        let dir = open(data.path(), "cluster").unwrap();
        (data, dir)
    }

    /// As if the machine had been started since.
    fn reboot(dir: &BrokerDir) {
        let file = dir.path().join(RUNNING);
        let text = fs::read_to_string(&file).unwrap().replace(&boot().unwrap(), "another");
        fs::write(file, text).unwrap();
    }

    #[test]
    fn a_disk_stays_the_same_and_belongs_to_one_cluster() {
        let (data, first) = dir();
        let again = open(data.path(), "cluster").unwrap();
        assert_eq!(first.disk, again.disk);
        assert_ne!(first.disk, dir().1.disk);
        let error = open(data.path(), "another").unwrap_err();
        assert!(error.to_string().contains("broker-2"), "{error}");
    }

    #[test]
    fn logs_without_their_brokers_file_are_damage_not_a_new_disk() {
        let (data, dir) = dir();
        fs::create_dir(dir.path().join("some-log")).unwrap();
        fs::remove_file(dir.path().join(IDENTITY)).unwrap();
        let error = open(data.path(), "cluster").unwrap_err();
        assert!(matches!(&error, DataDirError::Damaged { what, .. } if what.contains("some-log")), "{error}");
    }

    #[test]
    fn only_a_restart_of_the_machine_without_fsync_spoils_a_disk() {
        for (flush, spoils) in [(FlushMode::Os, true), (FlushMode::Group, false), (FlushMode::Each, false)] {
            let (_data, dir) = dir();
            assert!(dir.begin(flush).unwrap().intact);
            assert!(dir.begin(flush).unwrap().intact, "a crash of the process alone loses nothing");
            reboot(&dir);
            assert_eq!(dir.begin(flush).unwrap().intact, !spoils, "{flush:?}");
        }
        let (_data, dir) = dir();
        dir.begin(FlushMode::Os).unwrap();
        dir.end().unwrap();
        assert!(dir.begin(FlushMode::Os).unwrap().intact, "a clean stop syncs");
    }

    #[test]
    fn a_spoilt_disk_stays_so_until_the_cluster_knows() {
        let (_data, dir) = dir();
        dir.begin(FlushMode::Os).unwrap();
        reboot(&dir);
        for _ in 0..2 {
            assert!(!dir.begin(FlushMode::Group).unwrap().intact);
        }
        dir.joined(FlushMode::Group).unwrap();
        assert!(dir.begin(FlushMode::Group).unwrap().intact);
    }

    #[test]
    fn what_was_left_unsynced_stays_so_under_another_flush_mode() {
        let (_data, dir) = dir();
        dir.begin(FlushMode::Os).unwrap();
        dir.begin(FlushMode::Group).unwrap();
        reboot(&dir);
        assert!(!dir.begin(FlushMode::Group).unwrap().intact);
    }
}
