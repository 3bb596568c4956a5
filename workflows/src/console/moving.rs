//! Moves many instances to another version: all of them are tried first, and only then is any of them touched.
//!
//! A rehearsal is a batch that writes nothing but its own rows; the migration is another one, of what fitted in it.

use radica_storage::batches::{self, Asked, ItemState};
use radica_storage::ids::{BatchId, InstanceId};
use radica_storage::positions::{self, Within};
use radica_storage::{Commit, CommitError, Json};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::batch::{Asking, rows};
use super::migrating::MIGRATE;
use super::plan::{Plan, Prepared};
use crate::actor::Actor;
use crate::app::App;
use crate::journaling::{About, entry};
use crate::operating::operator;
use crate::problem::{Error, Result};
use crate::spanish::thousands;
use crate::turn::json as stored;

/// As the batches name a rehearsal.
pub const REHEARSE: &str = "rehearse";
/// Instances that one migration may take.
pub const MOST: i64 = 20_000;
/// Rows read at once.
const PAGE: i64 = 1_000;

/// Which instances of a version are meant.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Selection {
    /// These; empty for all that what follows says.
    pub chosen: Vec<InstanceId>,
    /// Only those with a token at this element.
    pub element: Option<String>,
    /// Only those of this status.
    pub status: Option<String>,
}

/// What the batch of a rehearsal or of a migration keeps.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Moving {
    /// From where to where.
    #[serde(flatten)]
    pub plan: Plan,
    /// Which instances were tried.
    pub selection: Selection,
    /// The rehearsal that a migration follows.
    pub rehearsal: Option<BatchId>,
    /// The migration that a rehearsal led to.
    pub migration: Option<BatchId>,
}

impl Selection {
    pub(super) fn within(&self, definition: &str) -> Within {
        Within {
            definition: definition.to_owned(),
            element: self.element.clone(),
            status: self.status.clone(),
        }
    }

    async fn instances(&self, app: &App, definition: &str) -> Result<Vec<InstanceId>> {
        if !self.chosen.is_empty() {
            let mut chosen = self.chosen.clone();
            chosen.sort();
            chosen.dedup();
            return Ok(chosen);
        }
        let within = self.within(definition);
        // One more tells that they are too many.
        Ok(positions::instances_in(&app.db, &within, None, MOST + 1).await?)
    }
}

impl Moving {
    /// What a batch keeps, when it is one of these.
    pub(super) fn of(asked: &Asked) -> Result<Option<Self>> {
        if ![REHEARSE, MIGRATE].contains(&asked.act.as_str()) {
            return Ok(None);
        }
        let damaged =
            |problem: &dyn std::fmt::Display| Error::Internal(format!("plan of batch {}: {problem}", asked.id));
        let kept: &Json = asked.plan.as_ref().ok_or_else(|| damaged(&"there is none"))?;
        kept.read().map(Some).map_err(|problem| damaged(&problem))
    }
}

/// Asks to try a migration of many instances; workers do it, and nothing but the rows of the rehearsal is written.
pub async fn rehearse_many(
    app: &App,
    actor: &Actor,
    plan: &Plan,
    selection: &Selection,
    reason: &str,
) -> Result<BatchId> {
    operator(actor)?;
    let prepared = Prepared::of(app, plan).await?;
    let instances = selection.instances(app, &plan.from).await?;
    let too_many = i64::try_from(instances.len()).is_ok_and(|count| count > MOST);
    if instances.is_empty() || too_many {
        return Err(Error::Closed(format!(
            "Elija entre 1 y {} procesos; si son más, sepárelos por actividad o por estado.",
            thousands(MOST)
        )));
    }
    let moving = Moving {
        plan: plan.clone(),
        selection: selection.clone(),
        rehearsal: None,
        migration: None,
    };
    let mut data = prepared.told();
    data["instances"] = instances.len().into();
    let asking = Asking {
        act: REHEARSE,
        reason,
        plan: Some(stored(&moving)?),
        data,
    };
    let (id, batch) = rows(app, actor, asking, &instances);
    app.writer.commit(Commit::of(batch)).await?;
    Ok(id)
}

/// Begins the migration of what fitted in a rehearsal. Asked for twice, it begins once.
///
/// # Errors
/// [`Error::Closed`] when the rehearsal has not ended, when nothing fitted in it, or when something did not and
/// `leave` does not say that it stays where it is.
pub async fn begin(app: &App, actor: &Actor, rehearsal: BatchId, leave: bool, reason: &str) -> Result<BatchId> {
    operator(actor)?;
    let (asked, moving) = rehearsal_of(app, rehearsal).await?;
    if let Some(begun) = moving.migration {
        return Ok(begun);
    }
    may_begin(batches::progress(&app.db, rehearsal).await?, leave)?;
    let prepared = Prepared::of(app, &moving.plan).await?;
    let fitting = fitting(app, rehearsal).await?;
    let next = Moving {
        rehearsal: Some(rehearsal),
        ..moving.clone()
    };
    let mut data = prepared.told();
    data["rehearsal"] = json!(rehearsal);
    data["instances"] = fitting.len().into();
    let asking = Asking {
        act: MIGRATE,
        reason,
        plan: Some(stored(&next)?),
        data,
    };
    let (id, batch) = rows(app, actor, asking, &fitting);
    let led = Moving {
        migration: Some(id),
        ..moving
    };
    let read_at = asked.version;
    let rehearsed = Asked {
        version: read_at + 1,
        plan: Some(stored(&led)?),
        ..asked
    };
    let about: About<'_> = ("batch", &rehearsal, rehearsed.version);
    let entry = entry(app.clock.now(), actor, about, "led-on", json!({ "migration": id }));
    let commit = Commit::of(batch.entry(entry).put(rehearsed)).expect::<Asked>(&rehearsal, Some(read_at));
    match app.writer.commit(commit).await {
        Err(CommitError::Conflict { .. }) => {
            let (_, moving) = rehearsal_of(app, rehearsal).await?;
            moving
                .migration
                .ok_or_else(|| Error::Internal(format!("batch {rehearsal} changed")))
        }
        other => Ok(other.map(|_| id)?),
    }
}

async fn rehearsal_of(app: &App, id: BatchId) -> Result<(Asked, Moving)> {
    let asked = batches::get(&app.db, id).await?;
    let asked = asked
        .filter(|asked| asked.act == REHEARSE)
        .ok_or(Error::NotFound("batch"))?;
    let moving = Moving::of(&asked)?.ok_or(Error::NotFound("batch"))?;
    Ok((asked, moving))
}

fn may_begin(tried: batches::Progress, leave: bool) -> Result<()> {
    let refused = if tried.waiting > 0 {
        "El ensayo no ha terminado. Espere a que diga cuántos caben.".to_owned()
    } else if tried.done == 0 {
        "Ninguno cabe en la versión nueva: no hay nada que pasar.".to_owned()
    } else if tried.failed > 0 && !leave {
        format!(
            "{} no caben. Corrija a qué pasa cada actividad y ensaye otra vez, o marque que se dejan donde están.",
            tried.failed
        )
    } else {
        return Ok(());
    };
    Err(Error::Closed(refused))
}

/// The instances that fitted.
async fn fitting(app: &App, rehearsal: BatchId) -> Result<Vec<InstanceId>> {
    let mut fitting = Vec::new();
    let mut after = None;
    loop {
        let page = batches::items(&app.db, rehearsal, ItemState::Done, after, PAGE).await?;
        let Some(last) = page.last() else {
            return Ok(fitting);
        };
        after = Some(last.id.clone());
        fitting.extend(page.into_iter().map(|item| item.instance));
    }
}
