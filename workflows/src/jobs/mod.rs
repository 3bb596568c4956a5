//! What workers do after a commit: one file per kind of job.
//!
//! To add a kind: a variant of [`JobKind`], a file here with `run`, its arm in [`run`].

pub mod acuse;
pub mod close_index;
pub mod issue_document;

use radica_storage::jobs::Job;

use crate::app::App;
use crate::console;
use crate::correlating;
use crate::problem::Error;
use crate::render::RenderError;
use crate::starting;

/// Kinds of job.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JobKind {
    /// Numbers, prints, signs and files a document that a process asks for.
    IssueDocument,
    /// Prints the acuse of a filing and files it.
    Acuse,
    /// Prints and files the signed índice electrónico of a closed expediente.
    CloseIndex,
    /// Finds out who waits for a signal.
    Announce,
    /// Brings a signal to one instance.
    Hear,
    /// Does what an operator asked of many instances.
    Batch,
    /// Begins an instance of a process.
    Begin,
}

impl JobKind {
    const ALL: [Self; 7] = [
        Self::IssueDocument,
        Self::Acuse,
        Self::CloseIndex,
        Self::Announce,
        Self::Hear,
        Self::Batch,
        Self::Begin,
    ];

    /// As the queue keeps it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::IssueDocument => "issue-document",
            Self::Acuse => "acuse",
            Self::CloseIndex => "close-index",
            Self::Announce => "announce-signal",
            Self::Hear => "hear-signal",
            Self::Batch => "operate-batch",
            Self::Begin => "begin-process",
        }
    }

    /// Whether the engine asked for it and waits for its answer.
    #[must_use]
    pub const fn is_of_the_engine(self) -> bool {
        matches!(self, Self::IssueDocument)
    }

    /// The kind of a queued job.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }
}

/// Why a job was not done.
#[derive(Debug, thiserror::Error)]
pub enum JobError {
    /// Another try would give the same: an operator must look.
    #[error("{0}")]
    Never(String),
    /// It may go well later.
    #[error("{0}")]
    Later(String),
}

impl JobError {
    /// An error that another try would repeat.
    pub fn never(problem: impl ToString) -> Self {
        Self::Never(problem.to_string())
    }

    /// A failure of the renderer.
    #[must_use]
    pub fn render(error: RenderError) -> Self {
        match error {
            RenderError::Refused { .. } | RenderError::Data(_) => Self::Never(error.to_string()),
            other => Self::Later(other.to_string()),
        }
    }
}

impl From<Error> for JobError {
    fn from(error: Error) -> Self {
        match error {
            Error::Busy | Error::Unavailable { .. } | Error::Conflict(_) => Self::Later(error.to_string()),
            other => Self::Never(other.to_string()),
        }
    }
}

/// Does a job of any kind.
pub async fn run(app: &App, job: &Job) -> Result<(), JobError> {
    match JobKind::parse(&job.kind) {
        Some(JobKind::IssueDocument) => issue_document::run(app, job).await,
        Some(JobKind::Acuse) => acuse::run(app, job).await,
        Some(JobKind::CloseIndex) => close_index::run(app, job).await,
        Some(JobKind::Announce) => correlating::announce(app, job).await,
        Some(JobKind::Hear) => correlating::hear(app, job).await,
        Some(JobKind::Batch) => console::run_batch(app, job).await,
        Some(JobKind::Begin) => starting::run(app, job).await,
        None => Err(JobError::Never(format!("no worker does {}", job.kind))),
    }
}
