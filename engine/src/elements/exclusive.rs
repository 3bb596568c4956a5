//! Exclusive gateway: the first flow whose condition holds, else the default one.

use crate::decide::{At, Run};
use crate::ids::TokenId;
use crate::incident::{Incident, IncidentKind, Retry};
use crate::model::FlowIx;

/// The flow to take; none when the path ends there.
pub(super) fn way_out(run: &Run<'_>, token: TokenId, at: At<'_>) -> Result<Vec<FlowIx>, Incident> {
    let outgoing = &at.node().outgoing;
    let scope = run.scoped(run.scope_of(token));
    let mut default = None;
    for ix in outgoing {
        let flow = at.graph.flow(*ix);
        match &flow.condition {
            // A flow without a condition is what is left, wherever it stands; a declared default goes first.
            None if flow.default || default.is_none() => default = Some(*ix),
            None => {}
            Some(condition) if condition.holds(run.around(&scope))? => return Ok(vec![*ix]),
            Some(_) => {}
        }
    }
    match default {
        Some(default) => Ok(vec![default]),
        None if outgoing.is_empty() => Ok(Vec::new()),
        None => {
            let message = "ninguna condición se cumple y no hay un camino por omisión";
            Err(Incident::new(IncidentKind::NoFlow, message, Retry::Leave))
        }
    }
}
