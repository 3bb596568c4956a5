//! The inbox and the cases of an official.

use axum::extract::{Path, Query, State};
use axum::response::Response;
use axum::routing::get;
use axum::{Form, Router};
use radica_storage::ids::TaskId;
use radica_workflows::actor::Actor;
use radica_workflows::dossier::{self, Dossier};
use radica_workflows::problem::Error;
use radica_workflows::{deciding, inbox};
use serde::Deserialize;

use super::of_case::in_view;
use super::of_inbox::Asked;
use super::{
    ActuacionesPage, CaseDecidedPage, CaseDocumentsPage, CasePage, InboxPage, adding_handlers, task_handlers,
    term_handlers,
};
use crate::document_body::{self, Show};
use crate::flash::{Flash, SeeOther};
use crate::form_body::{Pairs, value};
use crate::html::Html;
use crate::pages::chrome::Chrome;
use crate::pages::format;
use crate::problem::Problem;
use crate::refusals;
use crate::session::SignedIn;
use crate::state::AppState;

/// Rows of a page of the inbox.
const PAGE: usize = 50;

/// Routes of officials.
pub fn routes() -> Router<AppState> {
    Router::new()
        .route("/bandeja", get(inbox).post(in_bulk))
        .route("/bandeja/{radicado}", get(case))
        .route("/bandeja/{radicado}/documentos", get(documents))
        .route("/bandeja/{radicado}/documentos/{order}", get(document))
        .route("/bandeja/{radicado}/actuaciones", get(history))
        .route("/bandeja/{radicado}/tablas", get(decided))
        .merge(adding_handlers::routes())
        .merge(term_handlers::routes())
        .merge(task_handlers::routes())
}

async fn inbox(
    State(state): State<AppState>,
    actor: Actor,
    _: SignedIn,
    chrome: Chrome,
    Query(asked): Query<Asked>,
) -> Result<Html<InboxPage>, Problem> {
    let app = state.app();
    let counts = deciding::counts(app, &actor).await?;
    let page = inbox::page(app, &actor, asked.view(), &asked.wanted(), asked.after(), PAGE).await?;
    Ok(Html(InboxPage::of(chrome, app, &actor, &asked, counts, &page)))
}

/// Takes the tasks that were chosen; those that somebody else took meanwhile stay with them.
async fn in_bulk(
    State(state): State<AppState>,
    actor: Actor,
    _: SignedIn,
    Form(pairs): Form<Pairs>,
) -> Result<SeeOther, Problem> {
    if value(&pairs, "act") != Some("claim") {
        return Err(Problem::of_status(http::StatusCode::BAD_REQUEST));
    }
    let (mut claimed, mut missed) = (0, 0);
    for (_, id) in pairs.iter().filter(|(name, _)| name == "task") {
        let id: TaskId = id.parse().map_err(|_| Problem::not_found())?;
        match deciding::claim(state.app(), &actor, id).await {
            Ok(()) => claimed += 1,
            Err(Error::Conflict(_) | Error::NotFound(_)) => missed += 1,
            Err(Error::Hidden(refused)) => {
                refusals::note(&state, &actor, &refused).await;
                missed += 1;
            }
            Err(error) => return Err(error.into()),
        }
    }
    Ok(SeeOther::to("/bandeja?vista=mias").saying(told(claimed, missed)))
}

fn told(claimed: i64, missed: i64) -> Flash {
    let took = format!("Tomó {}.", format::plural(claimed, "tarea", "tareas"));
    match (claimed, missed) {
        (0, 0) => Flash::warn("No eligió ninguna tarea."),
        (_, 0) => Flash::ok(took),
        (0, _) => Flash::warn("Otra persona ya las había tomado o terminado."),
        (_, missed) => {
            let rest = format::plural(missed, "ya la tenía otra persona", "ya las tenía otra persona");
            Flash::warn(format!("{took} {rest}."))
        }
    }
}

/// Which document is in view.
#[derive(Debug, Default, Deserialize)]
pub(super) struct InView {
    pub(super) doc: Option<i64>,
}

async fn case(
    State(state): State<AppState>,
    actor: Actor,
    _: SignedIn,
    chrome: Chrome,
    Path(radicado): Path<String>,
    Query(asked): Query<InView>,
) -> Result<Html<CasePage>, Problem> {
    let app = state.app();
    let dossier = opened(&state, &actor, &radicado).await?;
    let viewer = in_view(app, &dossier, asked.doc).await?;
    Ok(Html(CasePage::of(chrome, app, &actor, &dossier, viewer)?))
}

async fn documents(
    State(state): State<AppState>,
    actor: Actor,
    _: SignedIn,
    chrome: Chrome,
    Path(radicado): Path<String>,
    Query(asked): Query<InView>,
) -> Result<Html<CaseDocumentsPage>, Problem> {
    let app = state.app();
    let dossier = opened(&state, &actor, &radicado).await?;
    let viewer = in_view(app, &dossier, asked.doc).await?;
    Ok(Html(CaseDocumentsPage::of(chrome, app, &actor, &dossier, viewer)?))
}

#[derive(Debug, Deserialize)]
struct Way {
    descargar: Option<String>,
}

async fn document(
    State(state): State<AppState>,
    actor: Actor,
    _: SignedIn,
    Path((radicado, order)): Path<(String, i64)>,
    Query(way): Query<Way>,
) -> Result<Response, Problem> {
    let dossier = opened(&state, &actor, &radicado).await?;
    let document = dossier.document(order).ok_or_else(Problem::not_found)?;
    let show = if way.descargar.is_some() {
        Show::Download
    } else {
        Show::InPage
    };
    document_body::of_document(state.app(), document, show).await
}

async fn history(
    State(state): State<AppState>,
    actor: Actor,
    _: SignedIn,
    chrome: Chrome,
    Path(radicado): Path<String>,
) -> Result<Html<ActuacionesPage>, Problem> {
    let dossier = opened(&state, &actor, &radicado).await?;
    Ok(Html(ActuacionesPage::of(chrome, state.app(), &actor, &dossier)?))
}

async fn decided(
    State(state): State<AppState>,
    actor: Actor,
    _: SignedIn,
    chrome: Chrome,
    Path(radicado): Path<String>,
) -> Result<Html<CaseDecidedPage>, Problem> {
    let dossier = opened(&state, &actor, &radicado).await?;
    Ok(Html(CaseDecidedPage::of(chrome, state.app(), &actor, &dossier)?))
}

async fn opened(state: &AppState, actor: &Actor, radicado: &str) -> Result<Dossier, Problem> {
    Ok(dossier::read(state.app(), actor, radicado).await?)
}
