//! Who catches an error or an escalation: from the inside out, in each scope first an event subprocess, then
//! the boundary events of the activity that the scope belongs to (BPMN 2.0.2, §10.5.1 and §13.5).

use crate::decide::{At, Run, repeat};
use crate::ids::{ScopeId, TokenId};
use crate::instance::ROOT;
use crate::model::{Node, NodeIx, Trigger};

/// Who catches it.
pub(super) enum Catcher<'a> {
    /// A boundary event of the activity a token is at.
    Boundary(TokenId, At<'a>),
    /// The start of an event subprocess in a scope.
    Event(ScopeId, At<'a>),
}

/// How a trigger fits what was thrown.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Fit {
    /// It catches anything of the kind.
    Any,
    /// It names it.
    Exactly,
}

/// Who catches what is thrown at a token's activity.
pub(super) fn from_token<'a>(
    run: &Run<'a>,
    token: TokenId,
    fits: &dyn Fn(&Trigger) -> Option<Fit>,
) -> Option<Catcher<'a>> {
    if !repeat::is_instance(run, token)
        && let Some(event) = at_boundary(run, token, fits)
    {
        return Some(Catcher::Boundary(token, event));
    }
    from_scope(run, run.scope_of(token), fits)
}

/// Who catches what is thrown in a scope.
pub(super) fn from_scope<'a>(
    run: &Run<'a>,
    mut scope: ScopeId,
    fits: &dyn Fn(&Trigger) -> Option<Fit>,
) -> Option<Catcher<'a>> {
    // What comes out of an event subprocess is not for its neighbours, nor for itself again.
    let mut out_of_event = false;
    loop {
        if let Some(start) = in_scope(run, scope, fits).filter(|_| !out_of_event) {
            return Some(Catcher::Event(scope, start));
        }
        if scope == ROOT {
            return None;
        }
        let owner = scope.owner();
        // The boundary events of a repeated activity belong to the whole.
        if repeat::is_instance(run, owner) {
            scope = run.instance.scope(scope)?.parent?;
            continue;
        }
        if let Some(event) = at_boundary(run, owner, fits) {
            return Some(Catcher::Boundary(owner, event));
        }
        out_of_event = run.at(owner).is_some_and(|at| at.node().is_event_subprocess());
        scope = run.instance.scope(scope)?.parent?;
    }
}

/// The boundary event of a token's activity that catches it.
pub(super) fn at_boundary<'a>(run: &Run<'a>, token: TokenId, fits: &dyn Fn(&Trigger) -> Option<Fit>) -> Option<At<'a>> {
    let at = run.at(token)?;
    // The boundary events of what was done are over, also while it is undone.
    if super::compensation::reopened(run, token, at) {
        return None;
    }
    best(at, &at.node().boundary, fits)
}

fn in_scope<'a>(run: &Run<'a>, scope: ScopeId, fits: &dyn Fn(&Trigger) -> Option<Fit>) -> Option<At<'a>> {
    let (graph, parent) = run.body_of(scope)?;
    let starts = graph.body(parent).events.iter().filter_map(|event| {
        let body = graph.body(Some(*event));
        body.starts.all().first().copied()
    });
    let starts: Vec<NodeIx> = starts.collect();
    let first = *starts.first()?;
    best(At { graph, ix: first }, &starts, fits)
}

/// The event among these that fits best; the first of those that fit alike.
fn best<'a>(near: At<'a>, among: &[NodeIx], fits: &dyn Fn(&Trigger) -> Option<Fit>) -> Option<At<'a>> {
    let graph = near.graph;
    let fit = |node: &Node| node.on()?.triggers.iter().filter_map(fits).max();
    let fitting = among.iter().filter_map(|ix| Some((fit(graph.node(*ix))?, *ix)));
    let best = fitting.rev().max_by_key(|(fit, _)| *fit);
    best.map(|(_, ix)| At { graph, ix })
}
