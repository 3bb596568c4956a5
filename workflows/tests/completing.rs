//! What happens to a requirement that is not opened, not answered in time, or opened late.
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

#[path = "stories/answers.rs"]
mod answers;
#[path = "stories/audit.rs"]
mod audit;
#[allow(dead_code, reason = "the stories use the rest of it")]
#[path = "stories/proof.rs"]
mod proof;
#[allow(dead_code, reason = "the stories use the rest of the world")]
#[path = "stories/world.rs"]
mod world;

use std::sync::Arc;

use jiff::civil::date;
use radica_storage::documents;
use radica_workflows::boot;
use radica_workflows::catalog::{Catalog, Files};
use radica_workflows::deciding;
use radica_workflows::filing::completion;
use radica_workflows::messages;
use radica_workflows::problem::Error;
use radica_workflows::progress::{self, Waits};
use radica_workflows::rules::Rules;
use radica_workflows::search;
use world::World;

const LUZ: &str = "luz-dary-chindoy";
const ROCIO: &str = "rocio-jansasoy";
const OMAR: &str = "omar-benavides";

/// SVT-117, filed on 19 November 2026 and required to be completed the day after.
async fn required() -> (World, String) {
    let world = World::open().await;
    let radicado = world.file(LUZ, "SVT-117", &[], &["recibo"]).await;
    world.at("2026-11-20T15:00:00Z").await;
    let wanting = [
        ("resultado", "falta"),
        ("que_falta", "El certificado de aptitud física que da el centro médico."),
    ];
    world.work(ROCIO, &radicado, "revisar", &wanting).await;
    (world, radicado)
}

async fn until(world: &World, radicado: &str) -> jiff::civil::Date {
    let progress = progress::of(&world.app, &world.case(radicado).await).await.unwrap();
    let Waits::Delivery { until: Some(until) } = progress.waits else {
        panic!("it waits for {:?}", progress.waits);
    };
    radica_workflows::time::in_zone(until).date()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_requirement_nobody_opens_in_five_days_is_notified_by_aviso() {
    let (world, radicado) = required().await;
    // Five working days from 20 November end on 27 November.
    world.at("2026-11-27T20:00:00Z").await;
    let case = world.case(&radicado).await;
    assert!(progress::unopened(&world.app, &case).await.unwrap());
    world.at("2026-11-28T06:00:00Z").await;
    // Delivered on Tuesday 1 December, recorded nine days later: it notifies at the end of 2 December.
    let said = [
        ("medio", "direccion"),
        ("entregado_el", "2026-12-01"),
        ("constancia", "Guía RA1CO"),
    ];
    world.at("2026-12-10T15:00:00Z").await;
    world.work(ROCIO, &radicado, "notificar-por-aviso", &said).await;
    let case = world.case(&radicado).await;
    assert_eq!(case.due_on, None, "notified, so the term is stopped");
    let clock: serde_json::Value = case.clock.read().unwrap();
    let stopped = clock.as_array().unwrap().last().unwrap();
    assert!(
        stopped["at"].as_str().unwrap().starts_with("2026-12-03T04:59"),
        "{stopped}"
    );
    assert_eq!(
        until(&world, &radicado).await,
        date(2027, 1, 4),
        "a month, to a working day"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn an_aviso_is_not_recorded_before_it_notifies() {
    let (world, radicado) = required().await;
    world.at("2026-12-01T15:00:00Z").await;
    let task = world.open_task(&radicado, "notificar-por-aviso").await;
    for day in ["2026-12-01", "2026-12-24"] {
        let said = world::input(&[
            ("medio", "direccion"),
            ("entregado_el", day),
            ("constancia", "Guía RA1CO"),
        ]);
        let refused = deciding::complete(&world.app, world.actor(ROCIO), task.id, &said).await;
        assert!(matches!(refused, Err(Error::Invalid(_))), "{day}: {refused:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn opening_it_meanwhile_makes_the_aviso_needless() {
    let (world, radicado) = required().await;
    world.at("2026-11-28T06:00:00Z").await;
    world.open_task(&radicado, "notificar-por-aviso").await;
    world.at("2026-11-30T15:00:00Z").await;
    world.open_requirement(LUZ, &radicado).await;
    world.open_task(&radicado, "subsanar").await;
    assert_eq!(until(&world, &radicado).await, date(2026, 12, 30));
}

#[tokio::test(flavor = "multi_thread")]
async fn more_time_is_given_once_and_only_before_it_ends() {
    let (world, radicado) = required().await;
    let luz = world.actor(LUZ);
    let before = completion::ask_for_time(&world.app, luz, &radicado).await;
    assert!(
        matches!(before, Err(Error::Closed(_))),
        "it was not opened yet: {before:?}"
    );
    world.at("2026-11-23T15:00:00Z").await;
    world.open_requirement(LUZ, &radicado).await;
    assert_eq!(until(&world, &radicado).await, date(2026, 12, 23));
    world.at("2026-12-20T15:00:00Z").await;
    completion::ask_for_time(&world.app, luz, &radicado).await.unwrap();
    world.settle().await;
    assert_eq!(
        until(&world, &radicado).await,
        date(2027, 1, 25),
        "a month more, to a working day"
    );
    let again = completion::ask_for_time(&world.app, luz, &radicado).await;
    assert!(matches!(again, Err(Error::Closed(_))), "{again:?}");
    world.at("2027-01-26T15:00:00Z").await;
    let why = [(
        "motivos",
        "El certificado de aptitud física no se entregó ni se explicó por qué.",
    )];
    world.work(OMAR, &radicado, "firmar-desistimiento", &why).await;
    let act = proof::text_of(&world, &radicado, "R-2027-00001").await;
    assert!(
        act.contains("se prorrogó por otro tanto") && act.contains("25 de enero de 2027"),
        "{act}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_else_asks_for_time_on_a_case() {
    let (world, radicado) = required().await;
    world.open_requirement(LUZ, &radicado).await;
    let other = completion::ask_for_time(&world.app, world.actor(ROCIO), &radicado).await;
    assert!(world::is_hidden(&other), "{other:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_requirement_opened_after_the_term_expired_stops_nothing_and_can_be_completed() {
    let (world, radicado) = required().await;
    let due = world.case(&radicado).await.due_on.unwrap();
    world.at("2027-02-01T15:00:00Z").await;
    world.open_requirement(LUZ, &radicado).await;
    assert_eq!(world.case(&radicado).await.due_on, Some(due), "expired is expired");
    world.deliver(LUZ, &radicado, "Aquí está.", &["aptitud"]).await;
    world.open_task(&radicado, "revisar").await;
    assert_eq!(world.case(&radicado).await.due_on, Some(due));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_missing_can_be_delivered_before_it_is_asked_for_and_what_is_written_reaches_the_office() {
    let world = World::open().await;
    let radicado = world.file(LUZ, "SVT-117", &[], &["recibo"]).await;
    let due = world.case(&radicado).await.due_on;
    let missing = progress::of(&world.app, &world.case(&radicado).await)
        .await
        .unwrap()
        .missing()
        .unwrap();
    assert!(!missing.is_empty());
    let sent = world.sent();
    world
        .deliver(LUZ, &radicado, "Lo demás lo traigo mañana.", &["aptitud"])
        .await;
    let case = world.case(&radicado).await;
    assert_eq!(case.due_on, due, "nothing was asked for, so nothing moves");
    world.open_task(&radicado, "revisar").await;
    let said = messages::of(&world.app, &case).await.unwrap();
    assert_eq!(said.len(), 1);
    assert_eq!(
        (said[0].from_office, said[0].text.as_str()),
        (false, "Lo demás lo traigo mañana.")
    );
    assert_eq!(world.sent(), sent + 1, "the office is told");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_case_that_was_decided_takes_no_delivery_and_keeps_nothing_of_it() {
    let world = World::open().await;
    let radicado = world
        .file(LUZ, "SVT-030", &[("interes", "comprador")], &["recibo"])
        .await;
    world
        .work(ROCIO, &radicado, "revisar", &[("resultado", "completa")])
        .await;
    world
        .work(OMAR, &radicado, "firmar", &[("resultado", "conceder")])
        .await;
    let case = world.case(&radicado).await;
    let before = documents::of_case(&world.app.db, case.id, 0, i64::MAX).await.unwrap();
    let files = [("recibo".to_owned(), world.upload("recibo").await)].into();
    let late = completion::deliver(&world.app, world.actor(LUZ), &radicado, "", files).await;
    assert!(matches!(late, Err(Error::Closed(_))), "{late:?}");
    let after = documents::of_case(&world.app.db, case.id, 0, i64::MAX).await.unwrap();
    assert_eq!(after.len(), before.len());
}

#[tokio::test(flavor = "multi_thread")]
async fn who_filed_searches_no_expediente_not_even_their_own() {
    let (world, _radicado) = required().await;
    let searched = search::documents(&world.app, world.actor(LUZ), "aptitud", None, 10).await;
    assert!(matches!(searched, Err(Error::Forbidden(_))), "{:?}", searched.err());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_case_keeps_the_version_of_the_process_it_called_when_another_is_in_force() {
    let path = "processes/requerir.yaml";
    let slower = Files::embedded()
        .get(path)
        .unwrap()
        .replace("timer: 5 working days", "timer: 9 working days");
    let mut world = World::open_with(Files::embedded().with(path, slower)).await;
    let radicado = world.file(LUZ, "SVT-117", &[], &["recibo"]).await;
    let wanting = [
        ("resultado", "falta"),
        ("que_falta", "El certificado de aptitud física."),
    ];
    world.work(ROCIO, &radicado, "revisar", &wanting).await;
    let now = Catalog::of(&Files::embedded()).unwrap();
    world.app.rules = Arc::new(Rules::new(now, "http://localhost:8080").unwrap());
    boot::prepare(&world.app).await.unwrap();
    world.at("2026-11-28T06:00:00Z").await;
    let progress = progress::of(&world.app, &world.case(&radicado).await).await.unwrap();
    let called: Vec<_> = progress.matter.called().map(|(name, _)| name).collect();
    assert_eq!(
        (progress.waits, called.as_slice()),
        (Waits::Opening, ["Pedir lo que falta"].as_slice())
    );
    assert_eq!(progress.stage_now(), Some("Falta completar"));
    assert!(
        progress
            .matter
            .tasks
            .values()
            .all(|task| task.get().element != "notificar-por-aviso")
    );
    world.open_requirement(LUZ, &radicado).await;
    world
        .deliver(LUZ, &radicado, "Aquí está.", &["certificado_medico"])
        .await;
    world.open_task(&radicado, "revisar").await;
    let reached = progress::of(&world.app, &world.case(&radicado).await)
        .await
        .unwrap()
        .stages()
        .unwrap();
    let named: Vec<_> = reached.iter().map(|stage| stage.name.as_str()).collect();
    assert!(named.contains(&"Falta completar"), "it went that way: {named:?}");
}
