//! What can go wrong with a blob.

use std::io;

use super::Sha256;

/// Why a blob could not be stored or read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The sender sent no byte.
    #[error("the content is empty")]
    Empty,
    /// The content is longer than allowed.
    #[error("the content has more than {limit} bytes")]
    TooLarge {
        /// The largest length allowed, in bytes.
        limit: u64,
    },
    /// The content ended before, or went on after, the length its sender had declared.
    #[error("{expected} bytes were declared, {received} came")]
    WrongLength {
        /// Bytes declared.
        expected: u64,
        /// Bytes received until that was clear.
        received: u64,
    },
    /// The sender's stream failed: a broken connection, a malformed request.
    #[error("the content stopped coming")]
    Interrupted(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// No blob has this key.
    #[error("blob {key} is missing")]
    Missing {
        /// The key asked for.
        key: Sha256,
    },
    /// The stored bytes are not the ones the key stands for.
    #[error("blob {key} is corrupt: its content has hash {actual}")]
    Corrupt {
        /// The key asked for.
        key: Sha256,
        /// The hash of what is stored.
        actual: Sha256,
    },
    /// The disk or the quota is full.
    #[error("the blob store is full")]
    Full(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// The store does not let this process in.
    #[error("the blob store refused access")]
    Denied(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// Any other failure of the store.
    #[error("the blob store failed")]
    Store(#[source] Box<dyn std::error::Error + Send + Sync>),
}

impl Error {
    pub(super) fn reading(key: Sha256, error: object_store::Error) -> Self {
        match error {
            object_store::Error::NotFound { .. } => Self::Missing { key },
            other => other.into(),
        }
    }

    pub(super) fn from_io(error: io::Error) -> Self {
        Self::classify(Box::new(error))
    }

    fn classify(error: Box<dyn std::error::Error + Send + Sync>) -> Self {
        match io_kind(error.as_ref()) {
            Some(io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded) => Self::Full(error),
            Some(io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem) => Self::Denied(error),
            _ => Self::Store(error),
        }
    }
}

impl From<object_store::Error> for Error {
    fn from(error: object_store::Error) -> Self {
        match error {
            object_store::Error::PermissionDenied { .. } | object_store::Error::Unauthenticated { .. } => {
                Self::Denied(Box::new(error))
            }
            other => Self::classify(Box::new(other)),
        }
    }
}

// object_store wraps the system's error several times, in types it does not export.
fn io_kind(error: &(dyn std::error::Error + 'static)) -> Option<io::ErrorKind> {
    std::iter::successors(Some(error), |e| e.source())
        .find_map(|e| e.downcast_ref::<io::Error>())
        .map(io::Error::kind)
}
