//! The keys that all nodes of an installation share, by what tells them apart.

use jiff::Timestamp;

use crate::{db::Db, error::Error, record::record, sql::Sql};

record! {
    versioned "shared_keys" by String;
    /// A key that every node must have.
    pub struct SharedKey {
        /// What the key is for.
        pub id: String,
        /// Grows by one each time another key takes its place.
        pub version: i64,
        /// What tells it from others, without giving it away.
        pub fingerprint: String,
        /// Since when it is this one.
        pub since: Timestamp,
    }
}

/// The key for a purpose, if any node has started with one.
pub async fn get(db: &Db, purpose: &str) -> Result<Option<SharedKey>, Error> {
    db.one(Sql::select::<SharedKey>().push(" WHERE id = ").bind(purpose.to_owned()))
        .await
}
