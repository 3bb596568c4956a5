//! Messages find their instance and signals all of them, once, whatever comes first and whoever dies between.
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

#[path = "stories/answers.rs"]
#[allow(dead_code, reason = "the stories use the rest of it")]
mod answers;
#[allow(dead_code, reason = "the stories use the rest of the world")]
#[path = "stories/world.rs"]
mod world;

use radica_engine::variables::Variables;
use radica_storage::ids::InstanceId;
use radica_storage::{Batch, Commit, journal, positions, sent_messages, subscriptions};
use radica_workflows::catalog::Files;
use radica_workflows::{beginning, correlating, worker};
use serde_json::json;
use world::World;

const SOFIA: &str = "sofia-ortega";

const WAITS: &str = "\
process: espera-concepto
elements:
  - start: inicio
    next: esperar
  - message: esperar
    receive: concepto
    key: \"= numero\"
    result: concepto
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
    content: { sentido: \"= sentido\", en: \"= date(\\\"2026-11-19\\\")\" }
    next: fin
  - end: fin
";

const HEARS: &str = "\
process: oye-alerta
elements:
  - start: inicio
    next: oir
  - catch: oir
    signal: alerta
    result: alerta
    next: fin
  - end: fin
";

const THROWS: &str = "\
process: lanza-alerta
elements:
  - start: inicio
    next: lanzar
  - throw: lanzar
    signal: alerta
    content: { nivel: roja }
    next: fin
  - end: fin
";

async fn world() -> World {
    let files = Files::embedded()
        .with("processes/espera-concepto.yaml", WAITS)
        .with("processes/envia-concepto.yaml", SENDS)
        .with("processes/oye-alerta.yaml", HEARS)
        .with("processes/lanza-alerta.yaml", THROWS);
    World::open_with(files).await
}

async fn begin(world: &World, process: &str, variables: serde_json::Value) -> InstanceId {
    let actor = world.actor(SOFIA);
    beginning::alone(&world.app, actor, process, Variables::from_json(&variables))
        .await
        .unwrap()
}

async fn waits(world: &World, number: &str) -> InstanceId {
    begin(world, "espera-concepto", json!({ "numero": number })).await
}

async fn sends(world: &World, number: &str, said: &str) -> InstanceId {
    begin(world, "envia-concepto", json!({ "numero": number, "sentido": said })).await
}

/// What the instance received; none while it waits.
async fn received(world: &World, id: InstanceId) -> Option<String> {
    let (row, instance) = world.state(id).await;
    let variables = instance.variables()?.to_json();
    (row.status == "finished").then(|| variables["concepto"]["sentido"].as_str().unwrap().to_owned())
}

async fn of_messages(world: &World, kind: &str) -> usize {
    let entries = journal::after(&world.app.db, world.begins, 1000).await.unwrap();
    let of_kind = entries
        .iter()
        .filter(|entry| entry.subject_kind == "message" && entry.kind == kind);
    of_kind.count()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_finds_the_instance_that_waits_for_it_and_no_other() {
    let world = world().await;
    let (wanted, other) = (waits(&world, "17").await, waits(&world, "18").await);
    sends(&world, "17", "favorable").await;
    assert_eq!(correlating::bring_messages(&world.app).await.unwrap(), 1);
    assert_eq!(received(&world, wanted).await.as_deref(), Some("favorable"));
    assert_eq!(received(&world, other).await, None);
    let (_, instance) = world.state(wanted).await;
    let kept = instance.variables().unwrap().to_json();
    assert_eq!(kept["concepto"]["en"], "2026-11-19", "a date stays a date");
    assert!(sent_messages::kept(&world.app.db, None, 9).await.unwrap().is_empty());
    assert_eq!(subscriptions::of_instance(&world.app.db, wanted).await.unwrap(), []);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_that_comes_first_is_kept_for_whoever_will_wait() {
    let world = world().await;
    sends(&world, "17", "favorable").await;
    assert_eq!(correlating::bring_messages(&world.app).await.unwrap(), 0);
    world.at("2026-11-26T14:00:00Z").await;
    let late = waits(&world, "17").await;
    assert_eq!(correlating::bring_messages(&world.app).await.unwrap(), 1);
    assert_eq!(received(&world, late).await.as_deref(), Some("favorable"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_nobody_waited_for_in_seven_days_is_forgotten_and_journaled() {
    let world = world().await;
    sends(&world, "17", "favorable").await;
    world.at("2026-11-26T15:00:01Z").await;
    let late = waits(&world, "17").await;
    assert_eq!(correlating::bring_messages(&world.app).await.unwrap(), 0);
    assert_eq!(received(&world, late).await, None);
    assert_eq!(of_messages(&world, "expired").await, 1);
    assert!(sent_messages::kept(&world.app.db, None, 9).await.unwrap().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_that_wait_the_first_gets_the_first_message() {
    let world = world().await;
    let first = waits(&world, "17").await;
    world.at("2026-11-19T15:01:00Z").await;
    let second = waits(&world, "17").await;
    sends(&world, "17", "favorable").await;
    assert_eq!(correlating::bring_messages(&world.app).await.unwrap(), 1);
    assert_eq!(received(&world, first).await.as_deref(), Some("favorable"));
    assert_eq!(received(&world, second).await, None);
    world.at("2026-11-19T15:02:00Z").await;
    sends(&world, "17", "desfavorable").await;
    correlating::bring_messages(&world.app).await.unwrap();
    assert_eq!(received(&world, second).await.as_deref(), Some("desfavorable"));
}

#[tokio::test(flavor = "multi_thread")]
async fn two_nodes_that_bring_the_same_message_deliver_it_once() {
    let world = world().await;
    let one = waits(&world, "17").await;
    let two = waits(&world, "17").await;
    sends(&world, "17", "favorable").await;
    let (a, b) = tokio::join!(
        correlating::bring_messages(&world.app),
        correlating::bring_messages(&world.app)
    );
    assert_eq!(a.unwrap() + b.unwrap(), 1);
    let got = [received(&world, one).await, received(&world, two).await];
    assert_eq!(got.iter().flatten().count(), 1);
    assert_eq!(of_messages(&world, "received").await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_that_was_received_is_not_brought_again_by_who_read_it_before() {
    let world = world().await;
    let (one, two) = (waits(&world, "17").await, waits(&world, "17").await);
    sends(&world, "17", "favorable").await;
    let stale = sent_messages::deliverable(&world.app.db, 9).await.unwrap();
    correlating::bring_messages(&world.app).await.unwrap();
    // The node that died after reading comes back and says the same commit.
    let message = stale[0].message.clone();
    let commit = Commit::of(Batch::new().delete::<sent_messages::SentMessage>(message.id));
    let again = commit.expect::<sent_messages::SentMessage>(&message.id, Some(message.version));
    assert!(world.app.writer.commit(again).await.is_err());
    let got = [received(&world, one).await, received(&world, two).await];
    assert_eq!(got.iter().flatten().count(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_signal_reaches_the_three_that_wait_when_it_is_thrown_and_none_that_comes_later() {
    let world = world().await;
    let mut hearing = Vec::new();
    for _ in 0..3 {
        hearing.push(begin(&world, "oye-alerta", json!({})).await);
    }
    world.at("2026-11-19T15:01:00Z").await;
    begin(&world, "lanza-alerta", json!({})).await;
    world.clock.set("2026-11-19T15:02:00Z".parse().unwrap());
    let late = begin(&world, "oye-alerta", json!({})).await;
    worker::drain_jobs(&world.app).await.unwrap();
    for id in hearing {
        let (row, instance) = world.state(id).await;
        assert_eq!(row.status, "finished");
        assert_eq!(instance.variables().unwrap().to_json()["alerta"]["nivel"], "roja");
    }
    assert_eq!(world.state(late).await.0.status, "running");
    world.settle().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn positions_follow_the_tokens_and_end_with_the_instance() {
    let world = world().await;
    let id = waits(&world, "17").await;
    let (row, _) = world.state(id).await;
    let [count] = &positions::count(&world.app.db, &row.definition).await.unwrap()[..] else {
        panic!("one element")
    };
    assert_eq!(
        (count.element.as_str(), count.instances, count.incidents),
        ("esperar", 1, 0)
    );
    sends(&world, "17", "favorable").await;
    correlating::bring_messages(&world.app).await.unwrap();
    assert_eq!(positions::count(&world.app.db, &row.definition).await.unwrap(), []);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_waited_for_and_where_is_found_again_from_the_states() {
    let world = world().await;
    let (wanted, hearing) = (waits(&world, "17").await, begin(&world, "oye-alerta", json!({})).await);
    let mut known = Vec::new();
    let mut forget = Batch::new();
    for id in [wanted, hearing] {
        let there = positions::of_instance(&world.app.db, id).await.unwrap();
        let waits = subscriptions::of_instance(&world.app.db, id).await.unwrap();
        forget = there.iter().fold(forget, |batch, row| batch.remove(row.clone()));
        forget = waits
            .iter()
            .fold(forget, |batch, row| batch.delete::<subscriptions::Subscription>(row.id));
        known.push((there, waits));
    }
    world.app.writer.commit(Commit::of(forget)).await.unwrap();
    radica_workflows::boot::prepare(&world.app).await.unwrap();
    for (id, before) in [wanted, hearing].into_iter().zip(known) {
        let there = positions::of_instance(&world.app.db, id).await.unwrap();
        let waits = subscriptions::of_instance(&world.app.db, id).await.unwrap();
        assert_eq!((there, waits), before);
    }
}
