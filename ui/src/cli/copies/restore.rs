//! `radica restore`: an installation from a backup.

use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use radica_storage::copying;
use tempfile::TempDir;

use super::{Failure, Manifest, Place, in_a_runtime, manifest, report, told};
use crate::config::Config;

#[derive(Debug, Args)]
pub struct RestoreArgs {
    /// Carpeta de las copias.
    folder: PathBuf,
    /// Cuál copia, como `20261122T190000Z`; sin ella, la más reciente.
    #[arg(long, value_name = "COPIA")]
    name: Option<String>,
}

/// Fills the empty database and the empty folder of this installation, and says what is in them now.
pub fn run(config: &Config, args: &RestoreArgs) -> Result<ExitCode, Failure> {
    in_a_runtime(restore(config, args))
}

async fn restore(config: &Config, args: &RestoreArgs) -> Result<ExitCode, Failure> {
    let (name, manifest) = Manifest::find(&args.folder, args.name.as_deref())?;
    // Opening a database may bring its schema up to date: the backup itself stays as it is.
    let database = manifest::database(&args.folder, &name);
    let held = working_copy(config, &database)
        .map_err(|error| Failure::told(format!("no se puede copiar {}: {error}", database.display())))?;
    let working = held.path().join("copy.db");
    let from = Place::in_folder(&working, &args.folder).await?;
    let found = copying::sums(&from.db).await.map_err(told)?;
    if let Some(table) = manifest.differs(&found) {
        return Err(Failure::told(format!(
            "la copia {name} está dañada: la tabla {table} no es la que se copió"
        )));
    }
    let to = Place::of(config).await?;
    let (tables, blobs) = from.copy_to(&to).await?;
    to.db.close().await;
    from.db.close().await;
    report(&tables, blobs);
    println!("restaurada la copia {name}, de {}", manifest.at);
    if !config.entity_key().is_file() {
        println!("falta {}: póngala antes de iniciar", config.keys_dir().display());
    }
    Ok(ExitCode::SUCCESS)
}

/// A copy of the database that goes away afterwards.
fn working_copy(config: &Config, database: &Path) -> io::Result<TempDir> {
    std::fs::create_dir_all(&config.data_dir)?;
    let folder = tempfile::tempdir_in(&config.data_dir)?;
    std::fs::copy(database, folder.path().join("copy.db"))?;
    Ok(folder)
}
