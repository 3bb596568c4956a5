//! `radica export-journal`: the journal with its seals as lines of JSON, for `radica verify` and for whoever keeps it.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use radica_storage::Db;
use radica_storage::seals::export::Export;

use super::{Failure, given, with_database};
use crate::config::Config;

#[derive(Debug, Args)]
pub struct ExportArgs {
    /// Archivo que se escribe; `-` es la salida estándar.
    #[arg(value_name = "ARCHIVO")]
    file: PathBuf,
}

/// Writes the file; a failure leaves one without its last line, which verification refuses.
pub fn run(config: &Config, args: &ExportArgs) -> Result<ExitCode, Failure> {
    let lost = |error: io::Error| Failure::told(format!("no se puede escribir {}: {error}", args.file.display()));
    with_database(config, async |db| {
        if given::is_input(&args.file) {
            return write(db, io::stdout().lock(), lost).await.map(drop);
        }
        let file = File::create(&args.file).map_err(lost)?;
        write(db, file, lost).await?.sync_all().map_err(lost)
    })?;
    Ok(ExitCode::SUCCESS)
}

async fn write<W: Write>(db: &Db, to: W, lost: impl Fn(io::Error) -> Failure) -> Result<W, Failure> {
    let mut to = BufWriter::new(to);
    let mut export = Export::new(db);
    while let Some(line) = export.next().await.map_err(Failure::told)? {
        writeln!(to, "{line}").map_err(&lost)?;
    }
    to.into_inner().map_err(|error| lost(error.into_error()))
}
