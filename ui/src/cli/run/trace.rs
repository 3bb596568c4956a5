//! The trace: one line of text or one object of JSON for each event.

use std::io::Write as _;

use clap::ValueEnum;
use radica_engine::trace::Line;
use serde_json::json;

use crate::cli::Failure;

/// How each event is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// Una línea de texto.
    Text,
    /// Un objeto de JSON por línea.
    Json,
}

/// Prints events as they happen.
pub struct Printer(Format);

impl Printer {
    /// A printer of one format.
    pub const fn new(format: Format) -> Self {
        Self(format)
    }

    /// What happened.
    pub fn lines(&self, lines: &[Line]) -> Result<(), Failure> {
        lines.iter().try_for_each(|line| self.line(line))
    }

    /// One thing that happened.
    pub fn line(&self, line: &Line) -> Result<(), Failure> {
        match self.0 {
            Format::Text => print(&line.to_string()),
            Format::Json => print(&serde_json::to_string(line).map_err(Failure::told)?),
        }
    }

    /// A step that was not taken; the instance is as it was.
    pub fn refused(&self, step: usize, why: &str) -> Result<(), Failure> {
        match self.0 {
            Format::Text => print(why),
            Format::Json => print(&json!({ "step": step, "refused": why }).to_string()),
        }
    }
}

/// A line of output; a reader that went away ends the run, and not by a panic.
fn print(line: &str) -> Result<(), Failure> {
    let mut output = std::io::stdout().lock();
    writeln!(output, "{line}").map_err(|error| Failure::told(format!("no se puede escribir la traza: {error}")))
}
