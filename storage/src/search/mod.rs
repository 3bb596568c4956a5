//! Full-text search.
//!
//! The [`Index`] is fed from the journal and never the truth: it keeps the position up to which it
//! has seen the journal, in the same commit as what it learnt, and when its directory is missing,
//! broken or of another version it starts empty and is fed again.
//!
//! Who may see an entry is part of the entry: a search names the groups of its caller, and neither
//! hits, counts, order nor excerpts depend on entries outside them. That is why ranking counts
//! points for where a word was found instead of weighing how rare the word is in the whole index.
//!
//! The [`catalog`] is the small sister, in memory, for lists that everybody may see.

mod analysis;
pub mod catalog;
mod entry;
mod highlight;
mod index;
mod query;
mod ranking;
mod schema;

pub use entry::{Change, Entry};
pub use highlight::{Highlighted, Piece};
pub use index::{Error, Index, Start};
pub use query::{Found, Hit, Query};
pub use ranking::{Cursor, InvalidCursor};

#[cfg(test)]
mod tests;
