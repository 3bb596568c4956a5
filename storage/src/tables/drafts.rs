//! Filings that were begun and not yet submitted.

use jiff::Timestamp;

use crate::{
    db::Db,
    error::Error,
    ids::{DraftId, PersonId},
    json::Json,
    record::record,
    sql::Sql,
};

record! {
    versioned "drafts" by DraftId;
    /// A filing begun.
    pub struct Draft {
        /// Its id.
        pub id: DraftId,
        /// Grows by one with each change.
        pub version: i64,
        /// Whose it is.
        pub person: PersonId,
        /// The code of the trámite.
        pub tramite: String,
        /// The content hash of the trámite's definition.
        pub definition: String,
        /// What was filled in.
        pub data: Json,
        /// Which page of the form is next.
        pub step: String,
        /// When it was begun.
        pub created_at: Timestamp,
        /// When it last changed.
        pub updated_at: Timestamp,
        /// When it is thrown away.
        pub expires_at: Timestamp,
    }
}

/// One draft, expired or not.
pub async fn get(db: &Db, id: DraftId) -> Result<Option<Draft>, Error> {
    db.one(Sql::select::<Draft>().push(" WHERE id = ").bind(id)).await
}

/// The drafts of a person that have not expired, the oldest first.
pub async fn of_person(db: &Db, person: PersonId, now: Timestamp) -> Result<Vec<Draft>, Error> {
    let sql = Sql::select::<Draft>().push(" WHERE person = ").bind(person);
    db.all(sql.push(" AND expires_at > ").bind(now).push(" ORDER BY id"))
        .await
}

/// The drafts to throw away.
pub async fn expired(db: &Db, now: Timestamp, limit: i64) -> Result<Vec<Draft>, Error> {
    let sql = Sql::select::<Draft>().push(" WHERE expires_at <= ").bind(now);
    db.all(sql.push(" ORDER BY expires_at LIMIT ").bind(limit)).await
}
