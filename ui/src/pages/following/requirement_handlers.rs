//! What notifies when it is opened, and delivering what a requirement asks for.

use std::collections::BTreeMap;

use axum::Router;
use axum::extract::{Multipart, Path, State};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use http::StatusCode;
use radica_workflows::actor::Actor;
use radica_workflows::filing::completion::{self, Delivered, own_case};
use radica_workflows::notifying;
use radica_workflows::problem::Error;
use radica_workflows::progress::{self, Progress, Waits};
use radica_workflows::time::in_zone;

use super::of_requirement::{MESSAGE, Refused, accepts};
use super::{CompletionPage, NoticePage};
use crate::flash::{Flash, SeeOther};
use crate::form_body;
use crate::html::Html;
use crate::pages::chrome::Chrome;
use crate::pages::format;
use crate::problem::Problem;
use crate::session::SignedIn;
use crate::state::AppState;

/// Routes of requirements.
pub fn routes() -> Router<AppState> {
    Router::new()
        .route("/casos/{radicado}/notificaciones/{ordinal}", get(notice).post(open))
        .route("/casos/{radicado}/completar", get(completion))
        .route("/casos/{radicado}/prorroga", post(ask_for_time))
}

/// Routes that take files.
pub fn uploads() -> Router<AppState> {
    Router::new().route("/casos/{radicado}/completar", post(deliver))
}

async fn notice(
    State(state): State<AppState>,
    actor: Actor,
    _: SignedIn,
    chrome: Chrome,
    Path((radicado, ordinal)): Path<(String, i64)>,
) -> Result<Response, Problem> {
    let progress = own(&state, &actor, &radicado).await?;
    let document = progress.document(ordinal).ok_or_else(Problem::not_found)?;
    match NoticePage::of(chrome, state.app(), &progress, document)? {
        Some(page) => Ok(Html(page).into_response()),
        None => Ok(SeeOther::to(format!("/casos/{radicado}/documentos/{ordinal}?ver")).into_response()),
    }
}

async fn open(
    State(state): State<AppState>,
    actor: Actor,
    _: SignedIn,
    Path((radicado, ordinal)): Path<(String, i64)>,
) -> Result<SeeOther, Problem> {
    notifying::open(state.app(), &actor, &radicado, ordinal).await?;
    Ok(SeeOther::to(format!("/casos/{radicado}/notificaciones/{ordinal}")))
}

async fn completion(
    State(state): State<AppState>,
    actor: Actor,
    _: SignedIn,
    chrome: Chrome,
    Path(radicado): Path<String>,
) -> Result<Response, Problem> {
    let progress = own(&state, &actor, &radicado).await?;
    if !matches!(progress.waits, Waits::Delivery { .. } | Waits::Office) {
        let flash = Flash::warn(match progress.waits {
            Waits::Opening => "Abra primero el aviso: al abrirlo queda notificado y puede completar su solicitud.",
            _ => "El caso terminó: ya no recibe documentos.",
        });
        return Ok(SeeOther::to(format!("/casos/{radicado}")).saying(flash).into_response());
    }
    Ok(Html(CompletionPage::of(chrome, state.app(), &progress, &Refused::default())?).into_response())
}

async fn ask_for_time(
    State(state): State<AppState>,
    actor: Actor,
    _: SignedIn,
    Path(radicado): Path<String>,
) -> Result<SeeOther, Problem> {
    let to = format!("/casos/{radicado}/completar");
    match completion::ask_for_time(state.app(), &actor, &radicado).await {
        Ok(()) => Ok(SeeOther::to(to).saying(Flash::ok("Tiene un mes más para completar su solicitud."))),
        Err(Error::Closed(why)) => Ok(SeeOther::to(to).saying(Flash::warn(&why))),
        Err(error) => Err(error.into()),
    }
}

async fn deliver(
    State(state): State<AppState>,
    actor: Actor,
    _: SignedIn,
    chrome: Chrome,
    Path(radicado): Path<String>,
    form: Multipart,
) -> Result<Response, Problem> {
    let progress = own(&state, &actor, &radicado).await?;
    let submitted = form_body::read(state.app(), form, accepts(&progress)?).await?;
    let message = submitted.value(MESSAGE).unwrap_or_default().to_owned();
    let mut refused = Refused {
        message: message.clone(),
        errors: submitted.refused,
    };
    if refused.errors.is_empty() {
        let files: BTreeMap<_, _> = submitted.files.into_iter().collect();
        match completion::deliver(state.app(), &actor, &radicado, &message, files).await {
            Ok(delivered) => {
                let flash = Flash::ok(received(&delivered, progress.waits));
                return Ok(SeeOther::to(format!("/casos/{radicado}")).saying(flash).into_response());
            }
            Err(Error::Upload(why)) => refused.errors.push((MESSAGE.to_owned(), why)),
            Err(Error::Invalid(errors)) => {
                let told = errors.into_iter().map(|error| (MESSAGE.to_owned(), error.message));
                refused.errors.extend(told);
            }
            Err(error) => return Err(error.into()),
        }
    }
    let page = CompletionPage::of(chrome, state.app(), &progress, &refused)?;
    Ok(Html(page).with_status(StatusCode::UNPROCESSABLE_ENTITY))
}

/// `Recibimos su entrega el 22 de noviembre de 2026 a las 08:12: Certificado de delimitación. Todavía falta: …`
fn received(delivered: &Delivered, waited: Waits) -> String {
    let at = in_zone(delivered.at).datetime();
    let when = format!(
        "el {} a las {}",
        format::plain_date(at.date()),
        format::clock(at.time())
    );
    let mut words = match delivered.documents.as_slice() {
        [] => format!("Recibimos su respuesta {when}."),
        documents => format!("Recibimos {when}: {}.", format::list(documents)),
    };
    if !delivered.missing.is_empty() {
        words.push_str(&format!(" Todavía falta: {}.", format::list(&delivered.missing)));
    }
    if matches!(waited, Waits::Delivery { .. }) {
        words.push_str(" El término sigue el próximo día hábil.");
    }
    words
}

async fn own(state: &AppState, actor: &Actor, radicado: &str) -> Result<Progress, Problem> {
    let case = own_case(state.app(), actor, radicado).await?;
    Ok(progress::of(state.app(), &case).await?)
}
