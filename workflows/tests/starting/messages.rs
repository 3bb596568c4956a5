//! Processes that begin by a message.

use crate::given::*;
use crate::world::{self, World};
use radica_storage::sent_messages::SentMessage;
use radica_storage::starts::{self, Start};
use radica_storage::{Batch, Commit};
use radica_workflows::posting::{self, About, Act};
use radica_workflows::problem::Error;
use radica_workflows::{boot, console, correlating, deciding, inbox, standing};
use serde_json::json;

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
