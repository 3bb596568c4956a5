//! A real OpenID Connect issuer for the demonstration: discovery, keys, authorization code with
//! PKCE, signed ID tokens, userinfo and sign-out. It listens on loopback only and asks for no
//! password: its page lists the people of `entity.yaml`'s `demo` and whoever opens it chooses one.
//!
//! Every issuer that `entity.yaml` declares with `url: demo` lives under the one listener
//! (`/ciudadania`, `/funcionarios`), so that a demonstration exercises several issuers.

mod authorize;
mod discovery;
mod grants;
mod signing;
mod token;

use std::sync::Arc;

use axum::Router;
use axum::routing::{get, post};
use radica_workflows::catalog::entity::{DemoPerson, Entity, Issuer};
use radica_workflows::time::Clock;
use serde_json::{Value, json};

use super::routes;
use crate::config::PublicUrl;
use crate::keys::{KeyError, random_token};
use grants::Grants;
use signing::IssuerKey;

/// What `entity.yaml` writes in place of the address of an issuer of the demonstration.
pub const DEMO_URL: &str = "demo";

/// The demonstration's issuers, behind one listener.
pub struct DemoIssuer {
    base: String,
    public_url: PublicUrl,
    client_secret: String,
    key: IssuerKey,
    realms: Vec<Issuer>,
    people: Vec<DemoPerson>,
    grants: Grants,
    clock: Arc<dyn Clock>,
}

impl DemoIssuer {
    /// Issuers reached at `base` (`http://127.0.0.1:8081`) for the Radica at `public_url`, with a
    /// new key and a new client secret.
    ///
    /// # Errors
    /// When the system gives no random bytes.
    pub fn new(
        entity: &Entity,
        base: String,
        public_url: PublicUrl,
        clock: Arc<dyn Clock>,
    ) -> Result<Arc<Self>, KeyError> {
        let realms = entity
            .issuers
            .iter()
            .filter(|issuer| issuer.url == DEMO_URL)
            .cloned()
            .collect();
        Ok(Arc::new(Self {
            base,
            public_url,
            client_secret: random_token()?,
            key: IssuerKey::generate()?,
            realms,
            people: entity.demo.clone(),
            grants: Grants::default(),
            clock,
        }))
    }

    /// The issuer identifier of a declared issuer.
    pub fn identifier(&self, issuer: &str) -> String {
        format!("{}/{issuer}", self.base)
    }

    /// The secret of Radica as a client.
    pub fn client_secret(&self) -> &str {
        &self.client_secret
    }

    /// Everything it answers.
    pub fn router(self: Arc<Self>) -> Router {
        Router::new()
            .route(
                "/{realm}/.well-known/openid-configuration",
                get(discovery::configuration),
            )
            .route("/{realm}/jwks", get(discovery::jwks))
            .route("/{realm}/authorize", get(authorize::ask).post(authorize::choose))
            .route("/{realm}/token", post(token::exchange))
            .route("/{realm}/userinfo", get(token::userinfo).post(token::userinfo))
            .route("/{realm}/logout", get(discovery::logout).post(discovery::logout))
            .route("/estilo.css", get(authorize::style))
            .with_state(self)
    }

    fn realm(&self, id: &str) -> Option<&Issuer> {
        self.realms.iter().find(|realm| realm.id == id)
    }

    fn people_of<'a>(&'a self, realm: &'a Issuer) -> impl Iterator<Item = &'a DemoPerson> {
        self.people.iter().filter(|person| person.issuer == realm.id)
    }

    fn redirect_uri(&self, realm: &Issuer) -> String {
        self.public_url.join(&routes::callback_path(&realm.id))
    }
}

/// What an issuer claims about a person, in the ID token and at the userinfo endpoint, under the
/// names that its declaration reads.
fn claims_of(person: &DemoPerson, realm: &Issuer) -> Value {
    let names = &realm.claims;
    let mut claims = json!({ "sub": person.subject, "email_verified": true });
    let mut say = |name: Option<&String>, value: Value| {
        if let (Some(name), false) = (name, value.is_null()) {
            claims[name.as_str()] = value;
        }
    };
    say(Some(&names.name), json!(person.name));
    say(Some(&names.identification), json!(person.identification));
    say(Some(&names.email), json!(person.email));
    say(names.phone.as_ref(), json!(person.phone));
    say(names.roles.as_ref(), json!(person.roles));
    say(names.offices.as_ref(), json!(person.offices));
    claims
}
