//! Joins: inclusive ones go on when nothing more can come; those that wait for what cannot come raise
//! an incident.

use std::collections::{BTreeMap, BTreeSet};

use super::{Run, Todo};
use crate::event::{Cause, Event, Wait};
use crate::ids::{ElementId, ScopeId, TokenId};
use crate::incident::{Incident, IncidentKind, Retry};
use crate::instance::Token;
use crate::lifecycle::IllegalTransition;
use crate::model::{Flow, Kind, NodeIx};

/// Raises an incident on every join that is missing a token which none of the others can bring.
pub(super) fn raise_stuck(run: &mut Run<'_, '_>) -> Result<(), IllegalTransition> {
    let joins = waiting_joins(run);
    for ((element, scope), waiting) in joins {
        let Some(missing) = missing_forever(run, &element, scope, &waiting) else {
            continue;
        };
        let message = format!("la unión espera un camino por el que ya nadie puede llegar: {missing}");
        for token in waiting {
            run.emit(Event::Continued {
                token,
                after: Cause::Stuck,
            })?;
            run.raise(token, Incident::new(IncidentKind::Stuck, message.clone(), Retry::Join))?;
        }
    }
    Ok(())
}

/// Lets the first inclusive join go on that nothing more can reach (BPMN 2.0.2, §13.4.3): for every
/// token elsewhere from which an empty way in can be reached without passing the join, one of its full
/// ways in can be too.
pub(super) fn release(run: &mut Run<'_, '_>) -> Result<(), IllegalTransition> {
    let mut joins = waiting_joins(run).into_iter();
    let ready = joins.find(|((element, scope), waiting)| ready(run, element, *scope, waiting));
    let Some((_, waiting)) = ready else {
        return Ok(());
    };
    let mut by_flow: BTreeMap<Option<ElementId>, TokenId> = BTreeMap::new();
    for id in waiting {
        let flow = run.instance.token(id).and_then(|token| token.flow.clone());
        by_flow.entry(flow).or_insert(id);
    }
    let mut tokens: Vec<TokenId> = by_flow.into_values().collect();
    tokens.sort();
    let last = tokens.pop();
    for token in tokens {
        run.emit(Event::Continued {
            token,
            after: Cause::Join,
        })?;
        run.emit(Event::Left { token })?;
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

fn ready(run: &Run<'_, '_>, element: &ElementId, scope: ScopeId, waiting: &[TokenId]) -> bool {
    let definition = run.definition;
    let Some(join) = definition.ix(element) else {
        return false;
    };
    let node = definition.node(join);
    if !matches!(node.kind, Kind::Inclusive) {
        return false;
    }
    let here = full_ways(run, waiting);
    let (full, empty): (Vec<&Flow>, Vec<&Flow>) = node
        .incoming
        .iter()
        .map(|flow| definition.flow(*flow))
        .partition(|flow| here.contains(&flow.id));
    let others = run
        .instance
        .tokens()
        .filter(|(id, token)| token.scope == scope && token.element != *element && *id != scope.owner());
    let mut places = others.filter_map(|(_, token)| definition.ix(&token.element));
    places.all(|place| {
        let reached = reachable(run, join, vec![place]);
        let reaches = |flows: &[&Flow]| flows.iter().any(|flow| reached.contains(&flow.from));
        !reaches(&empty) || reaches(&full)
    })
}

fn full_ways(run: &Run<'_, '_>, waiting: &[TokenId]) -> BTreeSet<ElementId> {
    waiting
        .iter()
        .filter_map(|id| run.instance.token(*id)?.flow.clone())
        .collect()
}

type Joins = BTreeMap<(ElementId, ScopeId), Vec<TokenId>>;

fn waiting_joins(run: &Run<'_, '_>) -> Joins {
    let mut joins = Joins::new();
    for (id, token) in run.instance.tokens() {
        if matches!(token.wait, Some(Wait::Join)) {
            joins.entry((token.element.clone(), token.scope)).or_default().push(id);
        }
    }
    joins
}

/// The flow that a join misses and that no token elsewhere can bring: for a parallel one any of them,
/// for an inclusive one it is enough that all tokens wait for each other.
fn missing_forever(run: &Run<'_, '_>, element: &ElementId, scope: ScopeId, waiting: &[TokenId]) -> Option<ElementId> {
    let definition = run.definition;
    let join = definition.ix(element)?;
    let node = definition.node(join);
    let here = full_ways(run, waiting);
    let mut missing = node
        .incoming
        .iter()
        .map(|flow| definition.flow(*flow))
        .filter(|flow| !here.contains(&flow.id));
    if matches!(node.kind, Kind::Inclusive) {
        let moves = |token: &Token| !matches!(token.wait, Some(Wait::Join));
        let stands_still = !run
            .instance
            .tokens()
            .any(|(id, token)| token.scope == scope && id != scope.owner() && moves(token));
        return missing.next().filter(|_| stands_still).map(|flow| flow.id.clone());
    }
    let others = run
        .instance
        .tokens()
        .filter(|(id, token)| token.scope == scope && *id != scope.owner());
    let places = others
        .filter_map(|(_, token)| definition.ix(&token.element))
        .filter(|ix| *ix != join);
    let reached = reachable(run, join, places.collect());
    missing
        .find(|flow| !reached.contains(&flow.from))
        .map(|flow| flow.id.clone())
}

/// Every node that can be reached from `todo` without passing the join.
fn reachable(run: &Run<'_, '_>, join: NodeIx, mut todo: Vec<NodeIx>) -> BTreeSet<NodeIx> {
    let mut seen = BTreeSet::new();
    while let Some(ix) = todo.pop() {
        if ix != join && seen.insert(ix) {
            todo.extend(run.definition.successors(ix));
        }
    }
    seen
}
