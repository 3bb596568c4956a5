//! Time stamps of seals by a service: of the newest seal now and then, which stands for all before it.

use jiff::{SignedDuration, Timestamp};

use super::{rows, sealing::SealError};
use crate::{
    Batch, Commit, CommitError, Writer,
    db::Db,
    objects::Sha256,
    tables::seals::{self, StampRow},
};

/// A seal to be stamped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wanted {
    /// How many entries it covers.
    pub size: u64,
    /// The hash of its head, which is what is stamped.
    pub imprint: Sha256,
}

/// The newest seal, if it has no stamp and the last stamp is at least `every` old.
///
/// # Errors
/// When the database cannot be read.
pub async fn due(db: &Db, now: Timestamp, every: SignedDuration) -> Result<Option<Wanted>, SealError> {
    let Some(row) = seals::latest(db).await? else {
        return Ok(None);
    };
    let last = seals::latest_stamp(db).await?;
    if last.is_some_and(|last| last.size == row.size || now.duration_since(last.at).abs() < every) {
        return Ok(None);
    }
    Ok(Some(Wanted {
        size: rows::count_of(row.size),
        imprint: rows::signed(&row)?.head.hash()?,
    }))
}

/// Keeps the token that a service gave for a seal. Another node's stays if it was first.
///
/// # Errors
/// When it cannot be written.
pub async fn keep(writer: &Writer, wanted: Wanted, token: Vec<u8>, at: Timestamp) -> Result<(), SealError> {
    let size = rows::position_of(wanted.size);
    let batch = Batch::new().put(StampRow { size, at, token });
    match writer.commit_patiently(Commit::of(batch)).await {
        Ok(_) | Err(CommitError::Duplicate(_)) => Ok(()),
        Err(refused) => Err(refused.into()),
    }
}
