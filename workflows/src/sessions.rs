//! Signing in and out: attempts on their way to an issuer and back, people as their issuers
//! describe them, and sessions. Every sign-in, refused or done, and every sign-out is in the journal.
//!
//! Secrets never reach the database: attempts and sessions are found by the SHA-256 of what the
//! browser holds, computed by the caller.

use jiff::{SignedDuration, Timestamp};
use radica_storage::journal::Entry;
use radica_storage::{Batch, Commit, Json, sessions};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::actor::{Actor, Person};
use crate::app::App;
use crate::people::{self, Identity};
use crate::problem::{Error, Result};

/// How long a person may take at the issuer.
pub const ATTEMPT_LIFE: SignedDuration = SignedDuration::from_mins(10);
/// A session's idle end is moved at most this often, so that reading pages does not write.
const TOUCH_EVERY: SignedDuration = SignedDuration::from_mins(1);

/// A sign-in on its way to an issuer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attempt {
    /// SHA-256 of the state and of the browser's cookie together.
    pub key: String,
    /// Id of the issuer it was sent to.
    pub issuer: String,
    /// The nonce that the ID token must carry.
    pub nonce: String,
    /// The PKCE verifier.
    pub pkce_verifier: String,
    /// Local path to go to afterwards.
    pub return_to: String,
}

/// How long sessions last.
#[derive(Debug, Clone, Copy)]
pub struct Lifetime {
    /// Without a request.
    pub idle: SignedDuration,
    /// Whatever happens.
    pub absolute: SignedDuration,
}

/// Somebody's session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// SHA-256 of the cookie's token.
    pub key: String,
    /// Who.
    pub person: Person,
    /// Id of the issuer they came in by.
    pub issuer: String,
    /// The ID token, which the issuer asks for when the session ends.
    pub id_token: String,
    /// When it ends if nothing happens.
    pub expires_at: Timestamp,
}

/// What a session's row keeps beside its columns.
#[derive(Debug, Serialize, Deserialize)]
struct Kept {
    person: Person,
    issuer: String,
    id_token: String,
}

/// Remembers a sign-in that goes to an issuer.
///
/// # Errors
/// When the database cannot take it.
pub async fn begin(app: &App, attempt: Attempt) -> Result<()> {
    let row = sessions::OidcLogin {
        state: attempt.key,
        nonce: attempt.nonce,
        pkce_verifier: attempt.pkce_verifier,
        issuer: attempt.issuer,
        return_to: attempt.return_to,
        expires_at: app.clock.now() + ATTEMPT_LIFE,
    };
    app.writer.commit(Commit::of(Batch::new().put(row))).await?;
    Ok(())
}

/// The attempt that comes back, once: `None` if it never left, came back before or took too long.
///
/// # Errors
/// When the database cannot be read.
pub async fn take_attempt(app: &App, key: &str) -> Result<Option<Attempt>> {
    let taken = sessions::take_login(&app.db, key, app.clock.now()).await?;
    Ok(taken.map(|row| Attempt {
        key: row.state,
        issuer: row.issuer,
        nonce: row.nonce,
        pkce_verifier: row.pkce_verifier,
        return_to: row.return_to,
    }))
}

/// Opens a session under `key` for whom an issuer vouches for; closes `former`, the session that
/// the browser had before.
///
/// # Errors
/// When the database cannot take it.
pub async fn open(
    app: &App,
    identity: Identity,
    id_token: String,
    key: String,
    former: Option<String>,
    life: Lifetime,
) -> Result<Session> {
    let now = app.clock.now();
    let issuer = identity.issuer.clone();
    let person = people::get(app, people::sign_in(app, identity).await?).await?;
    let session = Session {
        key,
        person,
        issuer,
        id_token,
        expires_at: now + life.idle.min(life.absolute),
    };
    let who = Actor::Person(Box::new(session.person.clone()));
    let entry = journal(app, &who, "signed-in", json!({ "issuer": session.issuer }))?;
    let mut batch = Batch::new().put(session_row(&session, now)?).entry(entry);
    if let Some(former) = former {
        batch = batch.delete::<sessions::Session>(former);
    }
    app.writer.commit(Commit::of(batch)).await?;
    Ok(session)
}

/// The session behind a cookie, if it has not ended; its idle end moves on.
///
/// # Errors
/// When the database cannot be read or the row is corrupt.
pub async fn load(app: &App, key: &str, life: Lifetime) -> Result<Option<Session>> {
    let now = app.clock.now();
    let Some(row) = sessions::get(&app.db, key, now).await? else {
        return Ok(None);
    };
    let idle_end = (now + life.idle).min(row.created_at + life.absolute);
    let expires_at = if idle_end > row.expires_at + TOUCH_EVERY {
        sessions::prolong(&app.db, key, idle_end).await?;
        idle_end
    } else {
        row.expires_at
    };
    let kept: Kept = row
        .data
        .read()
        .map_err(|error| Error::Internal(format!("sessions {key}: {error}")))?;
    Ok(Some(Session {
        key: row.id,
        person: kept.person,
        issuer: kept.issuer,
        id_token: kept.id_token,
        expires_at,
    }))
}

/// Ends a session.
///
/// # Errors
/// When the database cannot take it.
pub async fn close(app: &App, session: &Session) -> Result<()> {
    let who = Actor::Person(Box::new(session.person.clone()));
    let entry = journal(app, &who, "signed-out", json!({ "issuer": session.issuer }))?;
    let batch = Batch::new()
        .delete::<sessions::Session>(session.key.clone())
        .entry(entry);
    app.writer.commit(Commit::of(batch)).await?;
    Ok(())
}

/// Forgets the sessions and attempts that have ended; answers how many.
///
/// # Errors
/// When the database cannot take it.
pub async fn sweep(app: &App) -> Result<usize> {
    Ok(sessions::sweep(&app.db, app.clock.now()).await?)
}

fn session_row(session: &Session, now: Timestamp) -> Result<sessions::Session> {
    let kept = Kept {
        person: session.person.clone(),
        issuer: session.issuer.clone(),
        id_token: session.id_token.clone(),
    };
    Ok(sessions::Session {
        id: session.key.clone(),
        person: session.person.id,
        data: stored(&kept)?,
        created_at: now,
        expires_at: session.expires_at,
    })
}

fn journal(app: &App, actor: &Actor, kind: &str, data: Value) -> Result<Entry> {
    Ok(Entry {
        at: app.clock.now(),
        actor: actor.journal_name(),
        subject_kind: "session".to_owned(),
        subject_id: actor.person().map(|person| person.id.to_string()).unwrap_or_default(),
        version: 1,
        kind: kind.to_owned(),
        data: stored(&data)?,
    })
}

fn stored(value: &impl Serialize) -> Result<Json> {
    Json::of(value).map_err(|error| Error::Internal(error.to_string()))
}
