//! Notices: taken with a lease, sent, tried again later, or given up for an operator.

use radica_storage::crash::{self, Place};
use radica_storage::journal::Entry;
use radica_storage::notices::{self as outbox, Notice, NoticeState};
use radica_storage::{Batch, Commit};
use serde_json::json;

use super::{BATCH, Stop, TRIES, backoff, lease};
use crate::actor::Actor;
use crate::app::App;
use crate::journaling::{About, entry};
use crate::notices::delivery::DeliveryError;
use crate::problem::{Error, Result};

/// Sends every notice that is due; answers how many went out.
pub async fn send_due_notices(app: &App) -> Result<usize> {
    drain(app, &Stop::never()).await
}

/// As [`send_due_notices`], until the node stops; what it began to send it sends.
pub(super) async fn drain(app: &App, stop: &Stop) -> Result<usize> {
    let mut sent = 0;
    loop {
        let now = app.clock.now();
        let taken = outbox::take(&app.db, now, lease::until(now), BATCH).await?;
        if taken.is_empty() || stop.told() {
            give_back(app, &taken).await?;
            return Ok(sent);
        }
        let held = taken.clone();
        let renew = |until| outbox::renew(&app.db, &held, until);
        sent += lease::held(app, send_all(app, taken, stop), renew).await?;
    }
}

async fn send_all(app: &App, taken: Vec<Notice>, stop: &Stop) -> Result<usize> {
    let mut left = taken.into_iter();
    let mut sent = 0;
    while let Some(notice) = left.next() {
        match send(app, notice).await {
            Ok(went) => sent += usize::from(went),
            Err(Error::Conflict(_)) => tracing::info!("a notice was taken by another worker meanwhile"),
            Err(error) => return Err(error),
        }
        if stop.told() {
            give_back(app, left.as_slice()).await?;
            break;
        }
    }
    Ok(sent)
}

/// What was not begun need not wait for the end of its lease.
async fn give_back(app: &App, notices: &[Notice]) -> Result<()> {
    if !notices.is_empty() {
        outbox::renew(&app.db, notices, app.clock.now()).await?;
    }
    Ok(())
}

async fn send(app: &App, notice: Notice) -> Result<bool> {
    crash::reached(Place::NoticeTaken);
    let outcome = app.delivery.send(&notice).await;
    crash::reached(Place::NoticeSent);
    let (id, version) = (notice.id, notice.version);
    let now = app.clock.now();
    let went = outcome.is_ok();
    let notice = match outcome {
        Ok(()) => Notice {
            state: NoticeState::Sent,
            sent_at: Some(now),
            error: None,
            ..notice
        },
        Err(DeliveryError::Later(why)) if notice.attempts < TRIES => {
            tracing::warn!(notice = %id, attempts = notice.attempts, why, "a notice will be tried again");
            Notice {
                next_at: backoff::after(now, notice.attempts, id.into()),
                error: Some(why),
                ..notice
            }
        }
        Err(error) => {
            tracing::error!(notice = %id, %error, "a notice was given up");
            Notice {
                state: NoticeState::Failed,
                error: Some(error.to_string()),
                ..notice
            }
        }
    };
    let notice = Notice {
        version: version + 1,
        ..notice
    };
    let batch = match notice.state {
        NoticeState::Sent => Batch::new().entry(told(app, &notice, "sent")),
        NoticeState::Failed => Batch::new().entry(told(app, &notice, "failed")),
        // It will be tried again: nothing has come of it yet.
        NoticeState::Waiting => Batch::new(),
    };
    let commit = Commit::of(batch.put(notice));
    app.writer
        .commit_patiently(commit.expect::<Notice>(&id, Some(version)))
        .await?;
    Ok(went)
}

/// The entry of what became of a notice.
fn told(app: &App, notice: &Notice, kind: &str) -> Entry {
    let data = json!({ "channel": notice.channel, "attempts": notice.attempts, "error": notice.error });
    let about: About<'_> = ("notice", &notice.id, notice.version);
    entry(app.clock.now(), &Actor::System("notices"), about, kind, data)
}
