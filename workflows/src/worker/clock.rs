//! Timers: no lease is needed, for the commit on the instance lets one of two nodes fire.

use radica_storage::crash::{self, Place};
use radica_storage::ids::InstanceId;
use radica_storage::timers::{self, Timer};
use radica_storage::{Batch, Commit, instances};

use super::BATCH;
use crate::app::App;
use crate::problem::{Error, Result};
use crate::{runtime, starting};

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
