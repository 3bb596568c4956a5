//! Doing a task: its form, its signature, and who has it.

use axum::extract::{Multipart, Path, Query, State};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Form, Router};
use http::StatusCode;
use radica_storage::ids::{PersonId, TaskId};
use radica_storage::tasks::{Task, TaskState};
use radica_workflows::actor::Actor;
use radica_workflows::catalog::form::Input;
use radica_workflows::dossier::{self, Dossier};
use radica_workflows::problem::Error;
use radica_workflows::standing::{self, Standing};
use radica_workflows::{App, deciding, previewing};

use super::handlers::InView;
use super::of_case::in_view;
use super::of_task::{Correction, answers};
use super::{ConfirmPage, SignPage, StandingTaskPage, TaskPage};
use crate::document_body;
use crate::flash::{Flash, SeeOther};
use crate::form_body::{self, Pairs, value};
use crate::html::Html;
use crate::pages::chrome::Chrome;
use crate::pages::forms::RowChange;
use crate::pages::parts::{FormErrors, Link};
use crate::pages::problem::ConflictPage;
use crate::problem::Problem;
use crate::session::SignedIn;
use crate::state::AppState;

/// Routes of tasks.
pub fn routes() -> Router<AppState> {
    Router::new()
        .route("/tareas/{id}", get(form).post(complete))
        .route("/tareas/{id}/vista.pdf", get(preview))
        .route("/tareas/{id}/firmar", get(before_signing).post(sign))
        .route("/tareas/{id}/tomar", post(claim).get(to_task))
        .route("/tareas/{id}/devolver", get(before_giving_back).post(give_back))
        .route("/tareas/{id}/reasignar", get(before_reassigning).post(reassign))
}

async fn form(
    State(state): State<AppState>,
    actor: Actor,
    _: SignedIn,
    chrome: Chrome,
    Path(id): Path<String>,
    Query(asked): Query<InView>,
) -> Result<Response, Problem> {
    let app = state.app();
    let task = deciding::task(app, &actor, task_id(&id)?).await?;
    let standing = standing_of(app, &task).await?;
    if task.case_id.is_none() && standing.is_none() {
        return Ok(to_policy(&task).into_response());
    }
    if task.state != TaskState::Open {
        let flash = Flash::warn("Esta tarea ya se hizo o ya no hace falta.");
        return Ok(SeeOther::to(case_of(&task)).saying(flash).into_response());
    }
    let Some(case) = task.case_id else {
        return corrected(&state, &actor, chrome, &task, Correction::default(), StatusCode::OK).await;
    };
    let dossier = dossier::of_case(app, &actor, case).await?;
    let viewer = in_view(app, &dossier, asked.doc).await?.map(|(_, viewer)| viewer);
    let page = TaskPage::of(chrome, app, &actor, (&dossier, &task), viewer, Correction::default())?;
    Ok(Html(page).into_response())
}

/// Completes a task; one that would issue a signed document first shows it.
async fn complete(
    State(state): State<AppState>,
    actor: Actor,
    _: SignedIn,
    chrome: Chrome,
    Path(id): Path<String>,
    form: Multipart,
) -> Result<Response, Problem> {
    let app = state.app();
    let task = deciding::task(app, &actor, task_id(&id)?).await?;
    let submitted = form_body::read(app, form, |_| None).await?;
    let rows = RowChange::read(submitted.value("add_row"), submitted.value("remove_row"));
    let given = answers(submitted.pairs.clone());
    let input = Input::from_pairs(given.clone());
    if rows != RowChange::None {
        let now = Correction {
            typed: Some(&input),
            errors: &[],
            rows,
        };
        return corrected(&state, &actor, chrome, &task, now, StatusCode::OK).await;
    }
    let done = match task.act.as_deref() {
        Some("sign") => match previewing::draft(app, &actor, task.id, &input).await {
            Ok(Some(_)) => return Ok(SeeOther::to(signing_address(&task, &given)).into_response()),
            Ok(None) => deciding::complete(app, &actor, task.id, &input).await,
            Err(error) => Err(error),
        },
        _ => deciding::complete(app, &actor, task.id, &input).await,
    };
    match done {
        Ok(()) => Ok(SeeOther::to(case_of(&task)).saying(done_words(&task)).into_response()),
        Err(Error::Invalid(errors)) => {
            let now = Correction {
                typed: Some(&input),
                errors: &errors,
                rows,
            };
            corrected(&state, &actor, chrome, &task, now, StatusCode::UNPROCESSABLE_ENTITY).await
        }
        Err(Error::Conflict(why)) => conflict(&state, chrome, &task, &why, &input),
        Err(error) => Err(error.into()),
    }
}

/// The draft of what would be issued, with the answers in the address.
async fn preview(
    State(state): State<AppState>,
    actor: Actor,
    _: SignedIn,
    Path(id): Path<String>,
    Query(pairs): Query<Pairs>,
) -> Result<Response, Problem> {
    let input = Input::from_pairs(answers(pairs));
    let draft = previewing::draft(state.app(), &actor, task_id(&id)?, &input).await?;
    let draft = draft.ok_or_else(Problem::not_found)?;
    let printed = previewing::print(state.app(), &draft).await?;
    Ok(document_body::of_pdf(
        &format!("Borrador: {}", draft.title),
        printed.pdf,
    ))
}

async fn before_signing(
    State(state): State<AppState>,
    actor: Actor,
    _: SignedIn,
    chrome: Chrome,
    Path(id): Path<String>,
    Query(pairs): Query<Pairs>,
) -> Result<Response, Problem> {
    let task = deciding::task(state.app(), &actor, task_id(&id)?).await?;
    let given = answers(pairs);
    let input = Input::from_pairs(given.clone());
    match previewing::draft(state.app(), &actor, task.id, &input).await {
        Ok(Some(draft)) => {
            let page = signing(&state, &actor, chrome, &task, &draft, given).await?;
            Ok(Html(page).into_response())
        }
        Ok(None) | Err(Error::Invalid(_)) => Ok(SeeOther::to(format!("/tareas/{id}")).into_response()),
        Err(Error::Conflict(why)) => conflict(&state, chrome, &task, &why, &input),
        Err(error) => Err(error.into()),
    }
}

/// Signs what was seen: the draft is printed again, and its bytes must be the same.
async fn sign(
    State(state): State<AppState>,
    actor: Actor,
    _: SignedIn,
    chrome: Chrome,
    Path(id): Path<String>,
    Form(pairs): Form<Pairs>,
) -> Result<Response, Problem> {
    let app = state.app();
    let task = deciding::task(app, &actor, task_id(&id)?).await?;
    let seen = value(&pairs, "sha256").unwrap_or_default().to_owned();
    let wills = value(&pairs, "firmo") == Some("true");
    let given = answers(pairs);
    let input = Input::from_pairs(given.clone());
    let draft = match previewing::draft(app, &actor, task.id, &input).await {
        Ok(Some(draft)) => draft,
        Ok(None) | Err(Error::Invalid(_)) => return Ok(SeeOther::to(format!("/tareas/{id}")).into_response()),
        Err(Error::Conflict(why)) => return conflict(&state, chrome, &task, &why, &input),
        Err(error) => return Err(error.into()),
    };
    let mut page = signing(&state, &actor, chrome.clone(), &task, &draft, given).await?;
    if !wills || page.sha256 != seen {
        let error = if wills {
            "El documento cambió desde que usted lo vio. Léalo de nuevo"
        } else {
            "Marque que leyó el documento y lo firma"
        };
        page.errors = FormErrors::with_links(vec![Link::new("#firmo", error)]);
        return Ok(Html(page).with_status(StatusCode::UNPROCESSABLE_ENTITY));
    }
    match deciding::complete(app, &actor, task.id, &input).await {
        Ok(()) => Ok(SeeOther::to(case_of(&task))
            .saying(Flash::ok("Firmado. El documento se expide y se notifica."))
            .into_response()),
        Err(Error::Conflict(why)) => conflict(&state, chrome, &task, &why, &input),
        Err(error) => Err(error.into()),
    }
}

async fn claim(
    State(state): State<AppState>,
    actor: Actor,
    _: SignedIn,
    chrome: Chrome,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let task = deciding::task(state.app(), &actor, task_id(&id)?).await?;
    let done = deciding::claim(state.app(), &actor, task.id).await;
    changed(&state, chrome, &task, done, "La tarea queda a su cargo.")
}

/// Who was sent to sign in comes back by GET: the task, one button away.
async fn to_task(_: SignedIn, Path(id): Path<String>) -> SeeOther {
    SeeOther::to(format!("/tareas/{id}"))
}

async fn before_giving_back(
    State(state): State<AppState>,
    actor: Actor,
    _: SignedIn,
    chrome: Chrome,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    // Without a case it is given back from its own page.
    if deciding::task(state.app(), &actor, task_id(&id)?)
        .await?
        .case_id
        .is_none()
    {
        return Ok(SeeOther::to(format!("/tareas/{id}")).into_response());
    }
    let (task, dossier) = of_case(&state, &actor, &id).await?;
    Ok(Html(ConfirmPage::give_back(chrome, &dossier, &task)?).into_response())
}

async fn give_back(
    State(state): State<AppState>,
    actor: Actor,
    _: SignedIn,
    chrome: Chrome,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let task = deciding::task(state.app(), &actor, task_id(&id)?).await?;
    let done = deciding::give_back(state.app(), &actor, task.id).await;
    changed(
        &state,
        chrome,
        &task,
        done,
        "La tarea volvió a la bandeja de la dependencia.",
    )
}

async fn before_reassigning(
    State(state): State<AppState>,
    actor: Actor,
    _: SignedIn,
    chrome: Chrome,
    Path(id): Path<String>,
) -> Result<Html<ConfirmPage>, Problem> {
    let (task, dossier) = of_case(&state, &actor, &id).await?;
    let able = deciding::able(state.app(), &task).await?;
    Ok(Html(ConfirmPage::reassign(chrome, &dossier, &task, &able, None)?))
}

async fn reassign(
    State(state): State<AppState>,
    actor: Actor,
    _: SignedIn,
    chrome: Chrome,
    Path(id): Path<String>,
    Form(pairs): Form<Pairs>,
) -> Result<Response, Problem> {
    let app = state.app();
    let Some(person) = value(&pairs, "persona").and_then(|person| person.parse::<PersonId>().ok()) else {
        let (task, dossier) = of_case(&state, &actor, &id).await?;
        let able = deciding::able(app, &task).await?;
        let page = ConfirmPage::reassign(chrome, &dossier, &task, &able, Some("Elija a quién se la pasa"))?;
        return Ok(Html(page).with_status(StatusCode::UNPROCESSABLE_ENTITY));
    };
    let task = deciding::task(app, &actor, task_id(&id)?).await?;
    let done = deciding::reassign(app, &actor, task.id, person).await;
    changed(&state, chrome, &task, done, "La tarea quedó reasignada.")
}

fn changed(
    state: &AppState,
    chrome: Chrome,
    task: &Task,
    done: Result<(), Error>,
    words: &str,
) -> Result<Response, Problem> {
    match done {
        Ok(()) => Ok(SeeOther::to(case_of(task)).saying(Flash::ok(words)).into_response()),
        Err(Error::Conflict(why)) => conflict(state, chrome, task, &why, &Input::default()),
        Err(error) => Err(error.into()),
    }
}

/// What a task is about that belongs to an instance that stands alone.
async fn standing_of(app: &App, task: &Task) -> Result<Option<Standing>, Problem> {
    match task.case_id {
        Some(_) => Ok(None),
        None => Ok(standing::of_task(app, task).await?),
    }
}

async fn of_case(state: &AppState, actor: &Actor, id: &str) -> Result<(Task, Dossier), Problem> {
    let task = deciding::task(state.app(), actor, task_id(id)?).await?;
    let case = task.case_id.ok_or_else(Problem::not_found)?;
    let dossier = dossier::of_case(state.app(), actor, case).await?;
    Ok((task, dossier))
}

async fn corrected(
    state: &AppState,
    actor: &Actor,
    chrome: Chrome,
    task: &Task,
    now: Correction<'_>,
    status: StatusCode,
) -> Result<Response, Problem> {
    if let Some(standing) = standing_of(state.app(), task).await? {
        let page = StandingTaskPage::of(chrome, state.app(), actor, (&standing, task), now)?;
        return Ok(Html(page).with_status(status));
    }
    let (task, dossier) = of_case(state, actor, &task.id.to_string()).await?;
    let viewer = in_view(state.app(), &dossier, None).await?.map(|(_, viewer)| viewer);
    let page = TaskPage::of(chrome, state.app(), actor, (&dossier, &task), viewer, now)?;
    Ok(Html(page).with_status(status))
}

async fn signing(
    state: &AppState,
    actor: &Actor,
    chrome: Chrome,
    task: &Task,
    draft: &previewing::Draft,
    given: Pairs,
) -> Result<SignPage, Problem> {
    let case = task.case_id.ok_or_else(Problem::not_found)?;
    let dossier = dossier::of_case(state.app(), actor, case).await?;
    let preview = previewing::print(state.app(), draft).await?;
    Ok(SignPage::of(chrome, (&dossier, task), &draft.title, &preview, given)?)
}

fn conflict(state: &AppState, chrome: Chrome, task: &Task, why: &str, typed: &Input) -> Result<Response, Problem> {
    let page = ConflictPage::of_task(chrome, state.app(), task, why, typed)?;
    Ok(Html(page).with_status(StatusCode::CONFLICT))
}

fn signing_address(task: &Task, given: &Pairs) -> String {
    let query = form_urlencoded::Serializer::new(String::new())
        .extend_pairs(given)
        .finish();
    format!("/tareas/{}/firmar?{query}", task.id)
}

fn done_words(task: &Task) -> Flash {
    Flash::ok(format!("{}: hecho.", task.name))
}

fn case_of(task: &Task) -> String {
    match task.case_id {
        Some(_) => format!("/bandeja/{}", task.subject),
        None => "/bandeja".to_owned(),
    }
}

/// A task of a governed document is done in the document's pages.
fn to_policy(task: &Task) -> SeeOther {
    SeeOther::to(format!("/gestion/revisiones/{}", task.id))
}

fn task_id(text: &str) -> Result<TaskId, Problem> {
    text.parse().map_err(|_| Problem::not_found())
}
