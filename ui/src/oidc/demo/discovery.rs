//! What the issuer says about itself, its keys, and its sign-out.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use http::StatusCode;
use serde::Deserialize;
use serde_json::json;

use super::DemoIssuer;

/// OpenID Connect Discovery 1.0, section 3.
pub async fn configuration(State(issuer): State<Arc<DemoIssuer>>, Path(realm): Path<String>) -> Response {
    let Some(realm) = issuer.realm(&realm) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let base = issuer.identifier(&realm.id);
    Json(json!({
        "issuer": base,
        "authorization_endpoint": format!("{base}/authorize"),
        "token_endpoint": format!("{base}/token"),
        "userinfo_endpoint": format!("{base}/userinfo"),
        "end_session_endpoint": format!("{base}/logout"),
        "jwks_uri": format!("{base}/jwks"),
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "grant_types_supported": ["authorization_code"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["EdDSA"],
        "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
        "code_challenge_methods_supported": ["S256"],
        "scopes_supported": realm.scopes,
        "authorization_response_iss_parameter_supported": true,
        "ui_locales_supported": ["es-CO"],
    }))
    .into_response()
}

/// The public keys.
pub async fn jwks(State(issuer): State<Arc<DemoIssuer>>) -> Response {
    Json(issuer.key.jwks()).into_response()
}

/// Parameters of OpenID Connect RP-Initiated Logout 1.0.
#[derive(Debug, Deserialize)]
pub struct Logout {
    post_logout_redirect_uri: Option<String>,
    state: Option<String>,
}

/// Ends the session at the issuer. It keeps none (each sign-in asks who), so it only sends the
/// browser back, to the client's own address and nowhere else.
pub async fn logout(State(issuer): State<Arc<DemoIssuer>>, Query(asked): Query<Logout>) -> Response {
    let Some(uri) = asked.post_logout_redirect_uri else {
        return "La sesión terminó.".into_response();
    };
    let ours = uri
        .strip_prefix(issuer.public_url.as_str())
        .is_some_and(|rest| rest.starts_with('/'));
    if !ours {
        return (StatusCode::BAD_REQUEST, "post_logout_redirect_uri no registrada").into_response();
    }
    let state = asked.state.map(|state| super::authorize::query(&[("state", &state)]));
    Redirect::to(&state.map_or(uri.clone(), |state| format!("{uri}?{state}"))).into_response()
}
