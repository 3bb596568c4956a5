//! A system that has too much to do says so, and nobody loses what they typed.
#![allow(clippy::unwrap_used, clippy::panic, reason = "helpers of tests")]

mod support;

use axum::body::Body;
use http::{Request, StatusCode, header};
use radica_storage::{Batch, Commit, Db};
use radica_workflows::time::FixedClock;
use support::{Browser, Site};

/// A site whose writer takes one commit and lets one wait.
async fn site() -> Site {
    let clock = FixedClock::at(support::NOW.parse().unwrap());
    Site::with(|config| config.limits.queue = 1, clock).await
}

/// Fills the writer while `work` runs: the database is kept from it.
async fn while_full<T>(site: &Site, work: impl Future<Output = T>) -> T {
    let writer = &site.state.app().writer;
    let Db::Sqlite { write, .. } = &site.state.app().db else {
        panic!("this test is for SQLite")
    };
    let kept = write.acquire().await.unwrap();
    let fill = || {
        let writer = writer.clone();
        tokio::spawn(async move { writer.commit_patiently(Commit::of(Batch::new())).await })
    };
    let waiting = [fill(), fill()];
    // The second waits in the queue once the first was taken out of it.
    while writer.room() > 0 {
        tokio::task::yield_now().await;
    }
    let done = work.await;
    drop(kept);
    for commit in waiting {
        commit.await.unwrap().unwrap();
    }
    done
}

async fn citizen(site: &Site) -> Browser {
    let mut browser = site.browser();
    browser.sign_in("ciudadania", "luz-dary-chindoy").await;
    browser
}

#[tokio::test]
async fn a_form_that_cannot_be_taken_now_comes_back_whole_and_is_taken_later() {
    let site = site().await;
    let mut browser = citizen(&site).await;
    let token = site.token_for(&browser, "radica_session");
    let begin = "/tramites/SVT-135/empezar";
    let form = [("csrf", token.as_str()), ("nota", "linderos «al norte» & \"al sur\"")];
    let answer = while_full(&site, browser.clone().post(begin, &form)).await;
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE, "{}", answer.body);
    assert_eq!(answer.header("retry-after"), "5");
    assert!(answer.body.contains("lo que escribió no se perdió"), "{}", answer.body);
    assert!(answer.body.contains(&format!("action=\"{begin}\"")), "{}", answer.body);
    assert!(
        answer.body.contains("al norte» &#38; &#34;al sur&#34;"),
        "{}",
        answer.body
    );
    let again = answer.field("csrf");
    assert_eq!(
        browser.post(begin, &[("csrf", &again)]).await.status,
        StatusCode::SEE_OTHER
    );
}

#[tokio::test]
async fn a_form_that_may_bring_files_comes_back_as_such_a_form() {
    let site = site().await;
    let mut browser = citizen(&site).await;
    let token = site.token_for(&browser, "radica_session");
    let begun = browser.post("/tramites/SVT-135/empezar", &[("csrf", &token)]).await;
    let step = begun.location().to_owned();
    let typed = [
        ("csrf", token.as_str()),
        ("calidad", "propio"),
        ("nombre", "Luz Dary Chindoy Jacanamijoy"),
        ("tipo_documento", "cc"),
        ("documento", "1124850482"),
        ("direccion", "Calle 8 n.º 7-40, barrio «El Centro»"),
        ("municipio", "otro"),
        ("municipio_otro", "Pasto, Nariño"),
    ];
    let part = |(name, value)| format!("--X\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
    let body = typed.map(part).concat() + "--X--\r\n";
    let request = Request::post(&step)
        .header(header::ACCEPT, "text/html")
        .header(header::CONTENT_TYPE, "multipart/form-data; boundary=X")
        .body(Body::from(body))
        .unwrap();
    let mut browser = browser.clone();
    let answer = while_full(&site, browser.send(request)).await;
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE, "{}", answer.body);
    assert!(
        answer.body.contains("enctype=\"multipart/form-data\""),
        "{}",
        answer.body
    );
    assert!(
        answer.body.contains("value=\"Calle 8 n.º 7-40, barrio «El Centro»\""),
        "{}",
        answer.body
    );
}

#[tokio::test]
async fn a_program_is_told_as_data_when_to_try_again() {
    let site = site().await;
    let browser = citizen(&site).await;
    let token = site.token_for(&browser, "radica_session");
    let request = Request::post("/tramites/SVT-135/empezar")
        .header(header::ACCEPT, "application/json")
        .header("x-csrf-token", token)
        .body(Body::empty())
        .unwrap();
    let answer = while_full(&site, browser.clone().send(request)).await;
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE, "{}", answer.body);
    assert_eq!(answer.header("content-type"), "application/problem+json");
    assert_eq!(answer.header("retry-after"), "5");
    assert!(
        answer.body.contains("urn:radica:problem:unavailable"),
        "{}",
        answer.body
    );
}

#[tokio::test]
async fn pages_are_read_while_the_writer_is_full() {
    let site = site().await;
    let mut browser = citizen(&site).await;
    let page = while_full(&site, browser.get("/casos")).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
}
