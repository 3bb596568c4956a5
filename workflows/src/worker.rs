//! The workers of a node: jobs, timers, notices, search and seals. Each takes what is due, does it, and waits for the next.
//!
//! Work is leased: what a dead worker held is taken again when its lease ends. Everything is done at least once, and
//! commits expect the version that was taken, so it takes effect once.

use std::future::Future;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use radica_engine::Command;
use radica_storage::crash::{self, Place};
use radica_storage::ids::InstanceId;
use radica_storage::jobs::{self as queue, Job, JobState};
use radica_storage::notices::{self as outbox, Notice, NoticeState};
use radica_storage::seals::Cadence;
use radica_storage::timers::{self, Timer};
use radica_storage::{Batch, Commit, instances};

use crate::actor::Actor;
use crate::app::App;
use crate::correlating;
use crate::indexer;
use crate::jobs::{self, JobError, JobKind};
use crate::notices::delivery::DeliveryError;
use crate::problem::{Error, Result};
use crate::runtime;
use crate::{sealing, starting};

/// How long a worker may hold what it took.
const LEASE: SignedDuration = SignedDuration::from_secs(120);
/// Tries before an operator has to look.
const TRIES: i64 = 8;
/// How many are taken at once.
const BATCH: i64 = 16;
/// Longest sleep, so that another node's work and clock changes are noticed.
const PATIENCE: Duration = Duration::from_secs(5);

/// Starts the workers; they end when `stop` does.
pub fn start(app: &App, stop: impl Fn() -> tokio::sync::watch::Receiver<bool>) -> Vec<tokio::task::JoinHandle<()>> {
    vec![
        tokio::spawn(until_stopped(stop(), loop_jobs(app.clone()))),
        tokio::spawn(until_stopped(stop(), loop_timers(app.clone()))),
        tokio::spawn(until_stopped(stop(), loop_messages(app.clone()))),
        tokio::spawn(until_stopped(stop(), loop_notices(app.clone()))),
        tokio::spawn(until_stopped(stop(), loop_index(app.clone()))),
        tokio::spawn(until_stopped(stop(), loop_seals(app.clone()))),
    ]
}

async fn until_stopped(mut stop: tokio::sync::watch::Receiver<bool>, work: impl Future<Output = ()> + Send) {
    tokio::select! {
        () = work => {}
        _ = stop.wait_for(|stopped| *stopped) => {}
    }
}

async fn loop_jobs(app: App) {
    loop {
        let done = drain_jobs(&app).await;
        note("jobs", &done);
        let next = queue::next_due(&app.db).await.ok().flatten();
        let pause = pause_until(&app, next);
        let _ = tokio::time::timeout(pause, app.writer.job_written()).await;
    }
}

async fn loop_timers(app: App) {
    loop {
        note("timers", &fire_due_timers(&app).await);
        let next = timers::next_due(&app.db).await.ok().flatten();
        let begins = starting::next_due(&app).await.ok().flatten();
        let next = next.into_iter().chain(begins).min();
        let _ = tokio::time::timeout(pause_until(&app, next), app.writer.timer_written()).await;
    }
}

async fn loop_messages(app: App) {
    loop {
        note("messages", &correlating::bring_messages(&app).await);
        let next = correlating::next_end(&app).await.ok().flatten();
        // What is past its end is kept for a suspended instance: it is looked at now and then, not at once.
        let next = next.filter(|end| *end > app.clock.now());
        let _ = tokio::time::timeout(pause_until(&app, next), app.writer.message_written()).await;
    }
}

async fn loop_notices(app: App) {
    let mut position = app.writer.position();
    loop {
        note("notices", &send_due_notices(&app).await);
        let next = outbox::next_due(&app.db).await.ok().flatten();
        let _ = tokio::time::timeout(pause_until(&app, next), position.changed()).await;
    }
}

async fn loop_index(app: App) {
    let mut position = app.writer.position();
    loop {
        note("search", &indexer::catch_up(&app).await);
        let _ = tokio::time::timeout(PATIENCE, position.changed()).await;
    }
}

/// Looks now and then, and at once when as many entries were written as one seal takes.
async fn loop_seals(app: App) {
    let many = i64::try_from(Cadence::default().entries).unwrap_or(i64::MAX);
    let mut position = app.writer.position();
    loop {
        if let Err(error) = sealing::seal_due(&app).await {
            tracing::error!(%error, "the worker of seals failed and goes on");
        }
        let from = *position.borrow_and_update();
        let many_more = position.wait_for(|reached| *reached - from >= many);
        let _ = tokio::time::timeout(sealing::LOOK, many_more).await;
    }
}

/// Does every job that is due; answers how many.
pub async fn drain_jobs(app: &App) -> Result<usize> {
    let mut done = 0;
    loop {
        let now = app.clock.now();
        let taken = queue::take(&app.db, "worker", now, later(now, LEASE), BATCH).await?;
        if taken.is_empty() {
            return Ok(done);
        }
        for job in taken {
            do_job(app, job).await?;
            done += 1;
        }
    }
}

async fn do_job(app: &App, job: Job) -> Result<()> {
    crash::reached(Place::JobTaken);
    let Err(error) = jobs::run(app, &job).await else {
        return Ok(());
    };
    // Its payload may have been changed by its own first commit.
    let Some(job) = queue::get(&app.db, job.id)
        .await?
        .filter(|job| job.state == JobState::Waiting)
    else {
        return Ok(());
    };
    tracing::warn!(job = %job.id, kind = job.kind, attempts = job.attempts, %error, "a job failed");
    let why = error.to_string();
    match error {
        JobError::Later(_) if job.attempts < TRIES => {
            let due_at = later(app.clock.now(), backoff(job.attempts));
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
        JobError::Later(_) | JobError::Never(_) => {
            let dead = Job {
                state: JobState::Dead,
                last_error: Some(why.clone()),
                lease_owner: None,
                ..job
            };
            raise_incident(app, dead, why).await
        }
    }
}

async fn put_job(app: &App, job: Job) -> Result<()> {
    let (id, version) = (job.id, job.version);
    let commit = Commit::of(Batch::new().put(Job {
        version: version + 1,
        ..job
    }));
    app.writer
        .commit_patiently(commit.expect::<Job>(&id, Some(version)))
        .await?;
    Ok(())
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
            turn.run(command.clone())
        },
        |commit| commit.expect::<Job>(&id, Some(version)),
    )
    .await?;
    Ok(())
}

/// Fires every timer that is due, of instances and of processes that begin by the clock; answers how many.
pub async fn fire_due_timers(app: &App) -> Result<usize> {
    let mut fired = starting::begin_due(app).await?;
    loop {
        let due = timers::due(&app.db, app.clock.now(), BATCH).await?;
        if due.is_empty() {
            return Ok(fired);
        }
        for timer in due {
            fire(app, timer).await?;
            fired += 1;
        }
    }
}

async fn fire(app: &App, timer: Timer) -> Result<()> {
    crash::reached(Place::TimerDue);
    let key = timer
        .key
        .parse()
        .map_err(|_| Error::Internal(format!("timer {} has no engine id", timer.id)))?;
    match runtime::fire_timer(app, timer.instance, key).await {
        Ok(_) => Ok(()),
        Err(Error::Conflict(_)) if is_suspended(app, timer.instance).await? => Ok(()),
        // Another node fired it, or the instance no longer waits: the row is what is left of it.
        Err(error @ (Error::Closed(_) | Error::Conflict(_) | Error::Internal(_))) => {
            tracing::info!(timer = timer.id, %error, "a timer is no longer waited for");
            let commit = Commit::of(Batch::new().delete::<Timer>(timer.id));
            app.writer.commit_patiently(commit).await?;
            Ok(())
        }
        Err(error) => Err(error),
    }
}

/// What falls due meanwhile happens when it resumes.
async fn is_suspended(app: &App, instance: InstanceId) -> Result<bool> {
    let row = instances::get(&app.db, instance).await?;
    Ok(row.is_some_and(|row| row.status == "suspended"))
}

/// Sends every notice that is due; answers how many went out.
pub async fn send_due_notices(app: &App) -> Result<usize> {
    let mut sent = 0;
    loop {
        let now = app.clock.now();
        let taken = outbox::take(&app.db, now, later(now, LEASE), BATCH).await?;
        if taken.is_empty() {
            return Ok(sent);
        }
        for notice in taken {
            sent += usize::from(send(app, notice).await?);
        }
    }
}

async fn send(app: &App, notice: Notice) -> Result<bool> {
    crash::reached(Place::NoticeTaken);
    let outcome = app.delivery.send(&notice).await;
    crash::reached(Place::NoticeSent);
    let (id, version) = (notice.id, notice.version);
    let now = app.clock.now();
    let went = outcome.is_ok();
    let notice = match outcome {
        Ok(()) => Notice {
            state: NoticeState::Sent,
            sent_at: Some(now),
            error: None,
            ..notice
        },
        Err(DeliveryError::Later(why)) if notice.attempts < TRIES => {
            tracing::warn!(notice = %id, attempts = notice.attempts, why, "a notice will be tried again");
            Notice {
                next_at: later(now, backoff(notice.attempts)),
                error: Some(why),
                ..notice
            }
        }
        Err(error) => {
            tracing::error!(notice = %id, %error, "a notice was given up");
            Notice {
                state: NoticeState::Failed,
                error: Some(error.to_string()),
                ..notice
            }
        }
    };
    let commit = Commit::of(Batch::new().put(Notice {
        version: version + 1,
        ..notice
    }));
    app.writer
        .commit_patiently(commit.expect::<Notice>(&id, Some(version)))
        .await?;
    Ok(went)
}

/// 2, 4, 8 … seconds, at most an hour.
fn backoff(attempts: i64) -> SignedDuration {
    let doublings = u32::try_from(attempts.clamp(1, 11)).unwrap_or(11);
    SignedDuration::from_secs(2_i64.pow(doublings).min(3600))
}

fn later(now: Timestamp, by: SignedDuration) -> Timestamp {
    now.checked_add(by).unwrap_or(now)
}

fn pause_until(app: &App, next: Option<Timestamp>) -> Duration {
    let until = next.map_or(PATIENCE, |due| {
        Duration::try_from(due.duration_since(app.clock.now())).unwrap_or(Duration::ZERO)
    });
    until.clamp(Duration::from_millis(20), PATIENCE)
}

fn note(what: &str, outcome: &Result<usize>) {
    if let Err(error) = outcome {
        tracing::error!(%error, "the worker of {what} failed and goes on");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waiting_doubles_until_an_hour() {
        assert_eq!(backoff(1), SignedDuration::from_secs(2));
        assert_eq!(backoff(3), SignedDuration::from_secs(8));
        assert_eq!(backoff(40), SignedDuration::from_secs(2048));
    }
}
