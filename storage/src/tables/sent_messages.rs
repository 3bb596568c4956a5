//! What instances, or people from outside, have sent and nobody has received yet.
//!
//! A message has one receiver: its commit expects the row and deletes it. Until somebody waits for it, it is kept.

use jiff::Timestamp;

use crate::{
    db::Db,
    error::Error,
    ids::{InstanceId, MessageId, PersonId, SubscriptionId},
    json::Json,
    record::{Record, record},
    sql::Sql,
    starts::BEGINS,
    value::{Cell, Kind, Value},
};

/// Who sent a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sender {
    /// An instance.
    Instance(InstanceId),
    /// A person, from outside every instance.
    Person(PersonId),
}

/// What stands before the id of a person.
const PERSON: &str = "person:";

impl std::fmt::Display for Sender {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Instance(id) => id.fmt(out),
            Self::Person(id) => write!(out, "{PERSON}{id}"),
        }
    }
}

impl Cell for Sender {
    const KIND: Kind = Kind::Text;
    fn into_value(self) -> Value {
        Value::Text(self.to_string())
    }
    fn from_value(value: Value) -> Result<Self, String> {
        let text = String::from_value(value)?;
        let read = match text.strip_prefix(PERSON) {
            Some(id) => id.parse().map(Self::Person),
            None => text.parse().map(Self::Instance),
        };
        read.map_err(|problem| problem.to_string())
    }
}

record! {
    versioned "sent_messages" by MessageId;
    /// A message on its way.
    pub struct SentMessage {
        /// Its id, which the engine gave it.
        pub id: MessageId,
        /// Grows by one with each change.
        pub version: i64,
        /// Its name.
        pub name: String,
        /// What it is about.
        pub key: String,
        /// What it says.
        pub content: Json,
        /// Who sent it.
        pub sent_by: Sender,
        /// When.
        pub sent_at: Timestamp,
        /// Until when it is kept for whoever will wait for it.
        pub keep_until: Timestamp,
        /// Why whoever waits cannot take it; it is not brought again.
        pub refused: Option<String>,
    }
}

/// A message and who waits for it.
#[derive(Debug, Clone, PartialEq)]
pub struct Delivery {
    /// The message.
    pub message: SentMessage,
    /// The wait.
    pub subscription: SubscriptionId,
    /// Who waits.
    pub instance: InstanceId,
}

/// A wait that began while the message was kept.
pub(super) const MATCHES: &str = "subscriptions.kind = 'message' AND subscriptions.name = sent_messages.name \
    AND subscriptions.key = sent_messages.key AND subscriptions.created_at <= sent_messages.keep_until";

/// Messages that somebody waits for, the oldest message and its oldest wait first; suspended instances wait on.
pub async fn deliverable(db: &Db, limit: i64) -> Result<Vec<Delivery>, Error> {
    // CROSS JOIN: SQLite keeps its order, and there are few messages and many waits.
    let mut sql = Sql::new("SELECT ");
    for column in SentMessage::TABLE.columns {
        sql = sql.push("sent_messages.").push(column.name).push(", ");
    }
    let sql = sql
        .push("subscriptions.id, subscriptions.instance FROM sent_messages CROSS JOIN subscriptions WHERE ")
        .push(MATCHES)
        .push(" AND sent_messages.refused IS NULL AND NOT EXISTS (SELECT 1 FROM instances")
        .push(" WHERE instances.id = subscriptions.instance AND instances.status = 'suspended')")
        .push(" ORDER BY sent_messages.sent_at, sent_messages.id, subscriptions.created_at, subscriptions.id LIMIT ")
        .bind(limit);
    let own = SentMessage::TABLE.columns.iter().map(|column| column.kind);
    let kinds: Vec<Kind> = own.chain([Kind::Text, Kind::Text]).collect();
    let rows = db.rows(sql, &kinds).await?;
    rows.into_iter().map(delivery).collect()
}

fn delivery(mut row: crate::value::Row) -> Result<Delivery, Error> {
    let wait = row.split_off(SentMessage::TABLE.columns.len());
    let message = SentMessage::from_row(row)?;
    let corrupt = |problem: String| Error::Corrupt {
        table: "subscriptions",
        column: "id".to_owned(),
        id: message.id.to_string(),
        problem,
    };
    let mut wait = wait.into_iter();
    let mut next = || wait.next().ok_or_else(|| corrupt("the row is too short".to_owned()));
    let (subscription, instance) = (next()?, next()?);
    Ok(Delivery {
        subscription: SubscriptionId::from_value(subscription).map_err(&corrupt)?,
        instance: InstanceId::from_value(instance).map_err(&corrupt)?,
        message,
    })
}

/// Messages whose time is over and that nobody waited for in it, nor any process began with; or that were refused.
pub async fn expired(db: &Db, now: Timestamp, limit: i64) -> Result<Vec<SentMessage>, Error> {
    let sql = Sql::select::<SentMessage>()
        .push(" WHERE keep_until <= ")
        .bind(now)
        .push(" AND (refused IS NOT NULL OR NOT EXISTS (SELECT 1 FROM subscriptions WHERE ")
        .push(MATCHES)
        .push(") AND NOT EXISTS (SELECT 1 FROM starts WHERE ")
        .push(BEGINS);
    db.all(sql.push(")) ORDER BY keep_until, id LIMIT ").bind(limit)).await
}

/// One message; none once it was received or its time is over.
pub async fn get(db: &Db, id: MessageId) -> Result<Option<SentMessage>, Error> {
    db.one(Sql::select::<SentMessage>().push(" WHERE id = ").bind(id)).await
}

/// When the next message that is kept runs out of time.
pub async fn next_end(db: &Db) -> Result<Option<Timestamp>, Error> {
    db.scalar(Sql::new("SELECT min(keep_until) FROM sent_messages")).await
}

/// Messages that are kept, the oldest first, after one of them.
pub async fn kept(db: &Db, after: Option<MessageId>, limit: i64) -> Result<Vec<SentMessage>, Error> {
    search(db, &About::default(), after, limit).await
}

/// What a message is called and what it is about; whatever when not said.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct About {
    /// The name, in full.
    pub name: Option<String>,
    /// The key, in full.
    pub key: Option<String>,
}

impl About {
    pub(super) fn narrow(&self, mut sql: Sql) -> Sql {
        if let Some(name) = &self.name {
            sql = sql.push(" AND name = ").bind(name.clone());
        }
        if let Some(key) = &self.key {
            sql = sql.push(" AND key = ").bind(key.clone());
        }
        sql
    }
}

/// The messages about something that are kept, the oldest first, after one of them.
pub async fn search(db: &Db, about: &About, after: Option<MessageId>, limit: i64) -> Result<Vec<SentMessage>, Error> {
    let sql = Sql::select::<SentMessage>().push(" WHERE 1 = 1");
    db.all(about.narrow(sql).page(after, limit)).await
}
