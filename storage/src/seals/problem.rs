//! What verification finds wrong.

use super::{seal::SignatureFault, timestamp::StampFault};

/// What is wrong with an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EntryFault {
    /// Its content is not the one that was sealed.
    Changed,
    /// It was sealed and is not there.
    Missing,
    /// What stands in its place was never sealed there; the sealed entry comes after it.
    Inserted,
    /// Another entry of the journal stands in its place, and it comes later.
    Reordered,
}

/// What is wrong with a seal.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SealFault {
    /// Its signature.
    #[error(transparent)]
    Signature(#[from] SignatureFault),
    /// It does not follow the seal before it: that one was changed, or seals between them were taken out.
    #[error("it does not follow the seal before it")]
    Chain,
    /// It is another than the one that was kept elsewhere.
    #[error("it is another than the one that was kept")]
    Forked,
    /// The time stamp after it.
    #[error(transparent)]
    Stamp(#[from] StampFault),
    /// It was kept elsewhere, and the file ends before it.
    #[error("the file ends before it")]
    Beyond,
}

/// The first thing that is wrong.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    /// An entry.
    #[error("entry {position}: {fault:?}")]
    Entry {
        /// Its place in the journal.
        position: u64,
        /// What is wrong with it.
        fault: EntryFault,
    },
    /// Some entry among these; the list of their hashes was changed too, so it cannot be said which.
    #[error("one of the entries {from} to {to} is not the one that was sealed")]
    Among {
        /// The first of them.
        from: u64,
        /// The last.
        to: u64,
    },
    /// A seal.
    #[error("seal of {size} entries: {fault}")]
    Seal {
        /// How many entries it covers.
        size: u64,
        /// What is wrong with it.
        fault: SealFault,
    },
    /// A line that is neither entry nor seal.
    #[error("line {line} cannot be read: {why}")]
    Unreadable {
        /// Counted from 1.
        line: u64,
        /// What was found.
        why: String,
    },
    /// The file ends before its end.
    #[error("the file was cut after {entries} entries")]
    Cut {
        /// How many entries are left.
        entries: u64,
    },
}
