//! The address under which people reach Radica: scheme and authority, no path.

use std::fmt;
use std::str::FromStr;

use serde::Deserialize;

/// An origin such as `https://tramites.putumayo.gov.co`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct PublicUrl(String);

/// Why a text is not a public address.
#[derive(Debug, thiserror::Error)]
#[error("la dirección pública debe ser http:// o https://, con nombre de servidor y sin ruta: «{0}»")]
pub struct InvalidPublicUrl(String);

impl PublicUrl {
    /// The origin of a server that is reached on this machine only.
    pub fn on_this_machine(port: u16) -> Self {
        Self(format!("http://localhost:{port}"))
    }

    /// The origin, without a final slash.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// True when browsers reach Radica over TLS; cookies are then `Secure`.
    pub fn is_https(&self) -> bool {
        self.0.starts_with("https://")
    }

    /// The absolute address of a local path.
    pub fn join(&self, path: &str) -> String {
        format!("{}{path}", self.0)
    }
}

impl Default for PublicUrl {
    fn default() -> Self {
        Self::on_this_machine(8080)
    }
}

impl FromStr for PublicUrl {
    type Err = InvalidPublicUrl;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let invalid = || InvalidPublicUrl(text.to_owned());
        let uri: http::Uri = text.parse().map_err(|_| invalid())?;
        let (Some(scheme @ ("http" | "https")), Some(authority)) = (uri.scheme_str(), uri.authority()) else {
            return Err(invalid());
        };
        if !matches!(
            uri.path_and_query().map(http::uri::PathAndQuery::as_str),
            None | Some("/")
        ) {
            return Err(invalid());
        }
        Ok(Self(format!("{scheme}://{authority}")))
    }
}

impl TryFrom<String> for PublicUrl {
    type Error = InvalidPublicUrl;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl fmt::Display for PublicUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_is_accepted_with_or_without_its_final_slash() {
        for text in ["https://tramites.gov.co", "https://tramites.gov.co/"] {
            let url: PublicUrl = text.parse().unwrap();
            assert_eq!(url.join("/ingresar"), "https://tramites.gov.co/ingresar");
            assert!(url.is_https());
        }
    }

    #[test]
    fn a_path_another_scheme_or_no_host_is_refused() {
        for text in ["https://a.co/radica", "ftp://a.co", "tramites.gov.co", "", "https://"] {
            assert!(text.parse::<PublicUrl>().is_err(), "{text}");
        }
    }
}
