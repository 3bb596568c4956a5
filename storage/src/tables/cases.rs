//! Cases: what was filed and what became of it.

use jiff::{Timestamp, civil::Date};

use crate::{
    db::Db,
    error::Error,
    ids::{CaseId, ExpedienteId, InstanceId, PersonId},
    json::Json,
    record::record,
    sql::Sql,
};

record! {
    versioned "cases" by CaseId;
    /// A filed case.
    pub struct Case {
        /// Its id.
        pub id: CaseId,
        /// Grows by one with each change.
        pub version: i64,
        /// Its filing number, unique.
        pub radicado: String,
        /// The code of the trámite.
        pub tramite: String,
        /// The content hash of the trámite's definition when it was filed.
        pub definition: String,
        /// The office that has it.
        pub office: String,
        /// Who filed it.
        pub filer: PersonId,
        /// The filer's identification number when it was filed.
        pub filer_id_number: String,
        /// The filer's name when it was filed.
        pub filer_name: String,
        /// Where it stands.
        pub status: String,
        /// The stage shown to the filer.
        pub stage: String,
        /// What it is about.
        pub title: String,
        /// The form as filed and completed.
        pub data: Json,
        /// The events of its legal clock.
        pub clock: Json,
        /// When it was filed.
        pub filed_at: Timestamp,
        /// The last day to answer; none while the clock is stopped or has ended.
        pub due_on: Option<Date>,
        /// How it was decided.
        pub outcome: Option<String>,
        /// The instance that decides it.
        pub instance: Option<InstanceId>,
        /// The expediente that holds its documents.
        pub expediente: Option<ExpedienteId>,
    }
}

/// One case.
pub async fn get(db: &Db, id: CaseId) -> Result<Option<Case>, Error> {
    db.one(Sql::select::<Case>().push(" WHERE id = ").bind(id)).await
}

/// Several cases, in no order.
pub async fn get_many(db: &Db, ids: &[CaseId]) -> Result<Vec<Case>, Error> {
    db.all(Sql::select::<Case>().push(" WHERE id IN ").list(ids.iter().copied()))
        .await
}

/// The case with a filing number.
pub async fn by_radicado(db: &Db, radicado: &str) -> Result<Option<Case>, Error> {
    db.one(
        Sql::select::<Case>()
            .push(" WHERE radicado = ")
            .bind(radicado.to_owned()),
    )
    .await
}

/// The case of an expediente.
pub async fn of_expediente(db: &Db, expediente: ExpedienteId) -> Result<Option<Case>, Error> {
    db.one(Sql::select::<Case>().push(" WHERE expediente = ").bind(expediente))
        .await
}

/// The cases of a filer, the newest first, older than one of them.
pub async fn of_filer(db: &Db, filer: PersonId, before: Option<CaseId>, limit: i64) -> Result<Vec<Case>, Error> {
    db.all(
        Sql::select::<Case>()
            .push(" WHERE filer = ")
            .bind(filer)
            .page_back(before, limit),
    )
    .await
}

/// The cases of offices in a status, the newest first, older than one of them.
pub async fn of_offices(
    db: &Db,
    offices: &[String],
    status: Option<&str>,
    before: Option<CaseId>,
    limit: i64,
) -> Result<Vec<Case>, Error> {
    let mut sql = Sql::select::<Case>()
        .push(" WHERE office IN ")
        .list(offices.iter().cloned());
    if let Some(status) = status {
        sql = sql.push(" AND status = ").bind(status.to_owned());
    }
    db.all(sql.page_back(before, limit)).await
}
