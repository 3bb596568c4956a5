//! Addresses of signing in and out.

use crate::local_path::LocalPath;

/// Page that offers the issuers.
pub const SIGN_IN: &str = "/ingresar";
/// Begins a sign-in at one issuer.
pub const BEGIN: &str = "/ingresar/{issuer}";
/// Where the issuer sends the browser back.
pub const CALLBACK: &str = "/ingresar/{issuer}/regreso";
/// Ends the session.
pub const SIGN_OUT: &str = "/salir";
/// Page after the session has ended.
pub const SIGNED_OUT: &str = "/salio";

/// The sign-in page that comes back to `back`.
pub fn sign_in_url(back: &LocalPath) -> String {
    with_back(SIGN_IN, back)
}

/// Begins a sign-in at an issuer and comes back to `back`.
pub fn begin_url(issuer: &str, back: &LocalPath) -> String {
    with_back(&BEGIN.replace("{issuer}", issuer), back)
}

/// The callback path of an issuer.
pub fn callback_path(issuer: &str) -> String {
    CALLBACK.replace("{issuer}", issuer)
}

fn with_back(path: &str, back: &LocalPath) -> String {
    if *back == LocalPath::home() {
        return path.to_owned();
    }
    let query = form_urlencoded::Serializer::new(String::new())
        .append_pair("volver", back.as_str())
        .finish();
    format!("{path}?{query}")
}
