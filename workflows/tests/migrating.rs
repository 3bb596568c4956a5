//! Running instances move to another version of their process: tried first, all or nothing, each once, nothing twice.
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

#[path = "stories/answers.rs"]
#[allow(dead_code, reason = "the stories use the rest of it")]
mod answers;
#[allow(dead_code, reason = "the stories use the rest of the world")]
#[path = "stories/world.rs"]
mod world;

use std::sync::Arc;

use radica_engine::Command;
use radica_engine::ids::TaskId;
use radica_engine::variables::{Value, Variables};
use radica_storage::batches::{Item, ItemState, Progress};
use radica_storage::ids::{BatchId, InstanceId};
use radica_storage::jobs::{self, Job, JobState};
use radica_storage::{journal, positions, subscriptions, tasks, timers};
use radica_workflows::actor::Actor;
use radica_workflows::catalog::{Catalog, Files};
use radica_workflows::console::{self, Act, Plan, Selection, What};
use radica_workflows::problem::{Error, Result};
use radica_workflows::rules::Rules;
use radica_workflows::{beginning, boot, correlating, runtime, worker};
use serde_json::json;
use world::World;

const SOFIA: &str = "sofia-ortega";
const LUZ: &str = "luz-dary-chindoy";
const JAIRO: &str = "jairo-burbano";
const PATH: &str = "processes/estudia.yaml";

const OLD: &str = "\
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

const SENDS: &str = "\
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
fn new() -> String {
    OLD.replace("estudiar", "analizar")
        .replace("llega", "recibe")
        .replace("id: tarde, timer: P2D", "id: pronto, timer: PT2H")
        .replace(
            "next: fin\n  - end: fin",
            "next: archivar\n  - user_task: archivar\n    assign: { role: revisor, office: hacienda }\n    next: fin\n  \
             - end: fin",
        )
}

fn files(source: &str) -> Files {
    Files::embedded()
        .with(PATH, source)
        .with("processes/envia-concepto.yaml", SENDS)
}

/// One where instances of the old version run when the new one comes.
struct Moved {
    world: World,
    plan: Plan,
    ids: Vec<InstanceId>,
}

impl Moved {
    /// With this many instances of the old version.
    async fn with(count: u32) -> Self {
        let mut world = World::open_with(files(OLD)).await;
        let mut ids = Vec::new();
        for number in 0..count {
            ids.push(begin(&world, "estudia", json!({ "numero": number.to_string() })).await);
        }
        upgrade(&mut world, files(&new())).await;
        let plan = plan(&world, "estudia", &[("estudiar", "analizar"), ("llega", "recibe")]).await;
        Self { world, plan, ids }
    }

    async fn rehearsed(&self, plan: &Plan) -> BatchId {
        let sofia = self.world.actor(SOFIA);
        let all = Selection::default();
        let batch = console::rehearse_many(&self.world.app, sofia, plan, &all, "corrección").await;
        worker::drain_jobs(&self.world.app).await.unwrap();
        batch.unwrap()
    }

    async fn begun(&self, rehearsal: BatchId, leave: bool) -> Result<BatchId> {
        console::begin_migration(&self.world.app, self.world.actor(SOFIA), rehearsal, leave, "corrección").await
    }

    async fn migrated(&self, rehearsal: BatchId) -> BatchId {
        let batch = self.begun(rehearsal, false).await.unwrap();
        worker::drain_jobs(&self.world.app).await.unwrap();
        batch
    }

    async fn progress(&self, batch: BatchId) -> (i64, i64, i64) {
        let batch = console::batch(&self.world.app, self.world.actor(SOFIA), batch).await;
        let Progress { waiting, done, failed } = batch.unwrap().progress;
        (waiting, done, failed)
    }

    async fn failed(&self, batch: BatchId) -> Vec<Item> {
        let sofia = self.world.actor(SOFIA);
        let failed = console::done_items(&self.world.app, sofia, batch, ItemState::Failed, None).await;
        failed.unwrap().0.into_iter().map(|ended| ended.item).collect()
    }

    /// The version that an instance runs.
    async fn version(&self, id: InstanceId) -> String {
        self.world.state(id).await.0.definition
    }
}

/// The catalogue has other files from now on, as after a restart with them.
async fn upgrade(world: &mut World, files: Files) {
    let rules = Rules::new(Catalog::of(&files).unwrap(), "http://localhost:8080").unwrap();
    world.app.rules = Arc::new(rules);
    boot::prepare(&world.app).await.unwrap();
}

/// From the version before to the one in force.
async fn plan(world: &World, process: &str, moves: &[(&str, &str)]) -> Plan {
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

async fn begin(world: &World, process: &str, variables: serde_json::Value) -> InstanceId {
    let variables = Variables::from_json(&variables);
    beginning::alone(&world.app, world.actor(SOFIA), process, variables)
        .await
        .unwrap()
}

async fn act(world: &World, id: InstanceId, act: Act) -> Result<()> {
    let seen = world.state(id).await.0.version;
    let done = console::act(&world.app, world.actor(SOFIA), id, seen, &act, "prueba").await;
    done.map(drop)
}

async fn complete(world: &World, id: InstanceId, element: &str) {
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
async fn told_in_the_words_of_each_version(world: &World, id: InstanceId) {
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
async fn moves_of(world: &World, id: InstanceId) -> usize {
    let entries = journal::of_subject(&world.app.db, "instance", &id.to_string(), 0, 999).await;
    let operated = entries.unwrap().into_iter().filter(|entry| entry.kind == "operated");
    operated.count()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_instance_moves_with_its_task_its_timers_its_messages_and_its_places() {
    let moved = Moved::with(2).await;
    let (world, id) = (&moved.world, moved.ids[1]);
    let rehearsal = moved.rehearsed(&moved.plan).await;
    assert_eq!(moved.progress(rehearsal).await, (0, 2, 0));
    assert_eq!(moved.version(id).await, moved.plan.from, "a rehearsal touches nothing");
    assert_eq!(moves_of(world, id).await, 0);
    let batch = moved.migrated(rehearsal).await;
    assert_eq!(moved.progress(batch).await, (0, 2, 0));
    let (row, instance) = world.state(id).await;
    assert_eq!(row.definition, moved.plan.to);
    assert_eq!(instance.definition().unwrap().as_str(), moved.plan.to);
    let db = &world.app.db;
    let task = &tasks::of_instance(db, id).await.unwrap()[0];
    assert_eq!((task.element.as_str(), task.ended_at), ("analizar", None));
    let wait = &subscriptions::of_instance(db, id).await.unwrap()[0];
    assert_eq!(wait.element, "recibe");
    assert!(positions::count(db, &moved.plan.from).await.unwrap().is_empty());
    let places = positions::count(db, &moved.plan.to).await.unwrap();
    let places: Vec<_> = places.iter().map(|at| (at.element.as_str(), at.instances)).collect();
    assert_eq!(places, [("analizar", 2), ("espera", 2), ("recibe", 2)]);
    // The day that it waits goes on, the deadline of two days is gone, and one of two hours began.
    let mut due: Vec<String> = timers::of_instance(db, id)
        .await
        .unwrap()
        .iter()
        .map(|timer| timer.due_at.to_string())
        .collect();
    due.sort();
    assert_eq!(due, ["2026-11-19T17:00:00Z", "2026-11-20T15:00:00Z"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_moved_goes_on_to_its_end_and_its_story_says_who_moved_it_and_why() {
    let moved = Moved::with(2).await;
    let (world, id) = (&moved.world, moved.ids[1]);
    let rehearsal = moved.rehearsed(&moved.plan).await;
    moved.migrated(rehearsal).await;
    complete(world, id, "analizar").await;
    begin(world, "envia-concepto", json!({ "numero": "1" })).await;
    assert_eq!(correlating::bring_messages(&world.app).await.unwrap(), 1);
    world.at("2026-11-20T15:00:00Z").await;
    complete(world, id, "archivar").await;
    assert_eq!(world.state(id).await.0.status, "finished");
    let story = console::story(&world.app, world.actor(SOFIA), id).await.unwrap();
    let operated = story.happenings.iter().find_map(|happening| match &happening.what {
        What::Operated { act, reason } => Some((happening.who.as_str(), act.as_str(), reason.as_str())),
        What::Event(_) | What::Begun(_) => None,
    });
    assert_eq!(operated, Some(("Sofía Ortega", console::MIGRATE, "corrección")));
    told_in_the_words_of_each_version(&moved.world, id).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_moves_while_something_does_not_fit_unless_the_operator_leaves_it() {
    let moved = Moved::with(3).await;
    let world = &moved.world;
    complete(world, moved.ids[0], "estudiar").await;
    let without_task = Plan {
        moves: [("llega".into(), "recibe".into())].into(),
        ..moved.plan.clone()
    };
    let rehearsal = moved.rehearsed(&without_task).await;
    assert_eq!(
        moved.progress(rehearsal).await,
        (0, 0, 3),
        "the join lost its way, the others their task"
    );
    let why = moved.failed(rehearsal).await;
    let other = why.iter().find(|item| item.instance == moved.ids[1]).unwrap();
    let lines: Vec<&str> = other.error.as_deref().unwrap().lines().collect();
    let expected = "«Estudiar la solicitud»: la versión nueva no tiene «estudiar»; diga a qué elemento pasa";
    assert_eq!(lines, [expected]);
    assert!(
        matches!(moved.begun(rehearsal, true).await, Err(Error::Closed(_))),
        "none fits"
    );

    act(world, moved.ids[1], Act::Cancel).await.unwrap();
    let chosen = Selection {
        chosen: moved.ids.clone(),
        ..Selection::default()
    };
    let rehearsal = console::rehearse_many(&world.app, world.actor(SOFIA), &moved.plan, &chosen, "x").await;
    let rehearsal = rehearsal.unwrap();
    let early = moved.begun(rehearsal, true).await;
    assert!(matches!(early, Err(Error::Closed(_))), "it has not ended: {early:?}");
    worker::drain_jobs(&world.app).await.unwrap();
    assert_eq!(moved.progress(rehearsal).await, (0, 2, 1));
    let Err(Error::Closed(why)) = moved.begun(rehearsal, false).await else {
        panic!("it must not begin")
    };
    assert!(why.starts_with("1 no caben"), "{why}");
    assert_eq!(moved.version(moved.ids[0]).await, moved.plan.from);
    let batch = moved.begun(rehearsal, true).await.unwrap();
    assert_eq!(moved.begun(rehearsal, true).await.unwrap(), batch, "asked for twice");
    worker::drain_jobs(&world.app).await.unwrap();
    assert_eq!(moved.progress(batch).await, (0, 2, 0));
    assert_eq!(moved.version(moved.ids[0]).await, moved.plan.to);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_changed_after_the_rehearsal_is_tried_again_and_told_apart() {
    let moved = Moved::with(4).await;
    let world = &moved.world;
    let [ended, gone, changed, same] = moved.ids[..] else {
        panic!("four")
    };
    let rehearsal = moved.rehearsed(&moved.plan).await;
    let batch = moved.begun(rehearsal, false).await.unwrap();
    act(world, ended, Act::Cancel).await.unwrap();
    let seen = world.state(gone).await.0.version;
    console::migrate(&world.app, world.actor(SOFIA), gone, seen, &moved.plan, "solo este")
        .await
        .unwrap();
    complete(world, changed, "estudiar").await;
    worker::drain_jobs(&world.app).await.unwrap();
    assert_eq!(moved.progress(batch).await, (0, 2, 2));
    let mut failed = moved.failed(batch).await;
    failed.sort_by_key(|item| item.instance != ended);
    let why: Vec<&str> = failed.iter().filter_map(|item| item.error.as_deref()).collect();
    let changed_since = "Cambió después del ensayo y se quedó donde estaba.";
    assert_eq!(why[0], format!("{changed_since}\nEl proceso ya terminó."));
    assert_eq!(
        why[1],
        format!("{changed_since}\nEl proceso no usa la versión que se deja.")
    );
    assert_eq!(moves_of(world, gone).await, 1);
    assert_eq!(moved.version(changed).await, moved.plan.to, "it went on and still fits");
    assert_eq!(moved.version(same).await, moved.plan.to);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_that_two_workers_do_or_that_is_done_again_moves_each_instance_once() {
    let moved = Moved::with(5).await;
    let app = &moved.world.app;
    let rehearsal = moved.rehearsed(&moved.plan).await;
    let batch = moved.begun(rehearsal, false).await.unwrap();
    let job: Job = jobs::with_state(&app.db, JobState::Waiting, None, 1)
        .await
        .unwrap()
        .remove(0);
    let (first, second) = tokio::join!(console::run_batch(app, &job), console::run_batch(app, &job));
    assert!(
        first.is_ok() != second.is_ok(),
        "one of them ends the job: {first:?} {second:?}"
    );
    assert!(console::run_batch(app, &job).await.is_err(), "a dead worker comes back");
    assert_eq!(moved.progress(batch).await, (0, 5, 0));
    for id in &moved.ids {
        assert_eq!(moves_of(&moved.world, *id).await, 1);
        assert_eq!(moved.version(*id).await, moved.plan.to);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_batch_goes_on_with_what_was_left_when_its_worker_died() {
    let moved = Moved::with(6).await;
    let app = &moved.world.app;
    let rehearsal = moved.rehearsed(&moved.plan).await;
    let batch = moved.begun(rehearsal, false).await.unwrap();
    let job: Job = jobs::with_state(&app.db, JobState::Waiting, None, 1)
        .await
        .unwrap()
        .remove(0);
    let begun = async {
        while moved.progress(batch).await.1 == 0 {
            tokio::task::yield_now().await;
        }
    };
    // Its worker dies when it has done some.
    tokio::select! {
        () = begun => {}
        _ = console::run_batch(app, &job) => {}
    }
    worker::drain_jobs(app).await.unwrap();
    assert_eq!(moved.progress(batch).await, (0, 6, 0));
    for id in &moved.ids {
        assert_eq!(moves_of(&moved.world, *id).await, 1);
    }
    moved.world.settle().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_acts_at_the_same_time_is_not_overwritten() {
    let moved = Moved::with(1).await;
    let (world, id) = (&moved.world, moved.ids[0]);
    let rehearsal = moved.rehearsed(&moved.plan).await;
    moved.begun(rehearsal, false).await.unwrap();
    let set = async {
        // Fewer than the conflicts that a turn bears.
        for step in 0..5 {
            let variables = Variables::from_json(&json!({ "paso": step }));
            let command = Command::SetVariables { variables, by: None };
            runtime::command(&world.app, &Actor::System("prueba"), id, command)
                .await
                .unwrap();
        }
    };
    let (drained, ()) = tokio::join!(worker::drain_jobs(&world.app), set);
    drained.unwrap();
    worker::drain_jobs(&world.app).await.unwrap();
    let (row, instance) = world.state(id).await;
    assert_eq!(row.definition, moved.plan.to);
    assert_eq!(instance.variables().unwrap().to_json()["paso"], json!(4));
}

#[tokio::test(flavor = "multi_thread")]
async fn one_instance_moves_by_itself_if_it_is_still_as_it_was_seen() {
    let moved = Moved::with(1).await;
    let (world, id) = (&moved.world, moved.ids[0]);
    let (app, sofia) = (&world.app, world.actor(SOFIA));
    let bare = Plan {
        moves: [].into(),
        ..moved.plan.clone()
    };
    let misfits = console::misfits(app, sofia, id, &bare).await.unwrap();
    let elements: Vec<&str> = misfits.iter().map(|misfit| misfit.element.as_str()).collect();
    assert_eq!(elements, ["estudiar", "llega"]);
    let seen = world.state(id).await.0.version;
    let refused = console::migrate(app, sofia, id, seen, &bare, "prueba").await;
    assert!(matches!(refused, Err(Error::Closed(_))), "{refused:?}");
    act(world, id, Act::Suspend).await.unwrap();
    let late = console::migrate(app, sofia, id, seen, &moved.plan, "prueba").await;
    assert!(matches!(late, Err(Error::Conflict(_))), "{late:?}");
    assert_eq!(moved.version(id).await, moved.plan.from);
    let (detail, prospect) = console::prospect_of(app, sofia, id, None).await.unwrap();
    assert_eq!(prospect.to.unwrap().version.stored.hash, moved.plan.to);
    let asked: Vec<_> = prospect
        .places
        .iter()
        .map(|place| (place.id.as_str(), place.stays))
        .collect();
    assert_eq!(
        asked,
        [
            ("estudiar", false),
            ("tarde", false),
            ("espera", true),
            ("llega", false)
        ]
    );
    let seen = detail.matter.row.get().version;
    console::migrate(app, sofia, id, seen, &moved.plan, "prueba")
        .await
        .unwrap();
    let (row, instance) = world.state(id).await;
    assert_eq!(
        (row.definition.as_str(), row.status.as_str()),
        (moved.plan.to.as_str(), "suspended")
    );
    assert!(instance.suspended(), "it stays suspended");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_plan_that_names_what_is_not_there_is_refused() {
    let moved = Moved::with(1).await;
    let (app, sofia) = (&moved.world.app, moved.world.actor(SOFIA));
    let moves = |pairs: &[(&str, &str)]| {
        let pairs = pairs.iter().map(|(old, new)| ((*old).into(), (*new).into()));
        Plan {
            moves: pairs.collect(),
            ..moved.plan.clone()
        }
    };
    let other = Plan {
        to: app
            .rules
            .processes()
            .find(|other| other.id() == "envia-concepto")
            .unwrap()
            .hash()
            .to_string(),
        ..moved.plan.clone()
    };
    let nowhere = Plan {
        to: "0".repeat(64),
        ..moved.plan.clone()
    };
    let same = Plan {
        to: moved.plan.from.clone(),
        ..moved.plan.clone()
    };
    let wrong = [
        moves(&[("nada", "analizar")]),
        moves(&[("estudiar", "nada")]),
        moves(&[("estudiar", "analizar"), ("espera", "analizar")]),
        other,
        nowhere,
        same,
    ];
    for plan in wrong {
        let refused = console::rehearse_many(app, sofia, &plan, &Selection::default(), "x").await;
        assert!(matches!(refused, Err(Error::Closed(_))), "{plan:?}: {refused:?}");
        let refused = console::migrate(app, sofia, moved.ids[0], 1, &plan, "x").await;
        assert!(matches!(refused, Err(Error::Closed(_))), "{plan:?}: {refused:?}");
    }
    let missing = console::prospect(app, sofia, &moved.plan.from, Some("0"), &Selection::default()).await;
    assert!(matches!(missing, Err(Error::NotFound(_))));
    assert_eq!(moved.version(moved.ids[0]).await, moved.plan.from);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_selection_takes_only_what_it_names() {
    let moved = Moved::with(3).await;
    let (app, sofia) = (&moved.world.app, moved.world.actor(SOFIA));
    complete(&moved.world, moved.ids[0], "estudiar").await;
    act(&moved.world, moved.ids[1], Act::Suspend).await.unwrap();
    let selection = Selection {
        element: Some("estudiar".to_owned()),
        status: Some("running".to_owned()),
        chosen: Vec::new(),
    };
    let prospect = console::prospect(app, sofia, &moved.plan.from, None, &selection)
        .await
        .unwrap();
    assert_eq!(prospect.instances, 1);
    let rehearsal = console::rehearse_many(app, sofia, &moved.plan, &selection, "x")
        .await
        .unwrap();
    worker::drain_jobs(app).await.unwrap();
    moved.migrated(rehearsal).await;
    assert_eq!(moved.version(moved.ids[2]).await, moved.plan.to);
    assert_eq!(moved.version(moved.ids[1]).await, moved.plan.from);
    let none = Selection {
        element: Some("une".to_owned()),
        status: Some("incident".to_owned()),
        chosen: Vec::new(),
    };
    let refused = console::rehearse_many(app, sofia, &moved.plan, &none, "x").await;
    assert!(matches!(refused, Err(Error::Closed(_))));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_filed_case_moves_and_is_decided_but_nobody_moves_their_own() {
    let path = "processes/expedir-certificado.yaml";
    let mut world = World::open().await;
    let radicado = world.file(LUZ, "SVT-135", &[], &[]).await;
    let own = world.file(SOFIA, "SVT-135", &[], &[]).await;
    let old = Files::embedded().get(path).unwrap().to_owned();
    let new = old
        .replace("user_task: revisar\n", "user_task: estudiar\n")
        .replace("next: revisar\n", "next: estudiar\n")
        .replace("to: revisar,", "to: estudiar,")
        .replace("stage: Revisión de documentos", "stage: Estudio");
    upgrade(&mut world, Files::embedded().with(path, new)).await;
    let plan = plan(&world, "expedir-certificado", &[("revisar", "estudiar")]).await;
    let (app, sofia) = (&world.app, world.actor(SOFIA));
    let rehearsal = console::rehearse_many(app, sofia, &plan, &Selection::default(), "nuevo nombre").await;
    let rehearsal = rehearsal.unwrap();
    world.settle().await;
    let failed = console::done_items(app, sofia, rehearsal, ItemState::Failed, None).await;
    let failed = failed.unwrap().0;
    assert_eq!(failed.len(), 1);
    assert_eq!(failed[0].radicado.as_ref(), Some(&own));
    assert_eq!(Some(failed[0].item.instance), world.case(&own).await.instance);
    assert!(failed[0].item.error.as_deref().unwrap().contains("su propia solicitud"));
    let seen = world.instance(&world.case(&own).await).await.0.version;
    let refused = console::migrate(app, sofia, failed[0].item.instance, seen, &plan, "x").await;
    assert!(matches!(refused, Err(Error::Forbidden(_))), "{refused:?}");
    console::begin_migration(app, sofia, rehearsal, true, "nuevo nombre")
        .await
        .unwrap();
    world.settle().await;
    assert_eq!(world.case(&radicado).await.stage, "Estudio");
    world
        .work(JAIRO, &radicado, "estudiar", &[("resultado", "completa")])
        .await;
    assert_eq!(world.open_task(&radicado, "firmar").await.element, "firmar");
    world.work(JAIRO, &own, "revisar", &[("resultado", "completa")]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_process_that_was_called_moves_inside_the_one_that_called_it() {
    let caller = "\
process: llama
elements:
  - start: inicio
    next: llamar
  - call: llamar
    process: estudia
    in: { numero: \"= numero\" }
    next: fin
  - end: fin
";
    let with_caller = |source: &str| files(source).with("processes/llama.yaml", caller);
    let mut world = World::open_with(with_caller(OLD)).await;
    let id = begin(&world, "llama", json!({ "numero": "7" })).await;
    upgrade(&mut world, with_caller(&new())).await;
    let plan = plan(&world, "estudia", &[("estudiar", "analizar"), ("llega", "recibe")]).await;
    let (app, sofia) = (&world.app, world.actor(SOFIA));
    let before = world.state(id).await.0.definition;
    let rehearsal = console::rehearse_many(app, sofia, &plan, &Selection::default(), "x")
        .await
        .unwrap();
    worker::drain_jobs(app).await.unwrap();
    console::begin_migration(app, sofia, rehearsal, false, "x")
        .await
        .unwrap();
    worker::drain_jobs(app).await.unwrap();
    let row = world.state(id).await.0;
    assert_eq!(row.definition, before, "the caller stays");
    assert!(positions::count(&app.db, &plan.from).await.unwrap().is_empty());
    complete(&world, id, "analizar").await;
    begin(&world, "envia-concepto", json!({ "numero": "7" })).await;
    correlating::bring_messages(app).await.unwrap();
    world.at("2026-11-20T15:00:00Z").await;
    complete(&world, id, "archivar").await;
    assert_eq!(world.state(id).await.0.status, "finished");
    told_in_the_words_of_each_version(&world, id).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_but_an_operator_tries_or_moves_anything() {
    let moved = Moved::with(1).await;
    let (app, id, plan) = (&moved.world.app, moved.ids[0], &moved.plan);
    let rehearsal = moved.rehearsed(plan).await;
    let all = Selection::default();
    for (who, actor) in moved.world.everybody().filter(|(who, _)| *who != SOFIA) {
        let refused = [
            console::prospect(app, actor, &plan.from, None, &all).await.is_err(),
            console::prospect_of(app, actor, id, None).await.is_err(),
            console::misfits(app, actor, id, plan).await.is_err(),
            console::migrate(app, actor, id, 1, plan, "x").await.is_err(),
            console::rehearse_many(app, actor, plan, &all, "x").await.is_err(),
            console::begin_migration(app, actor, rehearsal, true, "x")
                .await
                .is_err(),
        ];
        assert!(refused.iter().all(|refused| *refused), "{who}: {refused:?}");
    }
    assert_eq!(moved.version(id).await, plan.from);
}

#[tokio::test(flavor = "multi_thread")]
async fn everything_that_does_not_fit_is_read_page_by_page() {
    let moved = Moved::with(1).await;
    let (app, sofia) = (&moved.world.app, moved.world.actor(SOFIA));
    let unknown = (0..60).map(|number| InstanceId::from_parts(1_790_000_000_000, number));
    let selection = Selection {
        chosen: unknown.chain(moved.ids.clone()).collect(),
        ..Selection::default()
    };
    let rehearsal = console::rehearse_many(app, sofia, &moved.plan, &selection, "x")
        .await
        .unwrap();
    worker::drain_jobs(app).await.unwrap();
    assert_eq!(moved.progress(rehearsal).await, (0, 1, 60));
    let page = async |after| {
        console::done_items(app, sofia, rehearsal, ItemState::Failed, after)
            .await
            .unwrap()
    };
    let (first, more) = page(None).await;
    assert_eq!((first.len(), more), (50, true));
    assert_eq!(
        first[0].item.error.as_deref(),
        Some("Ese proceso no está en el sistema.")
    );
    let (rest, more) = page(first.last().map(|ended| ended.item.instance)).await;
    assert_eq!((rest.len(), more), (10, false));
}
