//! Electronic signature of documents (Ley 527 de 1999, art. 7).
//!
//! The official's identity is proved by signing in at that moment; the entity's
//! Ed25519 key then seals a [`Statement`] that says who signed which document,
//! when, and with which act of will. The signature is detached: the PDF cannot
//! contain its own hash, so the statement is kept beside it and anyone can
//! check both with the entity's public key.

mod code;
mod key;
mod statement;

pub use code::{CodeError, VerificationCode};
pub use key::{EntityKey, KeyError, PublicKey};
pub use statement::{SignedStatement, Signer, Statement, VerifyError, verify};
