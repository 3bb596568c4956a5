//! Processes that begin by a signal.

use crate::given::*;
use crate::world::World;
use radica_storage::jobs::{self, Job, JobState};
use radica_workflows::{correlating, starting, worker};
use serde_json::json;

#[tokio::test(flavor = "multi_thread")]
async fn a_signal_begins_one_instance_of_each_process_for_each_throw() {
    let (first, second) = (begun_by("oye-a", "signal: alerta"), begun_by("oye-b", "signal: alerta"));
    let world = World::open_with(with(&[("oye-a", &first), ("oye-b", &second)])).await;
    let other = node(&world).await;
    for throws in 1..=2 {
        begin(&world, "lanza-alerta", json!({})).await;
        for _ in 0..2 {
            let (a, b) = tokio::join!(worker::drain_jobs(&world.app), worker::drain_jobs(&other));
            a.unwrap();
            b.unwrap();
        }
        for process in ["oye-a", "oye-b"] {
            assert_eq!(instances_of(&world, process).await.len(), throws);
        }
    }
    world.settle().await;
    let begun = instances_of(&world, "oye-a").await;
    assert_eq!(variables(&world, begun[0].id).await["nivel"], "roja");
    let told = journaled(&world, "instance", "begun").await;
    assert!(
        told.iter()
            .all(|(actor, data)| actor == "system:signals" && data["cause"]["name"] == "alerta")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_that_is_done_again_by_who_read_it_before_a_crash_begins_nothing_more() {
    let process = begun_by("oye-a", "signal: alerta");
    let world = World::open_with(with(&[("oye-a", &process)])).await;
    begin(&world, "lanza-alerta", json!({})).await;
    let waiting = async || -> Vec<Job> {
        jobs::with_state(&world.app.db, JobState::Waiting, None, 9)
            .await
            .unwrap()
    };
    let announce = waiting().await;
    correlating::announce(&world.app, &announce[0]).await.unwrap();
    assert!(correlating::announce(&world.app, &announce[0]).await.is_err());
    let begins = waiting().await;
    assert_eq!(begins.len(), 1);
    starting::run(&world.app, &begins[0]).await.unwrap();
    assert!(starting::run(&world.app, &begins[0]).await.is_err());
    assert_eq!(instances_of(&world, "oye-a").await.len(), 1);
    world.settle().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_process_withdrawn_between_the_throw_and_its_beginning_does_not_begin_and_the_journal_says_so() {
    let process = begun_by("oye-a", "signal: alerta");
    let world = World::open_with(with(&[("oye-a", &process)])).await;
    begin(&world, "lanza-alerta", json!({})).await;
    let announce = jobs::with_state(&world.app.db, JobState::Waiting, None, 9)
        .await
        .unwrap();
    correlating::announce(&world.app, &announce[0]).await.unwrap();
    let app = deployed(&world, &with(&[])).await;
    worker::drain_jobs(&app).await.unwrap();
    assert_eq!(instances_of(&world, "oye-a").await, []);
    assert_eq!(journaled(&world, "start", "not-begun").await.len(), 1);
    assert_eq!(journaled(&world, "start", "removed").await.len(), 1);
    world.settle().await;
}
