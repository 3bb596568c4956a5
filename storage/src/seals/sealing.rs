//! Making seals: when one is due, what it covers, and writing it.
//!
//! A seal begins with the frontier of the one before it, so that it costs as much as it adds. The database admits one
//! seal after each other one: of several nodes that seal at once all but one are refused, and go on from what was written.

use jiff::{SignedDuration, Timestamp};

use super::{
    entry::{self, Instant},
    rows,
    seal::{Head, Seal, Signed, Signer},
    tree::{self, Frontier},
};
use crate::{
    Batch, Commit, CommitError, Writer,
    crash::{self, Place},
    db::Db,
    error::Error,
    journal,
    objects::Sha256,
    tables::seals::{self, SealRow},
};

/// Entries read at once.
const PAGE: i64 = 2000;

/// How often the journal is sealed.
#[derive(Debug, Clone, Copy)]
pub struct Cadence {
    /// The longest that an entry waits for its seal.
    pub every: SignedDuration,
    /// The most entries that one seal adds; when so many wait they are sealed at once.
    pub entries: u64,
}

impl Default for Cadence {
    fn default() -> Self {
        Self {
            every: SignedDuration::from_mins(1),
            entries: 100_000,
        }
    }
}

/// Why no seal could be made.
#[derive(Debug, thiserror::Error)]
pub enum SealError {
    /// The database failed.
    #[error(transparent)]
    Storage(#[from] Error),
    /// The seal could not be written.
    #[error(transparent)]
    Commit(#[from] CommitError),
    /// An entry or a head could not be written as JSON.
    #[error("cannot be written as JSON: {0}")]
    Json(#[from] serde_json::Error),
    /// The journal lacks an entry; sealing it would vouch for that.
    #[error("the journal has no entry at position {0}, and is not sealed before it is mended")]
    Hole(u64),
}

/// How far the journal is sealed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// Entries sealed.
    pub sealed: u64,
    /// Entries that wait for a seal.
    pub waiting: u64,
    /// When the last seal was made.
    pub at: Option<Timestamp>,
}

/// How far the journal is sealed.
///
/// # Errors
/// When the database cannot be read.
pub async fn standing(db: &Db) -> Result<Standing, Error> {
    let latest = seals::latest(db).await?;
    let sealed = latest.as_ref().map_or(0, |row| rows::count_of(row.size));
    let written = rows::count_of(journal::last_position(db).await?);
    Ok(Standing {
        sealed,
        waiting: written.saturating_sub(sealed),
        at: latest.map(|row| row.at),
    })
}

/// Makes every seal that is due at `now`; answers how many.
///
/// # Errors
/// Why the next one could not be made; those before it were.
pub async fn seal(
    db: &Db,
    writer: &Writer,
    signer: &dyn Signer,
    now: Timestamp,
    cadence: Cadence,
) -> Result<u64, SealError> {
    let mut made = 0;
    loop {
        let latest = seals::latest(db).await?;
        let written = rows::count_of(journal::last_position(db).await?);
        let Some(size) = due(latest.as_ref(), written, now, cadence) else {
            return Ok(made);
        };
        let (seal, frontier) = next(db, latest.as_ref(), size, signer, now).await?;
        let (row, leaves) = rows::rows(&seal, &frontier);
        match writer
            .commit_patiently(Commit::of(Batch::new().put(row).put(leaves)))
            .await
        {
            Ok(_) => {
                crash::reached(Place::SealWritten);
                made += 1;
            }
            // Another node was first, and goes on.
            Err(CommitError::Duplicate(_)) => return Ok(made),
            Err(refused) => return Err(refused.into()),
        }
    }
}

/// How many entries the next seal covers, if it is due. A clock that was set back does not delay it.
fn due(latest: Option<&SealRow>, written: u64, now: Timestamp, cadence: Cadence) -> Option<u64> {
    let sealed = latest.map_or(0, |row| rows::count_of(row.size));
    let waiting = written.saturating_sub(sealed);
    let waited = latest.is_none_or(|row| now.duration_since(row.at).abs() >= cadence.every);
    match waiting {
        0 => None,
        many if many >= cadence.entries => Some(sealed + cadence.entries),
        _ => waited.then_some(written),
    }
}

/// The seal of `size` entries after the latest one, and the frontier of its tree.
async fn next(
    db: &Db,
    latest: Option<&SealRow>,
    size: u64,
    signer: &dyn Signer,
    now: Timestamp,
) -> Result<(Seal, Frontier), SealError> {
    let mut frontier = latest.map(rows::frontier).transpose()?.unwrap_or_default();
    let previous = latest.map(rows::signed).transpose()?;
    let since = frontier.size();
    let leaves = leaves(db, since, size).await?;
    frontier.extend(leaves.iter().copied());
    let head = Head {
        at: Instant(Timestamp::from_microsecond(now.as_microsecond()).unwrap_or(now)),
        key_id: signer.key_id(),
        previous: previous.map(|previous| previous.head.hash()).transpose()?,
        root: frontier.root(),
        since,
        size,
        v: Head::V,
    };
    let signed = Signed::new(head, signer)?;
    Ok((Seal { leaves, signed }, frontier))
}

/// The leaves of the entries `since + 1` to `size`.
async fn leaves(db: &Db, since: u64, size: u64) -> Result<Vec<Sha256>, SealError> {
    let mut leaves = Vec::new();
    let mut position = rows::position_of(since);
    let last = rows::position_of(size);
    while position < last {
        let page = journal::after(db, position, PAGE.min(last - position)).await?;
        if page.is_empty() {
            return Err(SealError::Hole(rows::count_of(position + 1)));
        }
        for found in page {
            position += 1;
            if found.position != position {
                return Err(SealError::Hole(rows::count_of(position)));
            }
            leaves.push(tree::leaf(entry::canonical(&found)?.as_bytes()));
        }
    }
    Ok(leaves)
}
