//! Looking after what is stored: every blob is read again now and then ([`fixity`]), and what nothing names is taken away
//! ([`orphans`]). Each is done in turns, by one node at a time, however many there are; how far it came is a row.

pub mod fixity;
mod named;
pub mod orphans;

use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

use crate::{
    Batch, Commit, CommitError, Writer,
    db::Db,
    error::Error,
    journal::Entry,
    objects::{self, Objects},
    tables::upkeep::{self, Upkeep},
};

/// How long a turn may take before another node takes the next one.
const TURN: SignedDuration = SignedDuration::from_mins(15);
/// Who the journal says it was.
const ACTOR: &str = "system:keeping";

/// What looking after needs.
#[derive(Clone, Copy, Debug)]
pub struct Keeper<'a> {
    /// The database.
    pub db: &'a Db,
    /// The way to write to it.
    pub writer: &'a Writer,
    /// The blobs.
    pub objects: &'a Objects,
    /// This node.
    pub node: &'a str,
}

/// Why a turn could not be done. The next one goes on from there.
#[derive(Debug, thiserror::Error)]
pub enum KeepingError {
    /// The database failed.
    #[error(transparent)]
    Database(#[from] Error),
    /// What was found could not be written.
    #[error(transparent)]
    Commit(#[from] CommitError),
    /// The store failed as a whole.
    #[error(transparent)]
    Store(#[from] objects::Error),
}

impl Keeper<'_> {
    /// The turn of a task, if it is due and no other node has it.
    async fn turn(&self, task: &str, now: Timestamp) -> Result<Option<Upkeep>, KeepingError> {
        if upkeep::get(self.db, task).await?.is_none() {
            self.commit(Batch::new().put(Upkeep::new(task, now))).await?;
        }
        Ok(upkeep::take(self.db, task, self.node, now, later(now, TURN)).await?)
    }

    async fn commit(&self, batch: Batch) -> Result<(), KeepingError> {
        self.writer.commit_patiently(Commit::of(batch)).await?;
        Ok(())
    }
}

/// An entry about a blob, or about all of them.
fn entry(now: Timestamp, subject: &str, kind: &str, data: Value) -> Entry {
    Entry {
        at: now,
        actor: ACTOR.to_owned(),
        subject_kind: "blob".to_owned(),
        subject_id: subject.to_owned(),
        version: 1,
        kind: kind.to_owned(),
        data: data.into(),
    }
}

fn later(now: Timestamp, by: SignedDuration) -> Timestamp {
    now.checked_add(by).unwrap_or(now)
}
