//! The term of a case and its extension; what is written to the filer.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Form, Router};
use http::StatusCode;
use radica_workflows::actor::Actor;
use radica_workflows::problem::Error;
use radica_workflows::{dossier, extending, messages};

use super::{CaseMessagesPage, CaseTermPage, ConfirmPage};
use crate::flash::{Flash, SeeOther};
use crate::form_body::{Pairs, value};
use crate::html::Html;
use crate::pages::chrome::Chrome;
use crate::pages::following::handlers::after_writing;
use crate::problem::Problem;
use crate::session::SignedIn;
use crate::state::AppState;

/// Routes of the term and the messages of a case.
pub fn routes() -> Router<AppState> {
    Router::new()
        .route("/bandeja/{radicado}/termino", get(term))
        .route("/bandeja/{radicado}/prorroga", get(before_extending).post(extend))
        .route("/bandeja/{radicado}/mensajes", get(written).post(write))
}

async fn term(
    State(state): State<AppState>,
    actor: Actor,
    _: SignedIn,
    chrome: Chrome,
    Path(radicado): Path<String>,
) -> Result<Html<CaseTermPage>, Problem> {
    let dossier = dossier::read(state.app(), &actor, &radicado).await?;
    let extendable = extending::extendable(state.app(), &actor, &radicado).await.is_ok();
    Ok(Html(CaseTermPage::of(
        chrome,
        state.app(),
        &actor,
        &dossier,
        extendable,
    )?))
}

async fn before_extending(
    State(state): State<AppState>,
    actor: Actor,
    _: SignedIn,
    chrome: Chrome,
    Path(radicado): Path<String>,
) -> Result<Response, Problem> {
    match extending::extendable(state.app(), &actor, &radicado).await {
        Ok(asked) => Ok(Html(ConfirmPage::extend(chrome, &asked, &Pairs::new(), &[])).into_response()),
        Err(error) => not_extended(&radicado, error),
    }
}

async fn extend(
    State(state): State<AppState>,
    actor: Actor,
    _: SignedIn,
    chrome: Chrome,
    Path(radicado): Path<String>,
    Form(pairs): Form<Pairs>,
) -> Result<Response, Problem> {
    let app = state.app();
    let typed = |name: &str| value(&pairs, name).unwrap_or_default();
    let seen = typed("version").parse().unwrap_or_default();
    let asked = (typed(extending::BY), typed(extending::REASON));
    match extending::extend(app, &actor, &radicado, seen, asked).await {
        Ok(told) => {
            let flash = if told {
                Flash::ok("Término prorrogado. Se le avisa a la persona.")
            } else {
                Flash::warn("Término prorrogado. La persona no dio correo ni celular: comuníqueselo en su dirección.")
            };
            Ok(SeeOther::to(format!("/bandeja/{radicado}/termino"))
                .saying(flash)
                .into_response())
        }
        Err(Error::Invalid(errors)) => {
            let asked = extending::extendable(app, &actor, &radicado).await?;
            let page = ConfirmPage::extend(chrome, &asked, &pairs, &errors);
            Ok(Html(page).with_status(StatusCode::UNPROCESSABLE_ENTITY))
        }
        Err(error) => not_extended(&radicado, error),
    }
}

fn not_extended(radicado: &str, error: Error) -> Result<Response, Problem> {
    match error {
        Error::Closed(why) | Error::Conflict(why) => Ok(SeeOther::to(format!("/bandeja/{radicado}/termino"))
            .saying(Flash::warn(why))
            .into_response()),
        error => Err(error.into()),
    }
}

async fn written(
    State(state): State<AppState>,
    actor: Actor,
    _: SignedIn,
    chrome: Chrome,
    Path(radicado): Path<String>,
) -> Result<Html<CaseMessagesPage>, Problem> {
    let dossier = dossier::read(state.app(), &actor, &radicado).await?;
    Ok(Html(CaseMessagesPage::of(chrome, state.app(), &actor, &dossier)?))
}

async fn write(
    State(state): State<AppState>,
    actor: Actor,
    _: SignedIn,
    Path(radicado): Path<String>,
    Form(pairs): Form<Pairs>,
) -> Result<SeeOther, Problem> {
    let text = value(&pairs, messages::FIELD).unwrap_or_default();
    let sent = messages::to_the_filer(state.app(), &actor, &radicado, text).await;
    Ok(SeeOther::to(format!("/bandeja/{radicado}/mensajes")).saying(after_writing(sent)?))
}
