//! Ends the session here and at the issuer (OpenID Connect RP-Initiated Logout 1.0).

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use openidconnect::{ClientId, LogoutRequest, PostLogoutRedirectUrl};
use radica_workflows::sessions;

use super::provider::RadicaIdToken;
use super::routes::SIGNED_OUT;
use crate::cookies;
use crate::flash::{Flash, SeeOther};
use crate::problem::Problem;
use crate::session::{Session, Visitor};
use crate::state::AppState;

/// `POST /salir`
pub async fn sign_out(State(state): State<AppState>, visitor: Visitor) -> Result<Response, Problem> {
    let onward = match visitor.session() {
        Some(session) => {
            sessions::close(state.app(), session).await?;
            issuers_sign_out(&state, session).await
        }
        None => None,
    };
    let mut response = Redirect::to(onward.as_deref().unwrap_or(SIGNED_OUT)).into_response();
    state.cookies().clear(&mut response, cookies::SESSION);
    Ok(response)
}

/// `GET /salio`: where the issuer sends the browser back.
pub async fn signed_out() -> SeeOther {
    SeeOther::to("/").saying(Flash::ok("Su sesión terminó."))
}

/// Where the issuer ends its own session; none when it does not offer it or cannot be reached:
/// the session here has ended all the same.
async fn issuers_sign_out(state: &AppState, session: &Session) -> Option<String> {
    let provider = state.providers().get(&session.issuer)?;
    let discovered = match provider.discovered(state.clock().now()).await {
        Ok(discovered) => discovered,
        Err(error) => {
            tracing::warn!("signed out here only: {error}");
            return None;
        }
    };
    let id_token: RadicaIdToken = session.id_token.parse().ok()?;
    let back = PostLogoutRedirectUrl::new(state.config().public_url.join(SIGNED_OUT)).ok()?;
    let request = LogoutRequest::from(discovered.end_session.clone()?)
        .set_id_token_hint(&id_token)
        .set_client_id(ClientId::new(provider.settings().client_id.clone()))
        .set_post_logout_redirect_uri(back);
    Some(request.http_get_url().to_string())
}
