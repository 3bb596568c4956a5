//! The seals of the journal ([`crate::seals`]). They are only appended; no two have the same size or the same seal before
//! them, so of two nodes that seal at once one is refused.

use jiff::Timestamp;

use crate::{db::Db, error::Error, record::record, sql::Sql};

record! {
    append "seals" key (size);
    /// A signed root of the journal's first entries.
    pub struct SealRow {
        /// How many entries it covers.
        pub size: i64,
        /// How many the seal before it covers.
        pub since: i64,
        /// When it was made.
        pub at: Timestamp,
        /// SHA-256 of the head before it, in hex.
        pub previous: Option<String>,
        /// The root of the tree, in hex.
        pub root: String,
        /// The key that signed it.
        pub key_id: String,
        /// The signature, in hex.
        pub signature: String,
        /// The frontier of the tree: its peaks, the largest first, 32 bytes each.
        pub peaks: Vec<u8>,
    }
}

record! {
    append "seal_leaves" key (size);
    /// The leaves that a seal adds: 32 bytes for each entry.
    pub struct LeavesRow {
        /// Of which seal.
        pub size: i64,
        /// The hashes, in the order of the entries.
        pub leaves: Vec<u8>,
    }
}

record! {
    append "seal_stamps" key (size);
    /// The time stamp of a seal, by a service of RFC 3161.
    pub struct StampRow {
        /// Of which seal.
        pub size: i64,
        /// When the service stamped it.
        pub at: Timestamp,
        /// Its token, in DER.
        pub token: Vec<u8>,
    }
}

/// The last seal.
pub async fn latest(db: &Db) -> Result<Option<SealRow>, Error> {
    db.one(Sql::select::<SealRow>().push(" ORDER BY size DESC LIMIT 1"))
        .await
}

/// The seals after the one of `size`, at most `limit`.
pub async fn after(db: &Db, size: i64, limit: i64) -> Result<Vec<SealRow>, Error> {
    let sql = Sql::select::<SealRow>().push(" WHERE size > ").bind(size);
    db.all(sql.push(" ORDER BY size LIMIT ").bind(limit)).await
}

/// The seal of exactly `size` entries.
pub async fn get(db: &Db, size: i64) -> Result<Option<SealRow>, Error> {
    db.one(Sql::select::<SealRow>().push(" WHERE size = ").bind(size)).await
}

/// The leaves that the seal of `size` entries adds.
pub async fn leaves(db: &Db, size: i64) -> Result<Option<LeavesRow>, Error> {
    db.one(Sql::select::<LeavesRow>().push(" WHERE size = ").bind(size))
        .await
}

/// The time stamp of the seal of `size` entries.
pub async fn stamp(db: &Db, size: i64) -> Result<Option<StampRow>, Error> {
    db.one(Sql::select::<StampRow>().push(" WHERE size = ").bind(size))
        .await
}

/// The time stamp of the last seal that has one.
pub async fn latest_stamp(db: &Db) -> Result<Option<StampRow>, Error> {
    db.one(Sql::select::<StampRow>().push(" ORDER BY size DESC LIMIT 1"))
        .await
}
