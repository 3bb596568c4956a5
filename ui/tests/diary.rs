//! An administrator looks through the journal; nobody else does.
#![allow(clippy::unwrap_used, reason = "tests")]

mod support;

use http::StatusCode;
use jiff::SignedDuration;
use radica_storage::journal;
use radica_ui::config;
use radica_workflows::settings;
use radica_workflows::time::Clock;
use serde_json::Value;
use support::{Browser, Site};

async fn administrator(site: &Site) -> Browser {
    let mut browser = site.browser();
    browser.sign_in("funcionarios", "sofia-ortega").await;
    browser
}

#[tokio::test]
async fn an_administrator_finds_who_was_refused_and_reads_the_entry() {
    let site = Site::open().await;
    let mut luz = site.browser();
    luz.sign_in("ciudadania", "luz-dary-chindoy").await;
    assert_eq!(luz.get("/operacion/diario").await.status, StatusCode::FORBIDDEN);
    let mut sofia = administrator(&site).await;
    let found = sofia.get("/operacion/diario?hecho=refused&dia=2026-11-19").await;
    assert_eq!(found.status, StatusCode::OK);
    assert!(
        found.body.contains("Luz Dary") && found.body.contains("Se negó un acto"),
        "{}",
        found.body
    );
    let link = found.body.split("href=\"/operacion/diario/").nth(1).unwrap();
    let position = link.split('"').next().unwrap();
    let entry = sofia.get(&format!("/operacion/diario/{position}")).await;
    assert!(entry.body.contains("operate"), "{}", entry.body);
    let other_day = sofia.get("/operacion/diario?hecho=refused&dia=2026-11-18").await;
    assert!(other_day.body.contains("Nada coincide"), "{}", other_day.body);
    let nothing = sofia.get("/operacion/diario/999999").await;
    assert_eq!(nothing.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn the_whole_journal_is_read_page_by_page() {
    let site = Site::open().await;
    let mut sofia = administrator(&site).await;
    let (mut address, mut seen) = ("/operacion/diario".to_owned(), 0);
    loop {
        let page = sofia.get(&address).await;
        seen += page.body.matches("<th scope=\"row\">").count();
        let Some((before, _)) = page.body.split_once("\">Ver las anteriores") else {
            break;
        };
        address = before
            .rsplit("href=\"")
            .next()
            .unwrap()
            .replace("&amp;", "&")
            .replace("&#38;", "&");
    }
    let last = journal::last_position(&site.state.app().db).await.unwrap();
    assert_eq!(i64::try_from(seen).unwrap(), last, "each entry once");
}

#[tokio::test]
async fn a_start_with_other_settings_is_in_the_journal_and_one_with_the_same_is_not() {
    let site = Site::open().await;
    let app = site.state.app();
    let kept = async || {
        let entries = journal::after(&app.db, 0, i64::MAX).await.unwrap();
        let started = entries.into_iter().filter(|entry| entry.kind == "started-with");
        started
            .map(|entry| entry.data.read::<Value>().unwrap())
            .collect::<Vec<_>>()
    };
    assert_eq!(kept().await.len(), 1, "the start of this site");
    site.clock.set(site.clock.now() + SignedDuration::from_hours(1));
    let node = site.state.config().listen.to_string();
    let mut told = config::told(site.state.config(), &app.catalog().version);
    settings::note(app, &node, &told).await.unwrap();
    assert_eq!(kept().await.len(), 1, "nothing changed");
    told.insert("message_days", "3".to_owned());
    settings::note(app, &node, &told).await.unwrap();
    let changed = kept().await.remove(1);
    assert_eq!(changed["old"], serde_json::json!({ "message_days": "7" }));
    assert_eq!(changed["new"], serde_json::json!({ "message_days": "3" }));
}
