//! The keys that all nodes share: the first node that starts says which they are, and one with others is refused.
//!
//! With another entity key a node would seal and sign what the published key does not verify; with another edge key,
//! a form of one node would be refused by the next.

use jiff::Timestamp;
use radica_storage::journal::Entry;
use radica_storage::shared_keys::{self, SharedKey};
use radica_storage::{Batch, Commit, CommitError, Db, Writer};
use serde_json::json;

use crate::actor::Actor;
use crate::problem::Result;

/// Signs for the entity.
pub const ENTITY: &str = "entity";
/// Signs what browsers bring back.
pub const EDGE: &str = "edge";

/// Whether a node has the key of the others.
#[derive(Debug, Clone, PartialEq)]
pub enum Agreement {
    /// No node has said yet which it is.
    Unknown,
    /// It is the same.
    Same,
    /// The others have another one.
    Other(SharedKey),
}

/// Compares a key with the one of all nodes, and changes nothing.
///
/// # Errors
/// When the database cannot be read.
pub async fn compare(db: &Db, purpose: &str, fingerprint: &str) -> Result<Agreement> {
    Ok(match shared_keys::get(db, purpose).await? {
        None => Agreement::Unknown,
        Some(known) if known.fingerprint == fingerprint => Agreement::Same,
        Some(known) => Agreement::Other(known),
    })
}

/// As [`compare`]; when no node has said which the key is, it is this one.
///
/// # Errors
/// When the database cannot be read or written.
pub async fn agree(db: &Db, writer: &Writer, now: Timestamp, purpose: &str, fingerprint: &str) -> Result<Agreement> {
    match compare(db, purpose, fingerprint).await? {
        Agreement::Unknown => {}
        known => return Ok(known),
    }
    let first = key(purpose, 1, fingerprint, now);
    let first = Commit::of(Batch::new().entry(told(&first, None)).put(first));
    let first = first.expect::<SharedKey>(&purpose.to_owned(), None);
    match writer.commit_patiently(first).await {
        Ok(_) => Ok(Agreement::Same),
        // Another node was quicker.
        Err(CommitError::Conflict { .. }) => compare(db, purpose, fingerprint).await,
        Err(refused) => Err(refused.into()),
    }
}

/// Makes a key that of all nodes from now on; answers whether it was another one before. The journal keeps both.
///
/// # Errors
/// When the database cannot be read or written.
pub async fn adopt(db: &Db, writer: &Writer, now: Timestamp, purpose: &str, fingerprint: &str) -> Result<bool> {
    let Agreement::Other(before) = agree(db, writer, now, purpose, fingerprint).await? else {
        return Ok(false);
    };
    let next = key(purpose, before.version + 1, fingerprint, now);
    let batch = Batch::new().entry(told(&next, Some(&before.fingerprint))).put(next);
    let commit = Commit::of(batch).expect::<SharedKey>(&purpose.to_owned(), Some(before.version));
    writer.commit_patiently(commit).await?;
    Ok(true)
}

/// The entry of a key that is in force from now on.
fn told(key: &SharedKey, before: Option<&str>) -> Entry {
    Entry {
        at: key.since,
        actor: Actor::System("operator").journal_name(),
        subject_kind: "shared-key".to_owned(),
        subject_id: key.id.clone(),
        version: key.version,
        kind: "changed".to_owned(),
        data: json!({ "old": before, "new": key.fingerprint }).into(),
    }
}

fn key(purpose: &str, version: i64, fingerprint: &str, since: Timestamp) -> SharedKey {
    SharedKey {
        id: purpose.to_owned(),
        version,
        fingerprint: fingerprint.to_owned(),
        since,
    }
}
