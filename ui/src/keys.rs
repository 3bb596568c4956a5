//! Secrets of the edge: random tokens, and the key that signs what a browser must bring back.

use std::io::ErrorKind;
use std::path::Path;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use radica_workflows::private_file;
use rand::TryRng;
use rand::rngs::SysRng;
use sha2::{Digest, Sha256};

/// Bytes of the signing key: one block of SHA-256.
const KEY_BYTES: usize = 64;

/// Key that signs form tokens and flash messages; kept beside the data so that they outlive a restart.
#[derive(Clone)]
pub struct EdgeKey([u8; KEY_BYTES]);

/// What a signature is for; a signature for one purpose is worth nothing for another.
#[derive(Debug, Clone, Copy)]
pub enum Purpose {
    /// Token of a form.
    Csrf,
    /// Message shown once after a redirect.
    Flash,
}

/// Why there is no key.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// The operating system gave no random bytes.
    #[error("the system has no random bytes: {0}")]
    Random(#[from] rand::rngs::SysError),
    /// The key file cannot be read or written.
    #[error("key file {path}: {source}")]
    File {
        /// The file.
        path: String,
        /// What the system said.
        source: std::io::Error,
    },
    /// The key file holds something else.
    #[error("key file {0} does not hold a key of {KEY_BYTES} bytes")]
    Length(String),
}

impl KeyError {
    fn of_file(path: &Path, source: std::io::Error) -> Self {
        let path = path.display().to_string();
        Self::File { path, source }
    }
}

impl EdgeKey {
    /// A key that lives as long as the process.
    ///
    /// # Errors
    /// When the system gives no random bytes.
    pub fn random() -> Result<Self, KeyError> {
        Ok(Self(random_bytes()?))
    }

    /// Reads the key, or makes it the first time, readable by the owner only.
    ///
    /// # Errors
    /// When the file cannot be read, written, or holds something else.
    pub fn load_or_create(path: &Path) -> Result<Self, KeyError> {
        match Self::load(path) {
            Err(KeyError::File { source, .. }) if source.kind() == ErrorKind::NotFound => Self::create(path),
            loaded => loaded,
        }
    }

    fn load(path: &Path) -> Result<Self, KeyError> {
        let bytes = std::fs::read(path).map_err(|source| KeyError::of_file(path, source))?;
        let key = bytes.try_into().map(Self);
        key.map_err(|_| KeyError::Length(path.display().to_string()))
    }

    fn create(path: &Path) -> Result<Self, KeyError> {
        let key = Self::random()?;
        match private_file::create(path, &key.0) {
            Ok(()) => Ok(key),
            // Another node made it meanwhile, in a folder that both use.
            Err(error) if error.kind() == ErrorKind::AlreadyExists => Self::load(path),
            Err(error) => Err(KeyError::of_file(path, error)),
        }
    }

    /// What tells this key from others, without giving it away.
    pub fn fingerprint(&self) -> String {
        let digest = Sha256::new_with_prefix(b"radica edge key v1\0")
            .chain_update(self.0)
            .finalize();
        hex::encode(&digest[..8])
    }

    /// Signs `data` for a purpose; base64url.
    pub fn sign(&self, purpose: Purpose, data: &[u8]) -> String {
        URL_SAFE_NO_PAD.encode(self.mac(purpose, data).finalize().into_bytes())
    }

    /// Whether `signature` is ours, compared in constant time.
    pub fn verify(&self, purpose: Purpose, data: &[u8], signature: &str) -> bool {
        URL_SAFE_NO_PAD
            .decode(signature)
            .is_ok_and(|bytes| self.mac(purpose, data).verify_slice(&bytes).is_ok())
    }

    fn mac(&self, purpose: Purpose, data: &[u8]) -> Hmac<Sha256> {
        let mut mac = Hmac::<Sha256>::new(&self.0.into());
        mac.update(match purpose {
            Purpose::Csrf => b"radica csrf v1\0",
            Purpose::Flash => b"radica flash v1\0",
        });
        mac.update(data);
        mac
    }
}

/// A token of 256 random bits, base64url.
///
/// # Errors
/// When the system gives no random bytes.
pub fn random_token() -> Result<String, KeyError> {
    Ok(URL_SAFE_NO_PAD.encode(random_bytes::<32>()?))
}

/// Random bytes of the operating system.
///
/// # Errors
/// When the system gives none.
pub fn random_bytes<const N: usize>() -> Result<[u8; N], KeyError> {
    let mut bytes = [0; N];
    SysRng.try_fill_bytes(&mut bytes)?;
    Ok(bytes)
}

/// SHA-256 of a token, hexadecimal: what the database keeps in its place.
pub fn fingerprint(token: &str) -> String {
    hex::encode(Sha256::digest(token.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_holds_for_its_data_and_purpose_only() {
        let key = EdgeKey::random().unwrap();
        let signature = key.sign(Purpose::Csrf, b"cookie");
        assert!(key.verify(Purpose::Csrf, b"cookie", &signature));
        assert!(!key.verify(Purpose::Csrf, b"other", &signature));
        assert!(!key.verify(Purpose::Flash, b"cookie", &signature));
        assert!(!EdgeKey::random().unwrap().verify(Purpose::Csrf, b"cookie", &signature));
        assert!(!key.verify(Purpose::Csrf, b"cookie", "not base64!"));
    }

    #[test]
    fn the_key_outlives_a_restart_and_is_for_its_owner_only() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("keys/edge.key");
        let signature = EdgeKey::load_or_create(&path).unwrap().sign(Purpose::Csrf, b"x");
        assert!(
            EdgeKey::load_or_create(&path)
                .unwrap()
                .verify(Purpose::Csrf, b"x", &signature)
        );
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        }
    }

    #[test]
    fn keys_are_told_apart_by_their_fingerprint() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("edge.key");
        let made = EdgeKey::load_or_create(&path).unwrap().fingerprint();
        assert_eq!(made, EdgeKey::load_or_create(&path).unwrap().fingerprint());
        assert_ne!(made, EdgeKey::random().unwrap().fingerprint());
    }

    #[test]
    fn a_damaged_key_file_is_refused() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("edge.key");
        std::fs::write(&path, b"short").unwrap();
        assert!(matches!(EdgeKey::load_or_create(&path), Err(KeyError::Length(_))));
    }

    #[test]
    fn tokens_carry_256_bits_and_do_not_repeat() {
        let (a, b) = (random_token().unwrap(), random_token().unwrap());
        assert_eq!(a.len(), 43);
        assert_ne!(a, b);
    }
}
