//! What is done now and then by one node at a time. Whoever takes a turn moves its due time to the end of the turn, as with
//! jobs, so that another node goes on when this one dies.

use jiff::Timestamp;

use crate::{
    db::Db,
    error::Error,
    record::{Record, record},
    sql::Sql,
};

record! {
    plain "upkeep" key (task);
    /// Something that is done in rounds.
    pub struct Upkeep {
        /// Its name.
        pub task: String,
        /// Who took the last turn.
        pub owner: Option<String>,
        /// When the next turn may be taken.
        pub due_at: Timestamp,
        /// When the round under way began.
        pub began_at: Option<Timestamp>,
        /// When the last whole round ended.
        pub ended_at: Option<Timestamp>,
        /// What the round under way has reached; what comes after it is next.
        pub reached: String,
        /// Blobs of the round under way, or of the last one when none is.
        pub blobs: i64,
        /// Their bytes.
        pub bytes: i64,
    }
}

impl Upkeep {
    /// One that was never done.
    #[must_use]
    pub fn new(task: &str, due_at: Timestamp) -> Self {
        Self {
            task: task.to_owned(),
            owner: None,
            due_at,
            began_at: None,
            ended_at: None,
            reached: String::new(),
            blobs: 0,
            bytes: 0,
        }
    }
}

/// How a task stands; `None` before its first turn.
pub async fn get(db: &Db, task: &str) -> Result<Option<Upkeep>, Error> {
    db.one(Sql::select::<Upkeep>().push(" WHERE task = ").bind(task.to_owned()))
        .await
}

/// Takes the turn of a task until `until`, if it is due and nobody has it.
pub async fn take(db: &Db, task: &str, owner: &str, now: Timestamp, until: Timestamp) -> Result<Option<Upkeep>, Error> {
    let mut sql = Sql::new("UPDATE upkeep SET due_at = ")
        .bind(until)
        .push(", owner = ")
        .bind(owner.to_owned())
        .push(" WHERE task = ")
        .bind(task.to_owned())
        .push(" AND due_at <= ")
        .bind(now)
        .push(" RETURNING ");
    sql.columns(Upkeep::TABLE);
    Ok(db.lease::<Upkeep>(sql).await?.into_iter().next())
}
