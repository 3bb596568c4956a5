//! Adding a document to a case.

use axum::Router;
use axum::extract::{Multipart, Path, State};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use http::StatusCode;
use radica_workflows::App;
use radica_workflows::actor::Actor;
use radica_workflows::adding::{self, DOCTYPE, FILE, TITLE};
use radica_workflows::catalog::form::{Accept, FieldError};
use radica_workflows::filing::uploads::accepted_words;
use radica_workflows::problem::Error;

use super::AddDocumentPage;
use crate::flash::{Flash, SeeOther};
use crate::form_body::{self, Pairs};
use crate::html::Html;
use crate::pages::chrome::Chrome;
use crate::problem::Problem;
use crate::session::SignedIn;
use crate::state::AppState;

/// What a document may be.
const ANY: [Accept; 2] = [Accept::Pdf, Accept::Image];

/// The page.
pub fn routes() -> Router<AppState> {
    Router::new().route("/bandeja/{radicado}/documentos/agregar", get(form))
}

/// The route that takes the file.
pub fn uploads() -> Router<AppState> {
    Router::new().route("/bandeja/{radicado}/documentos/agregar", post(add))
}

async fn form(
    State(state): State<AppState>,
    actor: Actor,
    _: SignedIn,
    chrome: Chrome,
    Path(radicado): Path<String>,
) -> Result<Response, Problem> {
    match adding::types(state.app(), &actor, &radicado).await {
        Ok(types) => {
            let accepted = accepted(state.app());
            let page = AddDocumentPage::of(chrome, &radicado, &types, &Pairs::new(), &[], accepted);
            Ok(Html(page).into_response())
        }
        Err(Error::Closed(why)) => Ok(to_documents(&radicado, Flash::warn(why))),
        Err(error) => Err(error.into()),
    }
}

async fn add(
    State(state): State<AppState>,
    actor: Actor,
    _: SignedIn,
    chrome: Chrome,
    Path(radicado): Path<String>,
    form: Multipart,
) -> Result<Response, Problem> {
    let app = state.app();
    // Who may not add is told before the file is taken in.
    let types = adding::types(app, &actor, &radicado).await?;
    let submitted = form_body::read(app, form, |name| (name == FILE).then(|| ANY.to_vec())).await?;
    let typed = |name: &str| submitted.value(name).unwrap_or_default();
    let upload = submitted.files.first().map(|(_, upload)| upload);
    let errors = match adding::add(app, &actor, &radicado, typed(TITLE), typed(DOCTYPE), upload).await {
        Ok(()) => {
            return Ok(to_documents(
                &radicado,
                Flash::ok("El documento quedó en el expediente."),
            ));
        }
        Err(Error::Closed(why)) => return Ok(to_documents(&radicado, Flash::warn(why))),
        Err(Error::Invalid(errors)) => with_refused(errors, &submitted.refused),
        Err(error) => return Err(error.into()),
    };
    let page = AddDocumentPage::of(chrome, &radicado, &types, &submitted.pairs, &errors, accepted(app));
    Ok(Html(page).with_status(StatusCode::UNPROCESSABLE_ENTITY))
}

/// A file that came and was refused says why, not that it is missing.
fn with_refused(mut errors: Vec<FieldError>, refused: &[(String, String)]) -> Vec<FieldError> {
    for error in &mut errors {
        if let Some((_, why)) = refused.iter().find(|(field, _)| *field == error.field) {
            error.message.clone_from(why);
        }
    }
    errors
}

fn accepted(app: &App) -> String {
    format!(
        "{}, hasta {} MB.",
        accepted_words(&ANY),
        app.catalog().entity.limits.file_mb
    )
}

fn to_documents(radicado: &str, flash: Flash) -> Response {
    SeeOther::to(format!("/bandeja/{radicado}/documentos"))
        .saying(flash)
        .into_response()
}
