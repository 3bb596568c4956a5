//! Processes that begin by the clock.

use crate::given::*;
use crate::world::World;
use radica_storage::starts;
use radica_workflows::{boot, operating, starting, worker};
use serde_json::json;

#[tokio::test(flavor = "multi_thread")]
async fn a_process_begins_by_the_clock_again_and_again_whatever_is_started_again_between() {
    let process = begun_by("cada-manana", "timer: \"0 8 * * MON-FRI\"");
    let world = World::open_with(with(&[("cada-manana", &process)])).await;
    let count = async || instances_of(&world, "cada-manana").await.len();
    world.at("2026-11-20T12:59:59Z").await;
    assert_eq!(count().await, 0);
    boot::prepare(&world.app).await.unwrap();
    world.at("2026-11-20T13:00:00Z").await;
    assert_eq!(count().await, 1);
    boot::prepare(&world.app).await.unwrap();
    world.at("2026-11-20T13:30:00Z").await;
    assert_eq!(count().await, 1);
    let told = journaled(&world, "instance", "begun").await;
    assert_eq!(
        told[0].1["cause"],
        json!({ "by": "timer", "due_at": "2026-11-20T13:00:00Z" })
    );
    assert_eq!(journaled(&world, "start", "armed").await.len(), 1);
    world.at("2026-11-23T13:00:00Z").await;
    assert_eq!(count().await, 2, "on Monday");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_missed_while_nothing_ran_begins_once_and_then_on_time() {
    let process = begun_by("cada-hora", "timer: R/PT1H");
    let world = World::open_with(with(&[("cada-hora", &process)])).await;
    let count = async || instances_of(&world, "cada-hora").await.len();
    // Two are missed, then many.
    world.at("2026-11-19T17:30:00Z").await;
    assert_eq!(count().await, 1);
    world.at("2026-11-19T18:00:00Z").await;
    assert_eq!(count().await, 2);
    world.at("2026-12-19T18:20:00Z").await;
    assert_eq!(count().await, 3);
    let start = starts::get(&world.app.db, "cada-hora/inicio/0").await.unwrap().unwrap();
    assert_eq!(start.due_at, Some("2026-12-19T19:00:00Z".parse().unwrap()));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_limited_cycle_ends_and_working_days_are_counted_by_the_calendar() {
    let thrice = begun_by("tres-veces", "timer: R3/PT1H");
    let term = begun_by("en-tres-dias", "timer: 3 working days");
    let world = World::open_with(with(&[("tres-veces", &thrice), ("en-tres-dias", &term)])).await;
    for hour in 16..22 {
        world.at(&format!("2026-11-19T{hour}:00:00Z")).await;
    }
    assert_eq!(instances_of(&world, "tres-veces").await.len(), 3);
    world.at("2026-11-24T23:00:00Z").await;
    boot::prepare(&world.app).await.unwrap();
    assert_eq!(instances_of(&world, "en-tres-dias").await, []);
    world.at("2026-11-25T05:00:00Z").await;
    assert_eq!(
        instances_of(&world, "en-tres-dias").await.len(),
        1,
        "Tuesday 24 is over"
    );
    boot::prepare(&world.app).await.unwrap();
    world.at("2027-01-25T05:00:00Z").await;
    assert_eq!(instances_of(&world, "en-tres-dias").await.len(), 1);
    assert_eq!(instances_of(&world, "tres-veces").await.len(), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn two_nodes_begin_once_when_a_time_comes() {
    let process = begun_by("cada-hora", "timer: R/PT1H");
    let world = World::open_with(with(&[("cada-hora", &process)])).await;
    let other = node(&world).await;
    world.clock.set("2026-11-19T16:00:00Z".parse().unwrap());
    let (a, b) = tokio::join!(starting::begin_due(&world.app), starting::begin_due(&other));
    assert_eq!(a.unwrap() + b.unwrap(), 1);
    let (a, b) = tokio::join!(worker::drain_jobs(&world.app), worker::drain_jobs(&other));
    assert_eq!(a.unwrap() + b.unwrap(), 1);
    assert_eq!(instances_of(&world, "cada-hora").await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_version_goes_on_counting_the_same_time_replaces_another_and_forgets_what_is_gone() {
    let hourly = begun_by("informe", "timer: R/PT1H");
    let world = World::open_with(with(&[("informe", &hourly)])).await;
    let start = async || starts::get(&world.app.db, "informe/inicio/0").await.unwrap();
    let due = async || start().await.unwrap().due_at.unwrap().to_string();
    world.clock.set("2026-11-19T15:30:00Z".parse().unwrap());
    let renamed = hourly.replace("elements:", "name: Informe\nelements:");
    let app = deployed(&world, &with(&[("informe", &renamed)])).await;
    assert_eq!(due().await, "2026-11-19T16:00:00Z", "counted from the first deployment");
    world.clock.set("2026-11-19T16:00:00Z".parse().unwrap());
    starting::begin_due(&app).await.unwrap();
    worker::drain_jobs(&app).await.unwrap();
    let begun = instances_of(&world, "informe").await;
    assert_eq!(
        begun[0].definition,
        app.rules.newest("informe").unwrap().hash().to_string()
    );

    deployed(&world, &with(&[("informe", &begun_by("informe", "timer: R/PT2H"))])).await;
    assert_eq!(due().await, "2026-11-19T18:00:00Z", "counted anew");
    assert_eq!(start().await.unwrap().version, 4);
    deployed(&world, &with(&[("informe", &begun_by("informe", "message: pedido"))])).await;
    assert_eq!(start().await.unwrap().due_at, None);
    deployed(&world, &with(&[])).await;
    assert_eq!(start().await, None);
    assert_eq!(journaled(&world, "start", "armed").await.len(), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_date_that_passed_before_it_was_deployed_or_that_happened_begins_nothing_again() {
    let late = begun_by("ayer", "timer: 2026-11-18T08:00");
    let soon = begun_by("hoy", "timer: 2026-11-19T11:00");
    let rest = begun_by("resto", "timer: R4/2026-11-19T08:30/PT1H");
    let files = with(&[("ayer", &late), ("hoy", &soon), ("resto", &rest)]);
    let world = World::open_with(files).await;
    world.at("2026-11-19T16:30:00Z").await;
    world.at("2026-11-19T17:00:00Z").await;
    let again = soon.replace("elements:", "name: Hoy\nelements:");
    deployed(&world, &with(&[("ayer", &late), ("hoy", &again), ("resto", &rest)])).await;
    world.at("2026-11-20T16:00:00Z").await;
    assert_eq!(instances_of(&world, "ayer").await, []);
    assert_eq!(instances_of(&world, "hoy").await.len(), 1);
    assert_eq!(instances_of(&world, "resto").await.len(), 2, "two of four had passed");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_process_that_cannot_begin_by_the_clock_is_shown_to_the_operator_who_tries_again() {
    let process = begun_by("informe", "timer: R/PT1H").replace(
        "next: fin",
        "next: cerrar\n  - service_task: cerrar\n    service: close-case\n    next: fin",
    );
    let world = World::open_with(with(&[("informe", &process)])).await;
    world.clock.set("2026-11-19T16:00:00Z".parse().unwrap());
    worker::fire_due_timers(&world.app).await.unwrap();
    worker::drain_jobs(&world.app).await.unwrap();
    assert_eq!(instances_of(&world, "informe").await, []);
    let overview = operating::overview(&world.app, world.actor(SOFIA)).await.unwrap();
    assert_eq!(overview.dead.len(), 1);
    let mended = deployed(&world, &with(&[("informe", &begun_by("informe", "timer: R/PT1H"))])).await;
    operating::retry_job(&mended, world.actor(SOFIA), overview.dead[0].id)
        .await
        .unwrap();
    worker::drain_jobs(&mended).await.unwrap();
    assert_eq!(instances_of(&world, "informe").await.len(), 1);
}
