//! Process instances: the engine's state, which storage never looks into.

use jiff::Timestamp;

use crate::{
    db::Db,
    error::Error,
    ids::{CaseId, InstanceId},
    json::Json,
    record::record,
    sql::Sql,
};

record! {
    versioned "instances" by InstanceId;
    /// A process instance.
    pub struct Instance {
        /// Its id.
        pub id: InstanceId,
        /// Grows by one with each change.
        pub version: i64,
        /// The content hash of the definition it runs.
        pub definition: String,
        /// The name of that definition.
        pub definition_name: String,
        /// The engine's state.
        pub state: Json,
        /// The engine's word for where it stands.
        pub status: String,
        /// The case it decides, if any.
        pub case_id: Option<CaseId>,
        /// When it last changed.
        pub updated_at: Timestamp,
    }
}

/// One instance.
pub async fn get(db: &Db, id: InstanceId) -> Result<Option<Instance>, Error> {
    db.one(Sql::select::<Instance>().push(" WHERE id = ").bind(id)).await
}

/// The instances of a status in the order they were created, after one of them.
pub async fn with_status(db: &Db, status: &str, after: Option<InstanceId>, limit: i64) -> Result<Vec<Instance>, Error> {
    let sql = Sql::select::<Instance>()
        .push(" WHERE status = ")
        .bind(status.to_owned());
    db.all(sql.page(after, limit)).await
}
