//! Searching documents: only what the asker may read, counts and snippets included.

use std::time::Duration;

use radica_storage::documents::{self, Document};
use radica_storage::expedientes::{self, Expediente};
use radica_storage::search::{Cursor, Found, Hit, Query};

use crate::access::memberships;
use crate::actor::Actor;
use crate::app::App;
use crate::people::staff;
use crate::problem::{Error, Result};

/// A page of documents that hold the words, the best first. It is for those who work with expedientes: who filed reads
/// their case, where what notifies when it is opened stays closed until then.
pub async fn documents(app: &App, actor: &Actor, query: &str, after: Option<Cursor>, limit: usize) -> Result<Found> {
    staff(actor)?;
    let groups: Vec<String> = memberships(actor)
        .into_iter()
        .filter(|group| !group.is_of_one_person())
        .map(|group| group.as_str().to_owned())
        .collect();
    let query = Query {
        text: query.to_owned(),
        groups,
        kinds: Vec::new(),
        limit,
        after,
    };
    Ok(app.index.search(query).await?)
}

/// How long a search waits for what its asker has just written.
const PATIENCE: Duration = Duration::from_secs(1);

/// Whether this node's index has what was written up to a position of the journal, after a short wait for it. What
/// follows the journal is behind what the database says, on every node and most on those that did not write.
pub async fn has_reached(app: &App, position: i64) -> bool {
    let Ok(position) = u64::try_from(position) else {
        return true;
    };
    tokio::time::timeout(PATIENCE, app.index.reaches(position))
        .await
        .is_ok()
}

/// A document that was found, with the expediente it is in.
#[derive(Debug, Clone)]
pub struct Placed {
    /// What was found of it.
    pub hit: Hit,
    /// The document.
    pub document: Document,
    /// Its expediente.
    pub expediente: Expediente,
}

/// The documents and expedientes behind some hits; what the index knows and the database does not is left out.
pub async fn placed(app: &App, hits: Vec<Hit>) -> Result<Vec<Placed>> {
    let mut placed = Vec::new();
    for hit in hits {
        let Ok(id) = hit.id.parse() else { continue };
        let Some(document) = documents::get(&app.db, id).await? else {
            continue;
        };
        let Some(expediente) = expedientes::get(&app.db, document.expediente).await? else {
            continue;
        };
        placed.push(Placed {
            hit,
            document,
            expediente,
        });
    }
    Ok(placed)
}

impl From<radica_storage::search::Error> for Error {
    fn from(error: radica_storage::search::Error) -> Self {
        Self::Unavailable {
            what: "search",
            why: error.to_string(),
        }
    }
}
