//! Searching documents: only what the asker may read, counts and snippets included.

use radica_storage::search::{Cursor, Found, Query};

use crate::access::memberships;
use crate::actor::Actor;
use crate::app::App;
use crate::problem::{Error, Result};

/// A page of documents that hold the words, the best first.
pub async fn documents(app: &App, actor: &Actor, query: &str, after: Option<Cursor>, limit: usize) -> Result<Found> {
    if actor.person().is_none() {
        return Err(Error::SignInRequired);
    }
    let groups: Vec<String> = memberships(actor).into_iter().map(|group| group.as_str().to_owned()).collect();
    let query = Query { text: query.to_owned(), groups, kinds: Vec::new(), limit, after };
    Ok(app.index.search(query).await?)
}

impl From<radica_storage::search::Error> for Error {
    fn from(error: radica_storage::search::Error) -> Self {
        Self::Unavailable { what: "search", why: error.to_string() }
    }
}
