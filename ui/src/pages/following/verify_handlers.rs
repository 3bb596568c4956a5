//! Whether a document is authentic, for anyone who has its code.

use axum::Router;
use axum::extract::{Multipart, Path, Query, State};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use http::StatusCode;
use radica_workflows::following::{self, Verified};
use radica_workflows::problem::Error;
use serde::Deserialize;

use super::copy;
use super::of_document::is_public;
use super::verified::Compared;
use super::{VerifiedPage, VerifyPage};
use crate::document_body::{self, Show};
use crate::flash::SeeOther;
use crate::html::Html;
use crate::pages::chrome::Chrome;
use crate::problem::Problem;
use crate::state::AppState;

const UNKNOWN: &str = "Ningún documento tiene ese código. Revise que sean doce letras y números";

/// Routes of verification.
pub fn routes() -> Router<AppState> {
    Router::new()
        .route("/verificar", get(ask))
        .route("/v/{code}", get(verified))
        .route("/v/{code}/documento.pdf", get(document))
}

/// Routes that take files.
pub fn uploads() -> Router<AppState> {
    Router::new().route("/v/{code}/comparar", post(compare))
}

#[derive(Debug, Deserialize)]
struct Typed {
    #[serde(default)]
    codigo: String,
}

async fn ask(
    State(state): State<AppState>,
    chrome: Chrome,
    Query(Typed { codigo }): Query<Typed>,
) -> Result<Response, Problem> {
    if codigo.trim().is_empty() {
        return Ok(Html(VerifyPage {
            chrome,
            code: String::new(),
            problem: None,
        })
        .into_response());
    }
    match following::verify_code(state.app(), &codigo).await {
        Ok(found) => Ok(SeeOther::to(format!("/v/{}", code_of(&found))).into_response()),
        Err(error) => refuse(chrome, codigo, error),
    }
}

async fn verified(
    State(state): State<AppState>,
    chrome: Chrome,
    Path(code): Path<String>,
) -> Result<Response, Problem> {
    match following::verify_code(state.app(), &code).await {
        Ok(found) => Ok(Html(VerifiedPage::of(chrome, state.app(), &found, None)).into_response()),
        Err(error) => refuse(chrome, code, error),
    }
}

async fn compare(
    State(state): State<AppState>,
    chrome: Chrome,
    Path(code): Path<String>,
    form: Multipart,
) -> Result<Html<VerifiedPage>, Problem> {
    let found = following::verify_code(state.app(), &code).await?;
    let limit = state.app().catalog().entity.limits.file_mb * 1024 * 1024;
    let copy = copy::hash_of(form, "copia", limit).await?;
    let compared = copy.map(|hash| {
        if hash == found.document.sha256 {
            Compared::Same
        } else {
            Compared::Different
        }
    });
    Ok(Html(VerifiedPage::of(chrome, state.app(), &found, compared)))
}

async fn document(State(state): State<AppState>, Path(code): Path<String>) -> Result<Response, Problem> {
    let found = following::verify_code(state.app(), &code).await?;
    if !is_public(&found.document) {
        return Err(Problem::not_found());
    }
    document_body::of_document(state.app(), &found.document, Show::InPage).await
}

fn refuse(chrome: Chrome, code: String, error: Error) -> Result<Response, Problem> {
    let (status, problem) = match error {
        Error::NotFound(_) => (StatusCode::NOT_FOUND, UNKNOWN.to_owned()),
        Error::Invalid(errors) => {
            let why = errors.into_iter().next().map(|error| error.message);
            (
                StatusCode::UNPROCESSABLE_ENTITY,
                why.map_or_else(|| UNKNOWN.to_owned(), capital),
            )
        }
        error => return Err(error.into()),
    };
    Ok(Html(VerifyPage {
        chrome,
        code,
        problem: Some(problem),
    })
    .with_status(status))
}

fn code_of(found: &Verified) -> &str {
    found.document.verification_code.as_deref().unwrap_or_default()
}

fn capital(sentence: String) -> String {
    let mut letters = sentence.chars();
    letters
        .next()
        .map(|first| first.to_uppercase().chain(letters).collect())
        .unwrap_or_default()
}
