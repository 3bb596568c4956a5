//! What stopped and needs somebody to look: instances with incidents, and jobs that were given up.

use radica_engine::incident::Incident;
use radica_engine::{Command, Instance, variables::Variables};
use radica_storage::ids::{InstanceId, JobId};
use radica_storage::instances::{self, Instance as Row};
use radica_storage::jobs::{self, Job, JobState};
use radica_storage::journal::Entry;
use radica_storage::notices::{self, Notice};
use radica_storage::{Batch, Commit};
use serde_json::json;

use crate::access::{Act, Subject, allowed};
use crate::actor::Actor;
use crate::app::App;
use crate::keeping::{self, Failing};
use crate::matter::Matter;
use crate::problem::{Error, Refused, Result};
use crate::runtime;

/// Rows of each list at most: who operates mends the first before looking at more.
const MOST: i64 = 200;
/// Notices shown of the outbox.
const LATEST: i64 = 100;

/// What an operator sees.
#[derive(Debug, Clone)]
pub struct Overview {
    /// Instances that stopped, the oldest first.
    pub stopped: Vec<Stopped>,
    /// Jobs of no instance that were given up.
    pub dead: Vec<Job>,
    /// Jobs that wait, at most [`MOST`].
    pub waiting: Vec<Job>,
    /// Blobs that are missing or damaged.
    pub failing: Vec<Failing>,
}

/// An instance that stopped.
#[derive(Debug, Clone)]
pub struct Stopped {
    /// What it decides on.
    pub matter: Matter,
    /// Names of the elements it stopped at, with why.
    pub incidents: Vec<(String, Incident)>,
}

/// Everything that stopped.
pub async fn overview(app: &App, actor: &Actor) -> Result<Overview> {
    operator(actor)?;
    let mut stopped = Vec::new();
    for row in instances::with_status(&app.db, "incident", None, MOST).await? {
        stopped.push(stopped_at(app, &row).await?);
    }
    let mut dead = jobs::with_state(&app.db, JobState::Dead, None, MOST).await?;
    dead.retain(|job| job.instance.is_none());
    let waiting = jobs::with_state(&app.db, JobState::Waiting, None, MOST).await?;
    Ok(Overview {
        stopped,
        dead,
        waiting,
        failing: keeping::failing(app).await?,
    })
}

/// Tries every incident of an instance again.
pub async fn retry(app: &App, actor: &Actor, id: InstanceId) -> Result<()> {
    operator(actor)?;
    let by = actor.person().map(|person| person.id.to_string());
    runtime::play(app, actor, id, |turn| {
        let tokens: Vec<_> = turn.matter.instance.incidents().map(|(token, _, _)| token).collect();
        for token in tokens {
            turn.run(Command::Retry {
                token,
                variables: Variables::default(),
                by: by.clone(),
            })?;
        }
        Ok(())
    })
    .await?;
    Ok(())
}

/// Puts a job that was given up back in the queue.
pub async fn retry_job(app: &App, actor: &Actor, id: JobId) -> Result<()> {
    operator(actor)?;
    let job = jobs::get(&app.db, id)
        .await?
        .filter(|job| job.state == JobState::Dead && job.instance.is_none());
    let job = job.ok_or(Error::NotFound("job"))?;
    let (read_at, now) = (job.version, app.clock.now());
    let entry = Entry {
        at: now,
        actor: actor.journal_name(),
        subject_kind: "job".to_owned(),
        subject_id: id.to_string(),
        version: read_at + 1,
        kind: "retried".to_owned(),
        data: json!({ "error": job.last_error }).into(),
    };
    let again = Job {
        version: read_at + 1,
        state: JobState::Waiting,
        attempts: 0,
        due_at: now,
        ..job
    };
    let commit = Commit::of(Batch::new().entry(entry).put(again)).expect::<Job>(&id, Some(read_at));
    app.writer.commit(commit).await?;
    Ok(())
}

/// The latest notices, whoever they went to. Only a demonstration shows them.
pub async fn outbox(app: &App) -> Result<Vec<Notice>> {
    Ok(notices::latest(&app.db, None, LATEST).await?)
}

/// One notice. Only a demonstration shows it.
pub async fn notice(app: &App, id: radica_storage::ids::NoticeId) -> Result<Notice> {
    notices::get(&app.db, id).await?.ok_or(Error::NotFound("notice"))
}

/// Refuses whoever does not operate the system.
///
/// # Errors
/// As any act of an operator.
pub fn allow(actor: &Actor) -> Result<()> {
    operator(actor)
}

/// Refuses whoever does not operate the system.
pub(crate) fn operator(actor: &Actor) -> Result<()> {
    if actor.person().is_none() {
        return Err(Error::SignInRequired);
    }
    if allowed(actor, Act::Operate, &Subject::default()) {
        return Ok(());
    }
    Err(Refused::part(Act::Operate).because("Solo quien administra el sistema ve los procesos detenidos."))
}

async fn stopped_at(app: &App, row: &Row) -> Result<Stopped> {
    let matter = Matter::read(app, row.id).await?;
    let name = |id: &str| {
        let named = matter.element(id).and_then(|node| node.name.clone());
        named.unwrap_or_else(|| id.to_owned())
    };
    let found = |instance: &Instance| {
        let incidents = instance
            .incidents()
            .map(|(_, element, incident)| (name(element.as_str()), incident.clone()));
        incidents.collect()
    };
    let incidents = found(&matter.instance);
    Ok(Stopped { matter, incidents })
}
