//! What can go wrong with the database, apart from what a commit was refused for.

/// A failure of the database or of what is in it.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The URL names no database this program can open.
    #[error("database_url {url}: {problem}")]
    Url {
        /// The URL, without its password.
        url: String,
        /// What is wrong and what was expected.
        problem: String,
    },
    /// The database could not be opened.
    #[error("cannot open the database {url}: {source}")]
    Open {
        /// The URL, without its password.
        url: String,
        /// Why.
        source: sqlx::Error,
    },
    /// A newer program has already changed this database.
    #[error(
        "the database has schema {found}, but this program knows only {known}: start the newer program, or restore a backup made before it"
    )]
    NewerSchema {
        /// The schema of the database.
        found: i64,
        /// The newest schema of this program.
        known: i64,
    },
    /// The server is too old.
    #[error("this is PostgreSQL {found}, but {oldest} or newer is needed")]
    OldServer {
        /// The version of the server.
        found: i64,
        /// The oldest version that works.
        oldest: i64,
    },
    /// The schema could not be brought up to date.
    #[error("cannot update the schema of the database: {0}")]
    Migrate(#[from] sqlx::migrate::MigrateError),
    /// A row cannot be understood.
    #[error("corrupt row in {table}, id {id}, column {column}: {problem}")]
    Corrupt {
        /// The table.
        table: &'static str,
        /// The column.
        column: String,
        /// The key of the row.
        id: String,
        /// What is wrong with the value.
        problem: String,
    },
    /// No room is left where the database lives; nothing was changed.
    #[error("no room is left on the database's disk")]
    DiskFull,
    /// A uniqueness rule other than the key of a table was broken.
    #[error("already exists: {0}")]
    Duplicate(String),
    /// A row points to one that does not exist.
    #[error("points to nothing: {0}")]
    Dangling(String),
    /// Rows were changed meanwhile by somebody else.
    #[error("{table} was changed meanwhile")]
    Stale {
        /// The table.
        table: &'static str,
    },
    /// Anything else the database answered.
    #[error("database: {0}")]
    Database(sqlx::Error),
}

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        crate::dialect::classify(error)
    }
}

impl Error {
    /// Whether the database surely kept nothing when it answers a COMMIT with this.
    pub(crate) fn is_definite(&self) -> bool {
        matches!(self, Self::DiskFull | Self::Duplicate(_) | Self::Dangling(_))
    }

    /// Whether the database itself is out of reach, so that trying again at once is useless.
    pub fn is_unreachable(&self) -> bool {
        let Self::Database(error) = self else { return false };
        match error {
            sqlx::Error::Io(_) | sqlx::Error::PoolTimedOut | sqlx::Error::PoolClosed | sqlx::Error::WorkerCrashed => {
                true
            }
            sqlx::Error::Database(answer) => answer.code().is_some_and(|code| tells_of_the_end(&code)),
            _ => false,
        }
    }
}

/// Whether a server says by this that it ends, starts or has no room for another connection: `admin_shutdown`,
/// `crash_shutdown`, `cannot_connect_now`, `too_many_connections`, and every failure of a connection.
fn tells_of_the_end(code: &str) -> bool {
    matches!(code, "57P01" | "57P02" | "57P03" | "53300") || code.starts_with("08")
}
