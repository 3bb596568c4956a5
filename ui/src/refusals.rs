//! What is refused to whoever asks goes to the journal, from wherever in a handler it came.

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use radica_workflows::actor::Actor;
use radica_workflows::problem::Refused;
use radica_workflows::refusals::Refusal;

use crate::problem::Problem;
use crate::session::Visitor;
use crate::state::AppState;

/// Middleware: writes down the act that a problem on its way to the person says was refused to them.
pub async fn watch(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let visitor = request.extensions().get::<Visitor>().cloned().unwrap_or_default();
    let response = next.run(request).await;
    if let Some(refused) = response.extensions().get::<Problem>().and_then(Problem::refused) {
        note(&state, &visitor.actor(), refused).await;
    }
    response
}

/// Writes down an act that was refused and told in other words. What cannot be written does not change the answer.
pub async fn note(state: &AppState, actor: &Actor, refused: &Refused) {
    let refusal = Refusal::of_act(actor, refused);
    if let Err(error) = state.refusals().note(state.app(), refusal).await {
        tracing::error!(%error, ?refused, "a refused act is not in the journal");
    }
}
