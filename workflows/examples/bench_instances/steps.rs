//! The three steps of an instance through the runtime, and the rows that each leaves.

use radica_engine::variables::Variables;
use radica_engine::{Command, ids as engine};
use radica_feel::Value;
use radica_storage::ids::{InstanceId, PersonId, TaskId};
use radica_storage::jobs::{Job, JobState};
use radica_storage::journal::{self, Recorded};
use radica_storage::record::{Record, Table};
use radica_storage::value::Row;
use radica_storage::{instances, jobs, positions, tasks};
use radica_workflows::actor::{Actor, Audience, Person, Role};
use radica_workflows::app::App;
use radica_workflows::{beginning, runtime};
use serde_json::json;

use crate::given::{Bench, PROCESS};

/// Rows that a step left.
pub struct Step {
    pub rows: Vec<(&'static Table, Row)>,
    /// The keys of the positions that it took away.
    pub gone: Vec<[String; 3]>,
}

pub async fn begin(app: &App) -> InstanceId {
    let known = json!({ "radicado": "2026-000001", "titular": "Luz Dary Chindoy" });
    beginning::alone(app, &operator(), PROCESS, Variables::from_json(&known))
        .await
        .unwrap()
}

pub async fn task_of(app: &App, id: InstanceId) -> TaskId {
    let place = app.hot.place(id).await;
    let task = place.get().and_then(|matter| matter.tasks.keys().next().copied());
    match task {
        Some(task) => task,
        None => tasks::of_instance(&app.db, id).await.unwrap().remove(0).id,
    }
}

pub async fn complete_task(app: &App, id: InstanceId, task: TaskId) {
    let command = Command::CompleteTask {
        task: engine::TaskId(task.into()),
        result: Value::from_json(&json!({ "completa": true })),
        by: Some("bench".to_owned()),
    };
    runtime::command(app, &operator(), id, command).await.unwrap();
}

/// What the worker of a job does at its end.
pub async fn complete_job(app: &App, job: Job) {
    let command = Command::CompleteJob {
        job: engine::JobId(job.id.into()),
        result: Value::from_json(&json!({ "numero": "2026-000001" })),
    };
    let (id, version, instance) = (job.id, job.version, job.instance.unwrap());
    let done = Job {
        version: version + 1,
        state: JobState::Done,
        ..job
    };
    let play = runtime::play_with(
        app,
        &Actor::System("bench"),
        instance,
        |turn| {
            turn.put(done.clone());
            turn.run(command.clone())
        },
        |commit| commit.expect::<Job>(&id, Some(version)),
    );
    play.await.unwrap();
}

/// The rows after each step of one instance, and its ids.
pub async fn step_by_step(bench: &Bench) -> (Vec<Step>, Vec<String>) {
    let app = &bench.app;
    let mut position = journal::last_position(&app.db).await.unwrap();
    let id = begin(app).await;
    let task = task_of(app, id).await;
    let mut steps = vec![rows_after(app, id, &mut position).await];
    complete_task(app, id, task).await;
    steps.push(rows_after(app, id, &mut position).await);
    let job = jobs::of_instance(&app.db, id).await.unwrap().remove(0);
    let ids = vec![id.to_string(), task.to_string(), job.id.to_string()];
    complete_job(app, job).await;
    steps.push(rows_after(app, id, &mut position).await);
    for place in (1..steps.len()).rev() {
        let stood = std::mem::take(&mut steps[place - 1].gone);
        steps[place].gone = stood;
    }
    (steps, ids)
}

/// What is there now, with the journal after `position`; as `gone` the positions, which the next step takes away.
async fn rows_after(app: &App, id: InstanceId, position: &mut i64) -> Step {
    let entries = journal::after(&app.db, *position, 100).await.unwrap();
    *position = entries.last().unwrap().position;
    let stand = positions::of_instance(&app.db, id).await.unwrap();
    let key = |at: &positions::Position| [at.definition.clone(), at.element.clone(), at.instance.to_string()];
    let gone = stand.iter().map(key).collect();
    let mut rows = Vec::new();
    rows.extend(entries.into_iter().map(row::<Recorded>));
    rows.extend(
        instances::get(&app.db, id)
            .await
            .unwrap()
            .map(row::<instances::Instance>),
    );
    rows.extend(
        tasks::of_instance(&app.db, id)
            .await
            .unwrap()
            .into_iter()
            .map(row::<tasks::Task>),
    );
    rows.extend(
        jobs::of_instance(&app.db, id)
            .await
            .unwrap()
            .into_iter()
            .map(row::<Job>),
    );
    rows.extend(stand.into_iter().map(row::<positions::Position>));
    Step { rows, gone }
}

fn row<T: Record>(record: T) -> (&'static Table, Row) {
    (T::TABLE, record.into_row())
}

fn operator() -> Actor {
    Actor::Person(Box::new(Person {
        id: PersonId::from_parts(1, 1),
        name: "Sofía Ortega".to_owned(),
        email: None,
        phone: None,
        id_number: None,
        audience: Audience::Staff,
        roles: [Role::new("administrador")].into(),
        offices: Default::default(),
    }))
}
