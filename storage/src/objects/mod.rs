//! Content-addressed blobs: the key of a blob is the SHA-256 of its content.
//!
//! A blob is written once, under a temporary name, and moved to its key by an operation that fails
//! when the key exists, so nothing is ever overwritten and a reader never sees half a blob. When
//! [`Objects::put`] returns, the content and the directory entries that lead to it are on stable
//! storage. What is read is hashed again on its way out ([`Objects::get`]).
//!
//! Layout: `blobs/ab/abcdef…` (256 directories, made when the store opens) and `incoming/ULID` for
//! uploads too large to hold; leftovers of a crash are removed by [`Objects::sweep`]. Beside them, in `seals/`, are the seals
//! of the journal, by their size. On S3 it is the same without `incoming/` ([`s3`]).

mod collect;
mod error;
mod key;
mod put;
pub mod s3;
mod sample;
mod seals;
mod spooled;
mod staged;
mod sweep;
mod verified;

use std::fmt;
use std::path::{Path as FsPath, PathBuf};
use std::sync::Arc;

use bytes::{Bytes, BytesMut};
use futures_util::{Stream, TryStreamExt};
use object_store::local::LocalFileSystem;
use object_store::path::Path;
use object_store::{ObjectMeta, ObjectStore, ObjectStoreExt};

pub use collect::Doomed;
pub use error::Error;
pub use key::{InvalidSha256, Sha256};
pub use put::Bounds;
pub use sample::Sample;
pub use verified::Blob;

/// Bytes held while a part is written to a local disk.
const LOCAL_PART: usize = 1 << 20;

/// What was stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stored {
    /// Hash of the content, and its key.
    pub sha256: Sha256,
    /// Length of the content in bytes.
    pub size: u64,
    /// First and last bytes, to find out what the content is ([`crate::media::detect`]).
    pub sample: Sample,
}

/// A store of blobs. Cheap to clone.
#[derive(Clone)]
pub struct Objects {
    store: Arc<dyn ObjectStore>,
    /// The same store for objects that are written at once; S3 wants more said of those.
    puts: Arc<dyn ObjectStore>,
    staging: Staging,
    /// Bytes of a content that are held before it is written elsewhere, and of each part.
    part: usize,
}

/// Where a content waits until its key is known.
#[derive(Clone)]
enum Staging {
    /// In the store itself, under a temporary name; it is copied to its key.
    Inside {
        /// The store, for names that need not survive a crash.
        store: Arc<dyn ObjectStore>,
        /// Its root on a local disk, whose directories have to be synced.
        root: Option<PathBuf>,
    },
    /// In a file of this machine; it is sent to its key.
    Beside(Arc<s3::Bucket>),
}

impl Objects {
    /// Opens the store in the directory `root`, making it when it is missing.
    ///
    /// # Errors
    /// [`Error::Denied`] or [`Error::Store`] when the directories cannot be made.
    pub fn open_local(root: &FsPath) -> Result<Self, Error> {
        make_directories(root).map_err(Error::from_io)?;
        // Readers of blobs run in another directory.
        let root = &root.canonicalize().map_err(Error::from_io)?;
        let local = LocalFileSystem::new_with_prefix(root)?;
        let store: Arc<dyn ObjectStore> = Arc::new(local.clone().with_fsync(true));
        Ok(Self {
            puts: Arc::clone(&store),
            store,
            staging: Staging::Inside {
                store: Arc::new(local),
                root: Some(root.to_path_buf()),
            },
            part: LOCAL_PART,
        })
    }

    /// Uses any other store. It must be durable when it answers and must support create-only puts and copies.
    pub fn over(store: Arc<dyn ObjectStore>) -> Self {
        Self {
            staging: Staging::Inside {
                store: Arc::clone(&store),
                root: None,
            },
            puts: Arc::clone(&store),
            store,
            part: LOCAL_PART,
        }
    }

    /// Whether the blobs are on a disk of this machine.
    #[must_use]
    pub fn is_local(&self) -> bool {
        self.root().is_some()
    }

    /// The root on a local disk.
    fn root(&self) -> Option<&FsPath> {
        match &self.staging {
            Staging::Inside { root, .. } => root.as_deref(),
            Staging::Beside(_) => None,
        }
    }

    /// The same store, holding at most about `bytes` of an upload before it starts writing.
    #[must_use]
    pub fn with_part_size(mut self, bytes: usize) -> Self {
        self.part = bytes.max(1);
        self
    }

    /// Stores the bytes of `content`, hashed while they stream; at most two parts are in memory.
    /// Storing content that exists already is a success, after the existing blob was verified.
    ///
    /// # Errors
    /// [`Error::Empty`], [`Error::TooLarge`], [`Error::WrongLength`], [`Error::Interrupted`] for
    /// what the sender did; [`Error::Full`], [`Error::Denied`], [`Error::Corrupt`],
    /// [`Error::Store`] for what the store did. After an error nothing is left under any key.
    pub async fn put<S, E>(&self, content: S, bounds: Bounds) -> Result<Stored, Error>
    where
        S: Stream<Item = Result<Bytes, E>>,
        E: Into<Box<dyn std::error::Error + Send + Sync>>,
    {
        let anything = |_: &Stored| Ok::<(), std::convert::Infallible>(());
        let Ok(stored) = put::put(self, content, bounds, anything).await?;
        Ok(stored)
    }

    /// As [`Objects::put`], but the content is kept only if `judge` takes it, once it came whole and before it stands
    /// under its key. What is refused leaves nothing.
    ///
    /// # Errors
    /// As [`Objects::put`]; the inner error is the judge's.
    pub async fn put_if<S, E, J>(
        &self,
        content: S,
        bounds: Bounds,
        judge: impl FnOnce(&Stored) -> Result<(), J>,
    ) -> Result<Result<Stored, J>, Error>
    where
        S: Stream<Item = Result<Bytes, E>>,
        E: Into<Box<dyn std::error::Error + Send + Sync>>,
    {
        put::put(self, content, bounds, judge).await
    }

    /// Stores bytes that are already in memory, such as a rendered document.
    ///
    /// # Errors
    /// As [`Objects::put`].
    pub async fn put_bytes(&self, content: Bytes) -> Result<Stored, Error> {
        let bounds = Bounds::at_most(content.len() as u64);
        self.put(futures_util::stream::iter([Ok::<_, std::io::Error>(content)]), bounds)
            .await
    }

    /// Opens the blob `key`; what streams out of it is verified.
    ///
    /// # Errors
    /// [`Error::Missing`] when there is no such blob, [`Error::Store`] when it cannot be opened.
    /// A mismatch shows at the end of the stream as [`Error::Corrupt`].
    pub async fn get(&self, key: Sha256) -> Result<Blob, Error> {
        let found = self
            .store
            .get(&location(key))
            .await
            .map_err(|e| Error::reading(key, e))?;
        let on_disk = self.root().map(|root| root.join(location(key).as_ref()));
        Ok(Blob::new(key, found.meta.size, found.into_stream()).at(on_disk))
    }

    /// The whole of blob `key`, verified, when it has at most `limit` bytes.
    ///
    /// # Errors
    /// [`Error::TooLarge`] beyond `limit`, and the errors of [`Objects::get`] and of its stream.
    pub async fn read_all(&self, key: Sha256, limit: u64) -> Result<Bytes, Error> {
        let blob = self.get(key).await?;
        if blob.size() > limit {
            return Err(Error::TooLarge { limit });
        }
        let mut whole = BytesMut::new();
        let mut chunks = std::pin::pin!(blob.into_stream());
        while let Some(chunk) = chunks.try_next().await? {
            whole.extend_from_slice(&chunk);
        }
        Ok(whole.freeze())
    }

    /// Every blob with its length in bytes, in no order. What else lies in the store is passed over.
    pub fn list(&self) -> impl Stream<Item = Result<(Sha256, u64), Error>> + Send + '_ {
        self.keys_in("blobs").map_ok(|(key, meta)| (key, meta.size))
    }

    /// What is named by a key in a folder of the store.
    fn keys_in(&self, folder: &'static str) -> impl Stream<Item = Result<(Sha256, ObjectMeta), Error>> + Send + '_ {
        let listed = self.store.list(Some(&Path::from(folder))).map_err(Error::from);
        listed.try_filter_map(|meta| async move {
            let key = meta.location.filename().and_then(|name| name.parse().ok());
            Ok(key.map(|key| (key, meta)))
        })
    }

    /// The length in bytes and the last change of what stands somewhere in the store.
    async fn head(&self, path: &Path) -> Result<Option<ObjectMeta>, Error> {
        match self.store.head(path).await {
            Ok(meta) => Ok(Some(meta)),
            Err(object_store::Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// Length in bytes of blob `key`, or `None` when there is none.
    ///
    /// # Errors
    /// [`Error::Store`] when the store cannot answer.
    pub async fn size(&self, key: Sha256) -> Result<Option<u64>, Error> {
        Ok(self.head(&location(key)).await?.map(|meta| meta.size))
    }

    /// Whether blob `key` exists.
    ///
    /// # Errors
    /// [`Error::Store`] when the store cannot answer.
    pub async fn exists(&self, key: Sha256) -> Result<bool, Error> {
        Ok(self.size(key).await?.is_some())
    }
}

impl fmt::Debug for Objects {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Objects({})", self.store)
    }
}

fn location(key: Sha256) -> Path {
    let hex = key.to_string();
    Path::from_iter(["blobs", &hex[..2], &hex])
}

// All shards exist and are synced before the first upload: of two uploads that need the same new
// shard, the one that did not make it would not know whether its entry is on disk yet.
fn make_directories(root: &FsPath) -> std::io::Result<()> {
    let blobs = root.join("blobs");
    std::fs::create_dir_all(root.join("incoming"))?;
    for folder in ["seals", "claims", "collecting"] {
        std::fs::create_dir_all(root.join(folder))?;
    }
    for shard in 0..=u8::MAX {
        std::fs::create_dir_all(blobs.join(hex::encode([shard])))?;
    }
    for directory in [blobs.as_path(), root] {
        std::fs::File::open(directory)?.sync_all()?;
    }
    match root.canonicalize()?.parent() {
        Some(parent) => std::fs::File::open(parent)?.sync_all(),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests;
