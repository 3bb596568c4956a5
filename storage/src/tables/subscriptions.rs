//! What instances wait for: a message of a name about a key, or a signal of a name.

use jiff::Timestamp;

use crate::{
    db::Db,
    error::Error,
    ids::{InstanceId, SubscriptionId},
    record::record,
    sent_messages::About,
    sql::Sql,
    value::words,
};

words! {
    /// What is waited for.
    pub enum Awaited {
        /// A message, which one wait receives.
        Message = "message",
        /// A signal, which every wait receives.
        Signal = "signal",
    }
}

record! {
    plain "subscriptions" key (id);
    /// A wait of an instance.
    pub struct Subscription {
        /// Its id, which the engine gave it.
        pub id: SubscriptionId,
        /// Who waits.
        pub instance: InstanceId,
        /// What is waited for.
        pub kind: Awaited,
        /// The name of the message or signal.
        pub name: String,
        /// What a message must be about; empty for a signal.
        pub key: String,
        /// The element that waits.
        pub element: String,
        /// Since when.
        pub created_at: Timestamp,
    }
}

/// The waits of an instance.
pub async fn of_instance(db: &Db, instance: InstanceId) -> Result<Vec<Subscription>, Error> {
    let sql = Sql::select::<Subscription>().push(" WHERE instance = ").bind(instance);
    db.all(sql.push(" ORDER BY created_at, id")).await
}

/// The waits for a signal that were there at a moment and still are, but for those of the instance that threw it.
pub async fn listening(
    db: &Db,
    signal: &str,
    thrown_by: InstanceId,
    thrown_at: Timestamp,
) -> Result<Vec<Subscription>, Error> {
    let sql = Sql::select::<Subscription>()
        .push(" WHERE name = ")
        .bind(signal.to_owned())
        .push(" AND kind = 'signal' AND created_at <= ")
        .bind(thrown_at)
        .push(" AND instance <> ")
        .bind(thrown_by);
    db.all(sql.push(" ORDER BY instance, id")).await
}

/// The waits for a message or a signal about something, in the order of their ids, after one of them.
pub async fn search(
    db: &Db,
    about: &About,
    after: Option<SubscriptionId>,
    limit: i64,
) -> Result<Vec<Subscription>, Error> {
    let sql = Sql::select::<Subscription>().push(" WHERE 1 = 1");
    db.all(about.narrow(sql).page(after, limit)).await
}
