//! Timers: what has to happen to an instance at a time. A timer costs nothing until it is due.

use jiff::Timestamp;

use crate::{db::Db, error::Error, ids::InstanceId, record::record, sql::Sql};

record! {
    plain "timers" key (id);
    /// A timer of an instance.
    pub struct Timer {
        /// The instance and the key; see [`Timer::id_of`].
        pub id: String,
        /// Whose timer it is.
        pub instance: InstanceId,
        /// The engine's key of the timer within the instance.
        pub key: String,
        /// When it fires.
        pub due_at: Timestamp,
    }
}

impl Timer {
    /// A timer of an instance.
    pub fn new(instance: InstanceId, key: impl Into<String>, due_at: Timestamp) -> Self {
        let key = key.into();
        Self {
            id: Self::id_of(instance, &key),
            instance,
            key,
            due_at,
        }
    }

    /// The id by which a timer is set again or deleted without looking it up.
    pub fn id_of(instance: InstanceId, key: &str) -> String {
        format!("{instance}/{key}")
    }
}

/// Leaves out the timers of suspended instances.
const OF_THE_ACTIVE: &str =
    "NOT EXISTS (SELECT 1 FROM instances WHERE instances.id = timers.instance AND instances.status = 'suspended')";

/// The timers due at a time, the longest due first; none of a suspended instance.
pub async fn due(db: &Db, now: Timestamp, limit: i64) -> Result<Vec<Timer>, Error> {
    let sql = Sql::select::<Timer>().push(" WHERE due_at <= ").bind(now);
    let sql = sql.push(" AND ").push(OF_THE_ACTIVE);
    db.all(sql.push(" ORDER BY due_at, id LIMIT ").bind(limit)).await
}

/// When the next timer is due.
pub async fn next_due(db: &Db) -> Result<Option<Timestamp>, Error> {
    // Ordered and cut short rather than min(): it ends at the first timer that is not held back.
    let sql = Sql::new("SELECT due_at FROM timers WHERE ").push(OF_THE_ACTIVE);
    db.scalar(sql.push(" ORDER BY due_at, id LIMIT 1")).await
}

/// The timers of an instance.
pub async fn of_instance(db: &Db, instance: InstanceId) -> Result<Vec<Timer>, Error> {
    let sql = Sql::select::<Timer>().push(" WHERE instance = ").bind(instance);
    db.all(sql.push(" ORDER BY due_at, id")).await
}
