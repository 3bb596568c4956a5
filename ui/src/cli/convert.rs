//! `radica convert`: a definition in its other notation.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, ValueEnum};
use radica_workflows::catalog::decision::{Decision, read_alone};
use radica_workflows::catalog::{Kind, compile};

use super::{Failure, given};

#[derive(Debug, Args)]
pub struct ConvertArgs {
    /// Un proceso (YAML o BPMN) o una decisión (YAML o DMN); `-` es la entrada estándar.
    #[arg(value_name = "ARCHIVO")]
    file: PathBuf,
    /// A qué notación; sin decirlo, a la otra de la misma definición.
    #[arg(long, value_enum)]
    to: Option<Notation>,
    /// Cuál decisión de un modelo DMN que tiene varias.
    #[arg(long, value_name = "ID")]
    decision: Option<String>,
    /// Archivo donde se escribe; sin decirlo, la salida estándar.
    #[arg(long, short, value_name = "ARCHIVO")]
    output: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Notation {
    /// YAML de Radica.
    Yaml,
    /// BPMN 2.0 XML, con su diagrama.
    Bpmn,
    /// DMN 1.5 XML.
    Dmn,
}

/// Writes the definition in the notation asked for.
pub fn run(args: &ConvertArgs) -> Result<ExitCode, Failure> {
    let source = given::text(&args.file)?;
    let name = args.file.display().to_string();
    let converted = converted(&source, &name, args)?;
    match &args.output {
        None => print!("{converted}"),
        Some(path) => std::fs::write(path, converted)
            .map_err(|error| Failure::told(format!("no se puede escribir {}: {error}", path.display())))?,
    }
    Ok(ExitCode::SUCCESS)
}

fn converted(source: &str, name: &str, args: &ConvertArgs) -> Result<String, Failure> {
    let kind = Kind::of(source).ok_or_else(|| Failure::told(format!("{name}: no se sabe qué define este archivo")))?;
    let to = args.to.unwrap_or(match kind {
        Kind::Process => Notation::Bpmn,
        Kind::Decision => Notation::Dmn,
        Kind::Bpmn | Kind::Dmn | Kind::Other(..) => Notation::Yaml,
    });
    match (kind, to) {
        (Kind::Process | Kind::Bpmn, Notation::Bpmn) => {
            let process = compile(source, name).map_err(|problems| told(&problems))?;
            Ok(process.to_bpmn())
        }
        (Kind::Process, Notation::Yaml) => Ok(source.to_owned()),
        (Kind::Bpmn, Notation::Yaml) => {
            let process = compile(source, name).map_err(|problems| told(&problems))?;
            Ok(process.to_yaml())
        }
        (Kind::Decision | Kind::Dmn, Notation::Dmn) => Ok(decision(source, name, args)?.to_dmn()),
        (Kind::Decision | Kind::Dmn, Notation::Yaml) => {
            let decision = decision(source, name, args)?;
            decision
                .to_yaml()
                .map_err(|error| Failure::told(format!("{name}: {error}")))
        }
        (Kind::Process | Kind::Bpmn, Notation::Dmn) => Err(Failure::told(format!(
            "{name}: es un proceso: `--to bpmn` o `--to yaml`"
        ))),
        (Kind::Decision | Kind::Dmn, Notation::Bpmn) => Err(Failure::told(format!(
            "{name}: es una decisión: `--to dmn` o `--to yaml`"
        ))),
        (Kind::Other(..), _) => Err(Failure::told(format!(
            "{name}: solo se convierten procesos y decisiones"
        ))),
    }
}

/// The decision of a file; of several, the one that was named. Any of them writes the whole model as DMN.
fn decision(source: &str, name: &str, args: &ConvertArgs) -> Result<Decision, Failure> {
    let mut decisions = read_alone(name, source).map_err(|problems| told(&problems))?;
    let ids: Vec<String> = decisions.iter().map(|decision| decision.id.to_string()).collect();
    let wanted = match &args.decision {
        Some(id) => ids.iter().position(|other| other == id),
        None if ids.len() == 1 || args.to == Some(Notation::Dmn) => Some(0),
        None => None,
    };
    match wanted.filter(|at| *at < decisions.len()) {
        Some(at) => Ok(decisions.swap_remove(at)),
        None => Err(Failure::told(format!(
            "{name}: diga cuál con --decision: {}",
            ids.join(", ")
        ))),
    }
}

/// All problems, one on each line.
pub fn told(problems: &[impl ToString]) -> Failure {
    let lines: Vec<String> = problems.iter().map(ToString::to_string).collect();
    Failure::told(format!("no se puede usar:\n{}", lines.join("\n")))
}
