//! Style sheets, scripts and fonts, served from the binary under names that carry their hash, so
//! that a browser keeps them for ever and a new version is a new name.

use std::collections::HashMap;
use std::sync::LazyLock;

use axum::extract::Path;
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use include_dir::{Dir, include_dir};
use sha2::{Digest, Sha256};

static FILES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/assets");
static ASSETS: LazyLock<Assets> = LazyLock::new(Assets::index);

/// Folder of the assets in addresses.
const FOLDER: &str = "/activos";
/// Route of every asset.
pub const ROUTE: &str = "/activos/{*name}";

/// Address of an asset by its file name (`"radica.css"`), for templates. An unknown name gives an
/// address that answers 404; a test renders every page and fails on one.
pub fn url(name: &str) -> &'static str {
    ASSETS.urls.get(name).map_or("/activos/", String::as_str)
}

/// Text of an asset, for the demonstration's issuer, which stands alone on its own port.
pub fn text(name: &str) -> &'static str {
    FILES
        .get_file(name)
        .and_then(include_dir::File::contents_utf8)
        .unwrap_or_default()
}

/// Serves one asset.
pub async fn serve(Path(name): Path<String>, headers: HeaderMap) -> Response {
    let Some(asset) = ASSETS.by_name.get(&name) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let shared = [
        (
            header::CACHE_CONTROL,
            HeaderValue::from_static("public, max-age=31536000, immutable"),
        ),
        (header::ETAG, asset.etag.clone()),
    ];
    if headers.get(header::IF_NONE_MATCH) == Some(&asset.etag) {
        return (StatusCode::NOT_MODIFIED, shared).into_response();
    }
    let kind = [(header::CONTENT_TYPE, HeaderValue::from_static(asset.media_type))];
    (shared, kind, asset.bytes).into_response()
}

struct Assets {
    urls: HashMap<String, String>,
    by_name: HashMap<String, Asset>,
}

struct Asset {
    bytes: &'static [u8],
    media_type: &'static str,
    etag: HeaderValue,
}

impl Assets {
    fn index() -> Self {
        let mut assets = Self {
            urls: HashMap::new(),
            by_name: HashMap::new(),
        };
        assets.add(&FILES);
        assets
    }

    fn add(&mut self, dir: &'static Dir<'static>) {
        for file in dir.files() {
            let Some(path) = file.path().to_str() else {
                continue;
            };
            let digest = hex::encode(Sha256::digest(file.contents()));
            let hash = &digest[..16];
            let name = match path.rsplit_once('.') {
                Some((stem, extension)) => format!("{stem}.{hash}.{extension}"),
                None => format!("{path}.{hash}"),
            };
            let Ok(etag) = HeaderValue::from_str(&format!("\"{hash}\"")) else {
                continue;
            };
            let asset = Asset {
                bytes: file.contents(),
                media_type: media_type(path),
                etag,
            };
            self.urls.insert(path.to_owned(), format!("{FOLDER}/{name}"));
            self.by_name.insert(name, asset);
        }
        for inner in dir.dirs() {
            self.add(inner);
        }
    }
}

fn media_type(path: &str) -> &'static str {
    match path.rsplit_once('.').map(|(_, extension)| extension) {
        Some("css") => "text/css; charset=utf-8",
        Some("js" | "mjs") => "text/javascript; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("ico") => "image/x-icon",
        Some("woff2") => "font/woff2",
        Some("json" | "webmanifest") => "application/json",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn an_asset_is_kept_for_ever_and_answers_304_when_the_browser_has_it() {
        let address = url("radica.css");
        let name = address.strip_prefix("/activos/").unwrap().to_owned();
        assert!(name.starts_with("radica.") && name.ends_with(".css"), "{name}");

        let first = serve(Path(name.clone()), HeaderMap::new()).await;
        assert_eq!(first.status(), StatusCode::OK);
        assert!(
            first.headers()[header::CACHE_CONTROL]
                .to_str()
                .unwrap()
                .contains("immutable")
        );

        let mut known = HeaderMap::new();
        known.insert(header::IF_NONE_MATCH, first.headers()[header::ETAG].clone());
        assert_eq!(serve(Path(name), known).await.status(), StatusCode::NOT_MODIFIED);
    }

    #[tokio::test]
    async fn a_name_without_its_hash_is_not_found() {
        let answer = serve(Path("radica.css".to_owned()), HeaderMap::new()).await;
        assert_eq!(answer.status(), StatusCode::NOT_FOUND);
    }
}
