//! The database of a world: a file of its own, or one on a PostgreSQL server that the round may restart.

use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicU64, Ordering};

use crate::random::Random;

/// Names a PostgreSQL server to test on; `scripts/test-postgres.sh` sets it.
const SERVER: &str = "RADICA_TEST_POSTGRES";
/// The command that restarts it, but for the way it ends.
const RESTART: &str = "RADICA_TEST_POSTGRES_RESTART";

/// Which database the nodes of a world share.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// The embedded default: one node.
    Sqlite,
    /// A server: three nodes.
    Postgres {
        /// Its address, without a database.
        server: String,
        /// What restarts it, if the test may.
        restart: Option<String>,
    },
}

/// How a server ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// As in a crash: nothing is closed, and the log is read again.
    Immediate,
    /// As an administrator restarts it: whoever is connected is told so.
    Fast,
}

impl Ending {
    /// One or the other.
    pub fn drawn(random: &mut Random) -> Self {
        [Self::Immediate, Self::Fast][usize::from(random.below(2) == 1)]
    }

    /// As `pg_ctl` calls it.
    const fn as_str(self) -> &'static str {
        match self {
            Self::Immediate => "immediate",
            Self::Fast => "fast",
        }
    }
}

impl Kind {
    /// The server of the environment, if there is one.
    pub fn postgres() -> Option<Self> {
        let server = std::env::var(SERVER).ok()?;
        let restart = std::env::var(RESTART).ok();
        Some(Self::Postgres { server, restart })
    }

    /// How many nodes share it.
    pub const fn nodes(&self) -> usize {
        match self {
            Self::Sqlite => 1,
            Self::Postgres { .. } => 3,
        }
    }

    /// A new, empty database; its address.
    pub async fn create(&self, folder: &Path) -> String {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        match self {
            Self::Sqlite => format!("sqlite:{}", folder.join("radica.db").display()),
            Self::Postgres { server, .. } => {
                let name = format!("crash_{}_{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
                let admin = sqlx::PgPool::connect(&format!("{server}/postgres")).await.unwrap();
                let create = sqlx::AssertSqlSafe(format!("CREATE DATABASE {name}"));
                sqlx::query(create).execute(&admin).await.unwrap();
                admin.close().await;
                format!("{server}/{name}")
            }
        }
    }

    /// Ends the server and starts it again; nothing on SQLite.
    pub async fn restart(&self, ending: Ending) {
        let Self::Postgres {
            restart: Some(command), ..
        } = self
        else {
            return;
        };
        let command = command.clone();
        let restarted = tokio::task::spawn_blocking(move || {
            let mut words = command.split_whitespace();
            let program = words.next().unwrap();
            Command::new(program)
                .args(words)
                .args(["-m", ending.as_str()])
                .current_dir("/")
                .stdout(Stdio::null())
                .status()
        });
        assert!(
            restarted.await.unwrap().unwrap().success(),
            "PostgreSQL was not restarted"
        );
    }
}
