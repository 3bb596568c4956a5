//! Nodes, what they share, and the people who ask them. A world lives for some rounds.

use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use radica_storage::crash::Place;
use radica_workflows::catalog::Files;

use crate::browser::Browser;
use crate::citizen::Citizen;
use crate::client::{Client, Surroundings};
use crate::database::Kind;
use crate::ledger::Ledger;
use crate::node::Node;
use crate::official::Officials;
use crate::random::Random;

/// What nodes share beside the database.
const SHARED: [&str; 3] = ["objects", "outbox", "keys"];
/// How long the first seal may take on a busy machine.
const FIRST_SEAL: Duration = Duration::from_secs(60);
const CITIZENS: usize = 3;
const OFFICES: usize = 2;
/// The reminder of a task that nobody does, as the catalogue has it and as it is here.
const REMINDER: (&str, &str) = ("timer: 2 working days", "timer: PT1S");

/// A world.
pub struct World {
    pub kind: Kind,
    pub database: String,
    pub nodes: Vec<Node>,
    pub around: Surroundings,
    pub citizens: Vec<Citizen>,
    pub officials: Vec<Officials>,
    folder: PathBuf,
    /// Removes the folder, unless a check failed in it.
    _kept: Option<tempfile::TempDir>,
}

impl World {
    /// A new world where everybody has signed in and no node runs. Its first node ended between the first seal and its copy:
    /// the next one is a minute away, which is too long to wait for in a round.
    pub async fn begin(kind: &Kind, random: &mut Random) -> Self {
        let temporary = tempfile::Builder::new().prefix("radica-crash-").tempdir().unwrap();
        let folder = temporary.path().to_owned();
        let catalog = folder.join("catalog");
        write_catalog(&catalog);
        let database = kind.create(&folder).await;
        let mut nodes: Vec<_> = (1..=kind.nodes())
            .map(|number| Node::new(data_folder(&folder, number), catalog.clone(), database.clone()))
            .collect();
        let around = Surroundings {
            nodes: Arc::new(nodes.iter().map(Node::base).collect()),
            ledger: Arc::new(Ledger::default()),
            stop: Arc::new(AtomicBool::new(false)),
        };
        // One makes the keys and the tables, and signs everybody in.
        let first = &mut nodes[0];
        first.start(Some((Place::SealWritten, 1)));
        assert!(
            first.ends_within(FIRST_SEAL).await,
            "no seal was made within {FIRST_SEAL:?}"
        );
        first.kill();
        first.start(None);
        assert!(first.answers().await, "the first node did not start");
        let mut citizens = Vec::new();
        for at in 0..CITIZENS {
            let client = client(
                &around,
                "ciudadania",
                ["luz-dary-chindoy", "segundo-jamioy"][at % 2],
                at,
            )
            .await;
            citizens.push(Citizen::new(at, client, random.split()));
        }
        let mut officials = Vec::new();
        for at in 0..OFFICES {
            let reviewer = client(&around, "funcionarios", "jairo-burbano", at).await;
            let signer = client(&around, "funcionarios", "omar-benavides", at + 1).await;
            officials.push(Officials::new(reviewer, signer, random.split()));
        }
        nodes[0].kill();
        Self {
            kind: kind.clone(),
            database,
            nodes,
            around,
            citizens,
            officials,
            folder,
            _kept: Some(temporary),
        }
    }

    /// Starts every node, the first to end at a place if one is named. All answer, unless that one has ended already.
    pub async fn start(&mut self, end_at: Option<(Place, u64)>) {
        for (number, node) in self.nodes.iter_mut().enumerate() {
            node.start(end_at.filter(|_| number == 0));
        }
        for (number, node) in self.nodes.iter_mut().enumerate() {
            let answers = node.answers().await;
            assert!(
                answers || (number == 0 && end_at.is_some()),
                "a node ended as it started"
            );
        }
    }

    /// SIGKILL for all that run.
    pub fn kill(&mut self) {
        for node in &mut self.nodes {
            node.kill();
        }
    }

    /// Lets the clients go on, or has them stop after the answer they wait for.
    pub fn let_go_on(&self, on: bool) {
        self.around.stop.store(!on, Ordering::Relaxed);
    }

    /// What the nodes share: the objects, the outbox and the keys.
    pub fn shared(&self, what: &str) -> PathBuf {
        self.folder.join("shared").join(what)
    }

    /// Keeps the folder, to be looked at; where it is.
    pub fn keep(&mut self) -> &Path {
        if let Some(temporary) = self._kept.take() {
            let _ = temporary.keep();
        }
        &self.folder
    }
}

/// A data folder whose parts that nodes share are links.
fn data_folder(folder: &Path, number: usize) -> PathBuf {
    let data = folder.join(format!("node-{number}"));
    std::fs::create_dir_all(&data).unwrap();
    for part in SHARED {
        let shared = folder.join("shared").join(part);
        std::fs::create_dir_all(&shared).unwrap();
        symlink(shared, data.join(part)).unwrap();
    }
    data
}

/// The catalogue of the program, with reminders after a second.
fn write_catalog(folder: &Path) {
    for (path, text) in Files::embedded().iter() {
        let file = folder.join(path);
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(file, text.replace(REMINDER.0, REMINDER.1)).unwrap();
    }
}

async fn client(around: &Surroundings, audience: &str, subject: &str, at: usize) -> Client {
    let browser = Browser::signed_in(&around.nodes[0], audience, subject).await.unwrap();
    Client::new(browser, around.clone(), at)
}
