//! Everything in which SQLite and PostgreSQL differ: how rows are bound and read, how a writing
//! transaction begins, how a lease skips rows taken by others, and how errors are told apart.

use sqlx::{Arguments, AssertSqlSafe, Executor, Postgres, Row as _, Sqlite, ValueRef, pool::PoolConnection};

use crate::{
    error::Error,
    record::Column,
    sql::{Parameter, Prepared, Sql},
    value::{Cell, Kind, Row, Value},
};

/// Which database is spoken to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
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

/// Many rows in one statement. SQLite binds each cell. PostgreSQL binds each column as an array: a list of thousands of
/// cells costs it twice as much.
impl Dialect {
    /// The rows of a statement, as groups of those that it takes at once.
    pub(crate) fn grouped(self, mut rows: Vec<Row>) -> impl Iterator<Item = Vec<Row>> {
        std::iter::from_fn(move || {
            let size = match self {
                Self::Sqlite => SIZES.into_iter().find(|size| *size <= rows.len())?,
                Self::Postgres if rows.is_empty() => return None,
                Self::Postgres => rows.len().min(AT_ONCE),
            };
            let rest = rows.split_off(size);
            Some(std::mem::replace(&mut rows, rest))
        })
    }

    /// Of how many rows the text of a statement speaks.
    pub(crate) fn rows_in_text(self, rows: usize) -> usize {
        match self {
            Self::Sqlite => rows,
            Self::Postgres => 0,
        }
    }

    /// The parameters of a statement on many rows.
    pub(crate) fn parameters(self, rows: Vec<Row>, kinds: &[Kind]) -> Vec<Parameter> {
        match self {
            Self::Sqlite => rows.into_iter().flatten().map(Parameter::Cell).collect(),
            Self::Postgres => {
                let mut columns: Vec<_> = kinds
                    .iter()
                    .map(|kind| (*kind, Vec::with_capacity(rows.len())))
                    .collect();
                for row in rows {
                    for (cell, (_, column)) in row.into_iter().zip(&mut columns) {
                        column.push(cell);
                    }
                }
                let columns = columns.into_iter();
                columns.map(|(kind, cells)| Parameter::Column(kind, cells)).collect()
            }
        }
    }

    /// Rows of these columns, as a query.
    pub(crate) fn rows<'a>(self, columns: impl Iterator<Item = &'a Column>, rows: usize) -> String {
        match self {
            Self::Sqlite => {
                // SQLite looks a named parameter up by walking the names of all of them: thousands of `$1` cost a
                // third of a commit, and `?` nothing.
                let row = format!("({})", vec!["?"; columns.count()].join(", "));
                format!("VALUES {}", vec![row; rows].join(", "))
            }
            Self::Postgres => format!("SELECT * FROM {}", arrays(columns)),
        }
    }

    /// The same as something to join with, whose columns are called `column1`, `column2` and so on.
    pub(crate) fn rows_as_new(self, columns: &[Column], rows: usize) -> String {
        match self {
            Self::Sqlite => format!("({}) AS new", self.rows(columns.iter(), rows)),
            Self::Postgres => {
                let names: Vec<String> = (1..=columns.len()).map(|place| format!("column{place}")).collect();
                format!("{} AS new ({})", arrays(columns.iter()), names.join(", "))
            }
        }
    }
}

/// Rows of a statement on SQLite: a few fixed sizes, so that they stay prepared. It allows 32,766 bound values, which no
/// table reaches with these.
const SIZES: [usize; 9] = [256, 128, 64, 32, 16, 8, 4, 2, 1];
/// Rows of a statement on PostgreSQL at most.
const AT_ONCE: usize = 4096;

fn arrays<'a>(columns: impl Iterator<Item = &'a Column>) -> String {
    let array = |(place, column): (usize, &Column)| {
        let kind = match column.kind {
            Kind::Int => "bigint",
            Kind::Text => "text",
            Kind::Bytes => "bytea",
        };
        format!("${}::{kind}[]", place + 1)
    };
    let arrays: Vec<String> = columns.enumerate().map(array).collect();
    format!("UNNEST({})", arrays.join(", "))
}

/// All nodes on one PostgreSQL take this lock while they commit, so that journal positions and
/// numbers come without gaps. The number is arbitrary: "radica" in ASCII.
const WRITERS_LOCK: i64 = 0x7261_6469_6361;
/// How long a node that holds that lock may stand still before PostgreSQL ends its transaction: the other nodes wait for
/// it, and one that is paused, or whose network is gone, says nothing more.
const STANDSTILL: &str = "5s";

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
        let patience =
            Sql::new("SELECT set_config('idle_in_transaction_session_timeout', ").bind(STANDSTILL.to_owned());
        let lock = patience.push(", true), pg_advisory_xact_lock(").bind(WRITERS_LOCK);
        tx.execute(lock.push(")")).await?;
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

    /// Which database is spoken to.
    pub(crate) fn dialect(&self) -> Dialect {
        match &self.connection {
            Connection::Sqlite(_) => Dialect::Sqlite,
            Connection::Postgres(_) => Dialect::Postgres,
        }
    }

    /// Reads rows of columns of the given kinds.
    pub(crate) async fn fetch(&mut self, sql: impl Into<Prepared>, kinds: &[Kind]) -> Result<Vec<Row>, Error> {
        Ok(match &mut self.connection {
            Connection::Sqlite(connection) => sqlite::fetch(&mut **connection, sql, kinds).await?,
            Connection::Postgres(connection) => postgres::fetch(&mut **connection, sql, kinds).await?,
        })
    }

    /// Runs a statement; how many rows it touched.
    pub(crate) async fn execute(&mut self, sql: impl Into<Prepared>) -> Result<u64, Error> {
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
    ($name:ident, $database:ty, $array:path) => {
        pub(crate) mod $name {
            use super::*;

            type Bound = <$database as sqlx::Database>::Arguments;
            type Found = <$database as sqlx::Database>::Row;

            fn arguments(parameters: Vec<Parameter>) -> Result<Bound, sqlx::Error> {
                let mut arguments = Bound::default();
                arguments.reserve(parameters.len(), 0);
                for parameter in parameters {
                    match parameter {
                        Parameter::Cell(Value::Int(number)) => arguments.add(number),
                        Parameter::Cell(Value::Text(text)) => arguments.add(text),
                        Parameter::Cell(Value::Bytes(bytes)) => arguments.add(bytes),
                        Parameter::Cell(Value::Null(Kind::Int)) => arguments.add(None::<i64>),
                        Parameter::Cell(Value::Null(Kind::Text)) => arguments.add(None::<String>),
                        Parameter::Cell(Value::Null(Kind::Bytes)) => arguments.add(None::<Vec<u8>>),
                        Parameter::Column(kind, cells) => $array(&mut arguments, kind, cells),
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
                sql: impl Into<Prepared>,
                kinds: &[Kind],
            ) -> Result<Vec<Row>, sqlx::Error> {
                let Prepared { text, parameters } = sql.into();
                let query = sqlx::query_with(AssertSqlSafe(text), arguments(parameters)?);
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
                sql: impl Into<Prepared>,
            ) -> Result<u64, sqlx::Error> {
                let Prepared { text, parameters } = sql.into();
                let query = sqlx::query_with(AssertSqlSafe(text), arguments(parameters)?);
                Ok(query.execute(executor).await?.rows_affected())
            }
        }
    };
}

driver!(sqlite, Sqlite, no_array);
driver!(postgres, Postgres, array);

type Encoded = Result<(), sqlx::error::BoxDynError>;

fn no_array(_: &mut sqlx::sqlite::SqliteArguments, _: Kind, _: Vec<Value>) -> Encoded {
    Err("SQLite has no arrays".into())
}

fn array(arguments: &mut sqlx::postgres::PgArguments, kind: Kind, cells: Vec<Value>) -> Encoded {
    fn of<T: Cell>(cells: Vec<Value>) -> Result<Vec<Option<T>>, String> {
        cells.into_iter().map(Option::<T>::from_value).collect()
    }
    match kind {
        Kind::Int => arguments.add(of::<i64>(cells)?),
        Kind::Text => arguments.add(of::<String>(cells)?),
        Kind::Bytes => arguments.add(of::<Vec<u8>>(cells)?),
    }
}

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
