//! One step of a run.

use super::{At, Outcome, Run, Todo, data, happen, repeat, scopes};
use crate::elements::{self, ad_hoc, arm, compensation};
use crate::event::{Event, Holder, Wait};
use crate::ids::{ScopeId, TokenId};
use crate::incident::{Incident, Retry};
use crate::lifecycle::IllegalTransition;
use crate::model::{FlowIx, Kind, Node, NodeIx};
use crate::variables::Value;

/// Does one thing that was to do.
pub(super) fn perform(run: &mut Run<'_>, todo: Todo) -> Result<(), IllegalTransition> {
    match todo {
        Todo::Enter { node, scope, flow } => enter(run, node, scope, flow),
        Todo::Happened {
            node,
            scope,
            flow,
            content,
        } => happened(run, node, scope, flow, &content),
        Todo::EnterEvent { start, scope, content } => enter_event(run, start, scope, &content),
        Todo::Instance { body, index, message } => repeat::instance(run, body, index, message),
        Todo::Received { token, message } => match run.at(token) {
            Some(at) => received(run, token, at, &message),
            None => Ok(()),
        },
        Todo::Begin { token } => with_place(run, token, begin),
        Todo::Work { token } => with_place(run, token, work),
        Todo::Again { token } => with_place(run, token, again),
        Todo::Leave { token } => with_place(run, token, leave),
        Todo::Undo { token } => with_place(run, token, compensation::next),
        Todo::Listen { token } => with_place(run, token, elements::subprocess::listen),
        Todo::AdHoc { token } => with_place(run, token, ad_hoc::look),
    }
}

fn with_place<'a>(
    run: &mut Run<'a>,
    token: TokenId,
    step: fn(&mut Run<'a>, TokenId, At<'a>) -> Result<(), IllegalTransition>,
) -> Result<(), IllegalTransition> {
    // A token that an earlier step interrupted has nothing left to do.
    match run.at(token) {
        Some(at) => step(run, token, at),
        None => Ok(()),
    }
}

fn enter(run: &mut Run<'_>, node: NodeIx, scope: ScopeId, flow: Option<FlowIx>) -> Result<(), IllegalTransition> {
    if let Some(token) = run.enter(node, scope, flow, None)? {
        run.todo(Todo::Begin { token });
    }
    Ok(())
}

fn happened(
    run: &mut Run<'_>,
    node: NodeIx,
    scope: ScopeId,
    flow: Option<FlowIx>,
    content: &Value,
) -> Result<(), IllegalTransition> {
    let token = run.arrive(node, scope, flow, None)?;
    let Some(at) = run.at(token) else {
        return Ok(());
    };
    // It may be a receive task: its boundary events wait as long as it goes on, which one that is done more than
    // once does, for its other rounds.
    match arm::boundary(run, token, at) {
        Ok(waits) => arm::arm(run, Holder::Token(token), waits)?,
        Err(incident) => return run.raise(token, incident),
    }
    match &at.node().repeat {
        Some(repeat) => {
            let worked = repeat::begin(run, token, repeat, Some(content.clone()))?;
            came_to(run, token, at, worked)
        }
        None => received(run, token, at, content),
    }
}

/// What happened says something, and the token goes on.
fn received(run: &mut Run<'_>, token: TokenId, at: At<'_>, content: &Value) -> Result<(), IllegalTransition> {
    data::open_for(run, token, at)?;
    happen::tell(run, run.local(token), at.node(), content)?;
    // What happened does not happen again: a retry only goes on from there.
    if run.check_bound(token, Retry::Leave)? {
        return Ok(());
    }
    leave(run, token, at)
}

fn enter_event(run: &mut Run<'_>, start: NodeIx, scope: ScopeId, content: &Value) -> Result<(), IllegalTransition> {
    let graph = run.graph(scope);
    let Some(subprocess) = graph.node(start).parent else {
        return Ok(());
    };
    let token = run.arrive(subprocess, scope, None, None)?;
    elements::subprocess::begin_at(run, token, At { graph, ix: subprocess }, start, content)
}

fn begin(run: &mut Run<'_>, token: TokenId, at: At<'_>) -> Result<(), IllegalTransition> {
    let node = at.node();
    let Some(others) = gathered(run, token, node) else {
        return run.rest(token, Wait::Join);
    };
    // What its boundary events wait for is computed before tokens are taken in: an incident takes none.
    match arm::boundary(run, token, at) {
        Ok(waits) => {
            for other in others {
                super::join::merge(run, other)?;
            }
            arm::arm(run, Holder::Token(token), waits)?;
            work(run, token, at)
        }
        Err(incident) => run.raise(token, incident),
    }
}

/// The other tokens that an activity needs to start (BPMN's `startQuantity`); none when not all are there.
fn gathered(run: &Run<'_>, token: TokenId, node: &Node) -> Option<Vec<TokenId>> {
    let needed = node.quantity.start as usize - 1;
    if needed == 0 {
        return Some(Vec::new());
    }
    let key = (run.scope_of(token), node.id.clone());
    let waiting = run.instance.index().joining().get(&key);
    let waiting: Vec<TokenId> = waiting.into_iter().flatten().copied().take(needed).collect();
    (waiting.len() == needed).then_some(waiting)
}

fn work(run: &mut Run<'_>, token: TokenId, at: At<'_>) -> Result<(), IllegalTransition> {
    if at.node().repeat.is_none() || repeat::is_instance(run, token) {
        data::open_for(run, token, at)?;
    }
    again(run, token, at)
}

fn again(run: &mut Run<'_>, token: TokenId, at: At<'_>) -> Result<(), IllegalTransition> {
    let worked = match &at.node().repeat {
        Some(repeat) if !repeat::is_instance(run, token) => repeat::begin(run, token, repeat, None)?,
        _ => elements::work(run, token, at)?,
    };
    came_to(run, token, at, worked)
}

fn came_to(
    run: &mut Run<'_>,
    token: TokenId,
    at: At<'_>,
    worked: Result<Outcome, Incident>,
) -> Result<(), IllegalTransition> {
    // An error may have ended the token itself.
    if run.instance.token(token).is_none() {
        return Ok(());
    }
    match worked {
        Ok(Outcome::Done) => leave(run, token, at),
        Ok(Outcome::Rest(wait)) => run.rest(token, wait),
        Err(incident) => run.raise(token, incident),
    }
}

fn leave(run: &mut Run<'_>, token: TokenId, at: At<'_>) -> Result<(), IllegalTransition> {
    if repeat::is_instance(run, token) {
        return repeat::leave(run, token, at);
    }
    let flows = match elements::ways_out(run, token, at) {
        Ok(flows) => flows,
        Err(incident) => return run.raise(token, incident),
    };
    let node = at.node();
    let scope = run.scope_of(token);
    let undoes = run.instance.token(token).and_then(|token| token.undoes);
    // What has a body, or rounds, was remembered when that was done.
    let once = node.repeat.is_none() && !matches!(node.kind, Kind::Subprocess(_) | Kind::CallActivity(_));
    if once {
        compensation::remember(run, token, at)?;
    }
    data::close(run, token, node)?;
    run.disarm(Holder::Token(token));
    run.emit(Event::Left { token })?;
    if let Some(asked) = undoes {
        run.todo(Todo::Undo { token: asked });
    }
    for flow in &flows {
        for _ in 0..node.quantity.completion {
            run.todo(Todo::Enter {
                node: at.graph.flow(*flow).to,
                scope,
                flow: Some(*flow),
            });
        }
    }
    if flows.is_empty() && node.kind.is_activity() {
        scopes::path_ended(run, scope, node)?;
    }
    Ok(())
}
