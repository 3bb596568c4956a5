//! Reading a blob with its hash checked on the way.

use std::path::{Path, PathBuf};

use bytes::Bytes;
use futures_util::stream::BoxStream;
use futures_util::{Stream, StreamExt};
use sha2::Digest;

use super::{Error, Sha256};

/// An open blob.
pub struct Blob {
    key: Sha256,
    size: u64,
    chunks: BoxStream<'static, object_store::Result<Bytes>>,
    on_disk: Option<PathBuf>,
}

impl Blob {
    pub(super) fn new(key: Sha256, size: u64, chunks: BoxStream<'static, object_store::Result<Bytes>>) -> Self {
        Self {
            key,
            size,
            chunks,
            on_disk: None,
        }
    }

    pub(super) fn at(self, on_disk: Option<PathBuf>) -> Self {
        Self { on_disk, ..self }
    }

    /// Its file, when the store is a folder of this machine. It is to be read only, and is not verified by looking.
    #[must_use]
    pub fn on_disk(&self) -> Option<&Path> {
        self.on_disk.as_deref()
    }

    /// Length in bytes that the store reports.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// The bytes. The last chunk is handed out only when the hash is right, so that whoever got all
    /// [`Blob::size`] bytes got the right ones; otherwise the stream ends with [`Error::Corrupt`].
    pub fn into_stream(self) -> impl Stream<Item = Result<Bytes, Error>> + Send + use<> {
        let reading = Reading {
            key: self.key,
            chunks: self.chunks,
            hash: sha2::Sha256::new(),
            held: None,
        };
        futures_util::stream::try_unfold(Some(reading), |state| async move {
            match state {
                Some(reading) => reading.next().await,
                None => Ok(None),
            }
        })
    }
}

struct Reading {
    key: Sha256,
    chunks: BoxStream<'static, object_store::Result<Bytes>>,
    hash: sha2::Sha256,
    held: Option<Bytes>,
}

impl Reading {
    async fn next(mut self) -> Result<Option<(Bytes, Option<Self>)>, Error> {
        while let Some(chunk) = self.chunks.next().await {
            let chunk = chunk.map_err(|e| Error::reading(self.key, e))?;
            // A local file that lost its end while open gives empty chunks for ever.
            if chunk.is_empty() {
                break;
            }
            self.hash.update(&chunk);
            if let Some(ready) = self.held.replace(chunk) {
                return Ok(Some((ready, Some(self))));
            }
        }
        let actual = Sha256::from_bytes(self.hash.finalize().into());
        if actual != self.key {
            return Err(Error::Corrupt { key: self.key, actual });
        }
        Ok(self.held.map(|last| (last, None)))
    }
}
