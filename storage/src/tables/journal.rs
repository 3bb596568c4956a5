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

/// What is looked for in the journal; absent parts let everything through.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    /// The id of the subject.
    pub subject: Option<String>,
    /// Who did it.
    pub actor: Option<String>,
    /// What happened.
    pub kind: Option<String>,
    /// None before this position.
    pub first: i64,
    /// Only those before this one.
    pub before: i64,
}

/// Positions looked through for one page when no index leads to what is wanted: a page never reads a whole journal.
const SPAN: i64 = 20_000;

/// The newest entries that are wanted, at most `limit`, and before which position it is to be looked on; `None` when the
/// beginning was reached.
pub async fn search(db: &Db, wanted: Wanted, limit: i64) -> Result<(Vec<Recorded>, Option<i64>), Error> {
    let Wanted {
        subject,
        actor,
        kind,
        first,
        before,
    } = wanted;
    let before = before.min(last_position(db).await? + 1);
    let from = match subject {
        Some(_) => first,
        None => first.max(before.saturating_sub(SPAN)),
    };
    let mut sql = Sql::select::<Recorded>().push(" WHERE position < ").bind(before);
    sql = sql.push(" AND position >= ").bind(from);
    for (column, value) in [
        (" AND subject_id = ", subject),
        (" AND actor = ", actor),
        (" AND kind = ", kind),
    ] {
        if let Some(value) = value {
            sql = sql.push(column).bind(value);
        }
    }
    let sql = sql.push(" ORDER BY position DESC LIMIT ").bind(limit + 1);
    let mut found: Vec<Recorded> = db.all(sql).await?;
    let wanted = usize::try_from(limit).unwrap_or(usize::MAX);
    if found.len() > wanted {
        found.truncate(wanted);
        let next = found.last().map(|last| last.position);
        return Ok((found, next));
    }
    Ok((found, (from > first.max(1)).then_some(from)))
}

/// The first position whose entry is not older than a moment; the one after the last if all are. Found by halves, for
/// times follow positions but for a clock that was set back.
pub async fn first_since(db: &Db, moment: Timestamp) -> Result<i64, Error> {
    let (mut low, mut high) = (1, last_position(db).await? + 1);
    while low < high {
        let middle = low + (high - low) / 2;
        let sql = Sql::new("SELECT at FROM journal WHERE position = ").bind(middle);
        match db.scalar::<Timestamp>(sql).await? {
            Some(at) if at < moment => low = middle + 1,
            _ => high = middle,
        }
    }
    Ok(low)
}

/// The last entry of a subject.
pub async fn last_of_subject(db: &Db, kind: &str, id: &str) -> Result<Option<Recorded>, Error> {
    let sql = Sql::select::<Recorded>()
        .push(" WHERE subject_id = ")
        .bind(id.to_owned());
    let sql = sql.push(" AND subject_kind = ").bind(kind.to_owned());
    db.one(sql.push(" ORDER BY position DESC LIMIT 1")).await
}

/// The position of the last entry; 0 if there is none.
pub async fn last_position(db: &Db) -> Result<i64, Error> {
    Ok(db
        .scalar(Sql::new("SELECT max(position) FROM journal"))
        .await?
        .unwrap_or(0))
}
