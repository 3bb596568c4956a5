//! The addresses of messages.

use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Form, Router};
use http::StatusCode;
use radica_storage::ids::MessageId;
use radica_workflows::actor::Actor;
use radica_workflows::operating;
use radica_workflows::posting::{self, About, Act, After};
use radica_workflows::problem::Error;

use super::{MessagesPage, forms};
use crate::flash::{Flash, SeeOther};
use crate::form_body::{Pairs, value};
use crate::html::Html;
use crate::pages::chrome::Chrome;
use crate::problem::Problem;
use crate::session::SignedIn;
use crate::state::AppState;

/// Routes of messages.
pub fn routes() -> Router<AppState> {
    Router::new()
        .route(forms::LIST, get(messages))
        .route("/operacion/mensajes/nuevo", get(new))
        .route("/operacion/mensajes/{id}/enviar", post(send))
        .route("/operacion/mensajes/{id}/{act}", get(before).post(act))
}

async fn messages(
    State(state): State<AppState>,
    actor: Actor,
    _: SignedIn,
    chrome: Chrome,
    Query(pairs): Query<Pairs>,
) -> Result<Html<MessagesPage>, Problem> {
    let said = |name: &str| {
        let said = value(&pairs, name).map(str::trim).filter(|said| !said.is_empty());
        said.map(str::to_owned)
    };
    let about = About {
        name: said("nombre"),
        key: said("clave"),
    };
    let after = After {
        message: said("despues").and_then(|id| id.parse().ok()),
        wait: said("despues-espera").and_then(|id| id.parse().ok()),
    };
    let seen = posting::overview(state.app(), &actor, &about, after).await?;
    Ok(Html(MessagesPage::of(chrome, &about, &seen)))
}

async fn new(State(state): State<AppState>, actor: Actor, _: SignedIn, chrome: Chrome) -> Result<Response, Problem> {
    operating::allow(&actor)?;
    let id = posting::new_id(state.app());
    Ok(Html(forms::new_page(chrome, id, &Pairs::new(), &Vec::new())).into_response())
}

async fn send(
    State(state): State<AppState>,
    actor: Actor,
    _: SignedIn,
    chrome: Chrome,
    Path(id): Path<String>,
    Form(pairs): Form<Pairs>,
) -> Result<Response, Problem> {
    operating::allow(&actor)?;
    let id: MessageId = id.parse().map_err(|_| Problem::not_found())?;
    let (letter, reason) = match forms::read_letter(id, &pairs) {
        Ok(read) => read,
        Err(errors) => {
            let page = forms::new_page(chrome, id, &pairs, &errors);
            return Ok(Html(page).with_status(StatusCode::UNPROCESSABLE_ENTITY));
        }
    };
    let sent = posting::send(state.app(), &actor, &letter, &reason).await;
    told(
        sent,
        "El mensaje se envió. Si alguien lo espera, le llega en unos segundos.",
    )
}

async fn before(
    State(state): State<AppState>,
    actor: Actor,
    _: SignedIn,
    chrome: Chrome,
    Path((id, act)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let (id, act) = named(&id, &act)?;
    let kept = posting::one(state.app(), &actor, id).await?;
    Ok(Html(forms::act_page(chrome, &kept, act, &Pairs::new(), &Vec::new())).into_response())
}

async fn act(
    State(state): State<AppState>,
    actor: Actor,
    _: SignedIn,
    chrome: Chrome,
    Path((id, act)): Path<(String, String)>,
    Form(pairs): Form<Pairs>,
) -> Result<Response, Problem> {
    let (id, act) = named(&id, &act)?;
    let reason = match forms::read_reason(&pairs) {
        Ok(reason) => reason,
        Err(errors) => {
            let kept = posting::one(state.app(), &actor, id).await?;
            let page = forms::act_page(chrome, &kept, act, &pairs, &errors);
            return Ok(Html(page).with_status(StatusCode::UNPROCESSABLE_ENTITY));
        }
    };
    let seen = value(&pairs, "version").and_then(|seen| seen.parse().ok());
    let done = posting::act(state.app(), &actor, id, seen.unwrap_or_default(), act, &reason).await;
    told(done, forms::done(act))
}

/// Back to the list, saying what came of it.
fn told(done: Result<(), Error>, well: &str) -> Result<Response, Problem> {
    let flash = match done {
        Ok(()) => Flash::ok(well),
        Err(Error::Conflict(why) | Error::Closed(why)) => Flash::warn(why),
        Err(error) => return Err(error.into()),
    };
    Ok(SeeOther::to(forms::LIST).saying(flash).into_response())
}

fn named(id: &str, act: &str) -> Result<(MessageId, Act), Problem> {
    let id = id.parse().map_err(|_| Problem::not_found())?;
    Ok((id, forms::act(act).ok_or_else(Problem::not_found)?))
}
