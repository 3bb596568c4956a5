//! Taking away a blob that nothing names, while somebody may be storing the same content.
//!
//! Whoever finds a content there already, and will name it in a row after that, leaves a *claim*; whoever takes a blob away
//! leaves a *mark*. Each writes its own before it looks for the other's, so at least one of the two sees the other:
//! - The claim came before the collector looked: the blob is spared.
//! - It came after: then the mark was there before, the storer sees it, waits until it is gone, finds no blob and writes it.
//!
//! A blob that was written lately is not taken, claimed or not, so only content that was there for long needs a claim, and a
//! claim protects as long as a fresh blob. Between mark and deletion the collector asks the database again: what was
//! committed until then has a row.
//!
//! One collector runs at a time. One that stood still gives up ([`PROMPT`]) long before its marks count as left behind
//! ([`LEFT_BEHIND`]), so nobody writes a blob that it then deletes.

use std::time::{Duration, Instant};

use futures_util::TryStreamExt;
use jiff::{SignedDuration, Timestamp};
use object_store::path::Path;
use object_store::{ObjectMeta, ObjectStoreExt, PutPayload};

use super::{Error, Objects, Sha256, Staging, location};

const CLAIMS: &str = "claims";
const MARKS: &str = "collecting";
/// How long a collector may take from the mark to the deletion.
const PROMPT: Duration = Duration::from_secs(60);
/// The age from which a mark is one of a collector that is gone.
const LEFT_BEHIND: SignedDuration = SignedDuration::from_mins(10);
/// How long a storer waits for a mark to go away, in looks and the pause between them.
const LOOKS: u32 = 50;
const PAUSE: Duration = Duration::from_millis(100);

/// A blob that is about to be taken away: it is marked, and nobody had claimed it.
#[derive(Debug)]
pub struct Doomed<'a> {
    objects: &'a Objects,
    key: Sha256,
    size: u64,
    since: Instant,
}

impl Objects {
    /// Every blob that was last written before `before`.
    ///
    /// # Errors
    /// When the store cannot be listed.
    pub fn written_before(
        &self,
        before: Timestamp,
    ) -> impl futures_util::Stream<Item = Result<Sha256, Error>> + Send + '_ {
        let listed = self.keys_in("blobs");
        listed.try_filter_map(move |(key, meta)| async move { Ok((written(&meta) < before).then_some(key)) })
    }

    /// Marks a blob to be taken away, unless it was written or claimed since `before`, is locked, or is gone. What is done with
    /// it is said soon: [`Doomed::take_away`] or [`Doomed::spare`].
    ///
    /// # Errors
    /// When the store fails.
    pub async fn doom(&self, key: Sha256, before: Timestamp, now: Timestamp) -> Result<Option<Doomed<'_>>, Error> {
        if self.is_locked(key, now).await? {
            return Ok(None);
        }
        let since = Instant::now();
        self.puts.put(&mark(key), PutPayload::from_static(b"x")).await?;
        let claimed = self
            .head(&claim(key))
            .await?
            .is_some_and(|meta| written(&meta) >= before);
        let blob = self.head(&location(key)).await?.filter(|meta| written(meta) < before);
        match blob {
            Some(meta) if !claimed => Ok(Some(Doomed {
                objects: self,
                key,
                size: meta.size,
                since,
            })),
            _ => {
                self.remove(&mark(key)).await?;
                Ok(None)
            }
        }
    }

    /// Removes marks of collectors that are gone, and claims from before `before`.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn forget_marks(&self, before: Timestamp, now: Timestamp) -> Result<(), Error> {
        let left = now.checked_sub(LEFT_BEHIND).unwrap_or(now);
        for (folder, before) in [(MARKS, left), (CLAIMS, before)] {
            let old = self
                .keys_in(folder)
                .try_filter(|(_, meta)| std::future::ready(written(meta) < before));
            let old: Vec<_> = old.try_collect().await?;
            for (_, meta) in old {
                self.remove(&meta.location).await?;
            }
        }
        Ok(())
    }

    /// Counts on a blob that was there already: it is claimed, and whole.
    pub(super) async fn reuse(&self, key: Sha256) -> Result<(), Error> {
        self.puts.put(&claim(key), PutPayload::from_static(b"x")).await?;
        for _ in 0..LOOKS {
            if self.head(&mark(key)).await?.is_none() {
                return self.confirm(key).await;
            }
            tokio::time::sleep(PAUSE).await;
        }
        Err(Error::Store("a blob that nothing names is being taken away".into()))
    }

    async fn is_locked(&self, key: Sha256, now: Timestamp) -> Result<bool, Error> {
        match &self.staging {
            Staging::Beside(bucket) => bucket.is_locked(key, now).await,
            Staging::Inside { .. } => Ok(false),
        }
    }

    async fn remove(&self, path: &Path) -> Result<(), Error> {
        match self.store.delete(path).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }
}

impl Doomed<'_> {
    /// Its key.
    #[must_use]
    pub fn key(&self) -> Sha256 {
        self.key
    }

    /// Its length in bytes.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Deletes the blob; `false` when too much time has passed to do that safely.
    ///
    /// # Errors
    /// When the store fails; the mark stays then until it is forgotten.
    pub async fn take_away(self) -> Result<bool, Error> {
        let prompt = self.since.elapsed() < PROMPT;
        if prompt {
            self.objects.remove(&location(self.key)).await?;
        }
        self.spare().await?;
        Ok(prompt)
    }

    /// Leaves the blob where it is.
    ///
    /// # Errors
    /// When the store fails; the mark stays then until it is forgotten.
    pub async fn spare(self) -> Result<(), Error> {
        self.objects.remove(&mark(self.key)).await
    }
}

fn claim(key: Sha256) -> Path {
    Path::from_iter([CLAIMS, &key.to_string()])
}

fn mark(key: Sha256) -> Path {
    Path::from_iter([MARKS, &key.to_string()])
}

/// When it was last written, by the clock of the store.
fn written(meta: &ObjectMeta) -> Timestamp {
    let modified = meta.last_modified;
    Timestamp::new(modified.timestamp(), 0).unwrap_or(Timestamp::MAX)
}
