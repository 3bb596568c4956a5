//! What an operator does with an instance: retry, skip, move tokens, suspend, resume, cancel.

use super::{Run, Todo, repeat, scopes};
use crate::command::{Command, Modification, Placement, Rejection};
use crate::effect::Effect;
use crate::elements::ad_hoc;
use crate::event::{Cause, Event, Wait};
use crate::ids::{ScopeId, TokenId};
use crate::incident::{Incident, Retry};
use crate::instance::{ROOT, Token};
use crate::model::{Definition, Kind, NodeIx};
use crate::variables::{Value, Variables};

/// Does what an operator asks. All but resuming and cancelling leave a suspended instance suspended.
pub(super) fn operate(run: &mut Run<'_>, command: &Command) -> Result<(), Rejection> {
    match command {
        Command::Retry { token, variables, by } => retry(run, *token, variables, by.as_ref()),
        Command::Skip { token, result, by } => skip(run, *token, result, by.as_ref()),
        Command::Modify(modification) => modify(run, modification),
        Command::SetVariables { variables, .. } => Ok(run.set(ROOT, variables)?),
        Command::Suspend { reason, by } => suspend(run, reason, by.as_ref()),
        Command::Resume { by } => resume(run, by.as_ref()),
        Command::Cancel { reason, by } => cancel(run, reason, by.as_ref()),
        _ => Ok(()),
    }
}

fn incident_of(run: &Run<'_>, token: TokenId) -> Result<Incident, Rejection> {
    match run.instance.token(token).and_then(|token| token.wait.as_ref()) {
        Some(Wait::Incident { incident }) => Ok(incident.clone()),
        _ => Err(Rejection::NoIncident(token)),
    }
}

fn retry(run: &mut Run<'_>, token: TokenId, variables: &Variables, by: Option<&String>) -> Result<(), Rejection> {
    let retry = incident_of(run, token)?.retry;
    run.set(run.local(token), variables)?;
    let tokens = if retry == Retry::Join {
        gathered(run, token)
    } else {
        vec![token]
    };
    for token in tokens {
        again(run, token, retry, by)?;
    }
    Ok(())
}

/// All tokens with an incident at the join of one: each alone would miss the others again.
fn gathered(run: &Run<'_>, token: TokenId) -> Vec<TokenId> {
    let (scope, element) = (run.scope_of(token), run.element_of(token));
    let here = |other: &Token| {
        let joins = matches!(&other.wait, Some(Wait::Incident { incident }) if incident.retry == Retry::Join);
        joins && other.scope == scope && Some(&other.element) == element.as_ref()
    };
    let tokens = run.instance.tokens().filter(|(_, token)| here(token));
    tokens.map(|(id, _)| id).collect()
}

fn again(run: &mut Run<'_>, token: TokenId, retry: Retry, by: Option<&String>) -> Result<(), Rejection> {
    run.emit(Event::Continued {
        token,
        after: Cause::Retry { who: by.cloned() },
    })?;
    run.effect(Effect::ClearIncident { token });
    if matches!(retry, Retry::Join) && ad_hoc::resume(run, token)? {
        return Ok(());
    }
    let gathers = run.at(token).is_some_and(|at| at.node().quantity.start > 1);
    run.todo(match retry {
        Retry::Enter if repeat::is_instance(run, token) => Todo::Work { token },
        Retry::Enter => Todo::Begin { token },
        Retry::Join if gathers => Todo::Begin { token },
        Retry::Work | Retry::Join => Todo::Again { token },
        Retry::Leave => Todo::Leave { token },
        Retry::Listen => Todo::Listen { token },
    });
    Ok(())
}

fn skip(run: &mut Run<'_>, token: TokenId, result: &Value, by: Option<&String>) -> Result<(), Rejection> {
    let retry = incident_of(run, token)?.retry;
    let name = super::begin::result_name(run, token, result)?;
    run.emit(Event::Continued {
        token,
        after: Cause::Skip { who: by.cloned() },
    })?;
    run.effect(Effect::ClearIncident { token });
    // The event is not waited for any more; it did not happen either.
    if retry == Retry::Listen {
        return Ok(run.emit(Event::Left { token })?);
    }
    // What still goes on in a subprocess that is passed ends with it.
    if let Some(element) = run.element_of(token) {
        scopes::terminate(run, ScopeId::of(token), &element, None)?;
    }
    run.set_result(run.local(token), name.as_ref(), result)?;
    run.todo(Todo::Leave { token });
    Ok(())
}

fn modify(run: &mut Run<'_>, wanted: &Modification) -> Result<(), Rejection> {
    if let Some(unknown) = wanted.end.iter().find(|token| run.instance.token(**token).is_none()) {
        return Err(Rejection::NoToken(*unknown));
    }
    let places: Vec<(NodeIx, Option<ScopeId>)> = wanted
        .start
        .iter()
        .map(|placement| place(run, placement, &wanted.end))
        .collect::<Result<_, _>>()?;
    run.emit(Event::Modified {
        reason: wanted.reason.clone(),
        by: wanted.by.clone(),
    })?;
    run.set(ROOT, &wanted.variables)?;
    // A scope in which nothing is left is looked at only when the new tokens are there.
    for token in &wanted.end {
        if let Some(element) = run.element_of(*token) {
            scopes::end(run, *token, &element)?;
        }
    }
    for (node, scope) in places {
        let scope = match scope {
            Some(scope) => scope,
            None => surround(run, node)?,
        };
        let flow = None;
        run.todo(Todo::Enter { node, scope, flow });
    }
    Ok(())
}

/// Checks where a token is to be put; no scope means that those around the element must be begun first. Scopes
/// that end with one of the `ended` tokens are gone by then.
fn place(run: &Run<'_>, placement: &Placement, ended: &[TokenId]) -> Result<(NodeIx, Option<ScopeId>), Rejection> {
    let element = placement.element.clone();
    let no = |why| Rejection::NoPlace {
        element: element.clone(),
        why,
    };
    let scope = placement.scope;
    if scope.is_some_and(|scope| run.instance.scope(scope).is_none()) {
        return Err(no("there is no such scope"));
    }
    if scope.is_some_and(|scope| ends(run, scope, ended)) {
        return Err(no("its scope ends with a token that is ended"));
    }
    let graph = scope.map_or(run.root, |scope| run.graph(scope));
    let ix = graph.ix(&element).ok_or_else(|| no("it does not exist"))?;
    let node = graph.node(ix);
    if matches!(node.kind, Kind::Boundary(_)) {
        return Err(no("it is a boundary event"));
    }
    let fits = |scope: ScopeId| {
        let body = run.body_of(scope);
        body.is_some_and(|(of, parent)| of.hash == graph.hash && parent == node.parent)
    };
    if let Some(scope) = scope {
        return if fits(scope) {
            Ok((ix, Some(scope)))
        } else {
            Err(no("it does not stand in that scope"))
        };
    }
    let mut fitting = run
        .instance
        .scopes()
        .map(|(id, _)| id)
        .filter(|id| fits(*id) && !ends(run, *id, ended));
    match (fitting.next(), fitting.next()) {
        (Some(only), None) => Ok((ix, Some(only))),
        (None, _) if repeated_around(run, graph, node.parent) => {
            Err(no("the subprocess around it is done more than once, and is not active"))
        }
        (None, _) => Ok((ix, None)),
        (Some(_), Some(_)) => Err(no("several scopes hold it: name one")),
    }
}

/// Whether a scope, or one around it, was opened by a token that is ended.
fn ends(run: &Run<'_>, scope: ScopeId, ended: &[TokenId]) -> bool {
    let around = |inner: &ScopeId| run.instance.scope(*inner).and_then(|scope| scope.parent);
    let mut chain = std::iter::successors(Some(scope), around).filter(|scope| *scope != ROOT);
    chain.any(|scope| ended.contains(&scope.owner()))
}

/// Whether one of the subprocesses that would have to be begun is done more than once.
fn repeated_around(run: &Run<'_>, graph: &Definition, parent: Option<NodeIx>) -> bool {
    let chain = std::iter::successors(parent, |inner| graph.node(*inner).parent);
    chain
        .take_while(|inner| active(run, graph, *inner).is_none())
        .any(|inner| graph.node(inner).repeat.is_some())
}

/// The scope in which a subprocess goes on.
fn active(run: &Run<'_>, graph: &Definition, subprocess: NodeIx) -> Option<ScopeId> {
    let mut scopes = run.instance.scopes().map(|(id, _)| id);
    scopes.find(|id| {
        let body = run.body_of(*id);
        body.is_some_and(|(of, inside)| of.hash == graph.hash && inside == Some(subprocess))
    })
}

/// Begins the subprocesses around an element that are not active, outermost first, without their starts.
fn surround(run: &mut Run<'_>, node: NodeIx) -> Result<ScopeId, Rejection> {
    let graph = run.root;
    let Some(parent) = graph.node(node).parent else {
        return Ok(ROOT);
    };
    if let Some(scope) = active(run, graph, parent) {
        return Ok(scope);
    }
    let outer = surround(run, parent)?;
    let no = |why| Rejection::NoPlace {
        element: graph.node(node).id.clone(),
        why,
    };
    let token = run.enter(parent, outer, None, None)?;
    let token = token.ok_or_else(|| no("the subprocess around it cannot be begun"))?;
    let at = super::At { graph, ix: parent };
    if let Ok(waits) = crate::elements::arm::boundary(run, token, at) {
        crate::elements::arm::arm(run, crate::event::Holder::Token(token), waits)?;
    }
    let scope = super::data::open(run, token, graph.node(parent), None)?;
    crate::elements::subprocess::furnish(run, scope, graph, Some(parent))?;
    run.rest(token, Wait::Scope)?;
    Ok(scope)
}

fn suspend(run: &mut Run<'_>, reason: &str, by: Option<&String>) -> Result<(), Rejection> {
    if run.instance.suspended() {
        return Err(Rejection::Suspended);
    }
    run.emit(Event::Suspended {
        reason: reason.to_owned(),
        by: by.cloned(),
    })?;
    run.effect(Effect::Suspend);
    Ok(())
}

fn resume(run: &mut Run<'_>, by: Option<&String>) -> Result<(), Rejection> {
    if !run.instance.suspended() {
        return Err(Rejection::NotSuspended);
    }
    run.emit(Event::Resumed { by: by.cloned() })?;
    run.effect(Effect::Resume);
    Ok(())
}

fn cancel(run: &mut Run<'_>, reason: &str, by: Option<&String>) -> Result<(), Rejection> {
    let tokens: Vec<TokenId> = run.instance.tokens().map(|(id, _)| id).collect();
    for token in tokens {
        run.withdraw(token);
    }
    let scopes: Vec<ScopeId> = run.instance.scopes().map(|(id, _)| id).collect();
    for scope in scopes {
        run.disarm(crate::event::Holder::Scope(scope));
    }
    run.emit(Event::Cancelled {
        reason: reason.to_owned(),
        by: by.cloned(),
    })?;
    run.effect(Effect::Finished { cancelled: true });
    Ok(())
}
