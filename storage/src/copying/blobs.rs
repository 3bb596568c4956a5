//! The blobs, from one store to another.

use super::CopyError;
use crate::{
    blobs::{self, Blob},
    db::Db,
    objects::{Bounds, Error, Objects},
};
use futures_util::TryStreamExt;

/// What was copied.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Copied {
    /// Blobs that were missing in the target.
    pub blobs: u64,
    /// Their bytes.
    pub bytes: u64,
    /// Blobs that the target had already.
    pub already: u64,
}

impl Copied {
    /// Both together. What the second found in its place, the first had put there.
    #[must_use]
    pub fn and(self, later: Self) -> Self {
        Self {
            blobs: self.blobs + later.blobs,
            bytes: self.bytes + later.bytes,
            already: self.already,
        }
    }
}

/// Copies every blob of a store that another lacks, hashed on the way, then sees that the target has each that a
/// row of the database names.
///
/// # Errors
/// When a blob cannot be read, is not what its key says, or does not exist.
pub async fn copy_blobs(db: &Db, from: &Objects, to: &Objects) -> Result<Copied, CopyError> {
    let mut copied = Copied::default();
    let mut listed = std::pin::pin!(from.list());
    while let Some((key, size)) = listed.try_next().await? {
        if to.size(key).await? == Some(size) {
            copied.already += 1;
            continue;
        }
        let content = match from.get(key).await {
            Ok(blob) => blob.into_stream(),
            // Nothing named it, and it was taken away since it was listed.
            Err(Error::Missing { .. }) => continue,
            Err(error) => return Err(error.into()),
        };
        let stored = to.put(content, Bounds::at_most(size).declared(Some(size))).await?;
        if stored.sha256 != key {
            return Err(CopyError::BlobDiffers(key.to_string()));
        }
        copied.blobs += 1;
        copied.bytes += size;
    }
    check(db, to).await?;
    Ok(copied)
}

/// Sees that a store has every blob that a row names.
async fn check(db: &Db, store: &Objects) -> Result<(), CopyError> {
    let mut after = String::new();
    loop {
        let page = blobs::after(db, &after, 1_000).await?;
        let Some(last) = page.last() else {
            return Ok(());
        };
        after.clone_from(&last.sha256);
        for Blob { sha256, size, .. } in page {
            let missing = || CopyError::BlobMissing(sha256.clone());
            let key = sha256.parse().map_err(|_| missing())?;
            let found = store.size(key).await?.and_then(|found| i64::try_from(found).ok());
            if found != Some(size) {
                return Err(missing());
            }
        }
    }
}
