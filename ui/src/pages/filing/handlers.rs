//! Filing: begin, fill in, load files, review, file, and see what one has.

use std::str::FromStr;

use axum::extract::{Multipart, Path, Query, Request, State};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post, put};
use axum::{Form, Router};
use http::StatusCode;
use radica_storage::ids::DraftId;
use radica_workflows::actor::Actor;
use radica_workflows::catalog::form::{Accept, FieldError};
use radica_workflows::filing::drafts::{self, OpenDraft};
use radica_workflows::filing::{self, uploads};
use radica_workflows::problem::Error;
use serde::Deserialize;

use super::of_draft::{Correction, address, document_row};
use super::{ReviewPage, StepPage};
use crate::flash::{Flash, SeeOther};
use crate::form_body::{self, Pairs, Submitted};
use crate::html::Html;
use crate::local_path::LocalPath;
use crate::oidc::routes::sign_in_url;
use crate::pages::chrome::Chrome;
use crate::pages::forms::RowChange;
use crate::problem::Problem;
use crate::session::{SignedIn, Visitor};
use crate::state::AppState;

/// Routes of a form.
pub fn routes() -> Router<AppState> {
    Router::new()
        .route("/tramites/{id}/empezar", post(begin).get(begin_after_sign_in))
        .route("/borradores/{id}/revisar", get(review))
        .route("/borradores/{id}/radicar", post(submit))
        .route("/borradores/{id}/borrar", post(discard))
        .route("/borradores/{id}/{step}", get(step))
}

/// Routes that take files.
pub fn uploads() -> Router<AppState> {
    Router::new()
        .route("/borradores/{id}/{step}", post(save_step))
        .route("/borradores/{id}/archivos/{document}", put(upload))
}

async fn begin(
    State(state): State<AppState>,
    actor: Actor,
    visitor: Visitor,
    Path(id): Path<String>,
) -> Result<SeeOther, Problem> {
    if visitor.session().is_none() {
        let back = LocalPath::parse(&format!("/tramites/{id}/empezar")).unwrap_or_else(LocalPath::home);
        return Ok(SeeOther::to(sign_in_url(&back)));
    }
    let draft = drafts::begin(state.app(), &actor, &id).await?;
    let open = drafts::open(state.app(), &actor, draft).await?;
    Ok(SeeOther::to(address(&open, &open.row.step)))
}

/// Who was sent to sign in comes back by GET, which begins nothing: the page of the trámite, one button away.
async fn begin_after_sign_in(_: SignedIn, Path(id): Path<String>) -> SeeOther {
    SeeOther::to(format!("/tramites/{id}")).saying(Flash::ok("Ya ingresó. Oprima Empezar para llenar su solicitud."))
}

async fn step(
    State(state): State<AppState>,
    actor: Actor,
    _: SignedIn,
    chrome: Chrome,
    Path((id, step)): Path<(String, String)>,
) -> Result<Response, Problem> {
    match opened(&state, &actor, &id).await? {
        Opened::Draft(open) => {
            let page = StepPage::of(chrome, state.app(), &open, &step, Correction::default())?;
            Ok(Html(page).into_response())
        }
        Opened::Filed(response) => Ok(response),
    }
}

async fn save_step(
    State(state): State<AppState>,
    actor: Actor,
    _: SignedIn,
    chrome: Chrome,
    Path((id, step)): Path<(String, String)>,
    form: Multipart,
) -> Result<Response, Problem> {
    let open = match opened(&state, &actor, &id).await? {
        Opened::Draft(open) => open,
        Opened::Filed(response) => return Ok(response),
    };
    let submitted = form_body::read(state.app(), form, accepts(&open)).await?;
    let mut errors: Vec<FieldError> = submitted
        .refused
        .iter()
        .map(|(field, message)| FieldError {
            field: field.clone(),
            message: message.clone(),
        })
        .collect();
    keep_files(&state, &actor, open.row.id, &submitted).await?;
    let rows = RowChange::read(submitted.value("add_row"), submitted.value("remove_row"));
    let input = submitted.input();
    let go = submitted.value("go").unwrap_or("next");
    let asked_for_less = rows != RowChange::None || submitted.value("remove_file").is_some() || go == "upload";
    if !asked_for_less {
        match drafts::save_step(state.app(), &actor, open.row.id, &step, &input).await {
            Ok(next) if errors.is_empty() => return Ok(onward(&open, &next, go).into_response()),
            Ok(_) => {}
            Err(Error::Invalid(_)) if go == "leave" => {
                let flash = Flash::warn(
                    "Guardamos lo que estaba completo. Lo que falta por corregir lo escribe cuando vuelva.",
                );
                return Ok(SeeOther::to("/casos#borradores").saying(flash).into_response());
            }
            Err(Error::Invalid(wrong)) => errors.extend(wrong),
            Err(error) => return Err(error.into()),
        }
    }
    let open = drafts::open(state.app(), &actor, open.row.id).await?;
    let correction = Correction {
        typed: Some(&input),
        errors: &errors,
        rows,
    };
    let page = StepPage::of(chrome, state.app(), &open, &step, correction)?;
    let status = if errors.is_empty() {
        StatusCode::OK
    } else {
        StatusCode::UNPROCESSABLE_ENTITY
    };
    Ok(Html(page).with_status(status))
}

fn onward(open: &OpenDraft, next: &str, go: &str) -> SeeOther {
    if go == "leave" {
        return SeeOther::to("/casos#borradores").saying(Flash::ok("Guardado, todavía no radicado."));
    }
    SeeOther::to(address(open, next))
}

async fn keep_files(state: &AppState, actor: &Actor, id: DraftId, submitted: &Submitted) -> Result<(), Problem> {
    for (document, upload) in &submitted.files {
        drafts::attach(state.app(), actor, id, document, upload.clone()).await?;
    }
    if let Some(document) = submitted.value("remove_file") {
        drafts::detach(state.app(), actor, id, document).await?;
    }
    Ok(())
}

#[derive(Debug, Deserialize)]
struct Named {
    nombre: String,
}

/// One file, sent by the script of the page; answers the row of the file.
async fn upload(
    State(state): State<AppState>,
    actor: Actor,
    _: SignedIn,
    Path((id, document)): Path<(String, String)>,
    Query(named): Query<Named>,
    request: Request,
) -> Result<Response, Problem> {
    let open = drafts::open(state.app(), &actor, draft_id(&id)?).await?;
    let accept = accepts(&open)(&document).ok_or_else(Problem::not_found)?;
    let content = request.into_body().into_data_stream();
    let (status, error) = match uploads::take(state.app(), &named.nombre, &accept, content).await {
        Ok(upload) => {
            drafts::attach(state.app(), &actor, open.row.id, &document, upload).await?;
            (StatusCode::OK, None)
        }
        Err(Error::Upload(why)) => (StatusCode::UNPROCESSABLE_ENTITY, Some(why)),
        Err(Error::TooLarge { limit }) => (
            StatusCode::PAYLOAD_TOO_LARGE,
            Some(form_body::too_large(&named.nombre, limit)),
        ),
        Err(error) => return Err(error.into()),
    };
    let open = drafts::open(state.app(), &actor, open.row.id).await?;
    let row = document_row(&open, &document, error.as_deref())?.ok_or_else(Problem::not_found)?;
    Ok(Html(row).with_status(status))
}

async fn review(
    State(state): State<AppState>,
    actor: Actor,
    _: SignedIn,
    chrome: Chrome,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    match opened(&state, &actor, &id).await? {
        Opened::Draft(open) => Ok(Html(ReviewPage::of(chrome, state.app(), &open, &[])?).into_response()),
        Opened::Filed(response) => Ok(response),
    }
}

async fn submit(
    State(state): State<AppState>,
    actor: Actor,
    _: SignedIn,
    chrome: Chrome,
    Path(id): Path<String>,
    Form(_): Form<Pairs>,
) -> Result<Response, Problem> {
    match filing::submit(state.app(), &actor, draft_id(&id)?).await {
        Ok(radicado) | Err(Error::AlreadyFiled { radicado }) => Ok(SeeOther::to(acuse_of(&radicado)).into_response()),
        Err(Error::Invalid(errors)) => {
            let open = drafts::open(state.app(), &actor, draft_id(&id)?).await?;
            let page = ReviewPage::of(chrome, state.app(), &open, &errors)?;
            Ok(Html(page).with_status(StatusCode::UNPROCESSABLE_ENTITY))
        }
        Err(error) => Err(error.into()),
    }
}

async fn discard(
    State(state): State<AppState>,
    actor: Actor,
    _: SignedIn,
    Path(id): Path<String>,
) -> Result<SeeOther, Problem> {
    drafts::discard(state.app(), &actor, draft_id(&id)?).await?;
    Ok(SeeOther::to("/casos#borradores").saying(Flash::ok("Borramos el borrador.")))
}

/// A draft, or where it went when it was filed.
enum Opened {
    Draft(Box<OpenDraft>),
    Filed(Response),
}

async fn opened(state: &AppState, actor: &Actor, id: &str) -> Result<Opened, Problem> {
    match drafts::open(state.app(), actor, draft_id(id)?).await {
        Ok(open) => Ok(Opened::Draft(Box::new(open))),
        Err(Error::AlreadyFiled { radicado }) => Ok(Opened::Filed(SeeOther::to(acuse_of(&radicado)).into_response())),
        Err(error) => Err(error.into()),
    }
}

fn acuse_of(radicado: &str) -> String {
    format!("/casos/{radicado}/acuse")
}

fn draft_id(text: &str) -> Result<DraftId, Problem> {
    DraftId::from_str(text).map_err(|_| Problem::not_found())
}

/// What each field of a form may hold: the documents of the trámite and no other file.
fn accepts(open: &OpenDraft) -> impl Fn(&str) -> Option<Vec<Accept>> + use<> {
    let documents = open
        .tramite
        .filing
        .as_ref()
        .map(|filing| filing.documents.clone())
        .unwrap_or_default();
    move |name| {
        documents
            .iter()
            .find(|asked| asked.id == name)
            .map(|asked| asked.accept.clone())
    }
}
