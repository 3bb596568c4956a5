//! Expedientes: the files that gather all documents of one matter.

use jiff::Timestamp;

use crate::{
    db::Db,
    error::Error,
    ids::{DocumentId, ExpedienteId},
    json::Json,
    record::record,
    sql::Sql,
};

record! {
    versioned "expedientes" by ExpedienteId;
    /// An expediente.
    pub struct Expediente {
        /// Its id.
        pub id: ExpedienteId,
        /// Grows by one with each change.
        pub version: i64,
        /// Its code, unique.
        pub code: String,
        /// The version of the TRD in force when it was opened.
        pub trd_version: String,
        /// The series.
        pub series: String,
        /// The subseries.
        pub subseries: Option<String>,
        /// The office that keeps it.
        pub office: String,
        /// What it is about.
        pub title: String,
        /// Its information class.
        pub access: String,
        /// When it was opened.
        pub opened_at: Timestamp,
        /// When it was closed.
        pub closed_at: Option<Timestamp>,
        /// The signed índice electrónico.
        pub index_document: Option<DocumentId>,
        /// Its retention: rule, dates and trigger.
        pub retention: Json,
        /// The order of the next document; the first is 1.
        pub next_ordinal: i64,
        /// The first page of the next document; the first is 1.
        pub next_page: i64,
    }
}

/// One expediente.
pub async fn get(db: &Db, id: ExpedienteId) -> Result<Option<Expediente>, Error> {
    db.one(Sql::select::<Expediente>().push(" WHERE id = ").bind(id)).await
}

/// The expediente with a code.
pub async fn by_code(db: &Db, code: &str) -> Result<Option<Expediente>, Error> {
    db.one(Sql::select::<Expediente>().push(" WHERE code = ").bind(code.to_owned()))
        .await
}

/// The expedientes of offices (`None`: of all), the newest first, older than one of them.
pub async fn of_offices(
    db: &Db,
    offices: Option<&[String]>,
    before: Option<ExpedienteId>,
    limit: i64,
) -> Result<Vec<Expediente>, Error> {
    let sql = Sql::select::<Expediente>();
    let sql = match offices {
        Some(offices) => sql.push(" WHERE office IN ").list(offices.iter().cloned()),
        None => sql.push(" WHERE 1 = 1"),
    };
    db.all(sql.page_back(before, limit)).await
}
