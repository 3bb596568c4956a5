//! Claims: what was done once and must not be done again.
//!
//! Put a claim in the commit that does the thing, and expect that it does not exist yet.

use jiff::Timestamp;

use crate::{db::Db, error::Error, record::record, sql::Sql};

record! {
    versioned "claims" by String;
    /// An idempotency key that was used.
    pub struct Claim {
        /// The key.
        pub id: String,
        /// Always 1.
        pub version: i64,
        /// When it was used.
        pub at: Timestamp,
    }
}

/// The claim of a key, if it was used.
pub async fn get(db: &Db, id: &str) -> Result<Option<Claim>, Error> {
    db.one(
        Sql::select::<Claim>()
            .push(" WHERE id = ")
            .bind(id.to_owned()),
    )
    .await
}
