//! Compensation: what was done is undone, the last first (BPMN 2.0.2, §10.7 and §13.5.5).
//!
//! An activity that is done and can be undone is remembered in its scope. A token that throws compensation
//! takes what is remembered there and undoes one after the other, waiting for each.

use super::{Worked, catching};
use crate::decide::{At, Outcome, Run, Todo, interrupt, repeat, scopes};
use crate::event::{Cause, Event, Wait};
use crate::ids::{ScopeId, TokenId};
use crate::incident::{Incident, IncidentKind, Retry};
use crate::lifecycle::IllegalTransition;
use crate::model::{Compensate, Kind, Node, NodeIx, Subprocess, Thrown, Trigger, Variety};
use crate::variables::Value;

/// Remembers that the activity of a token was done, when there is something to undo about it.
pub(crate) fn remember(run: &mut Run<'_>, token: TokenId, at: At<'_>) -> Result<(), IllegalTransition> {
    let node = at.node();
    if !node.kind.is_activity() || run.instance.token(token).is_none_or(|token| token.undoes.is_some()) {
        return Ok(());
    }
    let inside = run.instance.scope(ScopeId::of(token));
    let inside = inside.is_some_and(|scope| !scope.undoable.is_empty());
    if handler(at).is_some() || inside || undoing_start(at).is_some() {
        run.emit(Event::Undoable { token, partly: false })?;
    }
    Ok(())
}

/// Begins to undo an activity, or everything, of the scope a token is in.
pub(super) fn throw(run: &mut Run<'_>, token: TokenId, what: &Compensate) -> Worked {
    let scope = home(run, token);
    // What the same event throws besides is undone in the same row.
    let already = has_more(run, token);
    run.emit(Event::UndoBegan {
        token,
        scope,
        activity: what.activity.clone(),
    })?;
    if !has_more(run, token) {
        return Ok(Ok(Outcome::Done));
    }
    if !already {
        run.todo(Todo::Undo { token });
    }
    Ok(Ok(Outcome::Rest(Wait::Undo)))
}

/// Whether a throw event let its path go on before what it throws is undone.
pub(super) fn went_on_at_once(thrown: &[Thrown]) -> bool {
    let at_once = |event: &Thrown| matches!(event, Thrown::Compensate(Compensate { at_once: true, .. }));
    thrown.iter().any(at_once)
}

/// What keeps an end event from cancelling the transaction that it is in.
pub(super) fn why_not_cancel(run: &Run<'_>, token: TokenId) -> Option<Incident> {
    let message = "se cancela una transacción que no dice qué sigue: no tiene evento de borde de cancelación";
    let caught = cancel_event(run, run.scope_of(token)).is_some();
    (!caught).then(|| Incident::new(IncidentKind::Error, message, Retry::Work))
}

/// Cancels the transaction an end event is in: what goes on ends, what was done is undone. One that is done more
/// than once is cancelled as a whole.
pub(super) fn cancel(run: &mut Run<'_>, token: TokenId, node: &Node) -> Worked {
    if let Some(incident) = why_not_cancel(run, token) {
        return Ok(Err(incident));
    }
    let scope = run.scope_of(token);
    run.deafen(scope)?;
    scopes::terminate(run, scope, &node.id, Some(token))?;
    end_other_rounds(run, scope, node)?;
    run.emit(Event::UndoBegan {
        token,
        scope,
        activity: None,
    })?;
    run.todo(Todo::Undo { token });
    Ok(Ok(Outcome::Rest(Wait::Undo)))
}

/// Ends the rounds that go on beside the one in this scope, and remembers what was done in them.
fn end_other_rounds(run: &mut Run<'_>, scope: ScopeId, by: &Node) -> Result<(), IllegalTransition> {
    let Some(whole) = whole_of(run, scope) else {
        return Ok(());
    };
    run.forget_entries(whole);
    let rounds = run.instance.scopes().filter(|(_, other)| other.parent == Some(whole));
    let rounds: Vec<ScopeId> = rounds.map(|(id, _)| id).filter(|id| *id != scope).collect();
    for round in rounds {
        let token = round.owner();
        scopes::terminate(run, round, &by.id, None)?;
        if run
            .instance
            .scope(round)
            .is_some_and(|scope| !scope.undoable.is_empty())
        {
            run.emit(Event::Undoable { token, partly: true })?;
        }
        scopes::end(run, token, &by.id)?;
    }
    Ok(())
}

/// For the scope of a round, that of all rounds.
fn whole_of(run: &Run<'_>, scope: ScopeId) -> Option<ScopeId> {
    let round = repeat::is_instance(run, scope.owner());
    run.instance.scope(scope)?.parent.filter(|_| round)
}

/// Undoes the next thing, or goes on when nothing is left.
pub(crate) fn next(run: &mut Run<'_>, token: TokenId, at: At<'_>) -> Result<(), IllegalTransition> {
    let Some(there) = run
        .instance
        .token(token)
        .filter(|token| matches!(token.wait, Some(Wait::Undo)))
    else {
        return Ok(());
    };
    let home = home(run, token);
    let (graph, last) = (run.graph(home), there.to_undo.last());
    let last = last.and_then(|last| Some((graph.ix(&last.element)?, last.scope.is_some(), last.partly)));
    match last {
        Some((ix, was_scope, partly)) => {
            let activity = At { graph, ix };
            match handler(activity).filter(|_| !partly) {
                Some(handler) => handle(run, token, home, handler),
                None => undo_inside(run, token, home, activity, (was_scope, partly)),
            }
        }
        None => done(run, token, at),
    }
}

/// Has the activity that undoes another one do so.
fn handle(run: &mut Run<'_>, token: TokenId, home: ScopeId, handler: NodeIx) -> Result<(), IllegalTransition> {
    let entered = run.enter(handler, home, None, Some(token))?;
    let by = entered.unwrap_or(token);
    run.emit(Event::Undoing {
        token,
        by,
        restore: false,
    })?;
    if let Some(token) = entered {
        run.todo(Todo::Begin { token });
    }
    Ok(())
}

/// Opens a subprocess again, to undo what was done in it.
fn undo_inside(
    run: &mut Run<'_>,
    token: TokenId,
    home: ScopeId,
    activity: At<'_>,
    (restore, partly): (bool, bool),
) -> Result<(), IllegalTransition> {
    let Some(by) = run.enter(activity.ix, home, None, Some(token))? else {
        return Ok(());
    };
    run.emit(Event::Undoing { token, by, restore })?;
    match undoing_start(activity).filter(|_| !partly) {
        Some(start) => {
            run.rest(by, Wait::Scope)?;
            let (scope, content) = (ScopeId::of(by), Value::Null);
            run.todo(Todo::EnterEvent { start, scope, content });
        }
        None => {
            run.emit(Event::UndoBegan {
                token: by,
                scope: ScopeId::of(by),
                activity: None,
            })?;
            run.rest(by, Wait::Undo)?;
            run.todo(Todo::Undo { token: by });
        }
    }
    Ok(())
}

/// Everything is undone: the token goes on, or whoever asked it to undo does.
fn done(run: &mut Run<'_>, token: TokenId, at: At<'_>) -> Result<(), IllegalTransition> {
    run.emit(Event::Continued {
        token,
        after: Cause::Undo,
    })?;
    let cancels =
        matches!(&at.node().kind, Kind::End(thrown) if thrown.iter().any(|event| matches!(event, Thrown::Cancel)));
    if cancels && let Some((owner, event)) = cancel_event(run, run.scope_of(token)) {
        return match whole_of(run, run.scope_of(token)) {
            Some(whole) => undo_other_rounds(run, token, whole),
            None => interrupt(run, owner, event, &Value::Null),
        };
    }
    if let Some((_, event)) = cancel_event(run, ScopeId::of(token)).filter(|(owner, _)| *owner == token) {
        return interrupt(run, token, event, &Value::Null);
    }
    if run.instance.token(token).is_some_and(|token| token.undoes.is_some()) {
        return undone(run, token);
    }
    run.todo(Todo::Leave { token });
    Ok(())
}

/// The round that cancels is undone: the token at the whole undoes what the others did.
fn undo_other_rounds(run: &mut Run<'_>, cancels: TokenId, whole: ScopeId) -> Result<(), IllegalTransition> {
    if let Some(by) = run.element_of(cancels) {
        scopes::end(run, run.scope_of(cancels).owner(), &by)?;
    }
    let token = whole.owner();
    run.emit_continued(token, Cause::Scope)?;
    run.emit(Event::UndoBegan {
        token,
        scope: whole,
        activity: None,
    })?;
    run.rest(token, Wait::Undo)?;
    run.todo(Todo::Undo { token });
    Ok(())
}

/// Whether a token is at a subprocess that was done and is open again only to be undone.
pub(crate) fn reopened(run: &Run<'_>, token: TokenId, at: At<'_>) -> bool {
    let undoes = run.instance.token(token).is_some_and(|token| token.undoes.is_some());
    undoes && !at.node().for_compensation
}

/// A subprocess that was opened again to be undone is done with.
pub(crate) fn undone(run: &mut Run<'_>, token: TokenId) -> Result<(), IllegalTransition> {
    let asked = run.instance.token(token).and_then(|token| token.undoes);
    let scope = ScopeId::of(token);
    if run.instance.scope(scope).is_some() {
        run.deafen(scope)?;
        run.emit(Event::ScopeClosed { scope })?;
    }
    run.emit(Event::Left { token })?;
    if let Some(token) = asked {
        run.todo(Todo::Undo { token });
    }
    Ok(())
}

/// Lets the path of a throw event go on before what it throws is undone.
pub(super) fn go_on(run: &mut Run<'_>, token: TokenId) {
    let (Some(at), scope) = (run.at(token), run.scope_of(token)) else {
        return;
    };
    for flow in &at.node().outgoing {
        let node = at.graph.flow(*flow).to;
        let flow = Some(*flow);
        run.todo(Todo::Enter { node, scope, flow });
    }
}

fn has_more(run: &Run<'_>, token: TokenId) -> bool {
    run.instance.token(token).is_some_and(|token| !token.to_undo.is_empty())
}

/// The scope whose activities a token undoes: that of the subprocess it opened again, or its own; for one in an
/// event subprocess, the scope around that.
fn home(run: &Run<'_>, token: TokenId) -> ScopeId {
    let opened = ScopeId::of(token);
    if run.instance.scope(opened).is_some() && run.scope_of(token) != opened {
        return opened;
    }
    let scope = run.scope_of(token);
    let in_event = run.at(scope.owner()).is_some_and(|at| at.node().is_event_subprocess());
    if in_event { run.scope_of(scope.owner()) } else { scope }
}

/// The activity that undoes this one.
fn handler(at: At<'_>) -> Option<NodeIx> {
    match &at.node().compensation(at.graph)?.kind {
        Kind::Boundary(boundary) => boundary.handler,
        _ => None,
    }
}

/// The start of the event subprocess inside a subprocess that undoes it.
fn undoing_start(at: At<'_>) -> Option<NodeIx> {
    let Kind::Subprocess(Subprocess { body, .. }) = &at.node().kind else {
        return None;
    };
    let mut starts = body.events.iter().filter_map(|event| {
        let starts = at.graph.body(Some(*event)).starts.all();
        starts.first().copied()
    });
    let undoes = |ix: &NodeIx| {
        let on = at.graph.node(*ix).on();
        on.is_some_and(|on| {
            on.triggers
                .iter()
                .any(|trigger| matches!(trigger, Trigger::Compensation))
        })
    };
    starts.find(undoes)
}

/// The cancel boundary event of the transaction that a scope belongs to, and the token at it.
fn cancel_event<'a>(run: &Run<'a>, scope: ScopeId) -> Option<(TokenId, At<'a>)> {
    let mut owner = scope.owner();
    if let Some(whole) = whole_of(run, scope) {
        owner = whole.owner();
    }
    let transaction = |at: At<'_>| {
        matches!(
            &at.node().kind,
            Kind::Subprocess(Subprocess {
                variety: Variety::Transaction,
                ..
            })
        )
    };
    run.at(owner).filter(|at| transaction(*at))?;
    let cancels = |trigger: &Trigger| matches!(trigger, Trigger::Cancel).then_some(catching::Fit::Exactly);
    catching::at_boundary(run, owner, &cancels).map(|event| (owner, event))
}
