//! Everything in which SQLite and PostgreSQL differ: how rows are bound and read, how a writing
//! transaction begins, how a lease skips rows taken by others, and how errors are told apart.

use sqlx::{Arguments, AssertSqlSafe, Executor, Postgres, Row as _, Sqlite, ValueRef, pool::PoolConnection};

use crate::{
    error::Error,
    sql::Sql,
    value::{Kind, Row, Value},
};

/// Which database is spoken to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    /// SQLite, the embedded default.
    Sqlite,
    /// PostgreSQL, 15 or newer.
    Postgres,
}

impl Dialect {
    /// Ends a `SELECT` that takes rows for an `UPDATE`, leaving out those another node is taking.
    /// SQLite has one writer, so nobody else is.
    pub(crate) fn skip_locked(self) -> &'static str {
        match self {
            Self::Sqlite => "",
            Self::Postgres => " FOR UPDATE SKIP LOCKED",
        }
    }

    /// The text of a migration. SQLite keeps rows by an integer key of its own making unless the
    /// key column is called `INTEGER`; the journal then needs one tree instead of two.
    pub(crate) fn schema(self, sql: &'static str) -> String {
        match self {
            Self::Sqlite => sql.replace("BIGINT NOT NULL PRIMARY KEY", "INTEGER NOT NULL PRIMARY KEY"),
            Self::Postgres => sql.to_owned(),
        }
    }
}

/// All nodes on one PostgreSQL take this lock while they commit, so that journal positions and
/// numbers come without gaps. The number is arbitrary: "radica" in ASCII.
const WRITERS_LOCK: i64 = 0x7261_6469_6361;

/// A transaction that writes, or one that reads one moment.
///
/// sqlx's own is not used: after SQLite has rolled back by itself, as it does on a full disk, its
/// connection could never begin again.
pub(crate) struct Tx {
    connection: Connection,
    /// Whether the connection must not be used again as it is.
    open: bool,
}

enum Connection {
    Sqlite(PoolConnection<Sqlite>),
    Postgres(PoolConnection<Postgres>),
}

impl Tx {
    /// Begins on SQLite, taking the write lock at once.
    pub(crate) async fn sqlite(pool: &sqlx::SqlitePool) -> Result<Self, Error> {
        let connection = Connection::Sqlite(pool.acquire().await?);
        let mut tx = Self { connection, open: true };
        tx.execute(Sql::new("BEGIN IMMEDIATE")).await?;
        Ok(tx)
    }

    /// Begins on PostgreSQL, waiting for the writers of other nodes.
    pub(crate) async fn postgres(pool: &sqlx::PgPool) -> Result<Self, Error> {
        let connection = Connection::Postgres(pool.acquire().await?);
        let mut tx = Self { connection, open: true };
        tx.execute(Sql::new("BEGIN")).await?;
        tx.execute(Sql::new("SELECT pg_advisory_xact_lock(").bind(WRITERS_LOCK).push(")"))
            .await?;
        Ok(tx)
    }

    /// Begins to read on SQLite. The moment is that of the first read: it is done at once.
    pub(crate) async fn sqlite_snapshot(pool: &sqlx::SqlitePool) -> Result<Self, Error> {
        let connection = Connection::Sqlite(pool.acquire().await?);
        let mut tx = Self { connection, open: true };
        tx.execute(Sql::new("BEGIN")).await?;
        tx.fetch(Sql::new("SELECT count(*) FROM sqlite_schema"), &[Kind::Int])
            .await?;
        Ok(tx)
    }

    /// Begins to read on PostgreSQL.
    pub(crate) async fn postgres_snapshot(pool: &sqlx::PgPool) -> Result<Self, Error> {
        let connection = Connection::Postgres(pool.acquire().await?);
        let mut tx = Self { connection, open: true };
        tx.execute(Sql::new("BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY"))
            .await?;
        tx.fetch(Sql::new("SELECT 1::bigint"), &[Kind::Int]).await?;
        Ok(tx)
    }

    /// Reads rows of columns of the given kinds.
    pub(crate) async fn fetch(&mut self, sql: Sql, kinds: &[Kind]) -> Result<Vec<Row>, Error> {
        Ok(match &mut self.connection {
            Connection::Sqlite(connection) => sqlite::fetch(&mut **connection, sql, kinds).await?,
            Connection::Postgres(connection) => postgres::fetch(&mut **connection, sql, kinds).await?,
        })
    }

    /// Runs a statement; how many rows it touched.
    pub(crate) async fn execute(&mut self, sql: Sql) -> Result<u64, Error> {
        Ok(match &mut self.connection {
            Connection::Sqlite(connection) => sqlite::execute(&mut **connection, sql).await?,
            Connection::Postgres(connection) => postgres::execute(&mut **connection, sql).await?,
        })
    }

    /// Makes it durable. If this fails, the database may or may not have kept it.
    pub(crate) async fn commit(mut self) -> Result<(), Error> {
        match self.execute(Sql::new("COMMIT")).await {
            Ok(_) => {
                self.open = false;
                Ok(())
            }
            Err(error) => {
                self.rollback().await;
                Err(error)
            }
        }
    }

    /// Gives it up.
    pub(crate) async fn rollback(mut self) {
        self.open = match self.execute(Sql::new("ROLLBACK")).await {
            Ok(_) => false,
            Err(error) => !error.to_string().contains("no transaction is active"),
        };
    }
}

impl Drop for Tx {
    /// A connection whose transaction was neither committed nor rolled back is closed.
    fn drop(&mut self) {
        match &mut self.connection {
            _ if !self.open => {}
            Connection::Sqlite(connection) => connection.close_on_drop(),
            Connection::Postgres(connection) => connection.close_on_drop(),
        }
    }
}

/// The same functions for each driver; sqlx cannot write them once without bounds longer than them.
macro_rules! driver {
    ($name:ident, $database:ty) => {
        pub(crate) mod $name {
            use super::*;

            type Bound = <$database as sqlx::Database>::Arguments;
            type Found = <$database as sqlx::Database>::Row;

            fn arguments(values: Vec<Value>) -> Result<Bound, sqlx::Error> {
                let mut arguments = Bound::default();
                arguments.reserve(values.len(), 0);
                for value in values {
                    match value {
                        Value::Int(number) => arguments.add(number),
                        Value::Text(text) => arguments.add(text),
                        Value::Bytes(bytes) => arguments.add(bytes),
                        Value::Null(Kind::Int) => arguments.add(None::<i64>),
                        Value::Null(Kind::Text) => arguments.add(None::<String>),
                        Value::Null(Kind::Bytes) => arguments.add(None::<Vec<u8>>),
                    }
                    .map_err(sqlx::Error::Encode)?;
                }
                Ok(arguments)
            }

            /// Reads one value, as another kind if it is not of the expected one: the record says so then.
            fn value(row: &Found, place: usize, kind: Kind) -> Result<Value, sqlx::Error> {
                if row.try_get_raw(place)?.is_null() {
                    return Ok(Value::Null(kind));
                }
                let read = |kind| match kind {
                    Kind::Int => row.try_get(place).map(Value::Int),
                    Kind::Text => row.try_get(place).map(Value::Text),
                    Kind::Bytes => row.try_get(place).map(Value::Bytes),
                };
                let others = || {
                    read(Kind::Text)
                        .or_else(|_| read(Kind::Int))
                        .or_else(|_| read(Kind::Bytes))
                };
                read(kind).or_else(|_| others())
            }

            pub(crate) async fn fetch<'e>(
                executor: impl Executor<'e, Database = $database>,
                sql: Sql,
                kinds: &[Kind],
            ) -> Result<Vec<Row>, sqlx::Error> {
                let query = sqlx::query_with(AssertSqlSafe(sql.text), arguments(sql.values)?);
                let found = query.fetch_all(executor).await?;
                let row = |found: &Found| {
                    kinds
                        .iter()
                        .enumerate()
                        .map(|(place, kind)| value(found, place, *kind))
                        .collect()
                };
                found.iter().map(row).collect()
            }

            pub(crate) async fn execute<'e>(
                executor: impl Executor<'e, Database = $database>,
                sql: Sql,
            ) -> Result<u64, sqlx::Error> {
                let query = sqlx::query_with(AssertSqlSafe(sql.text), arguments(sql.values)?);
                Ok(query.execute(executor).await?.rows_affected())
            }
        }
    };
}

driver!(sqlite, Sqlite);
driver!(postgres, Postgres);

/// The oldest PostgreSQL this program is tested with.
const OLDEST_SERVER: i64 = 15;

/// Refuses a server that is too old.
pub(crate) async fn check_server(pool: &sqlx::PgPool) -> Result<(), Error> {
    let sql = Sql::new("SELECT current_setting('server_version_num')::bigint / 10000");
    let rows = postgres::fetch(pool, sql, &[Kind::Int]).await?;
    match rows.into_iter().flatten().next() {
        Some(Value::Int(found)) if found < OLDEST_SERVER => Err(Error::OldServer {
            found,
            oldest: OLDEST_SERVER,
        }),
        _ => Ok(()),
    }
}

/// Tells a full disk and broken rules from all other errors.
pub(crate) fn classify(error: sqlx::Error) -> Error {
    let Some(answer) = error.as_database_error() else {
        return Error::Database(error);
    };
    // SQLite says SQLITE_FULL, PostgreSQL disk_full.
    if matches!(answer.code().as_deref(), Some("13" | "53100")) {
        return Error::DiskFull;
    }
    if answer.is_unique_violation() {
        let rule = answer.constraint().unwrap_or(answer.message());
        return Error::Duplicate(rule.to_owned());
    }
    if answer.is_foreign_key_violation() {
        return Error::Dangling(answer.constraint().unwrap_or(answer.message()).to_owned());
    }
    Error::Database(error)
}
