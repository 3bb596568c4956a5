//! Headers that tell browsers what a page of ours may do.

use std::collections::BTreeSet;

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use http::{HeaderName, HeaderValue, header};

use crate::config::Config;
use crate::state::AppState;

const PERMISSIONS_POLICY: HeaderName = HeaderName::from_static("permissions-policy");
const OPENER_POLICY: HeaderName = HeaderName::from_static("cross-origin-opener-policy");
const RESOURCE_POLICY: HeaderName = HeaderName::from_static("cross-origin-resource-policy");

/// A year: how long a browser insists on TLS once it has seen it.
const STRICT_TRANSPORT: HeaderValue = HeaderValue::from_static("max-age=31536000; includeSubDomains");

/// Middleware: adds the headers, unless the handler set its own.
pub async fn secure(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    let mut set = |name: HeaderName, value: HeaderValue| {
        headers.entry(name).or_insert(value);
    };
    set(header::CONTENT_SECURITY_POLICY, state.content_policy().clone());
    set(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    set(header::REFERRER_POLICY, HeaderValue::from_static("same-origin"));
    set(header::X_FRAME_OPTIONS, HeaderValue::from_static("SAMEORIGIN"));
    set(
        PERMISSIONS_POLICY,
        HeaderValue::from_static("camera=(), geolocation=(), microphone=(), payment=()"),
    );
    set(OPENER_POLICY, HeaderValue::from_static("same-origin"));
    set(RESOURCE_POLICY, HeaderValue::from_static("same-origin"));
    set(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    if state.config().public_url.is_https() {
        set(header::STRICT_TRANSPORT_SECURITY, STRICT_TRANSPORT);
    }
    response
}

/// The content policy: scripts, styles and pictures of ours only. `style` attributes are allowed
/// (they carry figures such as the width of a bar), style elements and inline scripts are not.
/// Forms may end at the issuers: browsers check `form-action` along the redirects of a sign-out.
pub fn content_policy(config: &Config, issuers: &[String]) -> HeaderValue {
    let mut policy = String::from(
        "default-src 'none'; script-src 'self'; style-src 'self'; style-src-attr 'unsafe-inline'; \
         img-src 'self' data:; font-src 'self'; connect-src 'self'; object-src 'self'; frame-src 'self'; \
         manifest-src 'self'; base-uri 'none'; frame-ancestors 'self'; form-action 'self'",
    );
    let origins: BTreeSet<_> = issuers.iter().filter_map(|issuer| origin(issuer)).collect();
    for origin in origins {
        policy.push(' ');
        policy.push_str(&origin);
    }
    if config.public_url.is_https() {
        policy.push_str("; upgrade-insecure-requests");
    }
    HeaderValue::from_str(&policy).unwrap_or(HeaderValue::from_static("default-src 'self'"))
}

fn origin(url: &str) -> Option<String> {
    let uri: http::Uri = url.parse().ok()?;
    Some(format!("{}://{}", uri.scheme_str()?, uri.authority()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn policy(issuers: &[&str]) -> String {
        let issuers: Vec<_> = issuers.iter().map(|issuer| (*issuer).to_owned()).collect();
        content_policy(&Config::default(), &issuers)
            .to_str()
            .unwrap()
            .to_owned()
    }

    #[test]
    fn no_inline_script_can_run() {
        let policy = policy(&[]);
        assert!(
            policy.contains("script-src 'self';") && !policy.contains("script-src-"),
            "{policy}"
        );
        assert!(policy.contains("style-src 'self'; style-src-attr 'unsafe-inline'"));
    }

    #[test]
    fn forms_end_here_or_at_an_issuer() {
        assert!(policy(&["https://sso.gov.co/realms/x"]).ends_with("form-action 'self' https://sso.gov.co"));
    }
}
