//! The migrations under `migrations/`, embedded, and the refusal of a schema from the future.

use sqlx::{
    AssertSqlSafe, SqlSafeStr,
    migrate::{Migrate, MigrateError, Migration, MigrationType, Migrator},
};

use crate::{dialect::Dialect, error::Error};

/// Every migration: its version, its name and its SQL. To add one, add a file and a line.
const MIGRATIONS: &[(i64, &str, &str)] = &[
    (1, "foundation", include_str!("../../migrations/0001_foundation.sql")),
    (2, "notified", include_str!("../../migrations/0002_notified.sql")),
    (3, "messages", include_str!("../../migrations/0003_messages.sql")),
    (4, "outages", include_str!("../../migrations/0004_outages.sql")),
    (5, "operation", include_str!("../../migrations/0005_operation.sql")),
    (6, "starts", include_str!("../../migrations/0006_starts.sql")),
    (7, "plans", include_str!("../../migrations/0007_plans.sql")),
    (8, "seals", include_str!("../../migrations/0008_seals.sql")),
    (9, "fixity", include_str!("../../migrations/0009_fixity.sql")),
    (10, "shared_keys", include_str!("../../migrations/0010_shared_keys.sql")),
    (11, "redo", include_str!("../../migrations/0011_redo.sql")),
    (12, "leaner", include_str!("../../migrations/0012_leaner.sql")),
];

fn migrator(dialect: Dialect) -> Migrator {
    let migration = |(version, name, sql): &(i64, &'static str, &'static str)| {
        let sql = AssertSqlSafe(dialect.schema(sql)).into_sql_str();
        Migration::new(*version, (*name).into(), MigrationType::Simple, sql, false)
    };
    Migrator::with_migrations(MIGRATIONS.iter().map(migration).collect())
}

/// The newest schema this program knows.
pub fn known() -> i64 {
    MIGRATIONS.iter().map(|(version, ..)| *version).max().unwrap_or(0)
}

/// Brings a database up to date; refuses one that a newer program has changed, without touching it.
pub(crate) async fn migrate<'a, A>(database: A, dialect: Dialect) -> Result<(), Error>
where
    A: sqlx::Acquire<'a>,
    <A::Connection as std::ops::Deref>::Target: Migrate,
{
    match migrator(dialect).run(database).await {
        Err(MigrateError::VersionMissing(found)) if found > known() => {
            Err(Error::NewerSchema { found, known: known() })
        }
        other => Ok(other?),
    }
}
