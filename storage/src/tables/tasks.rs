//! User tasks and the inboxes that show them.

use jiff::Timestamp;

use crate::{
    db::Db,
    error::Error,
    ids::{CaseId, InstanceId, PersonId, TaskId},
    json::Json,
    record::record,
    sql::Sql,
    value::words,
};

words! {
    /// Where a task stands.
    pub enum TaskState {
        /// Somebody has to do it.
        Open = "open",
        /// It was done.
        Done = "done",
        /// It is no longer needed.
        Cancelled = "cancelled",
    }
}

record! {
    versioned "tasks" by TaskId, fixed (instance, case_id, role, office, created_at);
    /// A task for a person.
    pub struct Task {
        /// Its id.
        pub id: TaskId,
        /// Grows by one with each change.
        pub version: i64,
        /// The instance that asked for it.
        pub instance: InstanceId,
        /// The case it belongs to, if any.
        pub case_id: Option<CaseId>,
        /// What it is about, for the inbox: a radicado, a policy's code.
        pub subject: String,
        /// The element of the process.
        pub element: String,
        /// What has to be done.
        pub name: String,
        /// The kind of act it ends in, where the screen depends on it.
        pub act: Option<String>,
        /// The role that may do it.
        pub role: String,
        /// The office that may do it.
        pub office: String,
        /// Who has taken it.
        pub assignee: Option<PersonId>,
        /// Where it stands.
        pub state: TaskState,
        /// The form it asks for.
        pub form: Json,
        /// When it was asked for.
        pub created_at: Timestamp,
        /// When it has to be done.
        pub due_at: Option<Timestamp>,
        /// When it was done or cancelled.
        pub ended_at: Option<Timestamp>,
    }
}

impl Task {
    /// Its place in an inbox.
    pub fn place(&self) -> Place {
        Place {
            due_at: self.due_at,
            id: self.id,
        }
    }
}

/// The open tasks somebody may see; empty lists see nothing.
#[derive(Debug, Clone, Default)]
pub struct Inbox {
    /// The roles; `None`: any.
    pub roles: Option<Vec<String>>,
    /// The offices; `None`: any.
    pub offices: Option<Vec<String>>,
    /// Whose.
    pub taken: Taken,
}

/// By whom tasks were taken.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Taken {
    /// By anybody or nobody.
    #[default]
    Whoever,
    /// By nobody yet.
    Nobody,
    /// By this person.
    By(PersonId),
}

/// A place in an inbox, which is ordered by due time (tasks without one last) and id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// The due time of the task there.
    pub due_at: Option<Timestamp>,
    /// The id of the task there.
    pub id: TaskId,
}

/// One task.
pub async fn get(db: &Db, id: TaskId) -> Result<Option<Task>, Error> {
    db.one(Sql::select::<Task>().push(" WHERE id = ").bind(id)).await
}

/// A page of an inbox after a place.
pub async fn inbox(db: &Db, inbox: &Inbox, after: Option<Place>, limit: i64) -> Result<Vec<Task>, Error> {
    let mut sql = inbox.filter(Sql::select::<Task>());
    if let Some(Place { due_at, id }) = after {
        let due_at = due_at.map_or(i64::MAX, |due_at| due_at.as_microsecond());
        sql = sql
            .push(" AND (COALESCE(due_at, 9223372036854775807), id) > (")
            .bind(due_at)
            .push(", ")
            .bind(id)
            .push(")");
    }
    db.all(
        sql.push(" ORDER BY COALESCE(due_at, 9223372036854775807), id LIMIT ")
            .bind(limit),
    )
    .await
}

/// How many tasks an inbox holds.
pub async fn count(db: &Db, inbox: &Inbox) -> Result<i64, Error> {
    let sql = inbox.filter(Sql::new("SELECT count(*) FROM tasks"));
    Ok(db.scalar(sql).await?.unwrap_or(0))
}

/// The tasks of a case in the order they were asked for.
pub async fn of_case(db: &Db, case: CaseId) -> Result<Vec<Task>, Error> {
    db.all(
        Sql::select::<Task>()
            .push(" WHERE case_id = ")
            .bind(case)
            .push(" ORDER BY id"),
    )
    .await
}

/// The tasks of an instance in the order they were asked for.
pub async fn of_instance(db: &Db, instance: InstanceId) -> Result<Vec<Task>, Error> {
    db.all(
        Sql::select::<Task>()
            .push(" WHERE instance = ")
            .bind(instance)
            .push(" ORDER BY id"),
    )
    .await
}

impl Inbox {
    fn filter(&self, sql: Sql) -> Sql {
        let mut sql = sql.push(" WHERE state = 'open'");
        if let Some(roles) = &self.roles {
            sql = sql.push(" AND role IN ").list(roles.iter().cloned());
        }
        if let Some(offices) = &self.offices {
            sql = sql.push(" AND office IN ").list(offices.iter().cloned());
        }
        match self.taken {
            Taken::Whoever => sql,
            Taken::Nobody => sql.push(" AND assignee IS NULL"),
            Taken::By(person) => sql.push(" AND assignee = ").bind(person),
        }
    }
}
