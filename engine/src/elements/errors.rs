//! Errors: they end the activity or the scope that catches them; uncaught, they are incidents.

use super::catching::{self, Catcher, Fit};
use crate::decide::{Run, begin_event, interrupt};
use crate::event::{Cause, Event};
use crate::ids::{ScopeId, TokenId};
use crate::incident::{Incident, IncidentKind, Retry};
use crate::lifecycle::IllegalTransition;
use crate::model::Trigger;
use crate::variables::Value;

/// Throws an error at the activity a token is at.
pub(crate) fn throw(run: &mut Run<'_>, token: TokenId, code: &str, detail: &Value) -> Result<(), IllegalTransition> {
    run.emit(Event::Continued {
        token,
        after: Cause::Error { code: code.to_owned() },
    })?;
    let catcher = catching::from_token(run, token, &|trigger| fit(trigger, code));
    if give(run, catcher, detail)? {
        return Ok(());
    }
    let message = format!("la tarea terminó con el error `{code}` y nada en el proceso lo atiende");
    run.raise(token, Incident::new(IncidentKind::Error, message, Retry::Work))
}

/// Throws an error at a token's activity while it waits for its rounds; says whether it was caught.
pub(super) fn throw_from(run: &mut Run<'_>, token: TokenId, code: &str) -> Result<bool, IllegalTransition> {
    let catcher = catching::from_token(run, token, &|trigger| fit(trigger, code));
    give(run, catcher, &Value::Null)
}

/// Throws an error out of a scope, as far out as it is caught; says whether it was.
pub(super) fn throw_out_of(
    run: &mut Run<'_>,
    scope: ScopeId,
    code: &str,
    detail: &Value,
) -> Result<bool, IllegalTransition> {
    let catcher = catching::from_scope(run, scope, &|trigger| fit(trigger, code));
    give(run, catcher, detail)
}

/// Whether an error that is thrown out of a scope is caught.
pub(super) fn is_caught_outside(run: &Run<'_>, scope: ScopeId, code: &str) -> bool {
    catching::from_scope(run, scope, &|trigger| fit(trigger, code)).is_some()
}

fn give(run: &mut Run<'_>, catcher: Option<Catcher<'_>>, detail: &Value) -> Result<bool, IllegalTransition> {
    match catcher {
        Some(Catcher::Boundary(token, event)) => interrupt(run, token, event, detail)?,
        Some(Catcher::Event(scope, start)) => begin_event(run, scope, start, detail)?,
        None => return Ok(false),
    }
    Ok(true)
}

fn fit(trigger: &Trigger, code: &str) -> Option<Fit> {
    match trigger {
        Trigger::Error(Some(caught)) if caught == code => Some(Fit::Exactly),
        Trigger::Error(None) => Some(Fit::Any),
        _ => None,
    }
}
