//! The journal: every change of anything, totally ordered and without gaps.

use jiff::Timestamp;

use crate::{db::Db, error::Error, json::Json, record::record, sql::Sql};

/// An entry to be written; the writer gives it its position.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// When it happened.
    pub at: Timestamp,
    /// Who did it: a person's id, or the name of a worker.
    pub actor: String,
    /// What kind of thing changed: `instance`, `case`, `expediente`, …
    pub subject_kind: String,
    /// Which one.
    pub subject_id: String,
    /// The version the subject has after it.
    pub version: i64,
    /// What happened to it.
    pub kind: String,
    /// The details, with old and new values.
    pub data: Json,
}

record! {
    append "journal" key (position);
    /// An entry as it was written.
    pub struct Recorded {
        /// Its place in the total order; the first is 1.
        pub position: i64,
        /// When it happened.
        pub at: Timestamp,
        /// Who did it.
        pub actor: String,
        /// What kind of thing changed.
        pub subject_kind: String,
        /// Which one.
        pub subject_id: String,
        /// The version the subject has after it.
        pub version: i64,
        /// What happened to it.
        pub kind: String,
        /// The details.
        pub data: Json,
    }
}

impl Recorded {
    pub(crate) fn new(position: i64, entry: Entry) -> Self {
        let Entry {
            at,
            actor,
            subject_kind,
            subject_id,
            version,
            kind,
            data,
        } = entry;
        Self {
            position,
            at,
            actor,
            subject_kind,
            subject_id,
            version,
            kind,
            data,
        }
    }
}

/// The entries after a position, at most `limit`.
pub async fn after(db: &Db, position: i64, limit: i64) -> Result<Vec<Recorded>, Error> {
    let sql = Sql::select::<Recorded>().push(" WHERE position > ").bind(position);
    db.all(sql.push(" ORDER BY position LIMIT ").bind(limit)).await
}

/// The entries of one subject after a position, at most `limit`.
pub async fn of_subject(db: &Db, kind: &str, id: &str, position: i64, limit: i64) -> Result<Vec<Recorded>, Error> {
    let sql = Sql::select::<Recorded>()
        .push(" WHERE subject_id = ")
        .bind(id.to_owned());
    let sql = sql
        .push(" AND subject_kind = ")
        .bind(kind.to_owned())
        .push(" AND position > ")
        .bind(position);
    db.all(sql.push(" ORDER BY position LIMIT ").bind(limit)).await
}

/// The entries of several subjects of one kind, in their order, at most `limit`.
pub async fn of_subjects(db: &Db, kind: &str, ids: &[String], limit: i64) -> Result<Vec<Recorded>, Error> {
    let sql = Sql::select::<Recorded>()
        .push(" WHERE subject_id IN ")
        .list(ids.iter().cloned());
    let sql = sql
        .push(" AND subject_kind = ")
        .bind(kind.to_owned())
        .push(" ORDER BY position LIMIT ")
        .bind(limit);
    db.all(sql).await
}

/// The position of the last entry; 0 if there is none.
pub async fn last_position(db: &Db) -> Result<i64, Error> {
    Ok(db
        .scalar(Sql::new("SELECT max(position) FROM journal"))
        .await?
        .unwrap_or(0))
}
