//! An issuer as an OpenID Connect client knows it: discovered when first needed, again when its
//! keys may have changed.

use std::sync::Arc;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use openidconnect::core::{
    CoreAuthDisplay, CoreAuthPrompt, CoreErrorResponseType, CoreGenderClaim, CoreJsonWebKey,
    CoreJweContentEncryptionAlgorithm, CoreJwsSigningAlgorithm, CoreRevocableToken, CoreRevocationErrorResponse,
    CoreTokenIntrospectionResponse, CoreTokenType,
};
use openidconnect::{
    AuthType, Client, ClientId, ClientSecret, EmptyExtraTokenFields, EndSessionUrl, EndpointMaybeSet, EndpointNotSet,
    EndpointSet, IdToken, IdTokenFields, IssuerUrl, ProviderMetadataWithLogout, RedirectUrl, StandardErrorResponse,
    StandardTokenResponse, UserInfoClaims, reqwest,
};
use tokio::sync::RwLock;

use super::claims::RawClaims;
use super::routes::callback_path;
use super::settings::IssuerSettings;
use crate::config::PublicUrl;

/// How long an issuer's metadata and keys are used before they are read again.
const FRESH: SignedDuration = SignedDuration::from_hours(1);
/// How long an issuer may take to answer.
const PATIENCE: Duration = Duration::from_secs(8);

/// The signatures that an ID token may have. Never `none`, and never a shared secret: whoever can
/// verify such a token could have forged it.
const SIGNATURES: [CoreJwsSigningAlgorithm; 9] = [
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha384,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha512,
    CoreJwsSigningAlgorithm::RsaSsaPssSha256,
    CoreJwsSigningAlgorithm::RsaSsaPssSha384,
    CoreJwsSigningAlgorithm::RsaSsaPssSha512,
    CoreJwsSigningAlgorithm::EcdsaP256Sha256,
    CoreJwsSigningAlgorithm::EcdsaP384Sha384,
    CoreJwsSigningAlgorithm::EdDsa,
];

/// An ID token with the claims that a mapping may name.
pub type RadicaIdToken =
    IdToken<RawClaims, CoreGenderClaim, CoreJweContentEncryptionAlgorithm, CoreJwsSigningAlgorithm>;
/// What the userinfo endpoint answers.
pub type RadicaUserInfo = UserInfoClaims<RawClaims, CoreGenderClaim>;
type TokenAnswer = StandardTokenResponse<
    IdTokenFields<
        RawClaims,
        EmptyExtraTokenFields,
        CoreGenderClaim,
        CoreJweContentEncryptionAlgorithm,
        CoreJwsSigningAlgorithm,
    >,
    CoreTokenType,
>;
/// The client of one issuer.
pub type OidcClient = Client<
    RawClaims,
    CoreAuthDisplay,
    CoreGenderClaim,
    CoreJweContentEncryptionAlgorithm,
    CoreJsonWebKey,
    CoreAuthPrompt,
    StandardErrorResponse<CoreErrorResponseType>,
    TokenAnswer,
    CoreTokenIntrospectionResponse,
    CoreRevocableToken,
    CoreRevocationErrorResponse,
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointMaybeSet,
    EndpointMaybeSet,
>;

/// Why an issuer cannot be used now.
#[derive(Debug, thiserror::Error)]
#[error("issuer {issuer}: {why}")]
pub struct Unreachable {
    /// The issuer.
    pub issuer: String,
    /// What happened.
    pub why: String,
}

/// What an issuer said about itself.
pub struct Discovered {
    /// The client for it.
    pub client: OidcClient,
    /// Signatures that its ID tokens may have.
    pub signatures: Vec<CoreJwsSigningAlgorithm>,
    /// Where its own session is ended.
    pub end_session: Option<EndSessionUrl>,
    at: Timestamp,
}

/// An issuer that people can sign in with.
pub struct Provider {
    settings: IssuerSettings,
    redirect: String,
    http: reqwest::Client,
    discovered: RwLock<Option<Arc<Discovered>>>,
}

/// Every issuer that people can sign in with.
pub struct Providers(Vec<Provider>);

impl Providers {
    /// The issuers, none discovered yet.
    ///
    /// # Errors
    /// When the HTTP client cannot be made.
    pub fn new(settings: Vec<IssuerSettings>, public_url: &PublicUrl) -> Result<Self, reqwest::Error> {
        // An issuer that redirects a token request would make us send its secret elsewhere.
        let http = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .timeout(PATIENCE)
            .build()?;
        let provider = |settings: IssuerSettings| Provider {
            redirect: public_url.join(&callback_path(&settings.declared.id)),
            settings,
            http: http.clone(),
            discovered: RwLock::new(None),
        };
        Ok(Self(settings.into_iter().map(provider).collect()))
    }

    /// The issuers in the order they are declared.
    pub fn iter(&self) -> impl Iterator<Item = &Provider> {
        self.0.iter()
    }

    /// The issuer with that id.
    pub fn get(&self, id: &str) -> Option<&Provider> {
        self.iter().find(|provider| provider.id() == id)
    }

    /// Their addresses, where forms may end.
    pub fn urls(&self) -> Vec<String> {
        self.iter().map(|provider| provider.settings.url.clone()).collect()
    }
}

impl Provider {
    /// Its id in addresses.
    pub fn id(&self) -> &str {
        &self.settings.declared.id
    }

    /// How it is declared and reached.
    pub fn settings(&self) -> &IssuerSettings {
        &self.settings
    }

    /// The HTTP client to reach it with.
    pub fn http(&self) -> &reqwest::Client {
        &self.http
    }

    /// What it says about itself, read again when `now` is an hour later.
    ///
    /// # Errors
    /// When it cannot be reached or what it says does not fit.
    pub async fn discovered(&self, now: Timestamp) -> Result<Arc<Discovered>, Unreachable> {
        if let Some(known) = &*self.discovered.read().await
            && known.at + FRESH > now
        {
            return Ok(Arc::clone(known));
        }
        self.discover(now).await
    }

    /// Reads it again now, because its keys may have changed.
    ///
    /// # Errors
    /// When it cannot be reached or what it says does not fit.
    pub async fn discover(&self, now: Timestamp) -> Result<Arc<Discovered>, Unreachable> {
        let failed = |why: String| Unreachable {
            issuer: self.id().to_owned(),
            why,
        };
        let url = IssuerUrl::new(self.settings.url.clone()).map_err(|error| failed(error.to_string()))?;
        let metadata = ProviderMetadataWithLogout::discover_async(url, &self.http)
            .await
            .map_err(|error| failed(chain(&error)))?;
        let found = Arc::new(self.read(metadata, now).map_err(failed)?);
        *self.discovered.write().await = Some(Arc::clone(&found));
        Ok(found)
    }

    fn read(&self, metadata: ProviderMetadataWithLogout, now: Timestamp) -> Result<Discovered, String> {
        let offered = metadata.id_token_signing_alg_values_supported();
        let signatures: Vec<_> = SIGNATURES.into_iter().filter(|one| offered.contains(one)).collect();
        if signatures.is_empty() {
            return Err("offers no asymmetric signature".to_owned());
        }
        let end_session = metadata.additional_metadata().end_session_endpoint.clone();
        let redirect = RedirectUrl::new(self.redirect.clone()).map_err(|error| error.to_string())?;
        let secret = self.settings.secret.clone().map(ClientSecret::new);
        let auth = if secret.is_some() {
            AuthType::BasicAuth
        } else {
            AuthType::RequestBody
        };
        let client =
            OidcClient::from_provider_metadata(metadata, ClientId::new(self.settings.client_id.clone()), secret);
        Ok(Discovered {
            client: client.set_redirect_uri(redirect).set_auth_type(auth),
            signatures,
            end_session,
            at: now,
        })
    }
}

/// An error with its causes, for the log.
pub fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(inner) = cause {
        text.push_str(": ");
        text.push_str(&inner.to_string());
        cause = inner.source();
    }
    text
}
