//! Brings messages to who waits for them, has processes begin with the others, and forgets those whose time is over.

use std::collections::BTreeSet;

use jiff::Timestamp;
use radica_engine::{Command, ids as engine};
use radica_storage::ids::{MessageId, SubscriptionId};
use radica_storage::journal::Entry;
use radica_storage::sent_messages::{self, Delivery, SentMessage};
use radica_storage::{Batch, Commit, CommitError};
use serde_json::{Value, json};

use super::kept;
use crate::actor::Actor;
use crate::app::App;
use crate::problem::{Error, Result};
use crate::runtime;
use crate::starting;

/// How many are read at once.
const BATCH: i64 = 64;
/// Who brings messages.
const POST: Actor = Actor::System("messages");

/// Brings every message that somebody waits for, the oldest first; begins an instance with each that a process begins
/// with and nobody waits for; and forgets those whose time is over. Answers of how many something came.
pub async fn bring_messages(app: &App) -> Result<usize> {
    let mut brought = 0;
    loop {
        let pairs = sent_messages::deliverable(&app.db, BATCH).await?;
        let mut round = bring_all(app, pairs).await?;
        if round == 0 {
            round = starting::begin_by_messages(app).await?;
        }
        if round == 0 {
            break;
        }
        brought += round;
    }
    forget_expired(app).await?;
    Ok(brought)
}

/// When the next message that is kept runs out of time.
pub async fn next_end(app: &App) -> Result<Option<Timestamp>> {
    Ok(sent_messages::next_end(&app.db).await?)
}

/// Each message goes to its oldest wait, each wait gets its oldest message.
async fn bring_all(app: &App, pairs: Vec<Delivery>) -> Result<usize> {
    let mut messages = BTreeSet::<MessageId>::new();
    let mut waits = BTreeSet::<SubscriptionId>::new();
    let mut brought = 0;
    for pair in pairs {
        if messages.contains(&pair.message.id) || waits.contains(&pair.subscription) {
            continue;
        }
        messages.insert(pair.message.id);
        waits.insert(pair.subscription);
        brought += usize::from(bring(app, &pair).await?);
    }
    Ok(brought)
}

/// Whether anything came of it: the message was received, or was refused for good.
async fn bring(app: &App, pair: &Delivery) -> Result<bool> {
    let Delivery {
        message,
        subscription,
        instance,
    } = pair;
    let command = Command::Message {
        subscription: engine::SubscriptionId((*subscription).into()),
        content: kept(&message.content)?,
    };
    let delivered = runtime::play_with(
        app,
        &POST,
        *instance,
        |turn| {
            let data = json!({ "name": message.name, "key": message.key, "receiver": instance });
            turn.delete::<SentMessage>(message.id);
            turn.journal(("message", &message.id, message.version + 1), "received", data);
            turn.run(command.clone())
        },
        |commit| commit.expect::<SentMessage>(&message.id, Some(message.version)),
    )
    .await;
    match delivered {
        Ok(_) => Ok(true),
        // Somebody else brought it, or the wait ended meanwhile: what stands now is read again.
        Err(Error::Conflict(_) | Error::Closed(_)) => Ok(false),
        Err(error) => refuse(app, message, error).await,
    }
}

/// A message that who waits for it, or the process that begins with it, cannot take: an operator sees it, until its
/// time is over. What may go well later is no reason.
pub(crate) async fn refuse(app: &App, message: &SentMessage, error: Error) -> Result<bool> {
    let why = match error {
        Error::Busy | Error::Unavailable { .. } => return Err(error),
        Error::Internal(why) => why,
        other => other.to_string(),
    };
    tracing::error!(message = %message.id, why, "a message was refused");
    let entry = entry(app, message, "refused", json!({ "why": why }));
    let refused = SentMessage {
        version: message.version + 1,
        refused: Some(why),
        ..message.clone()
    };
    settle(app, message, Batch::new().entry(entry).put(refused)).await
}

async fn forget_expired(app: &App) -> Result<()> {
    loop {
        let expired = sent_messages::expired(&app.db, app.clock.now(), BATCH).await?;
        let mut forgotten = false;
        for message in expired {
            let data = json!({ "name": message.name, "key": message.key, "sent_by": message.sent_by.to_string() });
            let entry = entry(app, &message, "expired", data);
            let batch = Batch::new().entry(entry).delete::<SentMessage>(message.id);
            forgotten |= settle(app, &message, batch).await?;
        }
        if !forgotten {
            return Ok(());
        }
    }
}

/// Commits what becomes of a message as it was read; false when somebody was quicker.
async fn settle(app: &App, message: &SentMessage, batch: Batch) -> Result<bool> {
    let commit = Commit::of(batch).expect::<SentMessage>(&message.id, Some(message.version));
    match app.writer.commit_patiently(commit).await {
        Ok(_) => Ok(true),
        Err(CommitError::Conflict { .. }) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

fn entry(app: &App, message: &SentMessage, kind: &str, data: Value) -> Entry {
    Entry {
        at: app.clock.now(),
        actor: POST.journal_name(),
        subject_kind: "message".to_owned(),
        subject_id: message.id.to_string(),
        version: message.version + 1,
        kind: kind.to_owned(),
        data: data.into(),
    }
}
