//! Timers: no lease is needed, for the commit on the instance lets one of two nodes fire.

use std::collections::BTreeSet;

use radica_storage::crash::{self, Place};
use radica_storage::timers::{self, Timer};
use radica_storage::{Batch, Commit};

use super::BATCH;
use crate::app::App;
use crate::problem::{Error, Result};
use crate::{runtime, starting};

/// Fires every timer that is due, of instances and of processes that begin by the clock; answers how many.
pub async fn fire_due_timers(app: &App) -> Result<usize> {
    let mut fired = starting::begin_due(app).await?;
    // What could not be fired does not hold back what is due after it.
    let mut held_up = BTreeSet::new();
    loop {
        let many = BATCH.saturating_add(i64::try_from(held_up.len()).unwrap_or(i64::MAX));
        let mut due = timers::due(&app.db, app.clock.now(), many).await?;
        due.retain(|timer| !held_up.contains(&timer.id));
        if due.is_empty() {
            return Ok(fired);
        }
        for timer in due {
            match fire(app, &timer).await {
                Ok(()) => fired += 1,
                Err(error @ (Error::Busy | Error::Unavailable { .. })) => return Err(error),
                Err(error) => {
                    tracing::warn!(timer = timer.id, %error, "a timer was not fired and stays");
                    held_up.insert(timer.id);
                }
            }
        }
    }
}

async fn fire(app: &App, timer: &Timer) -> Result<()> {
    crash::reached(Place::TimerDue);
    let key = timer
        .key
        .parse()
        .map_err(|_| Error::Internal(format!("timer {} has no engine id", timer.id)))?;
    match runtime::fire_timer(app, timer.instance, key).await {
        Ok(_) => Ok(()),
        // Another node fired it, or the instance no longer waits: the row is what is left of it.
        Err(Error::Closed(_)) => {
            tracing::info!(timer = timer.id, "a timer is no longer waited for");
            let commit = Commit::of(Batch::new().delete::<Timer>(timer.id.clone()));
            app.writer.commit_patiently(commit).await?;
            Ok(())
        }
        // Suspended meanwhile, changed by others at every try, or the clock was set back: it is due again.
        Err(error) => Err(error),
    }
}
