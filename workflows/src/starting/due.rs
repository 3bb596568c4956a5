//! Times that begin a process: each that falls due leaves a job, in the commit that says when it is due again.

use jiff::Timestamp;
use radica_engine::model::{BegunBy, TimerSpec};
use radica_engine::schedule::Schedule;
use radica_engine::{Definition, calendar::Calendar};
use radica_storage::record::changed;
use radica_storage::starts::{self, Start};
use radica_storage::{Batch, Commit, CommitError};

use super::begin::by_time;
use super::deploy::SUBJECT;
use crate::actor::Actor;
use crate::app::App;
use crate::journaling::{About, entry};
use crate::problem::{Error, Result};

/// How many are read at once.
const BATCH: i64 = 16;
/// Times of a limited cycle that are counted one by one when they passed before the process was deployed.
const COUNTED: u32 = 100_000;

/// Leaves a job for every process whose time has come; answers how many.
pub async fn begin_due(app: &App) -> Result<usize> {
    let mut begun = 0;
    loop {
        let due = starts::due(&app.db, app.clock.now(), BATCH).await?;
        if due.is_empty() {
            return Ok(begun);
        }
        for start in due {
            begun += usize::from(fire(app, start).await?);
        }
    }
}

/// When the next such time is due.
pub async fn next_due(app: &App) -> Result<Option<Timestamp>> {
    Ok(starts::next_due(&app.db).await?)
}

/// Whether it was this node that did it.
async fn fire(app: &App, start: Start) -> Result<bool> {
    let Some(due_at) = start.due_at else {
        return Ok(false);
    };
    let (due_again, times_left) = match again(app, &start, due_at).await {
        Ok(next) => next,
        Err(error) => {
            tracing::error!(start = start.id, %error, "a time is not due again");
            (None, start.times_left)
        }
    };
    let read_at = start.version;
    let job = by_time(app, &start, due_at);
    let next = Start {
        version: read_at + 1,
        due_at: due_again,
        times_left,
        ..start.clone()
    };
    let told = changed(Some(&start), &next, &[]);
    let id = next.id.clone();
    let about: About<'_> = (SUBJECT, &id, next.version);
    let entry = entry(
        app.clock.now(),
        &Actor::System("timers"),
        about,
        "fired",
        told.unwrap_or_default(),
    );
    let commit = Commit::of(Batch::new().entry(entry).put(next).put(job)).expect::<Start>(&id, Some(read_at));
    match app.writer.commit_patiently(commit).await {
        Ok(_) => Ok(true),
        Err(CommitError::Conflict { .. }) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

/// When a time is due after it was, and how often still. What was missed while nobody looked is not made up for.
async fn again(app: &App, start: &Start, last: Timestamp) -> Result<(Option<Timestamp>, Option<i64>)> {
    let left = start.times_left.map(|left| left.saturating_sub(1));
    if left == Some(0) {
        return Ok((None, left));
    }
    let (now, calendar) = (app.clock.now(), &app.rules.catalog.calendar);
    let process = app.rules.definitions.get(&app.db, &start.definition).await?;
    let timer = timer_of(&process, start).ok_or_else(|| Error::Internal(format!("{} is no time", start.id)))?;
    let schedule = timer.without_instance(now, calendar).map_err(Error::Internal)?;
    let next = after(&schedule, last, now, calendar).map_err(Error::Internal)?;
    Ok((Some(next), left))
}

fn timer_of<'a>(process: &'a Definition, start: &Start) -> Option<&'a TimerSpec> {
    process.begun_by().into_iter().find_map(|beginning| match beginning.by {
        BegunBy::Timer(timer)
            if beginning.element.id.as_str() == start.element && i64::from(beginning.part) == start.part =>
        {
            Some(timer)
        }
        _ => None,
    })
}

/// The moment after `last`, and not before `now`.
fn after(
    schedule: &Schedule,
    last: Timestamp,
    now: Timestamp,
    calendar: &Calendar,
) -> std::result::Result<Timestamp, String> {
    let step = |from| schedule.again(from, now, calendar).map_err(|error| error.to_string());
    // At most one moment lies between: the engine leaves out the others.
    let next = step(last)?;
    if next > now { Ok(next) } else { step(next) }
}

/// When a time is first due, counted from its deployment, and how often. What passed before nobody was there to see;
/// of a limited cycle it is counted.
///
/// # Errors
/// When it has no moment, in Spanish.
pub(super) fn first(
    timer: &TimerSpec,
    now: Timestamp,
    calendar: &Calendar,
) -> std::result::Result<(Option<Timestamp>, Option<i64>), String> {
    let schedule = timer.without_instance(now, calendar)?;
    let mut at = schedule.moment(now, calendar).map_err(|error| error.to_string())?;
    let times = schedule.times();
    let mut passed = 0;
    while at < now {
        passed += 1;
        at = match times {
            Some(times) if passed >= times.min(COUNTED) => return Ok((None, Some(0))),
            Some(_) => schedule.again(at, at, calendar).map_err(|error| error.to_string())?,
            None => after(&schedule, at, now, calendar)?,
        };
    }
    Ok((Some(at), times.map(|times| i64::from(times - passed))))
}
