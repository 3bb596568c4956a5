//! Time stamps of seals by a service of RFC 3161, when one is configured. Without an answer the seal stays without, and a
//! later one is stamped.

use std::time::Duration;

use jiff::SignedDuration;
use openidconnect::reqwest;
use radica_storage::seals::SealError;
use radica_storage::seals::stamping::{self, Wanted};
use radica_storage::seals::timestamp::{self, Nonce, StampFault};
use rand::RngExt;

use crate::app::App;

/// How long an answer is waited for.
const PATIENCE: Duration = Duration::from_secs(30);
/// The longest answer that is read; a token with its certificates has a few kilobytes.
const LONGEST: usize = 256 * 1024;

/// A time-stamping service.
#[derive(Debug, Clone)]
pub struct Service {
    /// Where it takes requests by HTTP.
    pub url: String,
    /// How often the newest seal is stamped.
    pub every: SignedDuration,
}

/// Why there is no time stamp.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The database failed.
    #[error(transparent)]
    Seal(#[from] SealError),
    /// The service is out of reach.
    #[error("the time-stamping service does not answer: {0}")]
    Unreachable(#[from] reqwest::Error),
    /// It answered with another status than success.
    #[error("the time-stamping service answered {0}")]
    Status(u16),
    /// It answered something that is no time stamp of this seal.
    #[error(transparent)]
    Answer(#[from] StampFault),
}

/// Has the newest seal stamped if it is time; answers whether it was.
///
/// # Errors
/// Why it was not; the next look tries again.
pub async fn stamp_due(app: &App, service: &Service) -> Result<bool, Error> {
    let Some(wanted) = stamping::due(&app.db, app.clock.now(), service.every).await? else {
        return Ok(false);
    };
    let nonce = Nonce::from_random(rand::rng().random());
    let answer = ask(service, wanted, nonce).await?;
    let (token, at) = timestamp::granted(&answer, wanted.imprint, nonce)?;
    stamping::keep(&app.writer, wanted, token, at).await?;
    Ok(true)
}

async fn ask(service: &Service, wanted: Wanted, nonce: Nonce) -> Result<Vec<u8>, Error> {
    let client = reqwest::Client::builder().timeout(PATIENCE).build()?;
    let request = client
        .post(&service.url)
        .header("content-type", "application/timestamp-query")
        .body(timestamp::request(wanted.imprint, nonce));
    let mut answer = request.send().await?;
    if !answer.status().is_success() {
        return Err(Error::Status(answer.status().as_u16()));
    }
    let mut body = Vec::new();
    while let Some(chunk) = answer.chunk().await? {
        body.extend_from_slice(&chunk);
        if body.len() > LONGEST {
            return Err(StampFault::Malformed.into());
        }
    }
    Ok(body)
}
