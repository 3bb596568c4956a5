//! Everything that Radica answers, and what every request passes through.

use std::time::Duration;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::get;
use http::StatusCode;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::timeout::TimeoutLayer;

use crate::middleware::{csrf, headers, leaving, panics, request_id, trace, typed, written};
use crate::pages::{
    account, console, filing, following, home, info, officials, operations, policies, posting, records,
};
use crate::state::AppState;
use crate::{assets, flash, health, oidc, problem, refusals, session};

/// The whole site. `pages` are the routes with a time limit of a page, `uploads` those that take
/// files: they may be longer and larger.
pub fn site(state: AppState, pages: Router<AppState>, uploads: Router<AppState>) -> Router {
    let limits = state.config().limits;
    let pages = pages
        .merge(oidc::router())
        .layer(within(limits.request_seconds))
        .layer(DefaultBodyLimit::max(limits.form_kb * 1024));
    let uploads = uploads
        .layer(within(limits.upload_seconds))
        .layer(DefaultBodyLimit::disable());
    // The last layer added is the first that a request meets.
    pages
        .merge(uploads)
        .fallback(nothing_here)
        .layer(from_fn_with_state(state.clone(), flash::carry))
        .layer(from_fn_with_state(state.clone(), csrf::guard))
        .layer(from_fn(typed::give_back))
        .layer(from_fn_with_state(state.clone(), written::remember))
        .layer(from_fn_with_state(state.clone(), refusals::watch))
        .layer(from_fn_with_state(state.clone(), session::find))
        .route(assets::ROUTE, get(assets::serve))
        .merge(health::routes())
        .layer(CatchPanicLayer::custom(panics::answer))
        .layer(from_fn(problem::tell))
        .layer(CompressionLayer::new())
        .layer(from_fn_with_state(state.clone(), headers::secure))
        .layer(from_fn_with_state(state.clone(), leaving::tell))
        .layer(from_fn(trace::write))
        .layer(from_fn(request_id::number))
        .with_state(state)
}

fn within(seconds: u64) -> TimeoutLayer {
    TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, Duration::from_secs(seconds))
}

/// Pages.
pub fn pages() -> Router<AppState> {
    Router::new()
        .merge(home::handlers::routes())
        .merge(filing::handlers::routes())
        .merge(officials::handlers::routes())
        .merge(records::handlers::routes())
        .merge(operations::handlers::routes())
        .merge(operations::diary_handlers::routes())
        .merge(console::handlers::routes())
        .merge(posting::handlers::routes())
        .merge(filing::case_handlers::routes())
        .merge(following::handlers::routes())
        .merge(following::requirement_handlers::routes())
        .merge(following::verify_handlers::routes())
        .merge(account::handlers::routes())
        .merge(info::handlers::routes())
        .merge(policies::handlers::routes())
        .merge(policies::review_handlers::routes())
}

/// Routes that take files.
pub fn uploads() -> Router<AppState> {
    filing::handlers::uploads()
        .merge(following::requirement_handlers::uploads())
        .merge(following::verify_handlers::uploads())
        .merge(officials::adding_uploads())
        .merge(policies::handlers::uploads())
}

async fn nothing_here() -> problem::Problem {
    problem::Problem::not_found()
}
