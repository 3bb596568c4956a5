//! `radica check`: every problem of every definition, at once, with its place.

use std::process::ExitCode;

use radica_workflows::catalog::{Catalog, CatalogError};

use super::{Failure, catalog_files};
use crate::config::Config;

/// Prints the problems, or what was understood.
pub fn run(config: &Config) -> Result<ExitCode, Failure> {
    let files = catalog_files(config)?;
    match Catalog::of(&files) {
        Ok(catalog) => {
            println!(
                "El catálogo es correcto: {} trámites, {} procesos, {} documentos gobernados. Versión {}.",
                catalog.tramites.len(),
                catalog.processes.len(),
                catalog.policies.len(),
                &catalog.version[..catalog.version.len().min(12)],
            );
            Ok(ExitCode::SUCCESS)
        }
        Err(CatalogError::Wrong(problems)) => {
            problems.iter().for_each(|problem| println!("{problem}"));
            eprintln!("radica: {} problemas en el catálogo", problems.len());
            Ok(ExitCode::FAILURE)
        }
        Err(error) => Err(Failure::told(error)),
    }
}
