//! One step of a run.

use super::{Outcome, Run, Todo, each};
use crate::elements;
use crate::event::Event;
use crate::ids::TokenId;
use crate::lifecycle::IllegalTransition;
use crate::model::NodeIx;

/// Does one thing that was to do.
pub(super) fn perform(run: &mut Run<'_, '_>, todo: Todo) -> Result<(), IllegalTransition> {
    match todo {
        Todo::Enter { node, scope, flow } => run.enter(node, scope, flow),
        Todo::Instance { body, index } => each::instance(run, body, index),
        Todo::Begin { token } => with_node(run, token, begin),
        Todo::Work { token } => with_node(run, token, work),
        Todo::Leave { token } => with_node(run, token, leave),
    }
}

fn with_node(
    run: &mut Run<'_, '_>,
    token: TokenId,
    step: fn(&mut Run<'_, '_>, TokenId, NodeIx) -> Result<(), IllegalTransition>,
) -> Result<(), IllegalTransition> {
    // A token that an earlier step interrupted has nothing left to do.
    match run.node_of(token) {
        Some(node) => step(run, token, node),
        None => Ok(()),
    }
}

fn begin(run: &mut Run<'_, '_>, token: TokenId, node: NodeIx) -> Result<(), IllegalTransition> {
    match elements::boundary::plan(run, token, node) {
        Ok(waits) => {
            elements::boundary::arm(run, token, waits)?;
            work(run, token, node)
        }
        Err(incident) => run.raise(token, incident),
    }
}

fn work(run: &mut Run<'_, '_>, token: TokenId, node: NodeIx) -> Result<(), IllegalTransition> {
    let worked = match &run.definition.node(node).each {
        Some(each) if !each::is_instance(run, token) => each::begin(run, token, each)?,
        _ => elements::work(run, token, node)?,
    };
    // An error may have ended the token itself.
    if run.instance.token(token).is_none() {
        return Ok(());
    }
    match worked {
        Ok(Outcome::Done) => leave(run, token, node),
        Ok(Outcome::Rest(wait)) => run.rest(token, wait),
        Err(incident) => run.raise(token, incident),
    }
}

fn leave(run: &mut Run<'_, '_>, token: TokenId, node: NodeIx) -> Result<(), IllegalTransition> {
    if each::is_instance(run, token) {
        return each::leave(run, token, node);
    }
    match elements::ways_out(run, token, node) {
        Ok(flows) => {
            let scope = run.scope_of(token);
            run.disarm(token);
            run.emit(Event::Left { token })?;
            for flow in flows {
                let node = run.definition.flow(flow).to;
                run.todo(Todo::Enter {
                    node,
                    scope,
                    flow: Some(flow),
                });
            }
            Ok(())
        }
        Err(incident) => run.raise(token, incident),
    }
}
