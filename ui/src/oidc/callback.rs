//! The issuer sends the browser back: everything is checked before a session is opened.

use std::sync::Arc;

use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::Timestamp;
use openidconnect::core::CoreRequestTokenError;
use openidconnect::{
    AccessToken, AccessTokenHash, AuthorizationCode, ClaimsVerificationError, ClaimsVerificationError as Unverified,
    Nonce, OAuth2TokenResponse, PkceCodeVerifier, RequestTokenError, SignatureVerificationError, SubjectIdentifier,
    TokenResponse,
};
use radica_workflows::people::Identity;
use radica_workflows::sessions::{self, Attempt};
use serde::Deserialize;
use serde_json::{Map, Value};

use super::begin::attempt_key;
use super::provider::{Discovered, Provider, RadicaIdToken, RadicaUserInfo, chain};
use super::refusal::Refusal;
use super::routes::sign_in_url;
use crate::chrome::doors;
use crate::cookies::{self, Cookies};
use crate::flash::{Flash, SeeOther};
use crate::keys::{fingerprint, random_token};
use crate::local_path::LocalPath;
use crate::problem::Problem;
use crate::state::AppState;

/// Characters kept of a subject that proved nothing.
const CLAIMED: usize = 80;

/// What the issuer sends back (RFC 6749 section 4.1.2, RFC 9207 section 2).
#[derive(Debug, Default, Deserialize)]
pub struct Answer {
    code: Option<String>,
    state: Option<String>,
    iss: Option<String>,
    error: Option<String>,
}

/// Who came in, and the token that says so.
struct Vouched {
    identity: Identity,
    id_token: String,
}

/// `GET /ingresar/{issuer}/regreso`
pub async fn callback(
    State(state): State<AppState>,
    Path(issuer): Path<String>,
    cookies: Cookies,
    answer: Result<Query<Answer>, QueryRejection>,
) -> Result<Response, Problem> {
    let provider = state.providers().get(&issuer).ok_or_else(Problem::not_found)?;
    let Ok(Query(answer)) = answer else {
        return Ok(Refusal::Malformed.tell(&state, &issuer).await);
    };
    let attempt = match attempt_of(&state, provider, &cookies, &answer).await? {
        Ok(attempt) => attempt,
        Err(refusal) => return Ok(refusal.tell(&state, &issuer).await),
    };
    let back = LocalPath::parse(&attempt.return_to).unwrap_or_else(LocalPath::home);
    if answer.error.as_deref() == Some("access_denied") {
        return Ok(gave_up(&state, &back));
    }
    match vouched(provider, &attempt, answer, state.clock().now()).await {
        Ok(vouched) => let_in(&state, &cookies, vouched, &back).await,
        Err(refusal) => Ok(refusal.tell(&state, &issuer).await),
    }
}

/// The attempt that this answer belongs to, taken so that it cannot be answered twice.
async fn attempt_of(
    state: &AppState,
    provider: &Provider,
    cookies: &Cookies,
    answer: &Answer,
) -> Result<Result<Attempt, Refusal>, Problem> {
    let Some(sent) = &answer.state else {
        return Ok(Err(Refusal::Malformed));
    };
    let Some(browser) = state.cookies().get(cookies, cookies::LOGIN) else {
        return Ok(Err(Refusal::OtherBrowser));
    };
    let Some(attempt) = sessions::take_attempt(state.app(), &attempt_key(sent, browser)).await? else {
        return Ok(Err(Refusal::UnknownState));
    };
    let named_otherwise = answer.iss.as_ref().is_some_and(|iss| *iss != provider.settings().url);
    if attempt.issuer != provider.id() || named_otherwise {
        return Ok(Err(Refusal::OtherIssuer));
    }
    Ok(Ok(attempt))
}

async fn vouched(provider: &Provider, attempt: &Attempt, answer: Answer, now: Timestamp) -> Result<Vouched, Refusal> {
    if let Some(error) = answer.error {
        return Err(Refusal::ByIssuer(error.chars().take(80).collect()));
    }
    let code = answer.code.ok_or(Refusal::Malformed)?;
    let discovered = discovered(provider, now).await?;
    let tokens = discovered
        .client
        .exchange_code(AuthorizationCode::new(code))
        .map_err(|error| Refusal::Unreachable(chain(&error)))?
        .set_pkce_verifier(PkceCodeVerifier::new(attempt.pkce_verifier.clone()))
        .request_async(provider.http())
        .await
        .map_err(|error| exchange_refused(&error))?;
    let id_token = tokens.id_token().ok_or_else(|| Refusal::IdToken {
        why: "missing".to_owned(),
        claimed: None,
    })?;
    let nonce = Nonce::new(attempt.nonce.clone());
    let mut claims = match verify(&discovered, id_token, tokens.access_token(), &nonce, now) {
        Err(Unverified::SignatureVerification(SignatureVerificationError::NoMatchingKey)) => {
            // The issuer may have changed its keys since we read them.
            let again = provider
                .discover(now)
                .await
                .map_err(|error| Refusal::Unreachable(error.to_string()))?;
            verify(&again, id_token, tokens.access_token(), &nonce, now)
        }
        verified => verified,
    }
    .map_err(|error| Refusal::IdToken {
        why: chain(&error),
        claimed: claimed(&id_token.to_string()),
    })?;
    let subject = take_subject(&claims)?;
    let more = userinfo(&discovered, provider, tokens.access_token(), &subject).await?;
    more.into_iter().for_each(|(name, value)| {
        claims.entry(name).or_insert(value);
    });
    let identity = Identity::from_claims(&provider.settings().declared, &subject, &Value::Object(claims));
    Ok(Vouched {
        identity,
        id_token: id_token.to_string(),
    })
}

async fn discovered(provider: &Provider, now: Timestamp) -> Result<Arc<Discovered>, Refusal> {
    provider
        .discovered(now)
        .await
        .map_err(|error| Refusal::Unreachable(error.to_string()))
}

/// Verifies signature, issuer, audience, expiry, nonce and the access token's hash (OpenID Connect
/// Core 1.0 sections 3.1.3.7 and 3.1.3.8), and gives all claims.
fn verify(
    discovered: &Discovered,
    token: &RadicaIdToken,
    access_token: &AccessToken,
    nonce: &Nonce,
    now: Timestamp,
) -> Result<Map<String, Value>, ClaimsVerificationError> {
    let other = |error: &dyn std::error::Error| Unverified::Other(chain(error));
    let verifier = discovered
        .client
        .id_token_verifier()
        .set_allowed_algs(discovered.signatures.iter().cloned())
        .set_time_fn(move || as_chrono(now));
    let claims = token.claims(&verifier, nonce)?;
    if let Some(expected) = claims.access_token_hash() {
        let algorithm = token.signing_alg().map_err(|error| other(&error))?;
        let key = token.signing_key(&verifier).map_err(|error| other(&error))?;
        let actual = AccessTokenHash::from_token(access_token, algorithm, key).map_err(|error| other(&error))?;
        if actual != *expected {
            return Err(Unverified::Other(
                "the access token is not the one of the ID token".to_owned(),
            ));
        }
    }
    match serde_json::to_value(claims) {
        Ok(Value::Object(claims)) => Ok(claims),
        _ => Err(Unverified::Other("the claims are not an object".to_owned())),
    }
}

/// More claims, from issuers that keep the ID token short. Its subject must be the same.
async fn userinfo(
    discovered: &Discovered,
    provider: &Provider,
    access_token: &AccessToken,
    subject: &str,
) -> Result<Map<String, Value>, Refusal> {
    let refused = |why: String| Refusal::UserInfo {
        why,
        claimed: subject.to_owned(),
    };
    let subject = SubjectIdentifier::new(subject.to_owned());
    let Ok(request) = discovered.client.user_info(access_token.clone(), Some(subject)) else {
        return Ok(Map::new());
    };
    let said: RadicaUserInfo = request
        .request_async(provider.http())
        .await
        .map_err(|error| refused(chain(&error)))?;
    match serde_json::to_value(said) {
        Ok(Value::Object(claims)) => Ok(claims),
        _ => Err(refused("not an object".to_owned())),
    }
}

async fn let_in(state: &AppState, cookies: &Cookies, vouched: Vouched, back: &LocalPath) -> Result<Response, Problem> {
    let token = random_token().map_err(|error| Problem::internal(error.to_string()))?;
    let former = state.cookies().get(cookies, cookies::SESSION).map(fingerprint);
    let session = sessions::open(
        state.app(),
        vouched.identity,
        vouched.id_token,
        fingerprint(&token),
        former,
        state.session_life(),
    )
    .await?;
    // Who came to work and asked for no page begins with their work.
    let to = match doors(&session.person) {
        Some(doors) if *back == LocalPath::home() => doors.first(),
        _ => back.as_str(),
    };
    let mut response = SeeOther::to(to).into_response();
    let jar = state.cookies();
    jar.set(&mut response, cookies::SESSION, token, None);
    jar.clear(&mut response, cookies::LOGIN);
    jar.clear(&mut response, cookies::BROWSER);
    Ok(response)
}

fn gave_up(state: &AppState, back: &LocalPath) -> Response {
    let told = Flash::warn("No ingresó. Puede intentarlo de nuevo cuando quiera.");
    let mut response = SeeOther::to(sign_in_url(back)).saying(told).into_response();
    state.cookies().clear(&mut response, cookies::LOGIN);
    response
}

fn exchange_refused<E: std::error::Error + 'static>(error: &CoreRequestTokenError<E>) -> Refusal {
    match error {
        RequestTokenError::ServerResponse(answer) => Refusal::Code(answer.to_string()),
        RequestTokenError::Request(_) => Refusal::Unreachable(chain(error)),
        RequestTokenError::Parse(..) | RequestTokenError::Other(_) => Refusal::Code(chain(error)),
    }
}

fn take_subject(claims: &Map<String, Value>) -> Result<String, Refusal> {
    let subject = claims.get("sub").and_then(Value::as_str);
    subject.map(str::to_owned).ok_or_else(|| Refusal::IdToken {
        why: "no subject".to_owned(),
        claimed: None,
    })
}

/// The subject that a token names which did not verify: for the journal, as a claim. Nothing else of it is kept.
fn claimed(token: &str) -> Option<String> {
    let payload = URL_SAFE_NO_PAD.decode(token.split('.').nth(1)?).ok()?;
    let claims: Value = serde_json::from_slice(&payload).ok()?;
    let subject = claims.get("sub")?.as_str()?;
    Some(subject.chars().take(CLAIMED).collect())
}

fn as_chrono(now: Timestamp) -> chrono::DateTime<chrono::Utc> {
    chrono::DateTime::from_timestamp(now.as_second(), 0).unwrap_or(chrono::DateTime::UNIX_EPOCH)
}
