//! Errors that an activity throws: caught by a boundary event of the same code, else by one that
//! catches any, else by those of the subprocess around it; else an incident.

use super::boundary;
use crate::decide::{Run, each};
use crate::event::{Cause, Event};
use crate::ids::{ElementId, ScopeId, TokenId};
use crate::incident::{Incident, IncidentKind, Retry};
use crate::instance::ROOT;
use crate::lifecycle::IllegalTransition;
use crate::model::{Kind, Trigger};
use crate::variables::Value;

/// Throws an error at the activity a token is at.
pub(crate) fn throw(
    run: &mut Run<'_, '_>,
    token: TokenId,
    code: &str,
    detail: &Value,
) -> Result<(), IllegalTransition> {
    run.emit(Event::Continued {
        token,
        after: Cause::Error { code: code.to_owned() },
    })?;
    if !each::is_instance(run, token)
        && let Some(element) = catching(run, token, code)
    {
        return boundary::interrupt(run, token, &element, detail);
    }
    if throw_out_of(run, run.scope_of(token), code, detail)? {
        return Ok(());
    }
    let message = format!("la tarea terminó con el error `{code}` y nada en el proceso lo atiende");
    run.raise(token, Incident::new(IncidentKind::Error, message, Retry::Work))
}

/// Throws an error out of a subprocess, as far out as it is caught; says whether it was.
pub(crate) fn throw_out_of(
    run: &mut Run<'_, '_>,
    scope: ScopeId,
    code: &str,
    detail: &Value,
) -> Result<bool, IllegalTransition> {
    let mut scope = scope;
    while scope != ROOT {
        let owner = scope.owner();
        // The boundary events of an activity done for each item belong to the whole.
        if each::is_instance(run, owner) {
            scope = run.instance.scope(scope).and_then(|scope| scope.parent).unwrap_or(ROOT);
            continue;
        }
        if let Some(element) = catching(run, owner, code) {
            boundary::interrupt(run, owner, &element, detail)?;
            return Ok(true);
        }
        scope = run.scope_of(owner);
    }
    Ok(false)
}

fn catching(run: &Run<'_, '_>, token: TokenId, code: &str) -> Option<ElementId> {
    let node = run.definition.node(run.node_of(token)?);
    let catches = |wanted: Option<&str>| {
        node.boundary
            .iter()
            .map(|ix| run.definition.node(*ix))
            .find(|candidate| match &candidate.kind {
                Kind::Boundary(boundary) => {
                    matches!(&boundary.trigger, Trigger::Error(caught) if caught.as_deref() == wanted)
                }
                _ => false,
            })
    };
    catches(Some(code))
        .or_else(|| catches(None))
        .map(|node| node.id.clone())
}
