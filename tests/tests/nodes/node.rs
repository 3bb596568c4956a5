//! A real `radica serve`, started, told to stop and started again.

use std::net::{SocketAddr, TcpListener};
use std::path::PathBuf;
use std::process::Stdio;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

/// How one node is set up.
#[derive(Clone)]
pub struct Setting {
    pub data: PathBuf,
    pub keys: PathBuf,
    pub database: String,
    pub public_url: String,
    pub port: u16,
    /// The port of the demonstration's issuer, when this node has it.
    pub demo: Option<u16>,
}

pub struct Node {
    setting: Setting,
    process: Child,
}

impl Node {
    pub async fn start(setting: Setting) -> Self {
        let process = run(&setting).await;
        Self { setting, process }
    }

    pub fn address(&self) -> SocketAddr {
        SocketAddr::from(([127, 0, 0, 1], self.setting.port))
    }

    /// Tells it to stop, as systemd does, and waits until it has.
    pub async fn stop(&mut self) {
        let id = self.process.id().unwrap().to_string();
        let told = Command::new("kill").args(["-TERM", &id]).status().await.unwrap();
        assert!(told.success());
        let ended = self.process.wait().await.unwrap();
        assert!(ended.success(), "{ended}");
    }

    pub async fn start_again(&mut self) {
        self.process = run(&self.setting).await;
    }
}

async fn run(setting: &Setting) -> Child {
    let mut command = Command::new(binary());
    command
        .args(["serve", "--listen", &format!("127.0.0.1:{}", setting.port)])
        .args(["--public-url", &setting.public_url])
        .arg("--data-dir")
        .arg(&setting.data)
        .env("RADICA_DATABASE_URL", &setting.database)
        .env("RADICA_KEYS_DIR", &setting.keys)
        .env("RADICA_LEAVE_SECONDS", "1")
        .env("RADICA_LOG", "warn")
        .env_remove("RADICA_CONFIG")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .kill_on_drop(true);
    if let Some(port) = setting.demo {
        command
            .arg("--demo")
            .env("RADICA_DEMO_LISTEN", format!("127.0.0.1:{port}"));
    }
    let mut child = command.spawn().unwrap();
    let mut greeting = String::new();
    let mut said = BufReader::new(child.stdout.take().unwrap());
    said.read_line(&mut greeting).await.unwrap();
    assert!(greeting.contains("Radica está en"), "it did not start: {greeting}");
    // What it says after is read and forgotten, so that it can go on saying it.
    tokio::spawn(async move { tokio::io::copy(&mut said, &mut tokio::io::sink()).await });
    child
}

fn binary() -> PathBuf {
    let own = std::env::current_exe().unwrap();
    let found = own
        .ancestors()
        .map(|folder| folder.join("radica"))
        .find(|path| path.is_file());
    found.expect("radica is not built; run: cargo build --workspace --bins")
}

/// A port that nobody had a moment ago.
pub fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap().port()
}

/// The address of a fresh database on a server.
pub async fn fresh_database(server: &str) -> String {
    static NEXT: AtomicUsize = AtomicUsize::new(0);
    let name = format!("nodes_{}_{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
    let admin = sqlx::PgPool::connect(&format!("{server}/postgres")).await.unwrap();
    let create = sqlx::AssertSqlSafe(format!("CREATE DATABASE {name}"));
    sqlx::query(create).execute(&admin).await.unwrap();
    admin.close().await;
    format!("{server}/{name}")
}
