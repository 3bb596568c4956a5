//! Reading every blob that a row names again, and comparing its hash with its key, so that damage is found while a backup
//! still has it whole.
//!
//! A turn reads a slice, and is due again when reading it at the pace asked for would have ended. What is wrong is written in
//! the journal once, stays in a table for operators, and is looked at again every hour until it is mended.

use futures_util::TryStreamExt;
use jiff::{SignedDuration, Timestamp};
use serde_json::json;

use super::{Keeper, KeepingError, entry, later};
use crate::{
    Batch,
    objects::{Error, Objects, Sha256},
    tables::blobs::{self, Blob, BlobFailure, Problem},
    tables::upkeep::{self, Upkeep},
};

/// The task that reads everything.
pub const TASK: &str = "fixity";
/// The task that looks again at what failed.
const AGAIN: &str = "fixity-again";
/// Bytes and blobs of a slice; one blob at least.
const SLICE: i64 = 32 << 20;
const SLICE_BLOBS: i64 = 256;
/// How often what failed is looked at again, and how many at once.
const LOOK_AGAIN: SignedDuration = SignedDuration::from_hours(1);
const MOST_AGAIN: i64 = 200;

/// How fast, and how often.
#[derive(Clone, Copy, Debug)]
pub struct Pace {
    /// From the beginning of a round to that of the next.
    pub round: SignedDuration,
    /// Bytes read in a second at most.
    pub bytes_per_second: u32,
}

impl Default for Pace {
    fn default() -> Self {
        Self {
            round: SignedDuration::from_hours(30 * 24),
            bytes_per_second: 20 << 20,
        }
    }
}

/// What a turn did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// It was not due, or another node has it.
    Nothing,
    /// Blobs were read; there may be more.
    Read {
        /// How many.
        blobs: i64,
        /// How many of them failed.
        failed: usize,
    },
    /// Every blob has been read.
    Ended,
}

/// How the sweep stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Standing {
    /// The task; `None` before the first turn.
    pub task: Option<Upkeep>,
    /// Blobs that fail now, at most 200.
    pub failures: Vec<BlobFailure>,
}

/// How the sweep stands.
///
/// # Errors
/// When the database fails.
pub async fn standing(db: &crate::Db) -> Result<Standing, crate::Error> {
    Ok(Standing {
        task: upkeep::get(db, TASK).await?,
        failures: blobs::failures(db, MOST_AGAIN).await?,
    })
}

/// Takes a turn, if it is due.
///
/// # Errors
/// When the database or the store as a whole fails; a blob that fails is not an error.
pub async fn step(keeper: &Keeper<'_>, now: Timestamp, pace: Pace) -> Result<Step, KeepingError> {
    if let Some(turn) = keeper.turn(AGAIN, now).await? {
        look_again(keeper, turn, now).await?;
    }
    let Some(turn) = keeper.turn(TASK, now).await? else {
        return Ok(Step::Nothing);
    };
    let turn = match turn.began_at {
        Some(_) => turn,
        None => Upkeep {
            began_at: Some(now),
            reached: String::new(),
            blobs: 0,
            bytes: 0,
            ..turn
        },
    };
    let slice = slice(blobs::after(keeper.db, &turn.reached, SLICE_BLOBS).await?);
    match slice.last() {
        None => end(keeper, turn, now, pace).await,
        Some(last) => {
            let reached = last.sha256.clone();
            read(keeper, Upkeep { reached, ..turn }, slice, now, pace).await
        }
    }
}

/// Looks at one blob now; whether it is whole. What that changes is written.
///
/// # Errors
/// As [`step`].
pub async fn check(keeper: &Keeper<'_>, sha256: &str, now: Timestamp) -> Result<bool, KeepingError> {
    let Some(blob) = blobs::get(keeper.db, sha256).await? else {
        return Ok(true);
    };
    let (batch, failed) = looked_at(keeper, Batch::new(), &blob, now).await?;
    keeper.commit(batch).await?;
    Ok(!failed)
}

fn slice(page: Vec<Blob>) -> Vec<Blob> {
    let mut before = 0;
    let fits = |blob: &Blob| {
        let begins_within = before == 0 || before + blob.size <= SLICE;
        before += blob.size.max(1);
        begins_within
    };
    page.into_iter().take_while(fits).collect()
}

async fn read(
    keeper: &Keeper<'_>,
    turn: Upkeep,
    slice: Vec<Blob>,
    now: Timestamp,
    pace: Pace,
) -> Result<Step, KeepingError> {
    let (mut batch, mut bytes, mut failed) = (Batch::new(), 0, 0);
    for blob in &slice {
        let (with, fails) = looked_at(keeper, batch, blob, now).await?;
        batch = with;
        failed += usize::from(fails);
        bytes += blob.size;
    }
    let blobs = i64::try_from(slice.len()).unwrap_or(i64::MAX);
    let turn = Upkeep {
        due_at: later(now, time_for(bytes, pace)),
        blobs: turn.blobs + blobs,
        bytes: turn.bytes + bytes,
        ..turn
    };
    keeper.commit(batch.put(turn)).await?;
    Ok(Step::Read { blobs, failed })
}

fn time_for(bytes: i64, pace: Pace) -> SignedDuration {
    SignedDuration::from_millis(bytes.saturating_mul(1000) / i64::from(pace.bytes_per_second.max(1)))
}

async fn end(keeper: &Keeper<'_>, turn: Upkeep, now: Timestamp, pace: Pace) -> Result<Step, KeepingError> {
    let failing = blobs::failures(keeper.db, MOST_AGAIN).await?.len();
    let data = json!({ "blobs": turn.blobs, "bytes": turn.bytes, "failing": failing, "began": turn.began_at.map(|at| at.to_string()) });
    let next = later(turn.began_at.unwrap_or(now), pace.round);
    let turn = Upkeep {
        due_at: next.max(later(now, LOOK_AGAIN)),
        began_at: None,
        ended_at: Some(now),
        reached: String::new(),
        ..turn
    };
    // An installation without files has nothing to tell.
    let told = (turn.blobs > 0).then(|| entry(now, "all", "fixity-checked", data));
    let batch = told.into_iter().fold(Batch::new(), Batch::entry);
    keeper.commit(batch.put(turn)).await?;
    Ok(Step::Ended)
}

async fn look_again(keeper: &Keeper<'_>, turn: Upkeep, now: Timestamp) -> Result<(), KeepingError> {
    let mut batch = Batch::new();
    for failure in blobs::failures(keeper.db, MOST_AGAIN).await? {
        batch = match blobs::get(keeper.db, &failure.sha256).await? {
            Some(blob) => looked_at(keeper, batch, &blob, now).await?.0,
            None => batch.delete::<BlobFailure>(failure.sha256),
        };
    }
    let due_at = later(now, LOOK_AGAIN);
    keeper.commit(batch.put(Upkeep { due_at, ..turn })).await
}

/// What is to be written of a blob, after it was read, and whether it fails.
async fn looked_at(
    keeper: &Keeper<'_>,
    batch: Batch,
    blob: &Blob,
    now: Timestamp,
) -> Result<(Batch, bool), KeepingError> {
    let before = blobs::failure(keeper.db, &blob.sha256).await?;
    let found = examine(keeper.objects, blob).await?;
    let failure = found.map(|(problem, found)| BlobFailure {
        sha256: blob.sha256.clone(),
        found_at: before.as_ref().map_or(now, |before| before.found_at),
        problem,
        expected: blob.size,
        found,
    });
    let batch = match (&before, &failure) {
        (before, Some(failure)) if before.as_ref() != Some(failure) => {
            let data = json!({ "problem": failure.problem.to_string(), "expected": blob.size, "found": failure.found });
            let failed = entry(now, &blob.sha256, "fixity-failed", data);
            batch.entry(failed).put(failure.clone())
        }
        (Some(before), None) => {
            let data = json!({ "since": before.found_at.to_string(), "problem": before.problem.to_string() });
            let repaired = entry(now, &blob.sha256, "fixity-repaired", data);
            batch.entry(repaired).delete::<BlobFailure>(blob.sha256.clone())
        }
        _ => batch,
    };
    Ok((batch, failure.is_some()))
}

/// What is wrong with a blob, and the hash of what is there.
async fn examine(objects: &Objects, blob: &Blob) -> Result<Option<(Problem, Option<String>)>, Error> {
    let Ok(key) = blob.sha256.parse() else {
        return Ok(Some((Problem::Missing, None)));
    };
    match read_through(objects, key).await {
        Ok(()) => Ok(None),
        Err(Error::Missing { .. }) => Ok(Some((Problem::Missing, None))),
        Err(Error::Corrupt { actual, .. }) => Ok(Some((Problem::Corrupt, Some(actual.to_string())))),
        // On a disk it is this file; from afar it may be the whole store.
        Err(Error::Store(_)) if objects.is_local() => Ok(Some((Problem::Unreadable, None))),
        Err(error) => Err(error),
    }
}

async fn read_through(objects: &Objects, key: Sha256) -> Result<(), Error> {
    let mut chunks = std::pin::pin!(objects.get(key).await?.into_stream());
    while chunks.try_next().await?.is_some() {}
    Ok(())
}
