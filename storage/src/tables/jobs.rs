//! Jobs: what workers do after a commit, at least once each.
//!
//! A job that is taken stays `waiting`; its due time moves to the end of the lease, so that it is
//! taken again if its worker dies. Whoever works long moves it further ([`renew`]), which leaves the
//! version alone: whoever finishes the job expects the version it was taken with.

use jiff::Timestamp;

use crate::{
    db::Db,
    error::Error,
    ids::{InstanceId, JobId},
    json::Json,
    record::{Record, record},
    sql::Sql,
    value::words,
};

words! {
    /// Where a job stands.
    pub enum JobState {
        /// To be done when due.
        Waiting = "waiting",
        /// Done.
        Done = "done",
        /// Given up; an operator must look.
        Dead = "dead",
    }
}

record! {
    versioned "jobs" by JobId, fixed (kind, instance);
    /// Something a worker has to do.
    pub struct Job {
        /// Its id, also the idempotency key of its outside effects.
        pub id: JobId,
        /// Grows by one with each change, being taken included.
        pub version: i64,
        /// Which worker does it.
        pub kind: String,
        /// The instance that waits for it, if any.
        pub instance: Option<InstanceId>,
        /// What the worker has to know.
        pub payload: Json,
        /// Where it stands.
        pub state: JobState,
        /// How often it was taken.
        pub attempts: i64,
        /// When it may be taken, or taken again.
        pub due_at: Timestamp,
        /// Who has taken it.
        pub lease_owner: Option<String>,
        /// Why it failed last.
        pub last_error: Option<String>,
    }
}

/// Leaves out the jobs of suspended instances.
const OF_THE_ACTIVE: &str = "state = 'waiting' AND \
    NOT EXISTS (SELECT 1 FROM instances WHERE instances.id = jobs.instance AND instances.status = 'suspended')";

/// Takes due jobs until `lease_until`, each by one worker of one node only; none of a suspended instance.
pub async fn take(db: &Db, owner: &str, now: Timestamp, lease_until: Timestamp, limit: i64) -> Result<Vec<Job>, Error> {
    let mut sql = Sql::new("UPDATE jobs SET version = version + 1, attempts = attempts + 1, due_at = ")
        .bind(lease_until)
        .push(", lease_owner = ")
        .bind(owner.to_owned())
        .push(" WHERE id IN (SELECT id FROM jobs WHERE ")
        .push(OF_THE_ACTIVE)
        .push(" AND due_at <= ")
        .bind(now)
        .push(" ORDER BY due_at, id LIMIT ")
        .bind(limit)
        .push(db.dialect().skip_locked())
        .push(") RETURNING ");
    sql.columns(Job::TABLE);
    let mut taken: Vec<Job> = db.lease(sql).await?;
    taken.sort_by_key(|job| job.id);
    Ok(taken)
}

/// Moves the end of the lease of those jobs that `owner` still holds, and of no other; answers how many. To give
/// back what was not begun, `until` is now.
pub async fn renew(db: &Db, owner: &str, held: &[JobId], until: Timestamp) -> Result<usize, Error> {
    let mut sql = Sql::new("UPDATE jobs SET due_at = ")
        .bind(until)
        .push(" WHERE id IN (SELECT id FROM jobs WHERE state = 'waiting' AND lease_owner = ")
        .bind(owner.to_owned())
        .push(" AND id IN ")
        .list(held.iter().copied())
        // A row that is locked is being finished.
        .push(db.dialect().skip_locked())
        .push(") RETURNING ");
    sql.columns(Job::TABLE);
    Ok(db.lease::<Job>(sql).await?.len())
}

/// One job.
pub async fn get(db: &Db, id: JobId) -> Result<Option<Job>, Error> {
    db.one(Sql::select::<Job>().push(" WHERE id = ").bind(id)).await
}

/// When the next job is due.
pub async fn next_due(db: &Db) -> Result<Option<Timestamp>, Error> {
    let sql = Sql::new("SELECT due_at FROM jobs WHERE ").push(OF_THE_ACTIVE);
    db.scalar(sql.push(" ORDER BY due_at, id LIMIT 1")).await
}

/// The jobs in a state, after one of them.
pub async fn with_state(db: &Db, state: JobState, after: Option<JobId>, limit: i64) -> Result<Vec<Job>, Error> {
    // Written out, so that the index of what is left of each is found.
    let of_state = match state {
        JobState::Waiting => " WHERE state = 'waiting'",
        JobState::Done => " WHERE state = 'done'",
        JobState::Dead => " WHERE state = 'dead'",
    };
    db.all(Sql::select::<Job>().push(of_state).page(after, limit)).await
}

/// The jobs of an instance.
pub async fn of_instance(db: &Db, instance: InstanceId) -> Result<Vec<Job>, Error> {
    db.all(
        Sql::select::<Job>()
            .push(" WHERE instance = ")
            .bind(instance)
            .push(" ORDER BY id"),
    )
    .await
}
