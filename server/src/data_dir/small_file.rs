//! Small files of a few fields, in TOML: written whole or not at all, and read with suspicion.

use std::io::{self, ErrorKind, IoSlice};
use std::path::{Path, PathBuf};

use super::{DataDirError, failed};
use crate::files::{Access, Os};

/// Longer than any of them.
const LENGTH_MAX: usize = 64 << 10;

/// Writes a file beside, syncs it, renames it over the old one, and syncs the directory.
pub(super) fn write(os: &dyn Os, dir: &Path, name: &str, text: &str) -> io::Result<()> {
    let new = dir.join(format!("{name}.new"));
    let out = os.open(&new, Access::Create)?;
    let mut written = 0;
    while written < text.len() {
        match os.write(&out, &[IoSlice::new(&text.as_bytes()[written..])], written as u64) {
            Ok(0) => return Err(ErrorKind::WriteZero.into()),
            Ok(more) => written += more,
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    os.sync(&out)?;
    os.rename(&new, &dir.join(name))?;
    os.sync_dir(dir)
}

fn invalid(what: &str) -> io::Error {
    io::Error::new(ErrorKind::InvalidData, what)
}

/// The whole file; `None` if there is none.
fn read(os: &dyn Os, file: &Path) -> io::Result<Option<String>> {
    let file = match os.open(file, Access::Read) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        other => other?,
    };
    let (mut bytes, mut got) = (vec![0; LENGTH_MAX], 0);
    loop {
        match os.read(&file, &mut bytes[got..], got as u64) {
            Ok(0) if got == LENGTH_MAX => return Err(invalid("it is far too long")),
            Ok(0) => break,
            Ok(more) => got += more,
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    bytes.truncate(got);
    String::from_utf8(bytes).map(Some).map_err(|_| invalid("it is not text"))
}

/// What a file says.
#[derive(Debug)]
pub(super) struct Fields {
    file: PathBuf,
    table: toml::Table,
}

impl Fields {
    /// `None` if there is no such file.
    pub(super) fn read(os: &dyn Os, file: &Path) -> Result<Option<Fields>, DataDirError> {
        let damaged = |what: String| DataDirError::Damaged { file: file.to_owned(), what };
        let text = match read(os, file) {
            Ok(Some(text)) => text,
            Ok(None) => return Ok(None),
            Err(error) if error.kind() == ErrorKind::InvalidData => return Err(damaged(error.to_string())),
            Err(error) => return Err(failed(file, error)),
        };
        let table = text.parse().map_err(|_| damaged("it is not TOML".to_owned()))?;
        Ok(Some(Fields { file: file.to_owned(), table }))
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
