//! The account of whoever is signed in.

use axum::Router;
use axum::extract::State;
use axum::routing::get;
use radica_workflows::App;
use radica_workflows::actor::Person;

use super::AccountPage;
use super::own::Notices;
use crate::html::Html;
use crate::pages::chrome::Chrome;
use crate::session::SignedIn;
use crate::state::AppState;

/// Routes of the account.
pub fn routes() -> Router<AppState> {
    Router::new().route("/cuenta", get(own))
}

async fn own(State(state): State<AppState>, signed_in: SignedIn, chrome: Chrome) -> Html<AccountPage> {
    // Electronic notification is accepted in each filing, so the account has nothing to switch.
    Html(AccountPage { chrome, facts: facts(state.app(), signed_in.person()), notices: Notices::NotApplicable })
}

fn facts(app: &App, person: &Person) -> Vec<(String, String)> {
    let entity = &app.catalog().entity;
    let roles = entity.roles.iter().filter(|role| person.roles.contains(&role.id)).map(|role| role.name.clone());
    let offices = person.offices.iter().filter_map(|id| entity.office(id)).map(|office| office.name.clone());
    let facts = [
        ("Nombre", Some(person.name.clone())),
        ("Documento", person.id_number.clone()),
        ("Correo", person.email.clone()),
        ("Teléfono", person.phone.clone()),
        ("Funciones", joined(roles)),
        ("Dependencia", joined(offices)),
    ];
    facts.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))).collect()
}

fn joined(names: impl Iterator<Item = String>) -> Option<String> {
    Some(names.collect::<Vec<_>>().join(", ")).filter(|names| !names.is_empty())
}
