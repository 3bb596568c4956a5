//! Subprocesses: they open a scope and wait until no token is left in it.

use super::{Worked, ad_hoc, arm};
use crate::decide::{At, Outcome, Run, Todo, data};
use crate::event::{Event, Holder, Wait};
use crate::ids::{ScopeId, TokenId};
use crate::incident::{Incident, Retry};
use crate::instance::Token;
use crate::lifecycle::IllegalTransition;
use crate::model::{Boundary, Definition, Kind, NodeIx, Starts, Subprocess, Variety};
use crate::variables::Value;

/// Opens the scope and brings tokens to where it starts.
pub(super) fn work(run: &mut Run<'_>, token: TokenId, at: At<'_>, subprocess: &Subprocess) -> Worked {
    let scope = data::open(run, token, at.node(), None)?;
    furnish(run, scope, at.graph, Some(at.ix))?;
    if let Variety::AdHoc(how) = &subprocess.variety {
        return ad_hoc::work(run, token, at, how);
    }
    enter_starts(run, scope, at.graph, &subprocess.body.starts);
    Ok(Ok(Outcome::Rest(Wait::Scope)))
}

/// Brings tokens to where a process or subprocess starts that the flow starts.
pub(super) fn enter_starts(run: &mut Run<'_>, scope: ScopeId, graph: &Definition, starts: &Starts) {
    let plain = |ix: &&NodeIx| graph.node(**ix).on().is_none_or(|on| on.triggers.is_empty());
    let starts: Vec<NodeIx> = match starts {
        Starts::Implicit(all) => all.clone(),
        Starts::Events(starts) => match starts.iter().find(plain) {
            Some(plain) => vec![*plain],
            None => starts.first().copied().into_iter().collect(),
        },
    };
    for node in starts {
        let flow = None;
        run.todo(Todo::Enter { node, scope, flow });
    }
}

/// Begins an event subprocess at its start, which happened.
pub(crate) fn begin_at(
    run: &mut Run<'_>,
    token: TokenId,
    at: At<'_>,
    start: NodeIx,
    content: &Value,
) -> Result<(), IllegalTransition> {
    let scope = data::open(run, token, at.node(), None)?;
    furnish(run, scope, at.graph, Some(at.ix))?;
    run.rest(token, Wait::Scope)?;
    run.todo(Todo::Happened {
        node: start,
        scope,
        flow: None,
        content: content.clone(),
    });
    Ok(())
}

/// An operator mended what kept an event from being waited for: that of an event subprocess, or one beside an
/// activity.
pub(crate) fn listen(run: &mut Run<'_>, token: TokenId, at: At<'_>) -> Result<(), IllegalTransition> {
    let scope = run.scope_of(token);
    run.emit(Event::Left { token })?;
    match &at.node().kind {
        Kind::Boundary(boundary) => listen_beside(run, scope, at, boundary),
        _ => furnish(run, scope, at.graph, at.node().parent),
    }
}

/// Waits again for an event beside the tokens at its activity that no longer do; none may be left.
fn listen_beside(run: &mut Run<'_>, scope: ScopeId, at: At<'_>, boundary: &Boundary) -> Result<(), IllegalTransition> {
    let (event, host) = (at.node(), &at.graph.node(boundary.host).id);
    let missing = |token: &Token| token.boundary.iter().all(|wait| wait.element != event.id);
    let tokens = run.instance.tokens();
    let without = tokens.filter(|(_, token)| token.scope == scope && token.element == *host && missing(token));
    let without: Vec<TokenId> = without.map(|(id, _)| id).collect();
    for token in without {
        match arm::plan(run, scope, event, &boundary.on, boundary.interrupting) {
            Ok(waits) => arm::arm(run, Holder::Token(token), waits)?,
            Err(incident) => return unheard(run, at.ix, scope, incident),
        }
    }
    Ok(())
}

/// For an event that cannot be waited for, a token waits there for an operator.
pub(crate) fn unheard(
    run: &mut Run<'_>,
    event: NodeIx,
    scope: ScopeId,
    incident: Incident,
) -> Result<(), IllegalTransition> {
    let retry = Retry::Listen;
    match run.enter(event, scope, None, None)? {
        Some(token) => run.raise(token, Incident { retry, ..incident }),
        None => Ok(()),
    }
}

/// Gives a scope its first variables, and begins to wait for what starts its event subprocesses. For one that
/// cannot be waited for, a token waits there for an operator.
pub(crate) fn furnish(
    run: &mut Run<'_>,
    scope: ScopeId,
    graph: &Definition,
    of: Option<NodeIx>,
) -> Result<(), IllegalTransition> {
    let body = graph.body(of);
    data::begin_with(run, scope, body)?;
    for event in &body.events {
        let start = graph.body(Some(*event)).starts.all().first().map(|ix| graph.node(*ix));
        let Some((node, Kind::Start(start))) = start.map(|node| (node, &node.kind)) else {
            continue;
        };
        // A subprocess that is tried again listens already.
        let waits = run.instance.armed_at(Holder::Scope(scope));
        if waits.iter().any(|wait| wait.element == node.id) {
            continue;
        }
        match arm::plan(run, scope, node, &start.on, start.interrupting) {
            Ok(waits) => arm::arm(run, Holder::Scope(scope), waits)?,
            Err(incident) => unheard(run, *event, scope, incident)?,
        }
    }
    Ok(())
}
