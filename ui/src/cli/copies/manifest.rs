//! What a backup holds, beside its database: it is written last, so a backup without it is not one.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use radica_storage::copying::{Sum, TableSum};
use serde::{Deserialize, Serialize};

use super::Failure;

/// What a backup holds.
#[derive(Debug, Serialize, Deserialize)]
pub struct Manifest {
    /// The shape of this file.
    pub v: u32,
    /// When the backup began.
    pub at: Timestamp,
    /// The version of the program that made it.
    pub program: String,
    /// The schema of its database.
    pub schema: i64,
    /// The last position of its journal.
    pub position: i64,
    /// The number of rows and the sum of each table.
    pub tables: BTreeMap<String, String>,
}

impl Manifest {
    /// Of a backup that is complete.
    pub fn of(at: Timestamp, position: i64, tables: &[TableSum]) -> Self {
        Self {
            v: 1,
            at,
            program: env!("CARGO_PKG_VERSION").to_owned(),
            schema: radica_storage::schema::known(),
            position,
            tables: tables
                .iter()
                .map(|(table, sum)| (table.name.to_owned(), sum.to_string()))
                .collect(),
        }
    }

    /// Writes it, whole or not at all.
    pub fn write(&self, folder: &Path, name: &str) -> Result<(), Failure> {
        let text = serde_json::to_string_pretty(self).map_err(Failure::told)?;
        let (part, whole) = (folder.join(format!("{name}.part")), path(folder, name));
        let written = fs::write(&part, text)
            .and_then(|()| fs::File::open(&part)?.sync_all())
            .and_then(|()| fs::rename(&part, &whole))
            .and_then(|()| fs::File::open(folder)?.sync_all());
        written.map_err(|error| Failure::told(format!("no se puede escribir {}: {error}", whole.display())))
    }

    /// The backup of a name, or the newest one of a folder, with its name.
    pub fn find(folder: &Path, name: Option<&str>) -> Result<(String, Self), Failure> {
        let name = match name {
            Some(name) => name.to_owned(),
            None => newest(folder)?,
        };
        let path = path(folder, &name);
        let wrong = |why: String| Failure::told(format!("{} no es una copia completa: {why}", path.display()));
        let text = fs::read_to_string(&path).map_err(|error| wrong(error.to_string()))?;
        let manifest = serde_json::from_str(&text).map_err(|error| wrong(error.to_string()))?;
        Ok((name, manifest))
    }

    /// The complete backups of a folder, the oldest first.
    pub fn all(folder: &Path) -> Result<Vec<(String, Self)>, Failure> {
        let mut names = names(folder)?;
        names.sort();
        names.into_iter().map(|name| Self::find(folder, Some(&name))).collect()
    }

    /// The first table that does not hold what the backup had. Where a newer program has changed the schema since,
    /// only the numbers of rows can be compared.
    pub fn differs(&self, tables: &[TableSum]) -> Option<&str> {
        let same = |before: &Sum, now: &Sum| match self.schema == radica_storage::schema::known() {
            true => before == now,
            false => before.rows == now.rows,
        };
        let found = |name: &str| tables.iter().find(|(table, _)| table.name == name).map(|(_, sum)| sum);
        let mut tables = self.tables.iter();
        tables.find_map(|(name, sum)| {
            let before: Option<Sum> = sum.parse().ok();
            let kept = before.zip(found(name)).is_some_and(|(before, now)| same(&before, now));
            (!kept).then_some(name.as_str())
        })
    }
}

/// The database of a backup.
pub fn database(folder: &Path, name: &str) -> PathBuf {
    folder.join(format!("{name}.db"))
}

fn path(folder: &Path, name: &str) -> PathBuf {
    folder.join(format!("{name}.json"))
}

/// Names begin with the time, so the newest is the last.
fn newest(folder: &Path) -> Result<String, Failure> {
    let none = || Failure::told(format!("en {} no hay ninguna copia completa", folder.display()));
    names(folder)?.into_iter().max().ok_or_else(none)
}

fn names(folder: &Path) -> Result<Vec<String>, Failure> {
    let wrong = |error| Failure::told(format!("no se puede leer {}: {error}", folder.display()));
    let mut names: Vec<String> = Vec::new();
    for entry in fs::read_dir(folder).map_err(wrong)? {
        let name = entry.map_err(wrong)?.file_name();
        names.extend(name.to_string_lossy().strip_suffix(".json").map(str::to_owned));
    }
    Ok(names)
}
