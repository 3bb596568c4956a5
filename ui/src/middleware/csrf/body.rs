//! Finds the token inside a body and leaves the body as it came: a short form is read whole, of a
//! multipart form only the first part, so that files still stream.

use axum::body::{Body, Bytes};
use axum::extract::Request;
use futures_util::{StreamExt, stream};
use http::{StatusCode, header};

use crate::form_body::{Pairs, value};
use crate::middleware::typed;
use crate::problem::Problem;

/// Field that carries the token.
const FIELD: &str = "csrf";
/// Bytes within which the first part of a multipart form must end.
const FIRST_PART: usize = 4096;

/// The token in the body, if any, and the request as it came. Forms longer than `limit` bytes are refused.
pub async fn token(request: Request, limit: usize) -> Result<(Option<String>, Request), Problem> {
    let kind = request
        .headers()
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok());
    let kind = kind.unwrap_or("").to_owned();
    if kind.starts_with("application/x-www-form-urlencoded") {
        of_form(request, limit).await
    } else if let Some(boundary) = boundary(&kind) {
        of_first_part(request, &boundary).await
    } else {
        Ok((None, request))
    }
}

async fn of_form(request: Request, limit: usize) -> Result<(Option<String>, Request), Problem> {
    let (parts, body) = request.into_parts();
    let bytes = axum::body::to_bytes(body, limit)
        .await
        .map_err(|_| Problem::of_status(StatusCode::PAYLOAD_TOO_LARGE))?;
    let pairs: Pairs = form_urlencoded::parse(&bytes).into_owned().collect();
    let token = value(&pairs, FIELD).map(str::to_owned);
    typed::keep(pairs);
    Ok((token, Request::from_parts(parts, Body::from(bytes))))
}

async fn of_first_part(request: Request, boundary: &str) -> Result<(Option<String>, Request), Problem> {
    let (parts, body) = request.into_parts();
    let mut rest = body.into_data_stream();
    let mut read = Vec::new();
    let mut token = None;
    while read.len() < FIRST_PART {
        let Some(chunk) = rest.next().await else {
            break;
        };
        let chunk = chunk.map_err(|_| Problem::of_status(StatusCode::BAD_REQUEST))?;
        read.extend_from_slice(&chunk);
        token = first_part(&read, boundary);
        if token.is_some() {
            break;
        }
    }
    let head = stream::iter([Ok(Bytes::from(read))]);
    Ok((token, Request::from_parts(parts, Body::from_stream(head.chain(rest)))))
}

/// Value of the first part once it is complete and is the token (RFC 7578 section 4).
fn first_part(read: &[u8], boundary: &str) -> Option<String> {
    let start = format!("--{boundary}\r\n");
    let end = format!("\r\n--{boundary}");
    let text = std::str::from_utf8(&read[..read.len().min(FIRST_PART)])
        .or_else(|error| std::str::from_utf8(&read[..error.valid_up_to()]))
        .ok()?;
    let (head, rest) = text.strip_prefix(&start)?.split_once("\r\n\r\n")?;
    let (value, _) = rest.split_once(&end)?;
    let named = head
        .lines()
        .any(|line| line.to_ascii_lowercase().starts_with("content-disposition:") && line.contains("name=\"csrf\""));
    named.then(|| value.to_owned())
}

fn boundary(content_type: &str) -> Option<String> {
    let parameters = content_type.strip_prefix("multipart/form-data")?;
    let value = parameters
        .split(';')
        .find_map(|parameter| parameter.trim().strip_prefix("boundary="))?;
    Some(value.trim_matches('"').to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    const MULTIPART: &str = "--X\r\nContent-Disposition: form-data; name=\"csrf\"\r\n\r\nficha\r\n--X\r\n\
        Content-Disposition: form-data; name=\"archivo\"; filename=\"a.pdf\"\r\n\r\n%PDF\r\n--X--\r\n";

    fn post(kind: &str, body: Body) -> Request {
        Request::post("/")
            .header(header::CONTENT_TYPE, kind)
            .body(body)
            .unwrap()
    }

    async fn read(request: Request) -> String {
        let bytes = axum::body::to_bytes(request.into_body(), 1 << 20).await.unwrap();
        String::from_utf8_lossy(&bytes).into_owned()
    }

    #[tokio::test]
    async fn a_form_gives_its_token_and_stays_whole() {
        let body = "a=1&csrf=fich%61&b=2";
        let (token, request) = token(post("application/x-www-form-urlencoded", Body::from(body)), 100)
            .await
            .unwrap();
        assert_eq!(token.as_deref(), Some("ficha"));
        assert_eq!(read(request).await, body);
    }

    #[tokio::test]
    async fn a_form_that_is_too_long_is_refused_with_413() {
        let long = Body::from("a".repeat(101));
        let problem = token(post("application/x-www-form-urlencoded", long), 100)
            .await
            .unwrap_err();
        assert_eq!(problem.status(), StatusCode::PAYLOAD_TOO_LARGE);
    }

    #[tokio::test]
    async fn a_multipart_form_gives_its_token_however_it_is_cut() {
        for size in [1, 7, 64, 4096] {
            let chunks: Vec<_> = MULTIPART.as_bytes().chunks(size).map(Bytes::copy_from_slice).collect();
            let body = Body::from_stream(stream::iter(chunks.into_iter().map(Ok::<_, std::io::Error>)));
            let (token, request) = token(post("multipart/form-data; boundary=X", body), 100).await.unwrap();
            assert_eq!(token.as_deref(), Some("ficha"), "chunks of {size}");
            assert_eq!(read(request).await, MULTIPART);
        }
    }

    #[tokio::test]
    async fn a_token_after_the_first_part_does_not_count() {
        let body = MULTIPART.replace("name=\"csrf\"", "name=\"otro\"");
        let (token, _) = token(post("multipart/form-data; boundary=\"X\"", Body::from(body)), 100)
            .await
            .unwrap();
        assert_eq!(token, None);
    }
}
