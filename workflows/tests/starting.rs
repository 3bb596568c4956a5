//! Processes begin by messages, signals and times: each once, whatever comes first and whoever dies between.
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

#[path = "stories/answers.rs"]
#[allow(dead_code, reason = "the stories use the rest of it")]
mod answers;
#[allow(dead_code, reason = "the stories use the rest of the world")]
#[path = "stories/world.rs"]
mod world;

use std::sync::Arc;

use radica_engine::variables::Variables;
use radica_storage::ids::InstanceId;
use radica_storage::jobs::{self, Job, JobState};
use radica_storage::sent_messages::{self, SentMessage};
use radica_storage::starts::{self, Start};
use radica_storage::{Batch, Commit, Writer, instances, journal};
use radica_workflows::app::App;
use radica_workflows::catalog::{Catalog, Files};
use radica_workflows::posting::{self, About, Act, Letter};
use radica_workflows::problem::Error;
use radica_workflows::rules::Rules;
use radica_workflows::{beginning, boot, console, correlating, deciding, inbox, operating, standing, starting, worker};
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
    content: { sentido: \"= sentido\", numero: \"= numero\" }
    next: fin
  - end: fin
";

const BEGINS: &str = "\
process: estudia-concepto
elements:
  - start: inicio
    message: concepto
    result: concepto
    next: estudiar
  - user_task: estudiar
    assign: { role: revisor, office: hacienda/tesoreria }
    next: fin
  - end: fin
";

const COLLECTS: &str = "\
process: junta-ofertas
elements:
  - receive_task: ofertas
    receive: oferta
    instantiate: true
    key: \"= numero\"
    each: { count: 2 }
    next: fin
  - end: fin
";

const FIRST_OF_TWO: &str = "\
process: primero-de-dos
elements:
  - event_based: primero
    instantiate: true
    next: [ por-mensaje, por-senal ]
  - catch: por-mensaje
    message: aviso
    result: dicho
    next: fin
  - catch: por-senal
    signal: sirena
    result: dicho
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

/// A process that begins by something.
fn begun_by(id: &str, by: &str) -> String {
    format!("process: {id}\nelements:\n  - start: inicio\n    {by}\n    next: fin\n  - end: fin\n")
}

/// A catalogue with these processes too.
fn with(processes: &[(&str, &str)]) -> Files {
    let files = Files::embedded()
        .with("processes/espera-concepto.yaml", WAITS)
        .with("processes/envia-concepto.yaml", SENDS)
        .with("processes/lanza-alerta.yaml", THROWS);
    processes.iter().fold(files, |files, (id, text)| {
        files.with(&format!("processes/{id}.yaml"), *text)
    })
}

/// The same system after the catalogue was changed and the program started again.
async fn deployed(world: &World, files: &Files) -> App {
    let rules = Rules::new(Catalog::of(files).unwrap(), "http://localhost:8080").unwrap();
    let app = App {
        rules: Arc::new(rules),
        ..world.app.clone()
    };
    boot::prepare(&app).await.unwrap();
    app
}

/// Another node on the same database.
async fn node(world: &World) -> App {
    let (writer, _task) = Writer::start(world.app.db.clone(), Default::default()).await.unwrap();
    App {
        writer,
        ..world.app.clone()
    }
}

async fn begin(world: &World, process: &str, variables: serde_json::Value) -> InstanceId {
    let variables = Variables::from_json(&variables);
    beginning::alone(&world.app, world.actor(SOFIA), process, variables)
        .await
        .unwrap()
}

async fn sends(world: &World, number: &str, said: &str) -> InstanceId {
    begin(world, "envia-concepto", json!({ "numero": number, "sentido": said })).await
}

/// The instances of a process, the oldest first.
async fn instances_of(world: &World, process: &str) -> Vec<instances::Instance> {
    let search = console::Search {
        process: Some(process.to_owned()),
        ..console::Search::default()
    };
    let (found, _) = console::search(&world.app, world.actor(SOFIA), &search).await.unwrap();
    found.into_iter().rev().map(|found| found.row).collect()
}

async fn variables(world: &World, id: InstanceId) -> serde_json::Value {
    world.state(id).await.1.variables().unwrap().to_json()
}

/// The data of the entries of a kind about a subject.
async fn journaled(world: &World, subject: &str, kind: &str) -> Vec<(String, serde_json::Value)> {
    let entries = journal::after(&world.app.db, 0, 5000).await.unwrap();
    let wanted = entries
        .into_iter()
        .filter(|entry| entry.subject_kind == subject && entry.kind == kind);
    wanted.map(|entry| (entry.actor, entry.data.read().unwrap())).collect()
}

async fn kept(world: &World) -> Vec<SentMessage> {
    sent_messages::kept(&world.app.db, None, 99).await.unwrap()
}

/// A message from outside.
fn letter(world: &World, name: &str, key: &str, content: serde_json::Value) -> Letter {
    Letter {
        id: posting::new_id(&world.app),
        name: name.to_owned(),
        key: key.to_owned(),
        content,
    }
}

async fn post(world: &World, name: &str, key: &str, content: serde_json::Value) {
    let letter = letter(world, name, key, content);
    posting::send(&world.app, world.actor(SOFIA), &letter, "prueba")
        .await
        .unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_nobody_waits_for_begins_the_process_that_starts_with_it() {
    let world = World::open_with(with(&[("estudia-concepto", BEGINS)])).await;
    let sender = sends(&world, "17", "favorable").await;
    let message = kept(&world).await[0].id;
    assert_eq!(correlating::bring_messages(&world.app).await.unwrap(), 1);
    let begun = instances_of(&world, "estudia-concepto").await;
    assert_eq!(begun.len(), 1);
    assert_eq!((begun[0].status.as_str(), begun[0].case_id), ("running", None));
    assert_eq!(variables(&world, begun[0].id).await["concepto"]["sentido"], "favorable");
    assert_eq!(kept(&world).await, []);
    let told = journaled(&world, "instance", "begun").await;
    let [(actor, data)] = &told[..] else { panic!("{told:?}") };
    assert_eq!(actor, "system:messages");
    assert_eq!(data["start"], "estudia-concepto/inicio/0");
    let cause = json!({ "by": "message", "id": message, "name": "concepto", "key": "17", "sent_by": sender });
    assert_eq!(data["cause"], cause);
    let received = journaled(&world, "message", "received").await;
    assert_eq!(received[0].1["receiver"], json!(begun[0].id));
    assert_eq!(correlating::bring_messages(&world.app).await.unwrap(), 0);
    assert_eq!(instances_of(&world, "estudia-concepto").await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_task_of_an_instance_that_began_by_itself_is_in_the_inbox_and_is_done_by_who_may() {
    let world = World::open_with(with(&[("estudia-concepto", BEGINS)])).await;
    sends(&world, "17", "favorable").await;
    correlating::bring_messages(&world.app).await.unwrap();
    let (app, jairo) = (&world.app, world.actor("jairo-burbano"));
    let inbox = inbox::page(
        app,
        jairo,
        deciding::View::Unassigned,
        &inbox::Wanted::default(),
        None,
        9,
    )
    .await;
    let [row] = &inbox.unwrap().rows[..] else {
        panic!("one task")
    };
    assert!(row.is_alone && row.case.is_none());
    assert_eq!(row.task.subject, "estudia-concepto");
    let known = standing::of_task(app, &row.task).await.unwrap().unwrap();
    assert_eq!(known.variables[0].0, "concepto");
    let done = async |who: &str| deciding::complete(app, world.actor(who), row.task.id, &world::input(&[])).await;
    assert!(world::is_hidden(&done("yamile-rosero").await), "of another office");
    done("jairo-burbano").await.unwrap();
    assert_eq!(world.state(row.task.instance).await.0.status, "finished");
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_waits_for_the_name_and_key_comes_before_the_process_it_would_begin() {
    let world = World::open_with(with(&[("estudia-concepto", BEGINS)])).await;
    let waits = begin(&world, "espera-concepto", json!({ "numero": "17" })).await;
    sends(&world, "17", "favorable").await;
    sends(&world, "18", "desfavorable").await;
    assert_eq!(correlating::bring_messages(&world.app).await.unwrap(), 2);
    assert_eq!(world.state(waits).await.0.status, "finished");
    let begun = instances_of(&world, "estudia-concepto").await;
    assert_eq!(begun.len(), 1);
    assert_eq!(variables(&world, begun[0].id).await["concepto"]["numero"], "18");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_that_a_suspended_instance_waits_for_begins_nothing() {
    let world = World::open_with(with(&[("estudia-concepto", BEGINS)])).await;
    let waits = begin(&world, "espera-concepto", json!({ "numero": "17" })).await;
    let operate = async |act: console::Act| {
        let seen = world.state(waits).await.0.version;
        let done = console::act(&world.app, world.actor(SOFIA), waits, seen, &act, "prueba").await;
        done.unwrap();
    };
    operate(console::Act::Suspend).await;
    sends(&world, "17", "favorable").await;
    assert_eq!(correlating::bring_messages(&world.app).await.unwrap(), 0);
    assert_eq!(instances_of(&world, "estudia-concepto").await, []);
    operate(console::Act::Resume).await;
    assert_eq!(correlating::bring_messages(&world.app).await.unwrap(), 1);
    assert_eq!(world.state(waits).await.0.status, "finished");
}

#[tokio::test(flavor = "multi_thread")]
async fn two_nodes_begin_one_instance_with_each_message() {
    let world = World::open_with(with(&[("estudia-concepto", BEGINS)])).await;
    let other = node(&world).await;
    for number in 0..6 {
        sends(&world, &number.to_string(), "favorable").await;
    }
    let (a, b) = tokio::join!(
        correlating::bring_messages(&world.app),
        correlating::bring_messages(&other)
    );
    let brought = a.unwrap() + b.unwrap() + correlating::bring_messages(&world.app).await.unwrap();
    assert_eq!(brought, 6);
    assert_eq!(instances_of(&world, "estudia-concepto").await.len(), 6);
    assert_eq!(journaled(&world, "message", "received").await.len(), 6);
    assert_eq!(kept(&world).await, []);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_second_message_of_a_key_goes_to_the_instance_that_the_first_began() {
    let world = World::open_with(with(&[("junta-ofertas", COLLECTS)])).await;
    for key in ["17", "17", "18"] {
        post(&world, "oferta", key, json!({ "numero": key })).await;
    }
    assert_eq!(correlating::bring_messages(&world.app).await.unwrap(), 3);
    let begun = instances_of(&world, "junta-ofertas").await;
    let statuses: Vec<&str> = begun.iter().map(|row| row.status.as_str()).collect();
    assert_eq!(statuses.len(), 2);
    assert!(
        statuses.contains(&"finished") && statuses.contains(&"running"),
        "{statuses:?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_begins_a_process_that_is_deployed_while_it_is_kept_and_no_later_one() {
    let world = World::open_with(with(&[])).await;
    sends(&world, "17", "favorable").await;
    assert_eq!(correlating::bring_messages(&world.app).await.unwrap(), 0);
    let files = with(&[("estudia-concepto", BEGINS)]);
    world.clock.set("2026-11-26T14:59:00Z".parse().unwrap());
    let app = deployed(&world, &files).await;
    // The node was down when the message's time was over.
    world.clock.set("2026-11-28T15:00:00Z".parse().unwrap());
    assert_eq!(correlating::bring_messages(&app).await.unwrap(), 1);
    assert_eq!(instances_of(&world, "estudia-concepto").await.len(), 1);

    let world = World::open_with(with(&[])).await;
    sends(&world, "17", "favorable").await;
    world.clock.set("2026-11-26T15:00:01Z".parse().unwrap());
    let app = deployed(&world, &files).await;
    assert_eq!(correlating::bring_messages(&app).await.unwrap(), 0);
    assert_eq!(instances_of(&world, "estudia-concepto").await, []);
    assert_eq!(journaled(&world, "message", "expired").await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_whose_process_is_gone_is_refused_and_an_operator_has_it_brought_again_or_discards_it() {
    let world = World::open_with(with(&[("estudia-concepto", BEGINS)])).await;
    let actor = world.actor(SOFIA);
    let whole = starts::get(&world.app.db, "estudia-concepto/inicio/0")
        .await
        .unwrap()
        .unwrap();
    let gone = Start {
        version: 2,
        definition: "0".repeat(64),
        ..whole.clone()
    };
    world
        .app
        .writer
        .commit(Commit::of(Batch::new().put(gone)))
        .await
        .unwrap();
    sends(&world, "17", "favorable").await;
    sends(&world, "18", "favorable").await;
    assert_eq!(correlating::bring_messages(&world.app).await.unwrap(), 2);
    assert_eq!(instances_of(&world, "estudia-concepto").await, []);
    let refused = kept(&world).await;
    assert!(refused.iter().all(|message| message.refused.is_some()), "{refused:?}");

    boot::prepare(&world.app).await.unwrap();
    let (first, second) = (&refused[0], &refused[1]);
    let act = |message: &SentMessage, seen, act| {
        let id = message.id;
        let app = world.app.clone();
        async move { posting::act(&app, actor, id, seen, act, "se corrigió").await }
    };
    assert!(matches!(
        act(first, first.version - 1, Act::Retry).await,
        Err(Error::Conflict(_))
    ));
    act(first, first.version, Act::Retry).await.unwrap();
    act(second, second.version, Act::Discard).await.unwrap();
    assert!(matches!(
        act(second, second.version, Act::Discard).await,
        Err(Error::Conflict(_))
    ));
    let still = act(first, first.version + 1, Act::Retry).await;
    assert!(matches!(still, Err(Error::Closed(_))), "it is not refused any more");
    assert_eq!(correlating::bring_messages(&world.app).await.unwrap(), 1);
    assert_eq!(instances_of(&world, "estudia-concepto").await.len(), 1);
    for kind in ["retried", "discarded"] {
        let told = journaled(&world, "message", kind).await;
        assert_eq!(told[0].1["reason"], "se corrigió");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_that_its_process_cannot_take_is_refused_and_keeps_no_other_back() {
    let closes = BEGINS.replace("user_task: estudiar", "service_task: estudiar");
    let closes = closes.replace(
        "assign: { role: revisor, office: hacienda/tesoreria }",
        "service: close-case",
    );
    let closes = closes
        .replace("estudia-concepto", "cierra")
        .replace("message: concepto", "message: cierre");
    let world = World::open_with(with(&[("cierra", &closes), ("estudia-concepto", BEGINS)])).await;
    post(&world, "cierre", "17", json!({})).await;
    post(&world, "concepto", "17", json!({})).await;
    correlating::bring_messages(&world.app).await.unwrap();
    assert_eq!(instances_of(&world, "cierra").await, []);
    assert_eq!(instances_of(&world, "estudia-concepto").await.len(), 1);
    let left = kept(&world).await;
    assert_eq!(left.len(), 1);
    assert!(left[0].refused.as_ref().unwrap().contains("needs a case"), "{left:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_does_not_operate_sends_nothing_and_a_form_sent_twice_sends_one_message() {
    let world = World::open_with(with(&[("estudia-concepto", BEGINS)])).await;
    let letter = letter(&world, "concepto", "17", json!({ "sentido": "favorable" }));
    for (who, actor) in world.everybody() {
        let sent = posting::send(&world.app, actor, &letter, "prueba").await;
        let seen = posting::overview(&world.app, actor, &About::default(), posting::After::default()).await;
        if who != SOFIA {
            assert!(matches!(sent, Err(Error::Forbidden(_))), "{who}");
            assert!(matches!(seen, Err(Error::Forbidden(_))), "{who}");
        }
    }
    assert_eq!(kept(&world).await.len(), 1);
    let send = || posting::send(&world.app, world.actor(SOFIA), &letter, "prueba");
    assert!(matches!(send().await, Err(Error::Conflict(_))));
    correlating::bring_messages(&world.app).await.unwrap();
    assert!(matches!(send().await, Err(Error::Conflict(_))), "received meanwhile");
    assert_eq!(instances_of(&world, "estudia-concepto").await.len(), 1);
    let sent = journaled(&world, "message", "sent").await;
    assert_eq!((sent.len(), &sent[0].1["reason"]), (1, &json!("prueba")));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_gateway_of_events_begins_with_the_first_of_them() {
    let world = World::open_with(with(&[("primero-de-dos", FIRST_OF_TWO)])).await;
    post(&world, "aviso", "1", json!({ "texto": "hola" })).await;
    assert_eq!(correlating::bring_messages(&world.app).await.unwrap(), 1);
    let begun = instances_of(&world, "primero-de-dos").await;
    assert_eq!((begun.len(), begun[0].status.as_str()), (1, "finished"));
    assert_eq!(variables(&world, begun[0].id).await["dicho"]["texto"], "hola");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_start_with_several_things_begins_with_each_of_them() {
    let process = begun_by(
        "varios",
        "any: [ { message: aviso }, { signal: alerta }, { timer: R/PT1H } ]",
    );
    let world = World::open_with(with(&[("varios", &process)])).await;
    post(&world, "aviso", "1", json!({})).await;
    correlating::bring_messages(&world.app).await.unwrap();
    begin(&world, "lanza-alerta", json!({})).await;
    world.settle().await;
    world.at("2026-11-19T16:00:00Z").await;
    let told = journaled(&world, "instance", "begun").await;
    let by: Vec<_> = told.iter().map(|(_, data)| data["cause"]["by"].clone()).collect();
    assert_eq!(by, [json!("message"), json!("signal"), json!("timer")]);
}

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
