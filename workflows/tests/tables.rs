//! What tables decide in a case: proposed to whoever works on it, told with its rules, and mended when it gives nothing.
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

#[path = "stories/answers.rs"]
mod answers;
#[allow(dead_code, reason = "the stories use the rest of the world")]
#[path = "stories/world.rs"]
mod world;

use std::sync::Arc;

use radica_feel::RuleTrace;
use radica_workflows::catalog::{Catalog, Files};
use radica_workflows::console::{self, Act};
use radica_workflows::dossier::{self, Dossier};
use radica_workflows::rules::Rules;
use radica_workflows::{boot, progress, proposed};
use serde_json::json;
use world::World;

const LUZ: &str = "luz-dary-chindoy";
const ROCIO: &str = "rocio-jansasoy";
const JAIRO: &str = "jairo-burbano";
const YAMILE: &str = "yamile-rosero";
const SOFIA: &str = "sofia-ortega";
const TABLE: &str = "decisions/alcance-libertad-y-tradicion.yaml";

async fn seen(world: &World, who: &str, radicado: &str) -> Dossier {
    dossier::read(&world.app, world.actor(who), radicado).await.unwrap()
}

async fn proposal(world: &World, who: &str, radicado: &str, activity: &str) -> serde_json::Value {
    let task = world.open_task(radicado, activity).await;
    let dossier = seen(world, who, radicado).await;
    proposed::of(&dossier.matter, &task).into()
}

/// The embedded catalogue, but for a table that says nothing of who wants to buy the vehicle.
fn without_buyers() -> Files {
    let files = Files::embedded();
    let whole = files.get(TABLE).unwrap();
    let rules: Vec<&str> = whole
        .lines()
        .filter(|line| !line.contains("when: ['\"comprador\"'"))
        .collect();
    assert!(rules.len() < whole.lines().count());
    let cases = "decisions/alcance-libertad-y-tradicion.cases.yaml";
    let kept = files.get(cases).unwrap();
    let kept: Vec<&str> = kept.lines().filter(|line| !line.contains("comprador")).collect();
    files.clone().with(TABLE, rules.join("\n")).with(cases, kept.join("\n"))
}

#[tokio::test(flavor = "multi_thread")]
async fn the_case_tells_what_its_table_decided_on_which_values_by_which_rule_and_version() {
    let world = World::open().await;
    let radicado = world
        .file(LUZ, "SVT-030", &[("interes", "comprador")], &["recibo"])
        .await;
    let dossier = seen(&world, ROCIO, &radicado).await;
    let [decided] = dossier.decided.as_slice() else {
        panic!("{:?}", dossier.decided);
    };
    assert_eq!(decided.name(), "Alcance del certificado de libertad y tradición");
    assert_eq!(
        (decided.attempt.value.as_str(), decided.in_force),
        ("sin-nombres", true)
    );
    assert_eq!(decided.attempt.tested, ["comprador", "no", "no"]);
    assert_eq!(decided.attempt.rules.last(), Some(&RuleTrace::Matched));
    assert_eq!(decided.attempt.rules[0], RuleTrace::Failed(0));
    assert_eq!(decided.at, world.case(&radicado).await.filed_at);
    assert!(decided.failure.is_none());
    let proposed = proposal(&world, ROCIO, &radicado, "revisar").await;
    assert_eq!(proposed["resultado"], "completa");
    assert!(proposed["notas"].as_str().unwrap().contains("sin los nombres"));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_table_finds_missing_is_proposed_and_looked_at_again_when_it_came() {
    let world = World::open().await;
    let radicado = world.file(LUZ, "SVT-135", &[("pago_reciente", "si")], &[]).await;
    let proposed = proposal(&world, JAIRO, &radicado, "revisar").await;
    let asked = "El recibo del pago que hizo en los últimos 15 días.";
    assert_eq!(proposed, json!({ "resultado": "falta", "que_falta": asked }));
    let wanting = [("resultado", "falta"), ("que_falta", asked)];
    world.work(JAIRO, &radicado, "revisar", &wanting).await;
    world.open_requirement(LUZ, &radicado).await;
    world.deliver(LUZ, &radicado, "Aquí está.", &["recibo"]).await;
    let proposed = proposal(&world, JAIRO, &radicado, "revisar").await;
    assert_eq!(proposed, json!({ "resultado": "completa" }));
    let given: Vec<_> = seen(&world, JAIRO, &radicado).await.decided;
    let given: Vec<&str> = given.iter().map(|decided| decided.attempt.value.as_str()).collect();
    assert_eq!(given, ["ninguno", asked], "the newest first");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_table_that_needs_what_the_office_knows_proposes_the_decision_after_the_review() {
    let world = World::open().await;
    let radicado = world.file(LUZ, "SVT-033", &[], &["promesa"]).await;
    assert!(seen(&world, ROCIO, &radicado).await.decided.is_empty());
    let balance = [("resultado", "completa"), ("saldo", "10.000.000")];
    world.work(ROCIO, &radicado, "revisar", &balance).await;
    world
        .work(YAMILE, &radicado, "estudiar", &[("resultado", "desfavorable")])
        .await;
    let proposed = proposal(&world, ROCIO, &radicado, "decidir").await;
    let why = "Solicita más de lo que tiene acumulado.";
    assert_eq!(proposed, json!({ "sentido": "negar", "consideraciones": why }));
    let decided = &seen(&world, ROCIO, &radicado).await.decided[0];
    assert_eq!(decided.attempt.outputs[1], ("Motivo".to_owned(), why.to_owned()));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_table_without_an_answer_stops_the_case_says_what_failed_and_goes_on_once_mended() {
    let world = World::open_with(without_buyers()).await;
    let radicado = world
        .file(LUZ, "SVT-030", &[("interes", "comprador")], &["recibo"])
        .await;
    let case = world.case(&radicado).await;
    let (row, instance) = world.instance(&case).await;
    assert_eq!(row.status, "incident");
    // Only officials of the case and operators know; for who filed, it is being looked at.
    let progress = progress::of(&world.app, &case).await.unwrap();
    assert_eq!(progress.stage_now(), Some("Revisión de documentos"));
    let dossier = seen(&world, ROCIO, &radicado).await;
    let decided = &dossier.decided[0];
    assert!(decided.failure.is_some());
    assert!(
        decided.attempt.explanation[0].contains("ninguna regla se cumple"),
        "{decided:?}"
    );
    assert_eq!(decided.attempt.rules, vec![RuleTrace::Failed(0); 5]);
    let (token, ..) = instance.incidents().next().unwrap();
    let detail = console::detail(&world.app, world.actor(SOFIA), row.id).await.unwrap();
    assert!(
        detail
            .at
            .iter()
            .any(|at| at.name == "Ver qué se entrega" && at.incident().is_some())
    );
    let retry = Act::Retry {
        token: Some(token),
        variables: json!({ "interes": "propietario" }),
    };
    console::act(
        &world.app,
        world.actor(SOFIA),
        row.id,
        row.version,
        &retry,
        "es el dueño",
    )
    .await
    .unwrap();
    world.open_task(&radicado, "revisar").await;
    let decided = seen(&world, ROCIO, &radicado).await.decided;
    assert_eq!((decided.len(), decided[0].attempt.value.as_str()), (2, "completo"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_case_shows_the_version_of_the_table_that_decided_it_also_when_another_is_in_force() {
    let mut world = World::open_with(without_buyers()).await;
    let radicado = world
        .file(LUZ, "SVT-030", &[("interes", "propietario")], &["recibo"])
        .await;
    let now = Catalog::of(&Files::embedded()).unwrap();
    world.app.rules = Arc::new(Rules::new(now, "http://localhost:8080").unwrap());
    boot::prepare(&world.app).await.unwrap();
    let dossier = seen(&world, ROCIO, &radicado).await;
    let decided = &dossier.decided[0];
    assert!(!decided.in_force);
    let rules = decided.decision.as_ref().unwrap().table().unwrap().rules.len();
    assert_eq!(rules, 5, "as it was then");
}
