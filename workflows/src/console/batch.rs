//! One act on many instances: rows that a durable job goes through, each done in the commit that says so.

use radica_storage::batches::{self, Asked, Item, ItemState, Progress};
use radica_storage::ids::{BatchId, InstanceId, JobId};
use radica_storage::jobs::{Job, JobState};
use radica_storage::journal::Entry;
use radica_storage::{Batch, Commit, CommitError};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::acts::{Act, play};
use crate::actor::Actor;
use crate::app::App;
use crate::effects::job_at;
use crate::jobs::{JobError, JobKind};
use crate::operating::operator;
use crate::people;
use crate::problem::{Error, Result};
use crate::runtime;

/// Instances that one batch may take.
const MOST: usize = 1_000;
/// Instances done before the job is given back, well within its lease.
const STRIDE: i64 = 100;
/// Batches and failures shown.
const SHOWN: i64 = 50;

/// What can be asked of many at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BatchAct {
    /// Try every incident again.
    Retry,
    /// End them.
    Cancel,
    /// Suspend them.
    Suspend,
    /// Resume them.
    Resume,
}

impl BatchAct {
    /// Every act.
    pub const ALL: [Self; 4] = [Self::Retry, Self::Suspend, Self::Resume, Self::Cancel];

    /// As the database keeps it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Retry => "retry",
            Self::Cancel => "cancel",
            Self::Suspend => "suspend",
            Self::Resume => "resume",
        }
    }

    /// The act of a word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|act| act.as_str() == word)
    }

    fn act(self) -> Act {
        match self {
            Self::Retry => Act::Retry {
                token: None,
                variables: json!({}),
            },
            Self::Cancel => Act::Cancel,
            Self::Suspend => Act::Suspend,
            Self::Resume => Act::Resume,
        }
    }
}

/// A batch and how far it is.
#[derive(Debug, Clone)]
pub struct Progressed {
    /// What was asked.
    pub asked: Asked,
    /// The name of who asked.
    pub by: String,
    /// How far it is.
    pub progress: Progress,
}

#[derive(Serialize, Deserialize)]
struct Payload {
    input: Input,
}

#[derive(Serialize, Deserialize)]
struct Input {
    batch: BatchId,
}

/// Asks for an act on many instances; workers do it.
pub async fn ask(app: &App, actor: &Actor, act: BatchAct, instances: &[InstanceId], reason: &str) -> Result<BatchId> {
    operator(actor)?;
    if instances.is_empty() || instances.len() > MOST {
        return Err(Error::Closed(format!("Elija entre 1 y {MOST} procesos.")));
    }
    let mut ids = app.ids();
    let id: BatchId = ids.id();
    let now = app.clock.now();
    let asked_by = actor.person().map(|person| person.id.to_string()).unwrap_or_default();
    let asked = Asked {
        id,
        version: 1,
        act: act.as_str().to_owned(),
        reason: reason.to_owned(),
        asked_by,
        asked_at: now,
    };
    let entry = Entry {
        at: now,
        actor: actor.journal_name(),
        subject_kind: "batch".to_owned(),
        subject_id: id.to_string(),
        version: 1,
        kind: "asked".to_owned(),
        data: json!({ "act": act.as_str(), "reason": reason, "instances": instances }).into(),
    };
    let job: JobId = ids.id();
    let job = job_at(now, job, JobKind::Batch, None, json!(Input { batch: id }));
    let items = instances.iter().map(|instance| Item::new(id, *instance));
    let batch = Batch::new().entry(entry).put(asked).put_all(items).put(job);
    app.writer.commit(Commit::of(batch)).await?;
    Ok(id)
}

/// Does what is left of a batch, a stride at a time.
pub async fn run(app: &App, job: &Job) -> std::result::Result<(), JobError> {
    let Payload { input } = job.payload.read().map_err(JobError::never)?;
    let asked = batches::get(&app.db, input.batch).await.map_err(Error::from)?;
    let asked = asked.ok_or_else(|| JobError::never("the batch is gone"))?;
    let act = BatchAct::parse(&asked.act).ok_or_else(|| JobError::never(format!("no act {}", asked.act)))?;
    let by = asked.asked_by.parse().map_err(JobError::never)?;
    let actor = Actor::Person(Box::new(people::get(app, by).await?));
    let left = batches::items(&app.db, asked.id, ItemState::Waiting, None, STRIDE).await;
    let left = left.map_err(Error::from)?;
    for item in &left {
        one(app, &actor, item, act, &asked.reason).await?;
    }
    let more = i64::try_from(left.len()).is_ok_and(|done| done == STRIDE);
    let next = Job {
        version: job.version + 1,
        state: if more { JobState::Waiting } else { JobState::Done },
        attempts: 0,
        due_at: app.clock.now(),
        lease_owner: None,
        ..job.clone()
    };
    let commit = Commit::of(Batch::new().put(next)).expect::<Job>(&job.id, Some(job.version));
    app.writer.commit_patiently(commit).await.map_err(Error::from)?;
    Ok(())
}

/// Acts on one instance, in the commit that marks its row; a refusal marks it too.
async fn one(app: &App, actor: &Actor, item: &Item, act: BatchAct, reason: &str) -> Result<()> {
    let done = Item {
        version: item.version + 1,
        state: ItemState::Done,
        ended_at: Some(app.clock.now()),
        ..item.clone()
    };
    let expected = |commit: Commit| commit.expect::<Item>(&item.id, Some(item.version));
    let played = runtime::play_with(
        app,
        actor,
        item.instance,
        |turn| {
            turn.put(done.clone());
            play(turn, &act.act(), reason)
        },
        expected,
    )
    .await;
    let why = match played {
        Ok(_) => return Ok(()),
        Err(Error::Conflict(why) | Error::Closed(why) | Error::Forbidden(why)) => why,
        Err(error @ (Error::Internal(_) | Error::NotFound(_))) => error.to_string(),
        Err(error) => return Err(error),
    };
    let failed = Item {
        state: ItemState::Failed,
        error: Some(why),
        ..done
    };
    match app
        .writer
        .commit_patiently(expected(Commit::of(Batch::new().put(failed))))
        .await
    {
        // Another worker was quicker with it.
        Ok(_) | Err(CommitError::Conflict { .. }) => Ok(()),
        Err(error) => Err(error.into()),
    }
}

/// One batch.
pub async fn batch(app: &App, actor: &Actor, id: BatchId) -> Result<Progressed> {
    operator(actor)?;
    let asked = batches::get(&app.db, id).await?.ok_or(Error::NotFound("batch"))?;
    progressed(app, asked).await
}

/// The latest batches.
pub async fn batches(app: &App, actor: &Actor) -> Result<Vec<Progressed>> {
    operator(actor)?;
    let mut all = Vec::new();
    for asked in batches::latest(&app.db, None, SHOWN).await? {
        all.push(progressed(app, asked).await?);
    }
    Ok(all)
}

/// What was done, or could not be, of a batch: the first of them.
pub async fn done_items(app: &App, actor: &Actor, id: BatchId, state: ItemState) -> Result<Vec<Item>> {
    operator(actor)?;
    Ok(batches::items(&app.db, id, state, None, SHOWN).await?)
}

async fn progressed(app: &App, asked: Asked) -> Result<Progressed> {
    let by = match asked.asked_by.parse() {
        Ok(id) => people::get(app, id).await?.name,
        Err(_) => String::new(),
    };
    Ok(Progressed {
        progress: batches::progress(&app.db, asked.id).await?,
        by,
        asked,
    })
}
