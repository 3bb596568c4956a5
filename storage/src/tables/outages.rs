//! When the service answered, and when it did not.

use jiff::Timestamp;

use crate::{db::Db, error::Error, record::record, sql::Sql};

record! {
    plain "heartbeats" key (service);
    /// The last sign of life of a service, whichever node gave it.
    pub struct Heartbeat {
        /// Which service.
        pub service: String,
        /// When.
        pub at: Timestamp,
    }
}

record! {
    append "outages" key (began_at);
    /// A time in which nobody could use the service.
    pub struct Outage {
        /// The last sign of life before it.
        pub began_at: Timestamp,
        /// The first sign of life after it.
        pub ended_at: Timestamp,
    }
}

/// The last sign of life of a service.
pub async fn heartbeat(db: &Db, service: &str) -> Result<Option<Heartbeat>, Error> {
    db.one(
        Sql::select::<Heartbeat>()
            .push(" WHERE service = ")
            .bind(service.to_owned()),
    )
    .await
}

/// The outages, the newest first.
pub async fn latest(db: &Db, limit: i64) -> Result<Vec<Outage>, Error> {
    db.all(
        Sql::select::<Outage>()
            .push(" ORDER BY began_at DESC LIMIT ")
            .bind(limit),
    )
    .await
}
