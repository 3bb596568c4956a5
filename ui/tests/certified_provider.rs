//! Signing in and out against an independent, certified provider: `oidc-provider` from npm, started
//! by the test on a free loopback port and stopped with it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "helpers of tests")]

mod support;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::Stdio;

use http::StatusCode;
use openidconnect::reqwest;
use radica_ui::config::{Config, IssuerAccess};
use radica_workflows::time::{Clock, FixedClock, SystemClock};
use support::{Site, encode, local};
use tokio::io::{AsyncBufReadExt, BufReader, Lines};
use tokio::process::{Child, ChildStdout, Command};

const SITE: &str = "http://localhost:8080";

/// The provider's process. It ends with the test: it is killed when dropped, and ends by itself
/// when its standard input closes.
struct Provider {
    issuer: String,
    _process: Child,
    /// Kept open: the provider ends when nobody listens to what it says.
    _says: Lines<BufReader<ChildStdout>>,
}

impl Provider {
    async fn start() -> Self {
        let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../tests/oidc-provider");
        assert!(
            folder.join("node_modules/oidc-provider").is_dir(),
            "oidc-provider is not installed: run `npm ci` in tests/oidc-provider (`make test` does)"
        );
        let mut process = Command::new("node")
            .arg(folder.join("provider.mjs"))
            .arg(format!("{SITE}/ingresar/ciudadania/regreso"))
            .arg(format!("{SITE}/salio"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .unwrap_or_else(|error| panic!("node is needed for this test (Debian: apt install nodejs): {error}"));
        let mut lines = BufReader::new(process.stdout.take().unwrap()).lines();
        let ready = lines
            .next_line()
            .await
            .unwrap()
            .expect("the provider ended before it was ready");
        let ready: serde_json::Value = serde_json::from_str(&ready).unwrap();
        Self {
            issuer: ready["issuer"].as_str().unwrap().to_owned(),
            _process: process,
            _says: lines,
        }
    }
}

/// A browser at the provider: follows redirects, fills in the two forms, keeps cookies.
struct Visitor {
    http: reqwest::Client,
    cookies: BTreeMap<String, String>,
    issuer: String,
}

impl Visitor {
    fn of(provider: &Provider) -> Self {
        let http = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .unwrap();
        Self {
            http,
            cookies: BTreeMap::new(),
            issuer: provider.issuer.clone(),
        }
    }

    /// From the authorization request to the path that the provider sends the browser back to.
    async fn sign_in(&mut self, address: &str, login: &str) -> String {
        let mut address = address.to_owned();
        let mut form = None;
        for _ in 0..12 {
            let response = self.ask(&address, form.take()).await;
            if let Some(location) = response.headers().get("location") {
                address = self.absolute(location.to_str().unwrap());
                if address.starts_with(SITE) {
                    return local(&address);
                }
            } else {
                let page = response.text().await.unwrap();
                let asks_who = page.contains("name=\"login\"");
                form = Some(match asks_who {
                    true => encode(&[("prompt", "login"), ("login", login), ("password", "x")]),
                    false => encode(&[("prompt", "consent")]),
                });
            }
        }
        panic!("the provider never sent the browser back; last at {address}");
    }

    async fn ask(&mut self, address: &str, form: Option<String>) -> reqwest::Response {
        let cookies: Vec<_> = self
            .cookies
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        let request = match form {
            Some(form) => self
                .http
                .post(address)
                .header("content-type", "application/x-www-form-urlencoded")
                .body(form),
            None => self.http.get(address),
        };
        let response = request.header("cookie", cookies.join("; ")).send().await.unwrap();
        for cookie in response.headers().get_all("set-cookie") {
            let (name, value) = cookie
                .to_str()
                .unwrap()
                .split(';')
                .next()
                .unwrap()
                .split_once('=')
                .unwrap();
            self.cookies.insert(name.to_owned(), value.to_owned());
        }
        response
    }

    fn absolute(&self, location: &str) -> String {
        match location.strip_prefix('/') {
            Some(path) => format!("{}/{path}", self.issuer),
            None => location.to_owned(),
        }
    }
}

async fn site_of(provider: &Provider) -> Site {
    let secret = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(secret.path(), "secreto-de-prueba\n").unwrap();
    let access = IssuerAccess {
        url: Some(provider.issuer.clone()),
        client_id: Some("radica-prueba".to_owned()),
        secret_file: Some(secret.path().to_owned()),
    };
    let change = |config: &mut Config| {
        config.issuers.insert("ciudadania".to_owned(), access);
    };
    Site::with(change, FixedClock::at(SystemClock::default().now())).await
}

#[tokio::test]
async fn a_citizen_signs_in_and_out_at_a_certified_provider() {
    let provider = Provider::start().await;
    let site = site_of(&provider).await;
    let mut browser = site.browser();
    let address = browser.leave_for("ciudadania", "/casos").await;
    assert!(
        address.starts_with(&provider.issuer) && address.contains("code_challenge_method=S256"),
        "{address}"
    );

    let path = Visitor::of(&provider).sign_in(&address, "luz-dary").await;
    let answer = browser.get(&path).await;
    assert_eq!(
        (answer.status, answer.location()),
        (StatusCode::SEE_OTHER, "/casos"),
        "{}",
        answer.body
    );

    let people = radica_storage::people::all(&site.state.app().db, None, 10)
        .await
        .unwrap();
    assert_eq!(people.len(), 1);
    assert_eq!(
        (people[0].name.as_str(), people[0].subject.as_str()),
        ("Luz Dary Chindoy", "luz-dary")
    );
    assert_eq!(
        people[0].id_number.as_deref(),
        Some("41180552"),
        "it comes from the userinfo endpoint"
    );

    let token = site.token_for(&browser, "radica_session");
    let out = browser.post("/salir", &[("csrf", &token)]).await;
    assert!(
        out.location().starts_with(&format!("{}/session/end?", provider.issuer)),
        "{}",
        out.location()
    );
    let page = Visitor::of(&provider).ask(out.location(), None).await;
    assert_eq!(page.status(), 200, "the provider accepts the sign-out request");
}

#[tokio::test]
async fn a_code_of_a_certified_provider_cannot_be_used_twice() {
    let provider = Provider::start().await;
    let site = site_of(&provider).await;
    let mut browser = site.browser();
    let address = browser.leave_for("ciudadania", "/").await;
    let path = Visitor::of(&provider).sign_in(&address, "luz-dary").await;
    let mut twin = browser.clone();
    assert_eq!(browser.get(&path).await.status, StatusCode::SEE_OTHER);
    assert_eq!(twin.get(&path).await.status, StatusCode::BAD_REQUEST);
}
