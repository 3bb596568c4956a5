//! What is signed, and how it is checked.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::key::{EntityKey, PublicKey};

/// Who signed which document, when, and what they accepted.
///
/// The fields are declared in the order of their names: that order, UTF-8 and
/// no spaces are the canonical JSON (RFC 8785) over which the signature runs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Statement {
    /// The sentence that the signer accepted.
    pub act: String,
    /// SHA-256 of the file, lowercase hex.
    pub document_sha256: String,
    pub signed_at: Timestamp,
    pub signer: Signer,
}

/// The person, as the identity provider vouched for them when signing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signer {
    /// Issuer of the identity.
    pub issuer: String,
    pub name: String,
    /// Position in the entity.
    pub role: String,
    /// Subject at the issuer.
    pub subject: String,
}

/// A statement with the entity's seal; kept and exported as JSON.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignedStatement {
    /// [`PublicKey::id`] of the key that sealed it.
    pub key_id: String,
    /// Ed25519, lowercase hex.
    pub signature: String,
    pub statement: Statement,
}

/// Why a document or its statement is not to be trusted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum VerifyError {
    #[error("la firma es de otra llave: {0}")]
    OtherKey(String),
    #[error("la firma no tiene la forma debida")]
    Malformed,
    #[error("la declaración de firma fue alterada")]
    Altered,
    #[error("el documento no es el que se firmó")]
    OtherDocument,
}

impl Statement {
    /// The bytes that are signed.
    ///
    /// # Errors
    /// When JSON cannot be written; not for any value of these types.
    pub fn canonical(&self) -> Result<Vec<u8>, serde_json::Error> {
        serde_json::to_vec(self)
    }

    /// Seals the statement with the entity's key.
    ///
    /// # Errors
    /// As [`Statement::canonical`].
    pub fn sign(self, key: &EntityKey) -> Result<SignedStatement, serde_json::Error> {
        let signature = key.signature(&self.canonical()?);
        Ok(SignedStatement {
            key_id: key.public().id(),
            signature: hex::encode(signature.to_bytes()),
            statement: self,
        })
    }
}

/// Checks that `key` sealed the statement and that it speaks of the file with
/// this SHA-256 (lowercase hex).
///
/// # Errors
/// The first reason not to trust it.
pub fn verify(signed: &SignedStatement, document_sha256: &str, key: &PublicKey) -> Result<(), VerifyError> {
    if signed.key_id != key.id() {
        return Err(VerifyError::OtherKey(signed.key_id.clone()));
    }
    let mut signature = [0; 64];
    hex::decode_to_slice(&signed.signature, &mut signature).map_err(|_| VerifyError::Malformed)?;
    let message = signed.statement.canonical().map_err(|_| VerifyError::Malformed)?;
    if !key.accepts(&message, &signature) {
        return Err(VerifyError::Altered);
    }
    if signed.statement.document_sha256 != document_sha256 {
        return Err(VerifyError::OtherDocument);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(seed: u8) -> EntityKey {
        let folder = tempfile::tempdir().unwrap();
        EntityKey::open_or_create(&folder.path().join("firma.pem"), || [seed; 32]).unwrap()
    }

    fn statement() -> Statement {
        Statement {
            act: "Firmo este documento y respondo por su contenido.".into(),
            document_sha256: "ab".repeat(32),
            signed_at: "2026-12-09T15:24:31Z".parse().unwrap(),
            signer: Signer {
                issuer: "https://funcionarios.ejemplo.gov.co".into(),
                name: "Nancy Legarda Muñoz".into(),
                role: "Secretaria de Gobierno".into(),
                subject: "nlegarda".into(),
            },
        }
    }

    #[test]
    fn the_canonical_form_is_fixed_to_the_byte() {
        let text = String::from_utf8(statement().canonical().unwrap()).unwrap();
        let expected = format!(
            "{{\"act\":\"Firmo este documento y respondo por su contenido.\",\
             \"document_sha256\":\"{}\",\"signed_at\":\"2026-12-09T15:24:31Z\",\
             \"signer\":{{\"issuer\":\"https://funcionarios.ejemplo.gov.co\",\
             \"name\":\"Nancy Legarda Muñoz\",\"role\":\"Secretaria de Gobierno\",\
             \"subject\":\"nlegarda\"}}}}",
            "ab".repeat(32)
        );
        assert_eq!(text, expected);
    }

    #[test]
    fn a_signed_document_verifies_after_its_statement_was_stored_as_json() {
        let key = key(1);
        let signed = statement().sign(&key).unwrap();
        let stored = serde_json::to_string(&signed).unwrap();
        let read: SignedStatement = serde_json::from_str(&stored).unwrap();
        assert_eq!(verify(&read, &"ab".repeat(32), &key.public()), Ok(()));
    }

    #[test]
    fn another_document_does_not_verify() {
        let key = key(1);
        let signed = statement().sign(&key).unwrap();
        let answer = verify(&signed, &"cd".repeat(32), &key.public());
        assert_eq!(answer, Err(VerifyError::OtherDocument));
    }

    #[test]
    fn an_altered_statement_does_not_verify() {
        let key = key(1);
        let mut signed = statement().sign(&key).unwrap();
        signed.statement.signer.name = "Otra persona".into();
        let answer = verify(&signed, &"ab".repeat(32), &key.public());
        assert_eq!(answer, Err(VerifyError::Altered));
    }

    #[test]
    fn the_signature_of_another_key_is_told_apart() {
        let signed = statement().sign(&key(1)).unwrap();
        let answer = verify(&signed, &"ab".repeat(32), &key(2).public());
        assert!(matches!(answer, Err(VerifyError::OtherKey(_))));
    }
}
