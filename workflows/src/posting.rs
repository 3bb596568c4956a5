//! Messages as an operator sees them: what is kept and what was refused, who waits and what begins; and what an
//! operator does: sends one from outside, has one brought again, discards one. Each with a reason, journaled.

use jiff::ToSpan;
use radica_engine::Value;
use radica_storage::ids::{MessageId, SubscriptionId};
use radica_storage::journal::{self, Entry};
use radica_storage::sent_messages::{self, Sender, SentMessage};
use radica_storage::starts::{self, Start};
use radica_storage::subscriptions::{self, Subscription};
use radica_storage::{Batch, Commit, CommitError};
use serde_json::json;

use crate::actor::Actor;
use crate::app::App;
use crate::correlating;
use crate::operating::operator;
use crate::people;
use crate::problem::{Error, Result};
use crate::time::in_zone;

pub use radica_storage::sent_messages::About;

/// Rows of each list on one page.
const SHOWN: i64 = 50;
/// Letters that a name or a key may have.
const LONGEST: usize = 200;
/// What is said when a message is no longer there.
const GONE: &str = "Este mensaje ya se recibió, se descartó o venció.";

/// What an operator sees.
#[derive(Debug, Clone)]
pub struct Overview {
    /// Messages that are kept, refused ones included, the oldest first.
    pub kept: Vec<Kept>,
    /// Whether there are more after them.
    pub more_kept: bool,
    /// Who waits, for messages and signals.
    pub waits: Vec<Subscription>,
    /// Whether there are more after them.
    pub more_waits: bool,
    /// The processes that begin by messages, signals and times.
    pub starts: Vec<Start>,
}

/// A message that is kept.
#[derive(Debug, Clone)]
pub struct Kept {
    /// As it is kept.
    pub message: SentMessage,
    /// What it says.
    pub content: serde_json::Value,
    /// The name of the person who sent it; none when an instance did.
    pub author: Option<String>,
}

/// Where a page of the lists begins.
#[derive(Debug, Clone, Copy, Default)]
pub struct After {
    /// The last message of the page before.
    pub message: Option<MessageId>,
    /// The last wait of the page before.
    pub wait: Option<SubscriptionId>,
}

/// A message from outside.
#[derive(Debug, Clone)]
pub struct Letter {
    /// Its id, given when the form was shown: a form that is sent twice sends one message.
    pub id: MessageId,
    /// Its name.
    pub name: String,
    /// What it is about.
    pub key: String,
    /// What it says: an object.
    pub content: serde_json::Value,
}

/// What an operator does to a message that is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    /// Brings one that was refused again.
    Retry,
    /// Throws it away.
    Discard,
}

/// What is kept about something, and who waits for it.
pub async fn overview(app: &App, actor: &Actor, about: &About, after: After) -> Result<Overview> {
    operator(actor)?;
    let mut messages = sent_messages::search(&app.db, about, after.message, SHOWN + 1).await?;
    let mut waits = subscriptions::search(&app.db, about, after.wait, SHOWN + 1).await?;
    let mut starts = starts::all(&app.db).await?;
    if let Some(name) = &about.name {
        starts.retain(|start| start.name == *name);
    }
    let more_kept = cut(&mut messages);
    let mut kept = Vec::new();
    for message in messages {
        kept.push(with_content(app, message).await?);
    }
    Ok(Overview {
        more_kept,
        more_waits: cut(&mut waits),
        kept,
        waits,
        starts,
    })
}

/// Cuts a list to what is shown; says whether there was more.
fn cut<T>(rows: &mut Vec<T>) -> bool {
    let shown = usize::try_from(SHOWN).unwrap_or(usize::MAX);
    let more = rows.len() > shown;
    rows.truncate(shown);
    more
}

/// A message that is kept, with what it says.
pub async fn one(app: &App, actor: &Actor, id: MessageId) -> Result<Kept> {
    operator(actor)?;
    let message = read(app, id).await?;
    with_content(app, message).await
}

async fn with_content(app: &App, message: SentMessage) -> Result<Kept> {
    let author = match message.sent_by {
        Sender::Person(id) => Some(people::get(app, id).await?.name),
        Sender::Instance(_) => None,
    };
    Ok(Kept {
        content: correlating::kept(&message.content)?.to_json(),
        message,
        author,
    })
}

/// An id for a message that somebody is about to write.
#[must_use]
pub fn new_id(app: &App) -> MessageId {
    app.ids().id()
}

/// Sends a message from outside every instance.
///
/// # Errors
/// `Closed` when the name or the key cannot be; `Conflict` when the same form was sent before.
pub async fn send(app: &App, actor: &Actor, letter: &Letter, reason: &str) -> Result<()> {
    operator(actor)?;
    let person = actor.person().ok_or(Error::SignInRequired)?;
    named_well(letter)?;
    let now = app.clock.now();
    let keep_until = in_zone(now)
        .checked_add(i64::from(app.rules.message_days).days())
        .map_err(|problem| Error::Internal(problem.to_string()))?;
    let message = SentMessage {
        id: letter.id,
        version: 1,
        name: letter.name.clone(),
        key: letter.key.clone(),
        content: correlating::keep(Value::from_json(&letter.content))?,
        sent_by: Sender::Person(person.id),
        sent_at: now,
        keep_until: keep_until.timestamp(),
        refused: None,
    };
    let again = || Error::Conflict("Este mensaje ya se había enviado; no se envió otra vez.".to_owned());
    // It may have been received meanwhile: then only the journal knows of it.
    let before = journal::of_subject(&app.db, "message", &letter.id.to_string(), 0, 1).await?;
    if !before.is_empty() {
        return Err(again());
    }
    let data = json!({ "name": letter.name, "key": letter.key, "content": letter.content, "reason": reason });
    let entry = entry(app, actor, &message, "sent", data);
    let commit = Commit::of(Batch::new().entry(entry).put(message));
    match app.writer.commit(commit.expect::<SentMessage>(&letter.id, None)).await {
        Ok(_) => Ok(()),
        Err(CommitError::Conflict { .. }) => Err(again()),
        Err(error) => Err(error.into()),
    }
}

fn named_well(letter: &Letter) -> Result<()> {
    let too_long = |text: &str| text.chars().count() > LONGEST;
    if letter.name.trim().is_empty() || too_long(&letter.name) || too_long(&letter.key) {
        let why = format!("El mensaje necesita un nombre; el nombre y la clave tienen hasta {LONGEST} letras.");
        return Err(Error::Closed(why));
    }
    if !letter.content.is_object() {
        return Err(Error::Closed("El contenido es un objeto de JSON.".to_owned()));
    }
    Ok(())
}

/// Acts on a message that is kept, if it still has the version that the operator saw.
///
/// # Errors
/// `Conflict` when it is no longer there, or no longer so; `Closed` when it was not refused and is to be brought again.
pub async fn act(app: &App, actor: &Actor, id: MessageId, seen: i64, act: Act, reason: &str) -> Result<()> {
    operator(actor)?;
    let gone = || Error::Conflict(GONE.to_owned());
    let message = match read(app, id).await {
        Err(Error::NotFound(_)) => return Err(gone()),
        message => message?,
    };
    let next = SentMessage {
        version: message.version + 1,
        refused: None,
        ..message.clone()
    };
    let data = json!({ "name": message.name, "key": message.key, "why": message.refused, "reason": reason });
    let batch = match act {
        Act::Retry if message.refused.is_none() => {
            return Err(Error::Closed(
                "Este mensaje no está rechazado: espera a quien lo reciba.".to_owned(),
            ));
        }
        Act::Retry => Batch::new().entry(entry(app, actor, &next, "retried", data)).put(next),
        Act::Discard => {
            let entry = entry(app, actor, &next, "discarded", data);
            Batch::new().entry(entry).delete::<SentMessage>(id)
        }
    };
    match app
        .writer
        .commit(Commit::of(batch).expect::<SentMessage>(&id, Some(seen)))
        .await
    {
        Ok(_) => Ok(()),
        Err(CommitError::Conflict { .. }) => Err(gone()),
        Err(error) => Err(error.into()),
    }
}

async fn read(app: &App, id: MessageId) -> Result<SentMessage> {
    let message = sent_messages::get(&app.db, id).await?;
    message.ok_or(Error::NotFound("message"))
}

fn entry(app: &App, actor: &Actor, message: &SentMessage, kind: &str, data: serde_json::Value) -> Entry {
    Entry {
        at: app.clock.now(),
        actor: actor.journal_name(),
        subject_kind: "message".to_owned(),
        subject_id: message.id.to_string(),
        version: message.version,
        kind: kind.to_owned(),
        data: data.into(),
    }
}
