//! The issuer's key: made at start from the system's random bytes, gone when it stops.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ed25519_dalek::{Signer, SigningKey};
use serde_json::{Value, json};

use crate::keys::{KeyError, fingerprint, random_bytes};

/// An Ed25519 key that signs ID tokens (RFC 8037).
pub struct IssuerKey {
    key: SigningKey,
    id: String,
}

impl IssuerKey {
    /// A new key.
    ///
    /// # Errors
    /// When the system gives no random bytes.
    pub fn generate() -> Result<Self, KeyError> {
        let key = SigningKey::from_bytes(&random_bytes()?);
        let id = fingerprint(&encode(key.verifying_key().as_bytes()))[..16].to_owned();
        Ok(Self { key, id })
    }

    /// The public half, as a JSON Web Key Set.
    pub fn jwks(&self) -> Value {
        json!({ "keys": [{
            "kty": "OKP",
            "crv": "Ed25519",
            "use": "sig",
            "alg": "EdDSA",
            "kid": self.id,
            "x": encode(self.key.verifying_key().as_bytes()),
        }] })
    }

    /// A signed JSON Web Token with these claims.
    pub fn sign(&self, claims: &Value) -> String {
        let header = json!({ "alg": "EdDSA", "typ": "JWT", "kid": self.id });
        let message = format!("{}.{}", encode(header.to_string()), encode(claims.to_string()));
        let signature = self.key.sign(message.as_bytes());
        format!("{message}.{}", encode(signature.to_bytes()))
    }
}

fn encode(bytes: impl AsRef<[u8]>) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}
