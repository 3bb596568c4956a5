//! Seals of the journal: a Merkle tree over its entries, whose root is signed at least every minute, so that nobody can
//! change, remove, insert or reorder an entry later without it being seen, not even who has the database.
//!
//! - [`tree`] is the tree of RFC 6962, pure; [`entry`] says what its leaves are made of.
//! - [`seal`](mod@seal) is what is signed; [`sealing`] makes seals from the journal; [`copies`] keeps them in the object store.
//! - [`export`] writes the journal with its seals as a file; [`verify`] checks one with public keys alone and
//!   says the first [`problem`].
//! - [`proof`] shows that one entry is in the journal, without the others.
//! - [`timestamp`] reads and asks for time stamps of RFC 3161, pure; [`stamping`] keeps them.

pub mod copies;
mod diagnose;
pub mod entry;
pub mod export;
pub mod problem;
pub mod proof;
mod rows;
pub mod seal;
pub mod sealing;
pub mod stamping;
pub mod timestamp;
pub mod tree;
pub mod verify;

pub use seal::{Head, Keys, Seal, Signed, Signer};
pub use sealing::{Cadence, SealError, Standing, standing};
