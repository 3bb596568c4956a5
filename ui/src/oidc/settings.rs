//! An issuer as declared in `entity.yaml`, reached as this installation says.

use std::path::PathBuf;

use radica_workflows::catalog::entity::{Entity, Issuer};

use super::demo::{DEMO_URL, DemoIssuer};
use crate::config::{Config, IssuerAccess};

/// An issuer that people can sign in with.
#[derive(Debug, Clone)]
pub struct IssuerSettings {
    /// Its declaration: label, audience, scopes and claim mapping.
    pub declared: Issuer,
    /// Issuer identifier.
    pub url: String,
    /// How the issuer knows Radica.
    pub client_id: String,
    /// The client secret; none for a public client.
    pub secret: Option<String>,
}

/// Why an issuer cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum IssuerError {
    /// The settings name an issuer that `entity.yaml` does not declare.
    #[error("la configuración nombra el emisor «{0}», que entity.yaml no declara")]
    Undeclared(String),
    /// Its secret cannot be read.
    #[error("no se puede leer el secreto del emisor «{id}» en {path}: {source}")]
    Secret {
        /// The issuer.
        id: String,
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// Identities would cross the network in the clear.
    #[error("el emisor «{id}» debe usar https:// (o estar en esta máquina): {url}")]
    NotSecure {
        /// The issuer.
        id: String,
        /// Its address.
        url: String,
    },
}

/// The issuers that can be used here. One that is declared for the demonstration only is left out
/// unless the demonstration runs or the settings say where it really is.
///
/// # Errors
/// When the settings name an unknown issuer, a secret cannot be read, or an address is not secure.
pub fn resolve(
    entity: &Entity,
    config: &Config,
    demo: Option<&DemoIssuer>,
) -> Result<Vec<IssuerSettings>, IssuerError> {
    let declared = |id: &String| entity.issuers.iter().any(|issuer| issuer.id == *id);
    if let Some(unknown) = config.issuers.keys().find(|id| !declared(id)) {
        return Err(IssuerError::Undeclared(unknown.clone()));
    }
    let access = |issuer: &Issuer| config.issuers.get(&issuer.id).cloned().unwrap_or_default();
    let resolved = entity
        .issuers
        .iter()
        .map(|issuer| resolve_one(issuer, access(issuer), demo));
    resolved.filter_map(Result::transpose).collect()
}

fn resolve_one(
    declared: &Issuer,
    access: IssuerAccess,
    demo: Option<&DemoIssuer>,
) -> Result<Option<IssuerSettings>, IssuerError> {
    let secret = secret_of(declared, &access)?;
    let client_id = access.client_id.unwrap_or_else(|| declared.client_id.clone());
    let (url, secret) = match (access.url, demo) {
        (Some(url), _) => (url, secret),
        (None, _) if declared.url != DEMO_URL => (declared.url.clone(), secret),
        (None, Some(demo)) => (demo.identifier(&declared.id), Some(demo.client_secret().to_owned())),
        (None, None) => return Ok(None),
    };
    if !is_secure(&url) {
        return Err(IssuerError::NotSecure {
            id: declared.id.clone(),
            url,
        });
    }
    Ok(Some(IssuerSettings {
        declared: declared.clone(),
        url,
        client_id,
        secret,
    }))
}

fn secret_of(declared: &Issuer, access: &IssuerAccess) -> Result<Option<String>, IssuerError> {
    if let Some(path) = &access.secret_file {
        return match std::fs::read_to_string(path) {
            Ok(text) => Ok(Some(text.trim().to_owned())),
            Err(source) => Err(IssuerError::Secret {
                id: declared.id.clone(),
                path: path.clone(),
                source,
            }),
        };
    }
    Ok(declared
        .client_secret_env
        .as_ref()
        .and_then(|name| std::env::var(name).ok()))
}

fn is_secure(url: &str) -> bool {
    let Ok(uri) = url.parse::<http::Uri>() else {
        return false;
    };
    let loopback = matches!(uri.host(), Some("127.0.0.1" | "[::1]" | "localhost"));
    match uri.scheme_str() {
        Some("https") => true,
        Some("http") => loopback,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_issuer_is_https_or_on_this_machine() {
        for url in [
            "https://sso.gov.co/realms/r",
            "http://127.0.0.1:8081/x",
            "http://localhost:1",
        ] {
            assert!(is_secure(url), "{url}");
        }
        for url in [
            "http://sso.gov.co",
            "ftp://localhost",
            "sso.gov.co",
            "http://127.0.0.1.malo.co",
        ] {
            assert!(!is_secure(url), "{url}");
        }
    }
}
