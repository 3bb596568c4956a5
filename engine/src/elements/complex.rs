//! Complex gateway (BPMN 2.0.2, §13.4.5). When its condition holds over the tokens that arrived, one of each way
//! in goes on as one. Until no more can come along the other ways, it waits for those; then it takes them in, a
//! flow whose condition says so (`waitingForStart = false`) is taken once more, and the gateway begins anew with
//! what is left. A flow without a condition is taken the first time only.

use std::collections::{BTreeMap, BTreeSet};

use super::Worked;
use crate::decide::{At, Outcome, Run, Todo, join};
use crate::event::{Cause, Event, Wait};
use crate::ids::{ElementId, ScopeId, TokenId};
use crate::incident::Incident;
use crate::lifecycle::IllegalTransition;
use crate::model::{Complex, FlowIx};
use crate::variables::{Name, Value, Variables};

/// Looks whether the tokens that arrived are enough.
pub(super) fn work(run: &mut Run<'_>, token: TokenId, at: At<'_>, complex: &Complex) -> Worked {
    let Some(activation) = complex.activation.as_ref().filter(|_| at.node().incoming.len() > 1) else {
        return Ok(Ok(Outcome::Done));
    };
    let scope = run.scope_of(token);
    if is_resetting(run, at, scope) {
        return Ok(Ok(Outcome::Rest(Wait::Join)));
    }
    let count = waiting(run, at, scope).count() + 1;
    let counted = Variables::from_iter([(Name::from("activationCount"), Value::from(count))]);
    let scoped = run.scoped(scope);
    let seen = (&counted, &scoped);
    match activation.holds(run.around(&seen)) {
        Err(incident) => Ok(Err(incident_at_work(incident))),
        Ok(false) => Ok(Ok(Outcome::Rest(Wait::Join))),
        Ok(true) => {
            let own = flow_of(run, token);
            let mut with = one_of_each_way(run, &arrived(run, at, scope));
            with.remove(&own);
            for other in with.values() {
                join::merge(run, *other)?;
            }
            begin_reset(run, at, scope, with.into_keys().chain([own]).flatten().collect())?;
            Ok(Ok(Outcome::Done))
        }
    }
}

fn incident_at_work(incident: Incident) -> Incident {
    Incident {
        retry: crate::incident::Retry::Join,
        ..incident
    }
}

/// What the conditions of its ways out may read.
pub(super) fn counted(waiting_for_start: bool) -> Variables {
    Variables::from_iter([(Name::from("waitingForStart"), Value::from(waiting_for_start))])
}

/// A token stays behind that stands for the gateway while it waits for what still comes.
fn begin_reset(
    run: &mut Run<'_>,
    at: At<'_>,
    scope: ScopeId,
    with: BTreeSet<ElementId>,
) -> Result<(), IllegalTransition> {
    if let Some(token) = run.enter(at.ix, scope, None, None)? {
        run.rest(token, Wait::Reset { with })?;
    }
    Ok(())
}

/// Begins a gateway anew to which no more tokens can come.
pub(crate) fn reset(run: &mut Run<'_>) -> Result<(), IllegalTransition> {
    let resetting = run
        .instance
        .index()
        .resetting()
        .iter()
        .filter_map(|id| match &run.instance.token(*id)?.wait {
            Some(Wait::Reset { with }) => Some((*id, with.clone())),
            _ => None,
        });
    let resetting: Vec<(TokenId, BTreeSet<ElementId>)> = resetting.collect();
    for (token, with) in resetting {
        let Some(at) = run.at(token) else {
            continue;
        };
        let scope = run.scope_of(token);
        let full = join::full_ways(run, &arrived(run, at, scope));
        if join::may_come(run, at, scope, &full.union(&with).cloned().collect()).is_none() {
            return begin_anew(run, token, at, &with);
        }
    }
    Ok(())
}

fn begin_anew(
    run: &mut Run<'_>,
    token: TokenId,
    at: At<'_>,
    with: &BTreeSet<ElementId>,
) -> Result<(), IllegalTransition> {
    let scope = run.scope_of(token);
    let late = one_of_each_way(run, &arrived(run, at, scope));
    let late = late
        .into_iter()
        .filter(|(flow, _)| flow.as_ref().is_none_or(|flow| !with.contains(flow)));
    for (_, other) in late {
        join::merge(run, other)?;
    }
    let again = ways_again(run, token, at);
    run.emit(Event::Continued {
        token,
        after: Cause::Reset,
    })?;
    let flows = match again {
        Err(incident) => return run.raise(token, incident),
        Ok(flows) => flows,
    };
    run.emit(Event::Left { token })?;
    for flow in flows {
        let node = at.graph.flow(flow).to;
        let flow = Some(flow);
        run.todo(Todo::Enter { node, scope, flow });
    }
    look_again(run, at, scope)
}

/// What came too early for this time may be enough for the next.
fn look_again(run: &mut Run<'_>, at: At<'_>, scope: ScopeId) -> Result<(), IllegalTransition> {
    for token in arrived(run, at, scope) {
        run.emit(Event::Continued {
            token,
            after: Cause::Reset,
        })?;
        if !run.enter_again(token)? {
            run.todo(Todo::Work { token });
        }
    }
    Ok(())
}

fn ways_again(run: &Run<'_>, token: TokenId, at: At<'_>) -> Result<Vec<FlowIx>, Incident> {
    let counted = counted(false);
    let scoped = run.scoped(run.scope_of(token));
    let seen = (&counted, &scoped);
    let mut taken = Vec::new();
    for flow in &at.node().outgoing {
        if let Some(condition) = &at.graph.flow(*flow).condition
            && condition.holds(run.around(&seen))?
        {
            taken.push(*flow);
        }
    }
    Ok(taken)
}

/// The tokens that wait at the gateway, oldest first.
fn waiting<'r>(run: &'r Run<'_>, at: At<'_>, scope: ScopeId) -> impl Iterator<Item = TokenId> + 'r {
    let key = (scope, at.node().id.clone());
    run.instance.index().joining().get(&key).into_iter().flatten().copied()
}

fn arrived(run: &Run<'_>, at: At<'_>, scope: ScopeId) -> Vec<TokenId> {
    waiting(run, at, scope).collect()
}

fn flow_of(run: &Run<'_>, token: TokenId) -> Option<ElementId> {
    run.instance.token(token).and_then(|token| token.flow.clone())
}

/// The oldest of these tokens from each way in.
fn one_of_each_way(run: &Run<'_>, tokens: &[TokenId]) -> BTreeMap<Option<ElementId>, TokenId> {
    let mut oldest = BTreeMap::new();
    for token in tokens {
        oldest.entry(flow_of(run, *token)).or_insert(*token);
    }
    oldest
}

fn is_resetting(run: &Run<'_>, at: At<'_>, scope: ScopeId) -> bool {
    let mut resetting = run.instance.index().resetting().iter();
    resetting.any(|id| {
        let token = run.instance.token(*id);
        token.is_some_and(|token| token.scope == scope && token.element == at.node().id)
    })
}
