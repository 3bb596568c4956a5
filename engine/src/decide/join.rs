//! Parallel joins that wait for a token that can no longer come.

use std::collections::{BTreeMap, BTreeSet};

use super::Run;
use crate::event::{Cause, Event, Wait};
use crate::ids::{ElementId, ScopeId, TokenId};
use crate::incident::{Incident, IncidentKind, Retry};
use crate::lifecycle::IllegalTransition;
use crate::model::NodeIx;

/// Raises an incident on every join that is missing a token which none of the others can bring.
pub(super) fn raise_stuck(run: &mut Run<'_, '_>) -> Result<(), IllegalTransition> {
    let joins = waiting_joins(run);
    for ((element, scope), waiting) in joins {
        let Some(missing) = missing_forever(run, &element, scope, &waiting) else {
            continue;
        };
        let message =
            format!("la unión espera un camino por el que ya nadie puede llegar: {missing}");
        for token in waiting {
            run.emit(Event::Continued {
                token,
                after: Cause::Stuck,
            })?;
            run.raise(
                token,
                Incident::new(IncidentKind::Stuck, message.clone(), Retry::Join),
            )?;
        }
    }
    Ok(())
}

type Joins = BTreeMap<(ElementId, ScopeId), Vec<TokenId>>;

fn waiting_joins(run: &Run<'_, '_>) -> Joins {
    let mut joins = Joins::new();
    for (id, token) in run.instance.tokens() {
        if matches!(token.wait, Some(Wait::Join)) {
            joins
                .entry((token.element.clone(), token.scope))
                .or_default()
                .push(id);
        }
    }
    joins
}

/// The flow that the join misses and that no token elsewhere can reach.
fn missing_forever(
    run: &Run<'_, '_>,
    element: &ElementId,
    scope: ScopeId,
    waiting: &[TokenId],
) -> Option<ElementId> {
    let definition = run.definition;
    let join = definition.ix(element)?;
    let here: BTreeSet<&ElementId> = waiting
        .iter()
        .filter_map(|id| run.instance.token(*id)?.flow.as_ref())
        .collect();
    let reachable = reachable_by_others(run, join, scope);
    let missing = definition
        .node(join)
        .incoming
        .iter()
        .map(|flow| definition.flow(*flow));
    let missing =
        missing.filter(|flow| !here.contains(&flow.id) && !reachable.contains(&flow.from));
    missing.map(|flow| flow.id.clone()).next()
}

/// Every node that a token other than those at this join is at or can still reach without passing it.
fn reachable_by_others(run: &Run<'_, '_>, join: NodeIx, scope: ScopeId) -> BTreeSet<NodeIx> {
    let others = run
        .instance
        .tokens()
        .filter(|(_, token)| token.scope == scope);
    let mut todo: Vec<NodeIx> = others
        .filter_map(|(_, token)| run.definition.ix(&token.element))
        .filter(|ix| *ix != join)
        .collect();
    let mut seen = BTreeSet::new();
    while let Some(ix) = todo.pop() {
        if ix != join && seen.insert(ix) {
            todo.extend(run.definition.successors(ix));
        }
    }
    seen
}
