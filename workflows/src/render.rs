//! PDFs from templates, made by a pool of `radica-render` child processes.
//!
//! Each process answers one request at a time over its pipes. One that dies or
//! takes too long is ended and replaced by the next request that needs it; a
//! process that had already died is not held against the request.

mod child;
mod library;
mod wire;

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use jiff::Zoned;
use tokio::sync::Semaphore;

use crate::render_data::{Job, Printed};
use child::Child;

pub use library::Library;
pub use wire::{Diagnostic, Failure, Place};

/// How the pool runs.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The `radica-render` binary.
    pub binary: PathBuf,
    /// Processes at most; started when first needed.
    pub processes: usize,
    /// Longest wait for a process to start, and again for one document.
    pub timeout: Duration,
}

/// Renders documents. Cheap to clone.
#[derive(Clone)]
pub struct Renderer(Arc<Pool>);

/// A finished document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pdf {
    /// PDF/A-2a and PDF/UA-1.
    pub bytes: Vec<u8>,
    /// Counted by the layout, for the índice.
    pub pages: u32,
}

/// Why there is no document.
#[derive(Debug, thiserror::Error)]
pub enum RenderError {
    #[error("the renderer {binary} cannot be started: {source}")]
    Start { binary: PathBuf, source: std::io::Error },
    #[error("the renderer ended before it answered")]
    Died,
    #[error("the renderer did not answer in {0:?}")]
    Slow(Duration),
    #[error("the renderer answered something else: {0}")]
    Answer(String),
    #[error("the data cannot be written as JSON: {0}")]
    Data(#[from] serde_json::Error),
    /// The template or its data are at fault; another try gives the same.
    #[error("{template}: {failure}")]
    Refused { template: String, failure: Failure },
    #[error("the pool of renderers was closed")]
    Closed,
}

struct Pool {
    settings: Settings,
    library: Library,
    turns: Semaphore,
    idle: Mutex<Vec<Child>>,
}

impl Renderer {
    /// Prepares a pool; no process is started yet.
    pub fn new(settings: Settings, library: Library) -> Self {
        let turns = Semaphore::new(settings.processes.max(1));
        Self(Arc::new(Pool {
            settings,
            library,
            turns,
            idle: Mutex::default(),
        }))
    }

    /// Prints a document. `now` is written as its creation time.
    ///
    /// # Errors
    /// See [`RenderError`].
    pub async fn print(&self, document: &impl Printed, now: &Zoned) -> Result<Pdf, RenderError> {
        self.render(&Job::of(document)?, now).await
    }

    /// Renders data that a caller put together by itself.
    ///
    /// # Errors
    /// See [`RenderError`].
    pub async fn render(&self, job: &Job, now: &Zoned) -> Result<Pdf, RenderError> {
        let _turn = self.0.turns.acquire().await.map_err(|_| RenderError::Closed)?;
        if let Some(child) = self.0.take_idle() {
            match self.0.ask(child, job, now).await {
                Err(RenderError::Died) => {}
                answer => return answer,
            }
        }
        let child = self.0.start().await?;
        self.0.ask(child, job, now).await
    }
}

impl Pool {
    fn take_idle(&self) -> Option<Child> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop()
    }

    async fn start(&self) -> Result<Child, RenderError> {
        let limit = self.settings.timeout;
        tokio::time::timeout(limit, Child::start(&self.settings.binary, &self.library))
            .await
            .map_err(|_| RenderError::Slow(limit))?
    }

    /// Puts the child back only when it answered in order; dropping it ends it.
    async fn ask(&self, mut child: Child, job: &Job, now: &Zoned) -> Result<Pdf, RenderError> {
        let limit = self.settings.timeout;
        let answer = tokio::time::timeout(limit, child.ask(job, now))
            .await
            .map_err(|_| RenderError::Slow(limit))??;
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).push(child);
        answer.map_err(|failure| RenderError::Refused {
            template: job.template.clone(),
            failure,
        })
    }
}

#[cfg(test)]
mod tests;
