//! Every schema that was released opens with today's program, with its rows.
//!
//! `tests/upgrades/NNNN.sql` has the rows of a database as schema NNNN left it: one in every table, every column set.
//! With a release, `UPDATE_UPGRADES=9` writes the file of schema 9, of today's samples; then it never changes.

use std::collections::BTreeMap;
use std::path::PathBuf;

use radica_storage::{
    Batch, Commit, Db, Writer, cases, copying, documents, expedientes, ids::*, instances, journal, people, tasks,
};
use sqlx::migrate::{Migration, MigrationType, Migrator};
use sqlx::{AssertSqlSafe, Executor, Row, SqlSafeStr};

use crate::{
    harness::{Address, Store, entry},
    records::everything,
    samples::nth,
};

/// A database behind the program's back.
enum Raw {
    Sqlite(sqlx::SqlitePool),
    Postgres(sqlx::PgPool),
}

/// The columns of each table.
type Columns = BTreeMap<String, Vec<String>>;

impl Raw {
    async fn open(address: &Address) -> Self {
        let url = address.url.as_str();
        if url.starts_with("postgres") {
            return Self::Postgres(sqlx::PgPool::connect(url).await.unwrap());
        }
        let options: sqlx::sqlite::SqliteConnectOptions = url.parse().unwrap();
        let pool = sqlx::SqlitePool::connect_with(options.create_if_missing(true)).await;
        Self::Sqlite(pool.unwrap())
    }

    /// Brings it to a schema, as the program of that time did.
    async fn migrate(&self, schema: i64) {
        match self {
            Self::Sqlite(pool) => migrator(schema, true).run(pool).await.unwrap(),
            Self::Postgres(pool) => migrator(schema, false).run(pool).await.unwrap(),
        }
    }

    async fn run(&self, sql: &str) {
        match self {
            Self::Sqlite(pool) => {
                let sql = AssertSqlSafe(sql.to_owned());
                pool.execute(sqlx::raw_sql(sql)).await.unwrap();
            }
            Self::Postgres(pool) => {
                let sql = AssertSqlSafe(sql.replace(" X'", " '\\x"));
                pool.execute(sqlx::raw_sql(sql)).await.unwrap();
            }
        }
    }

    /// The first column of every row, as text.
    async fn texts(&self, sql: &str) -> Vec<String> {
        let sql = AssertSqlSafe(sql.to_owned());
        match self {
            Self::Sqlite(pool) => sqlx::query_scalar(sql).fetch_all(pool).await.unwrap(),
            Self::Postgres(pool) => sqlx::query_scalar(sql).fetch_all(pool).await.unwrap(),
        }
    }

    async fn columns(&self) -> Columns {
        let sql = match self {
            Self::Sqlite(_) => {
                "SELECT t.name || '.' || c.name FROM sqlite_schema t, pragma_table_info(t.name) c \
                 WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite%'"
            }
            Self::Postgres(_) => {
                "SELECT table_name || '.' || column_name FROM information_schema.columns WHERE table_schema = 'public'"
            }
        };
        let mut columns = Columns::new();
        for name in self.texts(sql).await {
            let (table, column) = name.split_once('.').unwrap();
            columns.entry(table.to_owned()).or_default().push(column.to_owned());
        }
        columns.retain(|table, _| table != "_sqlx_migrations");
        columns.values_mut().for_each(|names| names.sort());
        columns
    }

    async fn close(self) {
        match self {
            Self::Sqlite(pool) => pool.close().await,
            Self::Postgres(pool) => pool.close().await,
        }
    }
}

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// The migrations as they are in their files, by version.
fn released() -> BTreeMap<i64, (String, String)> {
    let files = std::fs::read_dir(folder().join("../migrations")).unwrap();
    let file = |file: std::io::Result<std::fs::DirEntry>| {
        let path = file.unwrap().path();
        let (version, name) = path.file_stem()?.to_str()?.split_once('_')?;
        let text = std::fs::read_to_string(&path).unwrap();
        Some((version.parse().ok()?, (name.to_owned(), text)))
    };
    files.filter_map(file).collect()
}

fn migrator(schema: i64, sqlite: bool) -> Migrator {
    let migrations = released().into_iter().filter(|(version, _)| *version <= schema);
    let migration = |(version, (name, text)): (i64, (String, String))| {
        let text = match sqlite {
            true => text.replace("BIGINT NOT NULL PRIMARY KEY", "INTEGER NOT NULL PRIMARY KEY"),
            false => text,
        };
        let sql = AssertSqlSafe(text).into_sql_str();
        Migration::new(version, name.into(), MigrationType::Simple, sql, false)
    };
    Migrator::with_migrations(migrations.map(migration).collect())
}

fn fixture(schema: i64) -> PathBuf {
    folder().join(format!("tests/upgrades/{schema:04}.sql"))
}

/// A value as it is written in SQL.
macro_rules! literal {
    ($row:expr, $place:expr) => {
        if let Ok(number) = $row.try_get::<Option<i64>, _>($place) {
            number.map_or("NULL".to_owned(), |number| number.to_string())
        } else if let Ok(text) = $row.try_get::<Option<String>, _>($place) {
            format!("'{}'", text.unwrap_or_default().replace('\'', "''"))
        } else {
            format!("X'{}'", hex::encode($row.get::<Vec<u8>, _>($place)))
        }
    };
}
/// Columns that later schemas took away, with what tells them today.
const GONE: &[(&str, &str, &str)] = &[("positions", "id", "instance || '/' || definition || '/' || element")];

/// One `INSERT` for each row, in the order of the tables that a copy has; only these columns.
async fn dump(db: &Db, columns: &Columns) -> String {
    let mut text = String::new();
    for table in copying::ALL {
        let Some(names) = columns.get(table.name) else {
            continue;
        };
        let list = names.join(", ");
        let order = table.key.join(", ");
        let today = |name: &String| {
            let gone = GONE.iter().find(|(of, column, _)| (*of, *column) == (table.name, name));
            gone.map_or(name.clone(), |(_, _, told)| (*told).to_owned())
        };
        let told = names.iter().map(today).collect::<Vec<_>>().join(", ");
        let sql = AssertSqlSafe(format!("SELECT {told} FROM {} ORDER BY {order}", table.name));
        let rows: Vec<Vec<String>> = match db {
            Db::Sqlite { read, .. } => {
                let rows = sqlx::query(sql).fetch_all(read).await.unwrap();
                rows.iter()
                    .map(|row| (0..row.len()).map(|place| literal!(row, place)).collect())
                    .collect()
            }
            Db::Postgres(pool) => {
                let rows = sqlx::query(sql).fetch_all(pool).await.unwrap();
                rows.iter()
                    .map(|row| (0..row.len()).map(|place| literal!(row, place)).collect())
                    .collect()
            }
        };
        for row in rows {
            text.push_str(&format!(
                "INSERT INTO {} ({list}) VALUES ( {});\n",
                table.name,
                row.join(", ")
            ));
        }
    }
    text
}

/// A row in every table of a schema, of today's samples.
async fn write_fixture(schema: i64) {
    let address = Address::sqlite();
    let raw = Raw::open(&address).await;
    raw.migrate(schema).await;
    let columns = raw.columns().await;
    let store = Store::sqlite().await;
    let commit = Commit::of(everything().entry(entry("uno"))).number("E", 2026);
    store.writer.commit(commit).await.unwrap();
    store
        .tamper("INSERT INTO seals VALUES (1, 0, 1, NULL, 'raíz', 'llave', 'firma', X'00ff')")
        .await;
    store.tamper("INSERT INTO seal_leaves VALUES (1, X'00ff')").await;
    store.tamper("INSERT INTO seal_stamps VALUES (1, 1, X'00ff')").await;
    store.tamper("INSERT INTO redo VALUES (1, 'rama', 1, X'00ff')").await;
    std::fs::write(fixture(schema), dump(&store.db, &columns).await).unwrap();
}

async fn every_schema_opens(address: impl AsyncFn() -> Option<Address>) {
    if let Some(schema) = std::env::var("UPDATE_UPGRADES")
        .ok()
        .and_then(|schema| schema.parse().ok())
    {
        write_fixture(schema).await;
    }
    let kept: Vec<i64> = released()
        .into_keys()
        .filter(|schema| fixture(*schema).exists())
        .collect();
    assert_eq!(
        kept[..8],
        [1, 2, 3, 4, 5, 6, 7, 8],
        "every schema that was released has its rows"
    );
    for schema in kept {
        let Some(address) = address().await else {
            return;
        };
        let raw = Raw::open(&address).await;
        raw.migrate(schema).await;
        let columns = raw.columns().await;
        let rows = std::fs::read_to_string(fixture(schema)).unwrap();
        raw.run(&rows).await;
        raw.close().await;
        opens(&address, schema, &columns, &rows).await;
    }
}

/// Today's program opens it, has every row as it was, reads them as its records, and goes on with it.
async fn opens(address: &Address, schema: i64, columns: &Columns, rows: &str) {
    let db = Db::open(&address.url).await.unwrap();
    for table in columns.keys() {
        assert!(
            rows.contains(&format!("INSERT INTO {table} ")),
            "no row of {table} in {schema}"
        );
    }
    assert_eq!(dump(&db, columns).await, rows, "schema {schema}");
    assert!(instances::get(&db, nth!(InstanceId, 1)).await.unwrap().is_some());
    assert!(tasks::get(&db, nth!(TaskId, 1)).await.unwrap().is_some());
    assert!(
        expedientes::by_code(&db, "140.12.03-2026-00001")
            .await
            .unwrap()
            .is_some()
    );
    assert!(
        people::by_identity(&db, "https://id.example.org", "ana")
            .await
            .unwrap()
            .is_some()
    );
    let case = cases::by_radicado(&db, "2026-000001").await.unwrap().unwrap();
    let documents = documents::of_case(&db, case.id, 0, 10).await.unwrap();
    assert!(documents.iter().all(|document| document.notified_at.is_some()));
    let (writer, _) = Writer::start(db.clone(), Default::default()).await.unwrap();
    let last = journal::last_position(&db).await.unwrap();
    let commit = Commit::of(Batch::new().entry(entry("dos"))).number("E", 2026);
    let went_on = writer.commit(commit).await.unwrap();
    assert_eq!((went_on.position, went_on.numbers), (last + 1, vec![2]));
    db.close().await;
}

/// A migration that fails in the middle changes nothing, and goes through when what stopped it is gone.
async fn half_a_migration_is_none(address: Address) {
    let raw = Raw::open(&address).await;
    raw.migrate(7).await;
    // The eighth makes `seals` before it comes to this one.
    raw.run("CREATE TABLE seal_leaves (size BIGINT)").await;
    let before = raw.columns().await;
    Db::open(&address.url).await.unwrap_err();
    assert_eq!(raw.columns().await, before, "nothing of the eighth is there");
    let versions = "SELECT CAST(max(version) AS TEXT) FROM _sqlx_migrations";
    assert_eq!(raw.texts(versions).await, ["7"]);
    raw.run("DROP TABLE seal_leaves").await;
    Db::open(&address.url).await.unwrap().close().await;
    raw.close().await;
}

mod sqlite {
    use super::Address;

    #[tokio::test]
    async fn every_released_schema_opens_with_its_rows() {
        super::every_schema_opens(async || Some(Address::sqlite())).await;
    }

    #[tokio::test]
    async fn a_migration_that_fails_in_the_middle_changes_nothing() {
        super::half_a_migration_is_none(Address::sqlite()).await;
    }
}

mod postgres {
    use super::Address;

    #[tokio::test]
    async fn every_released_schema_opens_with_its_rows() {
        super::every_schema_opens(Address::postgres).await;
    }

    #[tokio::test]
    async fn a_migration_that_fails_in_the_middle_changes_nothing() {
        if let Some(address) = Address::postgres().await {
            super::half_a_migration_is_none(address).await;
        }
    }
}
