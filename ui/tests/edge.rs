//! What every request passes through: form tokens, headers, limits, and the words of problems.
#![allow(clippy::unwrap_used, reason = "helpers of tests")]

mod support;

use axum::body::Body;
use http::{Request, StatusCode, header};
use support::Site;

#[tokio::test]
async fn a_form_without_its_token_changes_nothing() {
    let site = Site::open().await;
    let mut browser = site.browser();
    browser.sign_in("ciudadania", "luz-dary-chindoy").await;
    for form in [&[][..], &[("csrf", "inventado")][..]] {
        let answer = browser.post("/salir", form).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN);
        assert!(
            answer.body.contains("Este formulario ya no es válido"),
            "{}",
            answer.body
        );
    }
    assert_eq!(browser.get("/ingresar").await.location(), "/", "the session goes on");
}

#[tokio::test]
async fn the_token_of_one_session_is_worth_nothing_in_another() {
    let site = Site::open().await;
    let (mut mine, mut theirs) = (site.browser(), site.browser());
    mine.sign_in("ciudadania", "luz-dary-chindoy").await;
    theirs.sign_in("funcionarios", "omar-benavides").await;
    let token = site.token_for(&theirs, "radica_session");
    assert_eq!(
        mine.post("/salir", &[("csrf", &token)]).await.status,
        StatusCode::FORBIDDEN
    );
    let token = site.token_for(&mine, "radica_session");
    assert_eq!(
        mine.post("/salir", &[("csrf", &token)]).await.status,
        StatusCode::SEE_OTHER
    );
}

#[tokio::test]
async fn a_request_sent_by_another_site_is_refused_even_with_a_token() {
    let site = Site::open().await;
    let mut browser = site.browser();
    browser.sign_in("ciudadania", "luz-dary-chindoy").await;
    let request = Request::post("/salir")
        .header("x-csrf-token", site.token_for(&browser, "radica_session"))
        .header("sec-fetch-site", "cross-site")
        .body(Body::empty());
    assert_eq!(browser.send(request.unwrap()).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn a_page_with_a_form_gives_a_visitor_the_cookie_that_its_token_needs() {
    let site = Site::open().await;
    let mut browser = site.browser();
    assert_eq!(browser.get("/ingresar").await.status, StatusCode::OK);
    let token = site.token_for(&browser, "radica_browser");
    assert_eq!(
        browser.post("/salir", &[("csrf", &token)]).await.status,
        StatusCode::SEE_OTHER
    );
}

#[tokio::test]
async fn every_answer_carries_the_security_headers_and_its_number() {
    let site = Site::open().await;
    let answer = site.browser().get("/ingresar").await;
    assert!(answer.header("content-security-policy").contains("script-src 'self'"));
    assert_eq!(answer.header("x-content-type-options"), "nosniff");
    assert_eq!(answer.header("x-frame-options"), "SAMEORIGIN");
    assert_eq!(answer.header("referrer-policy"), "same-origin");
    assert_eq!(answer.header("x-request-id").len(), 16);
    assert_eq!(answer.header("strict-transport-security"), "", "not on plain http");
}

#[tokio::test]
async fn over_tls_cookies_are_secure_and_browsers_insist_on_it() {
    let clock = radica_workflows::time::FixedClock::at(support::NOW.parse().unwrap());
    let secure =
        |config: &mut radica_ui::config::Config| config.public_url = "https://tramites.gov.co".parse().unwrap();
    let site = Site::with(secure, clock).await;
    let answer = site.browser().get("/ingresar").await;
    assert!(answer.header("strict-transport-security").contains("max-age="));
    let cookie = answer.header("set-cookie");
    assert!(
        cookie.starts_with("__Host-radica_browser=") && cookie.contains("; Secure"),
        "{cookie}"
    );
}

#[tokio::test]
async fn what_a_signed_in_person_sees_is_kept_by_no_cache() {
    let site = Site::open().await;
    let mut browser = site.browser();
    assert_eq!(browser.get("/ingresar").await.header("cache-control"), "no-cache");
    browser.sign_in("ciudadania", "luz-dary-chindoy").await;
    assert_eq!(browser.get("/ingresar").await.header("cache-control"), "no-store");
}

#[tokio::test]
async fn an_unknown_page_and_a_wrong_method_are_told_in_spanish() {
    let site = Site::open().await;
    let mut browser = site.browser();
    let missing = browser.get("/no-existe").await;
    assert_eq!(missing.status, StatusCode::NOT_FOUND);
    assert!(
        missing.body.contains("<h1>No encontramos esta página</h1>"),
        "{}",
        missing.body
    );
    let wrong = browser.get("/salir").await;
    assert_eq!(
        (wrong.status, wrong.header("allow")),
        (StatusCode::METHOD_NOT_ALLOWED, "POST")
    );
    assert!(wrong.body.contains("no se puede usar así"));
}

#[tokio::test]
async fn a_program_gets_the_same_problem_as_data() {
    let site = Site::open().await;
    let request = Request::get("/no-existe")
        .header(header::ACCEPT, "application/json")
        .body(Body::empty());
    let answer = site.browser().send(request.unwrap()).await;
    assert_eq!(answer.header("content-type"), "application/problem+json");
    let problem: serde_json::Value = serde_json::from_str(&answer.body).unwrap();
    assert_eq!(problem["status"], 404);
    assert_eq!(problem["type"], "urn:radica:problem:not-found");
}

#[tokio::test]
async fn a_form_longer_than_allowed_is_told_so() {
    let site = Site::open().await;
    let mut browser = site.browser();
    browser.get("/ingresar").await;
    let long = "a".repeat(site.state.config().limits.form_kb * 1024 + 1);
    let answer = browser.post("/salir", &[("texto", &long)]).await;
    assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert!(answer.body.contains("demasiado grande"));
}

#[tokio::test]
async fn a_program_that_must_sign_in_is_told_and_a_person_is_taken_there() {
    use axum::routing::get;
    use radica_ui::{router, session::SignedIn};

    let site = Site::open().await;
    let private = axum::Router::new().route("/casos", get(|who: SignedIn| async move { who.person().name.clone() }));
    let mut browser = site.browser_of(router::site(site.state.clone(), private, axum::Router::new()));
    let answer = browser.get("/casos?estado=abierto").await;
    assert_eq!(answer.location(), "/ingresar?volver=%2Fcasos%3Festado%3Dabierto");
    let request = Request::get("/casos")
        .header(header::ACCEPT, "application/json")
        .body(Body::empty());
    assert_eq!(browser.send(request.unwrap()).await.status, StatusCode::UNAUTHORIZED);
    browser.sign_in("ciudadania", "luz-dary-chindoy").await;
    assert_eq!(browser.get("/casos").await.body, "Luz Dary Chindoy Jacanamijoy");
}

#[tokio::test]
async fn a_panic_is_a_failure_page_with_a_code_for_the_help_desk() {
    use axum::routing::get;
    use radica_ui::router;

    async fn broken() -> String {
        panic!("on purpose")
    }
    let site = Site::open().await;
    let pages = axum::Router::new().route("/roto", get(broken));
    let mut browser = site.browser_of(router::site(site.state.clone(), pages, axum::Router::new()));
    let answer = browser.get("/roto").await;
    assert_eq!(answer.status, StatusCode::INTERNAL_SERVER_ERROR);
    assert!(answer.body.contains("Algo falló de nuestro lado") && !answer.body.contains("on purpose"));
    assert!(answer.body.contains(answer.header("x-request-id")));
}
