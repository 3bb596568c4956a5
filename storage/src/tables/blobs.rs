//! What the object store holds.

use jiff::Timestamp;

use crate::{db::Db, error::Error, record::record, sql::Sql};

record! {
    plain "blobs" key (sha256);
    /// A blob.
    pub struct Blob {
        /// Its SHA-256 in hex, its key in the store.
        pub sha256: String,
        /// Bytes.
        pub size: i64,
        /// Its media type, found by content.
        pub media_type: String,
        /// When it was stored.
        pub created_at: Timestamp,
    }
}

/// One blob.
pub async fn get(db: &Db, sha256: &str) -> Result<Option<Blob>, Error> {
    db.one(Sql::select::<Blob>().push(" WHERE sha256 = ").bind(sha256.to_owned()))
        .await
}
