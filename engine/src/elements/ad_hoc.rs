//! Ad-hoc subprocess: its activities are begun by people, in any order, until it is done
//! (BPMN 2.0.2, §13.3.5).

use super::Worked;
use crate::command::Rejection;
use crate::decide::{At, Outcome, Run, Todo, repeat, scopes};
use crate::event::{Cause, Wait};
use crate::expression::shown;
use crate::ids::{ElementId, ScopeId, TokenId};
use crate::incident::{Incident, IncidentKind, Retry};
use crate::instance::Instance;
use crate::lifecycle::IllegalTransition;
use crate::model::{AdHoc, Kind, NodeIx, Subprocess, Variety};
use crate::variables::{Name, Value};

/// Where its scope keeps which activities were done; no expression can name it.
const DONE: &str = "$done";
/// Where its scope keeps those that still begin by themselves.
const TO_BEGIN: &str = "$begin";

/// Begins the activities that begin by themselves.
pub(super) fn work(run: &mut Run<'_>, token: TokenId, at: At<'_>, how: &AdHoc) -> Worked {
    let scope = ScopeId::of(token);
    if let Some(begin) = &how.begin {
        let evaluated = begin.evaluate(run.around(&run.scoped(scope)));
        let ids = evaluated
            .value
            .as_list()
            .map(|ids| ids.iter().map(Value::as_str).collect::<Vec<_>>());
        let known = |id: &Option<&str>| id.and_then(|id| activity(at, id)).is_some();
        if !ids.is_some_and(|ids| ids.iter().all(known)) {
            let message = format!(
                "se esperaba una lista de actividades del subproceso, y hay {}",
                shown(&evaluated.value)
            );
            return Ok(Err(evaluated.incident(
                IncidentKind::Expression,
                message,
                begin,
                Retry::Work,
            )));
        }
        run.set_here(scope, [(Name::from(TO_BEGIN), evaluated.value)])?;
        begin_more(run, scope, at, how)?;
    }
    Ok(Ok(Outcome::Rest(Wait::Scope)))
}

/// Somebody begins an activity.
pub(crate) fn activate(run: &mut Run<'_>, token: TokenId, element: &ElementId) -> Result<(), Rejection> {
    let (at, how) = of(run, token).ok_or(Rejection::NotAdHoc(token))?;
    let scope = ScopeId::of(token);
    let node = activity(at, element.as_str()).ok_or_else(|| Rejection::NotInAdHoc(element.clone()))?;
    if how.sequential && !run.instance.index().is_empty(scope) {
        return Err(Rejection::OneByOne);
    }
    let flow = None;
    run.todo(Todo::Enter { node, scope, flow });
    Ok(())
}

/// Somebody says that it is done.
pub(crate) fn end(run: &mut Run<'_>, token: TokenId) -> Result<(), Rejection> {
    let (at, _) = of(run, token).ok_or(Rejection::NotAdHoc(token))?;
    let scope = ScopeId::of(token);
    scopes::terminate(run, scope, &at.node().id, None)?;
    Ok(finish(run, token, at)?)
}

/// An operator mended what its completion condition reads: it goes on with what is in it; says whether it is one.
pub(crate) fn resume(run: &mut Run<'_>, token: TokenId) -> Result<bool, IllegalTransition> {
    if how(run, token).is_none() {
        return Ok(false);
    }
    run.rest(token, Wait::Scope)?;
    run.todo(Todo::AdHoc { token });
    Ok(true)
}

/// A path ended at an activity: remembers it when it was one of an ad-hoc subprocess, which is then looked at.
pub(crate) fn performed(run: &mut Run<'_>, scope: ScopeId, element: &ElementId) -> Result<(), IllegalTransition> {
    let token = scope.owner();
    if how(run, token).is_none() {
        return Ok(());
    }
    let mut done: Vec<Value> = run
        .own_variable(scope, DONE)
        .as_list()
        .map(<[Value]>::to_vec)
        .unwrap_or_default();
    let id = Value::from(element.as_str());
    if !done.contains(&id) {
        done.push(id);
        run.set_here(scope, [(Name::from(DONE), Value::list(done))])?;
    }
    run.todo(Todo::AdHoc { token });
    Ok(())
}

/// Looks whether it is done, after an activity was.
pub(crate) fn look(run: &mut Run<'_>, token: TokenId, at: At<'_>) -> Result<(), IllegalTransition> {
    let Some((_, how)) = of(run, token) else {
        return Ok(());
    };
    let scope = ScopeId::of(token);
    match complete(run, token, at, how) {
        Err(incident) => {
            // The subprocess itself waits; what goes on inside is left alone.
            run.emit_continued(token, Cause::Scope)?;
            run.raise(token, incident)
        }
        Ok(true) if how.cancel_remaining => {
            scopes::terminate(run, scope, &at.node().id, None)?;
            finish(run, token, at)
        }
        Ok(true) => Ok(()),
        Ok(false) => begin_more(run, scope, at, how),
    }
}

/// For an ad-hoc subprocess in which nothing goes on: whether it waits for more.
pub(crate) fn goes_on(run: &mut Run<'_>, token: TokenId, at: At<'_>) -> Result<bool, IllegalTransition> {
    match of(run, token) {
        None => Ok(false),
        Some((_, how)) => Ok(!matches!(complete(run, token, at, how), Ok(true))),
    }
}

fn complete(run: &Run<'_>, token: TokenId, at: At<'_>, how: &AdHoc) -> Result<bool, Incident> {
    let scope = ScopeId::of(token);
    if let Some(until) = &how.until {
        return until
            .holds(run.around(&run.scoped(scope)))
            .map_err(|incident| Incident {
                retry: Retry::Join,
                ..incident
            });
    }
    let done = run.own_variable(scope, DONE);
    let done = done.as_list().unwrap_or_default();
    let mut last = activities(at).filter(|ix| at.graph.node(*ix).outgoing.is_empty());
    Ok(last.all(|ix| done.contains(&Value::from(at.graph.node(ix).id.as_str()))))
}

fn finish(run: &mut Run<'_>, token: TokenId, at: At<'_>) -> Result<(), IllegalTransition> {
    // A round is remembered when it leaves.
    if !repeat::is_instance(run, token) {
        super::compensation::remember(run, token, at)?;
    }
    run.emit_continued(token, Cause::Scope)?;
    run.todo(Todo::Leave { token });
    Ok(())
}

fn begin_more(run: &mut Run<'_>, scope: ScopeId, at: At<'_>, how: &AdHoc) -> Result<(), IllegalTransition> {
    let waiting = run.own_variable(scope, TO_BEGIN);
    let mut waiting = waiting.as_list().map(<[Value]>::to_vec).unwrap_or_default();
    if waiting.is_empty() || (how.sequential && !run.instance.index().is_empty(scope)) {
        return Ok(());
    }
    let count = if how.sequential { 1 } else { waiting.len() };
    let now: Vec<Value> = waiting.drain(..count).collect();
    run.set_here(scope, [(Name::from(TO_BEGIN), Value::list(waiting))])?;
    for node in now.iter().filter_map(Value::as_str).filter_map(|id| activity(at, id)) {
        let flow = None;
        run.todo(Todo::Enter { node, scope, flow });
    }
    Ok(())
}

/// The ad-hoc subprocess whose scope a token opened, while it goes on.
fn of<'a>(run: &Run<'a>, token: TokenId) -> Option<(At<'a>, &'a AdHoc)> {
    let there = run.instance.token(token)?;
    how(run, token).filter(|_| matches!(there.wait, Some(Wait::Scope)))
}

/// The same, also while it waits for an operator.
fn how<'a>(run: &Run<'a>, token: TokenId) -> Option<(At<'a>, &'a AdHoc)> {
    let at = run.at(token)?;
    run.body_of(ScopeId::of(token))?;
    match &at.node().kind {
        Kind::Subprocess(Subprocess {
            variety: Variety::AdHoc(how),
            ..
        }) => Some((at, how)),
        _ => None,
    }
}

/// For who works on it by itself: its first activity that was not done and can be begun, when nothing goes on in it.
pub(crate) fn next_undone<'a>(instance: &Instance, token: TokenId, at: At<'a>) -> Option<Option<&'a ElementId>> {
    let scope = ScopeId::of(token);
    let how = matches!(
        &at.node().kind,
        Kind::Subprocess(Subprocess {
            variety: Variety::AdHoc(_),
            ..
        })
    );
    let waits = matches!(instance.token(token)?.wait, Some(Wait::Scope));
    if !how || !waits || !instance.index().is_empty(scope) {
        return None;
    }
    let done = instance.scope(scope)?.variables.get(DONE).cloned().unwrap_or_default();
    let done = done.as_list().unwrap_or_default();
    let ids = activities(at).filter(|ix| at.graph.node(*ix).incoming.is_empty());
    let mut ids = ids.map(|ix| &at.graph.node(ix).id);
    // A path that began there may not have ended at it.
    let undone = |id: &&ElementId| !instance.passed(id.as_str()) && !done.contains(&Value::from(id.as_str()));
    Some(ids.find(undone))
}

/// Its activities, but for those that only undo or are begun by events.
fn activities<'a>(at: At<'a>) -> impl Iterator<Item = NodeIx> + use<'a> {
    at.graph.inside(Some(at.ix)).filter(move |ix| {
        let node = at.graph.node(*ix);
        node.kind.is_activity() && !node.for_compensation && !node.is_event_subprocess()
    })
}

fn activity(at: At<'_>, id: &str) -> Option<NodeIx> {
    activities(at).find(|ix| {
        let node = at.graph.node(*ix);
        node.id.as_str() == id && node.incoming.is_empty()
    })
}
