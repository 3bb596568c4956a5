//! What must hold at the end of every story, whatever happened in it.

use std::collections::BTreeSet;

use radica_engine::{Event, Instance};
use radica_storage::documents::{self, Document};
use radica_storage::media::Media;
use radica_storage::notices::{self, NoticeState};
use radica_storage::objects::Sha256;
use radica_storage::text::Outcome;
use radica_storage::{Json, expedientes, journal};
use radica_workflows::{following, worker};
use serde_json::Value;

use crate::audit;
use crate::world::World;

/// How a story ended.
pub struct Ending<'a> {
    pub outcome: &'a str,
    /// The number of the act that decided it.
    pub number: &'a str,
    /// Who signed it.
    pub signer: &'a str,
    /// How many messages the filer got.
    pub told: usize,
}

/// Asserts everything about a case that was decided and whose expediente was closed.
pub async fn of_an_ended_case(world: &World, radicado: &str, ending: &Ending<'_>) {
    let case = world.case(radicado).await;
    assert_eq!(case.outcome.as_deref(), Some(ending.outcome));
    assert_eq!(
        (case.status.as_str(), case.due_on),
        ("cerrado", None),
        "the clock ended with the answer"
    );
    the_journal_gives_the_stored_state(world, radicado).await;
    issued_documents_are_there_and_verify(world, radicado, ending).await;
    everybody_was_told_once(world, radicado, ending.told).await;
    the_expediente_has_no_gaps_and_is_closed(world, radicado).await;
    audit::everything_is_told(world).await;
}

/// Replaying the events of the journal gives the instance as it is stored, byte for byte.
pub async fn the_journal_gives_the_stored_state(world: &World, radicado: &str) {
    let (row, _) = world.instance(&world.case(radicado).await).await;
    let entries = journal::of_subject(&world.app.db, "instance", &row.id.to_string(), 0, i64::MAX)
        .await
        .unwrap();
    let mut replayed = Instance::new();
    for entry in entries.iter().filter(|entry| entry.kind == "decided") {
        let data: Value = entry.data.read().unwrap();
        let events: Vec<Event> = serde_json::from_value(data["events"].clone()).unwrap();
        for event in &events {
            replayed.apply(event).unwrap();
        }
    }
    assert_eq!(Json::of(&replayed).unwrap().as_str(), row.state.as_str());
}

async fn issued_documents_are_there_and_verify(world: &World, radicado: &str, ending: &Ending<'_>) {
    let case = world.case(radicado).await;
    let issued: Vec<Document> = documents::of_case(&world.app.db, case.id, 0, i64::MAX).await.unwrap();
    let issued: Vec<_> = issued
        .into_iter()
        .filter(|document| document.verification_code.is_some())
        .collect();
    assert!(
        issued
            .iter()
            .any(|document| document.radicado.as_deref() == Some(radicado)),
        "there is an acuse"
    );
    for document in &issued {
        let key: Sha256 = document.sha256.parse().unwrap();
        let content = world.app.objects.read_all(key, u64::MAX).await.unwrap();
        assert_eq!(Sha256::of(&content).to_string(), document.sha256);
        assert!(content.starts_with(b"%PDF"), "{} is a PDF", document.title);
        let code = document.verification_code.as_deref().unwrap();
        let verified = following::verify_code(&world.app, code).await.unwrap();
        assert_eq!(verified.signature, Ok(()), "{}", document.title);
    }
    let act = issued
        .iter()
        .find(|document| document.number.as_deref() == Some(ending.number));
    let act = act.unwrap_or_else(|| panic!("{} was not issued", ending.number));
    let verified = following::verify_code(&world.app, act.verification_code.as_deref().unwrap())
        .await
        .unwrap();
    assert_eq!(verified.statement.unwrap().statement.signer.subject, ending.signer);
}

/// The text of an issued act, without its line breaks.
pub async fn text_of(world: &World, radicado: &str, number: &str) -> String {
    let case = world.case(radicado).await;
    let issued = documents::of_case(&world.app.db, case.id, 0, i64::MAX).await.unwrap();
    let act = issued
        .iter()
        .find(|document| document.number.as_deref() == Some(number))
        .unwrap();
    let blob = world.app.objects.get(act.sha256.parse().unwrap()).await.unwrap();
    match world.app.extractor.extract(blob, Media::Pdf).await.unwrap() {
        Outcome::Text { text, .. } => text.split_whitespace().collect::<Vec<_>>().join(" "),
        other => panic!("{number} has no text: {other:?}"),
    }
}

async fn everybody_was_told_once(world: &World, radicado: &str, told: usize) {
    let case = world.case(radicado).await;
    let mine = world.app.db.clone();
    let notices = notices::of_case(&mine, case.id).await.unwrap();
    let filer = world.actor("luz-dary-chindoy").person().unwrap().email.clone().unwrap();
    let of_filer = |recipient: &str| recipient == filer || recipient == "luzdary@correo.co";
    assert!(
        notices
            .iter()
            .all(|notice| notice.state == NoticeState::Sent && notice.attempts == 1)
    );
    let events: BTreeSet<_> = notices.iter().map(|notice| &notice.event).collect();
    assert_eq!(events.len(), notices.len(), "no event is told twice");
    let subjects: Vec<_> = notices.iter().map(|notice| &notice.subject).collect();
    assert_eq!(
        notices.iter().filter(|notice| of_filer(&notice.recipient)).count(),
        told,
        "{subjects:?}"
    );
    assert_eq!(world.sent(), notices.len());
    assert_eq!(
        worker::send_due_notices(&world.app).await.unwrap(),
        0,
        "nothing is sent again"
    );
}

async fn the_expediente_has_no_gaps_and_is_closed(world: &World, radicado: &str) {
    let case = world.case(radicado).await;
    let expediente = expedientes::get(&world.app.db, case.expediente.unwrap())
        .await
        .unwrap()
        .unwrap();
    assert!(expediente.closed_at.is_some() && expediente.index_document.is_some());
    let listed = documents::of_case(&world.app.db, case.id, 0, i64::MAX).await.unwrap();
    let mut page = 1;
    for (document, ordinal) in listed.iter().zip(1..) {
        assert_eq!(
            (document.ordinal, document.page_start),
            (ordinal, page),
            "{}",
            document.title
        );
        page = document.page_end + 1;
    }
}
