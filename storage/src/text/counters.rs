//! Readers that stay, to count the pages of PDFs while somebody waits.
//!
//! Starting a process for each file costs more than counting its pages. One that stays answers file after file within
//! the same limits, and is replaced after [`FILES`] of them, or when it dies, is late or is unsure. Only a plain answer
//! is believed: for everything else the caller reads the file in a process of its own.

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::process::{Child, ChildStdin, ChildStdout};

use super::{Limits, child};

/// Files that one process reads: what it leaks or was left with by one of them is gone soon.
const FILES: u32 = 500;
/// Processes kept at most; more are started when all are busy, and end after their file.
const KEPT: usize = 4;
/// A file that takes longer is read with patience, in a process of its own.
const PATIENCE: Duration = Duration::from_secs(2);

/// A pool of them. Cheap to clone.
#[derive(Clone, Debug)]
pub(super) struct Counters {
    program: PathBuf,
    limits: Limits,
    idle: Arc<Mutex<Vec<Counter>>>,
}

#[derive(Debug)]
struct Counter {
    questions: ChildStdin,
    answers: BufReader<ChildStdout>,
    files: u32,
    // Dropping it ends the process.
    _child: Child,
}

impl Counters {
    pub fn new(program: &Path, limits: Limits) -> Self {
        Self {
            program: program.to_path_buf(),
            limits,
            idle: Arc::default(),
        }
    }

    /// The pages of a file, when they were counted without trouble.
    pub async fn pages(&self, file: &Path) -> Option<u32> {
        let kept = self.lock().pop();
        let mut counter = match kept {
            Some(counter) => counter,
            None => self.start()?,
        };
        let pages = tokio::time::timeout(PATIENCE, counter.ask(file)).await.ok()??;
        let mut idle = self.lock();
        if counter.files < FILES && idle.len() < KEPT {
            idle.push(counter);
        }
        Some(pages)
    }

    fn start(&self) -> Option<Counter> {
        let mut command = child::limited(self.limits);
        command.arg(&self.program).arg("--count").stdin(Stdio::piped());
        let mut child = command.spawn().ok()?;
        Some(Counter {
            questions: child.stdin.take()?,
            answers: BufReader::new(child.stdout.take()?),
            files: 0,
            _child: child,
        })
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Vec<Counter>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Counter {
    async fn ask(&mut self, file: &Path) -> Option<u32> {
        self.files += 1;
        let question = format!("{}\n", file.to_str()?);
        self.questions.write_all(question.as_bytes()).await.ok()?;
        let mut answer = String::new();
        (&mut self.answers)
            .take(child::LONGEST_ANSWER as u64)
            .read_line(&mut answer)
            .await
            .ok()?;
        answer.strip_prefix("pages ")?.trim_end().parse().ok()
    }
}
