//! Codes and access tokens that the issuer has given and not yet seen again.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

use crate::keys::{KeyError, fingerprint, random_token};

/// How long a code can be exchanged.
const CODE_LIFE: SignedDuration = SignedDuration::from_secs(60);
/// How long an access token opens the userinfo endpoint.
pub const TOKEN_LIFE: SignedDuration = SignedDuration::from_mins(5);

/// What a code stands for.
#[derive(Debug, Clone)]
pub struct Grant {
    /// What is claimed about who chose to sign in.
    pub claims: Value,
    /// Id of the issuer.
    pub realm: String,
    /// The request's address to come back to.
    pub redirect_uri: String,
    /// The request's nonce.
    pub nonce: Option<String>,
    /// The request's PKCE challenge (S256).
    pub challenge: String,
    /// When the person chose.
    pub at: Timestamp,
}

/// The issuer's memory. It forgets what has expired whenever it learns something.
#[derive(Default)]
pub struct Grants(Mutex<Memory>);

#[derive(Default)]
struct Memory {
    codes: HashMap<String, Grant>,
    tokens: HashMap<String, (Value, Timestamp)>,
}

impl Grants {
    /// A new code for a grant.
    pub fn give_code(&self, grant: Grant) -> Result<String, KeyError> {
        let code = random_token()?;
        let mut memory = self.memory();
        let now = grant.at;
        memory.codes.retain(|_, old| old.at + CODE_LIFE > now);
        memory.tokens.retain(|_, (_, expires)| *expires > now);
        memory.codes.insert(fingerprint(&code), grant);
        Ok(code)
    }

    /// What a code stands for; the code is worth nothing afterwards (RFC 6749 section 4.1.2).
    pub fn take_code(&self, code: &str, now: Timestamp) -> Option<Grant> {
        let grant = self.memory().codes.remove(&fingerprint(code))?;
        (grant.at + CODE_LIFE > now).then_some(grant)
    }

    /// A new access token for a person's claims.
    pub fn give_token(&self, claims: Value, now: Timestamp) -> Result<String, KeyError> {
        let token = random_token()?;
        self.memory()
            .tokens
            .insert(fingerprint(&token), (claims, now + TOKEN_LIFE));
        Ok(token)
    }

    /// The claims that an access token opens.
    pub fn claims_behind(&self, token: &str, now: Timestamp) -> Option<Value> {
        let memory = self.memory();
        let (claims, expires) = memory.tokens.get(&fingerprint(token))?;
        (*expires > now).then(|| claims.clone())
    }

    fn memory(&self) -> MutexGuard<'_, Memory> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
