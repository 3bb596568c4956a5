//! Where the issuers that `entity.yaml` declares are reached in this installation.

use std::path::PathBuf;

use serde::Deserialize;

/// What an installation says of one declared issuer: `[issuers.<id>]`. What is absent stays as declared.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct IssuerAccess {
    /// Issuer identifier; `/.well-known/openid-configuration` is read below it.
    pub url: Option<String>,
    /// How the issuer knows Radica.
    pub client_id: Option<String>,
    /// File that holds the client secret.
    pub secret_file: Option<PathBuf>,
}
