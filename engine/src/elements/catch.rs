//! Intermediate catch event: the path waits for a time or a message.

use super::timer;
use crate::decide::{Outcome, Run};
use crate::effect::Effect;
use crate::event::Wait;
use crate::ids::{ScopeId, SubscriptionId, TimerId, TokenId};
use crate::incident::{Incident, IncidentKind, Retry};
use crate::model::{Catch, MessageSpec, Node, Trigger};

/// Begins the wait.
pub(super) fn work(run: &mut Run<'_, '_>, token: TokenId, node: &Node, catch: &Catch) -> Result<Outcome, Incident> {
    let scope = run.scope_of(token);
    match &catch.trigger {
        Trigger::Timer(spec) => {
            let at = timer::moment(run, scope, spec, Retry::Work)?;
            let timer = TimerId(run.env.ids.next());
            run.effect(Effect::SetTimer {
                timer,
                element: node.id.clone(),
                at,
            });
            Ok(Outcome::Rest(Wait::Timer { timer, at }))
        }
        Trigger::Message(spec) => {
            let (message, key) = (spec.name.clone(), key(run, scope, spec, Retry::Work)?);
            let subscription = SubscriptionId(run.env.ids.next());
            let (element, name, about) = (node.id.clone(), message.clone(), key.clone());
            run.effect(Effect::Subscribe {
                subscription,
                element,
                message: name,
                key: about,
            });
            Ok(Outcome::Rest(Wait::Message {
                subscription,
                message,
                key,
            }))
        }
        Trigger::Error(_) => {
            let message = "un error no se puede esperar en medio de un camino";
            Err(Incident::new(IncidentKind::Error, message, Retry::Work))
        }
    }
}

/// What a message must be about: the computed key, or the instance itself.
pub(super) fn key(run: &Run<'_, '_>, scope: ScopeId, spec: &MessageSpec, retry: Retry) -> Result<String, Incident> {
    match &spec.key {
        Some(key) => key.text("la clave del mensaje", run.around(&run.scoped(scope)), retry),
        None => Ok(run.instance.id().map(|id| id.to_string()).unwrap_or_default()),
    }
}
