//! A message shown once on the page after a redirect: a signed cookie that lives a minute.

use axum::extract::{FromRequestParts, Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use cookie::time::Duration;
use http::request::Parts;
use http::{HeaderValue, StatusCode, header};

use crate::cookies::{self, Cookies};
use crate::keys::{EdgeKey, Purpose};
use crate::state::AppState;

/// What happened, told on the next page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flash {
    /// How it is shown.
    pub kind: Kind,
    /// One or two sentences in Spanish; templates escape it.
    pub text: String,
}

/// How a message is shown: the class of its note.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// It was done.
    Ok,
    /// It was done, and something must be looked at.
    Warn,
    /// It was not done.
    Bad,
}

impl Flash {
    /// It was done.
    pub fn ok(text: impl Into<String>) -> Self {
        Self {
            kind: Kind::Ok,
            text: text.into(),
        }
    }

    /// It was done, and something must be looked at.
    pub fn warn(text: impl Into<String>) -> Self {
        Self {
            kind: Kind::Warn,
            text: text.into(),
        }
    }

    /// It was not done.
    pub fn bad(text: impl Into<String>) -> Self {
        Self {
            kind: Kind::Bad,
            text: text.into(),
        }
    }

    /// The class of the note in the style sheet.
    pub fn class(&self) -> &'static str {
        match self.kind {
            Kind::Ok => "ok",
            Kind::Warn => "warn",
            Kind::Bad => "bad",
        }
    }
}

/// Answer to a form that was done: 303 to a page of ours, with a message or without.
#[derive(Debug)]
pub struct SeeOther {
    location: String,
    flash: Option<Flash>,
}

impl SeeOther {
    /// Goes to a page of ours.
    pub fn to(location: impl Into<String>) -> Self {
        Self {
            location: location.into(),
            flash: None,
        }
    }

    /// Says something there.
    #[must_use]
    pub fn saying(self, flash: Flash) -> Self {
        Self {
            flash: Some(flash),
            ..self
        }
    }
}

impl IntoResponse for SeeOther {
    fn into_response(self) -> Response {
        let Ok(location) = HeaderValue::from_str(&self.location) else {
            return crate::problem::Problem::internal(format!("bad redirect: {}", self.location)).into_response();
        };
        let mut response = (StatusCode::SEE_OTHER, [(header::LOCATION, location)]).into_response();
        if let Some(flash) = self.flash {
            response.extensions_mut().insert(flash);
        }
        response
    }
}

/// The message that waits for this page, if any. Taking it is showing it.
#[derive(Debug, Clone, Default)]
pub struct TakeFlash(pub Option<Flash>);

impl<S: Send + Sync> FromRequestParts<S> for TakeFlash {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        Ok(parts.extensions.get::<Self>().cloned().unwrap_or_default())
    }
}

/// Middleware: hands the waiting message to the page and carries a new one to the next.
pub async fn carry(State(state): State<AppState>, cookies: Cookies, mut request: Request, next: Next) -> Response {
    let waiting = state.cookies().get(&cookies, cookies::FLASH).map(str::to_owned);
    let flash = waiting.as_deref().and_then(|text| open(state.edge_key(), text));
    request.extensions_mut().insert(TakeFlash(flash));
    let mut response = next.run(request).await;
    if let Some(new) = response.extensions_mut().remove::<Flash>() {
        let value = seal(state.edge_key(), &new);
        state
            .cookies()
            .set(&mut response, cookies::FLASH, value, Some(Duration::MINUTE));
    } else if waiting.is_some() && is_page(&response) {
        state.cookies().clear(&mut response, cookies::FLASH);
    }
    response
}

fn is_page(response: &Response) -> bool {
    let kind = response.headers().get(header::CONTENT_TYPE);
    kind.is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"))
}

fn seal(key: &EdgeKey, flash: &Flash) -> String {
    let kind = flash.class();
    let text = URL_SAFE_NO_PAD.encode(format!("{kind}\n{}", flash.text));
    let signature = key.sign(Purpose::Flash, text.as_bytes());
    format!("{text}.{signature}")
}

fn open(key: &EdgeKey, cookie: &str) -> Option<Flash> {
    let (text, signature) = cookie.split_once('.')?;
    if !key.verify(Purpose::Flash, text.as_bytes(), signature) {
        return None;
    }
    let plain = String::from_utf8(URL_SAFE_NO_PAD.decode(text).ok()?).ok()?;
    let (kind, text) = plain.split_once('\n')?;
    let kind = match kind {
        "ok" => Kind::Ok,
        "warn" => Kind::Warn,
        "bad" => Kind::Bad,
        _ => return None,
    };
    Some(Flash {
        kind,
        text: text.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_comes_back_as_it_was_sealed() {
        let key = EdgeKey::random().unwrap();
        let flash = Flash::warn("Radicado E-2026-000001: falta el recibo.");
        assert_eq!(open(&key, &seal(&key, &flash)), Some(flash));
    }

    #[test]
    fn nobody_can_put_words_into_our_mouth() {
        let (ours, theirs) = (EdgeKey::random().unwrap(), EdgeKey::random().unwrap());
        let forged = seal(&theirs, &Flash::bad("Consigne en esta cuenta"));
        assert_eq!(open(&ours, &forged), None);
        assert_eq!(open(&ours, "x"), None);
    }
}
