//! What an operator does: to one instance, and to many.

use axum::Form;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use radica_storage::batches::ItemState;
use radica_storage::ids::InstanceId;
use radica_workflows::actor::Actor;
use radica_workflows::console::{self, BatchAct};
use radica_workflows::operating;
use radica_workflows::problem::Error;

use super::acting::{self, Way};
use super::batches::{ACT, AFTER, CHOSEN, REASON};
use super::{BatchPage, BatchesPage, NewBatchPage};
use crate::flash::{Flash, SeeOther};
use crate::form_body::{Pairs, value};
use crate::html::Html;
use crate::pages::chrome::Chrome;
use crate::problem::Problem;
use crate::session::SignedIn;
use crate::state::AppState;

pub(super) async fn before(
    State(state): State<AppState>,
    actor: Actor,
    _: SignedIn,
    chrome: Chrome,
    Path((id, way)): Path<(String, String)>,
    Query(pairs): Query<Pairs>,
) -> Result<Response, Problem> {
    let (id, way) = named(&id, &way)?;
    let detail = console::detail(state.app(), &actor, id).await?;
    Ok(Html(acting::page(chrome, &detail, way, &pairs, &[])).into_response())
}

pub(super) async fn act(
    State(state): State<AppState>,
    actor: Actor,
    _: SignedIn,
    chrome: Chrome,
    Path((id, way)): Path<(String, String)>,
    Query(asked): Query<Pairs>,
    Form(mut pairs): Form<Pairs>,
) -> Result<Response, Problem> {
    let (id, way) = named(&id, &way)?;
    pairs.extend(asked);
    let wanted = match acting::read(way, &pairs) {
        Ok(wanted) => wanted,
        Err(errors) => {
            let detail = console::detail(state.app(), &actor, id).await?;
            let page = acting::page(chrome, &detail, way, &pairs, &errors);
            return Ok(Html(page).with_status(StatusCode::UNPROCESSABLE_ENTITY));
        }
    };
    let seen = value(&pairs, "version")
        .and_then(|seen| seen.parse().ok())
        .unwrap_or_default();
    let done = console::act(state.app(), &actor, id, seen, &wanted.act, &wanted.reason).await;
    let flash = match done {
        Ok(_) => Flash::ok(way.done()),
        Err(Error::Conflict(why) | Error::Closed(why)) => Flash::warn(why),
        Err(error) => return Err(error.into()),
    };
    let back = format!("/operacion/instancias/{id}");
    Ok(SeeOther::to(back).saying(flash).into_response())
}

fn named(id: &str, way: &str) -> Result<(InstanceId, Way), Problem> {
    let id = id.parse().map_err(|_| Problem::not_found())?;
    Ok((id, Way::parse(way).ok_or_else(Problem::not_found)?))
}

pub(super) async fn batches(
    State(state): State<AppState>,
    actor: Actor,
    _: SignedIn,
    chrome: Chrome,
) -> Result<Html<BatchesPage>, Problem> {
    let batches = console::batches(state.app(), &actor).await?;
    Ok(Html(BatchesPage::of(chrome, &batches)))
}

pub(super) async fn batch(
    State(state): State<AppState>,
    actor: Actor,
    _: SignedIn,
    chrome: Chrome,
    Path(id): Path<String>,
    Query(pairs): Query<Pairs>,
) -> Result<Html<BatchPage>, Problem> {
    let id = id.parse().map_err(|_| Problem::not_found())?;
    let after = value(&pairs, AFTER).and_then(|after| after.parse().ok());
    let batch = console::batch(state.app(), &actor, id).await?;
    let failed = console::done_items(state.app(), &actor, id, ItemState::Failed, after).await?;
    Ok(Html(BatchPage::of(chrome, &batch, failed)))
}

pub(super) async fn new_batch(
    actor: Actor,
    _: SignedIn,
    chrome: Chrome,
    Query(pairs): Query<Pairs>,
) -> Result<Response, Problem> {
    operating::allow(&actor)?;
    let chosen = chosen(&pairs);
    if chosen.is_empty() {
        let flash = Flash::warn("Elija primero los procesos, marcando su casilla.");
        return Ok(SeeOther::to("/operacion/instancias").saying(flash).into_response());
    }
    Ok(Html(NewBatchPage::of(chrome, chosen, ("", ""), &[])).into_response())
}

pub(super) async fn ask(
    State(state): State<AppState>,
    actor: Actor,
    _: SignedIn,
    chrome: Chrome,
    Form(pairs): Form<Pairs>,
) -> Result<Response, Problem> {
    let typed = |name: &str| value(&pairs, name).unwrap_or_default().trim();
    let (word, reason) = (typed(ACT), typed(REASON));
    let mut errors = Vec::new();
    let act = BatchAct::parse(word);
    if act.is_none() {
        errors.push((ACT, "Elija qué se hace"));
    }
    if reason.is_empty() {
        errors.push((REASON, "Escriba el motivo. Por ejemplo: «Volvió el servidor de correo»"));
    }
    let chosen = chosen(&pairs);
    let Some(act) = act.filter(|_| errors.is_empty()) else {
        let page = NewBatchPage::of(chrome, chosen, (word, reason), &errors);
        return Ok(Html(page).with_status(StatusCode::UNPROCESSABLE_ENTITY));
    };
    let ids: Vec<InstanceId> = chosen.iter().filter_map(|id| id.parse().ok()).collect();
    let to = match console::ask(state.app(), &actor, act, &ids, reason).await {
        Ok(batch) => SeeOther::to(format!("/operacion/lotes/{batch}")).saying(Flash::ok("El lote empezó.")),
        Err(Error::Closed(why)) => SeeOther::to("/operacion/instancias").saying(Flash::warn(why)),
        Err(error) => return Err(error.into()),
    };
    Ok(to.into_response())
}

pub(super) fn chosen(pairs: &Pairs) -> Vec<String> {
    let chosen = pairs.iter().filter(|(name, _)| name == CHOSEN);
    chosen.map(|(_, id)| id.clone()).collect()
}
