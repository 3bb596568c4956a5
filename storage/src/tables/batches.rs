//! What an operator asked of many instances at once, and how far it is.

use jiff::Timestamp;

use crate::{
    db::Db,
    error::Error,
    ids::{BatchId, InstanceId},
    json::Json,
    record::record,
    sql::Sql,
    value::{Cell, Kind, Value, words},
};

words! {
    /// Where one instance of a batch stands.
    pub enum ItemState {
        /// Not done yet.
        Waiting = "waiting",
        /// Done.
        Done = "done",
        /// It could not be done.
        Failed = "failed",
    }
}

record! {
    versioned "batches" by BatchId;
    /// An act on many instances.
    pub struct Asked {
        /// Its id.
        pub id: BatchId,
        /// Grows by one with each change.
        pub version: i64,
        /// What was asked; the floor above knows the words.
        pub act: String,
        /// Why.
        pub reason: String,
        /// Who asked.
        pub asked_by: String,
        /// When.
        pub asked_at: Timestamp,
        /// What the act needs to know besides; the floor above reads it.
        pub plan: Option<Json>,
    }
}

record! {
    versioned "batch_items" by String;
    /// One instance of a batch.
    pub struct Item {
        /// The batch and the instance; see [`Item::id_of`].
        pub id: String,
        /// Grows by one with each change.
        pub version: i64,
        /// The batch.
        pub batch: BatchId,
        /// The instance.
        pub instance: InstanceId,
        /// Where it stands.
        pub state: ItemState,
        /// Why it failed.
        pub error: Option<String>,
        /// When it was done or failed.
        pub ended_at: Option<Timestamp>,
    }
}

impl Item {
    /// An instance of a batch, still to be done.
    pub fn new(batch: BatchId, instance: InstanceId) -> Self {
        Self {
            id: Self::id_of(batch, instance),
            version: 1,
            batch,
            instance,
            state: ItemState::Waiting,
            error: None,
            ended_at: None,
        }
    }

    /// An instance is in a batch once.
    pub fn id_of(batch: BatchId, instance: InstanceId) -> String {
        format!("{batch}/{instance}")
    }
}

/// How far a batch is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Progress {
    /// Instances still to be done.
    pub waiting: i64,
    /// Instances done.
    pub done: i64,
    /// Instances that could not be done.
    pub failed: i64,
}

impl Progress {
    /// All instances.
    pub const fn total(self) -> i64 {
        self.waiting + self.done + self.failed
    }
}

/// One batch.
pub async fn get(db: &Db, id: BatchId) -> Result<Option<Asked>, Error> {
    db.one(Sql::select::<Asked>().push(" WHERE id = ").bind(id)).await
}

/// Batches, the newest first, older than one of them.
pub async fn latest(db: &Db, before: Option<BatchId>, limit: i64) -> Result<Vec<Asked>, Error> {
    let sql = Sql::select::<Asked>().push(" WHERE version > 0");
    db.all(sql.page_back(before, limit)).await
}

/// Items of a batch in a state, after one of them.
pub async fn items(
    db: &Db,
    batch: BatchId,
    state: ItemState,
    after: Option<String>,
    limit: i64,
) -> Result<Vec<Item>, Error> {
    let sql = Sql::select::<Item>()
        .push(" WHERE batch = ")
        .bind(batch)
        .push(" AND state = ")
        .bind(state);
    db.all(sql.page(after, limit)).await
}

/// How far a batch is.
pub async fn progress(db: &Db, batch: BatchId) -> Result<Progress, Error> {
    let sql = Sql::new("SELECT state, count(*) FROM batch_items WHERE batch = ")
        .bind(batch)
        .push(" GROUP BY state");
    let mut progress = Progress::default();
    for row in db.rows(sql, &[Kind::Text, Kind::Int]).await? {
        if let Ok([state, Value::Int(count)]) = <[Value; 2]>::try_from(row) {
            match ItemState::from_value(state) {
                Ok(ItemState::Waiting) => progress.waiting = count,
                Ok(ItemState::Done) => progress.done = count,
                Ok(ItemState::Failed) => progress.failed = count,
                Err(_) => {}
            }
        }
    }
    Ok(progress)
}
