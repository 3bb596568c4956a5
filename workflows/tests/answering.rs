//! What the office does with a case besides its tasks: it extends the term, and writes to the filer and is written to.
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

#[path = "stories/answers.rs"]
mod answers;
#[allow(dead_code, reason = "the stories use the rest of the world")]
#[path = "stories/world.rs"]
mod world;

use jiff::civil::date;
use radica_storage::notices;
use radica_workflows::problem::{Error, Result};
use radica_workflows::{adding, dossier, extending, messages};
use world::{World, is_hidden};

const LUZ: &str = "luz-dary-chindoy";
const SEGUNDO: &str = "segundo-jamioy";
const JAIRO: &str = "jairo-burbano";
const ROCIO: &str = "rocio-jansasoy";
const WHY: &str = "Falta el concepto de la oficina de planeación, que pedimos el 20 de noviembre.";

/// SVT-101, which Jairo's office answers in fifteen working days.
async fn filed() -> (World, String) {
    let world = World::open().await;
    let radicado = world.file(LUZ, "SVT-101", &[], &["acta", "estatutos", "listado"]).await;
    (world, radicado)
}

async fn extend(world: &World, who: &str, radicado: &str, by: &str, why: &str) -> Result<()> {
    let seen = world.case(radicado).await.version;
    let done = extending::extend(&world.app, world.actor(who), radicado, seen, (by, why)).await;
    world.settle().await;
    done.map(|told| assert!(told, "Luz gave her e-mail"))
}

fn fields_to_correct(refused: Result<()>) -> Vec<String> {
    let Err(Error::Invalid(errors)) = refused else {
        panic!("{refused:?}")
    };
    errors.into_iter().map(|error| error.field).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_term_is_extended_with_a_reason_and_the_filer_is_told() {
    let (world, radicado) = filed().await;
    assert_eq!(world.case(&radicado).await.due_on, Some(date(2026, 12, 11)));
    let sent = world.sent();
    extend(&world, JAIRO, &radicado, "5", WHY).await.unwrap();
    assert_eq!(world.case(&radicado).await.due_on, Some(date(2026, 12, 18)));
    assert_eq!(world.sent(), sent + 1);
    let told = notices::latest(&world.app.db, None, 10).await.unwrap();
    let told = told.iter().find(|notice| notice.event.contains(":prorroga:")).unwrap();
    assert!(
        told.body.contains(WHY) && told.body.contains("viernes 18 de diciembre"),
        "{}",
        told.body
    );
    let dossier = dossier::read(&world.app, world.actor(JAIRO), &radicado).await.unwrap();
    assert!(
        dossier.documents.iter().any(|document| document.kind == "prorroga"),
        "it is in the expediente"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_term_is_not_extended_beyond_double_nor_after_it_expired_nor_while_it_is_stopped() {
    let (world, radicado) = filed().await;
    assert_eq!(
        fields_to_correct(extend(&world, JAIRO, &radicado, "16", "corto").await),
        ["cuanto", "motivo"]
    );
    extend(&world, JAIRO, &radicado, "10", WHY).await.unwrap();
    assert_eq!(
        fields_to_correct(extend(&world, JAIRO, &radicado, "6", WHY).await),
        ["cuanto"]
    );
    extend(&world, JAIRO, &radicado, "5", WHY).await.unwrap();
    let third = extend(&world, JAIRO, &radicado, "1", WHY).await;
    assert!(matches!(third, Err(Error::Closed(_))), "{third:?}");

    let (world, radicado) = filed().await;
    world.at("2026-12-14T15:00:00Z").await;
    let late = extend(&world, JAIRO, &radicado, "1", WHY).await;
    assert!(matches!(late, Err(Error::Closed(_))), "{late:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn only_the_office_of_the_case_extends_its_term_or_writes_to_its_filer() {
    let (world, radicado) = filed().await;
    for who in [LUZ, SEGUNDO, ROCIO, "nancy-legarda"] {
        assert!(is_hidden(&extend(&world, who, &radicado, "5", WHY).await), "{who}");
        let written = messages::to_the_filer(&world.app, world.actor(who), &radicado, "Hola").await;
        assert!(is_hidden(&written), "{who}");
    }
    let other = messages::to_the_office(&world.app, world.actor(SEGUNDO), &radicado, "Hola").await;
    assert!(is_hidden(&other), "another citizen");
}

#[tokio::test(flavor = "multi_thread")]
async fn messages_go_both_ways_stay_in_the_expediente_and_move_no_date() {
    let (world, radicado) = filed().await;
    let (app, before) = (&world.app, world.case(&radicado).await);
    let sent = world.sent();
    messages::to_the_filer(app, world.actor(JAIRO), &radicado, "¿Cuántos afiliados son?")
        .await
        .unwrap();
    world.at("2026-11-19T15:01:00Z").await;
    messages::to_the_office(app, world.actor(LUZ), &radicado, "  Son 42.\r\nGracias. ")
        .await
        .unwrap();
    world.settle().await;
    assert_eq!(world.sent(), sent + 2, "each side is told");
    let said = messages::of(app, &before).await.unwrap();
    let texts: Vec<_> = said
        .iter()
        .map(|message| (message.from_office, message.text.as_str()))
        .collect();
    assert_eq!(texts, [(true, "¿Cuántos afiliados son?"), (false, "Son 42.\nGracias.")]);
    let dossier = dossier::read(app, world.actor(JAIRO), &radicado).await.unwrap();
    let kept = dossier
        .documents
        .iter()
        .filter(|document| document.kind == "comunicacion");
    assert_eq!(kept.count(), 2);
    assert_eq!(world.case(&radicado).await.due_on, before.due_on);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_empty_or_endless_message_is_refused_and_leaves_nothing() {
    let (world, radicado) = filed().await;
    let case = world.case(&radicado).await;
    for text in ["", " \n ", &"a".repeat(100_000)] {
        let refused = messages::to_the_office(&world.app, world.actor(LUZ), &radicado, text).await;
        assert_eq!(fields_to_correct(refused), ["text"]);
    }
    assert!(messages::of(&world.app, &case).await.unwrap().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_office_adds_a_document_to_the_expediente_and_nobody_else_does() {
    let (world, radicado) = filed().await;
    let app = &world.app;
    let photo = world.upload("fachada").await;
    let add = async |who: &str, title: &str, doctype: &str, brought: bool| {
        let upload = brought.then_some(&photo);
        adding::add(app, world.actor(who), &radicado, title, doctype, upload).await
    };
    for who in [LUZ, SEGUNDO, ROCIO] {
        assert!(is_hidden(&add(who, "Fachada", "anexo", true).await), "{who}");
    }
    assert_eq!(
        fields_to_correct(add(JAIRO, " ", "indice", false).await),
        ["nombre", "tipo", "archivo"]
    );
    add(JAIRO, "Fachada de la casa comunal", "anexo", true).await.unwrap();
    let dossier = dossier::read(app, world.actor(JAIRO), &radicado).await.unwrap();
    let added = dossier.documents.last().unwrap();
    assert_eq!(
        (added.title.as_str(), added.kind.as_str()),
        ("Fachada de la casa comunal", "anexo")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn an_extension_asked_for_twice_is_given_once() {
    let (world, radicado) = filed().await;
    let (app, jairo) = (&world.app, world.actor(JAIRO));
    let seen = world.case(&radicado).await.version;
    extending::extend(app, jairo, &radicado, seen, ("5", WHY))
        .await
        .unwrap();
    let again = extending::extend(app, jairo, &radicado, seen, ("5", WHY)).await;
    assert!(matches!(again, Err(Error::Conflict(_))), "{again:?}");
    assert_eq!(world.case(&radicado).await.due_on, Some(date(2026, 12, 18)));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_with_characters_that_are_not_seen_is_refused() {
    let (world, radicado) = filed().await;
    for hostile in ["uno\u{0}dos", "\u{202e}al revés"] {
        let refused = messages::to_the_office(&world.app, world.actor(LUZ), &radicado, hostile).await;
        assert_eq!(fields_to_correct(refused), ["text"]);
    }
}
