//! A content that waits in the store itself, under a temporary name.

use std::sync::Arc;

use object_store::path::Path;
use object_store::{CopyMode, CopyOptions, MultipartUpload, ObjectStore, ObjectStoreExt, PutPayload};
use tokio::task::JoinHandle;
use ulid::Ulid;

use super::{Error, Objects, Sha256, location};

/// A temporary object that is being written.
pub(super) struct Staged {
    path: Path,
    upload: Box<dyn MultipartUpload>,
    /// The part being written while the next one is received and hashed.
    writing: Option<JoinHandle<object_store::Result<()>>>,
    complete: bool,
}

impl Staged {
    pub(super) async fn open(store: &Arc<dyn ObjectStore>) -> Result<Self, Error> {
        let path = Path::from_iter(["incoming", &Ulid::generate().to_string()]);
        let upload = store.put_multipart(&path).await?;
        Ok(Self {
            path,
            upload,
            writing: None,
            complete: false,
        })
    }

    pub(super) async fn write(&mut self, payload: PutPayload) -> Result<(), Error> {
        self.settle().await?;
        self.writing = Some(tokio::spawn(self.upload.put_part(payload)));
        Ok(())
    }

    /// Writes the rest.
    pub(super) async fn finish(&mut self, objects: &Objects, last: PutPayload) -> Result<(), Error> {
        if last.content_length() > 0 {
            self.write(last).await?;
        }
        self.settle().await?;
        self.upload.complete().await?;
        self.complete = true;
        objects.sync(self.path.as_ref()).await
    }

    /// Copies it to its key, unless something stands there already.
    pub(super) async fn copy(&mut self, objects: &Objects, key: Sha256) -> Result<(), Error> {
        let create = CopyOptions::default().with_mode(CopyMode::Create);
        objects.store.copy_opts(&self.path, &location(key), create).await?;
        Ok(())
    }

    /// Removes the temporary object. Whatever stays behind is the sweep's business: it cannot be taken for a blob.
    pub(super) async fn discard(mut self, objects: &Objects) {
        self.abort().await;
        match objects.store.delete(&self.path).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => {}
            Err(error) => {
                tracing::warn!(path = %self.path, %error, "a temporary object was left behind")
            }
        }
        // A local upload that fails while it completes forgets its staging file.
        if let Some(root) = objects.root() {
            let staged = root.join(format!("{}#1", self.path));
            if let Err(error) = tokio::fs::remove_file(&staged).await
                && error.kind() != std::io::ErrorKind::NotFound
            {
                tracing::warn!(path = %staged.display(), %error, "a temporary file was left behind");
            }
        }
    }

    async fn settle(&mut self) -> Result<(), Error> {
        match self.writing.take() {
            Some(writing) => Ok(writing.await.map_err(object_store::Error::from)??),
            None => Ok(()),
        }
    }

    async fn abort(&mut self) {
        // A part still being written must not outlive the upload it belongs to.
        if let Some(writing) = self.writing.take() {
            drop(writing.await);
        }
        if !self.complete
            && let Err(error) = self.upload.abort().await
        {
            tracing::debug!(path = %self.path, %error, "an upload could not be aborted");
        }
    }
}
