//! When a timer is due: fixed by the definition, or computed when the wait begins.

use jiff::Timestamp;

use crate::decide::Run;
use crate::expression::{Expression, shown};
use crate::ids::ScopeId;
use crate::incident::{Incident, IncidentKind, Retry};
use crate::model::TimerSpec;
use crate::schedule::{Schedule, ScheduleError};
use crate::variables::Value;

/// The moment a timer is due.
pub(super) fn moment(run: &Run<'_, '_>, scope: ScopeId, spec: &TimerSpec, retry: Retry) -> Result<Timestamp, Incident> {
    let wrong = |error: ScheduleError| Incident::new(IncidentKind::Schedule, error.to_string(), retry);
    match spec {
        TimerSpec::Fixed(schedule) => schedule.moment(run.now(), run.env.calendars).map_err(wrong),
        TimerSpec::Computed(expression) => computed(run, scope, expression, retry)?
            .moment(run.now(), run.env.calendars)
            .map_err(wrong),
    }
}

fn computed(run: &Run<'_, '_>, scope: ScopeId, expression: &Expression, retry: Retry) -> Result<Schedule, Incident> {
    let evaluated = expression.evaluate(run.around(&run.scoped(scope)));
    // Dates, date-times and durations write themselves in the forms that a schedule reads.
    let schedule = match &evaluated.value {
        Value::String(text) => text.parse().ok(),
        value @ (Value::Date(_) | Value::DateTime(_) | Value::DaysAndTime(_) | Value::YearsAndMonths(_)) => {
            value.to_string().parse().ok()
        }
        _ => None,
    };
    schedule.ok_or_else(|| {
        let message = format!(
            "el temporizador necesita una fecha o una duración, y tiene {}",
            shown(&evaluated.value)
        );
        evaluated.incident(IncidentKind::Schedule, message, expression, retry)
    })
}
