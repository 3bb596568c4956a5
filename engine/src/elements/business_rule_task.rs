//! Business rule task: a decision (DMN) is made with the variables that are seen.

use radica_feel::{RuleTrace, TableTrace};

use super::Worked;
use crate::decide::{Outcome, Run};
use crate::event::{Event, TableRead};
use crate::expression::{shown, with_env};
use crate::ids::TokenId;
use crate::incident::{Incident, IncidentKind, Retry};
use crate::library::Decision;
use crate::model::BusinessRuleTask;
use crate::variables::Value;

/// Decides, and keeps which rules matched.
pub(super) fn work(run: &mut Run<'_>, token: TokenId, task: &BusinessRuleTask) -> Worked {
    let Some(Decision { model, name, hash }) = run.library.decision(&task.decision) else {
        let message = format!("la decisión `{}` no existe", task.decision);
        return Ok(Err(Incident::new(IncidentKind::Decision, message, Retry::Work)));
    };
    let scope = run.local(token);
    let inputs = run.scoped(scope).all();
    let outcome = with_env(run.now, run.calendars, |env| model.evaluate(name, &inputs, env));
    let tables = outcome.tables.iter().map(table_read).collect();
    run.emit(Event::Decided {
        token,
        decision: task.decision.clone(),
        hash: hash.to_owned(),
        tables,
        value: outcome.value.clone(),
    })?;
    let unusable = match (&outcome.value, &task.result) {
        (Value::Null, None) => Some("la decisión no da ningún resultado"),
        (Value::Context(_), _) | (_, Some(_)) => None,
        _ => Some("la decisión no da un contexto, y la tarea no dice en qué variable guardar el resultado"),
    };
    let failed = outcome.value.is_null() && !outcome.explanation.is_empty();
    if unusable.is_some() || failed {
        let mut incident = Incident::new(
            IncidentKind::Decision,
            unusable.unwrap_or("la decisión no se pudo tomar"),
            Retry::Work,
        );
        incident.why = outcome.explanation.iter().map(ToString::to_string).collect();
        return Ok(Err(incident));
    }
    run.set_result(scope, task.result.as_ref(), &outcome.value)?;
    Ok(Ok(Outcome::Done))
}

fn table_read(trace: &TableTrace) -> TableRead {
    let failed = |rule: &RuleTrace| match rule {
        RuleTrace::Matched => None,
        RuleTrace::Failed(cell) => Some(u16::try_from(*cell).unwrap_or(u16::MAX)),
    };
    TableRead {
        inputs: trace.inputs.iter().map(shown).collect(),
        rules: trace.rules.iter().map(failed).collect(),
    }
}
