//! Every act that was refused is in the journal, with who asked for what.
#![allow(clippy::unwrap_used, reason = "tests")]

mod support;

use http::StatusCode;
use jiff::SignedDuration;
use radica_storage::journal::{self, Recorded};
use radica_workflows::actor::Actor;
use radica_workflows::filing::drafts;
use radica_workflows::people;
use radica_workflows::time::Clock;
use serde_json::{Value, json};
use support::{Browser, Site};

async fn refused(site: &Site) -> Vec<(Recorded, Value)> {
    let entries = journal::after(&site.state.app().db, 0, i64::MAX).await.unwrap();
    let refused = entries.into_iter().filter(|entry| entry.kind == "refused");
    refused
        .map(|entry| {
            let data = entry.data.read().unwrap();
            (entry, data)
        })
        .collect()
}

async fn citizen(site: &Site) -> Browser {
    let mut browser = site.browser();
    browser.sign_in("ciudadania", "luz-dary-chindoy").await;
    browser
}

async fn actor(site: &Site, issuer: &str, subject: &str) -> Actor {
    let app = site.state.app();
    let row = radica_storage::people::by_identity(&app.db, issuer, subject)
        .await
        .unwrap();
    Actor::Person(Box::new(people::get(app, row.unwrap().id).await.unwrap()))
}

#[tokio::test]
async fn who_does_not_operate_the_system_is_refused_and_the_journal_says_so_once_a_minute() {
    let site = Site::open().await;
    let mut browser = citizen(&site).await;
    for _ in 0..20 {
        let answer = browser.get("/operacion").await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN);
    }
    let [(entry, data)] = refused(&site).await.try_into().unwrap();
    assert_eq!(
        entry.actor,
        actor(&site, "ciudadania", "luz-dary-chindoy").await.journal_name()
    );
    assert_eq!(
        (entry.subject_kind.as_str(), data),
        ("part", json!({ "act": "operate", "count": 1 }))
    );
    site.clock.set(site.clock.now() + SignedDuration::from_mins(1));
    let (state, app) = (&site.state, site.state.app());
    state.refusals().sweep(app).await.unwrap();
    let told = refused(&site).await;
    assert_eq!(
        told[1].1,
        json!({ "act": "operate", "count": 19 }),
        "those that were only counted"
    );
    assert_eq!(told.len(), 2);
}

#[tokio::test]
async fn somebody_elses_draft_is_not_found_and_the_journal_knows_that_it_was_there() {
    let site = Site::open().await;
    citizen(&site).await;
    let app = site.state.app();
    let luz = actor(&site, "ciudadania", "luz-dary-chindoy").await;
    let draft = drafts::begin(app, &luz, "SVT-135").await.unwrap().to_string();
    let mut segundo = site.browser();
    segundo.sign_in("ciudadania", "segundo-jamioy").await;
    let missing = segundo.get("/borradores/01JD0000000000000000000000/datos").await;
    let hidden = segundo.get(&format!("/borradores/{draft}/datos")).await;
    assert_eq!(
        (missing.status, hidden.status),
        (StatusCode::NOT_FOUND, StatusCode::NOT_FOUND)
    );
    let [(entry, data)] = refused(&site).await.try_into().unwrap();
    assert_eq!(
        entry.actor,
        actor(&site, "ciudadania", "segundo-jamioy").await.journal_name()
    );
    assert_eq!(entry.subject_kind, "draft");
    assert_eq!(entry.subject_id, draft);
    assert_eq!(data["act"], "act-as-filer");
}
