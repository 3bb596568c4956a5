//! A content that waits in a file of this machine, and is sent to its key when that is known.

use std::io::SeekFrom;
use std::path::Path as FsPath;

use bytes::Bytes;
use object_store::{MultipartUpload, ObjectStoreExt, PutPayload};
use tokio::fs::File;
use tokio::io::{AsyncReadExt, AsyncSeekExt, AsyncWriteExt};
use tokio::task::JoinHandle;

use super::{Error, Objects, Sha256, location};

/// A file without a name: it goes away with the process.
pub(super) struct Spooled(File);

/// A part on its way.
type Sending = JoinHandle<object_store::Result<()>>;

impl Spooled {
    pub(super) fn open(folder: &FsPath) -> Result<Self, Error> {
        let file = tempfile::tempfile_in(folder).map_err(Error::from_io)?;
        Ok(Self(File::from_std(file)))
    }

    pub(super) async fn write(&mut self, payload: PutPayload) -> Result<(), Error> {
        for chunk in payload {
            self.0.write_all(&chunk).await.map_err(Error::from_io)?;
        }
        Ok(())
    }

    /// Writes the rest.
    pub(super) async fn finish(&mut self, last: PutPayload) -> Result<(), Error> {
        self.write(last).await?;
        self.0.flush().await.map_err(Error::from_io)
    }

    /// Sends all of it to its key, unless something stands there already.
    pub(super) async fn send(&mut self, objects: &Objects, key: Sha256) -> Result<(), Error> {
        if objects.exists(key).await? {
            return Err(Error::Exists);
        }
        self.0.seek(SeekFrom::Start(0)).await.map_err(Error::from_io)?;
        let mut upload = objects.store.put_multipart(&location(key)).await?;
        let sent = self.send_parts(&mut *upload, objects.part).await;
        let Err(error) = sent else {
            return Ok(());
        };
        if let Err(error) = upload.abort().await {
            tracing::debug!(%key, %error, "an upload could not be aborted");
        }
        match error {
            Error::Exists => Err(error),
            // The answer may have been lost after it was done.
            _ if objects.confirm(key).await.is_ok() => Ok(()),
            _ => Err(error),
        }
    }

    async fn send_parts(&mut self, upload: &mut dyn MultipartUpload, size: usize) -> Result<(), Error> {
        let mut sending: Option<Sending> = None;
        let outcome = loop {
            let part = match self.part(size).await {
                Ok(part) if part.is_empty() => break Ok(()),
                Ok(part) => part,
                Err(error) => break Err(error),
            };
            // One part is sent while the next is read.
            let next = tokio::spawn(upload.put_part(PutPayload::from(part)));
            if let Err(error) = arrived(sending.replace(next)).await {
                break Err(error);
            }
        };
        // No part may outlive the upload it belongs to.
        outcome.and(arrived(sending).await)?;
        upload.complete().await?;
        Ok(())
    }

    async fn part(&mut self, size: usize) -> Result<Bytes, Error> {
        let mut part = Vec::with_capacity(size);
        let mut limited = (&mut self.0).take(size as u64);
        limited.read_to_end(&mut part).await.map_err(Error::from_io)?;
        Ok(Bytes::from(part))
    }
}

async fn arrived(sending: Option<Sending>) -> Result<(), Error> {
    match sending {
        Some(sending) => Ok(sending.await.map_err(object_store::Error::from)??),
        None => Ok(()),
    }
}
