//! What changes anywhere is in the journal, with who did it and with old and new values.
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]
#![allow(dead_code, reason = "the stories use the rest of the world")]

#[path = "stories/answers.rs"]
mod answers;
#[path = "stories/audit.rs"]
mod audit;
#[path = "stories/world.rs"]
mod world;

use radica_storage::ids::InstanceId;
use radica_storage::journal::{self, Recorded};
use radica_workflows::actor::Actor;
use radica_workflows::committees::Choice;
use radica_workflows::console::{self, BatchAct};
use radica_workflows::people::{self, Identity};
use radica_workflows::policies::{self, versions};
use radica_workflows::{boot, deciding, following, messages, outages, voting, worker};
use serde_json::{Value, json};
use world::{World, input};

const LUZ: &str = "luz-dary-chindoy";
const JAIRO: &str = "jairo-burbano";
const OMAR: &str = "omar-benavides";
const SOFIA: &str = "sofia-ortega";
const CARLOS: &str = "carlos-bravo";
const AMPARO: &str = "amparo-delgado";
const REVIEWERS: [(&str, &str); 3] = [
    ("ivan-mora", "revisar-ti"),
    ("yamile-rosero", "revisar-juridica"),
    ("hernando-guerrero", "revisar-planeacion"),
];

#[tokio::test(flavor = "multi_thread")]
async fn every_service_leaves_an_entry_for_everything_that_it_changes() {
    let world = World::open().await;
    a_case_from_filing_to_rating(&world).await;
    a_policy_that_is_voted(&world).await;
    a_batch_of_an_operator(&world).await;
    outages::beat(&world.app).await.unwrap();
    world.at("2026-12-19T15:00:00Z").await;
    outages::beat(&world.app).await.unwrap().unwrap();
    boot::prepare(&world.app).await.unwrap();
    audit::everything_is_told(&world).await;
}

async fn a_case_from_filing_to_rating(world: &World) {
    let app = &world.app;
    let radicado = world.file(LUZ, "SVT-135", &[], &[]).await;
    messages::to_the_filer(app, world.actor(JAIRO), &radicado, "¿Para qué entidad?")
        .await
        .unwrap();
    messages::to_the_office(app, world.actor(LUZ), &radicado, "Para un banco.")
        .await
        .unwrap();
    let task = world.open_task(&radicado, "revisar").await.id;
    deciding::claim(app, world.actor(JAIRO), task).await.unwrap();
    deciding::give_back(app, world.actor(JAIRO), task).await.unwrap();
    world
        .work(JAIRO, &radicado, "revisar", &[("resultado", "completa")])
        .await;
    world
        .work(OMAR, &radicado, "firmar", &[("resultado", "conceder")])
        .await;
    world.close(&radicado).await;
    following::rate(app, world.actor(LUZ), &radicado, 5, "Rápido.")
        .await
        .unwrap();
}

async fn a_policy_that_is_voted(world: &World) {
    let (app, carlos) = (&world.app, world.actor(CARLOS));
    let code = policies::all(app).await.unwrap().remove(0).code;
    let text = |body: &str| versions::Draft {
        major: false,
        description: "Ajuste de las metas.".to_owned(),
        body: body.to_owned(),
    };
    let version = versions::save(app, carlos, &code, text("# Metas\n\nUna."))
        .await
        .unwrap();
    versions::save(app, carlos, &code, text("# Metas\n\nDos."))
        .await
        .unwrap();
    let written = last(world, "document-version", &version.to_string(), "written").await;
    assert_eq!(
        written["old"]["body"], "# Metas\n\nUna.",
        "what was replaced is not lost"
    );
    assert_eq!(written["new"]["body"], "# Metas\n\nDos.");
    versions::send(app, carlos, version).await.unwrap();
    let instance = radica_storage::policies::get_version(&app.db, version).await.unwrap();
    let instance = instance.unwrap().instance.unwrap();
    for (who, activity) in REVIEWERS {
        let tasks = radica_storage::tasks::of_instance(&app.db, instance).await.unwrap();
        let task = tasks.into_iter().find(|task| task.element == activity).unwrap();
        deciding::complete(app, world.actor(who), task.id, &input(&[("resultado", "aprobar")]))
            .await
            .unwrap();
    }
    let ballots = radica_storage::committees::ballots_on(&app.db, version).await.unwrap();
    voting::vote(app, world.actor(AMPARO), ballots[0].id, Choice::For, "")
        .await
        .unwrap();
    world.settle().await;
}

async fn a_batch_of_an_operator(world: &World) {
    let (app, sofia) = (&world.app, world.actor(SOFIA));
    let radicado = world.file(LUZ, "SVT-124", &[], &["factura", "soat"]).await;
    let open = world.case(&radicado).await.instance.unwrap();
    let nowhere = InstanceId::from_parts(1, 1);
    console::ask(app, sofia, BatchAct::Suspend, &[open, nowhere], "prueba")
        .await
        .unwrap();
    worker::drain_jobs(app).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn roles_given_and_taken_are_told_with_what_they_were() {
    let world = World::open().await;
    let app = &world.app;
    let Actor::Person(jairo) = world.actor(JAIRO) else {
        panic!()
    };
    let row = radica_storage::people::get(&app.db, jairo.id).await.unwrap().unwrap();
    let identity = Identity {
        issuer: row.issuer,
        subject: row.subject,
        name: row.name,
        email: row.email,
        phone: row.phone,
        id_number: row.id_number,
        roles: vec!["funcionario".to_owned()],
        offices: row.offices,
    };
    people::sign_in(app, identity).await.unwrap();
    let told = last(&world, "person", &jairo.id.to_string(), "identified").await;
    assert_eq!(told["old"], json!({ "roles": row.roles }));
    assert_eq!(
        told["new"],
        json!({ "roles": ["funcionario"] }),
        "and nothing that stayed"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_of_a_case_is_told_with_old_and_new_values_and_who_made_it() {
    let world = World::open().await;
    let radicado = world.file(LUZ, "SVT-135", &[], &[]).await;
    world
        .work(JAIRO, &radicado, "revisar", &[("resultado", "completa")])
        .await;
    let case = world.case(&radicado).await.id.to_string();
    let entries = entries(&world, "case", &case).await;
    let changes: Vec<_> = entries.iter().filter(|entry| entry.kind == "changed").collect();
    let (first, second) = (changes[0], changes[1]);
    assert_eq!(first.actor, world.actor(LUZ).journal_name());
    let data: Value = first.data.read().unwrap();
    assert_eq!(
        (&data["old"], &data["new"]["radicado"]),
        (&Value::Null, &json!(radicado))
    );
    assert_eq!(second.actor, world.actor(JAIRO).journal_name());
    let data: Value = second.data.read().unwrap();
    assert_eq!(
        (&data["old"]["stage"], &data["new"]["stage"]),
        (&json!("Revisión de documentos"), &json!("Decisión"))
    );
}

async fn entries(world: &World, kind: &str, id: &str) -> Vec<Recorded> {
    journal::of_subject(&world.app.db, kind, id, 0, i64::MAX).await.unwrap()
}

/// The data of the last entry of a kind on a subject.
async fn last(world: &World, kind: &str, id: &str, what: &str) -> Value {
    let entries = entries(world, kind, id).await;
    let last = entries.iter().rev().find(|entry| entry.kind == what);
    last.unwrap_or_else(|| panic!("{kind} {id} has no {what}: {entries:#?}"))
        .data
        .read()
        .unwrap()
}
