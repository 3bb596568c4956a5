//! The files that a definition asks for.

use radica_workflows::catalog::form::{Accept, Rule};
use radica_workflows::catalog::tramite::Document;

use crate::pages::{
    format,
    parts::{Control, Field, FileState},
};

/// What is known of a file that was loaded.
#[derive(Debug, Clone, Copy)]
pub struct UploadView<'a> {
    pub name: &'a str,
    /// Bytes.
    pub size: u64,
    pub pages: u32,
}

/// A document of a trámite as a row of the list of files; a missing one never blocks filing.
pub fn document_field(asked: &Document, upload: Option<UploadView<'_>>, error: Option<&str>) -> Field {
    let state = match upload {
        Some(file) => FileState::Loaded {
            filename: file.name.to_owned(),
            facts: facts(file),
        },
        None => FileState::Empty {
            accept: accept(&asked.accept),
        },
    };
    let mut field = Field::new(&asked.id, &asked.label, Control::File(state));
    field.hint.clone_from(&asked.hint);
    field.error = error.map(str::to_owned);
    field.optional = matches!(asked.required, Rule::Never);
    field
}

/// The `accept` attribute: a help to choose, never the check.
pub(super) fn accept(kinds: &[Accept]) -> String {
    let one = |kind: &Accept| match kind {
        Accept::Pdf => ".pdf",
        Accept::Image => "image/jpeg,image/png",
        Accept::Spreadsheet => ".xlsx,.ods",
        Accept::Document => ".docx,.odt",
    };
    kinds.iter().map(one).collect::<Vec<_>>().join(",")
}

fn facts(file: UploadView<'_>) -> String {
    match i64::from(file.pages) {
        0 => format::size(file.size),
        pages => format!(
            "{} · {}",
            format::size(file.size),
            format::plural(pages, "página", "páginas")
        ),
    }
}
