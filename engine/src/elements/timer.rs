//! When a timer is due: fixed by the definition, or computed when the wait begins.

use jiff::Timestamp;

use crate::decide::Run;
use crate::expression::{Evaluated, Expression, Surroundings, shown};
use crate::ids::ScopeId;
use crate::incident::{Incident, IncidentKind, Retry};
use crate::model::TimerSpec;
use crate::schedule::{Schedule, ScheduleError};
use crate::variables::Value;

/// The moment a timer is first due, and how often it is due at most.
pub(super) fn first(
    run: &Run<'_>,
    scope: ScopeId,
    spec: &TimerSpec,
    retry: Retry,
) -> Result<(Timestamp, Option<u32>), Incident> {
    let schedule = schedule(run, scope, spec, retry)?;
    let at = schedule
        .moment(run.now, run.calendars)
        .map_err(|error| wrong(&error, retry))?;
    Ok((at, schedule.times()))
}

/// The moment a timer is due again, that was last due then.
pub(super) fn again(run: &Run<'_>, scope: ScopeId, spec: &TimerSpec, last: Timestamp) -> Result<Timestamp, Incident> {
    let schedule = schedule(run, scope, spec, Retry::Enter)?;
    let next = schedule.again(last, run.now, run.calendars);
    next.map_err(|error| wrong(&error, Retry::Enter))
}

fn wrong(error: &ScheduleError, retry: Retry) -> Incident {
    Incident::new(IncidentKind::Schedule, error.to_string(), retry)
}

fn schedule(run: &Run<'_>, scope: ScopeId, spec: &TimerSpec, retry: Retry) -> Result<Schedule, Incident> {
    match spec {
        TimerSpec::Fixed(schedule) => Ok(schedule.clone()),
        TimerSpec::Computed(expression) => computed(run, scope, expression, retry),
    }
}

fn computed(run: &Run<'_>, scope: ScopeId, expression: &Expression, retry: Retry) -> Result<Schedule, Incident> {
    scheduled(expression, run.around(&run.scoped(scope)))
        .map_err(|(evaluated, why)| evaluated.incident(IncidentKind::Schedule, why, expression, retry))
}

/// The schedule that an expression gives, or why what it gives is none.
pub(crate) fn scheduled(expression: &Expression, around: Surroundings<'_>) -> Result<Schedule, (Evaluated, String)> {
    let evaluated = expression.evaluate(around);
    // Dates, date-times and durations write themselves in the forms that a schedule reads.
    let schedule = match &evaluated.value {
        Value::String(text) => text.parse().ok(),
        value @ (Value::Date(_) | Value::DateTime(_) | Value::DaysAndTime(_) | Value::YearsAndMonths(_)) => {
            value.to_string().parse().ok()
        }
        _ => None,
    };
    schedule.ok_or_else(|| {
        let found = shown(&evaluated.value);
        let why = format!("el temporizador necesita una fecha o una duración, y tiene {found}");
        (evaluated, why)
    })
}
