//! What an operator sees and does: to one instance, and to many.
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

#[path = "stories/answers.rs"]
#[allow(dead_code, reason = "the stories use the rest of it")]
mod answers;
#[allow(dead_code, reason = "the stories use the rest of the world")]
#[path = "stories/world.rs"]
mod world;

use radica_engine::variables::Variables;
use radica_storage::batches::{ItemState, Progress};
use radica_storage::ids::InstanceId;
use radica_workflows::catalog::Files;
use radica_workflows::catalog::form::Input;
use radica_workflows::console::{self, Act, BatchAct, Search, What};
use radica_workflows::problem::Error;
use radica_workflows::{beginning, deciding, worker};
use serde_json::json;
use world::World;

const SOFIA: &str = "sofia-ortega";
const LUZ: &str = "luz-dary-chindoy";
const JAIRO: &str = "jairo-burbano";

const CHOOSES: &str = "\
process: reparte
elements:
  - start: inicio
    next: elegir
  - exclusive: elegir
    name: ¿Quién estudia?
    next: [ { when: \"= municipio < \\\"Z\\\"\", to: espera }, { to: fin } ]
  - timer: espera
    name: Espera un día
    after: P1D
    next: fin
  - end: fin
";

async fn world() -> World {
    World::open_with(Files::embedded().with("processes/reparte.yaml", CHOOSES)).await
}

async fn begin(world: &World, variables: serde_json::Value) -> InstanceId {
    let variables = Variables::from_json(&variables);
    beginning::alone(&world.app, world.actor(SOFIA), "reparte", variables)
        .await
        .unwrap()
}

async fn act(world: &World, id: InstanceId, act: Act) -> Result<(), Error> {
    let seen = world.state(id).await.0.version;
    console::act(&world.app, world.actor(SOFIA), id, seen, &act, "prueba")
        .await
        .map(drop)
}

async fn status(world: &World, id: InstanceId) -> String {
    world.state(id).await.0.status
}

fn mended() -> Act {
    Act::Retry {
        token: None,
        variables: json!({ "municipio": "Mocoa" }),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_incident_shows_what_was_read_and_goes_on_with_mended_variables() {
    let world = world().await;
    let id = begin(&world, json!({ "municipio": null })).await;
    assert_eq!(status(&world, id).await, "incident");
    let detail = console::detail(&world.app, world.actor(SOFIA), id).await.unwrap();
    let incident = detail.at[0].incident().unwrap();
    assert_eq!(detail.at[0].name, "¿Quién estudia?");
    assert!(incident.expression.as_deref().unwrap().contains("municipio"));
    assert_eq!(incident.values[0].name, "municipio");
    act(&world, id, mended()).await.unwrap();
    assert_eq!(status(&world, id).await, "running");
    let story = console::story(&world.app, world.actor(SOFIA), id).await.unwrap();
    let operated = story.happenings.iter().find_map(|happening| match &happening.what {
        What::Operated { act, reason } => Some((happening.who.as_str(), act.as_str(), reason.as_str())),
        What::Event(_) | What::Begun(_) => None,
    });
    assert_eq!(operated, Some(("Sofía Ortega", "retry", "prueba")));
    let changes = story.history.iter().find(|((_, name), _)| name == "municipio");
    let values: Vec<_> = changes.unwrap().1.iter().map(|change| change.value.clone()).collect();
    assert_eq!(values, [json!(null), json!("Mocoa")]);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_incident_that_is_skipped_lets_the_process_go_on() {
    let world = world().await;
    let id = begin(&world, json!({ "municipio": "Mocoa" })).await;
    let token = world.state(id).await.1.tokens().next().unwrap().0;
    let moved = Act::Move {
        end: vec![token],
        start: vec!["elegir".to_owned()],
    };
    act(&world, id, Act::Set(json!({ "municipio": 7 }))).await.unwrap();
    act(&world, id, moved).await.unwrap();
    let (row, instance) = world.state(id).await;
    assert_eq!(row.status, "incident");
    let (token, _, _) = instance.incidents().next().unwrap();
    let skip = Act::Skip {
        token,
        result: json!(null),
    };
    act(&world, id, skip).await.unwrap();
    assert_ne!(
        status(&world, id).await,
        "running",
        "the default way ends it, or the skip asks again"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn an_act_on_an_instance_that_went_on_meanwhile_is_refused() {
    let world = world().await;
    let id = begin(&world, json!({ "municipio": null })).await;
    let seen = world.state(id).await.0.version;
    act(&world, id, mended()).await.unwrap();
    let late = console::act(&world.app, world.actor(SOFIA), id, seen, &Act::Cancel, "prueba").await;
    assert!(matches!(late, Err(Error::Conflict(_))), "{late:?}");
    assert_eq!(status(&world, id).await, "running");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_falls_due_while_suspended_happens_on_resuming() {
    let world = world().await;
    let id = begin(&world, json!({ "municipio": "Mocoa" })).await;
    act(&world, id, Act::Suspend).await.unwrap();
    assert_eq!(status(&world, id).await, "suspended");
    world.at("2026-11-21T15:00:00Z").await;
    assert_eq!(status(&world, id).await, "suspended", "its timer was not fired");
    act(&world, id, Act::Resume).await.unwrap();
    assert_eq!(worker::fire_due_timers(&world.app).await.unwrap(), 1);
    assert_eq!(status(&world, id).await, "finished");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_task_of_a_suspended_case_says_so_and_can_be_done_afterwards() {
    let world = World::open().await;
    let radicado = world.file(LUZ, "SVT-135", &[], &[]).await;
    let id = world.case(&radicado).await.instance.unwrap();
    let task = world.open_task(&radicado, "revisar").await;
    deciding::claim(&world.app, world.actor(JAIRO), task.id).await.unwrap();
    act(&world, id, Act::Suspend).await.unwrap();
    let said = Input::from_pairs([("resultado".to_owned(), "completa".to_owned())]);
    let task = world.open_task(&radicado, "revisar").await;
    let refused = deciding::complete(&world.app, world.actor(JAIRO), task.id, &said).await;
    let Err(Error::Conflict(why)) = refused else {
        panic!("{refused:?}")
    };
    assert!(why.contains("suspendido"), "{why}");
    act(&world, id, Act::Resume).await.unwrap();
    world
        .work(JAIRO, &radicado, "revisar", &[("resultado", "completa")])
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_batch_retries_what_it_can_and_says_why_it_could_not() {
    let world = world().await;
    let stopped = begin(&world, json!({ "municipio": null })).await;
    let running = begin(&world, json!({ "municipio": "Mocoa" })).await;
    act(&world, stopped, Act::Set(json!({ "municipio": "Mocoa" })))
        .await
        .unwrap();
    let sofia = world.actor(SOFIA);
    let chosen = [stopped, running];
    let batch = console::ask(&world.app, sofia, BatchAct::Retry, &chosen, "prueba")
        .await
        .unwrap();
    worker::drain_jobs(&world.app).await.unwrap();
    let seen = console::batch(&world.app, sofia, batch).await.unwrap();
    let progress = Progress {
        waiting: 0,
        done: 1,
        failed: 1,
    };
    assert_eq!((seen.progress, seen.by.as_str()), (progress, "Sofía Ortega"));
    let (failed, more) = console::done_items(&world.app, sofia, batch, ItemState::Failed, None)
        .await
        .unwrap();
    assert!(!more);
    assert_eq!(failed[0].item.instance, running);
    assert_eq!(status(&world, stopped).await, "running");
    world.settle().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn versions_count_their_instances_and_a_search_finds_them_by_element_and_radicado() {
    let world = world().await;
    begin(&world, json!({ "municipio": null })).await;
    begin(&world, json!({ "municipio": "Mocoa" })).await;
    let radicado = world.file(LUZ, "SVT-135", &[], &[]).await;
    let sofia = world.actor(SOFIA);
    let versions = console::versions(&world.app, sofia).await.unwrap();
    let version = versions
        .iter()
        .find(|version| version.stored.name == "reparte")
        .unwrap();
    assert!(version.in_force);
    assert_eq!(version.unfinished(), 2);
    let view = console::version(&world.app, sofia, &version.stored.hash).await.unwrap();
    let counts: Vec<_> = view
        .counts
        .iter()
        .map(|count| (count.element.as_str(), count.incidents))
        .collect();
    assert_eq!(counts, [("elegir", 1), ("espera", 0)]);
    let by_element = Search {
        element: Some("espera".to_owned()),
        ..Search::default()
    };
    let (found, more) = console::search(&world.app, sofia, &by_element).await.unwrap();
    assert_eq!(
        (found.len(), more, found[0].places[0].as_str()),
        (1, false, "Espera un día")
    );
    let by_radicado = Search {
        text: radicado.to_lowercase(),
        ..Search::default()
    };
    let (found, _) = console::search(&world.app, sofia, &by_radicado).await.unwrap();
    assert_eq!(found[0].radicado.as_deref(), Some(radicado.as_str()));
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_but_an_operator_sees_or_does_any_of_it() {
    let world = world().await;
    let id = begin(&world, json!({ "municipio": null })).await;
    for (who, actor) in world.everybody().filter(|(who, _)| *who != SOFIA) {
        let app = &world.app;
        let refused = [
            console::versions(app, actor).await.is_err(),
            console::search(app, actor, &Search::default()).await.is_err(),
            console::detail(app, actor, id).await.is_err(),
            console::story(app, actor, id).await.is_err(),
            console::batches(app, actor).await.is_err(),
            console::act(app, actor, id, 1, &Act::Cancel, "prueba").await.is_err(),
            console::ask(app, actor, BatchAct::Cancel, &[id], "prueba")
                .await
                .is_err(),
        ];
        assert!(refused.iter().all(|refused| *refused), "{who}: {refused:?}");
    }
}
