//! Signing in and out, and everything that must not open a session.
#![allow(clippy::unwrap_used, reason = "helpers of tests")]

mod support;

use http::StatusCode;
use jiff::SignedDuration;
use radica_storage::journal;
use radica_workflows::time::Clock;
use support::{Site, choose};

const CITIZEN: (&str, &str) = ("ciudadania", "luz-dary-chindoy");
const SESSION: &str = "radica_session";

/// What the journal says of refused sign-ins.
async fn refusals(site: &Site) -> Vec<String> {
    let entries = journal::after(&site.state.app().db, 0, 1000).await.unwrap();
    let refused = entries.into_iter().filter(|entry| entry.kind == "sign-in-refused");
    refused.map(|entry| entry.data.as_str().to_owned()).collect()
}

#[tokio::test]
async fn a_person_signs_in_and_comes_back_to_the_page_they_wanted() {
    let site = Site::open().await;
    let mut browser = site.browser();
    let path = browser
        .return_from_demo(CITIZEN.0, CITIZEN.1, "/tramites/SVT-135")
        .await;
    let answer = browser.get(&path).await;
    assert_eq!(
        (answer.status, answer.location()),
        (StatusCode::SEE_OTHER, "/tramites/SVT-135")
    );
    assert!(browser.cookies.contains_key(SESSION));
    let page = browser.get("/ingresar").await;
    assert_eq!(page.location(), "/", "who has signed in has nothing to do there");
}

#[tokio::test]
async fn the_database_never_holds_what_the_browser_holds() {
    let site = Site::open().await;
    let mut browser = site.browser();
    browser.sign_in(CITIZEN.0, CITIZEN.1).await;
    let token = &browser.cookies[SESSION];
    let key = radica_ui::keys::fingerprint(token);
    let now = site.clock.now();
    let row = radica_storage::sessions::get(&site.state.app().db, &key, now)
        .await
        .unwrap()
        .unwrap();
    assert!(!row.data.as_str().contains(token.as_str()) && row.id != *token);
}

#[tokio::test]
async fn a_response_cannot_be_replayed() {
    let site = Site::open().await;
    let mut browser = site.browser();
    let path = browser.return_from_demo(CITIZEN.0, CITIZEN.1, "/").await;
    let mut twin = browser.clone();
    browser.get(&path).await;
    let again = twin.get(&path).await;
    assert_eq!(again.status, StatusCode::BAD_REQUEST);
    assert!(again.body.contains("Este ingreso ya no es válido"), "{}", again.body);
    assert!(!twin.cookies.contains_key(SESSION));
    assert!(refusals(&site).await[0].contains("unknown, used or expired state"));
}

#[tokio::test]
async fn a_response_is_worth_nothing_in_another_browser() {
    let site = Site::open().await;
    let path = site.browser().return_from_demo(CITIZEN.0, CITIZEN.1, "/").await;
    let mut victim = site.browser();
    assert_eq!(victim.get(&path).await.status, StatusCode::BAD_REQUEST);
    victim.leave_for(CITIZEN.0, "/").await;
    assert_eq!(
        victim.get(&path).await.status,
        StatusCode::BAD_REQUEST,
        "not even with a sign-in under way"
    );
    assert!(!victim.cookies.contains_key(SESSION));
}

#[tokio::test]
async fn a_forged_state_or_code_opens_nothing() {
    let site = Site::open().await;
    let mut browser = site.browser();
    let path = browser.return_from_demo(CITIZEN.0, CITIZEN.1, "/").await;
    let forged = browser.clone().get("/ingresar/ciudadania/regreso?code=x&state=y").await;
    assert_eq!(forged.status, StatusCode::BAD_REQUEST);
    let code = path.split("code=").nth(1).unwrap().split('&').next().unwrap();
    let wrong_code = browser.get(&path.replace(code, "inventado")).await;
    assert_eq!(wrong_code.status, StatusCode::BAD_REQUEST);
    assert!(
        wrong_code.body.contains("no confirmó el ingreso"),
        "{}",
        wrong_code.body
    );
    assert!(!browser.cookies.contains_key(SESSION));
}

#[tokio::test]
async fn an_answer_of_one_issuer_is_refused_at_the_door_of_another() {
    let site = Site::open().await;
    let mut browser = site.browser();
    let path = browser.return_from_demo(CITIZEN.0, CITIZEN.1, "/").await;
    let answer = browser
        .get(&path.replace("/ciudadania/regreso", "/funcionarios/regreso"))
        .await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    assert!(answer.body.contains("No pudimos comprobar su identidad"));
    assert!(refusals(&site).await[0].contains("another issuer"));
}

#[tokio::test]
async fn a_sign_in_that_takes_more_than_ten_minutes_has_to_begin_again() {
    let site = Site::open().await;
    let mut browser = site.browser();
    let path = browser.return_from_demo(CITIZEN.0, CITIZEN.1, "/").await;
    site.clock.set(site.clock.now() + SignedDuration::from_mins(11));
    assert_eq!(browser.get(&path).await.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn who_gives_up_at_the_issuer_is_told_and_has_no_session() {
    let site = Site::open().await;
    let mut browser = site.browser();
    let address = browser.leave_for("funcionarios", "/").await;
    let path = choose(&address, "").await;
    let answer = browser.get(&path).await;
    assert_eq!(answer.location(), "/ingresar");
    assert!(browser.get("/ingresar").await.body.contains("No ingresó"));
    assert!(!browser.cookies.contains_key(SESSION));
}

#[tokio::test]
async fn nobody_is_sent_to_another_site_after_signing_in() {
    let site = Site::open().await;
    for hostile in ["https://malo.co", "//malo.co", "/\\malo.co"] {
        let mut browser = site.browser();
        let path = browser.return_from_demo(CITIZEN.0, CITIZEN.1, hostile).await;
        assert_eq!(browser.get(&path).await.location(), "/", "{hostile}");
    }
}

#[tokio::test]
async fn signing_in_again_gives_a_new_token_and_ends_the_former_session() {
    let site = Site::open().await;
    let mut browser = site.browser();
    browser.sign_in(CITIZEN.0, CITIZEN.1).await;
    let mut left_behind = browser.clone();
    browser.sign_in("funcionarios", "omar-benavides").await;
    assert_ne!(browser.cookies[SESSION], left_behind.cookies[SESSION]);
    left_behind.get("/ingresar").await;
    assert!(
        !left_behind.cookies.contains_key(SESSION),
        "the former session has ended"
    );
}

#[tokio::test]
async fn a_session_ends_when_idle_and_at_its_absolute_end() {
    let site = Site::open().await;
    let idle = SignedDuration::from_mins(site.state.app().catalog().entity.limits.session_minutes.into());
    let mut idler = site.browser();
    idler.sign_in(CITIZEN.0, CITIZEN.1).await;
    let mut busy = idler.clone();
    busy.sign_in(CITIZEN.0, CITIZEN.1).await;
    let mut steps = 0;
    while busy.cookies.contains_key(SESSION) {
        site.clock.set(site.clock.now() + idle - SignedDuration::from_mins(2));
        busy.get("/ingresar").await;
        steps += 1;
        assert!(steps < 100, "a session that is used ends too");
    }
    assert!(steps > 10, "a session that is used goes on: {steps}");
    idler.get("/ingresar").await;
    assert!(!idler.cookies.contains_key(SESSION));
}

#[tokio::test]
async fn signing_out_ends_the_session_here_and_at_the_issuer() {
    let site = Site::open().await;
    let mut browser = site.browser();
    browser.sign_in(CITIZEN.0, CITIZEN.1).await;
    let thief = browser.clone();
    let token = site.token_for(&browser, SESSION);
    let answer = browser.post("/salir", &[("csrf", &token)]).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    let location = answer.location().to_owned();
    assert!(
        location.contains("/ciudadania/logout?") && location.contains("id_token_hint="),
        "{location}"
    );
    assert!(!browser.cookies.contains_key(SESSION));
    let mut thief = thief;
    thief.get("/ingresar").await;
    assert!(
        !thief.cookies.contains_key(SESSION),
        "a stolen cookie is worth nothing either"
    );
}

#[tokio::test]
async fn an_issuer_that_does_not_answer_is_not_the_persons_fault() {
    let dead = |config: &mut radica_ui::config::Config| {
        let access = radica_ui::config::IssuerAccess {
            url: Some("http://127.0.0.1:9/".to_owned()),
            ..Default::default()
        };
        config.issuers.insert("ciudadania".to_owned(), access);
    };
    let clock = radica_workflows::time::FixedClock::at(support::NOW.parse().unwrap());
    let site = Site::with(dead, clock).await;
    let answer = site.browser().get("/ingresar/ciudadania").await;
    assert_eq!(answer.status, StatusCode::BAD_GATEWAY);
    assert!(answer.body.contains("El proveedor de identidad no responde"));
}
