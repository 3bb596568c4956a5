//! Sends the browser to an issuer with a new state, nonce and PKCE challenge.

use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use cookie::time::Duration;
use openidconnect::core::CoreAuthenticationFlow;
use openidconnect::{CsrfToken, Nonce, PkceCodeChallenge, Scope};
use radica_workflows::sessions::{self, ATTEMPT_LIFE, Attempt};
use serde::Deserialize;

use super::provider::Provider;
use super::refusal::Refusal;
use crate::cookies::{self, Cookies};
use crate::keys::{KeyError, fingerprint, random_token};
use crate::local_path::LocalPath;
use crate::problem::Problem;
use crate::state::AppState;

/// Where to come back to.
#[derive(Debug, Default, Deserialize)]
pub struct Back {
    #[serde(default)]
    volver: String,
}

impl Back {
    /// The path asked for; home when it is absent or not ours.
    pub fn path(&self) -> LocalPath {
        LocalPath::parse(&self.volver).unwrap_or_else(LocalPath::home)
    }
}

/// Key of an attempt: the state and the browser's cookie together, so that a state is worth
/// nothing in another browser.
pub fn attempt_key(state: &str, browser: &str) -> String {
    fingerprint(&format!("{state}.{browser}"))
}

/// `GET /ingresar/{issuer}`
pub async fn begin(
    State(state): State<AppState>,
    Path(issuer): Path<String>,
    Query(back): Query<Back>,
    cookies: Cookies,
) -> Result<Response, Problem> {
    let provider = state.providers().get(&issuer).ok_or_else(Problem::not_found)?;
    let discovered = match provider.discovered(state.clock().now()).await {
        Ok(discovered) => discovered,
        Err(error) => {
            return Ok(Refusal::Unreachable(error.to_string()).tell(&state, &issuer).await);
        }
    };
    let known = state.cookies().get(&cookies, cookies::LOGIN).map(str::to_owned);
    let departure = Departure::new(known).map_err(|error| Problem::internal(error.to_string()))?;
    let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
    let (oauth_state, nonce) = (departure.state.clone(), departure.nonce.clone());
    let (url, ..) = discovered
        .client
        .authorize_url(
            CoreAuthenticationFlow::AuthorizationCode,
            || CsrfToken::new(oauth_state),
            || Nonce::new(nonce),
        )
        .add_scopes(scopes(provider))
        .set_pkce_challenge(challenge)
        .url();
    let attempt = Attempt {
        key: attempt_key(&departure.state, &departure.browser),
        issuer,
        nonce: departure.nonce,
        pkce_verifier: verifier.into_secret(),
        return_to: back.path().to_string(),
    };
    sessions::begin(state.app(), attempt).await?;
    let mut response = Redirect::to(url.as_str()).into_response();
    let age = Duration::seconds(ATTEMPT_LIFE.as_secs());
    state
        .cookies()
        .set(&mut response, cookies::LOGIN, departure.browser, Some(age));
    Ok(response)
}

/// What a browser leaves with.
struct Departure {
    state: String,
    nonce: String,
    browser: String,
}

impl Departure {
    /// `known` is the cookie of another attempt under way in the same browser, which must go on working.
    fn new(known: Option<String>) -> Result<Self, KeyError> {
        let browser = match known {
            Some(value) => value,
            None => random_token()?,
        };
        Ok(Self {
            state: random_token()?,
            nonce: random_token()?,
            browser,
        })
    }
}

fn scopes(provider: &Provider) -> impl Iterator<Item = Scope> {
    let declared = provider.settings().declared.scopes.iter();
    declared.filter(|scope| *scope != "openid").cloned().map(Scope::new)
}
