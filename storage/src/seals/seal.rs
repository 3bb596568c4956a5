//! A seal: the signed root of the journal's first entries.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{entry::Instant, tree::Root};
use crate::objects::Sha256;

/// What is signed. The fields are declared in the order of their names: that order, UTF-8 and no blanks are the canonical
/// JSON (RFC 8785) over which the signature and the hash in the next seal run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Head {
    /// When it was made, UTC with six decimals.
    pub at: Instant,
    /// The key that signed it.
    pub key_id: String,
    /// SHA-256 of the head before it; the first has none.
    pub previous: Option<Sha256>,
    /// The root of the tree over the entries.
    pub root: Sha256,
    /// How many entries the seal before it covers; the first says 0.
    pub since: u64,
    /// How many entries it covers: those at positions 1 to `size`.
    pub size: u64,
    /// The form of this statement: 1.
    pub v: u8,
}

impl Head {
    /// The form of statement that this program writes and reads.
    pub const V: u8 = 1;

    /// The bytes that are signed.
    ///
    /// # Errors
    /// When JSON cannot be written; not for any head.
    pub fn canonical(&self) -> serde_json::Result<Vec<u8>> {
        serde_json::to_vec(self)
    }

    /// What the next head says of this one.
    ///
    /// # Errors
    /// As [`Head::canonical`].
    pub fn hash(&self) -> serde_json::Result<Sha256> {
        Ok(Sha256::of(&self.canonical()?))
    }

    /// The root with its size.
    pub fn tree(&self) -> Root {
        Root {
            size: self.size,
            hash: self.root,
        }
    }

    /// When it was made.
    pub fn at(&self) -> Timestamp {
        self.at.0
    }
}

/// A head with its signature.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Signed {
    /// What was signed.
    pub head: Head,
    /// Ed25519 over [`Head::canonical`], lowercase hex.
    pub signature: String,
}

/// A seal as it is exported and kept as an object: with the leaves it adds, by which a changed entry is told from its
/// neighbours. They are believed only when they give the root that was signed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Seal {
    /// The leaves of the entries `since + 1` to `size`.
    #[serde(with = "joined")]
    pub leaves: Vec<Sha256>,
    /// The head and its signature.
    pub signed: Signed,
}

/// Signs heads; the floor above has the key.
pub trait Signer: Send + Sync {
    /// The name of the key.
    fn key_id(&self) -> String;
    /// Signs a message.
    fn sign(&self, message: &[u8]) -> [u8; 64];
}

/// Checks signatures of heads.
pub trait Keys: Send + Sync {
    /// Whether the named key made this signature; `None` when that key is not known.
    fn accepts(&self, key_id: &str, message: &[u8], signature: &[u8; 64]) -> Option<bool>;
}

/// Why a signature is not to be trusted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SignatureFault {
    /// The seal was altered, or its signature was.
    #[error("the signature is wrong")]
    Wrong,
    /// A key that the verifier was not given made it.
    #[error("signed by another key: {0}")]
    OtherKey(String),
}

impl Signed {
    /// Signs a head.
    ///
    /// # Errors
    /// As [`Head::canonical`].
    pub fn new(head: Head, signer: &dyn Signer) -> serde_json::Result<Self> {
        let signature = hex::encode(signer.sign(&head.canonical()?));
        Ok(Self { head, signature })
    }

    /// Checks the signature.
    ///
    /// # Errors
    /// Why it is not to be trusted.
    pub fn check(&self, keys: &dyn Keys) -> Result<(), SignatureFault> {
        let mut signature = [0; 64];
        hex::decode_to_slice(&self.signature, &mut signature).map_err(|_| SignatureFault::Wrong)?;
        let message = self.head.canonical().map_err(|_| SignatureFault::Wrong)?;
        match keys.accepts(&self.head.key_id, &message, &signature) {
            Some(true) if self.head.v == Head::V => Ok(()),
            Some(_) => Err(SignatureFault::Wrong),
            None => Err(SignatureFault::OtherKey(self.head.key_id.clone())),
        }
    }
}

/// Hashes one after the other, as bytes.
pub(super) fn join(hashes: &[Sha256]) -> Vec<u8> {
    hashes.iter().flat_map(|hash| *hash.as_bytes()).collect()
}

/// The hashes again; `None` when the bytes are no whole number of them.
pub(super) fn separate(bytes: &[u8]) -> Option<Vec<Sha256>> {
    let (hashes, rest) = bytes.as_chunks::<32>();
    rest.is_empty()
        .then(|| hashes.iter().map(|hash| Sha256::from_bytes(*hash)).collect())
}

/// Hashes as one text in lowercase hex.
mod joined {
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    use super::{Sha256, join, separate};

    pub(super) fn serialize<S: Serializer>(hashes: &[Sha256], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&hex::encode(join(hashes)))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Sha256>, D::Error> {
        let bytes = hex::decode(String::deserialize(deserializer)?).map_err(D::Error::custom)?;
        separate(&bytes).ok_or_else(|| D::Error::custom("a hash has 64 hexadecimal digits"))
    }
}
