//! The restore drill: work, copies, three positions, empty places on both databases, proof, and work again.
#![allow(clippy::unwrap_used, clippy::panic, reason = "helpers of tests")]

#[path = "../../workflows/tests/stories/answers.rs"]
mod answers;
mod support;

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::atomic::{AtomicU64, Ordering};

use jiff::SignedDuration;
use radica_storage::journal;
use radica_workflows::actor::Actor;
use radica_workflows::app::App;
use radica_workflows::filing::{drafts, submit};
use radica_workflows::people::{self, Identity};
use radica_workflows::time::{Clock, FixedClock};
use radica_workflows::{sealing, worker};
use support::Site;

/// One installation with its data, whichever database it has.
struct Place {
    data: PathBuf,
    database: Option<String>,
}

impl Place {
    async fn empty(shell: &Path, name: &str, postgres: bool) -> Option<Self> {
        let database = match postgres {
            true => Some(fresh_database().await?),
            false => None,
        };
        let data = shell.join(name);
        std::fs::create_dir_all(&data).unwrap();
        Some(Self { data, database })
    }

    fn run(&self, arguments: &[&str]) -> String {
        let output = self.try_run(arguments);
        let said = String::from_utf8([output.stdout.as_slice(), &output.stderr].concat()).unwrap();
        assert!(output.status.success(), "{arguments:?}: {said}");
        said
    }

    fn try_run(&self, arguments: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_radica"));
        command.args(arguments).arg("--data-dir").arg(&self.data);
        command.current_dir(self.data.parent().unwrap());
        command.env_remove("RADICA_CONFIG").env_remove("RADICA_DATABASE_URL");
        if let Some(database) = &self.database {
            command.env("RADICA_DATABASE_URL", database);
        }
        command.output().unwrap()
    }

    async fn open(&self, clock: FixedClock) -> Site {
        let change = |config: &mut radica_ui::config::Config| {
            config.data_dir.clone_from(&self.data);
            config.database_url.clone_from(&self.database);
            config.backup.point_in_time = true;
        };
        Site::with(change, clock).await
    }
}

async fn fresh_database() -> Option<String> {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    let server = std::env::var("RADICA_TEST_POSTGRES").ok()?;
    let name = format!("drill_{}_{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
    let admin = sqlx::PgPool::connect(&format!("{server}/postgres")).await.unwrap();
    let create = sqlx::AssertSqlSafe(format!("CREATE DATABASE {name}"));
    sqlx::query(create).execute(&admin).await.unwrap();
    admin.close().await;
    Some(format!("{server}/{name}"))
}

/// Somebody files; answers the radicado. Everything that is due is done, and sealed.
async fn file(site: &Site) -> String {
    let app = site.state.app();
    site.clock.set(site.clock.now() + SignedDuration::from_mins(2));
    let actor = luz(app).await;
    let draft = drafts::begin(app, &actor, "SVT-135").await.unwrap();
    let steps = app
        .rules
        .tramite("SVT-135")
        .unwrap()
        .filing
        .as_ref()
        .unwrap()
        .steps
        .clone();
    for step in steps {
        let input = answers::by_example(&step.fields, &[]);
        drafts::save_step(app, &actor, draft, &step.step, &input).await.unwrap();
    }
    let radicado = submit::submit(app, &actor, draft).await.unwrap();
    worker::drain_jobs(app).await.unwrap();
    sealing::seal_due(app).await.unwrap();
    radicado
}

async fn luz(app: &App) -> Actor {
    let entity = &app.catalog().entity;
    let person = entity
        .demo
        .iter()
        .find(|person| person.subject == "luz-dary-chindoy")
        .unwrap();
    let issuer = entity.issuers.iter().find(|issuer| issuer.id == person.issuer).unwrap();
    let claims =
        serde_json::json!({ "name": person.name, "identification": person.identification, "email": person.email });
    let id = people::sign_in(app, Identity::from_claims(issuer, &person.subject, &claims))
        .await
        .unwrap();
    Actor::Person(Box::new(people::get(app, id).await.unwrap()))
}

async fn position(site: &Site) -> i64 {
    journal::last_position(&site.state.app().db).await.unwrap()
}

fn clock() -> FixedClock {
    FixedClock::at(support::NOW.parse().unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restored_installation_stands_at_the_position_is_proved_and_goes_on_without_gaps() {
    drill(false).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_copied_from_postgresql_is_restored_as_well() {
    match std::env::var_os("RADICA_TEST_POSTGRES") {
        Some(_) => drill(true).await,
        None => eprintln!("not run on PostgreSQL: RADICA_TEST_POSTGRES is not set"),
    }
}

/// Backups of an installation on one database, restored on both.
async fn drill(postgres: bool) {
    let shell = tempfile::tempdir().unwrap();
    let copies = shell.path().join("copias");
    let copies = copies.to_str().unwrap();
    let origin = Place::empty(shell.path(), "origen", postgres).await.unwrap();
    let site = origin.open(clock()).await;
    // Each with the number that the next filing must get.
    let mut moments = Vec::new();
    for next in 2..=3 {
        file(&site).await;
        moments.push((position(&site).await, next));
    }
    origin.run(&["backup", copies]);
    for next in 4..=6 {
        file(&site).await;
        moments.push((position(&site).await, next));
    }
    // Names of copies have seconds: the next one must differ.
    until_the_next_second(copies).await;
    let said = origin.run(&["backup", copies]);
    assert!(said.contains("ya estaban"), "only what is new is copied: {said}");
    file(&site).await;
    drop(site);
    let key = origin.run(&["public-key"]);
    for (number, (until, next)) in moments[1..4].iter().enumerate() {
        for postgres in [false, true] {
            let name = format!("destino-{number}-{postgres}");
            let Some(place) = Place::empty(shell.path(), &name, postgres).await else {
                continue;
            };
            copy_keys(&origin, &place);
            let said = place.run(&["restore", copies, "--until", &until.to_string()]);
            assert!(said.contains(&format!("hasta la posición {until}")), "{said}");
            proves(&place, key.trim());
            goes_on(&place, *until, *next).await;
        }
    }
    let nowhere = Place::empty(shell.path(), "lejos", false).await.unwrap();
    let refused = nowhere.try_run(&["restore", copies, "--until", "999999"]);
    assert!(!refused.status.success(), "the copies do not lead there");
}

/// The journal of a place is proved with the public key alone.
fn proves(place: &Place, key: &str) {
    let file = place.data.join("diario.jsonl");
    let file = file.to_str().unwrap();
    place.run(&["export-journal", file]);
    place.run(&["verify", file, "--key", key]);
}

/// A restored installation takes the next filing with the next number, and is proved again with it.
async fn goes_on(place: &Place, until: i64, next: u32) {
    let site = place.open(clock()).await;
    assert!(position(&site).await >= until);
    site.clock.set(site.clock.now() + SignedDuration::from_hours(1));
    assert_eq!(file(&site).await, format!("E-2026-{next:06}"));
    let entries = journal::after(&site.state.app().db, 0, i64::MAX).await.unwrap();
    let positions: Vec<i64> = entries.iter().map(|entry| entry.position).collect();
    let expected: Vec<i64> = (1..=i64::try_from(entries.len()).unwrap()).collect();
    assert_eq!(positions, expected, "no gap and no double");
}

fn copy_keys(from: &Place, to: &Place) {
    let (from, to) = (from.data.join("keys"), to.data.join("keys"));
    std::fs::create_dir_all(&to).unwrap();
    for key in std::fs::read_dir(from).unwrap() {
        let key = key.unwrap();
        std::fs::copy(key.path(), to.join(key.file_name())).unwrap();
    }
}

/// Waits until the machine's clock shows another second than that of the newest copy.
async fn until_the_next_second(copies: &str) {
    let names = || {
        std::fs::read_dir(copies)
            .unwrap()
            .map(|entry| entry.unwrap().file_name())
    };
    let names = names().filter_map(|name| {
        name.to_str()
            .and_then(|name| name.strip_suffix(".json"))
            .map(str::to_owned)
    });
    let newest = names.max().unwrap();
    let now = || {
        let now = radica_workflows::time::SystemClock::default().now();
        now.strftime("%Y%m%dT%H%M%SZ").to_string()
    };
    while now() <= newest {
        tokio::task::yield_now().await;
    }
}
