//! The authorization endpoint: checks the request, asks who signs in, gives the code.

use std::sync::Arc;

use askama::Template;
use axum::extract::rejection::{FormRejection, QueryRejection};
use axum::extract::{Form, Path, Query, State};
use axum::response::{IntoResponse, Response};
use http::{StatusCode, header};
use radica_workflows::catalog::entity::{DemoPerson, Issuer};
use serde::{Deserialize, Serialize};

use super::grants::Grant;
use super::{DemoIssuer, claims_of};
use crate::html::Html;

/// Parameters of the request (OpenID Connect Core 1.0 section 3.1.2.1, RFC 7636 section 4.3).
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct AuthorizationRequest {
    response_type: String,
    client_id: String,
    redirect_uri: String,
    scope: String,
    state: String,
    nonce: Option<String>,
    code_challenge: String,
    code_challenge_method: String,
}

/// The form of the page: the request again, and who was chosen.
#[derive(Debug, Deserialize)]
pub struct Choice {
    #[serde(flatten)]
    request: AuthorizationRequest,
    /// Subject of the chosen person; empty when they gave up.
    #[serde(default)]
    person: String,
}

#[derive(Template)]
#[template(path = "demo/choose.html")]
struct ChoosePage<'a> {
    realm: &'a Issuer,
    people: Vec<&'a DemoPerson>,
    request: &'a AuthorizationRequest,
}

#[derive(Template)]
#[template(path = "demo/refused.html")]
struct RefusedPage {
    why: &'static str,
}

/// Shows who can sign in.
pub async fn ask(
    State(issuer): State<Arc<DemoIssuer>>,
    Path(realm): Path<String>,
    request: Result<Query<AuthorizationRequest>, QueryRejection>,
) -> Response {
    let (Some(realm), Ok(Query(request))) = (issuer.realm(&realm), request) else {
        return refused("La solicitud no se entiende.");
    };
    match check(&issuer, realm, &request) {
        Ok(()) => Html(ChoosePage {
            realm,
            people: issuer.people_of(realm).collect(),
            request: &request,
        })
        .into_response(),
        Err(refusal) => refusal.answer(&issuer, realm, &request),
    }
}

/// Gives the code to the person chosen. Checks the request again: the form could be anybody's.
pub async fn choose(
    State(issuer): State<Arc<DemoIssuer>>,
    Path(realm): Path<String>,
    choice: Result<Form<Choice>, FormRejection>,
) -> Response {
    let (Some(realm), Ok(Form(choice))) = (issuer.realm(&realm), choice) else {
        return refused("La solicitud no se entiende.");
    };
    let request = choice.request;
    if let Err(refusal) = check(&issuer, realm, &request) {
        return refusal.answer(&issuer, realm, &request);
    }
    let Some(person) = issuer.people_of(realm).find(|person| person.subject == choice.person) else {
        return Refusal::Redirected("access_denied").answer(&issuer, realm, &request);
    };
    let grant = Grant {
        claims: claims_of(person, realm),
        realm: realm.id.clone(),
        redirect_uri: request.redirect_uri.clone(),
        nonce: request.nonce.clone(),
        challenge: request.code_challenge.clone(),
        at: issuer.clock.now(),
    };
    match issuer.grants.give_code(grant) {
        Ok(code) => back(&issuer, realm, &request, &[("code", &code)]),
        Err(_) => Refusal::Redirected("server_error").answer(&issuer, realm, &request),
    }
}

/// The style sheet, so that the page stands alone on its own port.
pub async fn style() -> Response {
    (
        [(header::CONTENT_TYPE, "text/css; charset=utf-8")],
        crate::assets::text("radica.css"),
    )
        .into_response()
}

/// Why a request gets no code.
enum Refusal {
    /// The client or its address is not known: the browser must not be sent there.
    Shown(&'static str),
    /// The client is told (RFC 6749 section 4.1.2.1).
    Redirected(&'static str),
}

impl Refusal {
    fn answer(self, issuer: &DemoIssuer, realm: &Issuer, request: &AuthorizationRequest) -> Response {
        match self {
            Self::Shown(why) => refused(why),
            Self::Redirected(error) => back(issuer, realm, request, &[("error", error)]),
        }
    }
}

fn check(issuer: &DemoIssuer, realm: &Issuer, request: &AuthorizationRequest) -> Result<(), Refusal> {
    if request.client_id != realm.client_id {
        return Err(Refusal::Shown("El emisor no conoce a quien pide el ingreso."));
    }
    if request.redirect_uri != issuer.redirect_uri(realm) {
        return Err(Refusal::Shown("La dirección de regreso no está registrada."));
    }
    if request.response_type != "code" {
        return Err(Refusal::Redirected("unsupported_response_type"));
    }
    if !request.scope.split(' ').any(|scope| scope == "openid") {
        return Err(Refusal::Redirected("invalid_scope"));
    }
    if request.code_challenge_method != "S256" || request.code_challenge.len() != 43 {
        return Err(Refusal::Redirected("invalid_request"));
    }
    Ok(())
}

fn back(issuer: &DemoIssuer, realm: &Issuer, request: &AuthorizationRequest, answer: &[(&str, &str)]) -> Response {
    let iss = issuer.identifier(&realm.id);
    let mut pairs = answer.to_vec();
    pairs.push(("state", &request.state));
    pairs.push(("iss", &iss));
    let location = format!("{}?{}", request.redirect_uri, query(&pairs));
    (StatusCode::SEE_OTHER, [(header::LOCATION, location)]).into_response()
}

fn refused(why: &'static str) -> Response {
    Html(RefusedPage { why }).with_status(StatusCode::BAD_REQUEST)
}

/// Pairs as a query.
pub fn query(pairs: &[(&str, &str)]) -> String {
    form_urlencoded::Serializer::new(String::new())
        .extend_pairs(pairs)
        .finish()
}
