//! Storing a stream: hash, bound, write, publish.

use bytes::Bytes;
use futures_util::{Stream, TryStreamExt};
use object_store::{PutMode, PutOptions, PutPayload};
use sha2::Digest;

use super::spooled::Spooled;
use super::staged::Staged;
use super::{Error, Objects, Sample, Sha256, Staging, Stored, location};
use crate::crash::{self, Place};

/// How often a blob is written whose answer does not come, or that goes away between "it exists" and the look at it.
const TRIES: usize = 3;

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

/// A content on its way in: in memory while it fits in one part, then elsewhere.
struct Incoming<'a> {
    objects: &'a Objects,
    part: Vec<Bytes>,
    held: usize,
    spill: Option<Spill>,
}

/// Where a content waits that does not fit in memory.
enum Spill {
    Staged(Staged),
    Spooled(Spooled),
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
        if self.held <= self.objects.part {
            return Ok(());
        }
        let payload = self.take_part();
        match self.spill().await? {
            Spill::Staged(staged) => staged.write(payload).await,
            Spill::Spooled(spooled) => spooled.write(payload).await,
        }
    }

    fn take_part(&mut self) -> PutPayload {
        self.held = 0;
        std::mem::take(&mut self.part).into_iter().collect()
    }

    async fn spill(&mut self) -> Result<&mut Spill, Error> {
        let spill = match (self.spill.take(), &self.objects.staging) {
            (Some(spill), _) => spill,
            (None, Staging::Inside { store, .. }) => Spill::Staged(Staged::open(store).await?),
            (None, Staging::Beside(bucket)) => Spill::Spooled(Spooled::open(bucket.spool())?),
        };
        Ok(self.spill.insert(spill))
    }

    /// Puts all of it under its key. What was cut off is tried again: writing a content to its key twice is writing it once.
    async fn publish(&mut self, key: Sha256) -> Result<(), Error> {
        crash::reached(Place::ObjectBeforePublish);
        let last = self.take_part();
        match &mut self.spill {
            None => {}
            Some(Spill::Staged(staged)) => staged.finish(self.objects, last.clone()).await?,
            Some(Spill::Spooled(spooled)) => spooled.finish(last.clone()).await?,
        }
        let mut outcome = Ok(());
        for _ in 0..TRIES {
            outcome = match self.create(key, &last).await {
                Err(Error::Exists) => self.objects.reuse(key).await,
                other => other,
            };
            if !matches!(outcome, Err(Error::Missing { .. } | Error::Unreachable(_))) {
                break;
            }
        }
        if outcome.is_ok() {
            crash::reached(Place::ObjectAfterPublish);
            self.abandon().await;
        }
        outcome
    }

    /// Writes it, unless something stands there already.
    async fn create(&mut self, key: Sha256, whole: &PutPayload) -> Result<(), Error> {
        match &mut self.spill {
            None => {
                let create = PutOptions::from(PutMode::Create);
                self.objects
                    .puts
                    .put_opts(&location(key), whole.clone(), create)
                    .await?;
                Ok(())
            }
            Some(Spill::Staged(staged)) => staged.copy(self.objects, key).await,
            Some(Spill::Spooled(spooled)) => spooled.send(self.objects, key).await,
        }
    }

    /// Removes what waited elsewhere.
    async fn abandon(&mut self) {
        // A spooled file has no name: it goes with its handle.
        if let Some(Spill::Staged(staged)) = self.spill.take() {
            staged.discard(self.objects).await;
        }
    }
}

impl Objects {
    // Another upload stored the same content first. It may be damaged since, or not synced yet.
    pub(super) async fn confirm(&self, key: Sha256) -> Result<(), Error> {
        let mut chunks = std::pin::pin!(self.get(key).await?.into_stream());
        while chunks.try_next().await?.is_some() {}
        self.sync(&format!("blobs/{}", &key.to_string()[..2])).await
    }

    // Puts a file, or the entries of a directory, of a local store on stable storage.
    pub(super) async fn sync(&self, path: &str) -> Result<(), Error> {
        let Some(root) = self.root() else {
            return Ok(());
        };
        let path = root.join(path);
        let synced = tokio::task::spawn_blocking(move || std::fs::File::open(path)?.sync_all());
        synced.await.map_err(object_store::Error::from)?.map_err(Error::from_io)
    }
}
