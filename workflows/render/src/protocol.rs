//! The lines of JSON that parent and child exchange.

use std::collections::BTreeMap;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde::{Deserialize, Serialize};
use typst_pdf::PdfStandard;

/// All template files, by name (`acuse.typ`). The first line on standard input.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Library {
    pub templates: BTreeMap<String, String>,
}

/// One document to render.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Request {
    /// Chosen by the parent and repeated in the response.
    pub id: u64,
    pub template: Template,
    /// What the template reads with `json("/data.json")`.
    pub data: serde_json::Value,
    /// Title of the document, required by PDF/UA-1.
    pub title: String,
    /// BCP 47 tag, such as `es-CO`.
    pub lang: String,
    /// Standards to hold at the same time.
    #[serde(default = "default_standards")]
    pub standard: Vec<PdfStandard>,
    /// Creation time written in the PDF and the only "today" a template sees.
    pub time: jiff::Zoned,
    /// Text of the QR code served to the template as `/qr.svg`.
    #[serde(default)]
    pub qr: Option<String>,
}

/// PDF/A-2a for the archive and PDF/UA-1 for the reader, together as PDF 1.7.
/// Typst allows at most one of each; PDF/A-4 (PDF 2.0) excludes PDF/UA-1.
fn default_standards() -> Vec<PdfStandard> {
    vec![PdfStandard::A_2a, PdfStandard::Ua_1]
}

/// What is compiled: a file of the library or a text.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Template {
    Name(String),
    Source(String),
}

/// A finished PDF.
#[derive(Debug)]
pub struct Rendered {
    pub pdf: Vec<u8>,
    pub pages: usize,
    pub warnings: Vec<Diagnostic>,
}

/// Why no PDF came out.
#[derive(Debug, Serialize)]
#[serde(rename_all = "snake_case", tag = "kind", content = "detail")]
pub enum Failure {
    /// The line is not a request, or a value in it is impossible.
    Request(String),
    /// The template does not exist in the library.
    UnknownTemplate(String),
    /// The standards cannot be combined.
    Standard(String),
    /// The template does not compile with this data, or the result does not
    /// meet the standards.
    Template(Vec<Diagnostic>),
}

/// A problem at a place in a template.
#[derive(Debug, Serialize)]
pub struct Diagnostic {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<Place>,
    pub message: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub hints: Vec<String>,
}

/// Line and column count from 1; columns count characters.
#[derive(Debug, Serialize)]
pub struct Place {
    pub file: String,
    pub line: usize,
    pub column: usize,
}

/// One line on standard output.
#[derive(Debug, Serialize)]
pub struct Response {
    id: Option<u64>,
    #[serde(flatten)]
    body: Body,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "snake_case")]
enum Body {
    Ok {
        pdf: String,
        pages: usize,
        warnings: Vec<Diagnostic>,
    },
    Error(Failure),
}

impl Response {
    pub fn rendered(id: u64, rendered: Rendered) -> Self {
        let Rendered { pdf, pages, warnings } = rendered;
        Self {
            id: Some(id),
            body: Body::Ok {
                pdf: STANDARD.encode(pdf),
                pages,
                warnings,
            },
        }
    }

    /// `id` is absent when the line could not be read at all.
    pub fn failed(id: Option<u64>, failure: Failure) -> Self {
        Self {
            id,
            body: Body::Error(failure),
        }
    }
}
