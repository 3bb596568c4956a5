//! The page that offers the issuers.

use axum::extract::{Query, State};
use axum::response::{IntoResponse, Response};
use radica_workflows::catalog::ids::Audience;

use super::begin::Back;
use super::provider::Provider;
use super::routes::begin_url;
use crate::flash::SeeOther;
use crate::html::Html;
use crate::local_path::LocalPath;
use crate::pages::account::SignInPage;
use crate::pages::account::sign_in::Door;
use crate::pages::chrome::Chrome;
use crate::pages::icons::Icon;
use crate::pages::parts::{Note, Tone};
use crate::state::AppState;

/// `GET /ingresar`
pub async fn sign_in(State(state): State<AppState>, chrome: Chrome, Query(back): Query<Back>) -> Response {
    let back = back.path();
    if chrome.signed_in() {
        return SeeOther::to(back.as_str()).into_response();
    }
    let doors = state.providers().iter().map(|provider| door(provider, &back)).collect();
    Html(SignInPage {
        chrome,
        reason: reason(&back),
        doors,
    })
    .into_response()
}

fn door(provider: &Provider, back: &LocalPath) -> Door {
    let declared = &provider.settings().declared;
    let detail = match declared.audience {
        Audience::Citizens => "Para radicar trámites y seguir sus casos",
        Audience::Staff => "Para quienes trabajan en la entidad",
    };
    Door {
        href: begin_url(provider.id(), back),
        name: declared.name.clone(),
        detail: detail.to_owned(),
    }
}

fn reason(back: &LocalPath) -> Option<Note> {
    (*back != LocalPath::home()).then(|| Note {
        tone: Tone::Neutral,
        icon: Icon::Info,
        title: None,
        lines: vec!["Ingrese para continuar. Después volverá a la página que pidió.".to_owned()],
        link: None,
        heading: Default::default(),
    })
}
