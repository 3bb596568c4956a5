//! Conditional events: looked at whenever variables changed; one happens when its condition begins to hold.

use super::{Run, happen};
use crate::event::{BoundaryOn, BoundaryWait, Event, Holder};
use crate::ids::{ScopeId, TokenId};
use crate::lifecycle::IllegalTransition;
use crate::model::Trigger;
use crate::variables::Value;

/// Looks at every condition that is waited for. One that gives neither true nor false does not hold yet.
pub(super) fn look(run: &mut Run<'_>) -> Result<(), IllegalTransition> {
    let holders: Vec<Holder> = run.instance.index().conditional().iter().copied().collect();
    for holder in holders {
        let waits = run.instance.armed_at(holder).iter();
        let waits: Vec<BoundaryWait> = waits
            .filter(|wait| matches!(wait.on, BoundaryOn::Condition { .. }))
            .cloned()
            .collect();
        for wait in waits {
            look_at(run, holder, &wait)?;
        }
    }
    Ok(())
}

/// Conditions that hold already when they are waited for again: they must begin to hold anew.
pub(super) fn known(run: &Run<'_>, holder: Holder, waits: Vec<BoundaryWait>) -> Vec<BoundaryWait> {
    let known = |mut wait: BoundaryWait| {
        if matches!(wait.on, BoundaryOn::Condition { .. }) {
            let met = holds(run, holder, &wait);
            wait.on = BoundaryOn::Condition { met };
        }
        wait
    };
    waits.into_iter().map(known).collect()
}

fn look_at(run: &mut Run<'_>, holder: Holder, wait: &BoundaryWait) -> Result<(), IllegalTransition> {
    let BoundaryOn::Condition { met } = wait.on else {
        return Ok(());
    };
    let holds = holds(run, holder, wait);
    if holds && !met {
        return happen(run, holder, wait, &Value::Null);
    }
    if met && !holds {
        return run.emit(Event::Checked {
            holder,
            element: wait.element.clone(),
            part: wait.part,
            met: false,
        });
    }
    Ok(())
}

fn holds(run: &Run<'_>, holder: Holder, wait: &BoundaryWait) -> bool {
    let (scope, graph) = match holder {
        Holder::Scope(scope) => (scope, run.graph(scope)),
        Holder::Token(token) => match run.at(token) {
            Some(at) => (seen_from(run, token, at.node().kind.is_activity()), at.graph),
            None => return false,
        },
    };
    let Some(node) = graph.element(wait.element.as_str()) else {
        return false;
    };
    let Some(on) = node.on() else {
        return false;
    };
    match on.triggers.get(usize::from(wait.part)) {
        Some(Trigger::Condition(condition)) => {
            let scoped = run.scoped(scope);
            condition.evaluate(run.around(&scoped)).value.as_boolean() == Some(true)
        }
        _ => false,
    }
}

/// A boundary condition may be about the data of its activity.
fn seen_from(run: &Run<'_>, token: TokenId, activity: bool) -> ScopeId {
    if activity {
        run.local(token)
    } else {
        run.scope_of(token)
    }
}
