//! The addresses of the console.

use axum::Router;
use axum::extract::{Path, Query, State};
use axum::routing::get;
use radica_workflows::actor::Actor;
use radica_workflows::console::{self, Search};

use super::act_handlers as acts;
use super::migrate_handlers as migrating;
use super::{InstancePage, InstancesPage, ProcessesPage, StoryPage, VariablesPage, VersionPage};
use crate::form_body::{Pairs, value};
use crate::html::Html;
use crate::pages::chrome::Chrome;
use crate::problem::Problem;
use crate::session::SignedIn;
use crate::state::AppState;

/// Routes of the console.
pub fn routes() -> Router<AppState> {
    Router::new()
        .route("/operacion/procesos", get(processes))
        .route("/operacion/procesos/{version}", get(version))
        .route(
            "/operacion/procesos/{version}/migrar",
            get(migrating::of_version).post(migrating::rehearse),
        )
        .route("/operacion/instancias", get(instances))
        .route("/operacion/instancias/{id}", get(instance))
        .route("/operacion/instancias/{id}/variables", get(variables))
        .route("/operacion/instancias/{id}/historia", get(story))
        .route(
            "/operacion/instancias/{id}/migrar",
            get(migrating::of_instance).post(migrating::migrate),
        )
        .route("/operacion/instancias/{id}/{act}", get(acts::before).post(acts::act))
        .route("/operacion/lotes", get(acts::batches).post(acts::ask))
        .route("/operacion/lotes/nuevo", get(acts::new_batch))
        .route("/operacion/lotes/{id}", get(acts::batch))
        .route(
            "/operacion/lotes/{id}/migrar",
            get(migrating::before_beginning).post(migrating::begin),
        )
}

async fn processes(
    State(state): State<AppState>,
    actor: Actor,
    _: SignedIn,
    chrome: Chrome,
) -> Result<Html<ProcessesPage>, Problem> {
    let versions = console::versions(state.app(), &actor).await?;
    Ok(Html(ProcessesPage::of(chrome, &versions)))
}

async fn version(
    State(state): State<AppState>,
    actor: Actor,
    _: SignedIn,
    chrome: Chrome,
    Path(version): Path<String>,
) -> Result<Html<VersionPage>, Problem> {
    let view = console::version(state.app(), &actor, &version).await?;
    Ok(Html(VersionPage::of(chrome, &view)))
}

async fn instances(
    State(state): State<AppState>,
    actor: Actor,
    _: SignedIn,
    chrome: Chrome,
    Query(pairs): Query<Pairs>,
) -> Result<Html<InstancesPage>, Problem> {
    let asked = asked(&pairs);
    let found = console::search(state.app(), &actor, &asked).await?;
    let versions = console::versions(state.app(), &actor).await?;
    let mut names: Vec<String> = versions.into_iter().map(|version| version.stored.name).collect();
    names.dedup();
    Ok(Html(InstancesPage::of(chrome, &asked, &names, found)))
}

fn asked(pairs: &Pairs) -> Search {
    let said = |name: &str| {
        let said = value(pairs, name).map(str::trim).filter(|said| !said.is_empty());
        said.map(str::to_owned)
    };
    Search {
        text: said("q").unwrap_or_default(),
        process: said("proceso"),
        version: said("version"),
        status: said("estado"),
        element: said("actividad"),
        before: said("antes").and_then(|id| id.parse().ok()),
    }
}

async fn instance(
    State(state): State<AppState>,
    actor: Actor,
    _: SignedIn,
    chrome: Chrome,
    Path(id): Path<String>,
) -> Result<Html<InstancePage>, Problem> {
    let id = id.parse().map_err(|_| Problem::not_found())?;
    let detail = console::detail(state.app(), &actor, id).await?;
    Ok(Html(InstancePage::of(chrome, &detail)))
}

async fn variables(
    State(state): State<AppState>,
    actor: Actor,
    _: SignedIn,
    chrome: Chrome,
    Path(id): Path<String>,
) -> Result<Html<VariablesPage>, Problem> {
    let id = id.parse().map_err(|_| Problem::not_found())?;
    let detail = console::detail(state.app(), &actor, id).await?;
    let story = console::story(state.app(), &actor, id).await?;
    Ok(Html(VariablesPage::of(chrome, &detail, &story)))
}

async fn story(
    State(state): State<AppState>,
    actor: Actor,
    _: SignedIn,
    chrome: Chrome,
    Path(id): Path<String>,
) -> Result<Html<StoryPage>, Problem> {
    let id = id.parse().map_err(|_| Problem::not_found())?;
    let detail = console::detail(state.app(), &actor, id).await?;
    let story = console::story(state.app(), &actor, id).await?;
    Ok(Html(StoryPage::of(chrome, &detail, &story)))
}
