//! Process instances: the engine's state, which storage never looks into.

use jiff::Timestamp;

use crate::{
    db::Db,
    error::Error,
    ids::{CaseId, InstanceId},
    json::Json,
    record::record,
    sql::Sql,
    value::{Kind, Value},
};

record! {
    versioned "instances" by InstanceId, fixed (case_id);
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

/// What an operator looks for; what is absent matches everything.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    /// The process, by its name.
    pub process: Option<String>,
    /// The version, by its content hash.
    pub definition: Option<String>,
    /// The status.
    pub status: Option<String>,
    /// An element where it has a token.
    pub element: Option<String>,
    /// The filing number of its case.
    pub radicado: Option<String>,
    /// The id.
    pub id: Option<InstanceId>,
}

/// Instances, the newest first, older than one of them.
pub async fn find(db: &Db, wanted: &Wanted, before: Option<InstanceId>, limit: i64) -> Result<Vec<Instance>, Error> {
    db.all(wanted.filter(Sql::select::<Instance>()).page_back(before, limit))
        .await
}

/// How many instances run a version, by status.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Count {
    /// The content hash of the version.
    pub definition: String,
    /// The status.
    pub status: String,
    /// How many.
    pub instances: i64,
}

/// How many instances run each version, by status.
pub async fn count(db: &Db) -> Result<Vec<Count>, Error> {
    let sql = Sql::new("SELECT definition, status, count(*) FROM instances GROUP BY definition, status");
    let rows = db.rows(sql, &[Kind::Text, Kind::Text, Kind::Int]).await?;
    let counted = rows.into_iter().filter_map(|row| match <[Value; 3]>::try_from(row) {
        Ok([Value::Text(definition), Value::Text(status), Value::Int(instances)]) => Some(Count {
            definition,
            status,
            instances,
        }),
        _ => None,
    });
    Ok(counted.collect())
}

/// Unfinished instances in the order they were created, after one of them.
pub async fn unfinished(db: &Db, after: Option<InstanceId>, limit: i64) -> Result<Vec<Instance>, Error> {
    let sql = Sql::select::<Instance>().push(" WHERE status IN ('running', 'incident', 'suspended')");
    db.all(sql.page(after, limit)).await
}

impl Wanted {
    fn filter(&self, mut sql: Sql) -> Sql {
        sql = sql.push(" WHERE version > 0");
        if let Some(process) = &self.process {
            sql = sql.push(" AND definition_name = ").bind(process.clone());
        }
        if let Some(definition) = &self.definition {
            sql = sql.push(" AND definition = ").bind(definition.clone());
        }
        if let Some(status) = &self.status {
            sql = sql.push(" AND status = ").bind(status.clone());
        }
        if let Some(element) = &self.element {
            sql = sql
                .push(" AND id IN (SELECT instance FROM positions WHERE element = ")
                .bind(element.clone());
            if let Some(definition) = &self.definition {
                sql = sql.push(" AND definition = ").bind(definition.clone());
            }
            sql = sql.push(")");
        }
        if let Some(radicado) = &self.radicado {
            sql = sql
                .push(" AND case_id IN (SELECT cases.id FROM cases WHERE cases.radicado = ")
                .bind(radicado.clone())
                .push(")");
        }
        if let Some(id) = self.id {
            sql = sql.push(" AND id = ").bind(id);
        }
        sql
    }
}
