//! Begins to wait for events: those at the boundary of an activity, those that a token itself waits for, and
//! those that start event subprocesses.

use super::{catch, timer};
use crate::decide::{At, Run};
use crate::effect::Effect;
use crate::event::{BoundaryOn, BoundaryWait, Event, Holder};
use crate::ids::{ScopeId, SubscriptionId, TimerId, TokenId};
use crate::incident::{Incident, Retry};
use crate::lifecycle::IllegalTransition;
use crate::model::{Kind, Node, On, TimerSpec, Trigger};

/// Computes what the boundary events of an activity will wait for; nothing is armed yet, so that an
/// incident leaves nothing half done.
pub(crate) fn boundary(run: &mut Run<'_>, token: TokenId, at: At<'_>) -> Result<Vec<BoundaryWait>, Incident> {
    let scope = run.scope_of(token);
    let mut waits = Vec::new();
    for ix in &at.node().boundary {
        let node = at.graph.node(*ix);
        if let Kind::Boundary(boundary) = &node.kind {
            waits.extend(plan(run, scope, node, &boundary.on, boundary.interrupting)?);
        }
    }
    Ok(waits)
}

/// Computes what one event will wait for. Errors, escalations, compensation and cancelling are not waited for:
/// they are thrown to it.
pub(crate) fn plan(
    run: &mut Run<'_>,
    scope: ScopeId,
    node: &Node,
    on: &On,
    once: bool,
) -> Result<Vec<BoundaryWait>, Incident> {
    let mut waits = Vec::new();
    for (trigger, part) in on.triggers.iter().zip(0..) {
        if let Some(on) = wait(run, scope, trigger, once || on.all)? {
            let element = node.id.clone();
            waits.push(BoundaryWait { element, part, on });
        }
    }
    Ok(waits)
}

/// The same thing once more, after it happened without interrupting: none for a timer that is over.
pub(crate) fn again(
    run: &mut Run<'_>,
    scope: ScopeId,
    on: &On,
    last: &BoundaryWait,
) -> Result<Option<BoundaryWait>, Incident> {
    let Some(trigger) = on.triggers.get(usize::from(last.part)) else {
        return Ok(None);
    };
    let next = match (&last.on, trigger) {
        (BoundaryOn::Timer { at, left, .. }, Trigger::Timer(spec)) => next_timer(run, scope, spec, *at, *left)?,
        _ => wait(run, scope, trigger, false)?,
    };
    Ok(next.map(|on| BoundaryWait { on, ..last.clone() }))
}

fn next_timer(
    run: &mut Run<'_>,
    scope: ScopeId,
    spec: &TimerSpec,
    last: jiff::Timestamp,
    left: Option<u32>,
) -> Result<Option<BoundaryOn>, Incident> {
    let left = left.map(|left| left.saturating_sub(1));
    if left == Some(0) {
        return Ok(None);
    }
    let at = timer::again(run, scope, spec, last)?;
    let timer = TimerId(run.new_id());
    Ok(Some(BoundaryOn::Timer { timer, at, left }))
}

fn wait(run: &mut Run<'_>, scope: ScopeId, trigger: &Trigger, once: bool) -> Result<Option<BoundaryOn>, Incident> {
    Ok(match trigger {
        Trigger::Timer(spec) => {
            let (at, times) = timer::first(run, scope, spec, Retry::Enter)?;
            Some(BoundaryOn::Timer {
                timer: TimerId(run.new_id()),
                at,
                left: if once { Some(1) } else { times },
            })
        }
        Trigger::Message(spec) => {
            let key = catch::key(run, scope, spec, Retry::Enter)?;
            Some(BoundaryOn::Message {
                subscription: SubscriptionId(run.new_id()),
                message: spec.name.clone(),
                key,
            })
        }
        Trigger::Signal(signal) => Some(BoundaryOn::Signal {
            subscription: SubscriptionId(run.new_id()),
            signal: signal.clone(),
        }),
        Trigger::Condition(_) => Some(BoundaryOn::Condition { met: false }),
        Trigger::Error(_) | Trigger::Escalation(_) | Trigger::Compensation | Trigger::Cancel | Trigger::Link(_) => None,
    })
}

/// Begins those waits.
pub(crate) fn arm(run: &mut Run<'_>, holder: Holder, waits: Vec<BoundaryWait>) -> Result<(), IllegalTransition> {
    for wait in waits {
        if let Some(effect) = opening(&wait) {
            run.effect(effect);
        }
        run.emit(match holder {
            Holder::Token(token) => Event::Armed { token, wait },
            Holder::Scope(scope) => Event::Listening { scope, wait },
        })?;
    }
    Ok(())
}

fn opening(wait: &BoundaryWait) -> Option<Effect> {
    let element = wait.element.clone();
    match wait.on.clone() {
        BoundaryOn::Timer { timer, at, .. } => Some(Effect::SetTimer { timer, element, at }),
        BoundaryOn::Message {
            subscription,
            message,
            key,
        } => Some(Effect::Subscribe {
            subscription,
            element,
            message,
            key,
        }),
        BoundaryOn::Signal { subscription, signal } => Some(Effect::Listen {
            subscription,
            element,
            signal,
        }),
        BoundaryOn::Condition { .. } => None,
    }
}
