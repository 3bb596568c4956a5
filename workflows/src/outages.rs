//! The record of interruptions: when nobody could use the service (Ley 1437 de 2011, art. 62). It keeps itself: the service
//! leaves a sign of life every minute, and a silence that was too long is written down when the next one comes.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use radica_storage::journal::Entry;
pub use radica_storage::outages::Outage;
use radica_storage::outages::{self, Heartbeat};
use radica_storage::{Batch, Commit, CommitError};
use serde_json::json;

use crate::actor::Actor;
use crate::app::App;
use crate::problem::Result;

/// How often the service leaves a sign of life.
pub const EVERY: Duration = Duration::from_secs(60);
/// The longest silence that is no interruption: an upgrade, or a machine that was busy.
const LONGEST_SILENCE: SignedDuration = SignedDuration::from_mins(5);
/// Interruptions that are listed.
const MOST: i64 = 500;
const SERVICE: &str = "radica";

/// The interruptions, the newest first. Everyone may know them.
pub async fn latest(app: &App) -> Result<Vec<Outage>> {
    Ok(outages::latest(&app.db, MOST).await?)
}

/// A sign of life; the interruption that it ends, if it ends one.
pub async fn beat(app: &App) -> Result<Option<Outage>> {
    let now = app.clock.now();
    let last = outages::heartbeat(&app.db, SERVICE).await?.map(|last| last.at);
    let ended = last.filter(|last| now.duration_since(*last) > LONGEST_SILENCE);
    let ended = ended.map(|began_at| Outage {
        began_at,
        ended_at: now,
    });
    let heartbeat = Heartbeat {
        service: SERVICE.to_owned(),
        at: now,
    };
    let batch = Batch::new().put(heartbeat);
    let batch = match &ended {
        Some(outage) => batch.entry(written(outage, now)).put(outage.clone()),
        None => batch,
    };
    match app.writer.commit_patiently(Commit::of(batch)).await {
        Ok(_) => Ok(ended),
        // Another node came back at the same moment and wrote it.
        Err(CommitError::Duplicate(_)) => Ok(None),
        Err(refused) => Err(refused.into()),
    }
}

fn written(outage: &Outage, now: Timestamp) -> Entry {
    Entry {
        at: now,
        actor: Actor::System("outages").journal_name(),
        subject_kind: "service".to_owned(),
        subject_id: SERVICE.to_owned(),
        version: 1,
        kind: "interrupted".to_owned(),
        data: json!({ "from": outage.began_at.to_string(), "until": outage.ended_at.to_string() }).into(),
    }
}
