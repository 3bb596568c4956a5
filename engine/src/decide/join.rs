//! Joins: inclusive ones go on when nothing more can come; those that wait for what cannot come raise
//! an incident.

use std::collections::{BTreeMap, BTreeSet};

use super::{At, Run, Todo};
use crate::elements::complex;
use crate::event::{Cause, Event, Wait};
use crate::ids::{ElementId, ScopeId, TokenId};
use crate::incident::{Incident, IncidentKind, Retry};
use crate::instance::Token;
use crate::lifecycle::IllegalTransition;
use crate::limits;
use crate::model::Kind;

/// A join at which tokens wait.
pub(crate) struct Waiting<'a> {
    pub at: At<'a>,
    pub scope: ScopeId,
    /// The tokens, oldest first.
    pub tokens: Vec<TokenId>,
}

/// Raises an incident on every join that is missing a token which none of the others can bring.
pub(super) fn raise_stuck(run: &mut Run<'_>) -> Result<(), IllegalTransition> {
    for join in waiting(run) {
        let Some(missing) = missing_forever(run, &join) else {
            continue;
        };
        let message = format!("la unión espera un camino por el que ya nadie puede llegar: {missing}");
        for token in join.tokens {
            run.emit(Event::Continued {
                token,
                after: Cause::Stuck,
            })?;
            run.raise(token, Incident::new(IncidentKind::Stuck, message.clone(), Retry::Join))?;
        }
    }
    Ok(())
}

/// Lets the first join go on that nothing more can reach: an inclusive one, or a complex one that then
/// begins anew.
pub(super) fn release(run: &mut Run<'_>) -> Result<(), IllegalTransition> {
    for join in waiting(run) {
        match join.at.node().kind {
            Kind::Inclusive if ready(run, &join) => return go_on(run, &join),
            _ => {}
        }
    }
    complex::reset(run)
}

/// The oldest token of each way in goes on as one; what is left waits for the next time.
fn go_on(run: &mut Run<'_>, join: &Waiting<'_>) -> Result<(), IllegalTransition> {
    let mut by_flow: BTreeMap<Option<ElementId>, TokenId> = BTreeMap::new();
    for id in &join.tokens {
        let flow = run.instance.token(*id).and_then(|token| token.flow.clone());
        by_flow.entry(flow).or_insert(*id);
    }
    let mut tokens: Vec<TokenId> = by_flow.into_values().collect();
    tokens.sort();
    let last = tokens.pop();
    for token in tokens {
        merge(run, token)?;
    }
    if let Some(token) = last {
        run.emit(Event::Continued {
            token,
            after: Cause::Join,
        })?;
        run.todo(Todo::Leave { token });
    }
    Ok(())
}

/// Takes a token in that waited at a join.
pub(crate) fn merge(run: &mut Run<'_>, token: TokenId) -> Result<(), IllegalTransition> {
    run.emit(Event::Continued {
        token,
        after: Cause::Join,
    })?;
    run.emit(Event::Left { token })
}

/// Whether an inclusive join goes on (BPMN 2.0.2, §13.4.3): for every token elsewhere from which an empty
/// way in can be reached without passing the join, one of its full ways in can be too.
fn ready(run: &Run<'_>, join: &Waiting<'_>) -> bool {
    let full = full_ways(run, &join.tokens);
    may_come(run, join.at, join.scope, &full).is_none()
}

/// A token elsewhere that can still reach an empty way into a join and none of its full ones.
pub(crate) fn may_come(run: &Run<'_>, at: At<'_>, scope: ScopeId, full: &BTreeSet<ElementId>) -> Option<TokenId> {
    let ways = at.graph.ways_into(at.ix).iter().zip(&at.node().incoming);
    let (full, empty): (Vec<_>, Vec<_>) = ways.partition(|(_, flow)| full.contains(&at.graph.flow(**flow).id));
    if empty.is_empty() {
        return None;
    }
    let own = &at.node().id;
    let mut others = run
        .instance
        .tokens()
        .filter(|(id, token)| token.scope == scope && token.element != *own && *id != scope.owner());
    let blocks = |token: &Token| {
        let Some(place) = at.graph.ix(&token.element) else {
            return false;
        };
        let reached = |ways: &[(&Vec<bool>, _)]| ways.iter().any(|(from, _)| from.get(place.0 as usize) == Some(&true));
        reached(&empty) && !reached(&full)
    };
    others.find(|(_, token)| blocks(token)).map(|(id, _)| id)
}

/// The ways in along which these tokens came.
pub(crate) fn full_ways(run: &Run<'_>, tokens: &[TokenId]) -> BTreeSet<ElementId> {
    tokens
        .iter()
        .filter_map(|id| run.instance.token(*id)?.flow.clone())
        .collect()
}

/// The joins at which tokens wait.
pub(crate) fn waiting<'a>(run: &Run<'a>) -> Vec<Waiting<'a>> {
    let joins = run.instance.index().joining().iter();
    joins
        .filter_map(|((scope, element), tokens)| {
            let graph = run.graph(*scope);
            let ix = graph.ix(element)?;
            Some(Waiting {
                at: At { graph, ix },
                scope: *scope,
                tokens: tokens.iter().copied().collect(),
            })
        })
        .collect()
}

/// What a join misses and no token elsewhere can bring: for a parallel one any of its ways in; for all of them
/// it is enough that all tokens wait for each other.
fn missing_forever(run: &Run<'_>, join: &Waiting<'_>) -> Option<ElementId> {
    let node = join.at.node();
    let still = stands_still(run, join.scope);
    let full = full_ways(run, &join.tokens);
    // In a crowd, only what nobody can change any more is worth the search.
    let search = still || run.instance.tokens().nth(limits::STUCK_SEARCH).is_none();
    if matches!(node.kind, Kind::Parallel) && node.quantity.start == 1 && search {
        let lost = lost_way(run, join, &full);
        if lost.is_some() {
            return lost;
        }
    }
    let mut flows = node.incoming.iter().map(|flow| &join.at.graph.flow(*flow).id);
    let missing = flows
        .clone()
        .find(|flow| !full.contains(*flow))
        .or_else(|| flows.next());
    missing.filter(|_| still).cloned()
}

/// An empty way into a join that no token elsewhere can reach.
fn lost_way(run: &Run<'_>, join: &Waiting<'_>, full: &BTreeSet<ElementId>) -> Option<ElementId> {
    let node = join.at.node();
    let others = run
        .instance
        .tokens()
        .filter(|(id, token)| token.scope == join.scope && *id != join.scope.owner() && token.element != node.id);
    let places: Vec<usize> = others
        .filter_map(|(_, token)| join.at.graph.ix(&token.element))
        .map(|ix| ix.0 as usize)
        .collect();
    let ways = join.at.graph.ways_into(join.at.ix).iter().zip(&node.incoming);
    let missing = ways.map(|(from, flow)| (from, &join.at.graph.flow(*flow).id));
    let lost = |(from, flow): &(&Vec<bool>, &ElementId)| {
        !full.contains(*flow) && !places.iter().any(|place| from.get(*place) == Some(&true))
    };
    // What an operator put at the join stands for any way in.
    let free = join.tokens.iter().filter_map(|id| run.instance.token(*id));
    let free = free.filter(|token| token.flow.is_none()).count();
    missing.filter(lost).nth(free).map(|(_, flow)| flow.clone())
}

/// Whether every token of a scope waits at a join.
fn stands_still(run: &Run<'_>, scope: ScopeId) -> bool {
    let waits = |token: &Token| matches!(token.wait, Some(Wait::Join | Wait::Reset { .. }));
    !run.instance
        .tokens()
        .any(|(id, token)| token.scope == scope && id != scope.owner() && !waits(token))
}
