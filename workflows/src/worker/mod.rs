//! The workers of a node: jobs, timers, notices, search and seals. Each takes what is due, does it, and waits for the next.
//!
//! Work is leased, and the lease renewed while it runs: what a dead worker held is taken again when its lease ends.
//! Everything is done at least once, and commits expect the version that was taken, so it takes effect once.

mod backoff;
mod due;
pub mod lease;
mod outbox;
mod queue;

use std::future::Future;
use std::time::Duration;

use jiff::Timestamp;
use radica_storage::seals::Cadence;
use radica_storage::{jobs as waiting_jobs, notices as waiting_notices, timers};
use tokio::sync::watch;
use tokio::task::JoinHandle;

pub use due::fire_due_timers;
pub use outbox::send_due_notices;
pub use queue::drain_jobs;

use crate::app::App;
use crate::correlating;
use crate::indexer;
use crate::problem::Result;
use crate::{sealing, starting};

/// Tries before an operator has to look.
const TRIES: i64 = 8;
/// How many are taken at once.
const BATCH: i64 = 16;
/// Longest sleep, so that another node's work and clock changes are noticed.
const PATIENCE: Duration = Duration::from_secs(5);

/// Starts the workers; they end when `stop` does, those whose work is seen outside after what they have in hand.
pub fn start(app: &App, stop: impl Fn() -> watch::Receiver<bool>) -> Vec<JoinHandle<()>> {
    vec![
        tokio::spawn(loop_jobs(app.clone(), Stop(stop()))),
        tokio::spawn(loop_notices(app.clone(), Stop(stop()))),
        tokio::spawn(until_stopped(Stop(stop()), loop_timers(app.clone()))),
        tokio::spawn(until_stopped(Stop(stop()), loop_messages(app.clone()))),
        tokio::spawn(until_stopped(Stop(stop()), loop_index(app.clone()))),
        tokio::spawn(until_stopped(Stop(stop()), loop_seals(app.clone()))),
    ]
}

/// Whether the node is to stop.
#[derive(Clone)]
struct Stop(watch::Receiver<bool>);

impl Stop {
    fn never() -> Self {
        Self(watch::channel(false).1)
    }

    fn told(&self) -> bool {
        *self.0.borrow()
    }

    async fn wait(&self) {
        // An error means that the sender is gone, and so is the program.
        let _ = self.0.clone().wait_for(|stopped| *stopped).await;
    }
}

async fn until_stopped(stop: Stop, work: impl Future<Output = ()> + Send) {
    tokio::select! {
        () = work => {}
        () = stop.wait() => {}
    }
}

async fn loop_jobs(app: App, stop: Stop) {
    while !stop.told() {
        note("jobs", &queue::drain(&app, &stop).await);
        let next = waiting_jobs::next_due(&app.db).await.ok().flatten();
        let woken = tokio::time::timeout(pause_until(&app, next), app.writer.job_written());
        until_stopped(stop.clone(), async { drop(woken.await) }).await;
    }
}

async fn loop_notices(app: App, stop: Stop) {
    let mut position = app.writer.position();
    while !stop.told() {
        note("notices", &outbox::drain(&app, &stop).await);
        let next = waiting_notices::next_due(&app.db).await.ok().flatten();
        let woken = tokio::time::timeout(pause_until(&app, next), position.changed());
        until_stopped(stop.clone(), async { drop(woken.await) }).await;
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

async fn loop_index(app: App) {
    let mut position = app.writer.position();
    loop {
        note("search", &indexer::catch_up(&app).await);
        let woken = async {
            tokio::select! {
                _ = position.changed() => {}
                () = app.index.wanted() => {}
            }
        };
        let _ = tokio::time::timeout(PATIENCE, woken).await;
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
