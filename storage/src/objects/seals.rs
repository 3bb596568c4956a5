//! Seals of the journal, which stand beside the blobs: `seals/00000000000000000200.json` for the one of 200 entries,
//! created and never written again.
//!
//! `object_store` has no way to ask for Object Lock; on S3 the bucket's default retention locks each of them as it is made.

use bytes::Bytes;
use futures_util::TryStreamExt;
use object_store::path::Path;
use object_store::{ObjectStore, ObjectStoreExt, PutMode, PutOptions, PutPayload};

use super::{Error, Objects};

const FOLDER: &str = "seals";
const ENDING: &str = ".json";

impl Objects {
    /// Creates the object of the seal of `size` entries; `false` when there is one already, which stays as it is.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn put_seal(&self, size: u64, content: Bytes) -> Result<bool, Error> {
        let create = PutOptions::from(PutMode::Create);
        let created = self
            .puts
            .put_opts(&location(size), PutPayload::from(content), create)
            .await;
        match created {
            Ok(_) => Ok(true),
            Err(object_store::Error::AlreadyExists { .. }) => Ok(false),
            Err(error) => Err(error.into()),
        }
    }

    /// Whether there is an object of the seal of `size` entries.
    ///
    /// # Errors
    /// When the store cannot answer.
    pub async fn has_seal(&self, size: u64) -> Result<bool, Error> {
        match self.store.head(&location(size)).await {
            Ok(_) => Ok(true),
            Err(object_store::Error::NotFound { .. }) => Ok(false),
            Err(error) => Err(error.into()),
        }
    }

    /// The object of the seal of `size` entries.
    ///
    /// # Errors
    /// When there is none, or it cannot be read.
    pub async fn read_seal(&self, size: u64) -> Result<Bytes, Error> {
        Ok(self.store.get(&location(size)).await?.bytes().await?)
    }

    /// The sizes of all seals in the store, the smallest first.
    ///
    /// # Errors
    /// When the store cannot be listed.
    pub async fn seals(&self) -> Result<Vec<u64>, Error> {
        let listed = self.store.list(Some(&Path::from(FOLDER)));
        let sizes = listed.try_filter_map(|meta| async move { Ok(size_of(&meta.location)) });
        let mut sizes: Vec<u64> = sizes.try_collect().await?;
        sizes.sort_unstable();
        Ok(sizes)
    }
}

fn location(size: u64) -> Path {
    Path::from_iter([FOLDER, &format!("{size:020}{ENDING}")])
}

fn size_of(location: &Path) -> Option<u64> {
    location.filename()?.strip_suffix(ENDING)?.parse().ok()
}
