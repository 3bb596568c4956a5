//! Text and page count of stored documents.
//!
//! A PDF is read by `radica-extract` in a child process with limits on time, memory and output,
//! because it comes from a stranger: what goes wrong with it is an [`Outcome`], never a failure of
//! the server. What is read for its text is verified against the blob's hash first; a blob that is no file of this
//! machine is copied for the child, which may write to no file.

mod child;
mod counters;
mod tiff;

use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use futures_util::TryStreamExt;
use tempfile::NamedTempFile;
use tokio::io::AsyncWriteExt;

use child::Waits;
use counters::Counters;

use crate::media::Media;
use crate::objects::{self, Blob};

/// What came of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It has text.
    Text {
        /// Pages counted.
        pages: u32,
        /// The text in reading order.
        text: String,
        /// Whether the text was cut at the limit.
        cut: bool,
    },
    /// It has pages but no text: an image, or a scanned PDF.
    NoText {
        /// Pages counted.
        pages: u32,
    },
    /// It could not be read.
    Failed {
        /// Why not.
        why: Why,
        /// Pages, when at least they could be counted.
        pages: Option<u32>,
    },
}

/// Why a document could not be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// It needs a password.
    Encrypted,
    /// It is not what it says, or a broken one.
    Damaged,
    /// It took longer than allowed.
    TooSlow,
    /// Its reader crashed, or hit the limit on memory or processor time.
    Crashed,
    /// Documents of this type are not read.
    Unsupported,
}

/// Limits of one extraction.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Time by the clock on the wall.
    pub wall: Duration,
    /// Processor time in seconds, of each process.
    pub cpu_seconds: u32,
    /// Address space in KiB, of each process.
    pub memory_kib: u64,
    /// Bytes of text kept.
    pub text_bytes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            wall: Duration::from_secs(60),
            cpu_seconds: 30,
            memory_kib: 1 << 20,
            text_bytes: 4 << 20,
        }
    }
}

/// Why an extraction could not be tried. It says nothing about the document: try again.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The blob could not be read, or is corrupt.
    #[error("the document could not be read from the store")]
    Blob(#[from] objects::Error),
    /// The private copy could not be written.
    #[error("no copy could be written in {directory}")]
    Copy {
        /// Where it was tried.
        directory: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The child process could not be run.
    #[error("{program} could not be run")]
    Child {
        /// The program that was tried.
        program: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

/// Reads documents by running `radica-extract`.
#[derive(Clone, Debug)]
pub struct Extractor {
    program: PathBuf,
    scratch: PathBuf,
    limits: Limits,
    counters: Counters,
}

/// What a reader is given.
enum File {
    /// A blob where it lies.
    InPlace(PathBuf),
    /// A copy, gone with this.
    Copy(NamedTempFile),
}

impl File {
    fn path(&self) -> &Path {
        match self {
            Self::InPlace(path) => path,
            Self::Copy(copy) => copy.path(),
        }
    }
}

impl Extractor {
    /// Runs `program` (an absolute path) on copies in the directory `scratch`, within `limits`.
    pub fn new(program: &Path, scratch: &Path, limits: Limits) -> Self {
        Self {
            program: program.to_path_buf(),
            scratch: scratch.to_path_buf(),
            limits,
            counters: Counters::new(program, limits),
        }
    }

    /// Only the pages of `blob`: cheaper than reading it, for somebody who waits.
    ///
    /// # Errors
    /// As [`Extractor::extract`].
    pub async fn count_pages(&self, blob: Blob, media: Media) -> Result<Outcome, Error> {
        if media != Media::Pdf {
            return self.extract(blob, media).await;
        }
        let file = match blob.on_disk() {
            Some(path) => File::InPlace(path.to_path_buf()),
            None => File::Copy(self.copy(blob).await?),
        };
        match self.counters.pages(file.path()).await {
            Some(pages) => Ok(Outcome::NoText { pages }),
            None => self.read(file.path(), 0, Waits::Somebody).await,
        }
    }

    /// Pages and text of `blob`, whose type was found to be `media`.
    ///
    /// # Errors
    /// [`Error`] when it could not be tried; what is wrong with the document is an [`Outcome`].
    pub async fn extract(&self, blob: Blob, media: Media) -> Result<Outcome, Error> {
        match media {
            Media::Pdf => {
                let file = self.verified(blob).await?;
                self.read(file.path(), self.limits.text_bytes, Waits::Nobody).await
            }
            Media::Jpeg | Media::Png => Ok(Outcome::NoText { pages: 1 }),
            Media::Tiff => {
                let file = self.verified(blob).await?;
                let pages = tiff::count_pages(file.path()).map_err(|e| self.copy_error(e))?;
                Ok(pages.map_or(
                    Outcome::Failed {
                        why: Why::Damaged,
                        pages: None,
                    },
                    |pages| Outcome::NoText { pages },
                ))
            }
            Media::Text => self.plain_text(blob).await,
            Media::Docx | Media::Xlsx | Media::Pptx | Media::Odt | Media::Ods | Media::Odp | Media::Other => {
                Ok(Outcome::Failed {
                    why: Why::Unsupported,
                    pages: None,
                })
            }
        }
    }

    async fn read(&self, file: &Path, text_bytes: usize, waits: Waits) -> Result<Outcome, Error> {
        let limits = Limits {
            text_bytes,
            ..self.limits
        };
        let read = child::run(&self.program, file, limits, waits).await;
        read.map_err(|source| Error::Child {
            program: self.program.clone(),
            source,
        })
    }

    async fn verified(&self, blob: Blob) -> Result<File, Error> {
        let Some(path) = blob.on_disk().map(Path::to_path_buf) else {
            return Ok(File::Copy(self.copy(blob).await?));
        };
        let mut chunks = std::pin::pin!(blob.into_stream());
        while chunks.try_next().await?.is_some() {}
        Ok(File::InPlace(path))
    }

    async fn copy(&self, blob: Blob) -> Result<NamedTempFile, Error> {
        let copy = tempfile::Builder::new()
            .prefix("extract-")
            .tempfile_in(&self.scratch)
            .map_err(|e| self.copy_error(e))?;
        let mut file = tokio::fs::File::from_std(copy.reopen().map_err(|e| self.copy_error(e))?);
        let mut chunks = std::pin::pin!(blob.into_stream());
        while let Some(chunk) = chunks.try_next().await? {
            file.write_all(&chunk).await.map_err(|e| self.copy_error(e))?;
        }
        file.flush().await.map_err(|e| self.copy_error(e))?;
        Ok(copy)
    }

    fn copy_error(&self, source: io::Error) -> Error {
        Error::Copy {
            directory: self.scratch.clone(),
            source,
        }
    }

    async fn plain_text(&self, blob: Blob) -> Result<Outcome, Error> {
        let mut bytes = Vec::new();
        let mut cut = false;
        let mut chunks = std::pin::pin!(blob.into_stream());
        // Read to its end even when cut: only the end verifies the blob.
        while let Some(chunk) = chunks.try_next().await? {
            let room = self.limits.text_bytes - bytes.len();
            cut |= chunk.len() > room;
            bytes.extend_from_slice(&chunk[..chunk.len().min(room)]);
        }
        let text = decode(&bytes);
        Ok(if text.trim().is_empty() {
            Outcome::NoText { pages: 1 }
        } else {
            Outcome::Text { pages: 1, text, cut }
        })
    }
}

// Old spreadsheets write Latin-1, whose bytes are the first 256 characters of Unicode.
fn decode(bytes: &[u8]) -> String {
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(error) if error.error_len().is_none() => {
            String::from_utf8_lossy(&bytes[..error.valid_up_to()]).into_owned()
        }
        Err(_) => bytes.iter().copied().map(char::from).collect(),
    }
}

#[cfg(test)]
mod tests;
