//! One act on many instances: rows that a durable job goes through, each done in the commit that says so.

use radica_storage::batches::{self, Asked, Item, ItemState, Progress};
use radica_storage::ids::{BatchId, InstanceId, JobId};
use radica_storage::jobs::{Job, JobState};
use radica_storage::journal::Entry;
use radica_storage::{Batch, Commit, CommitError, Json, instances};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::acts::{Act, play};
use super::find::radicados;
use super::migrating;
use super::moving::{Moving, REHEARSE};
use super::plan::Prepared;
use crate::actor::Actor;
use crate::app::App;
use crate::effects::job_at;
use crate::jobs::{JobError, JobKind};
use crate::journaling::{About, entry};
use crate::operating::operator;
use crate::people;
use crate::problem::{Denied, Error, Result};
use crate::runtime;
use crate::turn::Turn;

/// Instances that one batch may take.
const MOST: usize = 1_000;
/// Instances done before the job is given back, well within its lease.
const STRIDE: i64 = 100;
/// What is said of an instance that fitted in the rehearsal and could not be moved afterwards.
const CHANGED: &str = "Cambió después del ensayo y se quedó donde estaba.";
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

/// What a batch asks for, with what it needs.
enum Work {
    Operate(BatchAct),
    Rehearse(Prepared),
    Migrate(Prepared),
}

impl Work {
    async fn of(app: &App, asked: &Asked) -> std::result::Result<Self, JobError> {
        if let Some(moving) = Moving::of(asked)? {
            let prepared = Prepared::of(app, &moving.plan).await?;
            return Ok(match asked.act.as_str() {
                REHEARSE => Self::Rehearse(prepared),
                _ => Self::Migrate(prepared),
            });
        }
        let act = BatchAct::parse(&asked.act).map(Self::Operate);
        act.ok_or_else(|| JobError::never(format!("no act {}", asked.act)))
    }
}

/// What is written of a batch when it is asked for.
pub(super) struct Asking<'a> {
    /// The word of the act.
    pub act: &'static str,
    /// Why.
    pub reason: &'a str,
    /// What the act needs to know besides.
    pub plan: Option<Json>,
    /// What the journal tells besides; an object.
    pub data: Value,
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
    /// Between which versions, when it is a migration or the rehearsal of one.
    pub moving: Option<Moving>,
}

/// An instance of a batch that was done, or could not be.
#[derive(Debug, Clone)]
pub struct Ended {
    /// Its row.
    pub item: Item,
    /// The filing number of its case.
    pub radicado: Option<String>,
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
    let asking = Asking {
        act: act.as_str(),
        reason,
        plan: None,
        data: json!({ "instances": instances }),
    };
    let (id, batch) = rows(app, actor, asking, instances);
    app.writer.commit(Commit::of(batch)).await?;
    Ok(id)
}

/// The rows of a batch on these instances, with the job that goes through them.
pub(super) fn rows(app: &App, actor: &Actor, asking: Asking<'_>, instances: &[InstanceId]) -> (BatchId, Batch) {
    let mut ids = app.ids();
    let id: BatchId = ids.id();
    let now = app.clock.now();
    let asked_by = actor.person().map(|person| person.id.to_string()).unwrap_or_default();
    let mut data = asking.data;
    data["act"] = asking.act.into();
    data["reason"] = asking.reason.into();
    let asked = Asked {
        id,
        version: 1,
        act: asking.act.to_owned(),
        reason: asking.reason.to_owned(),
        asked_by,
        asked_at: now,
        plan: asking.plan,
    };
    let entry = Entry {
        at: now,
        actor: actor.journal_name(),
        subject_kind: "batch".to_owned(),
        subject_id: id.to_string(),
        version: 1,
        kind: "asked".to_owned(),
        data: data.into(),
    };
    let job: JobId = ids.id();
    let job = job_at(now, job, JobKind::Batch, None, json!(Input { batch: id }));
    let items = instances.iter().map(|instance| Item::new(id, *instance));
    (id, Batch::new().entry(entry).put(asked).put_all(items).put(job))
}

/// Does what is left of a batch, a stride at a time.
pub async fn run(app: &App, job: &Job) -> std::result::Result<(), JobError> {
    let Payload { input } = job.payload.read().map_err(JobError::never)?;
    let asked = batches::get(&app.db, input.batch).await.map_err(Error::from)?;
    let asked = asked.ok_or_else(|| JobError::never("the batch is gone"))?;
    let work = Work::of(app, &asked).await?;
    let by = asked.asked_by.parse().map_err(JobError::never)?;
    let actor = Actor::Person(Box::new(people::get(app, by).await?));
    let left = batches::items(&app.db, asked.id, ItemState::Waiting, None, STRIDE).await;
    let left = left.map_err(Error::from)?;
    let mut rehearsed = Vec::new();
    for item in &left {
        match &work {
            Work::Rehearse(prepared) => rehearsed.push(rehearse_one(app, &actor, item, prepared).await?),
            Work::Operate(_) | Work::Migrate(_) => one(app, &actor, item, &work, &asked.reason).await?,
        }
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
    let batch = rehearsed.iter().fold(Batch::new(), |batch, item| {
        batch.entry(marked(app, &actor, item, "rehearsed"))
    });
    let commit = Commit::of(batch.put_all(rehearsed).put(next)).expect::<Job>(&job.id, Some(job.version));
    app.writer.commit_patiently(commit).await.map_err(Error::from)?;
    Ok(())
}

/// Tries one instance and writes nothing: its row goes with the stride.
async fn rehearse_one(app: &App, actor: &Actor, item: &Item, prepared: &Prepared) -> Result<Item> {
    let ended = ended(app, item);
    match migrating::rehearse(app, actor, item.instance, prepared).await {
        Ok(()) => Ok(ended),
        Err(error) => Ok(failed(ended, why_not(error)?)),
    }
}

/// Acts on one instance, in the commit that marks its row; a refusal marks it too.
async fn one(app: &App, actor: &Actor, item: &Item, work: &Work, reason: &str) -> Result<()> {
    let done = ended(app, item);
    let expected = |commit: Commit| commit.expect::<Item>(&item.id, Some(item.version));
    let mark = |turn: &mut Turn| {
        turn.put(done.clone());
        Ok(())
    };
    let played = match work {
        Work::Operate(act) => {
            let play = |turn: &mut Turn| {
                mark(turn)?;
                play(turn, &act.act(), reason)
            };
            runtime::play_with(app, actor, item.instance, play, expected).await
        }
        Work::Rehearse(prepared) | Work::Migrate(prepared) => {
            migrating::migrate_with(app, actor, item.instance, (prepared, reason), mark, expected).await
        }
    };
    let Err(error) = played else {
        return Ok(());
    };
    let changed = matches!(work, Work::Migrate(_)) && matches!(error, Error::Conflict(_) | Error::Closed(_));
    let why = why_not(error)?;
    // It fitted when it was tried.
    let why = if changed { format!("{CHANGED}\n{why}") } else { why };
    let failed = failed(done, why);
    let batch = Batch::new().entry(marked(app, actor, &failed, "refused")).put(failed);
    match app.writer.commit_patiently(expected(Commit::of(batch))).await {
        // Another worker was quicker with it.
        Ok(_) | Err(CommitError::Conflict { .. }) => Ok(()),
        Err(error) => Err(error.into()),
    }
}

/// The entry of what a batch made of one instance, where the instance's own do not tell it.
fn marked(app: &App, actor: &Actor, item: &Item, kind: &str) -> Entry {
    let data = json!({ "batch": item.batch, "instance": item.instance, "error": item.error });
    let about: About<'_> = ("batch-item", &item.id, item.version);
    entry(app.clock.now(), actor, about, kind, data)
}

/// The row of an instance that was done now.
fn ended(app: &App, item: &Item) -> Item {
    Item {
        version: item.version + 1,
        state: ItemState::Done,
        ended_at: Some(app.clock.now()),
        ..item.clone()
    }
}

fn failed(ended: Item, why: String) -> Item {
    Item {
        state: ItemState::Failed,
        error: Some(why),
        ..ended
    }
}

/// Why an instance could not be done, for its row; what may go well later is an error of the job.
fn why_not(error: Error) -> Result<String> {
    match error {
        Error::Conflict(why) | Error::Closed(why) | Error::Forbidden(Denied { why, .. }) => Ok(why),
        Error::NotFound(_) | Error::Hidden(_) => Ok("Ese proceso no está en el sistema.".to_owned()),
        Error::Internal(why) => Ok(format!(
            "Algo falló por dentro; avise a quien mantiene el sistema: {why}"
        )),
        error => Err(error),
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

/// What was done, or could not be, of a batch: a page of them after an instance, and whether there are more.
pub async fn done_items(
    app: &App,
    actor: &Actor,
    id: BatchId,
    state: ItemState,
    after: Option<InstanceId>,
) -> Result<(Vec<Ended>, bool)> {
    operator(actor)?;
    let after = after.map(|instance| Item::id_of(id, instance));
    let mut items = batches::items(&app.db, id, state, after, SHOWN + 1).await?;
    let page = usize::try_from(SHOWN).unwrap_or(usize::MAX);
    let more = items.len() > page;
    items.truncate(page);
    let mut rows = Vec::new();
    for item in &items {
        rows.extend(instances::get(&app.db, item.instance).await?);
    }
    let radicados = radicados(app, &rows).await?;
    let ended = items.into_iter().map(|item| {
        let row = rows.iter().find(|row| row.id == item.instance);
        let radicado = row.and_then(|row| radicados.get(&row.case_id?).cloned());
        Ended { item, radicado }
    });
    Ok((ended.collect(), more))
}

async fn progressed(app: &App, asked: Asked) -> Result<Progressed> {
    let by = match asked.asked_by.parse() {
        Ok(id) => people::get(app, id).await?.name,
        Err(_) => String::new(),
    };
    Ok(Progressed {
        progress: batches::progress(&app.db, asked.id).await?,
        moving: Moving::of(&asked)?,
        by,
        asked,
    })
}
