//! The documents of expedientes, as declared; their content is in the object store.

use jiff::Timestamp;

use crate::{
    db::Db,
    error::Error,
    ids::{CaseId, DocumentId, ExpedienteId},
    json::Json,
    record::record,
    sql::Sql,
    value::words,
};

words! {
    /// Whether a document counts.
    pub enum DocumentState {
        /// It counts.
        Active = "active",
        /// It was annulled with a reason; it stays in the index.
        Annulled = "annulled",
    }
}

record! {
    versioned "documents" by DocumentId;
    /// A document of an expediente.
    pub struct Document {
        /// Its id.
        pub id: DocumentId,
        /// Grows by one with each change.
        pub version: i64,
        /// The expediente it belongs to.
        pub expediente: ExpedienteId,
        /// The case it belongs to, if any.
        pub case_id: Option<CaseId>,
        /// The document type of the TRD.
        pub kind: String,
        /// Its name.
        pub title: String,
        /// The filing number it entered or left with.
        pub radicado: Option<String>,
        /// The SHA-256 of its content, in hex; the key of the blob.
        pub sha256: String,
        /// Bytes.
        pub size: i64,
        /// Its media type, found by content.
        pub media_type: String,
        /// Pages, counted.
        pub pages: i64,
        /// Its format, for the index.
        pub format: String,
        /// Born digital or digitised.
        pub origin: String,
        /// Its information class.
        pub class: String,
        /// When it was made.
        pub created_at: Timestamp,
        /// When it entered the expediente.
        pub incorporated_at: Timestamp,
        /// Its order in the expediente; the first is 1, no gaps.
        pub ordinal: i64,
        /// Its first page in the expediente.
        pub page_start: i64,
        /// Its last page in the expediente.
        pub page_end: i64,
        /// Whether it counts.
        pub state: DocumentState,
        /// Why it was annulled.
        pub reason: Option<String>,
        /// The number of the act.
        pub number: Option<String>,
        /// The code anyone can verify it with, unique.
        pub verification_code: Option<String>,
        /// Who signed it, when, which hash, by which act of will.
        pub signature: Option<Json>,
        /// When the person was notified of it by opening it.
        pub notified_at: Option<Timestamp>,
    }
}

/// One document.
pub async fn get(db: &Db, id: DocumentId) -> Result<Option<Document>, Error> {
    db.one(Sql::select::<Document>().push(" WHERE id = ").bind(id)).await
}

/// The document with a verification code.
pub async fn by_verification_code(db: &Db, code: &str) -> Result<Option<Document>, Error> {
    db.one(
        Sql::select::<Document>()
            .push(" WHERE verification_code = ")
            .bind(code.to_owned()),
    )
    .await
}

/// The documents of an expediente in order, after an ordinal.
pub async fn of_expediente(db: &Db, expediente: ExpedienteId, after: i64, limit: i64) -> Result<Vec<Document>, Error> {
    let sql = Sql::select::<Document>().push(" WHERE expediente = ").bind(expediente);
    db.all(
        sql.push(" AND ordinal > ")
            .bind(after)
            .push(" ORDER BY ordinal LIMIT ")
            .bind(limit),
    )
    .await
}

/// The documents of a case in order, after an ordinal.
pub async fn of_case(db: &Db, case: CaseId, after: i64, limit: i64) -> Result<Vec<Document>, Error> {
    let sql = Sql::select::<Document>().push(" WHERE case_id = ").bind(case);
    db.all(
        sql.push(" AND ordinal > ")
            .bind(after)
            .push(" ORDER BY ordinal LIMIT ")
            .bind(limit),
    )
    .await
}

/// A document with this content, the first made.
pub async fn with_content(db: &Db, sha256: &str) -> Result<Option<Document>, Error> {
    let sql = Sql::select::<Document>()
        .push(" WHERE sha256 = ")
        .bind(sha256.to_owned());
    db.one(sql.push(" ORDER BY id LIMIT 1")).await
}
