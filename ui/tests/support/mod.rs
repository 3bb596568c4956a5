//! A Radica of its own for each test, and a browser that keeps cookies.
//!
//! ```ignore
//! let site = Site::open().await;              // in-process, SQLite in a temporary folder, demo issuer on a free port
//! let mut browser = site.browser();
//! browser.sign_in("ciudadania", "luz-dary-chindoy").await;
//! let page = browser.get("/casos").await;
//! ```
#![allow(clippy::unwrap_used, clippy::panic, reason = "helpers of tests")]
#![allow(dead_code, reason = "each test binary uses its part")]

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use http::{HeaderMap, Method, Request, StatusCode, header};
use http_body_util::BodyExt;
use jiff::Timestamp;
use openidconnect::reqwest;
use radica_ui::config::Config;
use radica_ui::middleware::csrf;
use radica_ui::node::Node;
use radica_ui::server::Stop;
use radica_ui::state::AppState;
use radica_workflows::catalog::Files;
use radica_workflows::time::{Clock, FixedClock};
use tower::ServiceExt;

/// Thursday 19 November 2026, 10:14 in Colombia.
pub const NOW: &str = "2026-11-19T15:14:00Z";

pub struct Site {
    pub router: Router,
    pub state: AppState,
    pub clock: Arc<FixedClock>,
    _folder: tempfile::TempDir,
    _stop: tokio::sync::watch::Sender<bool>,
}

impl Site {
    pub async fn open() -> Self {
        let now: Timestamp = NOW.parse().unwrap();
        Self::with(|_| {}, FixedClock::at(now)).await
    }

    pub async fn with(change: impl FnOnce(&mut Config), clock: FixedClock) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut config = Config {
            data_dir: folder.path().to_owned(),
            demo: true,
            demo_listen: ([127, 0, 0, 1], 0).into(),
            ..Config::default()
        };
        change(&mut config);
        let clock = Arc::new(clock);
        let (sender, stop) = Stop::by_hand();
        let mut node = Node::open(config, &Files::embedded(), Arc::clone(&clock) as Arc<dyn Clock>)
            .await
            .unwrap();
        node.start_demo(&stop);
        Self {
            router: node.router(),
            state: node.state().clone(),
            clock,
            _folder: folder,
            _stop: sender,
        }
    }

    pub fn browser(&self) -> Browser {
        self.browser_of(self.router.clone())
    }

    /// The token that a page would give this browser for its forms.
    pub fn token_for(&self, browser: &Browser, cookie: &str) -> String {
        csrf::new_token(self.state.edge_key(), &browser.cookies[cookie]).unwrap()
    }

    /// A browser of this site with other routes.
    pub fn browser_of(&self, router: Router) -> Browser {
        Browser {
            router,
            cookies: BTreeMap::new(),
        }
    }
}

/// What came back.
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: String,
}

impl Answer {
    pub fn location(&self) -> &str {
        self.headers[header::LOCATION].to_str().unwrap()
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// Value of a hidden field of the page.
    pub fn field(&self, name: &str) -> String {
        let start = format!("name=\"{name}\" value=\"");
        let (_, rest) = self
            .body
            .split_once(&start)
            .unwrap_or_else(|| panic!("no {name} in {}", self.body));
        rest.split('"').next().unwrap().to_owned()
    }
}

/// Asks the site and keeps its cookies.
#[derive(Clone)]
pub struct Browser {
    router: Router,
    pub cookies: BTreeMap<String, String>,
}

impl Browser {
    pub async fn get(&mut self, path: &str) -> Answer {
        let accept = "text/html,application/xhtml+xml,*/*;q=0.8";
        self.send(
            Request::get(path)
                .header(header::ACCEPT, accept)
                .body(Body::empty())
                .unwrap(),
        )
        .await
    }

    pub async fn post(&mut self, path: &str, form: &[(&str, &str)]) -> Answer {
        let body = encode(form);
        let request = Request::post(path)
            .header(header::ACCEPT, "text/html")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(body));
        self.send(request.unwrap()).await
    }

    pub async fn send(&mut self, mut request: Request<Body>) -> Answer {
        let sent: Vec<_> = self
            .cookies
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        if !sent.is_empty() {
            request
                .headers_mut()
                .insert(header::COOKIE, sent.join("; ").parse().unwrap());
        }
        let response = self.router.clone().oneshot(request).await.unwrap();
        self.keep(response.headers());
        let (parts, body) = response.into_parts();
        let bytes = body.collect().await.unwrap().to_bytes();
        Answer {
            status: parts.status,
            headers: parts.headers,
            body: String::from_utf8_lossy(&bytes).into_owned(),
        }
    }

    /// Begins a sign-in and gives the address at the issuer.
    pub async fn leave_for(&mut self, issuer: &str, back: &str) -> String {
        let query = encode(&[("volver", back)]);
        let answer = self.get(&format!("/ingresar/{issuer}?{query}")).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
        answer.location().to_owned()
    }

    /// Signs in at the demonstration's issuer, up to the path that the issuer sends the browser back to.
    pub async fn return_from_demo(&mut self, issuer: &str, person: &str, back: &str) -> String {
        let address = self.leave_for(issuer, back).await;
        choose(&address, person).await
    }

    pub async fn sign_in(&mut self, issuer: &str, person: &str) -> Answer {
        let path = self.return_from_demo(issuer, person, "/").await;
        let answer = self.get(&path).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
        answer
    }

    fn keep(&mut self, headers: &HeaderMap) {
        for value in headers.get_all(header::SET_COOKIE) {
            let cookie = value.to_str().unwrap();
            let (name, value) = cookie.split(';').next().unwrap().split_once('=').unwrap();
            if cookie.contains("Max-Age=0") {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
    }
}

/// Chooses a person on the demonstration issuer's page; gives the local path to come back to.
pub async fn choose(address: &str, person: &str) -> String {
    let http = reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .build()
        .unwrap();
    let page = http.get(address).send().await.unwrap();
    assert_eq!(page.status(), 200, "the issuer refused {address}");
    let (endpoint, query) = address.split_once('?').unwrap();
    let form = format!("{query}&{}", encode(&[("person", person)]));
    let chosen = http
        .request(Method::POST, endpoint)
        .header("content-type", "application/x-www-form-urlencoded")
        .body(form)
        .send()
        .await
        .unwrap();
    assert_eq!(chosen.status(), 303);
    local(chosen.headers()["location"].to_str().unwrap())
}

/// The local path of an address of the site.
pub fn local(address: &str) -> String {
    address
        .strip_prefix("http://localhost:8080")
        .unwrap_or_else(|| panic!("not ours: {address}"))
        .to_owned()
}

pub fn encode(pairs: &[(&str, &str)]) -> String {
    form_urlencoded::Serializer::new(String::new())
        .extend_pairs(pairs)
        .finish()
}
