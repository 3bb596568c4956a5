//! Governed documents: read and compare for everyone; write, review and vote for those who keep them.

use std::str::FromStr;

use axum::extract::{DefaultBodyLimit, Multipart, Path, Query, State};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Form, Router};
use http::StatusCode;
use radica_storage::ids::BallotId;
use radica_workflows::actor::Actor;
use radica_workflows::catalog::form::FieldError;
use radica_workflows::committees::Choice;
use radica_workflows::policies::underway;
use radica_workflows::policies::versions::{self, Draft};
use radica_workflows::policies::{self, Document};
use radica_workflows::problem::Error;
use radica_workflows::services::version_state::DRAFT;
use radica_workflows::voting;
use serde::Deserialize;

use super::of_ballot::CHOICE;
use super::{
    BallotPage, CommitteesPage, ComparePage, NewVersionPage, PolicyDeskPage, PolicyListPage, PolicyPage, VersionPage,
};
use crate::flash::{Flash, SeeOther};
use crate::form_body::{self, Pairs, value};
use crate::html::Html;
use crate::pages::chrome::Chrome;
use crate::problem::Problem;
use crate::session::SignedIn;
use crate::state::AppState;

/// Largest form of a version, in bytes: its text and what surrounds it.
const LARGEST_FORM: usize = 3 * 1024 * 1024;

/// Routes of governed documents and their votes.
pub fn routes() -> Router<AppState> {
    Router::new()
        .route("/politicas", get(list))
        .route("/politicas/{code}", get(in_force))
        .route("/politicas/{code}/comparar", get(compare))
        .route("/politicas/{code}/{version}", get(published))
        .route("/gestion/politicas", get(desk))
        .route("/gestion/politicas/{code}/nueva", get(write))
        .route("/gestion/politicas/{code}/{version}", get(version))
        .route("/gestion/politicas/{code}/{version}/revision", post(send))
        .route("/comites", get(committees))
        .route("/votaciones/{id}", get(ballot).post(vote))
}

/// The form of a version: its text is longer than other forms.
pub fn uploads() -> Router<AppState> {
    let limit = DefaultBodyLimit::max(LARGEST_FORM);
    Router::new().route("/gestion/politicas/{code}/nueva", post(save).layer(limit))
}

async fn list(State(state): State<AppState>, actor: Actor, chrome: Chrome) -> Result<Response, Problem> {
    let documents = policies::readable(state.app(), &actor).await?;
    Ok(Html(PolicyListPage::of(chrome, state.app(), &documents)).into_response())
}

async fn in_force(
    State(state): State<AppState>,
    actor: Actor,
    chrome: Chrome,
    Path(code): Path<String>,
) -> Result<Response, Problem> {
    let document = policies::read(state.app(), &actor, &code).await?;
    let shown = document.in_force().ok_or_else(Problem::not_found)?;
    let may_write = underway::may_write(&actor, &document.document) && document.coming().is_none();
    let new_version = may_write.then(|| format!("/gestion/politicas/{code}/nueva"));
    Ok(Html(PolicyPage {
        new_version,
        ..PolicyPage::of(chrome, state.app(), &document, shown)
    })
    .into_response())
}

async fn published(
    State(state): State<AppState>,
    actor: Actor,
    chrome: Chrome,
    Path((code, number)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let document = policies::read(state.app(), &actor, &code).await?;
    let shown = document.published_version(&number)?;
    Ok(Html(PolicyPage::of(chrome, state.app(), &document, shown)).into_response())
}

/// Two versions, by their numbers; the two newest when none is named.
#[derive(Debug, Deserialize)]
struct Pair {
    de: Option<String>,
    a: Option<String>,
}

async fn compare(
    State(state): State<AppState>,
    actor: Actor,
    chrome: Chrome,
    Path(code): Path<String>,
    Query(pair): Query<Pair>,
) -> Result<Response, Problem> {
    let document = policies::read(state.app(), &actor, &code).await?;
    let mut newest = document.published().rev();
    let (last, before) = (newest.next(), newest.next());
    let chosen = |number: Option<String>, usual| match number {
        Some(number) => Ok(document.published_version(&number)?),
        None => Option::ok_or_else(usual, Problem::not_found),
    };
    let (from, to) = (chosen(pair.de, before)?, chosen(pair.a, last)?);
    Ok(Html(ComparePage::of(chrome, &document, from, to)).into_response())
}

async fn desk(State(state): State<AppState>, actor: Actor, _: SignedIn, chrome: Chrome) -> Result<Response, Problem> {
    let desk = underway::desk(state.app(), &actor).await?;
    Ok(Html(PolicyDeskPage::of(chrome, state.app(), &actor, &desk)).into_response())
}

async fn version(
    State(state): State<AppState>,
    actor: Actor,
    _: SignedIn,
    chrome: Chrome,
    Path((code, number)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let underway = underway::version(state.app(), &actor, &code, &number).await?;
    Ok(Html(VersionPage::of(chrome, state.app(), &underway)).into_response())
}

async fn write(
    State(state): State<AppState>,
    actor: Actor,
    _: SignedIn,
    chrome: Chrome,
    Path(code): Path<String>,
) -> Result<Response, Problem> {
    let document = policies::document(state.app(), &code).await?;
    let earlier = versions::to_write(state.app(), &actor, &document).await?;
    Ok(Html(NewVersionPage::of(
        chrome,
        state.app(),
        &document,
        earlier.as_ref(),
        None,
    ))
    .into_response())
}

async fn save(
    State(state): State<AppState>,
    actor: Actor,
    _: SignedIn,
    chrome: Chrome,
    Path(code): Path<String>,
    form: Multipart,
) -> Result<Response, Problem> {
    let submitted = form_body::read(state.app(), form, |_| None).await?;
    let text = |name| submitted.value(name).unwrap_or_default().to_owned();
    let draft = Draft {
        major: submitted.value("clase") == Some("mayor"),
        description: text("descripcion"),
        body: text("texto"),
    };
    let id = match versions::save(state.app(), &actor, &code, draft.clone()).await {
        Ok(id) => id,
        Err(Error::Invalid(errors)) => {
            let document = policies::document(state.app(), &code).await?;
            let earlier = versions::to_write(state.app(), &actor, &document).await?;
            let page = NewVersionPage::of(
                chrome,
                state.app(),
                &document,
                earlier.as_ref(),
                Some((&draft, &errors)),
            );
            return Ok(Html(page).with_status(StatusCode::UNPROCESSABLE_ENTITY));
        }
        Err(error) => return Err(error.into()),
    };
    let document = policies::document(state.app(), &code).await?;
    let saved = document
        .versions
        .iter()
        .find(|version| version.id == id)
        .ok_or_else(Problem::not_found)?;
    if submitted.value("go") == Some("send") && saved.state == DRAFT {
        versions::send(state.app(), &actor, id).await?;
        return Ok(sent(&document, &policies::number_of(saved)).into_response());
    }
    let place = format!("/gestion/politicas/{code}/{}", policies::number_of(saved));
    Ok(SeeOther::to(place)
        .saying(Flash::ok("Guardamos el texto."))
        .into_response())
}

async fn send(
    State(state): State<AppState>,
    actor: Actor,
    _: SignedIn,
    Path((code, number)): Path<(String, String)>,
    Form(_): Form<Pairs>,
) -> Result<SeeOther, Problem> {
    let document = policies::document(state.app(), &code).await?;
    versions::send(state.app(), &actor, document.version(&number)?.id).await?;
    Ok(sent(&document, &number))
}

fn sent(document: &Document, number: &str) -> SeeOther {
    let flash = Flash::ok("Pasó a revisión. La revisan TI, Jurídica y Planeación.");
    SeeOther::to(format!("/gestion/politicas/{}/{number}", document.document.code)).saying(flash)
}

async fn committees(
    State(state): State<AppState>,
    actor: Actor,
    _: SignedIn,
    chrome: Chrome,
) -> Result<Response, Problem> {
    Ok(Html(CommitteesPage::of(chrome, &voting::list(state.app(), &actor).await?)).into_response())
}

async fn ballot(
    State(state): State<AppState>,
    actor: Actor,
    _: SignedIn,
    chrome: Chrome,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let session = voting::session(state.app(), &actor, ballot_id(&id)?).await?;
    Ok(Html(BallotPage::of(chrome, &session, None)).into_response())
}

async fn vote(
    State(state): State<AppState>,
    actor: Actor,
    _: SignedIn,
    chrome: Chrome,
    Path(id): Path<String>,
    Form(form): Form<Pairs>,
) -> Result<Response, Problem> {
    let id = ballot_id(&id)?;
    let cause = value(&form, "causa").unwrap_or_default();
    let voted = match value(&form, CHOICE).and_then(Choice::parse) {
        Some(choice) => voting::vote(state.app(), &actor, id, choice, cause)
            .await
            .map(|()| choice),
        None => Err(Error::Invalid(vec![no_choice()])),
    };
    match voted {
        Ok(choice) => {
            let flash = Flash::ok(format!("Su voto quedó en el acta: {}.", choice.label()));
            Ok(SeeOther::to(format!("/votaciones/{id}")).saying(flash).into_response())
        }
        Err(Error::Invalid(errors)) => {
            let session = voting::session(state.app(), &actor, id).await?;
            let page = BallotPage::of(chrome, &session, Some((cause, &errors)));
            Ok(Html(page).with_status(StatusCode::UNPROCESSABLE_ENTITY))
        }
        Err(error) => Err(error.into()),
    }
}

fn no_choice() -> FieldError {
    FieldError {
        field: CHOICE.to_owned(),
        message: "Elija a favor, en contra, abstención o impedimento".to_owned(),
    }
}

fn ballot_id(text: &str) -> Result<BallotId, Problem> {
    BallotId::from_str(text).map_err(|_| Problem::not_found())
}
