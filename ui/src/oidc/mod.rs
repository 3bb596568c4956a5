//! Signing in: Radica as a client of several OpenID Connect issuers (code flow with PKCE, state and
//! nonce), and the demonstration's issuer.

mod begin;
mod callback;
mod claims;
pub mod demo;
mod page;
mod provider;
mod refusal;
pub mod routes;
mod settings;
mod sign_out;

use axum::Router;
use axum::routing::{get, post};

pub use provider::{Provider, Providers};
pub use settings::{IssuerError, IssuerSettings, resolve};

use crate::state::AppState;

/// The pages of signing in and out.
pub fn router() -> Router<AppState> {
    Router::new()
        .route(routes::SIGN_IN, get(page::sign_in))
        .route(routes::BEGIN, get(begin::begin))
        .route(routes::CALLBACK, get(callback::callback))
        .route(routes::SIGN_OUT, post(sign_out::sign_out))
        .route(routes::SIGNED_OUT, get(sign_out::signed_out))
}
