//! Sealing the journal with the entity's key: at least every minute and at every hundred thousand entries, in the database and
//! then in the object store.

pub mod stamping;

use std::time::Duration;

use radica_storage::seals::copies::{self, CopyError};
use radica_storage::seals::sealing;
use radica_storage::seals::{Cadence, Keys, SealError, Signer};

use crate::app::App;
use crate::signing::{EntityKey, PublicKey};

/// How often it is looked whether a seal is due.
pub const LOOK: Duration = Duration::from_secs(5);

/// Why the journal could not be sealed.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A seal could not be made.
    #[error("the journal is not sealed: {0}")]
    Seal(#[from] SealError),
    /// It was made, and its copy was not.
    #[error("a seal was not copied to the object store: {0}")]
    Copy(#[from] CopyError),
}

/// Makes the seals that are due and copies what the object store lacks; answers how many were made.
///
/// # Errors
/// What failed; the next time goes on from there.
pub async fn seal_due(app: &App) -> Result<u64, Error> {
    let made = sealing::seal(&app.db, &app.writer, &*app.key, app.clock.now(), Cadence::default()).await?;
    copies::copy(&app.db, &app.objects).await?;
    Ok(made)
}

impl Signer for EntityKey {
    fn key_id(&self) -> String {
        self.public().id()
    }

    fn sign(&self, message: &[u8]) -> [u8; 64] {
        self.signature(message).to_bytes()
    }
}

/// The public keys that a verifier trusts: the entity's, and those it had before.
#[derive(Debug, Clone, Default)]
pub struct Trusted(pub Vec<PublicKey>);

impl Keys for Trusted {
    fn accepts(&self, key_id: &str, message: &[u8], signature: &[u8; 64]) -> Option<bool> {
        let key = self.0.iter().find(|key| key.id() == key_id)?;
        Some(key.accepts(message, signature))
    }
}
