//! Script task: a FEEL expression. A context sets its entries; another value goes to the result.

use super::Worked;
use crate::decide::{Outcome, Run};
use crate::ids::TokenId;
use crate::incident::{IncidentKind, Retry};
use crate::model::ScriptTask;
use crate::variables::Value;

/// Computes and sets.
pub(super) fn work(run: &mut Run<'_>, token: TokenId, task: &ScriptTask) -> Worked {
    let scope = run.local(token);
    let evaluated = task.script.evaluate(run.around(&run.scoped(scope)));
    let wrong = match (&evaluated.value, &task.result) {
        (Value::Null, _) => Some("el cálculo da nulo"),
        (Value::Context(_), _) | (_, Some(_)) => None,
        (_, None) => Some("el cálculo no da un contexto, y la tarea no dice en qué variable guardarlo"),
    };
    if let Some(message) = wrong {
        let incident = evaluated.incident(IncidentKind::Expression, message.to_owned(), &task.script, Retry::Work);
        return Ok(Err(incident));
    }
    // A context sets its entries even when there is a result variable for other values.
    let context = matches!(evaluated.value, Value::Context(_));
    let name = if context { None } else { task.result.as_ref() };
    run.set_result(scope, name, &evaluated.value)?;
    Ok(Ok(Outcome::Done))
}
