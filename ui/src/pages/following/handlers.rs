//! Following a case: its filer, or whoever knows its numbers.

use axum::extract::{Form, Path, Query, State};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Router, http::StatusCode};
use radica_workflows::actor::Actor;
use radica_workflows::following::{self, Sight};
use radica_workflows::messages;
use radica_workflows::problem::Error;
use radica_workflows::progress;
use serde::Deserialize;

use super::{FindCasePage, FollowingPage, RatedPage};
use crate::document_body::{self, Show};
use crate::flash::{Flash, SeeOther};
use crate::form_body::{Pairs, value};
use crate::html::Html;
use crate::pages::chrome::Chrome;
use crate::problem::Problem;
use crate::refusals;
use crate::session::SignedIn;
use crate::state::AppState;

/// One answer, whichever of the two was wrong.
const NO_MATCH: &str = "No encontramos un caso con ese número y ese documento. Revise los dos";

/// Routes of whoever follows a case.
pub fn routes() -> Router<AppState> {
    Router::new()
        .route("/consultar", get(ask).post(find))
        .route("/casos/{radicado}", get(own))
        .route("/casos/{radicado}/mensajes", post(write))
        .route("/casos/{radicado}/documentos/{ordinal}", get(document))
        .route("/casos/{radicado}/calificacion", post(rate).get(rated))
}

#[derive(Debug, Deserialize)]
struct Asked {
    #[serde(default)]
    radicado: String,
}

async fn ask(chrome: Chrome, Query(asked): Query<Asked>) -> Html<FindCasePage> {
    Html(FindCasePage::new(chrome, asked.radicado.trim(), "", None))
}

#[derive(Debug, Deserialize)]
struct Numbers {
    #[serde(default)]
    radicado: String,
    #[serde(default)]
    documento: String,
}

/// The page is the answer itself: no address leads to it without the two numbers.
async fn find(
    State(state): State<AppState>,
    actor: Actor,
    chrome: Chrome,
    Form(numbers): Form<Numbers>,
) -> Result<Response, Problem> {
    let page = FindCasePage::new(chrome.clone(), &numbers.radicado, &numbers.documento, None);
    if let Some(incomplete) = page.incomplete() {
        return Ok(Html(incomplete).with_status(StatusCode::UNPROCESSABLE_ENTITY));
    }
    match following::follow(state.app(), &actor, &numbers.radicado, Some(&numbers.documento)).await {
        Ok((case, Sight::Filer)) => Ok(SeeOther::to(format!("/casos/{}", case.radicado)).into_response()),
        Ok((case, Sight::Numbers)) => {
            let progress = progress::of(state.app(), &case).await?;
            Ok(Html(FollowingPage::of(chrome, state.app(), &progress, &[], Sight::Numbers)?).into_response())
        }
        Err(refused @ (Error::NotFound(_) | Error::Hidden(_))) => {
            // One answer for both; the journal knows which.
            if let Error::Hidden(refused) = &refused {
                refusals::note(&state, &actor, refused).await;
            }
            let page = FindCasePage::new(chrome, &numbers.radicado, &numbers.documento, Some(NO_MATCH));
            Ok(Html(page).with_status(StatusCode::UNPROCESSABLE_ENTITY))
        }
        Err(error) => Err(error.into()),
    }
}

async fn own(
    State(state): State<AppState>,
    actor: Actor,
    _: SignedIn,
    chrome: Chrome,
    Path(radicado): Path<String>,
) -> Result<Html<FollowingPage>, Problem> {
    let (case, sight) = following::follow(state.app(), &actor, &radicado, None).await?;
    let progress = progress::of(state.app(), &case).await?;
    let said = messages::of(state.app(), &case).await?;
    Ok(Html(FollowingPage::of(chrome, state.app(), &progress, &said, sight)?))
}

async fn write(
    State(state): State<AppState>,
    actor: Actor,
    _: SignedIn,
    Path(radicado): Path<String>,
    Form(form): Form<Pairs>,
) -> Result<SeeOther, Problem> {
    let text = value(&form, messages::FIELD).unwrap_or_default();
    let sent = messages::to_the_office(state.app(), &actor, &radicado, text).await;
    Ok(SeeOther::to(format!("/casos/{radicado}")).saying(after_writing(sent)?))
}

/// What is said of a message that was sent, or refused.
pub fn after_writing(sent: Result<(), Error>) -> Result<Flash, Problem> {
    match sent {
        Ok(()) => Ok(Flash::ok("Mensaje enviado. Queda en el expediente.")),
        Err(Error::Invalid(errors)) => {
            let why: Vec<String> = errors.into_iter().map(|error| error.message).collect();
            Ok(Flash::warn(format!("No se envió. {}.", why.join(". "))))
        }
        Err(Error::Closed(why)) => Ok(Flash::warn(why)),
        Err(error) => Err(error.into()),
    }
}

#[derive(Debug, Deserialize)]
struct HowShown {
    /// Present when the browser should show it in the page.
    ver: Option<String>,
}

async fn document(
    State(state): State<AppState>,
    actor: Actor,
    _: SignedIn,
    Path((radicado, ordinal)): Path<(String, i64)>,
    Query(how): Query<HowShown>,
) -> Result<Response, Problem> {
    let (case, _) = following::follow(state.app(), &actor, &radicado, None).await?;
    let progress = progress::of(state.app(), &case).await?;
    if progress.seal_on(ordinal).is_some() {
        return Ok(SeeOther::to(format!("/casos/{}/notificaciones/{ordinal}", case.radicado)).into_response());
    }
    let document = progress.document(ordinal).ok_or_else(Problem::not_found)?;
    let show = if how.ver.is_some() {
        Show::InPage
    } else {
        Show::Download
    };
    document_body::of_document(state.app(), document, show).await
}

async fn rate(
    State(state): State<AppState>,
    actor: Actor,
    _: SignedIn,
    Path(radicado): Path<String>,
    Form(form): Form<Pairs>,
) -> Result<SeeOther, Problem> {
    let score = value(&form, "calificacion")
        .and_then(|score| score.parse().ok())
        .unwrap_or_default();
    let comment = value(&form, "comentario").unwrap_or_default();
    following::rate(state.app(), &actor, &radicado, score, comment).await?;
    Ok(SeeOther::to(format!("/casos/{radicado}/calificacion")))
}

async fn rated(
    State(state): State<AppState>,
    actor: Actor,
    _: SignedIn,
    chrome: Chrome,
    Path(radicado): Path<String>,
) -> Result<Html<RatedPage>, Problem> {
    let (case, _) = following::follow(state.app(), &actor, &radicado, None).await?;
    following::rating(state.app(), &case)
        .await?
        .ok_or_else(Problem::not_found)?;
    Ok(Html(RatedPage {
        chrome,
        radicado: case.radicado,
    }))
}
