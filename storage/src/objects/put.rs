//! Storing a stream: hash, bound, write, publish.

use bytes::Bytes;
use futures_util::{Stream, TryStreamExt};
use object_store::path::Path;
use object_store::{CopyMode, CopyOptions, MultipartUpload, ObjectStoreExt, PutMode, PutOptions, PutPayload};
use sha2::Digest;
use tokio::task::JoinHandle;
use ulid::Ulid;

use super::{Error, Objects, Sample, Sha256, Stored, location};
use crate::crash::{self, Place};

/// How long a content may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bounds {
    limit: u64,
    declared: Option<u64>,
}

impl Bounds {
    /// At most `limit` bytes.
    pub const fn at_most(limit: u64) -> Self {
        Self { limit, declared: None }
    }

    /// And exactly the length the sender declared, when it declared one.
    #[must_use]
    pub const fn declared(self, length: Option<u64>) -> Self {
        Self {
            declared: length,
            ..self
        }
    }

    fn check_start(self) -> Result<(), Error> {
        match self.declared {
            Some(length) if length > self.limit => Err(Error::TooLarge { limit: self.limit }),
            _ => Ok(()),
        }
    }

    fn check_so_far(self, received: u64) -> Result<(), Error> {
        if received > self.limit {
            return Err(Error::TooLarge { limit: self.limit });
        }
        match self.declared {
            Some(expected) if received > expected => Err(Error::WrongLength { expected, received }),
            _ => Ok(()),
        }
    }

    fn check_end(self, received: u64) -> Result<(), Error> {
        match self.declared {
            Some(expected) if received != expected => Err(Error::WrongLength { expected, received }),
            _ if received == 0 => Err(Error::Empty),
            _ => Ok(()),
        }
    }
}

pub(super) async fn put<S, E, J>(
    objects: &Objects,
    content: S,
    bounds: Bounds,
    judge: impl FnOnce(&Stored) -> Result<(), J>,
) -> Result<Result<Stored, J>, Error>
where
    S: Stream<Item = Result<Bytes, E>>,
    E: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    let mut incoming = Incoming::new(objects);
    let outcome = match receive(&mut incoming, content, bounds).await {
        Ok(stored) => match judge(&stored) {
            Ok(()) => incoming.publish(stored.sha256).await.map(|()| Ok(stored)),
            Err(refused) => Ok(Err(refused)),
        },
        Err(error) => Err(error),
    };
    if !matches!(outcome, Ok(Ok(_))) {
        incoming.abandon().await;
    }
    outcome
}

async fn receive<S, E>(incoming: &mut Incoming<'_>, content: S, bounds: Bounds) -> Result<Stored, Error>
where
    S: Stream<Item = Result<Bytes, E>>,
    E: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    bounds.check_start()?;
    let mut content = std::pin::pin!(content);
    let mut hash = sha2::Sha256::new();
    let mut sample = Sample::default();
    while let Some(chunk) = content.try_next().await.map_err(|e| Error::Interrupted(e.into()))? {
        sample.add(&chunk);
        bounds.check_so_far(sample.size())?;
        hash.update(&chunk);
        incoming.write(chunk).await?;
    }
    sample.finish();
    bounds.check_end(sample.size())?;
    Ok(Stored {
        sha256: Sha256::from_bytes(hash.finalize().into()),
        size: sample.size(),
        sample,
    })
}

/// A content on its way in: in memory until it fills a part, then in a temporary object.
struct Incoming<'a> {
    objects: &'a Objects,
    part: Vec<Bytes>,
    held: usize,
    spill: Option<Spill>,
}

/// A temporary object that is being written.
struct Spill {
    path: Path,
    upload: Box<dyn MultipartUpload>,
    /// The part being written while the next one is received and hashed.
    writing: Option<JoinHandle<object_store::Result<()>>>,
    complete: bool,
}

impl<'a> Incoming<'a> {
    fn new(objects: &'a Objects) -> Self {
        Self {
            objects,
            part: Vec::new(),
            held: 0,
            spill: None,
        }
    }

    async fn write(&mut self, chunk: Bytes) -> Result<(), Error> {
        self.held += chunk.len();
        self.part.push(chunk);
        if self.held < self.objects.part {
            return Ok(());
        }
        let payload = self.take_part();
        self.spill().await?.write(payload).await
    }

    fn take_part(&mut self) -> PutPayload {
        self.held = 0;
        std::mem::take(&mut self.part).into_iter().collect()
    }

    async fn spill(&mut self) -> Result<&mut Spill, Error> {
        let spill = match self.spill.take() {
            Some(spill) => spill,
            None => Spill::open(self.objects).await?,
        };
        Ok(self.spill.insert(spill))
    }

    async fn publish(&mut self, key: Sha256) -> Result<(), Error> {
        crash::reached(Place::ObjectBeforePublish);
        let payload = self.take_part();
        let created = match &mut self.spill {
            None => {
                let create = PutOptions::from(PutMode::Create);
                self.objects
                    .store
                    .put_opts(&location(key), payload, create)
                    .await
                    .map(drop)
            }
            Some(spill) => {
                spill.finish(payload).await?;
                self.objects.sync(spill.path.as_ref()).await?;
                let create = CopyOptions::default().with_mode(CopyMode::Create);
                self.objects.store.copy_opts(&spill.path, &location(key), create).await
            }
        };
        match created {
            Ok(()) => self.discard_spill().await,
            Err(object_store::Error::AlreadyExists { .. }) => {
                self.discard_spill().await;
                self.objects.confirm(key).await?;
            }
            Err(error) => return Err(error.into()),
        }
        crash::reached(Place::ObjectAfterPublish);
        Ok(())
    }

    async fn abandon(&mut self) {
        if let Some(spill) = &mut self.spill {
            spill.abort().await;
        }
        self.discard_spill().await;
    }

    // Whatever stays behind here is the sweep's business: it cannot be taken for a blob.
    async fn discard_spill(&mut self) {
        let Some(spill) = self.spill.take() else {
            return;
        };
        match self.objects.store.delete(&spill.path).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => {}
            Err(error) => {
                tracing::warn!(path = %spill.path, %error, "a temporary object was left behind")
            }
        }
        // A local upload that fails while it completes forgets its staging file.
        if let Some(root) = &self.objects.root {
            let staged = root.join(format!("{}#1", spill.path));
            if let Err(error) = tokio::fs::remove_file(&staged).await
                && error.kind() != std::io::ErrorKind::NotFound
            {
                tracing::warn!(path = %staged.display(), %error, "a temporary file was left behind");
            }
        }
    }
}

impl Spill {
    async fn open(objects: &Objects) -> Result<Self, Error> {
        let path = Path::from_iter(["incoming", &Ulid::generate().to_string()]);
        let upload = objects.staging.put_multipart(&path).await?;
        Ok(Self {
            path,
            upload,
            writing: None,
            complete: false,
        })
    }

    async fn write(&mut self, payload: PutPayload) -> Result<(), Error> {
        self.settle().await?;
        self.writing = Some(tokio::spawn(self.upload.put_part(payload)));
        Ok(())
    }

    async fn settle(&mut self) -> Result<(), Error> {
        match self.writing.take() {
            Some(writing) => Ok(writing.await.map_err(object_store::Error::from)??),
            None => Ok(()),
        }
    }

    async fn finish(&mut self, last: PutPayload) -> Result<(), Error> {
        if last.content_length() > 0 {
            self.write(last).await?;
        }
        self.settle().await?;
        self.upload.complete().await?;
        self.complete = true;
        Ok(())
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

impl Objects {
    // Another upload stored the same content first. It may be damaged since, or not synced yet.
    async fn confirm(&self, key: Sha256) -> Result<(), Error> {
        let mut chunks = std::pin::pin!(self.get(key).await?.into_stream());
        while chunks.try_next().await?.is_some() {}
        self.sync(&format!("blobs/{}", &key.to_string()[..2])).await
    }

    // Puts a file, or the entries of a directory, of a local store on stable storage.
    async fn sync(&self, path: &str) -> Result<(), Error> {
        let Some(root) = &self.root else {
            return Ok(());
        };
        let path = root.join(path);
        let synced = tokio::task::spawn_blocking(move || std::fs::File::open(path)?.sync_all());
        synced.await.map_err(object_store::Error::from)?.map_err(Error::from_io)
    }
}
