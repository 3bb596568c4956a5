//! Cookies written and read in one way: HttpOnly, SameSite=Lax, and over TLS also Secure with the
//! `__Host-` prefix, so that no other host of the domain can plant one.

use std::convert::Infallible;

use axum::extract::FromRequestParts;
use axum::response::Response;
use cookie::time::Duration;
use cookie::{Cookie, SameSite};
use http::request::Parts;
use http::{HeaderValue, header};

/// Names of the cookies, without prefix.
pub const SESSION: &str = "radica_session";
/// Binds forms to a browser before there is a session.
pub const BROWSER: &str = "radica_browser";
/// Binds a sign-in that is under way to the browser that began it.
pub const LOGIN: &str = "radica_login";
/// Set when somebody switched the letter shortcuts off.
pub const SHORTCUTS: &str = "radica_shortcuts";
/// How far the journal was when this browser last changed something.
pub const WRITTEN: &str = "radica_written";
/// Message for the next page.
pub const FLASH: &str = "radica_flash";

/// How this site writes its cookies.
#[derive(Debug, Clone, Copy)]
pub struct CookieJar {
    secure: bool,
}

impl CookieJar {
    /// Cookies for a site reached over TLS or not.
    pub fn new(secure: bool) -> Self {
        Self { secure }
    }

    /// Adds a cookie to a response. Without `age` it lasts until the browser closes.
    pub fn set(self, response: &mut Response, name: &str, value: String, age: Option<Duration>) {
        let mut cookie = self.bare(name, value);
        cookie.set_max_age(age);
        append(response, &cookie);
    }

    /// Makes the browser forget a cookie.
    pub fn clear(self, response: &mut Response, name: &str) {
        let mut cookie = self.bare(name, String::new());
        cookie.set_max_age(Duration::ZERO);
        append(response, &cookie);
    }

    /// Makes the browser forget a cookie, unless the response has just set it anew.
    pub fn clear_unless_set(self, response: &mut Response, name: &str) {
        let start = format!("{}=", self.full_name(name));
        let set = response.headers().get_all(header::SET_COOKIE);
        if !set.iter().any(|value| value.as_bytes().starts_with(start.as_bytes())) {
            self.clear(response, name);
        }
    }

    /// Value of a cookie that a browser sent. Over TLS only the prefixed name counts: it cannot
    /// have been planted by another host.
    pub fn get<'a>(self, cookies: &'a Cookies, name: &str) -> Option<&'a str> {
        let wanted = self.full_name(name);
        cookies
            .0
            .iter()
            .find(|(name, _)| *name == wanted)
            .map(|(_, value)| &**value)
    }

    fn full_name(self, name: &str) -> String {
        if self.secure {
            format!("{SECURE_PREFIX}{name}")
        } else {
            name.to_owned()
        }
    }

    fn bare(self, name: &str, value: String) -> Cookie<'static> {
        Cookie::build((self.full_name(name), value))
            .path("/")
            .http_only(true)
            .secure(self.secure)
            .same_site(SameSite::Lax)
            .build()
    }
}

/// Only a response over TLS of this very host can set a cookie with this prefix (RFC 6265bis 4.1.3.2).
const SECURE_PREFIX: &str = "__Host-";

/// The cookies that a browser sent.
#[derive(Debug, Clone, Default)]
pub struct Cookies(Vec<(String, String)>);

impl Cookies {
    /// Reads the `Cookie` headers.
    pub fn of(parts: &Parts) -> Self {
        let headers = parts.headers.get_all(header::COOKIE).iter();
        let texts = headers.filter_map(|value| value.to_str().ok());
        let cookies = texts.flat_map(Cookie::split_parse).flatten();
        Self(
            cookies
                .map(|cookie| (cookie.name().to_owned(), cookie.value().to_owned()))
                .collect(),
        )
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Cookies {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self::of(parts))
    }
}

fn append(response: &mut Response, cookie: &Cookie<'_>) {
    if let Ok(value) = HeaderValue::from_str(&cookie.to_string()) {
        response.headers_mut().append(header::SET_COOKIE, value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(secure: bool) -> String {
        let mut response = Response::default();
        CookieJar::new(secure).set(&mut response, SESSION, "valor".to_owned(), None);
        response.headers()[header::SET_COOKIE].to_str().unwrap().to_owned()
    }

    #[test]
    fn over_tls_a_cookie_belongs_to_this_host_only() {
        let text = written(true);
        assert!(text.starts_with("__Host-radica_session=valor"), "{text}");
        for word in ["HttpOnly", "Secure", "SameSite=Lax", "Path=/"] {
            assert!(text.contains(word), "{text} lacks {word}");
        }
        assert!(!text.contains("Domain"));
    }

    #[test]
    fn on_a_loopback_demo_the_cookie_works_without_tls() {
        let text = written(false);
        assert!(text.starts_with("radica_session=valor; HttpOnly"), "{text}");
        assert!(!text.contains("Secure"));
    }

    #[test]
    fn over_tls_a_planted_cookie_is_not_read() {
        let sent = |text: &str| {
            let request = http::Request::get("/").header(header::COOKIE, text).body(()).unwrap();
            Cookies::of(&request.into_parts().0)
        };
        let both = sent("radica_session=planted; __Host-radica_session=ours");
        assert_eq!(CookieJar::new(true).get(&both, SESSION), Some("ours"));
        assert_eq!(CookieJar::new(true).get(&sent("radica_session=planted"), SESSION), None);
        assert_eq!(
            CookieJar::new(false).get(&sent("radica_session=demo"), SESSION),
            Some("demo")
        );
    }
}
