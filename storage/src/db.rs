//! The database, opened by its URL.

use std::{
    path::{Path, PathBuf},
    str::FromStr,
    time::Duration,
};

use jiff::Timestamp;

use sqlx::{
    ConnectOptions, PgPool, SqlitePool,
    postgres::{PgConnectOptions, PgPoolOptions},
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};

use crate::{
    dialect::{self, Dialect, Tx},
    error::Error,
    record::Record,
    schema,
    sql::Sql,
    value::{Cell, Kind, Row},
};

/// How many connections read at once.
const READERS: u32 = 16;
/// Multi-row statements of every table and size stay prepared.
const PREPARED: usize = 512;
/// What each SQLite connection may hold in memory: negative, in KiB.
const SQLITE_CACHE: &str = "-8192";
/// To how many bytes SQLite cuts its log after a checkpoint.
const SQLITE_LOG: &str = "67108864";
/// After how many pages in its log SQLite moves them to the database: pages that change often are then moved once for
/// many commits.
const SQLITE_CHECKPOINT: &str = "8000";
/// How long a connection is waited for.
const PATIENCE: Duration = Duration::from_secs(10);

/// An open database. Clones share its connections.
#[derive(Debug, Clone)]
pub enum Db {
    /// The embedded default: many readers, one writer.
    Sqlite {
        /// Connections that only read.
        read: SqlitePool,
        /// The one connection that writes; whoever holds it has the turn.
        write: SqlitePool,
        /// Writes what a power failure may undo, without waiting for the disk.
        lease: SqlitePool,
    },
    /// A server that several nodes may share.
    Postgres(PgPool),
}

impl Db {
    /// Opens `sqlite:<file>` (created if missing) or `postgres://…` and brings its schema up to date.
    ///
    /// Fails with [`Error::Url`], [`Error::Open`] or [`Error::NewerSchema`]; nothing was changed then.
    pub async fn open(database_url: &str) -> Result<Self, Error> {
        let scheme = database_url.split_once(':').map_or("", |(scheme, _)| scheme);
        let db = match scheme {
            "sqlite" => Self::open_sqlite(database_url).await?,
            "postgres" | "postgresql" => Self::open_postgres(database_url).await?,
            _ => {
                return Err(bad_url(
                    database_url,
                    "expected sqlite:<file> or postgres://user@host/name",
                ));
            }
        };
        match &db {
            Self::Sqlite { write, .. } => schema::migrate(write, Dialect::Sqlite).await?,
            Self::Postgres(pool) => schema::migrate(pool, Dialect::Postgres).await?,
        }
        Ok(db)
    }

    async fn open_sqlite(url: &str) -> Result<Self, Error> {
        if url.contains(":memory:") || url.contains("mode=memory") {
            return Err(bad_url(
                url,
                "a database in memory is not durable: expected sqlite:<file>",
            ));
        }
        let options = SqliteConnectOptions::from_str(url)
            .map_err(|problem| bad_url(url, &problem.to_string()))?
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(PATIENCE)
            .pragma("cache_size", SQLITE_CACHE)
            .pragma("journal_size_limit", SQLITE_LOG)
            .pragma("wal_autocheckpoint", SQLITE_CHECKPOINT)
            .statement_cache_capacity(PREPARED)
            .disable_statement_logging();
        let pool = || {
            SqlitePoolOptions::new()
                .acquire_timeout(PATIENCE)
                .test_before_acquire(false)
        };
        let write = pool().max_connections(1).connect_with(options.clone()).await;
        let write = write.map_err(|source| Error::Open {
            url: without_password(url),
            source,
        })?;
        let leases = options.clone().synchronous(SqliteSynchronous::Normal);
        let lease = pool().max_connections(1).connect_lazy_with(leases);
        let readers = options.pragma("query_only", "1");
        let read = pool().max_connections(READERS).connect_lazy_with(readers);
        Ok(Self::Sqlite { read, write, lease })
    }

    async fn open_postgres(url: &str) -> Result<Self, Error> {
        let options = PgConnectOptions::from_str(url)
            .map_err(|problem| bad_url(url, &problem.to_string()))?
            .application_name("radica")
            .statement_cache_capacity(PREPARED)
            .disable_statement_logging();
        let pool = PgPoolOptions::new().max_connections(READERS).acquire_timeout(PATIENCE);
        let pool = match pool.connect_with(options.clone()).await {
            Ok(pool) => pool,
            Err(source) => {
                return Err(Error::Open {
                    url: without_password(url),
                    source: first_cause(&options, source).await,
                });
            }
        };
        dialect::check_server(&pool).await?;
        Ok(Self::Postgres(pool))
    }

    /// Which database this is.
    pub fn dialect(&self) -> Dialect {
        match self {
            Self::Sqlite { .. } => Dialect::Sqlite,
            Self::Postgres(_) => Dialect::Postgres,
        }
    }

    /// Answers if the database does.
    pub async fn ping(&self) -> Result<(), Error> {
        self.rows(Sql::new("SELECT 1"), &[]).await.map(drop)
    }

    /// Answers if the database could be written; changes nothing.
    pub async fn try_writing(&self) -> Result<(), Error> {
        let mut tx = self.begin().await?;
        let tried = tx.execute(Sql::new("UPDATE heartbeats SET at = at WHERE 1 = 0")).await;
        tx.rollback().await;
        tried.map(drop)
    }

    /// What the clock of the server says; `None` for SQLite, which has no other than this machine's.
    pub async fn server_time(&self) -> Result<Option<Timestamp>, Error> {
        match self {
            Self::Sqlite { .. } => Ok(None),
            Self::Postgres(_) => {
                let sql = Sql::new("SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint");
                self.scalar(sql).await
            }
        }
    }

    /// The file of a SQLite database; `None` for a server.
    pub fn file_of(database_url: &str) -> Option<PathBuf> {
        let options = SqliteConnectOptions::from_str(database_url).ok()?;
        Some(options.get_filename().to_owned())
    }

    /// Waits for what runs, then closes all connections.
    pub async fn close(&self) {
        match self {
            Self::Sqlite { read, write, lease } => {
                read.close().await;
                lease.close().await;
                write.close().await;
            }
            Self::Postgres(pool) => pool.close().await,
        }
    }

    /// Begins a transaction that writes; all nodes take turns.
    pub(crate) async fn begin(&self) -> Result<Tx, Error> {
        match self {
            Self::Sqlite { write, .. } => Tx::sqlite(write).await,
            Self::Postgres(pool) => Tx::postgres(pool).await,
        }
    }

    /// Begins to read everything as it is at this moment, whatever others write meanwhile.
    pub(crate) async fn snapshot(&self) -> Result<Tx, Error> {
        match self {
            Self::Sqlite { read, .. } => Tx::sqlite_snapshot(read).await,
            Self::Postgres(pool) => Tx::postgres_snapshot(pool).await,
        }
    }

    /// Reads records.
    pub(crate) async fn all<T: Record>(&self, sql: Sql) -> Result<Vec<T>, Error> {
        let rows = self.rows(sql, &kinds::<T>()).await?;
        rows.into_iter().map(T::from_row).collect()
    }

    /// Reads a record that may not exist.
    pub(crate) async fn one<T: Record>(&self, sql: Sql) -> Result<Option<T>, Error> {
        Ok(self.all(sql).await?.into_iter().next())
    }

    /// Reads one value; `None` if there is no row or no value in it.
    pub(crate) async fn scalar<T: Cell>(&self, sql: Sql) -> Result<Option<T>, Error> {
        let rows = self.rows(sql, &[T::KIND]).await?;
        let value = rows.into_iter().flatten().next();
        let read = value.map(Option::<T>::from_value).transpose();
        read.map(Option::flatten)
            .map_err(|problem| Error::Database(sqlx::Error::Decode(problem.into())))
    }

    /// Reads rows of columns of the given kinds.
    pub(crate) async fn rows(&self, sql: Sql, kinds: &[Kind]) -> Result<Vec<Row>, Error> {
        Ok(match self {
            Self::Sqlite { read, .. } => dialect::sqlite::fetch(read, sql, kinds).await?,
            Self::Postgres(pool) => dialect::postgres::fetch(pool, sql, kinds).await?,
        })
    }

    /// Runs a statement that writes and returns records, outside the writer's transactions.
    pub(crate) async fn change<T: Record>(&self, sql: Sql) -> Result<Vec<T>, Error> {
        let rows = match self {
            Self::Sqlite { write, .. } => dialect::sqlite::fetch(write, sql, &kinds::<T>()).await?,
            Self::Postgres(pool) => dialect::postgres::fetch(pool, sql, &kinds::<T>()).await?,
        };
        rows.into_iter().map(T::from_row).collect()
    }

    /// As [`Db::change`], for leases: a power failure may undo it, so SQLite need not wait for the disk.
    pub(crate) async fn lease<T: Record>(&self, sql: Sql) -> Result<Vec<T>, Error> {
        let Self::Sqlite { write, lease, .. } = self else {
            return self.change(sql).await;
        };
        let turn = write.acquire().await?;
        let rows = dialect::sqlite::fetch(lease, sql, &kinds::<T>()).await?;
        drop(turn);
        rows.into_iter().map(T::from_row).collect()
    }
}

/// A pool tries again and again until its time is over, and then only says so: one more try says why.
async fn first_cause(options: &PgConnectOptions, told: sqlx::Error) -> sqlx::Error {
    if !matches!(told, sqlx::Error::PoolTimedOut) {
        return told;
    }
    match tokio::time::timeout(Duration::from_secs(2), options.connect()).await {
        Ok(Err(cause)) => cause,
        Ok(Ok(_)) | Err(_) => told,
    }
}

/// The address of the SQLite file at `path`, whatever is in its name.
#[must_use]
pub fn sqlite_url(path: &Path) -> String {
    let name = path.to_string_lossy();
    // What would end the name, or begin a sequence that is read as another character.
    let escaped = name.replace('%', "%25").replace('?', "%3F").replace('#', "%23");
    format!("sqlite://{escaped}")
}

fn kinds<T: Record>() -> Vec<Kind> {
    T::TABLE.columns.iter().map(|column| column.kind).collect()
}

fn bad_url(url: &str, problem: &str) -> Error {
    Error::Url {
        url: without_password(url),
        problem: problem.to_owned(),
    }
}

/// The URL with the password of `user:password@` left out.
fn without_password(url: &str) -> String {
    let Some((before, host)) = url.rsplit_once('@') else {
        return url.to_owned();
    };
    let Some((scheme, user)) = before.split_once("://") else {
        return format!("…@{host}");
    };
    let user = user.split(':').next().unwrap_or_default();
    format!("{scheme}://{user}@{host}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_never_shows_the_password() {
        assert_eq!(
            without_password("postgres://ana:s3:cr@et@host/db"),
            "postgres://ana@host/db"
        );
        assert_eq!(without_password("sqlite:data/radica.db"), "sqlite:data/radica.db");
    }

    #[tokio::test]
    async fn a_url_of_another_database_says_what_was_expected() {
        let refused = Db::open("mysql://host/db").await;
        assert!(refused.is_err_and(|problem| problem.to_string().contains("expected sqlite:")));
    }

    #[tokio::test]
    async fn a_file_may_have_any_name() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["a b.db", "50%.db", "%41.db", "a?mode=ro.db", "a#b.db", "ñandú.db"] {
            let path = folder.path().join(name);
            Db::open(&sqlite_url(&path)).await.unwrap().close().await;
            assert!(path.is_file(), "{name}");
        }
    }

    #[tokio::test]
    async fn a_database_in_memory_is_refused() {
        assert!(matches!(Db::open("sqlite::memory:").await, Err(Error::Url { .. })));
    }
}
