//! Expedientes: list, search, one of them, its documents, and closing it.

use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Form, Router};
use http::StatusCode;
use radica_storage::search::Cursor;
use radica_workflows::actor::Actor;
use radica_workflows::jobs::close_index::{PDF_KIND, XML_KIND};
use radica_workflows::problem::Error;
use radica_workflows::{closing, following, search};
use serde::Deserialize;

use super::of_expediente::confirm_closing;
use super::{ExpedientePage, ExpedienteSearchPage};
use crate::document_body::{self, Show};
use crate::flash::{Flash, SeeOther};
use crate::form_body::{Pairs, value};
use crate::html::Html;
use crate::middleware::written::Written;
use crate::pages::chrome::Chrome;
use crate::problem::Problem;
use crate::session::SignedIn;
use crate::state::AppState;

/// Rows of a page.
const PAGE: usize = 30;

/// Routes of expedientes.
pub fn routes() -> Router<AppState> {
    Router::new()
        .route("/expedientes", get(find))
        .route("/expedientes/{code}", get(expediente))
        .route("/expedientes/{code}/documentos/{order}", get(document))
        .route("/expedientes/{code}/cerrar", get(before_closing).post(close))
        .route("/expedientes/{code}/indice.xml", get(index_xml))
        .route("/expedientes/{code}/indice.pdf", get(index_pdf))
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Asked {
    q: String,
    serie: String,
    antes: String,
    desde: String,
}

async fn find(
    State(state): State<AppState>,
    actor: Actor,
    _: SignedIn,
    chrome: Chrome,
    written: Written,
    Query(asked): Query<Asked>,
) -> Result<Html<ExpedienteSearchPage>, Problem> {
    let app = state.app();
    let query = asked.q.trim();
    if query.is_empty() {
        let series = Some(asked.serie.as_str()).filter(|series| !series.is_empty());
        let shelf = closing::shelf(app, &actor, series, asked.antes.parse().ok(), PAGE).await?;
        return Ok(Html(ExpedienteSearchPage::of_shelf(chrome, app, &shelf, series)?));
    }
    let after = asked.desde.parse::<Cursor>().ok();
    let fresh = search::has_reached(app, written.0).await;
    let found = search::documents(app, &actor, query, after, PAGE).await?;
    let next = found.next.map(|cursor| next_page(query, &cursor));
    let hits = search::placed(app, found.hits).await?;
    let page = ExpedienteSearchPage::of_hits(chrome, app, query, &hits, next)?;
    Ok(Html(ExpedienteSearchPage { behind: !fresh, ..page }))
}

fn next_page(query: &str, cursor: &Cursor) -> String {
    let pairs = [("q", query), ("desde", &cursor.to_string())];
    let query = form_urlencoded::Serializer::new(String::new())
        .extend_pairs(pairs)
        .finish();
    format!("/expedientes?{query}")
}

async fn expediente(
    State(state): State<AppState>,
    actor: Actor,
    _: SignedIn,
    chrome: Chrome,
    Path(code): Path<String>,
) -> Result<Html<ExpedientePage>, Problem> {
    let app = state.app();
    let (expediente, documents) = closing::read(app, &actor, &code).await?;
    let may_close = closing::may_close(app, &actor, &expediente).await;
    Ok(Html(
        ExpedientePage::of(chrome, app, &expediente, &documents, may_close).await?,
    ))
}

async fn document(
    State(state): State<AppState>,
    actor: Actor,
    _: SignedIn,
    Path((code, order)): Path<(String, i64)>,
) -> Result<Response, Problem> {
    let (_, documents) = closing::read(state.app(), &actor, &code).await?;
    let document = documents.iter().find(|document| document.ordinal == order && order > 0);
    let document = document.ok_or_else(Problem::not_found)?;
    let document = following::document(state.app(), &actor, document.id).await?;
    document_body::of_document(state.app(), &document, Show::InPage).await
}

async fn before_closing(
    State(state): State<AppState>,
    actor: Actor,
    _: SignedIn,
    chrome: Chrome,
    Path(code): Path<String>,
) -> Result<Response, Problem> {
    let (expediente, _) = closing::read(state.app(), &actor, &code).await?;
    closing::may_close(state.app(), &actor, &expediente).await?;
    Ok(Html(confirm_closing(chrome, &expediente, "", None)).into_response())
}

async fn close(
    State(state): State<AppState>,
    actor: Actor,
    _: SignedIn,
    chrome: Chrome,
    Path(code): Path<String>,
    Form(pairs): Form<Pairs>,
) -> Result<Response, Problem> {
    let typed = value(&pairs, "codigo").unwrap_or_default();
    match closing::close(state.app(), &actor, &code, typed).await {
        Ok(()) => {
            let flash = Flash::ok("Cerrado. El índice se está firmando; en unos segundos lo puede descargar.");
            Ok(SeeOther::to(format!("/expedientes/{code}"))
                .saying(flash)
                .into_response())
        }
        Err(Error::Invalid(errors)) => {
            let (expediente, _) = closing::read(state.app(), &actor, &code).await?;
            let error = errors.first().map(|error| error.message.as_str());
            Ok(Html(confirm_closing(chrome, &expediente, typed, error)).with_status(StatusCode::UNPROCESSABLE_ENTITY))
        }
        Err(error) => Err(error.into()),
    }
}

async fn index_xml(
    State(state): State<AppState>,
    actor: Actor,
    _: SignedIn,
    Path(code): Path<String>,
) -> Result<Response, Problem> {
    index(&state, &actor, &code, XML_KIND).await
}

async fn index_pdf(
    State(state): State<AppState>,
    actor: Actor,
    _: SignedIn,
    Path(code): Path<String>,
) -> Result<Response, Problem> {
    index(&state, &actor, &code, PDF_KIND).await
}

/// The signed índice; there is none before the expediente is closed.
async fn index(state: &AppState, actor: &Actor, code: &str, kind: &str) -> Result<Response, Problem> {
    let (_, documents) = closing::read(state.app(), actor, code).await?;
    let document = documents
        .iter()
        .find(|document| document.kind == kind)
        .ok_or_else(Problem::not_found)?;
    document_body::of_document(state.app(), document, Show::InPage).await
}
