//! Who makes the request: the session behind the cookie, as handlers take it.
//!
//! `Visitor` is anybody, `SignedIn` somebody with a session (others are sent to sign in), `Actor`
//! is what services ask for.

use std::convert::Infallible;

use axum::extract::{FromRequestParts, Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http::request::Parts;
use http::{HeaderValue, StatusCode, header};
use radica_workflows::actor::{Actor, Person};
use radica_workflows::sessions;
pub use radica_workflows::sessions::Session;

use crate::cookies::{self, Cookies};
use crate::keys::fingerprint;
use crate::problem::Problem;
use crate::state::AppState;

/// Whoever makes the request.
#[derive(Debug, Clone, Default)]
pub struct Visitor(Option<Session>);

/// Somebody who has signed in.
#[derive(Debug, Clone)]
pub struct SignedIn(pub Session);

impl Visitor {
    /// Their session, if they have signed in.
    pub fn session(&self) -> Option<&Session> {
        self.0.as_ref()
    }

    /// Who they are, for services.
    pub fn actor(&self) -> Actor {
        match &self.0 {
            Some(session) => Actor::Person(Box::new(session.person.clone())),
            None => Actor::Anonymous,
        }
    }
}

impl SignedIn {
    /// The person.
    pub fn person(&self) -> &Person {
        &self.0.person
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Visitor {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(parts.extensions.get::<Self>().cloned().unwrap_or_default())
    }
}

impl<S: Send + Sync> FromRequestParts<S> for SignedIn {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let Ok(Visitor(session)) = Visitor::from_request_parts(parts, state).await;
        session
            .map(Self)
            .ok_or_else(|| Problem::of_status(StatusCode::UNAUTHORIZED))
    }
}

impl FromRequestParts<AppState> for Actor {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Infallible> {
        let visitor = Visitor::from_request_parts(parts, state).await?;
        Ok(visitor.actor())
    }
}

/// Middleware: finds the session behind the cookie. What a signed-in person sees is kept by no
/// cache, so that the back button shows nothing after they leave.
pub async fn find(State(state): State<AppState>, cookies: Cookies, mut request: Request, next: Next) -> Response {
    let Some(token) = state.cookies().get(&cookies, cookies::SESSION) else {
        return next.run(request).await;
    };
    let session = match sessions::load(state.app(), &fingerprint(token), state.session_life()).await {
        Ok(session) => session,
        Err(error) => return Problem::from(error).into_response(),
    };
    let ended = session.is_none();
    request.extensions_mut().insert(Visitor(session));
    let mut response = next.run(request).await;
    if ended {
        state.cookies().clear_unless_set(&mut response, cookies::SESSION);
    } else {
        let private = HeaderValue::from_static("no-store");
        response.headers_mut().entry(header::CACHE_CONTROL).or_insert(private);
    }
    response
}
