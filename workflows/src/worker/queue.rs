//! Jobs: taken with a lease, done, tried again later, or given up for an operator.

use radica_engine::Command;
use radica_storage::crash::{self, Place};
use radica_storage::ids::JobId;
use radica_storage::jobs::{self as queue, Job, JobState};
use radica_storage::journal::Entry;
use radica_storage::{Batch, Commit};
use serde_json::json;

use super::{BATCH, Stop, TRIES, backoff, lease};
use crate::actor::Actor;
use crate::app::App;
use crate::jobs::{self, JobError, JobKind};
use crate::journaling::{About, entry};
use crate::problem::{Error, Result};
use crate::runtime;

/// Times that a job may be begun without ending well or badly: what ends its node each time is given up too.
const BEGUN: i64 = 2 * TRIES;

/// Does every job that is due; answers how many.
pub async fn drain_jobs(app: &App) -> Result<usize> {
    drain(app, &Stop::never()).await
}

/// As [`drain_jobs`], until the node stops; what it began it ends.
pub(super) async fn drain(app: &App, stop: &Stop) -> Result<usize> {
    let mut done = 0;
    loop {
        let now = app.clock.now();
        // Of this taking alone, so that a lease that was lost to this same node is not renewed either.
        let owner = app.ids().ulid().to_string();
        let taken = queue::take(&app.db, &owner, now, lease::until(now), BATCH).await?;
        if taken.is_empty() || stop.told() {
            give_back(app, &owner, &taken).await?;
            return Ok(done);
        }
        let ids: Vec<JobId> = taken.iter().map(|job| job.id).collect();
        let renew = |until| queue::renew(&app.db, &owner, &ids, until);
        done += lease::held(app, do_all(app, &owner, taken, stop), renew).await?;
    }
}

async fn do_all(app: &App, owner: &str, taken: Vec<Job>, stop: &Stop) -> Result<usize> {
    let mut left = taken.into_iter();
    let mut done = 0;
    while let Some(job) = left.next() {
        match do_job(app, owner, job).await {
            Ok(()) => done += 1,
            Err(Error::Conflict(_)) => tracing::info!("a job was taken by another worker meanwhile"),
            Err(error) => return Err(error),
        }
        if stop.told() {
            give_back(app, owner, left.as_slice()).await?;
            break;
        }
    }
    Ok(done)
}

/// What was not begun need not wait for the end of its lease.
async fn give_back(app: &App, owner: &str, jobs: &[Job]) -> Result<()> {
    if !jobs.is_empty() {
        let ids: Vec<JobId> = jobs.iter().map(|job| job.id).collect();
        queue::renew(&app.db, owner, &ids, app.clock.now()).await?;
    }
    Ok(())
}

async fn do_job(app: &App, owner: &str, job: Job) -> Result<()> {
    crash::reached(Place::JobTaken);
    if job.attempts > BEGUN {
        let why = format!("Se empezó {} veces y nunca terminó.", job.attempts - 1);
        return give_up(app, job, why).await;
    }
    let Err(error) = jobs::run(app, &job).await else {
        return Ok(());
    };
    // Its payload may have been changed by its own first commit.
    let is_ours = |job: &Job| job.state == JobState::Waiting && job.lease_owner.as_deref() == Some(owner);
    let Some(job) = queue::get(&app.db, job.id).await?.filter(is_ours) else {
        return Ok(());
    };
    tracing::warn!(job = %job.id, kind = job.kind, attempts = job.attempts, %error, "a job failed");
    let why = error.to_string();
    match error {
        JobError::Later(_) if job.attempts < TRIES => {
            let due_at = backoff::after(app.clock.now(), job.attempts, job.id.into());
            put_job(
                app,
                Job {
                    due_at,
                    last_error: Some(why),
                    lease_owner: None,
                    ..job
                },
            )
            .await
        }
        JobError::Later(_) | JobError::Never(_) => give_up(app, job, why).await,
    }
}

async fn give_up(app: &App, job: Job, why: String) -> Result<()> {
    let dead = Job {
        state: JobState::Dead,
        last_error: Some(why.clone()),
        lease_owner: None,
        ..job
    };
    raise_incident(app, dead, why).await
}

async fn put_job(app: &App, job: Job) -> Result<()> {
    let (id, version) = (job.id, job.version);
    let job = Job {
        version: version + 1,
        ..job
    };
    let batch = match job.state {
        JobState::Dead => Batch::new().entry(died(app, &job)),
        JobState::Waiting | JobState::Done => Batch::new(),
    };
    let commit = Commit::of(batch.put(job));
    app.writer
        .commit_patiently(commit.expect::<Job>(&id, Some(version)))
        .await?;
    Ok(())
}

/// The entry of a job that was given up.
fn died(app: &App, job: &Job) -> Entry {
    let instance = job.instance.map(|instance| instance.to_string());
    let data = json!({ "kind": job.kind, "instance": instance, "attempts": job.attempts, "error": job.last_error });
    let about: About<'_> = ("job", &job.id, job.version);
    entry(app.clock.now(), &Actor::System("jobs"), about, "died", data)
}

/// The instance that waits for the job shows an incident; a job without one stays in the list of dead jobs.
async fn raise_incident(app: &App, job: Job, error: String) -> Result<()> {
    let waited_for = JobKind::parse(&job.kind).is_none_or(JobKind::is_of_the_engine);
    let Some(instance) = job.instance.filter(|_| waited_for) else {
        return put_job(app, job).await;
    };
    let command = Command::FailJob {
        job: jobs::issue_document::engine_job(job.id),
        error,
    };
    let (id, version) = (job.id, job.version);
    let dead = Job {
        version: version + 1,
        ..job
    };
    runtime::play_with(
        app,
        &Actor::System("jobs"),
        instance,
        |turn| {
            turn.put(dead.clone());
            turn.enter(died(app, &dead));
            turn.run(command.clone())
        },
        |commit| commit.expect::<Job>(&id, Some(version)),
    )
    .await?;
    Ok(())
}
