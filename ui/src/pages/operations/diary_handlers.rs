//! The journal, looked through.

use axum::Router;
use axum::extract::{Path, Query, State};
use axum::routing::get;
use radica_workflows::actor::Actor;
use radica_workflows::diary::{self, Search};
use serde::Deserialize;

use super::{DiaryEntryPage, DiaryPage};
use crate::html::Html;
use crate::pages::chrome::Chrome;
use crate::problem::Problem;
use crate::session::SignedIn;
use crate::state::AppState;

/// Routes of the journal.
pub fn routes() -> Router<AppState> {
    Router::new()
        .route("/operacion/diario", get(list))
        .route("/operacion/diario/{position}", get(entry))
}

/// What an address asks for; what cannot be read lets everything through.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Asked {
    dia: String,
    asunto: String,
    hecho: String,
    quien: String,
    antes: String,
}

impl Asked {
    fn search(&self) -> Search {
        let word = |word: &str| Some(word.trim().to_owned()).filter(|word| !word.is_empty());
        Search {
            subject: word(&self.asunto),
            actor: word(&self.quien),
            kind: word(&self.hecho),
            day: self.dia.parse().ok(),
            before: self.antes.parse().ok(),
        }
    }
}

async fn list(
    State(state): State<AppState>,
    actor: Actor,
    _: SignedIn,
    chrome: Chrome,
    Query(asked): Query<Asked>,
) -> Result<Html<DiaryPage>, Problem> {
    let search = asked.search();
    let page = diary::search(state.app(), &actor, &search).await?;
    Ok(Html(DiaryPage::of(chrome, &search, &page)))
}

async fn entry(
    State(state): State<AppState>,
    actor: Actor,
    _: SignedIn,
    chrome: Chrome,
    Path(position): Path<String>,
) -> Result<Html<DiaryEntryPage>, Problem> {
    let position = position.parse().map_err(|_| Problem::not_found())?;
    let page = diary::one(state.app(), &actor, position).await?;
    DiaryEntryPage::of(chrome, &page)
        .map(Html)
        .ok_or_else(Problem::not_found)
}
