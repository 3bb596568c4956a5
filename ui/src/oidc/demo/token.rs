//! The token and userinfo endpoints.

use std::sync::Arc;

use axum::Json;
use axum::extract::rejection::FormRejection;
use axum::extract::{Form, Path, State};
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use http::{HeaderMap, StatusCode, header};
use radica_workflows::catalog::entity::Issuer;
use serde::Deserialize;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::DemoIssuer;
use super::grants::{Grant, TOKEN_LIFE};
use crate::keys::fingerprint;

/// Parameters of the exchange (RFC 6749 section 4.1.3, RFC 7636 section 4.5).
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Exchange {
    grant_type: String,
    code: String,
    redirect_uri: String,
    code_verifier: String,
    client_id: Option<String>,
    client_secret: Option<String>,
}

/// Exchanges a code for tokens.
pub async fn exchange(
    State(issuer): State<Arc<DemoIssuer>>,
    Path(realm): Path<String>,
    headers: HeaderMap,
    form: Result<Form<Exchange>, FormRejection>,
) -> Response {
    let (Some(realm), Ok(Form(form))) = (issuer.realm(&realm), form) else {
        return error(StatusCode::BAD_REQUEST, "invalid_request");
    };
    if !is_our_client(&issuer, realm, &headers, &form) {
        return error(StatusCode::UNAUTHORIZED, "invalid_client");
    }
    if form.grant_type != "authorization_code" {
        return error(StatusCode::BAD_REQUEST, "unsupported_grant_type");
    }
    let grant = issuer.grants.take_code(&form.code, issuer.clock.now());
    match grant.filter(|grant| is_its_exchange(grant, &realm.id, &form)) {
        Some(grant) => tokens(&issuer, realm, grant),
        None => error(StatusCode::BAD_REQUEST, "invalid_grant"),
    }
}

/// What is claimed about whoever the access token was given for.
pub async fn userinfo(State(issuer): State<Arc<DemoIssuer>>, headers: HeaderMap) -> Response {
    let token = authorization(&headers, "Bearer ");
    match token.and_then(|token| issuer.grants.claims_behind(token, issuer.clock.now())) {
        Some(claims) => Json(claims).into_response(),
        None => {
            let challenge = [(header::WWW_AUTHENTICATE, "Bearer error=\"invalid_token\"")];
            (StatusCode::UNAUTHORIZED, challenge).into_response()
        }
    }
}

fn is_our_client(issuer: &DemoIssuer, realm: &Issuer, headers: &HeaderMap, form: &Exchange) -> bool {
    let (id, secret) = match authorization(headers, "Basic ").and_then(basic) {
        Some(pair) => pair,
        None => (
            form.client_id.clone().unwrap_or_default(),
            form.client_secret.clone().unwrap_or_default(),
        ),
    };
    // Compared by fingerprint: how far two texts agree is not told by the time it takes.
    id == realm.client_id && fingerprint(&secret) == fingerprint(&issuer.client_secret)
}

fn is_its_exchange(grant: &Grant, realm: &str, form: &Exchange) -> bool {
    let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(form.code_verifier.as_bytes()));
    grant.realm == realm && grant.redirect_uri == form.redirect_uri && grant.challenge == challenge
}

fn tokens(issuer: &DemoIssuer, realm: &Issuer, grant: Grant) -> Response {
    let now = issuer.clock.now();
    let Ok(access_token) = issuer.grants.give_token(grant.claims.clone(), now) else {
        return error(StatusCode::INTERNAL_SERVER_ERROR, "server_error");
    };
    let mut claims = grant.claims;
    let issued = now.as_second();
    merge(
        &mut claims,
        json!({
            "iss": issuer.identifier(&realm.id),
            "aud": realm.client_id,
            "iat": issued,
            "exp": issued + TOKEN_LIFE.as_secs(),
            "auth_time": grant.at.as_second(),
            "nonce": grant.nonce,
        }),
    );
    let body = json!({
        "access_token": access_token,
        "token_type": "Bearer",
        "expires_in": TOKEN_LIFE.as_secs(),
        "id_token": issuer.key.sign(&claims),
    });
    ([(header::CACHE_CONTROL, "no-store")], Json(body)).into_response()
}

fn merge(into: &mut Value, more: Value) {
    if let (Value::Object(into), Value::Object(more)) = (into, more) {
        into.extend(more.into_iter().filter(|(_, value)| !value.is_null()));
    }
}

fn authorization<'a>(headers: &'a HeaderMap, scheme: &str) -> Option<&'a str> {
    headers.get(header::AUTHORIZATION)?.to_str().ok()?.strip_prefix(scheme)
}

/// Id and secret of a Basic header, each form-encoded inside it (RFC 6749 section 2.3.1).
fn basic(encoded: &str) -> Option<(String, String)> {
    let plain = String::from_utf8(STANDARD.decode(encoded).ok()?).ok()?;
    let (id, secret) = plain.split_once(':')?;
    let decode = |text: &str| {
        form_urlencoded::parse(format!("v={text}").as_bytes())
            .next()
            .map(|(_, v)| v.into_owned())
    };
    Some((decode(id)?, decode(secret)?))
}

fn error(status: StatusCode, code: &str) -> Response {
    (
        status,
        [(header::CACHE_CONTROL, "no-store")],
        Json(json!({ "error": code })),
    )
        .into_response()
}
