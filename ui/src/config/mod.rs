//! Every setting, with its default. Sources, the later wins: defaults, a TOML file, `RADICA_…`
//! environment variables, command-line flags. See [`layers`] for how they are merged.

mod issuers;
mod layers;
mod objects;
mod public_url;
mod told;

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::PathBuf;

use radica_storage::sqlite_url;
use radica_workflows::rules::MESSAGE_DAYS;
use serde::Deserialize;

pub use issuers::IssuerAccess;
pub use layers::{ConfigError, load};
pub use objects::{BucketUrl, ObjectStore};
pub use public_url::PublicUrl;
pub use told::told;

/// The settings of one running Radica.
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// Where the database, the objects, the index, the outbox and the keys live by default.
    pub data_dir: PathBuf,
    /// Where the keys are; `keys` under `data_dir` when absent. All nodes need the same keys.
    pub keys_dir: Option<PathBuf>,
    /// Address the server listens on.
    pub listen: SocketAddr,
    /// The address people type; decides cookies and the sign-in callback. `http://localhost` and
    /// the port of `listen` when absent.
    pub public_url: PublicUrl,
    /// `sqlite://…` or `postgres://…`; a SQLite file under `data_dir` when absent.
    pub database_url: Option<String>,
    /// Where blobs are kept; `data_dir/objects` by default.
    pub objects: ObjectStore,
    /// Reads `tramites`, `processes`, … from here in place of the embedded catalogue.
    pub catalog_dir: Option<PathBuf>,
    /// Starts the demonstration issuer and its people. Never for a real entity.
    pub demo: bool,
    /// Loopback address of the demonstration issuer.
    pub demo_listen: SocketAddr,
    /// Seconds that a node which was told to stop still serves, saying that it is not ready, so that a balancer stops
    /// asking it first. 0 when there is no balancer.
    pub leave_seconds: u64,
    /// Starts although the journal has entries later than this machine's clock.
    pub accept_clock: bool,
    /// Filter of the operators' log, as `tracing` writes them.
    pub log: String,
    /// Where the issuers that `entity.yaml` declares are reached, by their id.
    pub issuers: BTreeMap<String, IssuerAccess>,
    /// Mail server; without it every e-mail lands as a file in `data_dir/outbox`.
    pub smtp: Option<Smtp>,
    /// Gateway of text messages; without it they are only recorded.
    pub sms: Option<SmsGateway>,
    /// Days that a message between processes is kept for whoever will wait for it, when its process does not say.
    pub message_days: u16,
    /// Service that stamps the time of seals (RFC 3161); without it they only have this machine's.
    pub timestamp: Option<Timestamping>,
    /// How blobs are looked after.
    pub care: Care,
    /// What is kept for backups.
    pub backup: BackupSettings,
    /// How long a sign-in lasts.
    pub session: SessionLimits,
    /// What one request may take.
    pub limits: Limits,
}

/// Mail server.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Smtp {
    /// Host name.
    pub host: String,
    /// Port; 587 by default.
    #[serde(default = "submission_port")]
    pub port: u16,
    /// User name, when the server asks for one.
    pub user: Option<String>,
    /// File that holds the password.
    pub password_file: Option<PathBuf>,
    /// Sender, `Nombre <correo@dominio>`.
    pub from: String,
    /// STARTTLS is required unless this is false (loopback relays only).
    #[serde(default = "yes")]
    pub tls: bool,
}

/// HTTP gateway of text messages.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SmsGateway {
    /// Address that takes a POST per message.
    pub url: String,
    /// File that holds the bearer token.
    pub token_file: Option<PathBuf>,
}

/// Service of time stamps.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Timestamping {
    /// Address that takes requests of RFC 3161 by HTTP.
    pub url: String,
    /// Minutes between the stamps.
    #[serde(default = "hour")]
    pub minutes: u32,
}

/// How blobs are looked after.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Care {
    /// Days in which every blob is read again.
    pub days: u16,
    /// Megabytes read in a second at most.
    pub mb_per_second: u16,
    /// Days that a blob is kept that nothing names; one at least.
    pub orphan_days: u16,
}

/// What is kept for backups.
#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct BackupSettings {
    /// Keeps what every transaction did until a backup takes it along, so that a backup can be brought to any position
    /// of the journal after it. The same for all nodes of one database.
    pub point_in_time: bool,
}

/// How long a sign-in lasts.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SessionLimits {
    /// Hours after which the session ends whatever happens; `entity.yaml` says the idle minutes.
    pub absolute_hours: u32,
}

/// What one request may take.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Limits {
    /// Commits that may wait for the database; more are answered 503.
    pub queue: usize,
    /// Entries of the journal that search may be behind before the node says that it is not ready.
    pub index_lag: u64,
    /// Kilobytes of a form without files.
    pub form_kb: usize,
    /// Seconds a page may take.
    pub request_seconds: u64,
    /// Seconds an upload may take.
    pub upload_seconds: u64,
}

impl Config {
    /// The folder of the keys, with its default.
    pub fn keys_dir(&self) -> PathBuf {
        self.keys_dir.clone().unwrap_or_else(|| self.data_dir.join("keys"))
    }

    /// The file of the key that signs for the entity.
    pub fn entity_key(&self) -> PathBuf {
        self.keys_dir().join("entity.key")
    }

    /// The file of the key that signs form tokens.
    pub fn edge_key(&self) -> PathBuf {
        self.keys_dir().join("edge.key")
    }

    /// The database address, with its default.
    pub fn database_url(&self) -> String {
        self.database_url
            .clone()
            .unwrap_or_else(|| sqlite_url(&self.data_dir.join("radica.db")))
    }
}

impl Default for Config {
    fn default() -> Self {
        Self {
            data_dir: PathBuf::from("data"),
            keys_dir: None,
            listen: SocketAddr::from(([127, 0, 0, 1], 8080)),
            public_url: PublicUrl::default(),
            database_url: None,
            objects: ObjectStore::default(),
            catalog_dir: None,
            demo: false,
            demo_listen: SocketAddr::from(([127, 0, 0, 1], 8081)),
            leave_seconds: 0,
            accept_clock: false,
            log: "info".to_owned(),
            issuers: BTreeMap::new(),
            smtp: None,
            sms: None,
            message_days: MESSAGE_DAYS,
            timestamp: None,
            care: Care::default(),
            backup: BackupSettings::default(),
            session: SessionLimits::default(),
            limits: Limits::default(),
        }
    }
}

impl Default for Care {
    fn default() -> Self {
        Self {
            days: 30,
            mb_per_second: 20,
            orphan_days: 7,
        }
    }
}

impl Default for SessionLimits {
    fn default() -> Self {
        Self { absolute_hours: 12 }
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            queue: 4096,
            index_lag: 1000,
            form_kb: 256,
            request_seconds: 30,
            upload_seconds: 1800,
        }
    }
}

fn hour() -> u32 {
    60
}

fn submission_port() -> u16 {
    587
}

fn yes() -> bool {
    true
}
