//! Activities done once for each item of a list: the token at the activity opens a scope, in which each
//! instance has a token and a scope of its own.

use super::{Outcome, Run, Todo, scopes};
use crate::event::{Cause, Event, Wait};
use crate::expression::{Surroundings, shown};
use crate::ids::{ScopeId, TokenId};
use crate::incident::{Incident, IncidentKind, Retry};
use crate::lifecycle::IllegalTransition;
use crate::limits;
use crate::model::{Each, Node, NodeIx};
use crate::variables::{Name, Value, Variables};

/// Where the scope of the whole keeps the items; no expression can name it.
const ITEMS: &str = "$items";
const TOTAL: &str = "numberOfInstances";
const DONE: &str = "numberOfCompletedInstances";
const INDEX: &str = "loopCounter";

/// Whether a token is one of the instances: it lives in its own scope.
pub(crate) fn is_instance(run: &Run<'_, '_>, token: TokenId) -> bool {
    run.scope_of(token) == ScopeId::of(token)
}

/// Opens the scope of the whole and asks for its instances.
pub(super) fn begin(
    run: &mut Run<'_, '_>,
    body: TokenId,
    each: &Each,
) -> Result<Result<Outcome, Incident>, IllegalTransition> {
    let outer = run.scope_of(body);
    let evaluated = each.items.evaluate(run.around(&run.scoped(outer)));
    let items = match evaluated.value.as_list() {
        Some(items) if items.len() <= limits::ITEMS => items.to_vec(),
        Some(_) => {
            let message = format!("la lista tiene más de {} elementos", limits::ITEMS);
            return Ok(Err(evaluated.incident(
                IncidentKind::Expression,
                message,
                &each.items,
                Retry::Work,
            )));
        }
        None => {
            let message = format!("se esperaba una lista, y hay {}", shown(&evaluated.value));
            return Ok(Err(evaluated.incident(
                IncidentKind::Expression,
                message,
                &each.items,
                Retry::Work,
            )));
        }
    };
    if items.is_empty() {
        run.set_result(outer, each.results.as_ref(), &Value::list(Vec::new()))?;
        return Ok(Ok(Outcome::Done));
    }
    let scope = ScopeId::of(body);
    run.emit(Event::ScopeOpened { scope, parent: outer })?;
    let count = items.len();
    let kept = [
        (TOTAL, Value::from(count)),
        (DONE, Value::from(0_usize)),
        (ITEMS, Value::list(items)),
    ];
    set(run, scope, kept)?;
    let first = if each.one_by_one { 1 } else { count };
    for index in 0..first {
        run.todo(Todo::Instance { body, index });
    }
    Ok(Ok(Outcome::Rest(Wait::Scope)))
}

/// Brings the token of one instance to the activity.
pub(super) fn instance(run: &mut Run<'_, '_>, body: TokenId, index: usize) -> Result<(), IllegalTransition> {
    let parent = ScopeId::of(body);
    let Some(node) = run.node_of(body).filter(|_| run.instance.scope(parent).is_some()) else {
        return Ok(());
    };
    let node = run.definition.node(node);
    let Some(each) = &node.each else {
        return Ok(());
    };
    let item = variable(run, parent, ITEMS)
        .as_list()
        .and_then(|items| items.get(index).cloned());
    let token = run.instance.next_token();
    let scope = ScopeId::of(token);
    run.emit(Event::Entered {
        token,
        element: node.id.clone(),
        scope,
        flow: None,
    })?;
    run.emit(Event::ScopeOpened { scope, parent })?;
    // The result variable is the instance's own, so that instances do not overwrite each other's.
    let mut own = Variables::from_iter(node.result().map(|name| (name.clone(), Value::Null)));
    own.set(INDEX, Value::from(index + 1));
    own.set(each.variable.clone(), item.into());
    run.emit(Event::Set { scope, variables: own })?;
    run.todo(Todo::Work { token });
    Ok(())
}

/// An instance is done: keeps its result, and asks for the next one or ends the rest.
pub(super) fn leave(run: &mut Run<'_, '_>, token: TokenId, node: NodeIx) -> Result<(), IllegalTransition> {
    let node = run.definition.node(node);
    let own = ScopeId::of(token);
    let parent = run.instance.scope(own).and_then(|scope| scope.parent);
    let (Some(each), Some(whole)) = (&node.each, parent) else {
        return Ok(());
    };
    let done = count(run, whole, DONE) + 1;
    let met = match until(run, each, own, done) {
        Ok(met) => met,
        Err(incident) => return run.raise(token, incident),
    };
    let index = count(run, own, INDEX);
    let result = node.result().map_or(Value::Null, |name| variable(run, own, name));
    run.emit(Event::Left { token })?;
    run.emit(Event::ScopeClosed { scope: own })?;
    let kept = result_name(index);
    set(run, whole, [(DONE, Value::from(done)), (kept.as_str(), result)])?;
    if met {
        scopes::terminate(run, whole, &node.id, None)
    } else {
        if each.one_by_one && index < count(run, whole, TOTAL) {
            run.todo(Todo::Instance {
                body: whole.owner(),
                index,
            });
        }
        Ok(())
    }
}

fn until(run: &Run<'_, '_>, each: &Each, scope: ScopeId, done: usize) -> Result<bool, Incident> {
    let Some(until) = &each.until else {
        return Ok(false);
    };
    let counted = Variables::from_iter([(Name::from(DONE), Value::from(done))]);
    let scoped = run.scoped(scope);
    let scope = (&counted, &scoped);
    until.holds(Surroundings {
        now: run.now(),
        calendars: run.env.calendars,
        scope: &scope,
    })
}

/// No instance is left: the token of the whole goes on with the list of results.
pub(super) fn finish(run: &mut Run<'_, '_>, body: TokenId, node: &Node) -> Result<(), IllegalTransition> {
    let scope = ScopeId::of(body);
    let results = node.each.as_ref().and_then(|each| each.results.clone()).map(|name| {
        let items = (1..=count(run, scope, TOTAL)).map(|index| variable(run, scope, &result_name(index)));
        (name, Value::list(items.collect()))
    });
    run.emit(Event::ScopeClosed { scope })?;
    if let Some((name, list)) = results {
        run.set_result(run.scope_of(body), Some(&name), &list)?;
    }
    run.emit(Event::Continued {
        token: body,
        after: Cause::Scope,
    })?;
    run.todo(Todo::Leave { token: body });
    Ok(())
}

/// Where the scope of the whole keeps the result of an instance.
fn result_name(index: usize) -> String {
    format!("${index}")
}

fn set<'n>(
    run: &mut Run<'_, '_>,
    scope: ScopeId,
    entries: impl IntoIterator<Item = (&'n str, Value)>,
) -> Result<(), IllegalTransition> {
    let variables = entries
        .into_iter()
        .map(|(name, value)| (Name::from(name), value))
        .collect();
    run.emit(Event::Set { scope, variables })
}

fn variable(run: &Run<'_, '_>, scope: ScopeId, name: &str) -> Value {
    let found = run.instance.scope(scope).and_then(|scope| scope.variables.get(name));
    found.cloned().unwrap_or_default()
}

fn count(run: &Run<'_, '_>, scope: ScopeId, name: &str) -> usize {
    let number = variable(run, scope, name)
        .as_number()
        .and_then(|number| number.to_i64());
    number
        .and_then(|number| usize::try_from(number).ok())
        .unwrap_or_default()
}
