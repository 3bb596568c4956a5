//! Reading one's own writes: who changed something takes along how far the journal was then, and a page that shows what
//! follows the journal (search) waits for that or says that it is behind. Any node may answer it.

use std::convert::Infallible;

use axum::extract::{FromRequestParts, Request, State};
use axum::middleware::Next;
use axum::response::Response;
use cookie::time::Duration;
use http::request::Parts;

use crate::cookies::{self, Cookies};
use crate::middleware::csrf;
use crate::session::Visitor;
use crate::state::AppState;

/// How long it matters; an index that is further behind says so by itself.
const AGE: Duration = Duration::minutes(10);

/// The position of the journal that this browser has written up to; 0 when it has written nothing lately.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Written(pub i64);

impl FromRequestParts<AppState> for Written {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Infallible> {
        let cookies = Cookies::of(parts);
        let written = state.cookies().get(&cookies, cookies::WRITTEN);
        Ok(Self(written.and_then(|text| text.parse().ok()).unwrap_or(0)))
    }
}

/// Middleware: after somebody who has signed in changed something, the browser takes along the position.
pub async fn remember(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let signed_in = request
        .extensions()
        .get::<Visitor>()
        .is_some_and(|visitor| visitor.session().is_some());
    let changes = signed_in && csrf::changes_state(request.method());
    let mut response = next.run(request).await;
    let refused = response.status().is_client_error() || response.status().is_server_error();
    if changes && !refused {
        // Others may have written since: a little more is waited for than is needed.
        let reached = *state.app().writer.position().borrow();
        let jar = state.cookies();
        jar.set(&mut response, cookies::WRITTEN, reached.to_string(), Some(AGE));
    }
    response
}
