//! Intermediate catch event: the path waits for a time, a message or another event.

use super::{Worked, arm, timer};
use crate::decide::{Outcome, Run};
use crate::effect::Effect;
use crate::event::{Holder, Wait};
use crate::ids::{ScopeId, SubscriptionId, TimerId, TokenId};
use crate::incident::{Incident, Retry};
use crate::model::{Catch, MessageSpec, Node, TimerSpec, Trigger};

/// Begins the wait.
pub(super) fn work(run: &mut Run<'_>, token: TokenId, node: &Node, catch: &Catch) -> Worked {
    match catch.on.triggers.as_slice() {
        // The other end of a link, or nothing to wait for.
        [] | [Trigger::Link(_)] => Ok(Ok(Outcome::Done)),
        [Trigger::Timer(spec)] => Ok(wait_for_time(run, token, node, spec)),
        [Trigger::Message(spec)] => Ok(wait_for_message(run, token, node, spec)),
        _ => match arm::plan(run, run.scope_of(token), node, &catch.on, true) {
            Ok(waits) => {
                arm::arm(run, Holder::Token(token), waits)?;
                Ok(Ok(Outcome::Rest(Wait::Event)))
            }
            Err(incident) => Ok(Err(Incident {
                retry: Retry::Work,
                ..incident
            })),
        },
    }
}

fn wait_for_time(run: &mut Run<'_>, token: TokenId, node: &Node, spec: &TimerSpec) -> Result<Outcome, Incident> {
    let (at, _) = timer::first(run, run.scope_of(token), spec, Retry::Work)?;
    let timer = TimerId(run.new_id());
    run.effect(Effect::SetTimer {
        timer,
        element: node.id.clone(),
        at,
    });
    Ok(Outcome::Rest(Wait::Timer { timer, at }))
}

/// Begins to wait for a message: an event's, or a receive task's.
pub(super) fn wait_for_message(
    run: &mut Run<'_>,
    token: TokenId,
    node: &Node,
    spec: &MessageSpec,
) -> Result<Outcome, Incident> {
    let (message, key) = (spec.name.clone(), key(run, run.local(token), spec, Retry::Work)?);
    let subscription = SubscriptionId(run.new_id());
    run.effect(Effect::Subscribe {
        subscription,
        element: node.id.clone(),
        message: message.clone(),
        key: key.clone(),
    });
    Ok(Outcome::Rest(Wait::Message {
        subscription,
        message,
        key,
    }))
}

/// What a message must be about: the computed key, or the instance itself.
pub(super) fn key(run: &Run<'_>, scope: ScopeId, spec: &MessageSpec, retry: Retry) -> Result<String, Incident> {
    match &spec.key {
        Some(key) => key.text("la clave del mensaje", run.around(&run.scoped(scope)), retry),
        None => Ok(run.instance.id().map(|id| id.to_string()).unwrap_or_default()),
    }
}
