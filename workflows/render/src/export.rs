//! From a laid out document to PDF bytes that claim and hold the standards.

use typst::diag::SourceDiagnostic;
use typst::foundations::{Datetime, Smart};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandards, Timestamp};

use crate::protocol::{Failure, Request};

/// Why the export refused.
pub enum ExportError {
    Failure(Failure),
    Nonconforming(Vec<SourceDiagnostic>),
}

/// Writes the PDF; typst refuses what breaks a standard it can check.
pub fn pdf(document: &PagedDocument, request: &Request) -> Result<Vec<u8>, ExportError> {
    let options = options(request).map_err(ExportError::Failure)?;
    typst_pdf::pdf(document, &options).map_err(|errors| ExportError::Nonconforming(errors.into_iter().collect()))
}

/// Wall-clock time of the request, as typst writes it.
fn datetime(time: &jiff::Zoned) -> Option<Datetime> {
    let part = |n: i8| u8::try_from(n).ok();
    Datetime::from_ymd_hms(
        i32::from(time.year()),
        part(time.month())?,
        part(time.day())?,
        part(time.hour())?,
        part(time.minute())?,
        part(time.second())?,
    )
}

fn options(request: &Request) -> Result<PdfOptions, Failure> {
    let standards = PdfStandards::new(&request.standard).map_err(|error| {
        let hints: Vec<&str> = error.hints().iter().map(|hint| hint.as_str()).collect();
        Failure::Standard(format!("{} ({})", error.message(), hints.join("; ")))
    })?;
    Ok(PdfOptions {
        // The same request gives the same identifier; another document, another one.
        ident: Smart::Custom(format!("{}\n{}\n{}", request.title, request.time, request.data)),
        creator: Smart::Custom(Some("Radica".to_owned())),
        timestamp: timestamp(&request.time),
        standards,
        ..PdfOptions::default()
    })
}

fn timestamp(time: &jiff::Zoned) -> Option<Timestamp> {
    Timestamp::new_local(datetime(time)?, time.offset().seconds() / 60)
}
