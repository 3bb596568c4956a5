//! `radica move`: an installation to another database and another folder.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use toml::Table;

use super::{Failure, Place, in_a_runtime, report};
use crate::config::{self, Config};

#[derive(Debug, Args)]
pub struct MoveArgs {
    /// Configuración de destino (TOML): su base de datos y su carpeta de datos, vacías.
    #[arg(long, value_name = "ARCHIVO")]
    to: PathBuf,
}

/// Copies everything and compares it. Begun again after a failure, it goes on.
pub fn run(config: &Config, args: &MoveArgs) -> Result<ExitCode, Failure> {
    let target = config::load(Some(&args.to), std::iter::empty(), Table::new())?;
    if target.database_url() == config.database_url() {
        return Err(Failure::told("el destino es esta misma base de datos"));
    }
    in_a_runtime(async {
        let (from, to) = (Place::of(config).await?, Place::of(&target).await?);
        let (tables, blobs) = from.copy_to(&to).await?;
        to.db.close().await;
        from.db.close().await;
        report(&tables, blobs);
        println!(
            "copie {} a {} e inicie con --config {}",
            config.keys_dir().display(),
            target.keys_dir().display(),
            args.to.display()
        );
        Ok(ExitCode::SUCCESS)
    })
}
