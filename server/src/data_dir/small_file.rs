//! Small files of a few fields, in TOML: written whole or not at all, and read with suspicion.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::DataDirError;

/// Writes a file beside, syncs it, renames it over the old one, and syncs the directory.
pub(super) fn write(dir: &Path, name: &str, text: &str) -> io::Result<()> {
    let new = dir.join(format!("{name}.new"));
    let mut out = File::create(&new)?;
    out.write_all(text.as_bytes())?;
    out.sync_all()?;
    fs::rename(&new, dir.join(name))?;
    sync_dir(dir)
}

/// Makes names in a directory last.
pub(super) fn sync_dir(dir: &Path) -> io::Result<()> {
    File::open(dir)?.sync_all()
}

/// What a file says.
#[derive(Debug)]
pub(super) struct Fields {
    file: PathBuf,
    table: toml::Table,
}

impl Fields {
    pub(super) fn read(file: &Path) -> Result<Fields, DataDirError> {
        let damaged = |what: String| DataDirError::Damaged { file: file.to_owned(), what };
        let text = fs::read_to_string(file).map_err(|error| damaged(error.to_string()))?;
        let table = text.parse().map_err(|_| damaged("it is not TOML".to_owned()))?;
        Ok(Fields { file: file.to_owned(), table })
    }

    pub(super) fn number(&self, name: &str) -> Option<i64> {
        self.table.get(name).and_then(toml::Value::as_integer)
    }

    pub(super) fn text(&self, name: &str) -> Option<String> {
        let text = self.table.get(name).and_then(toml::Value::as_str);
        text.filter(|text| !text.is_empty()).map(str::to_owned)
    }

    pub(super) fn damaged(&self, what: &str) -> DataDirError {
        DataDirError::Damaged { file: self.file.clone(), what: what.to_owned() }
    }
}
