//! The HTTP client of S3: reqwest, as everywhere else, and one thing that `object_store` does not ask for.

use std::time::Duration;

use async_trait::async_trait;
use http::header::{HeaderValue, IF_NONE_MATCH};
use http::{Method, Request, Response};
use http_body_util::BodyExt;
use object_store::ClientOptions;
use object_store::client::{
    HttpClient, HttpConnector, HttpError, HttpErrorKind, HttpRequest, HttpResponse, HttpResponseBody, HttpService,
};

/// How long a connection may take to stand.
const CONNECT: Duration = Duration::from_secs(5);

/// Hands out one client.
#[derive(Clone, Debug)]
pub(super) struct Client(pub(super) reqwest::Client);

impl Client {
    /// A client that gives up when nothing comes for so long.
    pub(super) fn new(silence: Duration) -> reqwest::Result<Self> {
        let builder = reqwest::Client::builder()
            .connect_timeout(CONNECT)
            .read_timeout(silence)
            // A place that sends elsewhere is not the one that was set.
            .redirect(reqwest::redirect::Policy::none());
        Ok(Self(builder.build()?))
    }
}

impl HttpConnector for Client {
    fn connect(&self, _: &ClientOptions) -> object_store::Result<HttpClient> {
        Ok(HttpClient::new(self.clone()))
    }
}

#[async_trait]
impl HttpService for Client {
    async fn call(&self, request: HttpRequest) -> Result<HttpResponse, HttpError> {
        let (mut parts, body) = request.into_parts();
        if completes_an_upload(&parts) {
            parts.headers.insert(IF_NONE_MATCH, HeaderValue::from_static("*"));
        }
        let request = Request::from_parts(parts, reqwest::Body::wrap(body));
        let request = reqwest::Request::try_from(request).map_err(problem)?;
        let response: Response<reqwest::Body> = self.0.execute(request).await.map_err(problem)?.into();
        let (parts, body) = response.into_parts();
        let body = HttpResponseBody::new(body.map_err(problem));
        Ok(HttpResponse::from_parts(parts, body))
    }
}

/// `object_store` completes an upload of many parts whatever stands under its key. S3 refuses that when it is asked to, by
/// a header that need not be signed.
fn completes_an_upload(request: &http::request::Parts) -> bool {
    let query = request.uri.query().unwrap_or_default();
    request.method == Method::POST && query.split('&').any(|pair| pair.starts_with("uploadId="))
}

/// What went wrong, of the kind by which `object_store` decides whether to try again.
fn problem(error: reqwest::Error) -> HttpError {
    let kind = if error.is_timeout() {
        HttpErrorKind::Timeout
    } else if error.is_connect() {
        HttpErrorKind::Connect
    } else if error.is_decode() {
        HttpErrorKind::Decode
    } else {
        // The connection ended while the request was on its way or its answer came.
        HttpErrorKind::Interrupted
    };
    HttpError::new(kind, error.without_url())
}
