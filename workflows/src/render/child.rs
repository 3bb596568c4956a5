//! One `radica-render` process.

use std::io;
use std::path::Path;
use std::process::Stdio;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use jiff::Zoned;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::process::{ChildStdin, ChildStdout, Command};

use super::wire::{Body, Failure, Request, Response};
use super::{Library, Pdf, RenderError};
use crate::render_data::Job;

/// Ends the process when dropped.
pub(super) struct Child {
    _process: tokio::process::Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
    last_id: u64,
}

impl Child {
    /// Starts a process and gives it the templates. It gets no environment.
    pub(super) async fn start(binary: &Path, library: &Library) -> Result<Self, RenderError> {
        let failed = |source| RenderError::Start {
            binary: binary.to_owned(),
            source,
        };
        // `nice` itself would start, and tell of a missing program too late.
        tokio::fs::metadata(binary).await.map_err(failed)?;
        // Pages answer first: what is printed is for later, but for the preview of who signs.
        let mut process = Command::new("nice")
            .args(["-n", "10"])
            .arg(binary)
            .env_clear()
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::inherit())
            .kill_on_drop(true)
            .spawn()
            .map_err(failed)?;
        let no_pipe = || failed(io::Error::from(io::ErrorKind::BrokenPipe));
        let input = process.stdin.take().ok_or_else(no_pipe)?;
        let output = process.stdout.take().ok_or_else(no_pipe)?;
        let mut child = Self {
            _process: process,
            input,
            output: BufReader::new(output),
            last_id: 0,
        };
        child.send(serde_json::to_vec(library)?).await?;
        Ok(child)
    }

    /// Renders one document. The outer error is the process's fault and ends
    /// it; the inner one is the document's.
    pub(super) async fn ask(&mut self, job: &Job, now: &Zoned) -> Result<Result<Pdf, Failure>, RenderError> {
        self.last_id += 1;
        let request = Request::new(self.last_id, job, now);
        self.send(serde_json::to_vec(&request)?).await?;
        let mut line = String::new();
        match self.output.read_line(&mut line).await {
            Ok(0) | Err(_) => Err(RenderError::Died),
            Ok(_) => self.read(&line, job),
        }
    }

    async fn send(&mut self, mut line: Vec<u8>) -> Result<(), RenderError> {
        line.push(b'\n');
        self.input.write_all(&line).await.map_err(|_| RenderError::Died)?;
        self.input.flush().await.map_err(|_| RenderError::Died)
    }

    fn read(&self, line: &str, job: &Job) -> Result<Result<Pdf, Failure>, RenderError> {
        let strange = |why: String| RenderError::Answer(why);
        let response: Response = serde_json::from_str(line).map_err(|e| strange(e.to_string()))?;
        if response.id.is_some_and(|id| id != self.last_id) {
            return Err(strange("an answer to another request".to_owned()));
        }
        match response.body {
            Body::Error(failure) => Ok(Err(failure)),
            Body::Ok { pdf, pages, warnings } => {
                for warning in warnings {
                    tracing::warn!(template = job.template, "{warning}");
                }
                let bytes = STANDARD.decode(pdf).map_err(|e| strange(e.to_string()))?;
                Ok(Ok(Pdf { bytes, pages }))
            }
        }
    }
}
