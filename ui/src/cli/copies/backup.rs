//! `radica backup`: a copy of everything while Radica runs.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use radica_storage::{journal, redo};
use radica_workflows::time::{Clock, SystemClock};

use super::{Failure, Manifest, Place, in_a_runtime, manifest, report, told};
use crate::config::Config;

#[derive(Debug, Args)]
pub struct BackupArgs {
    /// Carpeta de las copias. De una a otra solo se copian los archivos nuevos.
    folder: PathBuf,
}

/// Makes a backup and says what it holds.
pub fn run(config: &Config, args: &BackupArgs) -> Result<ExitCode, Failure> {
    in_a_runtime(make(config, args))
}

async fn make(config: &Config, args: &BackupArgs) -> Result<ExitCode, Failure> {
    let at = SystemClock::default().now();
    let name = at.strftime("%Y%m%dT%H%M%SZ").to_string();
    std::fs::create_dir_all(&args.folder)
        .map_err(|error| Failure::told(format!("no se puede crear {}: {error}", args.folder.display())))?;
    let database = manifest::database(&args.folder, &name);
    let from = Place::of(config).await?;
    let to = Place::in_folder(&database, &args.folder).await?;
    let (tables, blobs) = from.copy_to(&to).await?;
    let position = journal::last_position(&to.db).await.map_err(told)?;
    let steps = redo::head(&to.db).await.map_err(told)?;
    // Closing leaves the database in one file.
    to.db.close().await;
    Manifest::of(at, position, &tables).write(&args.folder, &name)?;
    // The copy is complete: it has the steps now, and restoring finds them there.
    if let Some(head) = steps {
        redo::forget(&from.db, head.number).await.map_err(told)?;
    }
    from.db.close().await;
    report(&tables, blobs);
    println!("copia {name} completa en {}", args.folder.display());
    println!("guarde aparte, y bajo llave, {}", config.keys_dir().display());
    Ok(ExitCode::SUCCESS)
}
