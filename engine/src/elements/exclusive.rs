//! Exclusive gateway: the first flow whose condition holds, else the default one.

use crate::decide::Run;
use crate::ids::TokenId;
use crate::incident::{Incident, IncidentKind, Retry};
use crate::model::{FlowIx, Node};

/// The flow to take.
pub(super) fn way_out(run: &Run<'_, '_>, token: TokenId, node: &Node) -> Result<FlowIx, Incident> {
    let scope = run.scoped(run.scope_of(token));
    let mut default = None;
    for ix in &node.outgoing {
        match &run.definition.flow(*ix).condition {
            None => default = Some(*ix),
            Some(condition) if condition.holds(run.around(&scope))? => return Ok(*ix),
            Some(_) => {}
        }
    }
    default.ok_or_else(|| {
        let message = "ninguna condición se cumple y no hay un camino por omisión";
        Incident::new(IncidentKind::NoFlow, message, Retry::Leave)
    })
}
