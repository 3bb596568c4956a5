//! A copy that somebody wants compared: read to its hash, never kept.

use axum::extract::Multipart;
use axum::extract::multipart::MultipartError;
use axum::response::IntoResponse;
use http::StatusCode;
use sha2::{Digest, Sha256};

use crate::problem::Problem;

/// The SHA-256 of the file in a form's field, in lowercase hex; `None` when no file was chosen.
///
/// # Errors
/// When the form breaks off, or the file has more than `limit` bytes.
pub async fn hash_of(mut form: Multipart, field: &str, limit: u64) -> Result<Option<String>, Problem> {
    while let Some(mut part) = form.next_field().await.map_err(broken)? {
        if part.name() != Some(field) || part.file_name().is_none_or(str::is_empty) {
            continue;
        }
        let mut hash = Sha256::new();
        let mut size = 0;
        while let Some(chunk) = part.chunk().await.map_err(broken)? {
            size += chunk.len() as u64;
            if size > limit {
                return Err(Problem::of_status(StatusCode::PAYLOAD_TOO_LARGE));
            }
            hash.update(&chunk);
        }
        return Ok(Some(hex::encode(hash.finalize())));
    }
    Ok(None)
}

fn broken(error: MultipartError) -> Problem {
    Problem::of_status(error.into_response().status())
}
