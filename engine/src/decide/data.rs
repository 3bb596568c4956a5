//! Data in and out of activities, and the variables that a scope begins with (BPMN 2.0.2, §10.4).

use super::{At, Run};
use crate::event::Event;
use crate::expression::Template;
use crate::ids::{DefinitionHash, ScopeId, TokenId};
use crate::lifecycle::IllegalTransition;
use crate::model::{Body, Node};
use crate::variables::{Name, Value, Variables};

/// Opens the scope of a token's activity, when it has none yet, with the activity's inputs in it. The inputs
/// are computed once: an activity that is tried again keeps what an operator mended.
pub(crate) fn open(
    run: &mut Run<'_>,
    token: TokenId,
    node: &Node,
    calls: Option<&DefinitionHash>,
) -> Result<ScopeId, IllegalTransition> {
    let own = ScopeId::of(token);
    let fresh = run.instance.scope(own).is_none();
    let inputs = if fresh { inputs(run, token, node) } else { Vec::new() };
    if fresh || calls.is_some() {
        let parent = match run.instance.scope(own) {
            Some(scope) => scope.parent.unwrap_or(own),
            None => run.scope_of(token),
        };
        run.emit(Event::ScopeOpened {
            scope: own,
            parent,
            calls: calls.cloned(),
        })?;
    }
    run.set_here(own, inputs)?;
    Ok(own)
}

/// Opens the scope of an activity only when data goes in or out of it. That of a round is open already, with
/// its item in it.
pub(super) fn open_for(run: &mut Run<'_>, token: TokenId, at: At<'_>) -> Result<(), IllegalTransition> {
    let node = at.node();
    if super::repeat::is_instance(run, token) {
        let inputs = inputs(run, token, node);
        return run.set_here(ScopeId::of(token), inputs);
    }
    if node.has_data() {
        open(run, token, node, None)?;
    }
    Ok(())
}

fn inputs(run: &Run<'_>, token: TokenId, node: &Node) -> Vec<(Name, Value)> {
    computed(run, run.local(token), &node.data.inputs)
}

/// The variables that a process or subprocess begins with, one after the other.
pub(crate) fn begin_with(run: &mut Run<'_>, scope: ScopeId, body: &Body) -> Result<(), IllegalTransition> {
    for (name, initial) in &body.data {
        if !run.own_variable(scope, name).is_null() {
            continue;
        }
        let value = initial
            .as_ref()
            .map_or(Value::Null, |initial| initial.evaluate(run.around(&run.scoped(scope))));
        run.set_here(scope, [(name.clone(), value)])?;
    }
    Ok(())
}

/// Computes an activity's outputs in its own scope, closes that, and sets them around it.
pub(crate) fn close(run: &mut Run<'_>, token: TokenId, node: &Node) -> Result<(), IllegalTransition> {
    let own = ScopeId::of(token);
    let Some(around) = run.instance.scope(own).map(|scope| scope.parent.unwrap_or(own)) else {
        return Ok(());
    };
    let outputs = outputs(run, own, node);
    run.deafen(own)?;
    run.emit(Event::ScopeClosed { scope: own })?;
    run.set(around, &outputs)
}

/// An activity's outputs, computed in its own scope.
pub(crate) fn outputs(run: &Run<'_>, own: ScopeId, node: &Node) -> Variables {
    if run.instance.scope(own).is_none() {
        return Variables::default();
    }
    computed(run, own, &node.data.outputs).into_iter().collect()
}

fn computed(run: &Run<'_>, scope: ScopeId, templates: &[(Name, Template)]) -> Vec<(Name, Value)> {
    let scoped = run.scoped(scope);
    let around = run.around(&scoped);
    let compute = |(name, template): &(Name, Template)| (name.clone(), template.evaluate(around));
    templates.iter().map(compute).collect()
}
