//! Messages and signals between instances: what a turn leaves in the database for them, and who brings them.
//!
//! A message has one receiver. Whoever brings it deletes it in the receiver's own commit, which expects the message as
//! it was read: a crash, or two nodes at once, deliver it once. A signal becomes a job for each instance that waits.

mod deliver;
mod signal;

use jiff::{Timestamp, ToSpan};
use radica_engine::Instance;
use radica_engine::effect::SendMessage;
use radica_engine::event::{BoundaryOn, Wait};
use radica_engine::ids::{ElementId, SubscriptionId};
use radica_engine::variables::{Value, Variables};
use radica_storage::Json;
use radica_storage::ids::{InstanceId, JobId};
use radica_storage::sent_messages::{Sender, SentMessage};
use radica_storage::subscriptions::{Awaited, Subscription};
use serde_json::json;

use crate::effects::waiting_job;
use crate::jobs::JobKind;
use crate::problem::{Error, Result};
use crate::time::in_zone;
use crate::turn::{Turn, json as stored};

pub(crate) use deliver::refuse;
pub use deliver::{bring_messages, next_end};
pub use signal::{announce, hear};

/// The variable under which a content is kept, so that its dates and decimals come back as they were.
const CONTENT: &str = "content";

/// An element waits for a message.
pub(crate) fn subscribe(turn: &mut Turn, id: SubscriptionId, element: &ElementId, message: String, key: String) {
    let wait = waiting(turn, id, element, Awaited::Message, message);
    turn.put(Subscription { key, ..wait });
}

/// An element waits for a signal.
pub(crate) fn listen(turn: &mut Turn, id: SubscriptionId, element: &ElementId, signal: String) {
    let wait = waiting(turn, id, element, Awaited::Signal, signal);
    turn.put(wait);
}

/// A wait is over.
pub(crate) fn unsubscribe(turn: &mut Turn, id: SubscriptionId) {
    turn.delete::<Subscription>(radica_storage::ids::SubscriptionId::from(id.0));
}

/// A message is sent: it waits for whoever brings it.
pub(crate) fn send(turn: &mut Turn, sent: SendMessage) -> Result<()> {
    let keep_until = match sent.keep_until {
        Some(until) => until,
        None => in_zone(turn.now)
            .checked_add(i64::from(turn.rules.message_days).days())
            .map_err(|problem| Error::Internal(problem.to_string()))?
            .timestamp(),
    };
    let message = SentMessage {
        id: sent.id.0.into(),
        version: 1,
        name: sent.message,
        key: sent.key,
        content: keep(sent.content)?,
        sent_by: Sender::Instance(turn.matter.row.get().id),
        sent_at: turn.now,
        keep_until,
        refused: None,
    };
    turn.put(message);
    Ok(())
}

/// A signal is thrown: a job brings it to whoever waits for it now.
pub(crate) fn broadcast(turn: &mut Turn, signal: &str, content: Value) -> Result<()> {
    let input = json!({
        "signal": signal,
        "content": keep(content)?.as_str(),
        "thrown_by": turn.matter.row.get().id,
        "thrown_at": turn.now,
    });
    let id: JobId = turn.ids.id();
    let job = waiting_job(turn, id, JobKind::Announce, None, input);
    turn.put(job);
    Ok(())
}

/// Everything that an instance waits for from others, as rows.
pub(crate) fn waits_of(id: InstanceId, instance: &Instance, since: Timestamp) -> Vec<Subscription> {
    let row = |wait: &SubscriptionId, element: &ElementId, kind, name: &str, key: &str| Subscription {
        id: wait.0.into(),
        instance: id,
        kind,
        name: name.to_owned(),
        key: key.to_owned(),
        element: element.to_string(),
        created_at: since,
    };
    let own = instance.tokens().filter_map(|(_, token)| match &token.wait {
        Some(Wait::Message {
            subscription,
            message,
            key,
        }) => Some(row(subscription, &token.element, Awaited::Message, message, key)),
        _ => None,
    });
    let armed = instance.armed().filter_map(|(_, wait)| match &wait.on {
        BoundaryOn::Message {
            subscription,
            message,
            key,
        } => Some(row(subscription, &wait.element, Awaited::Message, message, key)),
        BoundaryOn::Signal { subscription, signal } => {
            Some(row(subscription, &wait.element, Awaited::Signal, signal, ""))
        }
        BoundaryOn::Timer { .. } | BoundaryOn::Condition { .. } => None,
    });
    own.chain(armed).collect()
}

fn waiting(turn: &Turn, id: SubscriptionId, element: &ElementId, kind: Awaited, name: String) -> Subscription {
    Subscription {
        id: id.0.into(),
        instance: turn.matter.row.get().id,
        kind,
        name,
        key: String::new(),
        element: element.to_string(),
        created_at: turn.now,
    }
}

pub(crate) fn keep(content: Value) -> Result<Json> {
    let mut kept = Variables::new();
    kept.set(CONTENT, content);
    stored(&kept)
}

/// What a message says.
pub(crate) fn kept(content: &Json) -> Result<Value> {
    let kept: Variables = content.read().map_err(|problem| Error::Internal(problem.to_string()))?;
    Ok(kept.get(CONTENT).cloned().unwrap_or(Value::Null))
}

/// The same, of a text that a job keeps.
pub(crate) fn content_of(text: &str) -> Result<Value> {
    let value: serde_json::Value =
        serde_json::from_str(text).map_err(|problem| Error::Internal(problem.to_string()))?;
    kept(&value.into())
}
