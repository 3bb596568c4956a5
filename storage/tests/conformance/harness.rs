//! A fresh database per test, and its writer.

use std::sync::atomic::{AtomicU64, Ordering};

use jiff::Timestamp;
use radica_storage::{Batch, Commit, Db, Json, Writer, journal::Entry, writer::Limits};

/// The environment variable that names a PostgreSQL server to test on.
const SERVER: &str = "RADICA_TEST_POSTGRES";

/// Where a database can be that is not there yet.
pub struct Address {
    pub url: String,
    /// Holds the SQLite file.
    folder: Option<tempfile::TempDir>,
}

impl Address {
    /// Of SQLite.
    pub fn sqlite() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite:{}", folder.path().join("radica.db").display());
        Self {
            url,
            folder: Some(folder),
        }
    }

    /// Of PostgreSQL, if there is a server to test on.
    pub async fn postgres() -> Option<Self> {
        let Ok(server) = std::env::var(SERVER) else {
            eprintln!("not run on PostgreSQL: {SERVER} is not set");
            return None;
        };
        static NEXT: AtomicU64 = AtomicU64::new(0);
        let name = format!("radica_{}_{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        let admin = sqlx::PgPool::connect(&format!("{server}/postgres")).await.unwrap();
        let create = sqlx::AssertSqlSafe(format!("CREATE DATABASE {name}"));
        sqlx::query(create).execute(&admin).await.unwrap();
        admin.close().await;
        let url = format!("{server}/{name}");
        Some(Self { url, folder: None })
    }
}

/// A fresh, empty database that goes away with the test.
pub struct Store {
    pub db: Db,
    pub url: String,
    pub writer: Writer,
    /// Holds the SQLite file.
    _folder: Option<tempfile::TempDir>,
}

impl Store {
    /// On SQLite.
    pub async fn sqlite() -> Self {
        Self::open(Address::sqlite()).await
    }

    /// On PostgreSQL, if there is a server to test on.
    pub async fn postgres() -> Option<Self> {
        Some(Self::open(Address::postgres().await?).await)
    }

    async fn open(Address { url, folder }: Address) -> Self {
        let db = Db::open(&url).await.unwrap();
        let (writer, _) = Writer::start(db.clone(), Limits::default()).await.unwrap();
        Self {
            db,
            url,
            writer,
            _folder: folder,
        }
    }

    /// Commits a batch that must succeed.
    pub async fn put(&self, batch: Batch) {
        self.writer.commit(Commit::of(batch)).await.unwrap();
    }

    /// Runs a statement behind the program's back.
    pub async fn tamper(&self, statement: &'static str) {
        match &self.db {
            Db::Sqlite { write, .. } => drop(sqlx::query(statement).execute(write).await.unwrap()),
            Db::Postgres(pool) => drop(sqlx::query(statement).execute(pool).await.unwrap()),
        }
    }
}

/// A moment of the tests' day, in seconds.
pub fn at(second: i64) -> Timestamp {
    Timestamp::from_second(1_790_000_000 + second).unwrap()
}

/// A journal entry about something.
pub fn entry(subject: &str) -> Entry {
    Entry {
        at: at(0),
        actor: "prueba".to_owned(),
        subject_kind: "instance".to_owned(),
        subject_id: subject.to_owned(),
        version: 1,
        kind: "started".to_owned(),
        data: Json::object(),
    }
}

/// Turns each `async fn(Store)` into a test per database.
macro_rules! on_each_database {
    ($($name:ident),+ $(,)?) => {
        mod sqlite {
            $(#[tokio::test]
            async fn $name() {
                super::$name($crate::harness::Store::sqlite().await).await;
            })+
        }
        mod postgres {
            $(#[tokio::test]
            async fn $name() {
                if let Some(store) = $crate::harness::Store::postgres().await {
                    super::$name(store).await;
                }
            })+
        }
    };
}
pub(crate) use on_each_database;
