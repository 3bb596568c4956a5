//! What the person filed: their cases, and the proof of each filing.

use std::str::FromStr;

use axum::Router;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use radica_storage::ids::DraftId;
use radica_workflows::actor::Actor;
use radica_workflows::filing::completion::own_case;
use radica_workflows::filing::drafts;
use radica_workflows::{following, progress};

use super::discard::DiscardPage;
use super::of_draft::saved;
use super::{AcusePage, MyCasesPage};
use crate::document_body::{self, Show};
use crate::html::Html;
use crate::pages::chrome::Chrome;
use crate::problem::Problem;
use crate::session::SignedIn;
use crate::state::AppState;

/// Cases listed at most.
const CASES: i64 = 200;

/// Routes of own cases.
pub fn routes() -> Router<AppState> {
    Router::new()
        .route("/casos", get(own))
        .route("/casos/{radicado}/acuse", get(acuse))
        .route("/casos/{radicado}/acuse.pdf", get(acuse_pdf))
        .route("/borradores/{id}/borrar", get(before_discarding))
}

async fn own(
    State(state): State<AppState>,
    actor: Actor,
    _: SignedIn,
    chrome: Chrome,
) -> Result<Html<MyCasesPage>, Problem> {
    let app = state.app();
    let mut cases = Vec::new();
    for case in following::own_cases(app, &actor, CASES).await? {
        let unopened = progress::unopened(app, &case).await?;
        cases.push((case, unopened));
    }
    let drafts = drafts::own(app, &actor).await?;
    Ok(Html(MyCasesPage::of(chrome, app, &cases, &drafts)?))
}

async fn acuse(
    State(state): State<AppState>,
    actor: Actor,
    _: SignedIn,
    chrome: Chrome,
    Path(radicado): Path<String>,
) -> Result<Html<AcusePage>, Problem> {
    let case = own_case(state.app(), &actor, &radicado).await?;
    let progress = progress::of(state.app(), &case).await?;
    Ok(Html(AcusePage::of(chrome, state.app(), &progress)?))
}

async fn acuse_pdf(
    State(state): State<AppState>,
    actor: Actor,
    _: SignedIn,
    Path(radicado): Path<String>,
) -> Result<Response, Problem> {
    let case = own_case(state.app(), &actor, &radicado).await?;
    let progress = progress::of(state.app(), &case).await?;
    match progress.acuse() {
        Some(document) => document_body::of_document(state.app(), document, Show::InPage).await,
        None => Err(Problem::being_made(
            "El PDF del acuse se está preparando",
            format!(
                "Su solicitud ya quedó radicada con el número {radicado}. Vuelva a abrir el acuse en unos segundos."
            ),
        )),
    }
}

async fn before_discarding(
    State(state): State<AppState>,
    actor: Actor,
    _: SignedIn,
    chrome: Chrome,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let id = DraftId::from_str(&id).map_err(|_| Problem::not_found())?;
    let open = drafts::open(state.app(), &actor, id).await?;
    Ok(Html(DiscardPage {
        chrome,
        id: open.row.id.to_string(),
        tramite: open.tramite.short_name.clone(),
        saved: saved(state.app(), open.row.updated_at),
    })
    .into_response())
}
