//! Tasks on a version of a governed document: review it, or answer what reviewers sent back.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Form, Router};
use http::StatusCode;
use radica_storage::ids::TaskId;
use radica_storage::tasks::TaskState;
use radica_workflows::actor::Actor;
use radica_workflows::catalog::form::Input;
use radica_workflows::deciding;
use radica_workflows::policies::number_of;
use radica_workflows::policies::underway::{self, Underway};
use radica_workflows::problem::Error;

use super::PolicyReviewPage;
use crate::flash::{Flash, SeeOther};
use crate::form_body::Pairs;
use crate::html::Html;
use crate::pages::chrome::Chrome;
use crate::problem::Problem;
use crate::session::SignedIn;
use crate::state::AppState;

/// Fields that the form carries and no definition asks.
const OURS: [&str; 3] = ["csrf", "version", "go"];

/// Routes of tasks on versions.
pub fn routes() -> Router<AppState> {
    Router::new().route("/gestion/revisiones/{id}", get(form).post(complete))
}

async fn form(
    State(state): State<AppState>,
    actor: Actor,
    _: SignedIn,
    chrome: Chrome,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let (task, underway) = underway::of_task(state.app(), &actor, task_id(&id)?).await?;
    if task.state != TaskState::Open {
        let flash = Flash::warn("Esta tarea ya se hizo o ya no hace falta.");
        return Ok(SeeOther::to(place(&underway)).saying(flash).into_response());
    }
    Ok(Html(PolicyReviewPage::of(chrome, state.app(), (&task, &underway), None)?).into_response())
}

async fn complete(
    State(state): State<AppState>,
    actor: Actor,
    _: SignedIn,
    chrome: Chrome,
    Path(id): Path<String>,
    Form(pairs): Form<Pairs>,
) -> Result<Response, Problem> {
    let (task, underway) = underway::of_task(state.app(), &actor, task_id(&id)?).await?;
    let input = Input::from_pairs(pairs.into_iter().filter(|(name, _)| !OURS.contains(&name.as_str())));
    match deciding::complete(state.app(), &actor, task.id, &input).await {
        Ok(()) => {
            let flash = Flash::ok(format!("{}: hecho.", task.name));
            Ok(SeeOther::to(place(&underway)).saying(flash).into_response())
        }
        Err(Error::Invalid(errors)) => {
            let page = PolicyReviewPage::of(chrome, state.app(), (&task, &underway), Some((&input, &errors)))?;
            Ok(Html(page).with_status(StatusCode::UNPROCESSABLE_ENTITY))
        }
        Err(error) => Err(error.into()),
    }
}

fn place(underway: &Underway) -> String {
    format!(
        "/gestion/politicas/{}/{}",
        underway.document.document.code,
        number_of(&underway.version)
    )
}

fn task_id(text: &str) -> Result<TaskId, Problem> {
    text.parse().map_err(|_| Problem::not_found())
}
