//! What begins an instance of a process from outside: one row for each message, signal or time of the start events of
//! the processes in force.

use jiff::Timestamp;

use crate::{
    db::Db,
    error::Error,
    record::{Record, record},
    sent_messages::{MATCHES, SentMessage},
    sql::Sql,
    value::{Kind, words},
};

words! {
    /// What begins a process.
    pub enum StartKind {
        /// A message that nobody waits for.
        Message = "message",
        /// A signal that is thrown.
        Signal = "signal",
        /// A time.
        Timer = "timer",
    }
}

record! {
    versioned "starts" by String;
    /// Something that begins an instance of a process.
    pub struct Start {
        /// The process, the element and the part of it; see [`Start::id_of`].
        pub id: String,
        /// Grows by one with each change, beginning an instance by a message or a time included.
        pub version: i64,
        /// The process.
        pub process: String,
        /// The version of it that begins.
        pub definition: String,
        /// The element that it happens to.
        pub element: String,
        /// Which of the things that the element waits for it is.
        pub part: i64,
        /// What happens.
        pub kind: StartKind,
        /// The name of the message or signal; the text of the time.
        pub name: String,
        /// Since when it begins the process.
        pub since: Timestamp,
        /// When a time is due next; none when it is over.
        pub due_at: Option<Timestamp>,
        /// How often a time is still due at most; without end when none.
        pub times_left: Option<i64>,
    }
}

impl Start {
    /// The id by which a start is found again when the process has a new version.
    pub fn id_of(process: &str, element: &str, part: i64) -> String {
        format!("{process}/{element}/{part}")
    }
}

/// All of them, by process.
pub async fn all(db: &Db) -> Result<Vec<Start>, Error> {
    db.all(Sql::select::<Start>().push(" ORDER BY id")).await
}

/// One of them; none when the process in force does not begin so.
pub async fn get(db: &Db, id: &str) -> Result<Option<Start>, Error> {
    db.one(Sql::select::<Start>().push(" WHERE id = ").bind(id.to_owned()))
        .await
}

/// Those by a message or signal of a name.
pub async fn named(db: &Db, kind: StartKind, name: &str) -> Result<Vec<Start>, Error> {
    let sql = Sql::select::<Start>().push(" WHERE name = ").bind(name.to_owned());
    db.all(sql.push(" AND kind = ").bind(kind).push(" ORDER BY id")).await
}

/// Those by a time that is due, the longest due first.
pub async fn due(db: &Db, now: Timestamp, limit: i64) -> Result<Vec<Start>, Error> {
    let sql = Sql::select::<Start>().push(" WHERE due_at <= ").bind(now);
    db.all(sql.push(" ORDER BY due_at, id LIMIT ").bind(limit)).await
}

/// When the next time is due.
pub async fn next_due(db: &Db) -> Result<Option<Timestamp>, Error> {
    let sql = "SELECT due_at FROM starts WHERE due_at IS NOT NULL ORDER BY due_at, id LIMIT 1";
    db.scalar(Sql::new(sql)).await
}

/// A process began by the message while that was kept.
pub(super) const BEGINS: &str = "starts.kind = 'message' AND starts.name = sent_messages.name \
    AND starts.since <= sent_messages.keep_until";

/// Messages that nobody waits for and that a process begins with, the oldest first, each with the start. An instance
/// that waits comes first, even a suspended one.
pub async fn startable(db: &Db, limit: i64) -> Result<Vec<(SentMessage, Start)>, Error> {
    let mut sql = Sql::new("SELECT ");
    for (table, columns) in [
        ("sent_messages.", SentMessage::TABLE.columns),
        ("starts.", Start::TABLE.columns),
    ] {
        for column in columns {
            let comma = if sql.text.ends_with("SELECT ") { "" } else { ", " };
            sql = sql.push(comma).push(table).push(column.name);
        }
    }
    let sql = sql
        .push(" FROM sent_messages CROSS JOIN starts WHERE ")
        .push(BEGINS)
        .push(" AND sent_messages.refused IS NULL AND NOT EXISTS (SELECT 1 FROM subscriptions WHERE ")
        .push(MATCHES)
        .push(") ORDER BY sent_messages.sent_at, sent_messages.id, starts.id LIMIT ")
        .bind(limit);
    let columns = SentMessage::TABLE.columns.iter().chain(Start::TABLE.columns);
    let kinds: Vec<Kind> = columns.map(|column| column.kind).collect();
    let rows = db.rows(sql, &kinds).await?;
    let pairs = rows.into_iter().map(|mut row| {
        let start = row.split_off(SentMessage::TABLE.columns.len());
        Ok((SentMessage::from_row(row)?, Start::from_row(start)?))
    });
    pairs.collect()
}
