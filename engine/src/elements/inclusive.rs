//! Inclusive gateway: every flow whose condition holds, else the default one; as a join it waits for
//! what can still come (see `decide/join.rs`).

use crate::decide::{Outcome, Run};
use crate::event::Wait;
use crate::ids::TokenId;
use crate::incident::{Incident, IncidentKind, Retry};
use crate::model::{FlowIx, Node};

/// Passes through, or waits to be joined.
pub(super) fn work(node: &Node) -> Outcome {
    if node.incoming.len() > 1 {
        Outcome::Rest(Wait::Join)
    } else {
        Outcome::Done
    }
}

/// The flows to take, in their order.
pub(super) fn ways_out(run: &Run<'_, '_>, token: TokenId, node: &Node) -> Result<Vec<FlowIx>, Incident> {
    let scope = run.scoped(run.scope_of(token));
    let mut taken = Vec::new();
    for ix in &node.outgoing {
        let flow = run.definition.flow(*ix);
        let holds = match &flow.condition {
            Some(condition) => condition.holds(run.around(&scope))?,
            None => !flow.default,
        };
        if holds {
            taken.push(*ix);
        }
    }
    if taken.is_empty() {
        taken.extend(node.outgoing.iter().filter(|ix| run.definition.flow(**ix).default));
    }
    if taken.is_empty() {
        let message = "ninguna condición se cumple y no hay un camino por omisión";
        return Err(Incident::new(IncidentKind::NoFlow, message, Retry::Leave));
    }
    Ok(taken)
}
