//! Instances that a node keeps in memory: what another node did meanwhile is never lost and never in the way.
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

#[path = "stories/answers.rs"]
#[allow(dead_code, reason = "the stories use the rest of it")]
mod answers;
#[allow(dead_code, reason = "the stories use the rest of the world")]
#[path = "stories/world.rs"]
mod world;

use futures_util::future::try_join_all;
use radica_engine::variables::Variables;
use radica_engine::{Command, ids as engine};
use radica_feel::Value;
use radica_storage::ids::InstanceId;
use radica_storage::tasks::{self, TaskState};
use radica_storage::{Writer, instances, journal};
use radica_workflows::actor::Actor;
use radica_workflows::app::App;
use radica_workflows::catalog::Files;
use radica_workflows::problem::Error;
use radica_workflows::{beginning, runtime};
use serde_json::json;
use world::World;

const TWO_TASKS: &str = "\
process: dos-tareas
elements:
  - start: inicio
    next: primera
  - user_task: primera
    assign: { role: revisor, office: hacienda/tesoreria }
    next: segunda
  - user_task: segunda
    assign: { role: revisor, office: hacienda/tesoreria }
    next: fin
  - end: fin
";

async fn begun() -> (World, App, InstanceId) {
    let world = World::open_with(Files::embedded().with("processes/dos-tareas.yaml", TWO_TASKS)).await;
    let (writer, _task) = Writer::start(world.app.db.clone(), Default::default()).await.unwrap();
    let other = App {
        writer,
        hot: Default::default(),
        ..world.app.clone()
    };
    let operator = world.actor("sofia-ortega");
    let id = beginning::alone(&world.app, operator, "dos-tareas", Variables::default())
        .await
        .unwrap();
    (world, other, id)
}

async fn complete_on(app: &App, id: InstanceId) -> Result<(), Error> {
    let tasks = tasks::of_instance(&app.db, id).await.unwrap();
    let open = tasks.iter().find(|task| task.state == TaskState::Open).unwrap();
    let command = Command::CompleteTask {
        task: engine::TaskId(open.id.into()),
        result: Value::Null,
        by: None,
    };
    runtime::command(app, &Actor::System("test"), id, command)
        .await
        .map(drop)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_task_that_another_node_opened_is_completed_here() {
    let (world, other, id) = begun().await;
    complete_on(&other, id).await.unwrap();
    complete_on(&world.app, id).await.unwrap();
    let row = instances::get(&world.app.db, id).await.unwrap().unwrap();
    assert_eq!((row.status.as_str(), row.version), ("finished", 3));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_another_node_ended_is_refused_here_and_changes_nothing() {
    let (world, other, id) = begun().await;
    let first = tasks::of_instance(&world.app.db, id).await.unwrap().remove(0);
    complete_on(&other, id).await.unwrap();
    let before = journal::last_position(&world.app.db).await.unwrap();
    let again = Command::CompleteTask {
        task: engine::TaskId(first.id.into()),
        result: Value::Null,
        by: None,
    };
    let refused = runtime::command(&world.app, &Actor::System("test"), id, again).await;
    assert!(matches!(refused, Err(Error::Conflict(_))), "{refused:?}");
    assert_eq!(journal::last_position(&world.app.db).await.unwrap(), before);
}

#[tokio::test(flavor = "multi_thread")]
async fn commands_of_two_nodes_at_once_all_happen() {
    let (world, other, id) = begun().await;
    let nodes = [&world.app, &other];
    let set = |place: usize| {
        let variables = Variables::from_json(&json!({ format!("dato{place}"): place }));
        let command = Command::SetVariables { variables, by: None };
        let app = nodes[place % 2];
        async move { runtime::command(app, &Actor::System("test"), id, command).await }
    };
    // No more at once than a turn is decided anew.
    for from in (0..24).step_by(6) {
        try_join_all((from..from + 6).map(set)).await.unwrap();
    }
    let (row, instance) = world.state(id).await;
    assert_eq!((row.version, instance.variables().unwrap().iter().count()), (25, 24));
}
