//! Event-based gateway: the first event after it that happens is the path that is taken.

use super::{Worked, arm, catch};
use crate::decide::{At, Outcome, Run};
use crate::event::{BoundaryOn, BoundaryWait, Holder, Wait};
use crate::ids::{ScopeId, SubscriptionId, TokenId};
use crate::incident::{Incident, IncidentKind, Retry};
use crate::model::{Kind, Node};

/// Begins to wait for each of the events.
pub(super) fn work(run: &mut Run<'_>, token: TokenId, at: At<'_>) -> Worked {
    let scope = run.scope_of(token);
    let mut waits = Vec::new();
    for event in at.graph.onwards(at.ix) {
        match plan(run, scope, at.graph.node(event)) {
            Ok(more) => waits.extend(more),
            Err(incident) => {
                return Ok(Err(Incident {
                    retry: Retry::Work,
                    ..incident
                }));
            }
        }
    }
    arm::arm(run, Holder::Token(token), waits)?;
    Ok(Ok(Outcome::Rest(Wait::Event)))
}

/// Only an event that happens says which way it goes: it cannot be skipped.
pub(super) fn no_way_out() -> Incident {
    let message = "solo un evento dice por dónde sigue: no se puede omitir";
    Incident::new(IncidentKind::NoFlow, message, Retry::Work)
}

fn plan(run: &mut Run<'_>, scope: ScopeId, event: &Node) -> Result<Vec<BoundaryWait>, Incident> {
    match &event.kind {
        Kind::Catch(catch) => arm::plan(run, scope, event, &catch.on, true),
        Kind::ReceiveTask(task) => {
            let key = catch::key(run, scope, &task.message, Retry::Work)?;
            let on = BoundaryOn::Message {
                subscription: SubscriptionId(run.new_id()),
                message: task.message.name.clone(),
                key,
            };
            let (element, part) = (event.id.clone(), 0);
            Ok(vec![BoundaryWait { element, part, on }])
        }
        _ => Ok(Vec::new()),
    }
}
