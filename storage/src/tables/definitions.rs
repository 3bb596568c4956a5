//! The definitions that instances and cases were started with, kept as they were by content hash.

use jiff::Timestamp;

use crate::{db::Db, error::Error, record::record, sql::Sql};

record! {
    plain "definitions" key (hash);
    /// The source of a definition.
    pub struct Definition {
        /// The SHA-256 of the source.
        pub hash: String,
        /// `process`, `tramite`, …
        pub kind: String,
        /// Its name within the kind.
        pub name: String,
        /// The text.
        pub source: String,
        /// When this node first met it.
        pub at: Timestamp,
    }
}

/// The definition with this content.
pub async fn get(db: &Db, hash: &str) -> Result<Option<Definition>, Error> {
    db.one(Sql::select::<Definition>().push(" WHERE hash = ").bind(hash.to_owned()))
        .await
}

/// The contents of every definition of a kind, by name, the newest first.
pub async fn of_kind(db: &Db, kind: &str) -> Result<Vec<Definition>, Error> {
    let sql = Sql::select::<Definition>().push(" WHERE kind = ").bind(kind.to_owned());
    db.all(sql.push(" ORDER BY name, at DESC, hash")).await
}

/// All contents a definition has had, the newest first.
pub async fn named(db: &Db, kind: &str, name: &str) -> Result<Vec<Definition>, Error> {
    let sql = Sql::select::<Definition>().push(" WHERE kind = ").bind(kind.to_owned());
    db.all(sql.push(" AND name = ").bind(name.to_owned()).push(" ORDER BY at DESC"))
        .await
}
