//! Form tokens. A state-changing request must carry a token that only a page of ours can have
//! written into its form: the signature of a cookie that the browser sends beside it. The cookie is
//! the session's, or before there is a session one of 256 random bits (a signed double submit).
//!
//! The token travels as the field `csrf` of a form, as the *first* part of a multipart form (so
//! that nothing is stored before it is checked), or in the header `x-csrf-token`.

mod body;

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use axum::extract::{FromRequestParts, Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http::request::Parts;
use http::{HeaderName, Method, StatusCode};

use crate::cookies::{self, Cookies};
use crate::keys::{EdgeKey, KeyError, Purpose, random_bytes, random_token};
use crate::problem::Problem;
use crate::session::Visitor;
use crate::state::AppState;

const HEADER: HeaderName = HeaderName::from_static("x-csrf-token");
const FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// The token of this browser's forms: `<input type="hidden" name="csrf" value="{{ csrf }}">`.
/// Taking it makes sure that the browser has the cookie it is bound to.
#[derive(Debug, Clone)]
pub struct Csrf(String);

impl fmt::Display for Csrf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Csrf {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let binding = parts.extensions.get::<Arc<Binding>>();
        let binding = binding.ok_or_else(|| Problem::internal("csrf::guard is not in the stack"))?;
        binding.used.store(true, Ordering::Relaxed);
        Ok(Self(binding.token.clone()))
    }
}

/// What this browser's tokens are bound to.
#[derive(Debug)]
struct Binding {
    token: String,
    /// Value of the cookie to plant if a form is shown; none when the browser already has one.
    plant: Option<String>,
    used: AtomicBool,
}

/// Middleware: refuses a state-changing request without its token; gives pages theirs.
pub async fn guard(State(state): State<AppState>, cookies: Cookies, mut request: Request, next: Next) -> Response {
    let signed_in = request
        .extensions()
        .get::<Visitor>()
        .is_some_and(|visitor| visitor.session().is_some());
    let cookie = bound_cookie(&state, &cookies, signed_in).map(str::to_owned);
    let binding = match bind(&state, cookie.clone()) {
        Ok(binding) => Arc::new(binding),
        Err(problem) => return problem.into_response(),
    };
    if changes_state(request.method()) {
        request = match check(&state, cookie.as_deref(), request).await {
            Ok(request) => request,
            Err(problem) => return problem.into_response(),
        };
    }
    request.extensions_mut().insert(Arc::clone(&binding));
    let mut response = next.run(request).await;
    if let Some(value) = binding.plant.clone().filter(|_| binding.used.load(Ordering::Relaxed)) {
        state.cookies().set(&mut response, cookies::BROWSER, value, None);
    }
    response
}

fn bind(state: &AppState, cookie: Option<String>) -> Result<Binding, Problem> {
    let (cookie, plant) = match cookie {
        Some(cookie) => (cookie, None),
        None => {
            let fresh = random_token().map_err(|error| Problem::internal(error.to_string()))?;
            (fresh.clone(), Some(fresh))
        }
    };
    let token = new_token(state.edge_key(), &cookie).map_err(|error| Problem::internal(error.to_string()))?;
    Ok(Binding {
        token,
        plant,
        used: AtomicBool::new(false),
    })
}

/// The cookie of a session that has ended binds nothing: the browser is about to forget it.
fn bound_cookie<'a>(state: &AppState, cookies: &'a Cookies, signed_in: bool) -> Option<&'a str> {
    let name = if signed_in { cookies::SESSION } else { cookies::BROWSER };
    state.cookies().get(cookies, name)
}

async fn check(state: &AppState, cookie: Option<&str>, request: Request) -> Result<Request, Problem> {
    if request
        .headers()
        .get(FETCH_SITE)
        .is_some_and(|site| site == "cross-site")
    {
        return Err(refused("cross-site request"));
    }
    let cookie = cookie.ok_or_else(|| refused("no cookie"))?;
    let header = request.headers().get(HEADER).and_then(|value| value.to_str().ok());
    let (token, request) = match header.map(str::to_owned) {
        Some(token) => (Some(token), request),
        None => body::token(request, state.config().limits.form_kb * 1024).await?,
    };
    let token = token.ok_or_else(|| refused("no token"))?;
    if is_token_of(state.edge_key(), cookie, &token) {
        Ok(request)
    } else {
        Err(refused("wrong token"))
    }
}

/// A token bound to a cookie. Its salt makes it another in every page, so that the length of a
/// compressed page tells nothing about it (BREACH).
///
/// # Errors
/// When the system gives no random bytes.
pub fn new_token(key: &EdgeKey, cookie: &str) -> Result<String, KeyError> {
    let salt = hex::encode(random_bytes::<8>()?);
    let signature = key.sign(Purpose::Csrf, bound(&salt, cookie).as_bytes());
    Ok(format!("{salt}.{signature}"))
}

fn is_token_of(key: &EdgeKey, cookie: &str, token: &str) -> bool {
    token
        .split_once('.')
        .is_some_and(|(salt, signature)| key.verify(Purpose::Csrf, bound(salt, cookie).as_bytes(), signature))
}

fn bound(salt: &str, cookie: &str) -> String {
    format!("{salt}.{cookie}")
}

/// Whether a request of this method may change something.
pub(crate) fn changes_state(method: &Method) -> bool {
    !matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS)
}

fn refused(cause: &'static str) -> Problem {
    Problem::of_status(StatusCode::FORBIDDEN)
        .explained(
            "Este formulario ya no es válido",
            "Su sesión cambió desde que abrió la página, o el formulario llegó desde otro sitio. Vuelva a la página \
             anterior, actualícela e inténtelo de nuevo. No se hizo ningún cambio.",
        )
        .because(format!("form token refused: {cause}"))
}
