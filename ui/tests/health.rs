//! Whether a node lives and may be asked.
#![allow(clippy::unwrap_used, reason = "helpers of tests")]

mod support;

use http::StatusCode;
use radica_workflows::indexer;
use support::{Answer, Site};

async fn ready(site: &Site) -> Answer {
    site.browser().get("/salud/listo").await
}

#[tokio::test]
async fn a_node_that_serves_says_so_of_each_part_without_secrets() {
    let site = Site::open().await;
    let answer = ready(&site).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    for part in ["nodo", "base de datos", "escritor", "archivos", "búsqueda", "reloj"] {
        assert!(
            answer.body.contains(&format!("\"parte\":\"{part}\"")),
            "{}",
            answer.body
        );
    }
    assert_eq!(answer.header("cache-control"), "no-store");
    let data = site.state.config().data_dir.display().to_string();
    assert!(
        !answer.body.contains(&data) && !answer.body.contains("sqlite"),
        "{}",
        answer.body
    );
    assert_eq!(site.browser().get("/salud").await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_node_that_stops_says_first_that_it_is_not_ready_and_still_serves() {
    let site = Site::open().await;
    site.state.leave();
    let answer = ready(&site).await;
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(answer.body.contains("se está deteniendo"), "{}", answer.body);
    let page = site.browser().get("/").await;
    assert_eq!((page.status, page.header("connection")), (StatusCode::OK, "close"));
    assert_eq!(site.browser().get("/salud").await.status, StatusCode::OK, "it lives");
}

#[tokio::test]
async fn a_node_whose_search_is_far_behind_is_not_ready() {
    let clock = radica_workflows::time::FixedClock::at(support::NOW.parse().unwrap());
    let site = Site::with(|config| config.limits.index_lag = 0, clock).await;
    let answer = ready(&site).await;
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE, "{}", answer.body);
    assert!(answer.body.contains("entradas del diario"), "{}", answer.body);
    indexer::catch_up(site.state.app()).await.unwrap();
    assert_eq!(ready(&site).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_node_whose_clock_is_before_the_journal_is_not_ready() {
    let site = Site::open().await;
    assert_eq!(ready(&site).await.status, StatusCode::OK);
    site.clock.set("2026-11-19T15:00:00Z".parse().unwrap());
    let answer = ready(&site).await;
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(answer.body.contains("antes que la última entrada"), "{}", answer.body);
}

#[tokio::test]
async fn a_node_whose_database_is_gone_is_not_ready_and_lives() {
    let site = Site::open().await;
    site.state.app().db.close().await;
    let answer = ready(&site).await;
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(answer.body.contains("\"dice\":\"no responde\""), "{}", answer.body);
    assert_eq!(site.browser().get("/salud").await.status, StatusCode::OK);
}
