//! `radica restore`: an installation from a backup, as it was then or at a later position of the journal.

use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use radica_storage::{copying, redo};
use tempfile::TempDir;

use super::until::{self, Backup};
use super::{Failure, Manifest, Place, in_a_runtime, manifest, report, told};
use crate::config::Config;
use crate::keys::random_token;

#[derive(Debug, Args)]
pub struct RestoreArgs {
    /// Carpeta de las copias.
    folder: PathBuf,
    /// Cuál copia, como `20261122T190000Z`; sin ella, la más reciente.
    #[arg(long, value_name = "COPIA")]
    name: Option<String>,
    /// Hasta qué posición del diario; sin ella, como estaba al hacer la copia.
    #[arg(long, value_name = "POSICIÓN")]
    until: Option<i64>,
}

/// Fills the empty database and the empty folder of this installation, and says what is in them now.
pub fn run(config: &Config, args: &RestoreArgs) -> Result<ExitCode, Failure> {
    in_a_runtime(restore(config, args))
}

async fn restore(config: &Config, args: &RestoreArgs) -> Result<ExitCode, Failure> {
    let name = args.name.as_deref();
    let (base, later) = match args.until {
        Some(until) => until::choose(Manifest::all(&args.folder)?, name, until)?,
        None => (Manifest::find(&args.folder, name)?, Vec::new()),
    };
    let (_held, from) = open(config, &args.folder, &base).await?;
    let to = Place::of(config).await?;
    let (tables, mut blobs) = from.copy_to(&to).await?;
    from.db.close().await;
    if let Some(until) = args.until {
        let reached = bring(config, args, &to, &base, &later, until).await?;
        // Rows that the base did not have name blobs too.
        blobs = blobs.and(
            copying::copy_blobs(&to.db, &from.objects, &to.objects)
                .await
                .map_err(told)?,
        );
        println!("diario hasta la posición {reached}: la última que terminó una operación sin pasar de {until}");
    }
    // What follows here is another history than what followed there.
    let branch = random_token().map_err(Failure::told)?;
    redo::branch_off(&to.db, &branch).await.map_err(told)?;
    to.db.close().await;
    report(&tables, blobs);
    println!("restaurada la copia {}, de {}", base.0, base.1.at);
    if !config.entity_key().is_file() {
        println!("falta {}: póngala antes de iniciar", config.keys_dir().display());
    }
    Ok(ExitCode::SUCCESS)
}

/// Brings what was restored as far as the later backups lead; the position that it has then.
async fn bring(
    config: &Config,
    args: &RestoreArgs,
    to: &Place,
    base: &Backup,
    later: &[Backup],
    until: i64,
) -> Result<i64, Failure> {
    let mut position = base.1.position;
    for backup in later {
        let (_held, from) = open(config, &args.folder, backup).await?;
        let replayed = redo::replay(&to.db, &from.db, until).await;
        from.db.close().await;
        let replayed = replayed.map_err(|error| until::told(error, &backup.0))?;
        position = replayed.position;
        if replayed.is_there {
            return Ok(position);
        }
    }
    if position == until {
        return Ok(position);
    }
    Err(until::not_that_far(position, until))
}

/// A backup that was found to be what was copied. Opening a database may bring its schema up to date: the backup
/// itself stays as it is.
async fn open(config: &Config, folder: &Path, (name, manifest): &Backup) -> Result<(TempDir, Place), Failure> {
    let database = manifest::database(folder, name);
    let held = working_copy(config, &database)
        .map_err(|error| Failure::told(format!("no se puede copiar {}: {error}", database.display())))?;
    let working = held.path().join("copy.db");
    let place = Place::in_folder(&working, folder).await?;
    let found = copying::sums(&place.db).await.map_err(told)?;
    if let Some(table) = manifest.differs(&found) {
        return Err(Failure::told(format!(
            "la copia {name} está dañada: la tabla {table} no es la que se copió"
        )));
    }
    Ok((held, place))
}

/// A copy of the database that goes away afterwards.
fn working_copy(config: &Config, database: &Path) -> io::Result<TempDir> {
    std::fs::create_dir_all(&config.data_dir)?;
    let folder = tempfile::tempdir_in(&config.data_dir)?;
    std::fs::copy(database, folder.path().join("copy.db"))?;
    Ok(folder)
}
