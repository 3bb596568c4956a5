//! A number for each request, in the log, in the answer's `x-request-id` and on failure pages.

use std::fmt;

use axum::extract::Request;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http::{HeaderName, HeaderValue};

use crate::keys::random_bytes;
use crate::problem::Problem;

const HEADER: HeaderName = HeaderName::from_static("x-request-id");

/// Number of a request: 64 random bits, hexadecimal. What the client sends is not used, so that
/// nobody can write into the log.
#[derive(Debug, Clone)]
pub struct RequestId(String);

impl fmt::Display for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Middleware: numbers the request.
pub async fn number(mut request: Request, next: Next) -> Response {
    let id = match random_bytes::<8>() {
        Ok(bytes) => RequestId(hex::encode(bytes)),
        Err(error) => return Problem::internal(error.to_string()).into_response(),
    };
    request.extensions_mut().insert(id.clone());
    let mut response = next.run(request).await;
    if let Ok(value) = HeaderValue::from_str(&id.0) {
        response.headers_mut().insert(HEADER, value);
    }
    response
}
