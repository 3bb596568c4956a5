//! Messages that nobody waits for begin the process that starts with them.

use std::collections::{BTreeMap, BTreeSet};

use radica_storage::Commit;
use radica_storage::sent_messages::SentMessage;
use radica_storage::starts::{self, Start};
use serde_json::json;

use super::begin::{Cause, begin};
use crate::app::App;
use crate::correlating;
use crate::problem::{Error, Result};

/// How many are read at once.
const BATCH: i64 = 64;

/// Begins an instance with the oldest message of each name and key that nobody waits for; answers of how many
/// something came. The instance may wait for the next one, so whoever waits is looked for again before that is brought.
pub(crate) async fn begin_by_messages(app: &App) -> Result<usize> {
    let mut looked_at = BTreeSet::new();
    let mut known = BTreeMap::<String, Start>::new();
    let mut begun = 0;
    for (message, start) in starts::startable(&app.db, BATCH).await? {
        if !looked_at.insert((message.name.clone(), message.key.clone())) {
            continue;
        }
        let start = known.remove(&start.id).unwrap_or(start);
        let raised = Start {
            version: start.version + 1,
            ..start.clone()
        };
        begun += usize::from(begin_by(app, &message, &start, raised.clone()).await?);
        known.insert(raised.id.clone(), raised);
    }
    Ok(begun)
}

/// Whether anything came of it: an instance began, or the message was refused for good.
async fn begin_by(app: &App, message: &SentMessage, start: &Start, raised: Start) -> Result<bool> {
    let cause = Cause::Message {
        id: message.id,
        name: message.name.clone(),
        key: message.key.clone(),
        sent_by: message.sent_by.to_string(),
    };
    let begun = begin(
        app,
        start,
        &cause,
        correlating::kept(&message.content)?,
        |turn| {
            let receiver = turn.matter.row.get().id;
            let data = json!({ "name": message.name, "key": message.key, "receiver": receiver, "begun": true });
            turn.delete::<SentMessage>(message.id);
            turn.journal(("message", &message.id, message.version + 1), "received", data);
            // One after the other: the instance that begins may wait for what another node is about to begin with.
            turn.put(raised);
        },
        |commit: Commit| commit.expect::<SentMessage>(&message.id, Some(message.version)),
    )
    .await;
    match begun {
        Ok(_) => Ok(true),
        // Somebody else took it, or the process was deployed anew: what stands now is read again.
        Err(Error::Conflict(_)) => Ok(false),
        Err(error) => correlating::refuse(app, message, error).await,
    }
}
