//! The entity's key pair.

use std::fs;
use std::io;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use ed25519_dalek::pkcs8::spki::der::pem::LineEnding;
use ed25519_dalek::pkcs8::{DecodePrivateKey, EncodePrivateKey};
use ed25519_dalek::{Signature, Signer as _, SigningKey, VerifyingKey};
use sha2::{Digest, Sha256};

use crate::private_file;

/// Signs in the entity's name. Never printed, never sent.
pub struct EntityKey(SigningKey);

/// Checks the entity's signatures; public, in lowercase hex.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicKey(VerifyingKey);

/// Why the key cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    #[error("cannot read or write the signing key {path}: {source}")]
    Io { path: PathBuf, source: io::Error },
    #[error("the signing key {path} can be read by others (mode {mode:o}); run chmod 600")]
    TooOpen { path: PathBuf, mode: u32 },
    #[error("the signing key {path} is not a PKCS#8 Ed25519 key in PEM")]
    Malformed { path: PathBuf },
    #[error("a public key is 64 hex digits")]
    MalformedPublic,
}

impl EntityKey {
    /// Opens the key file, or creates it (mode 0600) from 32 bytes that the
    /// caller draws from a secure generator; `seed` is not called otherwise.
    ///
    /// # Errors
    /// When the file cannot be read or written, is readable by others, or is
    /// not a key. An existing file is never replaced.
    pub fn open_or_create(path: &Path, seed: impl FnOnce() -> [u8; 32]) -> Result<Self, KeyError> {
        match Self::open(path) {
            Err(KeyError::Io { source, .. }) if source.kind() == io::ErrorKind::NotFound => {
                match Self::create(path, seed()) {
                    // Another node made it meanwhile, in a folder that both use.
                    Err(KeyError::Io { source, .. }) if source.kind() == io::ErrorKind::AlreadyExists => {
                        Self::open(path)
                    }
                    made => made,
                }
            }
            opened => opened,
        }
    }

    /// Opens the key file.
    ///
    /// # Errors
    /// When it is missing, cannot be read, is readable by others, or is not a
    /// key.
    pub fn open(path: &Path) -> Result<Self, KeyError> {
        let io = |source| KeyError::Io {
            path: path.to_owned(),
            source,
        };
        let mode = fs::metadata(path).map_err(io)?.permissions().mode() & 0o777;
        if mode & 0o077 != 0 {
            return Err(KeyError::TooOpen {
                path: path.to_owned(),
                mode,
            });
        }
        let pem = fs::read_to_string(path).map_err(io)?;
        SigningKey::from_pkcs8_pem(&pem)
            .map(Self)
            .map_err(|_| KeyError::Malformed { path: path.to_owned() })
    }

    /// The half that may be published.
    pub fn public(&self) -> PublicKey {
        PublicKey(self.0.verifying_key())
    }

    pub(crate) fn signature(&self, message: &[u8]) -> Signature {
        self.0.sign(message)
    }

    fn create(path: &Path, seed: [u8; 32]) -> Result<Self, KeyError> {
        let key = SigningKey::from_bytes(&seed);
        let pem = key
            .to_pkcs8_pem(LineEnding::LF)
            .map_err(|_| KeyError::Malformed { path: path.to_owned() })?;
        private_file::create(path, pem.as_bytes()).map_err(|source| KeyError::Io {
            path: path.to_owned(),
            source,
        })?;
        Ok(Self(key))
    }
}

impl PublicKey {
    /// Short name of the key, printed on sealed documents: the first 16 hex
    /// digits of the SHA-256 of its bytes.
    pub fn id(&self) -> String {
        let digest = hex::encode(Sha256::digest(self.0.as_bytes()));
        format!("ed25519:{}", &digest[..16])
    }

    pub fn to_hex(&self) -> String {
        hex::encode(self.0.as_bytes())
    }

    /// # Errors
    /// [`KeyError::MalformedPublic`] when it is not 32 bytes in hex that name a
    /// point of the curve.
    pub fn from_hex(text: &str) -> Result<Self, KeyError> {
        let mut bytes = [0; 32];
        hex::decode_to_slice(text, &mut bytes).map_err(|_| KeyError::MalformedPublic)?;
        VerifyingKey::from_bytes(&bytes)
            .map(Self)
            .map_err(|_| KeyError::MalformedPublic)
    }

    pub(crate) fn accepts(&self, message: &[u8], signature: &[u8; 64]) -> bool {
        self.0.verify_strict(message, &Signature::from_bytes(signature)).is_ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_is_made_once_and_only_its_owner_can_read_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("firma.pem");
        let made = EntityKey::open_or_create(&path, || [7; 32]).unwrap();
        let opened = EntityKey::open_or_create(&path, || unreachable!()).unwrap();
        assert_eq!(made.public(), opened.public());
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    }

    #[test]
    fn a_key_that_others_can_read_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("firma.pem");
        EntityKey::open_or_create(&path, || [7; 32]).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
        let error = EntityKey::open_or_create(&path, || [7; 32]).err();
        assert!(matches!(error, Some(KeyError::TooOpen { mode: 0o644, .. })));
    }

    #[test]
    fn a_damaged_key_is_never_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("firma.pem");
        private_file::create(&path, b"nada").unwrap();
        let error = EntityKey::open_or_create(&path, || unreachable!()).err();
        assert!(matches!(error, Some(KeyError::Malformed { .. })));
        assert_eq!(fs::read(&path).unwrap(), b"nada");
    }

    #[test]
    fn a_public_key_survives_its_hex() {
        let folder = tempfile::tempdir().unwrap();
        let key = EntityKey::open_or_create(&folder.path().join("k"), || [9; 32])
            .unwrap()
            .public();
        assert_eq!(PublicKey::from_hex(&key.to_hex()).unwrap(), key);
        assert!(PublicKey::from_hex("00").is_err());
    }
}
