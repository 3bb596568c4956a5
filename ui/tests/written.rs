//! Who changed something finds it, or is told that the search is behind, on whichever node answers.
#![allow(clippy::unwrap_used, reason = "helpers of tests")]

mod support;

use http::StatusCode;
use radica_workflows::indexer;
use support::{Browser, Site};

const BEHIND: &str = "La búsqueda aún no incluye los últimos cambios";

async fn official(site: &Site) -> Browser {
    let mut browser = site.browser();
    browser.sign_in("funcionarios", "omar-benavides").await;
    browser
}

#[tokio::test]
async fn who_has_changed_something_takes_along_how_far_the_journal_was() {
    let site = Site::open().await;
    let mut browser = official(&site).await;
    assert_eq!(
        browser.get("/expedientes").await.header("set-cookie"),
        "",
        "reading changes nothing"
    );
    let token = site.token_for(&browser, "radica_session");
    let changed = browser.post("/cuenta/atajos", &[("csrf", &token)]).await;
    assert_eq!(changed.status, StatusCode::SEE_OTHER, "{}", changed.body);
    let reached = *site.state.app().writer.position().borrow();
    assert_eq!(browser.cookies["radica_written"], reached.to_string());
}

#[tokio::test]
async fn a_search_that_is_behind_its_askers_changes_says_so_and_then_catches_up() {
    let site = Site::open().await;
    let app = site.state.app();
    let mut browser = official(&site).await;
    assert!(
        !browser.get("/expedientes?q=acta").await.body.contains(BEHIND),
        "nothing was changed"
    );
    let token = site.token_for(&browser, "radica_session");
    browser.post("/cuenta/atajos", &[("csrf", &token)]).await;
    // No worker runs here: as on a node whose index is behind.
    let behind = browser.get("/expedientes?q=acta").await;
    assert!(behind.body.contains(BEHIND), "{}", behind.body);
    let follows = async {
        app.index.wanted().await;
        indexer::catch_up(app).await.unwrap();
    };
    let (page, ()) = tokio::join!(browser.get("/expedientes?q=acta"), follows);
    assert_eq!(page.status, StatusCode::OK);
    assert!(!page.body.contains(BEHIND), "it waited for the index: {}", page.body);
}

#[tokio::test]
async fn a_cookie_that_somebody_made_up_only_makes_them_wait() {
    let site = Site::open().await;
    let mut browser = official(&site).await;
    for made_up in ["9223372036854775807", "-5", "pronto"] {
        browser.cookies.insert("radica_written".to_owned(), made_up.to_owned());
        assert_eq!(
            browser.get("/expedientes?q=acta").await.status,
            StatusCode::OK,
            "{made_up}"
        );
    }
}
