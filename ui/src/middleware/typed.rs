//! What somebody typed is not lost when the system cannot take it now: the page that says so holds it and sends it again.
//!
//! A browser that goes back from an answer to a POST may show the form empty, and does for pages that no cache may keep.

use std::cell::RefCell;

use axum::extract::Request;
use axum::middleware::Next;
use axum::response::Response;
use http::StatusCode;

use crate::form_body::Pairs;

tokio::task_local! {
    /// What was read so far of the form of the request that runs.
    static TYPED: RefCell<Pairs>;
}

/// The fields of a form that was not taken, on the response that says so.
#[derive(Debug, Clone)]
pub struct Typed(pub Pairs);

/// Notes fields as they are read of the form of this request.
pub fn keep(pairs: impl IntoIterator<Item = (String, String)>) {
    // Outside a request, in tests, there is nobody to give them back to.
    let _ = TYPED.try_with(|typed| typed.borrow_mut().extend(pairs));
}

/// Middleware: gives what was typed along with an answer that the system is busy.
pub async fn give_back(request: Request, next: Next) -> Response {
    let work = async {
        let mut response = next.run(request).await;
        let typed = TYPED.with(RefCell::take);
        if response.status() == StatusCode::SERVICE_UNAVAILABLE && !typed.is_empty() {
            response.extensions_mut().insert(Typed(typed));
        }
        response
    };
    TYPED.scope(RefCell::default(), work).await
}
