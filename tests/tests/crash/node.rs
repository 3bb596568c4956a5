//! A real `radica serve`, which can be killed, paused and started again on what it left.

use std::fs::{File, OpenOptions};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use radica_storage::crash::{self, Place};

/// How long a start may take on a busy machine.
const STARTING: Duration = Duration::from_secs(60);

/// One node: its folder, its addresses, and its process while it runs.
pub struct Node {
    folder: PathBuf,
    catalog: PathBuf,
    database: String,
    listen: u16,
    demo: u16,
    process: Option<Child>,
}

impl Node {
    /// A node on a data folder and a database, which was not started.
    pub fn new(folder: PathBuf, catalog: PathBuf, database: String) -> Self {
        let held = [(); 2].map(|()| TcpListener::bind("127.0.0.1:0").unwrap());
        let [listen, demo] = held.each_ref().map(|held| held.local_addr().unwrap().port());
        Self {
            folder,
            catalog,
            database,
            listen,
            demo,
            process: None,
        }
    }

    /// Where it answers.
    pub fn base(&self) -> String {
        format!("http://localhost:{}", self.listen)
    }

    /// Its data folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Starts it, to end at a place if one is named. Does not wait until it answers.
    pub fn start(&mut self, end_at: Option<(Place, u64)>) {
        assert!(self.process.is_none(), "the node runs already");
        let mut command = Command::new(program());
        command
            .args(["serve", "--demo", "--listen", &format!("127.0.0.1:{}", self.listen)])
            .args(["--public-url", &self.base()])
            .arg("--data-dir")
            .arg(&self.folder)
            .arg("--catalog-dir")
            .arg(&self.catalog)
            .env("RADICA_DATABASE_URL", &self.database)
            .env("RADICA_DEMO_LISTEN", format!("127.0.0.1:{}", self.demo))
            .env("RADICA_LOG", "warn")
            .env_remove("RADICA_CONFIG")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(self.log());
        if let Some((place, time)) = end_at {
            command.env(crash::VARIABLE, format!("{place}:{time}"));
        }
        self.process = Some(command.spawn().unwrap());
    }

    /// Waits until it answers; `false` when it ended before.
    pub async fn answers(&mut self) -> bool {
        let deadline = Instant::now() + STARTING;
        let client = reqwest::Client::new();
        while Instant::now() < deadline {
            if self.ended().is_some() {
                return false;
            }
            let page = client.get(self.base()).timeout(Duration::from_secs(5)).send().await;
            if page.is_ok_and(|page| page.status().is_success()) {
                return true;
            }
            tokio::time::sleep(Duration::from_millis(15)).await;
        }
        panic!(
            "the node at {} does not answer; see {}",
            self.base(),
            self.log_path().display()
        );
    }

    /// How it ended, if it did by itself.
    pub fn ended(&mut self) -> Option<ExitStatus> {
        self.process.as_mut()?.try_wait().unwrap()
    }

    /// Waits until it ends by itself; `false` when it does not in that time.
    pub async fn ends_within(&mut self, patience: Duration) -> bool {
        let deadline = Instant::now() + patience;
        while self.ended().is_none() {
            if Instant::now() > deadline {
                return false;
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        true
    }

    /// SIGKILL, and waits for the end of the process.
    pub fn kill(&mut self) {
        if let Some(mut process) = self.process.take() {
            // One that ended by itself is only waited for.
            let _ = process.kill();
            process.wait().unwrap();
        }
    }

    /// SIGSTOP: nothing of it goes on, its connections stay.
    pub fn pause(&self) {
        self.signal("STOP");
    }

    /// SIGCONT.
    pub fn go_on(&self) {
        self.signal("CONT");
    }

    fn signal(&self, name: &str) {
        let Some(process) = &self.process else { return };
        let process = process.id().to_string();
        let sent = Command::new("sh").args(["-c", "kill -$0 $1", name, &process]).status();
        assert!(sent.unwrap().success(), "SIG{name} could not be sent");
    }

    fn log(&self) -> File {
        OpenOptions::new()
            .create(true)
            .append(true)
            .open(self.log_path())
            .unwrap()
    }

    fn log_path(&self) -> PathBuf {
        self.folder.with_extension("log")
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        self.kill();
    }
}

/// The program, as the workspace builds it; it needs the two beside it.
pub fn program() -> PathBuf {
    let ours = std::env::current_exe().unwrap();
    ours.ancestors().nth(2).unwrap().join("radica")
}
