//! A stored document as a response: streamed from the object store and verified on its way out.

use axum::body::{Body, Bytes};
use axum::response::{IntoResponse, Response};
use futures_util::TryStreamExt;
use http::{HeaderMap, HeaderValue, header};
use radica_storage::documents::Document;
use radica_storage::objects::{self, Sha256};
use radica_workflows::App;
use radica_workflows::problem::Error;

use crate::problem::Problem;

/// Bytes up to which a document is verified before the first of them leaves.
const WHOLE: u64 = 4 * 1024 * 1024;

/// How the browser should take a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Show {
    /// In the page, when it is of a kind that can do no harm there.
    InPage,
    /// As a file to keep.
    Download,
}

/// Nothing in it runs, loads or sends. A PDF is not sandboxed: browsers refuse to show a sandboxed one.
const INERT: HeaderValue =
    HeaderValue::from_static("default-src 'none'; style-src 'unsafe-inline'; sandbox; frame-ancestors 'self'");
const PDF: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'self'",
);

/// The content of a document. Who calls has checked that the reader may have it.
///
/// One that is missing or damaged has a page that says so. Of a large one the last bytes leave only when the hash of all
/// of them is right; otherwise the response breaks off.
///
/// # Errors
/// When the blob is missing, damaged, or the store cannot be read.
pub async fn of_document(app: &App, document: &Document, show: Show) -> Result<Response, Problem> {
    let key: Sha256 = document
        .sha256
        .parse()
        .map_err(|_| Problem::internal(format!("document {}: its hash is not one", document.id)))?;
    let not_there = |error| lost(document, error);
    let blob = app.objects.get(key).await.map_err(not_there)?;
    let size = blob.size();
    let mut headers = headers(&document.title, &document.media_type, show);
    headers.insert(header::CONTENT_LENGTH, HeaderValue::from(size));
    let content = blob.into_stream();
    let body = if size <= WHOLE {
        let pieces: Vec<Bytes> = content.try_collect().await.map_err(not_there)?;
        Body::from(pieces.concat())
    } else {
        Body::from_stream(content)
    };
    Ok((headers, body).into_response())
}

/// What is said of a document whose content is not what was filed. Nothing is removed or replaced: the entry, the hash
/// and the log say which blob to bring back from a backup.
fn lost(document: &Document, error: objects::Error) -> Problem {
    let title = match error {
        objects::Error::Missing { .. } => "El archivo de este documento no está",
        objects::Error::Corrupt { .. } => "El archivo de este documento está dañado",
        other => return Error::from(other).into(),
    };
    Problem::internal(format!("document {}: {error}", document.id)).explained(
        title,
        "Su registro en el expediente sigue completo, y con él la huella que permite comprobar una copia. Quien opera el \
         sistema ya tiene el aviso para traerlo de la copia de seguridad; pida el documento a la dependencia si lo \
         necesita antes.",
    )
}

/// A PDF made for this request, such as the preview of an act.
pub fn of_pdf(name: &str, bytes: Vec<u8>) -> Response {
    (headers(name, "application/pdf", Show::InPage), bytes).into_response()
}

fn headers(name: &str, media_type: &str, show: Show) -> HeaderMap {
    let safe = is_safe_in_page(media_type);
    let kind = if safe { media_type } else { "application/octet-stream" };
    let way = if safe && show == Show::InPage {
        "inline"
    } else {
        "attachment"
    };
    let policy = if media_type == "application/pdf" { PDF } else { INERT };
    let mut headers = HeaderMap::new();
    headers.insert(header::CONTENT_TYPE, text(kind));
    headers.insert(header::CONTENT_DISPOSITION, text(&disposition(way, name, media_type)));
    headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
    headers
}

fn is_safe_in_page(media_type: &str) -> bool {
    matches!(media_type, "application/pdf" | "image/jpeg" | "image/png")
}

/// `inline; filename="Resolucion.pdf"; filename*=UTF-8''Resoluci%C3%B3n.pdf` (RFC 6266).
fn disposition(way: &str, name: &str, media_type: &str) -> String {
    let name = with_extension(name, media_type);
    let plain: String = name
        .chars()
        .map(|letter| if is_plain(letter) { letter } else { '_' })
        .collect();
    let coded: String = name.bytes().map(coded).collect();
    format!("{way}; filename=\"{plain}\"; filename*=UTF-8''{coded}")
}

fn with_extension(name: &str, media_type: &str) -> String {
    let extension = match media_type {
        "application/pdf" => ".pdf",
        "image/jpeg" => ".jpg",
        "image/png" => ".png",
        "application/xml" => ".xml",
        "text/csv" => ".csv",
        _ => "",
    };
    let name = name.trim();
    if name.to_lowercase().ends_with(extension) {
        name.to_owned()
    } else {
        format!("{name}{extension}")
    }
}

fn is_plain(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || matches!(letter, ' ' | '.' | '-' | '_')
}

fn coded(byte: u8) -> String {
    if byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_') {
        char::from(byte).to_string()
    } else {
        format!("%{byte:02X}")
    }
}

/// Every text here is ASCII; a media type that could not be a header is not believed.
fn text(value: &str) -> HeaderValue {
    HeaderValue::from_str(value).unwrap_or(HeaderValue::from_static("application/octet-stream"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_with_accents_is_given_in_both_spellings() {
        let said = disposition("inline", "Resolución \"12\"", "application/pdf");
        assert_eq!(
            said,
            "inline; filename=\"Resoluci_n _12_.pdf\"; filename*=UTF-8''Resoluci%C3%B3n%20%2212%22.pdf"
        );
    }

    #[test]
    fn what_could_run_in_the_page_is_only_downloaded() {
        let headers = headers("anexo", "text/html", Show::InPage);
        assert_eq!(headers[header::CONTENT_TYPE], "application/octet-stream");
        assert!(
            headers[header::CONTENT_DISPOSITION]
                .to_str()
                .unwrap()
                .starts_with("attachment")
        );
        assert!(
            headers[header::CONTENT_SECURITY_POLICY]
                .to_str()
                .unwrap()
                .contains("sandbox")
        );
    }
}
