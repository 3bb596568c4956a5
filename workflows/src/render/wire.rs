//! The lines of JSON exchanged with `radica-render` (its `protocol.rs`).

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::render_data::Job;

/// Language of every document.
const LANGUAGE: &str = "es-CO";

#[derive(Serialize)]
pub(super) struct Request<'a> {
    id: u64,
    template: TemplateName<'a>,
    data: &'a serde_json::Value,
    title: &'a str,
    lang: &'a str,
    time: &'a jiff::Zoned,
    qr: Option<&'a str>,
}

#[derive(Serialize)]
struct TemplateName<'a> {
    name: &'a str,
}

impl<'a> Request<'a> {
    pub(super) fn new(id: u64, job: &'a Job, time: &'a jiff::Zoned) -> Self {
        Self {
            id,
            template: TemplateName { name: &job.template },
            data: &job.data,
            title: &job.title,
            lang: LANGUAGE,
            time,
            qr: job.qr.as_deref(),
        }
    }
}

#[derive(Deserialize)]
pub(super) struct Response {
    pub(super) id: Option<u64>,
    #[serde(flatten)]
    pub(super) body: Body,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Body {
    Ok {
        pdf: String,
        pages: u32,
        warnings: Vec<Diagnostic>,
    },
    Error(Failure),
}

/// What the renderer says is wrong.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind", content = "detail")]
pub enum Failure {
    /// The request itself: a value that cannot be.
    Request(String),
    UnknownTemplate(String),
    /// Standards that exclude each other.
    Standard(String),
    /// The template does not compile with these data or breaks a standard.
    Template(Vec<Diagnostic>),
}

/// A problem at a place in a template.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Diagnostic {
    pub place: Option<Place>,
    pub message: String,
    #[serde(default)]
    pub hints: Vec<String>,
}

/// Line and column count from 1.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Place {
    pub file: String,
    pub line: usize,
    pub column: usize,
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Request(reason) | Self::Standard(reason) => f.write_str(reason),
            Self::UnknownTemplate(name) => write!(f, "no template is called {name}"),
            Self::Template(diagnostics) => {
                for (place, diagnostic) in diagnostics.iter().enumerate() {
                    let separator = if place == 0 { "" } else { "; " };
                    write!(f, "{separator}{diagnostic}")?;
                }
                Ok(())
            }
        }
    }
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(Place { file, line, column }) = &self.place {
            write!(f, "{file}:{line}:{column}: ")?;
        }
        f.write_str(&self.message)?;
        for hint in &self.hints {
            write!(f, " ({hint})")?;
        }
        Ok(())
    }
}
