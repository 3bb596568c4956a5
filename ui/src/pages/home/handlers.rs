//! The public pages of the catalogue.

use axum::Router;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use radica_workflows::catalog::tramite::Tramite;
use radica_workflows::clock::due_if_filed;
use serde::Deserialize;

use super::of_catalog::IfFiledNow;
use super::{Inicio, SearchPage, TramiteList, TramitePage};
use crate::html::Html;
use crate::pages::chrome::Chrome;
use crate::problem::Problem;
use crate::state::AppState;

/// Routes of the catalogue.
pub fn routes() -> Router<AppState> {
    Router::new()
        .route("/", get(inicio))
        .route("/tramites", get(all))
        .route("/tramites/{id}", get(tramite))
        .route("/temas/{id}", get(theme))
        .route("/buscar", get(search))
}

async fn inicio(State(state): State<AppState>, chrome: Chrome) -> Html<Inicio> {
    Html(Inicio::of(chrome, state.app().catalog()))
}

async fn all(State(state): State<AppState>, chrome: Chrome) -> Html<TramiteList> {
    Html(TramiteList::of_all(chrome, state.app().catalog()))
}

async fn theme(State(state): State<AppState>, chrome: Chrome, Path(id): Path<String>) -> Response {
    match TramiteList::of_theme(chrome, state.app().catalog(), &id) {
        Some(page) => Html(page).into_response(),
        None => Problem::not_found().into_response(),
    }
}

async fn tramite(State(state): State<AppState>, chrome: Chrome, Path(id): Path<String>) -> Response {
    let app = state.app();
    match app.catalog().tramite(&id) {
        Some(tramite) => {
            let now = if_filed_now(&state, tramite);
            Html(TramitePage::of(chrome, app.catalog(), tramite, now)).into_response()
        }
        None => Problem::not_found().into_response(),
    }
}

#[derive(Debug, Deserialize)]
struct Asked {
    #[serde(default)]
    q: String,
}

async fn search(State(state): State<AppState>, chrome: Chrome, Query(asked): Query<Asked>) -> Html<SearchPage> {
    let rules = &state.app().rules;
    let found = rules.find_tramites(&asked.q).map(|tramite| &**tramite);
    Html(SearchPage::of(chrome, &rules.catalog, asked.q.trim(), found))
}

fn if_filed_now(state: &AppState, tramite: &Tramite) -> Option<IfFiledNow> {
    let app = state.app();
    let (now, calendar) = (app.clock.now(), &app.catalog().calendar);
    let due = due_if_filed(&tramite.filing.as_ref()?.term, now, calendar)?;
    Some(IfFiledNow {
        today: app.clock.today(),
        counts_on: calendar.counts_as_filed(now),
        due,
    })
}
