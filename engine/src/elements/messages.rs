//! Sending messages. Whoever waits for one, in whatever instance, gets it from the host, exactly once.

use jiff::Timestamp;

use super::Worked;
use crate::decide::{Outcome, Run};
use crate::effect::{Effect, SendMessage};
use crate::event::{Event, Threw};
use crate::expression::Template;
use crate::ids::{MessageId, TokenId};
use crate::incident::{Incident, IncidentKind, Retry};
use crate::model::{MessageThrow, Node};
use crate::variables::{Name, Value};

/// What a message is about, and until when it is kept.
pub(super) fn address(
    run: &Run<'_>,
    token: TokenId,
    throw: &MessageThrow,
) -> Result<(String, Option<Timestamp>), Incident> {
    let scope = run.local(token);
    let key = match &throw.key {
        Some(key) => key.text("la clave del mensaje", run.around(&run.scoped(scope)), Retry::Work)?,
        None => run.instance.id().map(|id| id.to_string()).unwrap_or_default(),
    };
    let kept = throw.time_to_live.as_ref();
    let until = kept.map(|time| time.moment(run.now, run.calendars)).transpose();
    let until = until.map_err(|error| Incident::new(IncidentKind::Schedule, error.to_string(), Retry::Work))?;
    Ok((key, until))
}

/// Sends a message.
pub(super) fn send(run: &mut Run<'_>, token: TokenId, node: &Node, throw: &MessageThrow) -> Worked {
    let (key, keep_until) = match address(run, token, throw) {
        Ok(address) => address,
        Err(incident) => return Ok(Err(incident)),
    };
    let content = content(run, token, &throw.content);
    let (name, about) = (throw.name.clone(), key.clone());
    run.emit(Event::Threw {
        token,
        event: Threw::Message { name, key: about },
    })?;
    let id = MessageId(run.new_id());
    run.effect(Effect::SendMessage(Box::new(SendMessage {
        id,
        element: node.id.clone(),
        message: throw.name.clone(),
        key,
        content,
        keep_until,
    })));
    Ok(Ok(Outcome::Done))
}

/// What a message or a signal says: a context.
pub(super) fn content(run: &Run<'_>, token: TokenId, entries: &[(Name, Template)]) -> Value {
    let scoped = run.scoped(run.local(token));
    let around = run.around(&scoped);
    let entries = entries
        .iter()
        .map(|(name, value)| (name.clone(), value.evaluate(around)));
    Value::Context(entries.collect())
}
