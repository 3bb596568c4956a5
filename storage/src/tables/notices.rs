//! The outbox: what people are told, once per event.
//!
//! Like a job, a notice that is taken stays `waiting` with its next time moved to the end of the lease,
//! and whoever takes long to send it renews that.

use jiff::Timestamp;

use crate::{
    db::Db,
    error::Error,
    ids::{CaseId, NoticeId},
    record::{Record, record},
    sql::Sql,
    value::words,
};

words! {
    /// Where a notice stands.
    pub enum NoticeState {
        /// To be sent.
        Waiting = "waiting",
        /// Sent.
        Sent = "sent",
        /// Given up; an operator must look.
        Failed = "failed",
    }
}

record! {
    versioned "notices" by NoticeId;
    /// A notice to somebody.
    pub struct Notice {
        /// Its id.
        pub id: NoticeId,
        /// Grows by one with each change, being taken included.
        pub version: i64,
        /// The case it is about, if any.
        pub case_id: Option<CaseId>,
        /// What it tells and by which channel; unique, so that nothing is told twice.
        pub event: String,
        /// `email`, `sms`, …
        pub channel: String,
        /// The address.
        pub recipient: String,
        /// The subject line.
        pub subject: String,
        /// The text.
        pub body: String,
        /// Where it stands.
        pub state: NoticeState,
        /// How often it was taken.
        pub attempts: i64,
        /// When it may be taken, or taken again.
        pub next_at: Timestamp,
        /// When it was sent.
        pub sent_at: Option<Timestamp>,
        /// Why it failed last.
        pub error: Option<String>,
    }
}

/// Takes due notices until `lease_until`, each by one worker of one node only.
pub async fn take(db: &Db, now: Timestamp, lease_until: Timestamp, limit: i64) -> Result<Vec<Notice>, Error> {
    let mut sql = Sql::new("UPDATE notices SET version = version + 1, attempts = attempts + 1, next_at = ")
        .bind(lease_until)
        .push(" WHERE id IN (SELECT id FROM notices WHERE state = 'waiting' AND next_at <= ")
        .bind(now)
        .push(" ORDER BY next_at, id LIMIT ")
        .bind(limit)
        .push(db.dialect().skip_locked())
        .push(") RETURNING ");
    sql.columns(Notice::TABLE);
    let mut taken: Vec<Notice> = db.lease(sql).await?;
    taken.sort_by_key(|notice| notice.id);
    Ok(taken)
}

/// Moves the end of the lease of those notices that are as they were taken, and of no other; answers how many. To
/// give back what was not begun, `until` is now.
pub async fn renew(db: &Db, held: &[Notice], until: Timestamp) -> Result<usize, Error> {
    let taken = |sql: Sql, notice: &Notice| {
        sql.push(" OR (id = ")
            .bind(notice.id)
            .push(" AND version = ")
            .bind(notice.version)
            .push(")")
    };
    let sql = Sql::new("UPDATE notices SET next_at = ")
        .bind(until)
        .push(" WHERE id IN (SELECT id FROM notices WHERE state = 'waiting' AND (1 = 0");
    let mut sql = held
        .iter()
        .fold(sql, taken)
        // A row that is locked is being finished.
        .push(")")
        .push(db.dialect().skip_locked())
        .push(") RETURNING ");
    sql.columns(Notice::TABLE);
    Ok(db.lease::<Notice>(sql).await?.len())
}

/// One notice.
pub async fn get(db: &Db, id: NoticeId) -> Result<Option<Notice>, Error> {
    db.one(Sql::select::<Notice>().push(" WHERE id = ").bind(id)).await
}

/// When the next notice is due.
pub async fn next_due(db: &Db) -> Result<Option<Timestamp>, Error> {
    db.scalar(Sql::new("SELECT min(next_at) FROM notices WHERE state = 'waiting'"))
        .await
}

/// The notices of a case in order.
pub async fn of_case(db: &Db, case: CaseId) -> Result<Vec<Notice>, Error> {
    db.all(
        Sql::select::<Notice>()
            .push(" WHERE case_id = ")
            .bind(case)
            .push(" ORDER BY id"),
    )
    .await
}

/// The latest notices to anybody, the newest first.
pub async fn latest(db: &Db, before: Option<NoticeId>, limit: i64) -> Result<Vec<Notice>, Error> {
    let sql = Sql::select::<Notice>().push(" WHERE 1 = 1");
    db.all(sql.page_back(before, limit)).await
}
