//! `radica backup`, `restore` and `move`: everything that is kept, copied elsewhere and compared.

mod backup;
mod manifest;
mod move_to;
mod restore;
mod until;

use std::path::Path;

use radica_storage::copying::{self, Copied, CopyError, TableSum};
use radica_storage::objects::Objects;
use radica_storage::{Db, sqlite_url};

use super::Failure;
use crate::config::Config;
use crate::objects;
use manifest::Manifest;

pub use backup::{BackupArgs, run as backup};
pub use move_to::{MoveArgs, run as move_to};
pub use restore::{RestoreArgs, run as restore};

/// A database and its blobs.
struct Place {
    db: Db,
    objects: Objects,
}

impl Place {
    /// Those of an installation.
    async fn of(config: &Config) -> Result<Self, Failure> {
        let unmade = |error| Failure::told(format!("no se puede crear {}: {error}", config.data_dir.display()));
        std::fs::create_dir_all(&config.data_dir).map_err(unmade)?;
        Ok(Self {
            db: Db::open(&config.database_url()).await.map_err(told)?,
            objects: objects::open(config).await.map_err(Failure::told)?,
        })
    }

    /// Those of a backup.
    async fn in_folder(database: &Path, folder: &Path) -> Result<Self, Failure> {
        let objects = Objects::open_local(&folder.join("objects"));
        Ok(Self {
            db: Db::open(&sqlite_url(database)).await.map_err(told)?,
            objects: objects.map_err(|error| told(CopyError::from(error)))?,
        })
    }

    /// Copies everything elsewhere; the rows first, for blobs are there before a row names them.
    async fn copy_to(&self, to: &Self) -> Result<(Vec<TableSum>, Copied), Failure> {
        let quiet = |_: &TableSum| ();
        let tables = copying::copy_rows(&self.db, &to.db, quiet).await.map_err(told)?;
        let blobs = copying::copy_blobs(&to.db, &self.objects, &to.objects).await;
        Ok((tables, blobs.map_err(told)?))
    }
}

/// What went wrong, in Spanish.
fn told(error: impl Into<CopyError>) -> Failure {
    Failure::told(match error.into() {
        CopyError::Occupied => {
            "el destino ya tiene otros datos; nada se cambió. Use una base de datos y una carpeta vacías".to_owned()
        }
        CopyError::Differs {
            table,
            source_sum,
            target_sum,
        } => format!(
            "la tabla {table} no quedó igual (origen: {source_sum}; destino: {target_sum}). Detenga el origen, vacíe \
             el destino y empiece de nuevo"
        ),
        CopyError::BlobMissing(key) => {
            format!("falta el archivo {key} o no mide lo que debe; búsquelo en una copia anterior y empiece de nuevo")
        }
        CopyError::BlobDiffers(key) => format!("el archivo {key} llegó cambiado; revise el disco y empiece de nuevo"),
        CopyError::Database(error) => format!("la base de datos: {error}"),
        CopyError::Store(error) => format!("los archivos: {error}"),
    })
}

/// Says what is there now.
fn report(tables: &[TableSum], blobs: Copied) {
    let rows: u64 = tables.iter().map(|(_, sum)| sum.rows).sum();
    println!("{rows} registros en {} tablas, comparados uno por uno", tables.len());
    let Copied { blobs, bytes, already } = blobs;
    println!("{blobs} archivos copiados ({bytes} bytes); {already} ya estaban");
}

fn in_a_runtime<T>(work: impl Future<Output = Result<T, Failure>>) -> Result<T, Failure> {
    tokio::runtime::Runtime::new().map_err(Failure::told)?.block_on(work)
}
