//! A whole Radica on a temporary folder, with the people of the demonstration and a clock that stands still. With
//! `RADICA_TEST_POSTGRES` (see `scripts/test-postgres.sh`) its database is a fresh one of that server.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use bytes::Bytes;
use jiff::Timestamp;
use radica_engine::Instance;
use radica_storage::cases::{self, Case};
use radica_storage::ids::{DraftId, InstanceId};
use radica_storage::jobs::{self, JobState};
use radica_storage::objects::Objects;
use radica_storage::search::Index;
use radica_storage::tasks::{self, Task, TaskState};
use radica_storage::text::Extractor;
use radica_storage::{Db, Writer, instances, journal};
use radica_workflows::actor::Actor;
use radica_workflows::app::App;
use radica_workflows::catalog::form::{Accept, Input};
use radica_workflows::catalog::{Catalog, Files};
use radica_workflows::filing::uploads::{self, Upload};
use radica_workflows::filing::{completion, drafts, submit};
use radica_workflows::notices::delivery::{Delivery, MailWay};
use radica_workflows::people::{self, Identity};
use radica_workflows::problem::{Error, Result};
use radica_workflows::render::{Library, Renderer, Settings};
use radica_workflows::rules::Rules;
use radica_workflows::signing::EntityKey;
use radica_workflows::time::FixedClock;
use radica_workflows::{boot, closing, deciding, worker};
use tempfile::TempDir;

use crate::answers;

/// Thursday 19 November 2026, 10:00 in Colombia.
pub const NOW: &str = "2026-11-19T15:00:00Z";

/// The smallest PNG: one pixel.
pub const PNG: &[u8] = &[
    0x89, b'P', b'N', b'G', 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 0x0d, b'I', b'H', b'D', b'R', 0, 0, 0, 1, 0, 0, 0, 1, 8,
    6, 0, 0, 0, 0x1f, 0x15, 0xc4, 0x89, 0, 0, 0, 0x0a, b'I', b'D', b'A', b'T', 0x78, 0x9c, 0x63, 0, 1, 0, 0, 5, 0, 1,
    0x0d, 0x0a, 0x2d, 0xb4, 0, 0, 0, 0, b'I', b'E', b'N', b'D', 0xae, 0x42, 0x60, 0x82,
];

/// One Radica and those who use it.
pub struct World {
    pub app: App,
    pub clock: Arc<FixedClock>,
    /// The position of the journal when everybody had signed in.
    pub begins: i64,
    people: BTreeMap<String, Actor>,
    folder: TempDir,
}

impl World {
    pub async fn open() -> Self {
        Self::open_with(Files::embedded()).await
    }

    /// One whose catalogue has other files too.
    pub async fn open_with(files: Files) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let clock = Arc::new(FixedClock::at(NOW.parse().unwrap()));
        let app = open_app(&folder, &files, clock.clone()).await;
        boot::prepare(&app).await.unwrap();
        let people = sign_everybody_in(&app).await;
        let begins = journal::last_position(&app.db).await.unwrap();
        Self {
            app,
            clock,
            begins,
            people,
            folder,
        }
    }

    /// The same one after a stop and a start; `between` has its folder while nothing runs.
    pub async fn restarted(self, between: impl AsyncFnOnce(&Path)) -> Self {
        let Self {
            app,
            clock,
            begins,
            people,
            folder,
        } = self;
        app.db.close().await;
        drop(app);
        between(folder.path()).await;
        let app = open_app(&folder, &Files::embedded(), clock.clone()).await;
        boot::prepare(&app).await.unwrap();
        Self {
            app,
            clock,
            begins,
            people,
            folder,
        }
    }

    /// Somebody of the demonstration.
    pub fn actor(&self, subject: &str) -> &Actor {
        &self.people[subject]
    }

    /// Everybody, by the subject at their issuer.
    pub fn everybody(&self) -> impl Iterator<Item = (&str, &Actor)> {
        self.people.iter().map(|(subject, actor)| (subject.as_str(), actor))
    }

    /// Moves the clock and lets the workers do what became due.
    pub async fn at(&self, moment: &str) {
        self.clock.set(moment.parse::<Timestamp>().unwrap());
        worker::fire_due_timers(&self.app).await.unwrap();
        self.settle().await;
    }

    /// The workers do everything that is due.
    pub async fn settle(&self) {
        worker::drain_jobs(&self.app).await.unwrap();
        worker::send_due_notices(&self.app).await.unwrap();
        for state in [JobState::Waiting, JobState::Dead] {
            let left = jobs::with_state(&self.app.db, state, None, 1).await.unwrap();
            assert!(
                left.is_empty(),
                "{} is not done: {:?}",
                left[0].kind,
                left[0].last_error
            );
        }
    }

    /// A draft with every step saved: by the examples of its form, but for what is said here.
    pub async fn draft(&self, who: &str, code: &str, said: &[(&str, &str)], brought: &[&str]) -> DraftId {
        let (app, actor) = (&self.app, self.actor(who));
        let draft = drafts::begin(app, actor, code).await.unwrap();
        let steps = app.rules.tramite(code).unwrap().filing.as_ref().unwrap().steps.clone();
        for step in steps {
            let input = answers::by_example(&step.fields, said);
            let saved = drafts::save_step(app, actor, draft, &step.step, &input).await;
            saved.unwrap_or_else(|refused| panic!("{code}, {}: {refused:?}", step.step));
        }
        for document in brought {
            let upload = self.upload(document).await;
            drafts::attach(app, actor, draft, document, upload).await.unwrap();
        }
        draft
    }

    /// Files a trámite; answers its radicado.
    pub async fn file(&self, who: &str, code: &str, said: &[(&str, &str)], brought: &[&str]) -> String {
        let draft = self.draft(who, code, said, brought).await;
        let radicado = submit::submit(&self.app, self.actor(who), draft).await.unwrap();
        self.settle().await;
        radicado
    }

    /// An official takes the open task of an activity and does it.
    pub async fn work(&self, who: &str, radicado: &str, activity: &str, said: &[(&str, &str)]) {
        let (app, actor) = (&self.app, self.actor(who));
        let task = self.open_task(radicado, activity).await;
        deciding::claim(app, actor, task.id).await.unwrap();
        let fields = deciding::fields_of(app, &task).unwrap();
        let done = deciding::complete(app, actor, task.id, &answers::by_example(&fields, said)).await;
        done.unwrap_or_else(|refused| panic!("{activity}: {refused:?}"));
        self.settle().await;
    }

    /// The filer opens the requirement: notified now.
    pub async fn open_requirement(&self, who: &str, radicado: &str) {
        completion::open_requirement(&self.app, self.actor(who), radicado)
            .await
            .unwrap();
        self.settle().await;
    }

    /// The filer delivers what was required.
    pub async fn deliver(&self, who: &str, radicado: &str, message: &str, brought: &[&str]) {
        let mut files = BTreeMap::new();
        for document in brought {
            files.insert((*document).to_owned(), self.upload(document).await);
        }
        completion::deliver(&self.app, self.actor(who), radicado, message, files)
            .await
            .unwrap();
        self.settle().await;
    }

    /// The archivist closes the expediente of a case.
    pub async fn close(&self, radicado: &str) {
        let case = self.case(radicado).await;
        let expediente = radica_storage::expedientes::get(&self.app.db, case.expediente.unwrap())
            .await
            .unwrap()
            .unwrap();
        closing::close(
            &self.app,
            self.actor("nancy-legarda"),
            &expediente.code,
            &expediente.code,
        )
        .await
        .unwrap();
        self.settle().await;
    }

    /// A picture of a document, loaded.
    pub async fn upload(&self, document: &str) -> Upload {
        self.take(&format!("{document}.png"), PNG).await.unwrap()
    }

    /// Loads a file where PDF and pictures are accepted.
    pub async fn take(&self, name: &str, content: &[u8]) -> Result<Upload> {
        let whole = [Ok::<_, std::io::Error>(Bytes::copy_from_slice(content))];
        uploads::take(
            &self.app,
            name,
            &[Accept::Pdf, Accept::Image],
            futures_util::stream::iter(whole),
        )
        .await
    }

    pub async fn case(&self, radicado: &str) -> Case {
        cases::by_radicado(&self.app.db, radicado).await.unwrap().unwrap()
    }

    /// The row and the state of an instance.
    pub async fn state(&self, id: InstanceId) -> (instances::Instance, Instance) {
        let row = instances::get(&self.app.db, id).await.unwrap().unwrap();
        let instance = row.state.read().unwrap();
        (row, instance)
    }

    /// The state of a case's process.
    pub async fn instance(&self, case: &Case) -> (instances::Instance, Instance) {
        self.state(case.instance.unwrap()).await
    }

    pub async fn open_task(&self, radicado: &str, activity: &str) -> Task {
        let tasks = tasks::of_case(&self.app.db, self.case(radicado).await.id)
            .await
            .unwrap();
        let open: Vec<_> = tasks.into_iter().filter(|task| task.state == TaskState::Open).collect();
        let names: Vec<_> = open.iter().map(|task| task.element.clone()).collect();
        let found = open.into_iter().find(|task| task.element == activity);
        found.unwrap_or_else(|| panic!("{activity} is not open, but {names:?}"))
    }

    /// The messages that went out.
    pub fn sent(&self) -> usize {
        std::fs::read_dir(self.folder.path().join("outbox")).map_or(0, Iterator::count)
    }

    /// The blobs in the object store, whatever they are.
    pub fn blobs(&self) -> usize {
        files_below(&self.folder.path().join("objects"))
    }
}

/// The answers that the form itself gives as examples, but for `said`.
pub fn input(said: &[(&str, &str)]) -> Input {
    Input::from_pairs(
        said.iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned())),
    )
}

/// Whether the answer is that there is no such thing.
pub fn is_hidden<T>(answer: &Result<T>) -> bool {
    matches!(answer, Err(Error::NotFound(_) | Error::Hidden(_)))
}

async fn open_app(folder: &TempDir, files: &Files, clock: Arc<FixedClock>) -> App {
    let data = folder.path();
    let catalog = Catalog::of(files).unwrap();
    let delivery = Delivery::new(&catalog.entity.sender, MailWay::Folder(data.join("outbox")), None).unwrap();
    let db = Db::open(&database(data).await).await.unwrap();
    let (writer, _task) = Writer::start(db.clone(), Default::default()).await.unwrap();
    let (index, _start) = Index::open(&data.join("index")).unwrap();
    let scratch = data.join("tmp");
    for made in [scratch.clone(), data.join("keys")] {
        std::fs::create_dir_all(made).unwrap();
    }
    let key = EntityKey::open_or_create(&data.join("keys/entity.key"), || [7; 32]).unwrap();
    App {
        db,
        writer,
        hot: Default::default(),
        objects: Objects::open_local(&data.join("objects")).unwrap(),
        index: Arc::new(index),
        rules: Arc::new(Rules::new(catalog, "http://localhost:8080").unwrap()),
        clock,
        extractor: Extractor::new(&beside_us("radica-extract"), &scratch, Default::default()),
        renderer: renderer(),
        key: Arc::new(key),
        delivery: Arc::new(delivery),
    }
}

/// The address of a fresh database.
async fn database(data: &Path) -> String {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    let Ok(server) = std::env::var("RADICA_TEST_POSTGRES") else {
        return format!("sqlite://{}", data.join("radica.db").display());
    };
    let name = format!("world_{}_{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
    let admin = sqlx::PgPool::connect(&format!("{server}/postgres")).await.unwrap();
    let create = sqlx::AssertSqlSafe(format!("CREATE DATABASE {name}"));
    sqlx::query(create).execute(&admin).await.unwrap();
    admin.close().await;
    format!("{server}/{name}")
}

fn renderer() -> Renderer {
    let settings = Settings {
        binary: beside_us("radica-render"),
        processes: 1,
        timeout: Duration::from_secs(120),
    };
    Renderer::new(settings, Library::embedded())
}

/// The programs of the workspace are built one folder above its tests.
fn beside_us(name: &str) -> PathBuf {
    let own = std::env::current_exe().unwrap();
    let program = own.ancestors().nth(2).unwrap().join(name);
    assert!(
        program.is_file(),
        "{} is not built; run: cargo build --workspace --bins",
        program.display()
    );
    program
}

async fn sign_everybody_in(app: &App) -> BTreeMap<String, Actor> {
    let entity = &app.catalog().entity;
    let mut actors = BTreeMap::new();
    for person in &entity.demo {
        let issuer = entity.issuers.iter().find(|issuer| issuer.id == person.issuer).unwrap();
        let claims = serde_json::json!({
            "name": person.name,
            "identification": person.identification,
            "email": person.email,
            "phone_number": person.phone,
            "roles": person.roles,
            "offices": person.offices,
        });
        let id = people::sign_in(app, Identity::from_claims(issuer, &person.subject, &claims))
            .await
            .unwrap();
        let actor = Actor::Person(Box::new(people::get(app, id).await.unwrap()));
        actors.insert(person.subject.clone(), actor);
    }
    actors
}

fn files_below(folder: &std::path::Path) -> usize {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    entries
        .map(|entry| {
            if entry.path().is_dir() {
                files_below(&entry.path())
            } else {
                1
            }
        })
        .sum()
}
