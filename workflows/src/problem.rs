//! What can go wrong, in the words of the domain and free of HTTP. `ui/src/problem.rs` gives each its status and page.

use crate::access::Act;
use crate::catalog::form::FieldError;

/// What was refused to somebody, as the journal names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// The act.
    pub act: Act,
    /// The kind of the thing.
    pub kind: &'static str,
    /// Which one; empty for a part of the program.
    pub id: String,
}

impl Refused {
    /// An act on a thing.
    #[must_use]
    pub fn new(act: Act, kind: &'static str, id: impl ToString) -> Self {
        Self {
            act,
            kind,
            id: id.to_string(),
        }
    }

    /// Entering a part of the program, or acting in it.
    #[must_use]
    pub fn part(act: Act) -> Self {
        Self::new(act, "part", "")
    }

    /// The answer, with why in Spanish.
    #[must_use]
    pub fn because(self, why: impl Into<String>) -> Error {
        Error::Forbidden(Denied {
            why: why.into(),
            refused: self,
        })
    }
}

/// What was refused, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Denied {
    /// Why, in Spanish.
    pub why: String,
    /// What.
    pub refused: Refused,
}

/// Why a service refused or failed.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// There is no such thing, or the asker may not know that there is.
    #[error("{0} not found")]
    NotFound(&'static str),
    /// It is there, but the asker may not know: told as [`Error::NotFound`], and the journal knows.
    #[error("{} hidden", .0.kind)]
    Hidden(Refused),
    /// The asker must sign in first.
    #[error("sign-in required")]
    SignInRequired,
    /// The asker may not do this; says in Spanish why.
    #[error("forbidden: {}", .0.why)]
    Forbidden(Denied),
    /// Form data that cannot be accepted; every field says how to mend it.
    #[error("{} fields to correct", .0.len())]
    Invalid(Vec<FieldError>),
    /// Another person changed it first; says in Spanish who and what.
    #[error("conflict: {0}")]
    Conflict(String),
    /// The law or the state has closed this act; says in Spanish by what norm or date.
    #[error("closed: {0}")]
    Closed(String),
    /// It existed and its time has passed (an expired draft or sign-in); says in Spanish what to do.
    #[error("expired: {0}")]
    Expired(String),
    /// The draft was filed already; its case has this radicado.
    #[error("already filed as {radicado}")]
    AlreadyFiled {
        /// The filing number it got.
        radicado: String,
    },
    /// An upload that cannot be accepted; says in Spanish why and what is accepted.
    #[error("upload refused: {0}")]
    Upload(String),
    /// An upload larger than allowed.
    #[error("larger than {limit} bytes")]
    TooLarge {
        /// The largest size accepted, in bytes.
        limit: u64,
    },
    /// The queue is full: the caller should try again later.
    #[error("busy")]
    Busy,
    /// Something we rely on is not there (disk full, database gone).
    #[error("{what} is unavailable: {why}")]
    Unavailable {
        /// What part.
        what: &'static str,
        /// Why, for the operator's log.
        why: String,
    },
    /// A defect or corrupt data: an operator must look.
    #[error("internal: {0}")]
    Internal(String),
}

/// Result of a service.
pub type Result<T> = std::result::Result<T, Error>;

impl From<radica_storage::Error> for Error {
    fn from(error: radica_storage::Error) -> Self {
        match error {
            radica_storage::Error::DiskFull => Self::Unavailable {
                what: "disk",
                why: error.to_string(),
            },
            unreachable if unreachable.is_unreachable() => Self::Unavailable {
                what: "database",
                why: unreachable.to_string(),
            },
            other => Self::Internal(other.to_string()),
        }
    }
}

impl From<radica_storage::CommitError> for Error {
    fn from(error: radica_storage::CommitError) -> Self {
        use radica_storage::CommitError as Refused;
        match error {
            Refused::Conflict { .. } | Refused::Duplicate(_) => Self::Conflict(
                "Otra persona cambió esto mientras usted trabajaba. Vuelva a abrirlo y revise cómo quedó.".to_owned(),
            ),
            Refused::Full => Self::Busy,
            Refused::Stopped => Self::Unavailable {
                what: "writer",
                why: error.to_string(),
            },
            Refused::Storage(ref source) if matches!(**source, radica_storage::Error::DiskFull) => Self::Unavailable {
                what: "disk",
                why: error.to_string(),
            },
            Refused::Storage(_) | Refused::Unknown(_) => Self::Unavailable {
                what: "database",
                why: error.to_string(),
            },
            Refused::Broken => Self::Internal(error.to_string()),
        }
    }
}
