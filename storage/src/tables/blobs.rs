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

/// The blobs after a hash, at most `limit`, by hash.
pub async fn after(db: &Db, sha256: &str, limit: i64) -> Result<Vec<Blob>, Error> {
    let sql = Sql::select::<Blob>().push(" WHERE sha256 > ").bind(sha256.to_owned());
    db.all(sql.push(" ORDER BY sha256 LIMIT ").bind(limit)).await
}

/// One blob.
pub async fn get(db: &Db, sha256: &str) -> Result<Option<Blob>, Error> {
    db.one(Sql::select::<Blob>().push(" WHERE sha256 = ").bind(sha256.to_owned()))
        .await
}
