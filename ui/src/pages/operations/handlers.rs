//! What stopped, and the outbox of a demonstration.

use axum::extract::{Path, State};
use axum::routing::get;
use axum::{Form, Router};
use http::StatusCode;
use radica_workflows::actor::Actor;
use radica_workflows::{decisions, keeping, operating, trying};

use super::decisions::control_name;
use super::playground::{DATA, EXPRESSION};
use super::{DecisionPage, DecisionsPage, OperationsPage, OutboxMessagePage, OutboxPage, PlaygroundPage};
use crate::flash::{Flash, SeeOther};
use crate::form_body::{Pairs, value};
use crate::html::Html;
use crate::pages::chrome::Chrome;
use crate::problem::Problem;
use crate::session::SignedIn;
use crate::state::AppState;

/// Routes of operation.
pub fn routes() -> Router<AppState> {
    Router::new()
        .route("/operacion", get(overview).post(retry))
        .route("/operacion/expresiones", get(playground).post(try_expression))
        .route("/operacion/decisiones", get(all_decisions))
        .route("/operacion/decisiones/{id}", get(decision).post(try_decision))
        .route("/correos", get(outbox))
        .route("/correos/{id}", get(message))
}

async fn overview(
    State(state): State<AppState>,
    actor: Actor,
    _: SignedIn,
    chrome: Chrome,
) -> Result<Html<OperationsPage>, Problem> {
    let seen = operating::overview(state.app(), &actor).await?;
    Ok(Html(OperationsPage::of(chrome, state.app(), &seen)))
}

async fn retry(
    State(state): State<AppState>,
    actor: Actor,
    _: SignedIn,
    Form(pairs): Form<Pairs>,
) -> Result<SeeOther, Problem> {
    let bad = || Problem::of_status(StatusCode::BAD_REQUEST);
    let (kind, id) = value(&pairs, "retry")
        .and_then(|named| named.split_once('.'))
        .ok_or_else(bad)?;
    match kind {
        "instancia" => operating::retry(state.app(), &actor, id.parse().map_err(|_| bad())?).await?,
        "trabajo" => operating::retry_job(state.app(), &actor, id.parse().map_err(|_| bad())?).await?,
        "archivo" => return look_again(&state, &actor, id).await,
        _ => return Err(bad()),
    }
    Ok(SeeOther::to("/operacion").saying(Flash::ok("Se intenta de nuevo.")))
}

async fn look_again(state: &AppState, actor: &Actor, sha256: &str) -> Result<SeeOther, Problem> {
    let said = match keeping::look_again(state.app(), actor, sha256).await? {
        true => Flash::ok("El archivo está completo."),
        false => Flash::bad("El archivo sigue mal. Restáurelo de una copia y revíselo otra vez."),
    };
    Ok(SeeOther::to("/operacion").saying(said))
}

async fn playground(
    State(state): State<AppState>,
    actor: Actor,
    _: SignedIn,
    chrome: Chrome,
) -> Result<Html<PlaygroundPage>, Problem> {
    // Nothing is tried: only whether the asker may.
    trying::by_operator(state.app(), &actor, "null", "")?.ok();
    Ok(Html(PlaygroundPage::new(chrome)))
}

async fn try_expression(
    State(state): State<AppState>,
    actor: Actor,
    _: SignedIn,
    chrome: Chrome,
    Form(pairs): Form<Pairs>,
) -> Result<Html<PlaygroundPage>, Problem> {
    let typed = |name: &str| value(&pairs, name).unwrap_or_default();
    let (source, data) = (typed(EXPRESSION), typed(DATA));
    let tried = trying::by_operator(state.app(), &actor, source, data)?;
    Ok(Html(PlaygroundPage::of(chrome, source, data, tried)))
}

async fn all_decisions(
    State(state): State<AppState>,
    actor: Actor,
    _: SignedIn,
    chrome: Chrome,
) -> Result<Html<DecisionsPage>, Problem> {
    let all = decisions::all(state.app(), &actor)?;
    Ok(Html(DecisionsPage::of(chrome, &all)))
}

async fn decision(
    State(state): State<AppState>,
    actor: Actor,
    _: SignedIn,
    chrome: Chrome,
    Path(id): Path<String>,
) -> Result<Html<DecisionPage>, Problem> {
    let decision = decisions::one(state.app(), &actor, &id)?;
    Ok(Html(DecisionPage::of(chrome, &decision)))
}

async fn try_decision(
    State(state): State<AppState>,
    actor: Actor,
    _: SignedIn,
    chrome: Chrome,
    Path(id): Path<String>,
    Form(pairs): Form<Pairs>,
) -> Result<Html<DecisionPage>, Problem> {
    let decision = decisions::one(state.app(), &actor, &id)?;
    let typed = |n: usize| value(&pairs, &control_name(n)).unwrap_or_default().to_owned();
    let attempt = decisions::attempt(state.app(), &actor, &decision, |name| {
        decision.inputs.iter().position(|input| input.name == name).map(typed)
    })?;
    Ok(Html(DecisionPage::tried(chrome, &decision, &typed, &attempt)))
}

async fn outbox(State(state): State<AppState>, chrome: Chrome) -> Result<Html<OutboxPage>, Problem> {
    only_in_demo(&state)?;
    let notices = operating::outbox(state.app()).await?;
    Ok(Html(OutboxPage::of(chrome, &notices)))
}

async fn message(
    State(state): State<AppState>,
    chrome: Chrome,
    Path(id): Path<String>,
) -> Result<Html<OutboxMessagePage>, Problem> {
    only_in_demo(&state)?;
    let id = id.parse().map_err(|_| Problem::not_found())?;
    let notice = operating::notice(state.app(), id).await?;
    Ok(Html(OutboxMessagePage::of(chrome, &notice)))
}

fn only_in_demo(state: &AppState) -> Result<(), Problem> {
    if state.config().demo {
        Ok(())
    } else {
        Err(Problem::not_found())
    }
}
