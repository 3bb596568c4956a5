//! `radica feel`: an expression tried on data.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use radica_workflows::catalog::Catalog;
use radica_workflows::time::{Clock, SystemClock, in_zone};
use radica_workflows::trying;

use super::{Failure, catalog_files, given};
use crate::config::Config;

#[derive(Debug, Args)]
pub struct FeelArgs {
    /// La expresión, sin el `=` con que la escribe una definición.
    expression: String,
    /// Archivo JSON con las variables; `-` es la entrada estándar.
    #[arg(long, value_name = "ARCHIVO")]
    with: Option<PathBuf>,
    /// Muestra el resultado como JSON.
    #[arg(long)]
    json: bool,
}

/// Prints the result on the standard output, and what explains it on the standard error.
pub fn run(config: &Config, args: &FeelArgs) -> Result<ExitCode, Failure> {
    let data = args.with.as_deref().map_or_else(|| Ok(String::new()), given::text)?;
    let catalog = Catalog::of(&catalog_files(config)?).map_err(Failure::told)?;
    let now = in_zone(SystemClock::default().now());
    let tried = trying::expression(&args.expression, &data, &catalog.calendar, now).map_err(Failure::told)?;
    if args.json {
        println!("{}", tried.json);
    } else {
        println!("{}", tried.value);
    }
    tried.explanation.iter().for_each(|line| eprintln!("{line}"));
    Ok(if tried.cut {
        ExitCode::FAILURE
    } else {
        ExitCode::SUCCESS
    })
}
