//! One request: compile, export, and say where it hurts.

use typst::World;
use typst::WorldExt;
use typst::diag::{SourceDiagnostic, Warned};
use typst_layout::PagedDocument;

use crate::export::{self, ExportError};
use crate::protocol::{Diagnostic, Failure, Place, Rendered, Request};
use crate::world::{Base, JobWorld};

/// Renders one document, or says why not and where.
pub fn render(base: &Base, request: &Request) -> Result<Rendered, Failure> {
    let world = JobWorld::new(base, request)?;
    let Warned { output, warnings } = typst::compile::<PagedDocument>(&world);
    let document = output.map_err(|errors| Failure::Template(located(&world, &errors)))?;
    let pdf = export::pdf(&document, request).map_err(|error| match error {
        ExportError::Failure(failure) => failure,
        ExportError::Nonconforming(errors) => Failure::Template(located(&world, &errors)),
    })?;
    Ok(Rendered {
        pdf,
        pages: document.pages().len(),
        warnings: located(&world, &warnings),
    })
}

fn located(world: &JobWorld<'_>, diagnostics: &[SourceDiagnostic]) -> Vec<Diagnostic> {
    diagnostics
        .iter()
        .map(|diagnostic| Diagnostic {
            place: place(world, diagnostic),
            message: diagnostic.message.to_string(),
            hints: diagnostic.hints.iter().map(|hint| hint.v.to_string()).collect(),
        })
        .collect()
}

fn place(world: &JobWorld<'_>, diagnostic: &SourceDiagnostic) -> Option<Place> {
    let id = diagnostic.span.id()?;
    let source = world.source(id).ok()?;
    let range = world.range(diagnostic.span)?;
    let (line, column) = source.lines().byte_to_line_column(range.start)?;
    Some(Place {
        file: id.vpath().get_without_slash().to_owned(),
        line: line + 1,
        column: column + 1,
    })
}
