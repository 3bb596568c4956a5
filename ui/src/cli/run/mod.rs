//! `radica run`: a process in memory, with a virtual clock, for authors who try a model.
//!
//! The trace goes to the standard output and nothing else does; what waits, prompts and the end go to the standard error.

mod library;
mod script;
mod trace;

use std::io::{BufRead, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use jiff::{Timestamp, Zoned};
use radica_engine::Variables;
use radica_engine::calendar::Calendar;
use radica_engine::event::Wait;
use radica_engine::instance::Status;
use radica_engine::simulate::{Simulation, Step};
use serde_json::{Value as Json, json};

use super::{Failure, catalog_files, given};
use crate::config::Config;
use library::Shelf;
use script::Script;
use trace::{Format, Printer};

/// When a run begins that does not say it: the same always, so that two runs give the same trace.
const BEGINNING: &str = "2026-02-02T08:00:00-05:00[America/Bogota]";
/// Some command was refused.
const REFUSED: u8 = 2;
/// It waits for something, or for an operator.
const WAITING: u8 = 3;

#[derive(Debug, Args)]
#[command(
    after_help = "Sin --auto, --script ni --advance, lee un paso por línea de la terminal, en YAML: \
`complete: { at: revisar, result: { resultado: completa } }`, `advance: 3 working days`, `message: { name: pago }`…\n\n\
Termina con 0 si el proceso terminó, 2 si se rechazó algún paso y 3 si quedó esperando o con incidentes."
)]
pub struct RunArgs {
    /// El proceso: YAML o BPMN 2.0 XML.
    #[arg(value_name = "ARCHIVO")]
    file: PathBuf,
    /// Cuál proceso de un documento BPMN que tiene varios; sin decirlo, el primero.
    #[arg(long, value_name = "ID")]
    process: Option<String>,
    /// Otros archivos con procesos o decisiones que este llama; los del catálogo están siempre.
    #[arg(long, value_name = "ARCHIVO")]
    with: Vec<PathBuf>,
    /// Archivo JSON con las variables con que empieza.
    #[arg(long, value_name = "ARCHIVO")]
    vars: Option<PathBuf>,
    /// Archivo YAML con los pasos; `-` los lee de la entrada estándar, uno por línea.
    #[arg(long, value_name = "ARCHIVO")]
    script: Option<PathBuf>,
    /// Sigue solo hasta el final: completa cada tarea, entrega cada mensaje y deja pasar el tiempo.
    #[arg(long)]
    auto: bool,
    /// Deja pasar este tiempo al final (`P3D`, `2 working days`); se puede repetir.
    #[arg(long, value_name = "DURACIÓN")]
    advance: Vec<String>,
    /// El momento en que empieza, con su zona; sin decirlo, el del guion o el lunes 2 de febrero de 2026 a las 8:00.
    #[arg(long, value_name = "MOMENTO")]
    at: Option<Zoned>,
    /// Cómo se muestra cada evento.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    trace: Format,
}

/// Runs the process and prints its trace.
pub fn run(config: &Config, args: &RunArgs) -> Result<ExitCode, Failure> {
    let source = given::text(&args.file)?;
    let files = catalog_files(config)?;
    let shelf = Shelf::of(&source, &args.file.display().to_string())?
        .with(&args.with)?
        .and_catalog(&files);
    let definition = shelf.chosen(args.process.as_deref())?;
    let calendar = files.get("calendar.yaml").unwrap_or_default();
    let calendar = Calendar::from_yaml(calendar).map_err(Failure::told)?;
    let variables = variables(args.vars.as_deref())?;
    let script = match &args.script {
        Some(path) if !given::is_input(path) => Some(Script::read(&given::text(path)?, &path.display().to_string())?),
        _ => None,
    };
    let at = args.at.clone().or_else(|| script.as_ref()?.at.clone());
    let at = at.map_or_else(|| BEGINNING.parse().map_err(Failure::told), Ok)?;
    let simulation = Simulation::with_library(definition, &calendar, &shelf, at.timestamp());
    let mut session = Session {
        simulation,
        printer: Printer::new(args.trace),
        refused: false,
        step: 0,
    };
    session.play(args, script.as_ref(), variables)?;
    Ok(session.end())
}

fn variables(path: Option<&Path>) -> Result<Json, Failure> {
    let Some(path) = path else { return Ok(json!({})) };
    let parsed: Json = serde_json::from_str(&given::text(path)?)
        .map_err(|error| Failure::told(format!("{}: no es JSON: {error}", path.display())))?;
    if parsed.is_object() {
        Ok(parsed)
    } else {
        Err(Failure::told(format!(
            "{}: las variables son un objeto de JSON",
            path.display()
        )))
    }
}

/// A simulation and what was printed of it.
struct Session<'a> {
    simulation: Simulation<'a>,
    printer: Printer,
    refused: bool,
    step: usize,
}

impl Session<'_> {
    fn play(&mut self, args: &RunArgs, script: Option<&Script>, variables: Json) -> Result<(), Failure> {
        match script {
            Some(script) => {
                let steps = script.steps(&variables);
                steps.iter().try_for_each(|step| self.take(step))?;
            }
            None if args.auto => {}
            None => self.take(&Step::Start(variables.clone()))?,
        }
        if args.auto {
            self.go_on(&variables)?;
        }
        let asked = args.script.as_deref().is_some_and(given::is_input);
        if asked || (script.is_none() && !args.auto && args.advance.is_empty()) {
            self.listen()?;
        }
        args.advance.iter().try_for_each(|by| {
            self.take(&Step::Advance(by.clone()))?;
            if args.auto {
                self.go_on(&variables)?;
            }
            Ok(())
        })
    }

    fn take(&mut self, step: &Step) -> Result<(), Failure> {
        self.step += 1;
        match self.simulation.step(step) {
            Ok(lines) => self.printer.lines(&lines),
            Err(error) => {
                self.refused = true;
                self.printer.refused(self.step, &error.to_string())
            }
        }
    }

    /// Goes on by itself until nothing more happens.
    fn go_on(&mut self, variables: &Json) -> Result<(), Failure> {
        let mut printed = Ok(());
        let printer = &self.printer;
        let variables = Variables::from_json(variables);
        let stopped = self.simulation.auto(&variables, |line| {
            if printed.is_ok() {
                printed = printer.line(line);
            }
        });
        printed?;
        if let Err(error) = stopped {
            self.refused = true;
            self.printer.refused(self.step, &error.to_string())?;
        }
        Ok(())
    }

    /// One step on each line, until there are no more.
    fn listen(&mut self) -> Result<(), Failure> {
        let terminal = std::io::stdin().is_terminal();
        let mut lines = std::io::stdin().lock().lines();
        loop {
            if terminal {
                eprint!("{}\n> ", waits(&self.simulation).join("; "));
                let _ = std::io::stderr().flush();
            }
            let Some(line) = lines.next() else { return Ok(()) };
            let line = line.map_err(|error| Failure::told(format!("no se puede leer la entrada: {error}")))?;
            let text = line.trim();
            if text.is_empty() || text.starts_with('#') {
                continue;
            }
            match script::step(text) {
                Ok(step) => self.take(&step)?,
                Err(why) => {
                    self.refused = true;
                    self.step += 1;
                    self.printer.refused(self.step, &why)?;
                }
            }
        }
    }

    /// Says how it ended, and gives the exit code.
    fn end(&self) -> ExitCode {
        let waits = waits(&self.simulation);
        let ended = match self.simulation.instance().status() {
            Status::Finished => Some("terminó".to_owned()),
            Status::Cancelled { reason } => Some(format!("se canceló: {reason}")),
            _ => None,
        };
        let finished = ended.is_some();
        match ended {
            Some(how) => eprintln!("radica: el proceso {how}"),
            None if waits.is_empty() => eprintln!("radica: el proceso no empezó"),
            None => eprintln!("radica: el proceso espera: {}", waits.join("; ")),
        }
        match (self.refused, finished) {
            (true, _) => ExitCode::from(REFUSED),
            (false, true) => ExitCode::SUCCESS,
            (false, false) => ExitCode::from(WAITING),
        }
    }
}

/// What the instance waits for, in words.
fn waits(simulation: &Simulation<'_>) -> Vec<String> {
    let tokens = simulation.instance().tokens();
    let waits = tokens.filter_map(|(_, token)| Some((token.element.as_str(), token.wait.as_ref()?)));
    waits
        .filter_map(|(element, wait)| Some(format!("{element} ({})", of_wait(wait)?)))
        .collect()
}

fn of_wait(wait: &Wait) -> Option<String> {
    Some(match wait {
        Wait::Task { .. } => "tarea".to_owned(),
        Wait::Job { .. } => "trabajo".to_owned(),
        Wait::Timer { at, .. } => format!("hasta {}", moment(*at)),
        Wait::Message { message, .. } => format!("mensaje {message}"),
        Wait::Incident { incident } => format!("incidente: {incident}"),
        Wait::Join | Wait::Reset { .. } => "otros caminos".to_owned(),
        Wait::Event => "un evento".to_owned(),
        // What is inside says what it waits for.
        _ => return None,
    })
}

fn moment(at: Timestamp) -> String {
    radica_workflows::time::in_zone(at)
        .strftime("%Y-%m-%d %H:%M")
        .to_string()
}
