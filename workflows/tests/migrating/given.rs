//! What the tests begin with: two versions of a process, and instances of the old one.

use std::sync::Arc;

use crate::world::World;
use radica_engine::Command;
use radica_engine::ids::TaskId;
use radica_engine::variables::{Value, Variables};
use radica_storage::batches::{Item, ItemState, Progress};
use radica_storage::ids::{BatchId, InstanceId};
use radica_storage::{journal, tasks};
use radica_workflows::actor::Actor;
use radica_workflows::catalog::{Catalog, Files};
use radica_workflows::console::{self, Act, Plan, Selection, What};
use radica_workflows::problem::Result;
use radica_workflows::rules::Rules;
use radica_workflows::{beginning, boot, runtime, worker};
use serde_json::json;

pub const SOFIA: &str = "sofia-ortega";
pub const LUZ: &str = "luz-dary-chindoy";
pub const JAIRO: &str = "jairo-burbano";
pub const PATH: &str = "processes/estudia.yaml";

pub const OLD: &str = "\
process: estudia
elements:
  - start: inicio
    next: reparte
  - parallel: reparte
    next: [estudiar, espera, llega]
  - user_task: estudiar
    name: Estudiar la solicitud
    assign: { role: revisor, office: hacienda }
    boundary: [ { id: tarde, timer: P2D, interrupting: false, next: avisado } ]
    next: une
  - end: avisado
  - timer: espera
    after: P1D
    next: une
  - message: llega
    receive: concepto
    key: \"= numero\"
    next: une
  - parallel: une
    next: fin
  - end: fin
";

pub const SENDS: &str = "\
process: envia-concepto
elements:
  - start: inicio
    next: enviar
  - send_task: enviar
    send: concepto
    key: \"= numero\"
    next: fin
  - end: fin
";

/// Its task and its message have other ids, its deadline another time, and something more is done at the end.
pub fn new() -> String {
    OLD.replace("estudiar", "analizar")
        .replace("llega", "recibe")
        .replace("id: tarde, timer: P2D", "id: pronto, timer: PT2H")
        .replace(
            "next: fin\n  - end: fin",
            "next: archivar\n  - user_task: archivar\n    assign: { role: revisor, office: hacienda }\n    next: fin\n  \
             - end: fin",
        )
}

pub fn files(source: &str) -> Files {
    Files::embedded()
        .with(PATH, source)
        .with("processes/envia-concepto.yaml", SENDS)
}

/// One where instances of the old version run when the new one comes.
pub struct Moved {
    pub world: World,
    pub plan: Plan,
    pub ids: Vec<InstanceId>,
}

impl Moved {
    /// With this many instances of the old version.
    pub async fn with(count: u32) -> Self {
        let mut world = World::open_with(files(OLD)).await;
        let mut ids = Vec::new();
        for number in 0..count {
            ids.push(begin(&world, "estudia", json!({ "numero": number.to_string() })).await);
        }
        upgrade(&mut world, files(&new())).await;
        let plan = plan(&world, "estudia", &[("estudiar", "analizar"), ("llega", "recibe")]).await;
        Self { world, plan, ids }
    }

    pub async fn rehearsed(&self, plan: &Plan) -> BatchId {
        let sofia = self.world.actor(SOFIA);
        let all = Selection::default();
        let batch = console::rehearse_many(&self.world.app, sofia, plan, &all, "corrección").await;
        worker::drain_jobs(&self.world.app).await.unwrap();
        batch.unwrap()
    }

    pub async fn begun(&self, rehearsal: BatchId, leave: bool) -> Result<BatchId> {
        console::begin_migration(&self.world.app, self.world.actor(SOFIA), rehearsal, leave, "corrección").await
    }

    pub async fn migrated(&self, rehearsal: BatchId) -> BatchId {
        let batch = self.begun(rehearsal, false).await.unwrap();
        worker::drain_jobs(&self.world.app).await.unwrap();
        batch
    }

    pub async fn progress(&self, batch: BatchId) -> (i64, i64, i64) {
        let batch = console::batch(&self.world.app, self.world.actor(SOFIA), batch).await;
        let Progress { waiting, done, failed } = batch.unwrap().progress;
        (waiting, done, failed)
    }

    pub async fn failed(&self, batch: BatchId) -> Vec<Item> {
        let sofia = self.world.actor(SOFIA);
        let failed = console::done_items(&self.world.app, sofia, batch, ItemState::Failed, None).await;
        failed.unwrap().0.into_iter().map(|ended| ended.item).collect()
    }

    /// The version that an instance runs.
    pub async fn version(&self, id: InstanceId) -> String {
        self.world.state(id).await.0.definition
    }
}

/// The catalogue has other files from now on, as after a restart with them.
pub async fn upgrade(world: &mut World, files: Files) {
    let rules = Rules::new(Catalog::of(&files).unwrap(), "http://localhost:8080").unwrap();
    world.app.rules = Arc::new(rules);
    boot::prepare(&world.app).await.unwrap();
}

/// From the version before to the one in force.
pub async fn plan(world: &World, process: &str, moves: &[(&str, &str)]) -> Plan {
    let versions = console::versions(&world.app, world.actor(SOFIA)).await.unwrap();
    let mut hashes = versions.iter().filter(|version| version.stored.name == process);
    let in_force = |wanted: bool| move |version: &&console::Version| version.in_force == wanted;
    let to = hashes.clone().find(in_force(true)).unwrap();
    let from = hashes.find(in_force(false)).unwrap();
    Plan {
        from: from.stored.hash.clone(),
        to: to.stored.hash.clone(),
        moves: moves.iter().map(|(old, new)| ((*old).into(), (*new).into())).collect(),
    }
}

pub async fn begin(world: &World, process: &str, variables: serde_json::Value) -> InstanceId {
    let variables = Variables::from_json(&variables);
    beginning::alone(&world.app, world.actor(SOFIA), process, variables)
        .await
        .unwrap()
}

pub async fn act(world: &World, id: InstanceId, act: Act) -> Result<()> {
    let seen = world.state(id).await.0.version;
    let done = console::act(&world.app, world.actor(SOFIA), id, seen, &act, "prueba").await;
    done.map(drop)
}

pub async fn complete(world: &World, id: InstanceId, element: &str) {
    let tasks = tasks::of_instance(&world.app.db, id).await.unwrap();
    let task = tasks
        .iter()
        .find(|task| task.element == element && task.ended_at.is_none());
    let task = task.unwrap_or_else(|| panic!("{element} is not open: {tasks:?}"));
    let done = Command::CompleteTask {
        task: TaskId(task.id.into()),
        result: Value::Null,
        by: None,
    };
    runtime::command(&world.app, &Actor::System("prueba"), id, done)
        .await
        .unwrap();
}

/// What happened before is told as the version called it in which it happened.
pub async fn told_in_the_words_of_each_version(world: &World, id: InstanceId) {
    let story = console::story(&world.app, world.actor(SOFIA), id).await.unwrap();
    let lines = story
        .happenings
        .into_iter()
        .filter_map(|happening| match happening.what {
            What::Event(told) => Some(told.1),
            What::Operated { .. } | What::Begun(_) => None,
        });
    let names: Vec<_> = lines
        .filter_map(|line| Some((line.element?.to_string(), line.name?)))
        .collect();
    for element in ["estudiar", "analizar"] {
        let named = (element.to_owned(), "Estudiar la solicitud".to_owned());
        assert!(names.contains(&named), "{element}: {names:?}");
    }
}

/// How often an operator moved an instance.
pub async fn moves_of(world: &World, id: InstanceId) -> usize {
    let entries = journal::of_subject(&world.app.db, "instance", &id.to_string(), 0, 999).await;
    let operated = entries.unwrap().into_iter().filter(|entry| entry.kind == "operated");
    operated.count()
}
