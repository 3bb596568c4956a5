//! `radica check`: every problem of every definition, at once, with its place.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, ValueEnum};
use radica_workflows::catalog::{Catalog, CatalogError, Checked, Problem, check_files};
use serde::Serialize;

use super::{Failure, catalog_files, given};
use crate::config::Config;

#[derive(Debug, Args)]
pub struct CheckArgs {
    /// Archivos por revisar: procesos (YAML o BPMN), decisiones (YAML o DMN) u otras definiciones; sin ninguno, todo el catálogo.
    #[arg(value_name = "ARCHIVO")]
    files: Vec<PathBuf>,
    /// Cómo se muestran los problemas.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// Una línea por problema.
    Text,
    /// Un arreglo de JSON.
    Json,
}

/// A problem for programs.
#[derive(Serialize)]
struct Shown<'a> {
    severity: &'static str,
    #[serde(flatten)]
    problem: &'a Problem,
}

/// Prints the problems, or what was understood; fails when there is any.
pub fn run(config: &Config, args: &CheckArgs) -> Result<ExitCode, Failure> {
    let files = catalog_files(config)?;
    let (checked, good) = if args.files.is_empty() {
        whole(Catalog::of(&files))?
    } else {
        let read = |path: &PathBuf| Ok((path.display().to_string(), given::text(path)?));
        let given = args.files.iter().map(read).collect::<Result<Vec<_>, Failure>>()?;
        let good = match given.len() {
            1 => "El archivo es correcto.".to_owned(),
            files => format!("Los {files} archivos son correctos."),
        };
        (check_files(&given, &files), good)
    };
    match args.format {
        Format::Json => println!("{}", as_json(&checked)?),
        Format::Text => print(&checked, &good),
    }
    Ok(if checked.problems.is_empty() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

fn whole(loaded: Result<Catalog, CatalogError>) -> Result<(Checked, String), Failure> {
    match loaded {
        Ok(catalog) => {
            let good = format!(
                "El catálogo es correcto: {} trámites, {} procesos, {} decisiones, {} documentos gobernados. Versión {}.",
                catalog.tramites.len(),
                catalog.processes.len(),
                catalog.decisions().len(),
                catalog.policies.len(),
                &catalog.version[..catalog.version.len().min(12)],
            );
            let checked = Checked {
                warnings: catalog.warnings,
                ..Checked::default()
            };
            Ok((checked, good))
        }
        Err(CatalogError::Wrong(problems)) => {
            let checked = Checked {
                problems,
                ..Checked::default()
            };
            Ok((checked, String::new()))
        }
        Err(error) => Err(Failure::told(error)),
    }
}

fn as_json(checked: &Checked) -> Result<String, Failure> {
    let of = |severity| move |problem| Shown { severity, problem };
    let problems = checked.problems.iter().map(of("error"));
    let all: Vec<Shown> = problems.chain(checked.warnings.iter().map(of("warning"))).collect();
    serde_json::to_string_pretty(&all).map_err(Failure::told)
}

fn print(checked: &Checked, good: &str) {
    checked.problems.iter().for_each(|problem| println!("{problem}"));
    checked.warnings.iter().for_each(|warning| println!("aviso: {warning}"));
    match checked.problems.len() {
        0 => println!("{good}"),
        1 => eprintln!("radica: 1 problema"),
        problems => eprintln!("radica: {problems} problemas"),
    }
}
