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
    /// The store does not let this process do that.
    #[error("the blob store refused access")]
    Denied(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// The bucket does not exist.
    #[error("the bucket does not exist")]
    NoBucket(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// The store does not know the key that requests are signed with, or the signature is not that key's.
    #[error("the blob store does not accept the credentials")]
    Credentials(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// The clock of this machine is too far from that of the store.
    #[error("the clock is too far from that of the blob store")]
    ClockSkewed(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// Nothing answers there, or not in time.
    #[error("the blob store cannot be reached")]
    Unreachable(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// Something stands under that key already.
    #[error("there is an object already")]
    Exists,
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

    /// What an answer of S3 means.
    pub(super) fn answered(status: http::StatusCode, body: &str) -> Self {
        let error = format!("{status}: {body}").into();
        match code_in(body) {
            Some(code) => Self::coded(&code, error),
            None if status == http::StatusCode::FORBIDDEN => Self::Denied(error),
            None => Self::Store(error),
        }
    }

    fn coded(code: &str, error: Box<dyn std::error::Error + Send + Sync>) -> Self {
        match code {
            "NoSuchBucket" => Self::NoBucket(error),
            "InvalidAccessKeyId"
            | "SignatureDoesNotMatch"
            | "NotSignedUp"
            | "ExpiredToken"
            | "InvalidToken"
            | "AuthorizationHeaderMalformed" => Self::Credentials(error),
            "RequestTimeTooSkewed" => Self::ClockSkewed(error),
            "AccessDenied" | "AllAccessDisabled" | "AccountProblem" => Self::Denied(error),
            "QuotaExceeded" | "InsufficientStorage" | "XMinioStorageFull" => Self::Full(error),
            _ => Self::Store(error),
        }
    }

    fn classify(error: Box<dyn std::error::Error + Send + Sync>) -> Self {
        match io_kind(error.as_ref()) {
            Some(io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded) => Self::Full(error),
            Some(io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem) => Self::Denied(error),
            _ if is_unreachable(error.as_ref()) => Self::Unreachable(error),
            _ => Self::Store(error),
        }
    }
}

impl From<object_store::Error> for Error {
    fn from(error: object_store::Error) -> Self {
        use object_store::Error as E;
        if let E::AlreadyExists { .. } | E::Precondition { .. } = error {
            return Self::Exists;
        }
        if let Some(code) = code_in(&error.to_string()) {
            return Self::coded(&code, Box::new(error));
        }
        match error {
            E::PermissionDenied { .. } | E::Unauthenticated { .. } => Self::Denied(Box::new(error)),
            other => Self::classify(Box::new(other)),
        }
    }
}

/// The code of an answer of S3, which `object_store` keeps only in the text of its error.
fn code_in(text: &str) -> Option<String> {
    let (_, after) = text.split_once("<Code>")?;
    after.split_once("</Code>").map(|(code, _)| code.to_owned())
}

fn is_unreachable(error: &(dyn std::error::Error + 'static)) -> bool {
    use object_store::client::{HttpError, HttpErrorKind::*};
    let mut chain = std::iter::successors(Some(error), |e| e.source());
    let kind = chain.find_map(|e| e.downcast_ref::<HttpError>()).map(HttpError::kind);
    matches!(kind, Some(Connect | Timeout | Interrupted | Request))
}

// object_store wraps the system's error several times, in types it does not export.
fn io_kind(error: &(dyn std::error::Error + 'static)) -> Option<io::ErrorKind> {
    std::iter::successors(Some(error), |e| e.source())
        .find_map(|e| e.downcast_ref::<io::Error>())
        .map(io::Error::kind)
}
