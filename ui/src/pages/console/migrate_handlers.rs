//! Passing instances to another version: trying it, and doing it.

use axum::Form;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use radica_storage::ids::{BatchId, InstanceId};
use radica_workflows::actor::Actor;
use radica_workflows::console::{self, Progressed, Prospect, Selection, name_of};
use radica_workflows::problem::Error;

use super::MigratePage;
use super::act_handlers::chosen;
use super::batches::REASON;
use super::migrating::{Outcome, Said};
use super::moving::{LEAVE, before_migration};
use super::plan::{self, ELEMENT, STATUS, TO, TRY};
use super::words::status_text;
use crate::flash::{Flash, SeeOther};
use crate::form_body::{Pairs, value};
use crate::html::Html;
use crate::pages::chrome::Chrome;
use crate::problem::Problem;
use crate::session::SignedIn;
use crate::state::AppState;

pub(super) async fn of_version(
    State(state): State<AppState>,
    actor: Actor,
    _: SignedIn,
    chrome: Chrome,
    Path(from): Path<String>,
    Query(pairs): Query<Pairs>,
) -> Result<Html<MigratePage>, Problem> {
    let said = Said::untried(&pairs);
    Ok(Html(version_page(&state, &actor, chrome, &from, &said).await?))
}

pub(super) async fn rehearse(
    State(state): State<AppState>,
    actor: Actor,
    _: SignedIn,
    chrome: Chrome,
    Path(from): Path<String>,
    Form(pairs): Form<Pairs>,
) -> Result<Response, Problem> {
    let typed = plan::plan(&from, &pairs);
    let asked = match reason(&pairs) {
        Some(reason) => console::rehearse_many(state.app(), &actor, &typed, &selection(&pairs), reason).await,
        None => {
            let said = Said {
                no_reason: true,
                ..Said::untried(&pairs)
            };
            let page = version_page(&state, &actor, chrome, &from, &said).await?;
            return Ok(Html(page).with_status(StatusCode::UNPROCESSABLE_ENTITY));
        }
    };
    match asked {
        Ok(batch) => Ok(SeeOther::to(format!("/operacion/lotes/{batch}")).into_response()),
        Err(Error::Closed(why)) => {
            let said = Said {
                outcome: Outcome::Misfits(vec![why]),
                ..Said::untried(&pairs)
            };
            let page = version_page(&state, &actor, chrome, &from, &said).await?;
            Ok(Html(page).with_status(StatusCode::UNPROCESSABLE_ENTITY))
        }
        Err(error) => Err(error.into()),
    }
}

async fn version_page(
    state: &AppState,
    actor: &Actor,
    chrome: Chrome,
    from: &str,
    said: &Said<'_>,
) -> Result<MigratePage, Problem> {
    let selection = selection(said.pairs);
    let prospect = console::prospect(state.app(), actor, from, value(said.pairs, TO), &selection).await?;
    let meant = (meant(&prospect, &selection), plan::meant(&selection));
    Ok(MigratePage::of_version(chrome, &prospect, meant, said))
}

fn selection(pairs: &Pairs) -> Selection {
    let said = |name: &str| value(pairs, name).filter(|said| !said.is_empty()).map(str::to_owned);
    Selection {
        chosen: chosen(pairs).iter().filter_map(|id| id.parse().ok()).collect(),
        status: said(STATUS),
        element: said(ELEMENT),
    }
}

/// Which instances are meant, in words.
fn meant(prospect: &Prospect, selection: &Selection) -> String {
    let count = prospect.instances;
    if !selection.chosen.is_empty() {
        return match count {
            1 => "El proceso que usted eligió.".to_owned(),
            _ => format!("Los {count} procesos que usted eligió."),
        };
    }
    let words = match count {
        1 => "1 proceso sin terminar usa esta versión".to_owned(),
        _ => format!("{count} procesos sin terminar usan esta versión"),
    };
    let place = selection.element.as_ref();
    let place = place.map(|element| format!(", en «{}»", name_of(&prospect.from.process, element)));
    let status = selection.status.as_ref();
    let status = status.map(|status| format!(", en el estado «{}»", status_text(status)));
    format!("{words}{}{}.", place.unwrap_or_default(), status.unwrap_or_default())
}

fn reason(pairs: &Pairs) -> Option<&str> {
    let reason = value(pairs, REASON).unwrap_or_default().trim();
    (!reason.is_empty()).then_some(reason)
}

pub(super) async fn of_instance(
    State(state): State<AppState>,
    actor: Actor,
    _: SignedIn,
    chrome: Chrome,
    Path(id): Path<String>,
    Query(pairs): Query<Pairs>,
) -> Result<Html<MigratePage>, Problem> {
    let id = id.parse().map_err(|_| Problem::not_found())?;
    let said = Said::untried(&pairs);
    Ok(Html(instance_page(&state, &actor, chrome, id, &said).await?))
}

pub(super) async fn migrate(
    State(state): State<AppState>,
    actor: Actor,
    _: SignedIn,
    chrome: Chrome,
    Path(id): Path<String>,
    Form(pairs): Form<Pairs>,
) -> Result<Response, Problem> {
    let id: InstanceId = id.parse().map_err(|_| Problem::not_found())?;
    let detail = console::detail(state.app(), &actor, id).await?;
    let typed = plan::plan(&detail.matter.row.get().definition, &pairs);
    let (problems, outcome) = match console::misfits(state.app(), &actor, id, &typed).await {
        Ok(problems) if problems.is_empty() => (problems, Outcome::Fits),
        Ok(problems) => {
            let lines = problems.iter().map(ToString::to_string).collect();
            (problems, Outcome::Misfits(lines))
        }
        Err(Error::Closed(why)) => (Vec::new(), Outcome::Misfits(vec![why])),
        Err(error) => return Err(error.into()),
    };
    let only_try = value(&pairs, TRY).is_some();
    let reason = reason(&pairs);
    let (Outcome::Fits, false, Some(reason)) = (&outcome, only_try, reason) else {
        let wrong = outcome != Outcome::Fits || !only_try;
        let said = Said {
            pairs: &pairs,
            problems: &problems,
            outcome,
            no_reason: !only_try && reason.is_none(),
        };
        let page = Html(instance_page(&state, &actor, chrome, id, &said).await?);
        return Ok(if wrong {
            page.with_status(StatusCode::UNPROCESSABLE_ENTITY)
        } else {
            page.into_response()
        });
    };
    let seen = value(&pairs, "version")
        .and_then(|seen| seen.parse().ok())
        .unwrap_or_default();
    let flash = match console::migrate(state.app(), &actor, id, seen, &typed, reason).await {
        Ok(_) => Flash::ok("El proceso pasó a la otra versión."),
        Err(Error::Conflict(why) | Error::Closed(why)) => Flash::warn(why),
        Err(error) => return Err(error.into()),
    };
    let back = format!("/operacion/instancias/{id}");
    Ok(SeeOther::to(back).saying(flash).into_response())
}

async fn instance_page(
    state: &AppState,
    actor: &Actor,
    chrome: Chrome,
    id: InstanceId,
    said: &Said<'_>,
) -> Result<MigratePage, Problem> {
    let to = value(said.pairs, TO);
    let (detail, prospect) = console::prospect_of(state.app(), actor, id, to).await?;
    Ok(MigratePage::of_instance(chrome, &detail, &prospect, said))
}

pub(super) async fn before_beginning(
    State(state): State<AppState>,
    actor: Actor,
    _: SignedIn,
    chrome: Chrome,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let (id, rehearsal) = rehearsal(&state, &actor, &id).await?;
    if rehearsal.progress.waiting > 0 {
        let flash = Flash::warn("El ensayo no ha terminado.");
        return Ok(SeeOther::to(format!("/operacion/lotes/{id}"))
            .saying(flash)
            .into_response());
    }
    let reason = rehearsal.asked.reason.clone();
    Ok(Html(before_migration(chrome, &rehearsal, &reason, &[])).into_response())
}

pub(super) async fn begin(
    State(state): State<AppState>,
    actor: Actor,
    _: SignedIn,
    chrome: Chrome,
    Path(id): Path<String>,
    Form(pairs): Form<Pairs>,
) -> Result<Response, Problem> {
    let (id, rehearsal) = rehearsal(&state, &actor, &id).await?;
    let leave = value(&pairs, LEAVE).is_some();
    let typed = reason(&pairs);
    let begun = match typed {
        Some(reason) => console::begin_migration(state.app(), &actor, id, leave, reason).await,
        None => Err(Error::Closed(String::new())),
    };
    match begun {
        Ok(batch) => {
            let flash = Flash::ok("Los procesos empezaron a pasar.");
            Ok(SeeOther::to(format!("/operacion/lotes/{batch}"))
                .saying(flash)
                .into_response())
        }
        Err(Error::Closed(why)) => {
            let wrong = match typed {
                Some(_) => (LEAVE, why),
                None => (REASON, "Escriba el motivo".to_owned()),
            };
            let page = before_migration(chrome, &rehearsal, typed.unwrap_or_default(), &[wrong]);
            Ok(Html(page).with_status(StatusCode::UNPROCESSABLE_ENTITY))
        }
        Err(error) => Err(error.into()),
    }
}

/// A batch that only tried.
async fn rehearsal(state: &AppState, actor: &Actor, id: &str) -> Result<(BatchId, Progressed), Problem> {
    let id = id.parse().map_err(|_| Problem::not_found())?;
    let batch = console::batch(state.app(), actor, id).await?;
    if batch.asked.act == console::REHEARSE {
        return Ok((id, batch));
    }
    Err(Problem::not_found())
}
