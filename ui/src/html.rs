//! A page as a response: a struct, its template, its status.

use askama::Template;
use axum::response::{IntoResponse, Response};
use http::{HeaderValue, StatusCode, header};

use crate::pages::Page;
use crate::problem::Problem;

/// Renders a page. `Html(page)` answers 200; [`Html::with_status`] answers another status
/// (422 for a form that comes back with errors).
#[derive(Debug)]
pub struct Html<T>(pub T);

impl<T: Template> Html<T> {
    /// The page under another status.
    pub fn with_status(self, status: StatusCode) -> Response {
        let mut response = self.into_response();
        if response.status().is_success() {
            *response.status_mut() = status;
        }
        response
    }
}

impl<T: Template> IntoResponse for Html<T> {
    fn into_response(self) -> Response {
        match self.0.html() {
            Ok(text) => {
                let html = HeaderValue::from_static("text/html; charset=utf-8");
                ([(header::CONTENT_TYPE, html)], text).into_response()
            }
            Err(error) => {
                Problem::internal(format!("template {}: {error}", std::any::type_name::<T>())).into_response()
            }
        }
    }
}
