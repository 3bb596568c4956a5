//! Activities done more than once (multi-instance and standard loops): the token at the activity opens a
//! scope, in which each round has a token and a scope of its own.

use super::{At, Outcome, Run, Todo, scopes};
use crate::elements::{Worked, compensation, throw};
use crate::event::{Cause, Event, Wait};
use crate::expression::{Evaluated, Expression, Surroundings, shown};
use crate::ids::{ScopeId, TokenId};
use crate::incident::{Incident, IncidentKind, Retry};
use crate::lifecycle::IllegalTransition;
use crate::limits;
use crate::model::{Behavior, Each, Items, Loop, Node, Repeat, Thrown};
use crate::variables::{Name, Value, Variables};

/// Where the scope of the whole keeps the items; no expression can name it.
const ITEMS: &str = "$items";
const TOTAL: &str = "numberOfInstances";
const DONE: &str = "numberOfCompletedInstances";
const ACTIVE: &str = "numberOfActiveInstances";
const TERMINATED: &str = "numberOfTerminatedInstances";
const INDEX: &str = "loopCounter";

/// Whether a token is one of the rounds: it lives in its own scope.
pub(crate) fn is_instance(run: &Run<'_>, token: TokenId) -> bool {
    run.scope_of(token) == ScopeId::of(token)
}

/// Opens the scope of the whole and asks for its rounds, the first of them with the message that it has already.
pub(super) fn begin(run: &mut Run<'_>, body: TokenId, repeat: &Repeat, message: Option<Value>) -> Worked {
    match repeat {
        Repeat::Each(each) => begin_each(run, body, each, message),
        Repeat::Loop(rounds) => begin_loop(run, body, rounds, message),
    }
}

fn begin_each(run: &mut Run<'_>, body: TokenId, each: &Each, mut message: Option<Value>) -> Worked {
    let outer = run.scope_of(body);
    let (count, items) = match items(run, outer, each) {
        Ok(found) => found,
        Err(incident) => return Ok(Err(incident)),
    };
    if count == 0 {
        run.set_result(outer, each.results.as_ref(), &Value::list(Vec::new()))?;
        return Ok(Ok(Outcome::Done));
    }
    let scope = open(run, body)?;
    let kept = [
        (Name::from(TOTAL), Value::from(count)),
        (Name::from(DONE), Value::from(0_usize)),
    ];
    let kept = kept.into_iter().chain(items.map(|items| (Name::from(ITEMS), items)));
    run.set_here(scope, kept.collect::<Vec<_>>())?;
    let first = if each.one_by_one { 1 } else { count };
    for index in 0..first {
        let message = message.take();
        run.todo(Todo::Instance { body, index, message });
    }
    Ok(Ok(Outcome::Rest(Wait::Scope)))
}

/// How many rounds there are, and the items when there is a list.
fn items(run: &Run<'_>, outer: ScopeId, each: &Each) -> Result<(usize, Option<Value>), Incident> {
    let scoped = run.scoped(outer);
    let around = run.around(&scoped);
    let wrong = |evaluated: Evaluated, message: String, of: &Expression| {
        Err(evaluated.incident(IncidentKind::Expression, message, of, Retry::Work))
    };
    let most = limits::ITEMS;
    match &each.items {
        Items::In(list) => {
            let evaluated = list.evaluate(around);
            match evaluated.value.as_list().map(<[Value]>::len) {
                Some(count) if count <= most => Ok((count, Some(evaluated.value))),
                Some(_) => wrong(evaluated, format!("la lista tiene más de {most} elementos"), list),
                None => {
                    let message = format!("se esperaba una lista, y hay {}", shown(&evaluated.value));
                    wrong(evaluated, message, list)
                }
            }
        }
        Items::Count(times) => {
            let evaluated = times.evaluate(around);
            let count = evaluated.value.as_number().and_then(|number| number.to_i64());
            match count.and_then(|count| usize::try_from(count).ok()) {
                Some(count) if count <= most => Ok((count, None)),
                Some(_) => wrong(evaluated, format!("son más de {most} veces"), times),
                None => {
                    let message = format!("se esperaba un número de veces, y hay {}", shown(&evaluated.value));
                    wrong(evaluated, message, times)
                }
            }
        }
    }
}

fn begin_loop(run: &mut Run<'_>, body: TokenId, rounds: &Loop, message: Option<Value>) -> Worked {
    if rounds.maximum == Some(0) {
        return Ok(Ok(Outcome::Done));
    }
    if rounds.test_before {
        match once_more(run, rounds, run.scope_of(body), Variables::default(), 0) {
            Ok(true) => {}
            Ok(false) => return Ok(Ok(Outcome::Done)),
            Err(incident) => {
                return Ok(Err(Incident {
                    retry: Retry::Work,
                    ..incident
                }));
            }
        }
    }
    open(run, body)?;
    let index = 0;
    run.todo(Todo::Instance { body, index, message });
    Ok(Ok(Outcome::Rest(Wait::Scope)))
}

fn open(run: &mut Run<'_>, body: TokenId) -> Result<ScopeId, IllegalTransition> {
    let scope = ScopeId::of(body);
    let (parent, calls) = (run.scope_of(body), None);
    run.emit(Event::ScopeOpened { scope, parent, calls })?;
    Ok(scope)
}

/// Brings the token of one round to the activity.
pub(super) fn instance(
    run: &mut Run<'_>,
    body: TokenId,
    index: usize,
    message: Option<Value>,
) -> Result<(), IllegalTransition> {
    let parent = ScopeId::of(body);
    let Some(at) = run.at(body).filter(|_| run.instance.scope(parent).is_some()) else {
        return Ok(());
    };
    let node = at.node();
    let token = run.instance.next_token();
    let scope = ScopeId::of(token);
    run.emit(Event::Entered {
        token,
        element: node.id.clone(),
        scope,
        flow: None,
        undoes: None,
    })?;
    let calls = None;
    run.emit(Event::ScopeOpened { scope, parent, calls })?;
    let own = variables(run, node, parent, index);
    run.emit(Event::Set { scope, variables: own })?;
    if run.begin_round(token)? {
        return Ok(());
    }
    run.todo(match message {
        Some(message) => Todo::Received { token, message },
        None => Todo::Work { token },
    });
    Ok(())
}

/// What a round begins with: its number, its item, and the result variable of its own, so that instances do
/// not overwrite each other's. A loop's rounds share it: each goes on from the one before.
fn variables(run: &Run<'_>, node: &Node, whole: ScopeId, index: usize) -> Variables {
    let mut own = Variables::default();
    if let Some(Repeat::Each(each)) = &node.repeat {
        own.extend(
            &node
                .result()
                .map(|name| (name.clone(), Value::Null))
                .into_iter()
                .collect(),
        );
        if let Some(variable) = &each.variable {
            let items = run.own_variable(whole, ITEMS);
            let item = items.as_list().and_then(|items| items.get(index).cloned());
            own.set(variable.clone(), item.unwrap_or_else(|| Value::from(index + 1)));
        }
    }
    own.set(INDEX, Value::from(index + 1));
    own
}

/// A round is done: keeps its result, and asks for the next one or ends the rest.
pub(super) fn leave(run: &mut Run<'_>, token: TokenId, at: At<'_>) -> Result<(), IllegalTransition> {
    match &at.node().repeat {
        Some(Repeat::Each(each)) => leave_each(run, token, at, each),
        Some(Repeat::Loop(rounds)) => leave_round(run, token, at, rounds),
        None => Ok(()),
    }
}

fn leave_each(run: &mut Run<'_>, token: TokenId, at: At<'_>, each: &Each) -> Result<(), IllegalTransition> {
    let node = at.node();
    let own = ScopeId::of(token);
    let Some(whole) = run.instance.scope(own).and_then(|scope| scope.parent) else {
        return Ok(());
    };
    let done = count(run, whole, DONE) + 1;
    let given = super::data::outputs(run, own, node);
    let (met, thrown) = match after_each(run, each, given, own, whole, done) {
        Ok(after) => after,
        Err(incident) => return run.raise(token, incident),
    };
    let index = count(run, own, INDEX);
    let result = contribution(run, node, each, own);
    close(run, token, at)?;
    let kept = Name::from(result_name(index).as_str());
    run.set_here(whole, [(Name::from(DONE), Value::from(done)), (kept, result)])?;
    for event in &thrown {
        throw::at_own_boundary(run, whole.owner(), event)?;
    }
    if run.instance.token(whole.owner()).is_none() {
        return Ok(());
    }
    if met {
        return scopes::terminate(run, whole, &node.id, None);
    }
    if each.one_by_one && index < count(run, whole, TOTAL) {
        let (body, message) = (whole.owner(), None);
        run.todo(Todo::Instance { body, index, message });
    }
    Ok(())
}

fn contribution(run: &Run<'_>, node: &Node, each: &Each, own: ScopeId) -> Value {
    if let Some(output) = &each.output {
        return output.evaluate(run.around(&run.scoped(own))).value;
    }
    node.result().map_or(Value::Null, |name| run.own_variable(own, name))
}

/// Whether the rest ends after this round, and what is thrown.
fn after_each(
    run: &Run<'_>,
    each: &Each,
    given: Variables,
    own: ScopeId,
    whole: ScopeId,
    done: usize,
) -> Result<(bool, Vec<Thrown>), Incident> {
    let total = count(run, whole, TOTAL);
    // The round that is done is still there. One by one, none is active then, and the rest is yet to come.
    let active = run.instance.index().crowd(whole).saturating_sub(1);
    let to_come = if each.one_by_one { total.saturating_sub(done) } else { 0 };
    let terminated = total.saturating_sub(done + active + to_come);
    let counted = [(DONE, done), (ACTIVE, active), (TERMINATED, terminated)];
    let mut known = given;
    for (name, value) in counted {
        known.set(Name::from(name), Value::from(value));
    }
    let scoped = run.scoped(own);
    let scope = (&known, &scoped);
    let around = Surroundings {
        now: run.now,
        calendars: run.calendars,
        scope: &scope,
    };
    let met = match &each.until {
        Some(until) => until.holds(around)?,
        None => false,
    };
    let thrown = match &each.behavior {
        Behavior::Nothing => Vec::new(),
        Behavior::Every(event) => vec![event.clone()],
        Behavior::First(event) if done == 1 => vec![event.clone()],
        Behavior::First(_) => Vec::new(),
        Behavior::When(events) => {
            let mut thrown = Vec::new();
            for (condition, event) in events {
                if condition.holds(around)? {
                    thrown.push(event.clone());
                }
            }
            thrown
        }
    };
    Ok((met, thrown))
}

fn leave_round(run: &mut Run<'_>, token: TokenId, at: At<'_>, rounds: &Loop) -> Result<(), IllegalTransition> {
    let own = ScopeId::of(token);
    let Some(whole) = run.instance.scope(own).and_then(|scope| scope.parent) else {
        return Ok(());
    };
    let done = count(run, own, INDEX);
    let last = rounds.maximum.is_some_and(|most| done >= most as usize);
    // What the round gives out decides whether there is another one.
    let given = super::data::outputs(run, own, at.node());
    let more = if last {
        Ok(false)
    } else {
        once_more(run, rounds, own, given, done)
    };
    match more {
        Err(incident) => run.raise(token, incident),
        Ok(more) => {
            close(run, token, at)?;
            if more {
                let (body, index, message) = (whole.owner(), done, None);
                run.todo(Todo::Instance { body, index, message });
            }
            Ok(())
        }
    }
}

/// Whether a loop goes round again.
fn once_more(
    run: &Run<'_>,
    rounds: &Loop,
    scope: ScopeId,
    mut given: Variables,
    done: usize,
) -> Result<bool, Incident> {
    let Some(condition) = &rounds.condition else {
        return Ok(true);
    };
    given.set(Name::from(INDEX), Value::from(done));
    let scoped = run.scoped(scope);
    let scope = (&given, &scoped);
    condition.holds(Surroundings {
        now: run.now,
        calendars: run.calendars,
        scope: &scope,
    })
}

/// Whether a variable counts the rounds of an activity, or is the item of one: it means nothing elsewhere.
pub(crate) fn is_own_of_round(node: &Node, name: &Name) -> bool {
    let item = match &node.repeat {
        Some(Repeat::Each(each)) => each.variable.as_ref(),
        Some(Repeat::Loop(_)) | None => None,
    };
    item == Some(name) || [TOTAL, DONE, ACTIVE, TERMINATED, INDEX].contains(&&**name)
}

/// A round's token and scope are gone; its outputs are set around.
fn close(run: &mut Run<'_>, token: TokenId, at: At<'_>) -> Result<(), IllegalTransition> {
    let own = ScopeId::of(token);
    compensation::remember(run, token, at)?;
    let outputs = super::data::outputs(run, own, at.node());
    let whole = run.instance.scope(own).and_then(|scope| scope.parent);
    run.deafen(own)?;
    run.emit(Event::Left { token })?;
    run.emit(Event::ScopeClosed { scope: own })?;
    match whole {
        Some(whole) => run.set(whole, &outputs),
        None => Ok(()),
    }
}

/// No round is left: the token of the whole goes on with the list of results.
pub(super) fn finish(run: &mut Run<'_>, body: TokenId, at: At<'_>) -> Result<(), IllegalTransition> {
    let scope = ScopeId::of(body);
    let results = match &at.node().repeat {
        Some(Repeat::Each(each)) => each.results.clone(),
        _ => None,
    };
    let results = results.map(|name| {
        let items = (1..=count(run, scope, TOTAL)).map(|index| run.own_variable(scope, &result_name(index)));
        (name, Value::list(items.collect()))
    });
    // What its rounds did can be undone where the whole stands.
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

fn count(run: &Run<'_>, scope: ScopeId, name: &str) -> usize {
    let number = run
        .own_variable(scope, name)
        .as_number()
        .and_then(|number| number.to_i64());
    number
        .and_then(|number| usize::try_from(number).ok())
        .unwrap_or_default()
}
