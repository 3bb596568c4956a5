//! A whole database and its blobs, copied to another: how Radica is backed up, restored and moved from the
//! embedded default to PostgreSQL.
//!
//! The rows are those of one moment, read in one transaction while the others write. They are written page by page
//! where they are missing, so that a copy that was broken off goes on when it is begun again; at the end the number
//! and the [`Sum`] of each table are compared on both sides. Blobs never change and are stored before a row names
//! them, so whoever copies them after the rows has all of them.

mod blobs;
mod rows;
mod sum;
mod tables;

pub use blobs::{Copied, copy_blobs};
pub use rows::{copy_rows, sums};
pub use sum::Sum;
pub use tables::ALL;

use crate::{error::Error, objects, record::Table};

/// Why a copy failed. What was copied until then stays, and the copy can be begun again.
#[derive(Debug, thiserror::Error)]
pub enum CopyError {
    /// The target holds something else.
    #[error("the target holds another database already: its journal is not the beginning of this one's")]
    Occupied,
    /// A table is not the same on both sides.
    #[error("{table} differs after the copy: {source_sum} here, {target_sum} there")]
    Differs {
        /// The table.
        table: &'static str,
        /// What the source holds.
        source_sum: Sum,
        /// What the target holds.
        target_sum: Sum,
    },
    /// A row names a blob that the store does not have.
    #[error("the store has no blob {0}, which a row names")]
    BlobMissing(String),
    /// A blob that was copied arrived as another one.
    #[error("the blob {0} arrived as another one")]
    BlobDiffers(String),
    /// A database failed.
    #[error(transparent)]
    Database(#[from] Error),
    /// A store failed.
    #[error(transparent)]
    Store(#[from] objects::Error),
}

/// A table and what it holds.
pub type TableSum = (&'static Table, Sum);
