//! One running Radica: every part opened from the settings, in order, each failure named.

use std::io;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use jiff::SignedDuration;
use radica_storage::keeping::fixity::Pace;
use radica_storage::search::Index;
use radica_storage::text::Extractor;
use radica_storage::writer::Limits;
use radica_storage::{Db, Writer, redo};
use radica_workflows::app::App;
use radica_workflows::boot;
use radica_workflows::catalog::Files;
use radica_workflows::catalog::entity::Entity;
use radica_workflows::catalog::{Catalog, CatalogError};
use radica_workflows::filing::drafts;
use radica_workflows::keeping::{self, Care};
use radica_workflows::notices::delivery::{Delivery, MailWay, Secret, SmsGateway};
use radica_workflows::outages;
use radica_workflows::render::{self, Library, Renderer};
use radica_workflows::rules::{Rules, RulesError};
use radica_workflows::sealing::stamping::{self, Service};
use radica_workflows::sessions;
use radica_workflows::settings;
use radica_workflows::shared_keys::{self, EDGE, ENTITY};
use radica_workflows::signing::EntityKey;
use radica_workflows::time::{Clock, SystemClock};
use radica_workflows::worker;
use tokio::net::TcpListener;

use crate::checks::{Refusal, database, keys};
use crate::config::{self, Config};
use crate::keys::{EdgeKey, KeyError, random_bytes, random_token};
use crate::objects;
use crate::oidc::demo::DemoIssuer;
use crate::oidc::{self, IssuerError, Providers};
use crate::programs::beside_us;
use crate::router;
use crate::server::{self, Stop};
use crate::state::AppState;

/// How often sessions that ended and drafts that expired are forgotten.
const SWEEP_EVERY: Duration = Duration::from_secs(600);

/// How often it is looked whether a seal is to be stamped; what failed is tried again then.
const STAMP_EVERY: Duration = Duration::from_secs(60);

/// How often it is looked whether blobs are to be looked after, and how soon after a turn.
const KEEP_EVERY: Duration = Duration::from_secs(60);
const KEEP_SOON: Duration = Duration::from_secs(1);

/// Every part of one process, ready to serve.
pub struct Node {
    state: AppState,
    demo: Option<Demo>,
}

/// The demonstration's issuer and where it listens.
struct Demo {
    issuer: Arc<DemoIssuer>,
    listener: TcpListener,
}

/// Why a part could not be opened; told to the operator in Spanish.
#[derive(Debug, thiserror::Error)]
pub enum NodeError {
    /// The catalogue is wrong.
    #[error("{0}; vea cuáles con: radica check")]
    Catalog(#[from] CatalogError),
    /// The rules do not compile.
    #[error("{0}")]
    Rules(#[from] RulesError),
    /// A part cannot use what it keeps.
    #[error("{part}: {why}")]
    Part {
        /// Which part.
        part: &'static str,
        /// What happened.
        why: String,
    },
    /// A key.
    #[error("{0}")]
    Key(#[from] KeyError),
    /// An issuer.
    #[error("{0}")]
    Issuer(#[from] IssuerError),
    /// Something that must be right before serving is not.
    #[error("{0}")]
    Refused(#[from] Refusal),
    /// An address.
    #[error("{0}")]
    Listen(#[from] io::Error),
}

impl Node {
    /// Opens every part. The demonstration's issuer, when asked for, is listening afterwards.
    ///
    /// # Errors
    /// Names the part that could not be opened.
    pub async fn open(config: Config, files: &Files, clock: Arc<dyn Clock>) -> Result<Self, NodeError> {
        std::fs::create_dir_all(&config.data_dir)?;
        let catalog = Catalog::of(files)?;
        let demo = match config.demo {
            true => Some(Demo::open(&config, &catalog.entity, Arc::clone(&clock)).await?),
            false => None,
        };
        let issuer = demo.as_ref().map(|demo| &*demo.issuer);
        let issuers = oidc::resolve(&catalog.entity, &config, issuer)?;
        let providers = Providers::new(issuers, &config.public_url).map_err(part("HTTP"))?;
        let edge_key = EdgeKey::load_or_create(&config.edge_key())?;
        let app = open_app(&config, catalog, clock).await?;
        share_keys(&app, &config, &edge_key).await?;
        point_in_time(&app.db, config.backup.point_in_time).await?;
        boot::prepare(&app).await.map_err(part("base de datos"))?;
        let told = config::told(&config, &app.catalog().version);
        settings::note(&app, &config.listen.to_string(), &told)
            .await
            .map_err(part("base de datos"))?;
        Ok(Self {
            state: AppState::new(app, config, edge_key, providers),
            demo,
        })
    }

    /// The settings.
    pub fn config(&self) -> &Config {
        self.state.config()
    }

    /// The entity.
    pub fn entity(&self) -> &Entity {
        &self.state.app().catalog().entity
    }

    /// What handlers reach.
    pub fn state(&self) -> &AppState {
        &self.state
    }

    /// Everything that the site answers.
    pub fn router(&self) -> Router {
        router::site(self.state.clone(), router::pages(), router::uploads())
    }

    /// Starts the demonstration's issuer, if there is one: it must answer before somebody signs in.
    pub fn start_demo(&mut self, stop: &Stop) {
        if let Some(Demo { issuer, listener }) = self.demo.take() {
            tokio::spawn(server::serve(listener, issuer.router(), stop.clone()));
        }
    }

    /// Serves on `listener`, with the workers, until told to stop.
    ///
    /// # Errors
    /// When the listener fails.
    pub async fn run(mut self, listener: TcpListener, stop: Stop) -> io::Result<()> {
        let gone = self.leave_first(&stop);
        self.start_demo(&gone);
        // They take nothing more from the moment the node is told to stop.
        let workers = worker::start(self.state.app(), || stop.receiver());
        tokio::spawn(beat(self.state.app().clone(), stop.clone()));
        tokio::spawn(sweep(self.state.clone(), stop.clone()));
        tokio::spawn(keep(self.state.app().clone(), care(self.config().care), stop.clone()));
        if let Some(service) = timestamping(self.config()) {
            tokio::spawn(stamp(self.state.app().clone(), service, stop.clone()));
        }
        let served = server::serve(listener, self.router(), gone).await;
        let ended = async {
            for worker in workers {
                if let Err(error) = worker.await {
                    tracing::error!("a worker ended badly: {error}");
                }
            }
        };
        if tokio::time::timeout(server::DRAIN, ended).await.is_err() {
            tracing::warn!("a worker did not end in time; what it held is done by another one");
        }
        served
    }

    /// The signal to stop, given on after balancers had time to see that this node is not ready.
    fn leave_first(&self, stop: &Stop) -> Stop {
        let (sender, gone) = Stop::by_hand();
        let (state, stop) = (self.state.clone(), stop.clone());
        let wait = Duration::from_secs(self.config().leave_seconds);
        tokio::spawn(async move {
            stop.wait().await;
            state.leave();
            tokio::time::sleep(wait).await;
            sender.send_replace(true);
            // Kept until the program ends, so that a receiver never sees a closed channel.
            std::future::pending::<()>().await;
        });
        gone
    }
}

impl Demo {
    async fn open(config: &Config, entity: &Entity, clock: Arc<dyn Clock>) -> Result<Self, NodeError> {
        let listener = server::listen(config.demo_listen).await?;
        let base = format!("http://{}", listener.local_addr()?);
        let issuer = DemoIssuer::new(entity, base, config.public_url.clone(), clock)?;
        Ok(Self { issuer, listener })
    }
}

/// The clock of the machine.
pub fn system_clock() -> Arc<dyn Clock> {
    Arc::new(SystemClock::default())
}

async fn open_app(config: &Config, catalog: Catalog, clock: Arc<dyn Clock>) -> Result<App, NodeError> {
    let data = &config.data_dir;
    let delivery = delivery(config, &catalog.entity)?;
    let db = database::open(&config.database_url()).await?;
    let limits = Limits {
        queue: config.limits.queue,
        ..Limits::default()
    };
    let (writer, _task) = Writer::start(db.clone(), limits).await.map_err(part("base de datos"))?;
    let (index, start) = Index::open(&data.join("index")).map_err(part("índice de búsqueda"))?;
    tracing::info!(?start, "search index");
    let scratch = data.join("tmp");
    // What a process that was killed left half copied.
    let _ = std::fs::remove_dir_all(&scratch);
    std::fs::create_dir_all(&scratch)?;
    let seed = random_bytes()?;
    let renderer = renderer(&catalog);
    let rules = Rules::new(catalog, config.public_url.as_str())?.keeping_messages(config.message_days);
    Ok(App {
        db,
        writer,
        hot: Default::default(),
        objects: objects::open(config).await?,
        index: Arc::new(index),
        rules: Arc::new(rules),
        clock,
        extractor: Extractor::new(&beside_us("radica-extract"), &scratch, Default::default()),
        renderer,
        key: Arc::new(EntityKey::open_or_create(&config.entity_key(), || seed).map_err(part("llave de firma"))?),
        delivery: Arc::new(delivery),
    })
}

/// Refuses to work with other keys than the nodes before.
async fn share_keys(app: &App, config: &Config, edge: &EdgeKey) -> Result<(), NodeError> {
    let own = [(ENTITY, app.key.public().id()), (EDGE, edge.fingerprint())];
    for (purpose, fingerprint) in own {
        let agreement = shared_keys::agree(&app.db, &app.writer, app.clock.now(), purpose, &fingerprint).await;
        let agreement = agreement.map_err(part("base de datos"))?;
        if let Some(refusal) = keys::refusal(config, purpose, &fingerprint, agreement) {
            return Err(refusal.into());
        }
    }
    Ok(())
}

/// Keeps what every transaction does, or no longer.
async fn point_in_time(db: &Db, wanted: bool) -> Result<(), NodeError> {
    let kept = match wanted {
        true => redo::begin(db, &random_token().map_err(part("azar"))?).await,
        false => redo::end(db).await,
    };
    kept.map_err(part("base de datos"))
}

/// Leaves a sign of life now and then, for the record of interruptions.
async fn beat(app: App, stop: Stop) {
    loop {
        match outages::beat(&app).await {
            Ok(None) => {}
            Ok(Some(outage)) => tracing::warn!("the service was interrupted since {}", outage.began_at),
            Err(error) => tracing::warn!("no sign of life could be left: {error}"),
        }
        tokio::select! {
            () = stop.wait() => return,
            () = tokio::time::sleep(outages::EVERY) => {}
        }
    }
}

fn care(settings: config::Care) -> Care {
    let days = |days: u16| SignedDuration::from_hours(24 * i64::from(days.max(1)));
    Care {
        pace: Pace {
            round: days(settings.days),
            bytes_per_second: u32::from(settings.mb_per_second.max(1)) << 20,
        },
        grace: days(settings.orphan_days),
    }
}

/// Looks after the blobs, in the turns that fall to this node.
async fn keep(app: App, care: Care, stop: Stop) {
    let node = format!("process {}", std::process::id());
    loop {
        let pause = match keeping::take_turns(&app, &node, care).await {
            Ok(true) => KEEP_SOON,
            Ok(false) => KEEP_EVERY,
            Err(error) => {
                tracing::warn!("the blobs could not be looked after: {error}");
                KEEP_EVERY
            }
        };
        tokio::select! {
            () = stop.wait() => return,
            () = tokio::time::sleep(pause) => {}
        }
    }
}

fn timestamping(config: &Config) -> Option<Service> {
    let settings = config.timestamp.as_ref()?;
    Some(Service {
        url: settings.url.clone(),
        every: SignedDuration::from_mins(settings.minutes.into()),
    })
}

/// Has seals of the journal stamped by the service of the settings.
async fn stamp(app: App, service: Service, stop: Stop) {
    loop {
        if let Err(error) = stamping::stamp_due(&app, &service).await {
            tracing::warn!("the last seal has no time stamp yet: {error}");
        }
        tokio::select! {
            () = stop.wait() => return,
            () = tokio::time::sleep(STAMP_EVERY) => {}
        }
    }
}

async fn sweep(state: AppState, stop: Stop) {
    let app = state.app();
    loop {
        tokio::select! {
            () = stop.wait() => return,
            () = tokio::time::sleep(SWEEP_EVERY) => {}
        }
        if let Err(error) = sessions::sweep(app).await {
            tracing::warn!("sessions that ended were not swept: {error}");
        }
        if let Err(error) = drafts::sweep(app).await {
            tracing::warn!("drafts that expired were not swept: {error}");
        }
        if let Err(error) = state.refusals().sweep(app).await {
            tracing::warn!("refusals that were counted are not in the journal: {error}");
        }
    }
}

fn renderer(catalog: &Catalog) -> Renderer {
    let settings = render::Settings {
        binary: beside_us("radica-render"),
        processes: std::thread::available_parallelism().map_or(2, usize::from),
        timeout: Duration::from_secs(60),
    };
    Renderer::new(settings, Library::of_catalog(catalog))
}

fn delivery(config: &Config, entity: &Entity) -> Result<Delivery, NodeError> {
    let (sender, mail) = match &config.smtp {
        Some(smtp) => (
            smtp.from.as_str(),
            Delivery::smtp(&smtp_url(smtp)?).map_err(part("correo"))?,
        ),
        None => (entity.sender.as_str(), MailWay::Folder(config.data_dir.join("outbox"))),
    };
    let sms = config.sms.as_ref().map(gateway).transpose()?;
    Delivery::new(sender, mail, sms).map_err(part("correo"))
}

fn smtp_url(smtp: &config::Smtp) -> Result<String, NodeError> {
    let escape = |text: &str| {
        form_urlencoded::byte_serialize(text.as_bytes())
            .collect::<String>()
            .replace('+', "%20")
    };
    let password = smtp.password_file.as_deref().map(read_secret).transpose()?;
    let who = match (&smtp.user, password) {
        (Some(user), Some(password)) => format!("{}:{}@", escape(user), escape(&password)),
        _ => String::new(),
    };
    let tls = if smtp.tls { "?tls=required" } else { "" };
    Ok(format!("smtp://{who}{}:{}{tls}", smtp.host, smtp.port))
}

fn gateway(sms: &config::SmsGateway) -> Result<SmsGateway, NodeError> {
    let token = sms
        .token_file
        .as_deref()
        .map(read_secret)
        .transpose()?
        .unwrap_or_default();
    Ok(SmsGateway {
        url: sms.url.clone(),
        token: Secret(token),
    })
}

fn read_secret(path: &Path) -> Result<String, NodeError> {
    let text = std::fs::read_to_string(path);
    text.map(|text| text.trim().to_owned())
        .map_err(|error| NodeError::Part {
            part: "secreto",
            why: format!("{}: {error}", path.display()),
        })
}

fn part<E: std::fmt::Display>(part: &'static str) -> impl Fn(E) -> NodeError {
    move |error| NodeError::Part {
        part,
        why: error.to_string(),
    }
}
