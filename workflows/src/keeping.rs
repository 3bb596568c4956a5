//! Looking after blobs: the turns of a node, and what an operator sees of them and does.

use jiff::SignedDuration;
use radica_storage::blobs::{self, BlobFailure};
use radica_storage::documents;
use radica_storage::keeping::fixity::{self, Pace, Step};
use radica_storage::keeping::{Keeper, KeepingError, orphans};

use crate::actor::Actor;
use crate::app::App;
use crate::operating::operator;
use crate::problem::{Error, Result};

/// Uploads that took longer than this were given up: what they left is swept.
const LONGEST_UPLOAD: SignedDuration = SignedDuration::from_hours(24);
/// Failures that are listed.
const MOST: i64 = 200;

/// How blobs are looked after.
#[derive(Debug, Clone, Copy)]
pub struct Care {
    /// How fast and how often they are read again.
    pub pace: Pace,
    /// How long one is kept that nothing names.
    pub grace: SignedDuration,
}

/// A blob that fails, and the document that it is the content of.
#[derive(Debug, Clone)]
pub struct Failing {
    /// What is wrong.
    pub failure: BlobFailure,
    /// The name of a document with this content, and its radicado.
    pub document: Option<(String, Option<String>)>,
}

/// Takes the turns that are due; whether another one may be due soon.
///
/// # Errors
/// When the database or the store as a whole fails.
pub async fn take_turns(app: &App, node: &str, care: Care) -> std::result::Result<bool, KeepingError> {
    let (keeper, now) = (keeper(app, node), app.clock.now());
    let step = fixity::step(&keeper, now, care.pace).await?;
    if let Step::Read { failed, .. } = step
        && failed > 0
    {
        tracing::error!(failed, "blobs are missing or damaged: see /operacion");
    }
    if let Some(collected) = orphans::collect(&keeper, now, care.grace).await? {
        let before = now.checked_sub(LONGEST_UPLOAD).unwrap_or(now);
        let swept = app.objects.sweep(before.into()).await?;
        tracing::info!(
            collected,
            swept,
            "blobs that nothing names, and unfinished uploads, were taken away"
        );
    }
    Ok(step != Step::Nothing)
}

/// The blobs that fail, the first found first.
pub(crate) async fn failing(app: &App) -> Result<Vec<Failing>> {
    let mut all = Vec::new();
    for failure in blobs::failures(&app.db, MOST).await? {
        let document = documents::with_content(&app.db, &failure.sha256).await?;
        let document = document.map(|document| (document.title, document.radicado));
        all.push(Failing { failure, document });
    }
    Ok(all)
}

/// Looks at a blob that failed again, now; whether it is whole.
///
/// # Errors
/// As any act of an operator, and when the store does not answer.
pub async fn look_again(app: &App, actor: &Actor, sha256: &str) -> Result<bool> {
    operator(actor)?;
    match fixity::check(&keeper(app, "operator"), sha256, app.clock.now()).await {
        Ok(whole) => Ok(whole),
        Err(KeepingError::Database(error)) => Err(error.into()),
        Err(KeepingError::Commit(error)) => Err(error.into()),
        Err(KeepingError::Store(error)) => Err(Error::from(error)),
    }
}

fn keeper<'a>(app: &'a App, node: &'a str) -> Keeper<'a> {
    Keeper {
        db: &app.db,
        writer: &app.writer,
        objects: &app.objects,
        node,
    }
}
