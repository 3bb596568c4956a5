//! The account of whoever is signed in.

use axum::Router;
use axum::extract::{Form, State};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use cookie::time::Duration;
use radica_workflows::App;
use radica_workflows::actor::Person;

use super::AccountPage;
use super::own::Notices;
use crate::chrome::OFF;
use crate::cookies;
use crate::flash::{Flash, SeeOther};
use crate::form_body::{Pairs, value};
use crate::html::Html;
use crate::pages::chrome::Chrome;
use crate::session::SignedIn;
use crate::state::AppState;

/// How long a browser keeps the choice.
const YEAR: Duration = Duration::days(365);

/// Routes of the account.
pub fn routes() -> Router<AppState> {
    Router::new()
        .route("/cuenta", get(own))
        .route("/cuenta/atajos", post(switch_shortcuts))
}

async fn own(State(state): State<AppState>, signed_in: SignedIn, chrome: Chrome) -> Html<AccountPage> {
    // Electronic notification is accepted in each filing, so the account has nothing to switch.
    Html(AccountPage {
        chrome,
        facts: facts(state.app(), signed_in.person()),
        notices: Notices::NotApplicable,
    })
}

/// Letter shortcuts can be switched off (WCAG 2.1, 2.1.4); the choice stays in the browser.
async fn switch_shortcuts(State(state): State<AppState>, _: SignedIn, Form(form): Form<Pairs>) -> Response {
    let on = value(&form, "on") == Some("true");
    let told = if on {
        "Los atajos quedaron prendidos."
    } else {
        "Los atajos quedaron apagados."
    };
    let mut response = SeeOther::to("/cuenta").saying(Flash::ok(told)).into_response();
    if on {
        state.cookies().clear(&mut response, cookies::SHORTCUTS);
    } else {
        state
            .cookies()
            .set(&mut response, cookies::SHORTCUTS, OFF.to_owned(), Some(YEAR));
    }
    response
}

fn facts(app: &App, person: &Person) -> Vec<(String, String)> {
    let entity = &app.catalog().entity;
    let roles = entity
        .roles
        .iter()
        .filter(|role| person.roles.contains(&role.id))
        .map(|role| role.name.clone());
    let offices = person
        .offices
        .iter()
        .filter_map(|id| entity.office(id))
        .map(|office| office.name.clone());
    let facts = [
        ("Nombre", Some(person.name.clone())),
        ("Documento", person.id_number.clone()),
        ("Correo", person.email.clone()),
        ("Teléfono", person.phone.clone()),
        ("Funciones", joined(roles)),
        ("Dependencia", joined(offices)),
    ];
    facts
        .into_iter()
        .filter_map(|(name, value)| Some((name.to_owned(), value?)))
        .collect()
}

fn joined(names: impl Iterator<Item = String>) -> Option<String> {
    Some(names.collect::<Vec<_>>().join(", ")).filter(|names| !names.is_empty())
}
