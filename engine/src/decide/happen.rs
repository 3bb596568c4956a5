//! An event that was armed happens: at a token, or in a scope that has an event subprocess.

use super::{At, Run, Todo, conditions, scopes};
use crate::elements::{arm, subprocess};
use crate::event::{BoundaryOn, BoundaryWait, Cause, Event, Holder};
use crate::ids::{ElementId, ScopeId, TokenId};
use crate::lifecycle::IllegalTransition;
use crate::model::{Kind, Node, NodeIx};
use crate::variables::Value;

/// A wait of an event is over. What an earlier event of the same command has ended is left alone.
pub(crate) fn happen(
    run: &mut Run<'_>,
    holder: Holder,
    wait: &BoundaryWait,
    content: &Value,
) -> Result<(), IllegalTransition> {
    let still = |armed: &BoundaryWait| armed.element == wait.element && armed.part == wait.part;
    if !run.instance.armed_at(holder).iter().any(still) || goes_on(run, holder) {
        return Ok(());
    }
    let Some(event) = event(run, holder, &wait.element) else {
        return Ok(());
    };
    if waits_for_more(run, holder, event, wait) {
        return part(run, holder, event, wait, content);
    }
    match holder {
        Holder::Token(token) if matches!(event.node().kind, Kind::Boundary(_)) => {
            beside(run, token, event, wait, content)
        }
        Holder::Token(token) => own(run, token, event, content),
        Holder::Scope(scope) => in_scope(run, scope, event, wait, content),
    }
}

/// Sets what happened says. When several things happen, one that says nothing leaves what another said.
pub(super) fn tell(run: &mut Run<'_>, scope: ScopeId, node: &Node, content: &Value) -> Result<(), IllegalTransition> {
    if content.is_null() && node.on().is_some_and(|on| on.all) {
        return Ok(());
    }
    run.set_result(scope, node.result(), content)
}

/// Whether something else has ended what a token waited for; it only has to leave yet.
fn goes_on(run: &Run<'_>, holder: Holder) -> bool {
    match holder {
        Holder::Token(token) => run.instance.token(token).is_none_or(|token| token.wait.is_none()),
        Holder::Scope(_) => false,
    }
}

/// Goes on from an event that happened: what it says is set, and a token arrives there.
fn proceed(run: &mut Run<'_>, scope: ScopeId, event: At<'_>, content: &Value) -> Result<(), IllegalTransition> {
    tell(run, scope, event.node(), content)?;
    run.todo(Todo::Enter {
        node: event.ix,
        scope,
        flow: None,
    });
    Ok(())
}

/// Goes on from a boundary event beside its activity.
pub(crate) fn proceed_beside(
    run: &mut Run<'_>,
    token: TokenId,
    event: At<'_>,
    content: &Value,
) -> Result<(), IllegalTransition> {
    proceed(run, run.scope_of(token), event, content)
}

/// Ends the activity of a token and goes on from its boundary event.
pub(crate) fn interrupt(
    run: &mut Run<'_>,
    token: TokenId,
    event: At<'_>,
    content: &Value,
) -> Result<(), IllegalTransition> {
    proceed(run, run.scope_of(token), event, content)?;
    scopes::end(run, token, &event.node().id)
}

/// Begins an event subprocess; when it interrupts, what goes on around it ends.
pub(crate) fn begin_event(
    run: &mut Run<'_>,
    scope: ScopeId,
    start: At<'_>,
    content: &Value,
) -> Result<(), IllegalTransition> {
    if matches!(&start.node().kind, Kind::Start(start) if start.interrupting) {
        run.deafen(scope)?;
        scopes::terminate(run, scope, &start.node().id, None)?;
    }
    run.todo(Todo::EnterEvent {
        start: start.ix,
        scope,
        content: content.clone(),
    });
    Ok(())
}

fn event<'a>(run: &Run<'a>, holder: Holder, element: &ElementId) -> Option<At<'a>> {
    let graph = match holder {
        Holder::Token(token) => run.at(token)?.graph,
        Holder::Scope(scope) => run.graph(scope),
    };
    graph.ix(element).map(|ix| At { graph, ix })
}

/// For an event that waits for all of several things: whether others of them are still missing.
fn waits_for_more(run: &Run<'_>, holder: Holder, event: At<'_>, wait: &BoundaryWait) -> bool {
    let other = |armed: &BoundaryWait| armed.element == wait.element && armed.part != wait.part;
    event.node().on().is_some_and(|on| on.all) && run.instance.armed_at(holder).iter().any(other)
}

fn part(
    run: &mut Run<'_>,
    holder: Holder,
    event: At<'_>,
    wait: &BoundaryWait,
    content: &Value,
) -> Result<(), IllegalTransition> {
    over(run, holder, wait, Some(wait.part))?;
    let scope = match holder {
        Holder::Token(token) => run.scope_of(token),
        Holder::Scope(scope) => scope,
    };
    tell(run, scope, event.node(), content)
}

/// A boundary event happened: it ends its activity, or starts a path beside it.
fn beside(
    run: &mut Run<'_>,
    token: TokenId,
    event: At<'_>,
    wait: &BoundaryWait,
    content: &Value,
) -> Result<(), IllegalTransition> {
    if matches!(&event.node().kind, Kind::Boundary(boundary) if boundary.interrupting) {
        return interrupt(run, token, event, content);
    }
    again(run, Holder::Token(token), run.scope_of(token), event, wait)?;
    proceed(run, run.scope_of(token), event, content)
}

/// An event happened that a token itself waited for: it goes on there.
fn own(run: &mut Run<'_>, token: TokenId, event: At<'_>, content: &Value) -> Result<(), IllegalTransition> {
    let scope = run.scope_of(token);
    let here = run.at(token).map(|at| at.ix);
    run.emit(Event::Continued {
        token,
        after: Cause::Event {
            element: event.node().id.clone(),
        },
    })?;
    if here == Some(event.ix) {
        tell(run, scope, event.node(), content)?;
        run.todo(Todo::Leave { token });
        return Ok(());
    }
    // An event-based gateway: the token goes along the flow to the event.
    let flow = flow_to(event, here);
    run.disarm(Holder::Token(token));
    run.emit(Event::Left { token })?;
    run.todo(Todo::Happened {
        node: event.ix,
        scope,
        flow,
        content: content.clone(),
    });
    Ok(())
}

fn flow_to(event: At<'_>, from: Option<NodeIx>) -> Option<crate::model::FlowIx> {
    let mut flows = event.node().incoming.iter().copied();
    flows.find(|flow| Some(event.graph.flow(*flow).from) == from)
}

fn in_scope(
    run: &mut Run<'_>,
    scope: ScopeId,
    start: At<'_>,
    wait: &BoundaryWait,
    content: &Value,
) -> Result<(), IllegalTransition> {
    if !matches!(&start.node().kind, Kind::Start(start) if start.interrupting) {
        again(run, Holder::Scope(scope), scope, start, wait)?;
    }
    begin_event(run, scope, start, content)
}

/// A wait that does not interrupt is over, and begins again where it can: a message may come again, a
/// condition hold again, a cycle goes on. Each wait has a new id, so that repeating a command is refused.
fn again(
    run: &mut Run<'_>,
    holder: Holder,
    scope: ScopeId,
    event: At<'_>,
    wait: &BoundaryWait,
) -> Result<(), IllegalTransition> {
    let node = event.node();
    let Some(on) = node.on() else {
        return Ok(());
    };
    if !on.all && matches!(wait.on, BoundaryOn::Condition { .. }) {
        return run.emit(Event::Checked {
            holder,
            element: wait.element.clone(),
            part: wait.part,
            met: true,
        });
    }
    over(
        run,
        holder,
        wait,
        (!on.all && on.triggers.len() > 1).then_some(wait.part),
    )?;
    let next = if on.all {
        arm::plan(run, scope, node, on, false).map(|waits| conditions::known(run, holder, waits))
    } else {
        arm::again(run, scope, on, wait).map(|next| next.into_iter().collect())
    };
    match next {
        Ok(waits) => arm::arm(run, holder, waits),
        Err(incident) => {
            // For an event subprocess an operator looks at the subprocess, of which the start is only a part.
            let ix = if matches!(holder, Holder::Scope(_)) {
                node.parent
            } else {
                Some(event.ix)
            };
            ix.map_or(Ok(()), |ix| subprocess::unheard(run, ix, scope, incident))
        }
    }
}

fn over(run: &mut Run<'_>, holder: Holder, wait: &BoundaryWait, part: Option<u16>) -> Result<(), IllegalTransition> {
    if let Some(done) = super::run::closing(wait) {
        run.effect(done);
    }
    let element = wait.element.clone();
    run.emit(match holder {
        Holder::Token(token) => Event::Fired { token, element, part },
        Holder::Scope(scope) => Event::Heard { scope, element, part },
    })
}
