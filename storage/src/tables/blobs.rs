//! What the object store holds.

use jiff::Timestamp;

use crate::{db::Db, error::Error, record::record, sql::Sql, value::words};

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

words! {
    /// What is wrong with a blob.
    pub enum Problem {
        /// It is not there.
        Missing = "missing",
        /// It is another content.
        Corrupt = "corrupt",
        /// The disk does not give it.
        Unreadable = "unreadable",
    }
}

record! {
    plain "blob_failures" key (sha256);
    /// A blob that was not what its key says, and has not been since.
    pub struct BlobFailure {
        /// Its key.
        pub sha256: String,
        /// When it was found out.
        pub found_at: Timestamp,
        /// What is wrong.
        pub problem: Problem,
        /// How many bytes it should have.
        pub expected: i64,
        /// The SHA-256 of what is there, in hex.
        pub found: Option<String>,
    }
}

/// Blobs that fail, the first found first.
pub async fn failures(db: &Db, limit: i64) -> Result<Vec<BlobFailure>, Error> {
    let sql = Sql::select::<BlobFailure>().push(" ORDER BY found_at, sha256 LIMIT ");
    db.all(sql.bind(limit)).await
}

/// Whether a blob fails.
pub async fn failure(db: &Db, sha256: &str) -> Result<Option<BlobFailure>, Error> {
    let sql = Sql::select::<BlobFailure>().push(" WHERE sha256 = ");
    db.one(sql.bind(sha256.to_owned())).await
}
