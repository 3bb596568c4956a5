//! What the entity tells everyone.

use axum::Router;
use axum::extract::State;
use axum::routing::get;

use radica_workflows::outages;

use super::outages::Outage;
use super::{AccessibilityPage, HelpPage, OutagesPage, PersonalDataPage};
use crate::html::Html;
use crate::pages::chrome::Chrome;
use crate::problem::Problem;
use crate::state::AppState;

/// Routes of fixed texts.
pub fn routes() -> Router<AppState> {
    Router::new()
        .route("/ayuda", get(help))
        .route("/datos-personales", get(personal_data))
        .route("/accesibilidad", get(accessibility))
        .route("/interrupciones", get(outages))
}

async fn help(State(state): State<AppState>, chrome: Chrome) -> Html<HelpPage> {
    Html(HelpPage {
        chrome,
        email: state.app().catalog().entity.email.clone(),
    })
}

async fn personal_data(State(state): State<AppState>, chrome: Chrome) -> Html<PersonalDataPage> {
    Html(PersonalDataPage {
        chrome,
        email: state.app().catalog().entity.personal_data.contact.clone(),
    })
}

async fn accessibility(State(state): State<AppState>, chrome: Chrome) -> Html<AccessibilityPage> {
    Html(AccessibilityPage {
        chrome,
        email: state.app().catalog().entity.email.clone(),
    })
}

async fn outages(State(state): State<AppState>, chrome: Chrome) -> Result<Html<OutagesPage>, Problem> {
    let outages = outages::latest(state.app()).await?;
    Ok(Html(OutagesPage {
        chrome,
        outages: outages.iter().map(Outage::of).collect(),
    }))
}
