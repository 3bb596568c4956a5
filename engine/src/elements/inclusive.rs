//! Inclusive gateway: every flow whose condition holds, else the default one; as a join it waits for
//! what can still come (see `decide/join.rs`). Any other element with several ways out splits the same way.

use crate::decide::{At, Outcome, Run};
use crate::event::Wait;
use crate::ids::TokenId;
use crate::incident::{Incident, IncidentKind, Retry};
use crate::model::{FlowIx, Node};
use crate::variables::Variables;

/// Passes through, or waits to be joined.
pub(super) fn work(node: &Node) -> Outcome {
    if node.incoming.len() > 1 {
        Outcome::Rest(Wait::Join)
    } else {
        Outcome::Done
    }
}

/// The flows to take, in their order; the conditions may read `more` too.
pub(super) fn ways_out(run: &Run<'_>, token: TokenId, at: At<'_>, more: Variables) -> Result<Vec<FlowIx>, Incident> {
    let outgoing = &at.node().outgoing;
    let scoped = run.scoped(run.scope_of(token));
    let scope = (&more, &scoped);
    let mut taken = Vec::with_capacity(outgoing.len());
    for ix in outgoing {
        let flow = at.graph.flow(*ix);
        let holds = match &flow.condition {
            Some(condition) => condition.holds(run.around(&scope))?,
            None => !flow.default,
        };
        if holds {
            taken.push(*ix);
        }
    }
    if taken.is_empty() {
        taken.extend(outgoing.iter().filter(|ix| at.graph.flow(**ix).default));
    }
    if taken.is_empty() && !outgoing.is_empty() {
        let message = "ninguna condición se cumple y no hay un camino por omisión";
        return Err(Incident::new(IncidentKind::NoFlow, message, Retry::Leave));
    }
    Ok(taken)
}
