//! An issuer whose answers can be made false in one respect at a time: no lie opens a session.
#![allow(clippy::unwrap_used, reason = "helpers of tests")]

mod support;

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use axum::Json;
use axum::Router;
use axum::extract::State;
use axum::routing::{get, post};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ed25519_dalek::{Signer, SigningKey};
use hmac::{Hmac, KeyInit, Mac};
use http::StatusCode;
use radica_ui::config::{Config, IssuerAccess};
use radica_workflows::time::{Clock, FixedClock};
use serde_json::{Value, json};
use sha2::Sha256;
use support::{Answer, Site};

const CLIENT: &str = "radica-prueba";
const SECRET: &str = "secreto-de-prueba";

/// How the answer is made.
#[derive(Clone)]
struct Token {
    header: Value,
    claims: Value,
    signed: Signed,
}

#[derive(Clone, Copy)]
enum Signed {
    WithOurKey,
    WithAnotherKey,
    WithTheClientSecret,
    NotAtAll,
}

struct Liar {
    base: String,
    key: SigningKey,
    next: Mutex<Option<Token>>,
}

impl Liar {
    async fn start() -> Arc<Self> {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let liar = Arc::new(Self {
            base,
            key: SigningKey::from_bytes(&[7; 32]),
            next: Mutex::default(),
        });
        let router = Router::new()
            .route("/.well-known/openid-configuration", get(configuration))
            .route("/jwks", get(jwks))
            .route("/token", post(token))
            .with_state(Arc::clone(&liar));
        tokio::spawn(async move { axum::serve(listener, router).await });
        liar
    }

    async fn site(&self) -> Site {
        let secret = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(secret.path(), SECRET).unwrap();
        let access = IssuerAccess {
            url: Some(self.base.clone()),
            client_id: Some(CLIENT.to_owned()),
            secret_file: Some(secret.path().to_owned()),
        };
        let change = |config: &mut Config| {
            config.issuers.insert("ciudadania".to_owned(), access);
        };
        Site::with(change, FixedClock::at(support::NOW.parse().unwrap())).await
    }

    fn sign(&self, token: &Token) -> String {
        let encode = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
        let message = format!(
            "{}.{}",
            encode(token.header.to_string().as_bytes()),
            encode(token.claims.to_string().as_bytes())
        );
        let signature = match token.signed {
            Signed::WithOurKey => self.key.sign(message.as_bytes()).to_bytes().to_vec(),
            Signed::WithAnotherKey => SigningKey::from_bytes(&[8; 32])
                .sign(message.as_bytes())
                .to_bytes()
                .to_vec(),
            Signed::WithTheClientSecret => {
                let mut mac = Hmac::<Sha256>::new_from_slice(SECRET.as_bytes()).unwrap();
                mac.update(message.as_bytes());
                mac.finalize().into_bytes().to_vec()
            }
            Signed::NotAtAll => Vec::new(),
        };
        format!("{message}.{}", encode(&signature))
    }
}

async fn configuration(State(liar): State<Arc<Liar>>) -> Json<Value> {
    let base = &liar.base;
    Json(json!({
        "issuer": base,
        "authorization_endpoint": format!("{base}/authorize"),
        "token_endpoint": format!("{base}/token"),
        "jwks_uri": format!("{base}/jwks"),
        "response_types_supported": ["code"],
        "subject_types_supported": ["public"],
        // It would accept anything; we do not.
        "id_token_signing_alg_values_supported": ["EdDSA", "HS256", "none"],
    }))
}

async fn jwks(State(liar): State<Arc<Liar>>) -> Json<Value> {
    let x = URL_SAFE_NO_PAD.encode(liar.key.verifying_key().as_bytes());
    Json(json!({ "keys": [{ "kty": "OKP", "crv": "Ed25519", "use": "sig", "kid": "k", "x": x }] }))
}

async fn token(State(liar): State<Arc<Liar>>) -> Json<Value> {
    let next = liar.next.lock().unwrap().take();
    let mut answer = json!({ "access_token": "a", "token_type": "Bearer", "expires_in": 60 });
    if let Some(token) = next {
        answer["id_token"] = json!(liar.sign(&token));
    }
    Json(answer)
}

/// Signs in with an honest token changed by `lie`; without a token at all if it answers `false`.
async fn sign_in_with(lie: impl FnOnce(&mut Token) -> bool) -> (Answer, bool) {
    let liar = Liar::start().await;
    let site = liar.site().await;
    let mut browser = site.browser();
    let address = browser.leave_for("ciudadania", "/").await;
    let query = address.split_once('?').unwrap().1;
    let sent: HashMap<_, _> = form_urlencoded::parse(query.as_bytes()).into_owned().collect();
    let now = site.clock.now().as_second();
    let mut token = Token {
        header: json!({ "alg": "EdDSA", "typ": "JWT", "kid": "k" }),
        claims: json!({
            "iss": liar.base, "aud": CLIENT, "sub": "s1", "name": "Luz Dary",
            "iat": now, "exp": now + 300, "nonce": sent["nonce"],
        }),
        signed: Signed::WithOurKey,
    };
    if lie(&mut token) {
        *liar.next.lock().unwrap() = Some(token);
    }
    let state = &sent["state"];
    let answer = browser
        .get(&format!("/ingresar/ciudadania/regreso?code=c&state={state}"))
        .await;
    (answer, browser.cookies.contains_key("radica_session"))
}

async fn is_refused(what: &str, lie: impl FnOnce(&mut Token)) {
    let (answer, signed_in) = sign_in_with(|token| {
        lie(token);
        true
    })
    .await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN, "{what}");
    assert!(answer.body.contains("No pudimos comprobar su identidad"), "{what}");
    assert!(!signed_in, "{what}");
}

#[tokio::test]
async fn the_honest_answer_is_accepted() {
    let (answer, signed_in) = sign_in_with(|_| true).await;
    assert!(answer.status == StatusCode::SEE_OTHER && signed_in, "{}", answer.body);
}

#[tokio::test]
async fn an_answer_without_an_id_token_is_refused() {
    let (answer, signed_in) = sign_in_with(|_| false).await;
    assert!(answer.status == StatusCode::FORBIDDEN && !signed_in);
}

#[tokio::test]
async fn a_token_for_another_sign_in_issuer_or_client_is_refused() {
    is_refused("nonce", |token| token.claims["nonce"] = json!("otro")).await;
    is_refused("no nonce", |token| token.claims["nonce"] = Value::Null).await;
    is_refused("issuer", |token| token.claims["iss"] = json!("https://otro.gov.co")).await;
    is_refused("audience", |token| token.claims["aud"] = json!("otro-cliente")).await;
    is_refused("one audience too many", |token| {
        token.claims["aud"] = json!([CLIENT, "otro"])
    })
    .await;
}

#[tokio::test]
async fn an_expired_token_is_refused() {
    is_refused("expired", |token| {
        let now = token.claims["iat"].as_i64().unwrap();
        token.claims["exp"] = json!(now - 1);
    })
    .await;
}

#[tokio::test]
async fn a_token_that_the_issuers_key_did_not_sign_is_refused() {
    is_refused("another key", |token| token.signed = Signed::WithAnotherKey).await;
    is_refused("no signature", |token| {
        token.header["alg"] = json!("none");
        token.signed = Signed::NotAtAll;
    })
    .await;
    is_refused("a secret that both sides know", |token| {
        token.header["alg"] = json!("HS256");
        token.signed = Signed::WithTheClientSecret;
    })
    .await;
}
