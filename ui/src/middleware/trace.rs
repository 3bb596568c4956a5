//! One line of the operators' log per request.

use std::time::Instant;

use axum::extract::{MatchedPath, Request};
use axum::middleware::Next;
use axum::response::Response;

use super::request_id::RequestId;

/// Middleware: writes method, route, status and milliseconds. The route, not the path: paths carry
/// radicados and codes that do not belong in a log.
pub async fn write(request: Request, next: Next) -> Response {
    let began = Instant::now();
    let method = request.method().clone();
    let route = request
        .extensions()
        .get::<MatchedPath>()
        .map(|path| path.as_str().to_owned());
    let id = request
        .extensions()
        .get::<RequestId>()
        .map(RequestId::to_string)
        .unwrap_or_default();
    let response = next.run(request).await;
    let milliseconds = began.elapsed().as_millis();
    let route = route.as_deref().unwrap_or("-");
    tracing::debug!(%method, route, status = response.status().as_u16(), milliseconds, request = id);
    response
}
