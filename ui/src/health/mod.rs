//! Whether this node lives, and whether it may be asked: two addresses for a balancer and for who watches.
//!
//! `/salud` answers as long as the program does. `/salud/listo` answers 503 when a part that pages need does not serve,
//! and from the moment the node is told to stop, while it still answers what is asked.

mod parts;

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use http::{HeaderValue, StatusCode, header};
use serde_json::json;

use crate::state::AppState;

/// Answers as long as the program lives.
pub const LIVE: &str = "/salud";
/// Answers 200 when the node may be asked.
pub const READY: &str = "/salud/listo";

/// The two addresses.
pub fn routes() -> Router<AppState> {
    Router::new().route(LIVE, get(live)).route(READY, get(ready))
}

async fn live() -> Response {
    told(StatusCode::OK, json!({ "vive": true }))
}

async fn ready(State(state): State<AppState>) -> Response {
    let parts = parts::all(&state).await;
    let ready = parts.iter().all(|part| part.serves);
    let status = if ready {
        StatusCode::OK
    } else {
        StatusCode::SERVICE_UNAVAILABLE
    };
    let parts: Vec<_> = parts
        .iter()
        .map(|part| json!({ "parte": part.name, "bien": part.serves, "dice": part.says }))
        .collect();
    told(status, json!({ "listo": ready, "partes": parts }))
}

fn told(status: StatusCode, body: serde_json::Value) -> Response {
    let fresh = [(header::CACHE_CONTROL, HeaderValue::from_static("no-store"))];
    (status, fresh, Json(body)).into_response()
}
