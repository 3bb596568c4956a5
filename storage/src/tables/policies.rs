//! Governed documents and their versions.

use jiff::{Timestamp, civil::Date};

use crate::{
    db::Db,
    error::Error,
    ids::{GovernedId, InstanceId, VersionId},
    record::record,
    sql::Sql,
};

record! {
    versioned "governed_documents" by GovernedId;
    /// A policy, guideline or plan that a committee approves.
    pub struct Governed {
        /// Its id.
        pub id: GovernedId,
        /// Grows by one with each change.
        pub version: i64,
        /// Its code, unique.
        pub code: String,
        /// Its name.
        pub name: String,
        /// What kind of document it is.
        pub kind: String,
        /// The office that owns it.
        pub owner: String,
        /// To whom it applies.
        pub scope: String,
        /// Its information class.
        pub class: String,
        /// The version in force.
        pub in_force: Option<VersionId>,
        /// When it has to be reviewed.
        pub review_on: Option<Date>,
        /// When it was created.
        pub created_at: Timestamp,
        /// When it last changed.
        pub updated_at: Timestamp,
    }
}

record! {
    versioned "document_versions" by VersionId;
    /// A version of a governed document: a row of its control de cambios, and its text.
    pub struct DocumentVersion {
        /// Its id.
        pub id: VersionId,
        /// Grows by one with each change.
        pub version: i64,
        /// The document.
        pub document: GovernedId,
        /// Major number.
        pub major: i64,
        /// Minor number.
        pub minor: i64,
        /// Where it stands between draft and replacement.
        pub state: String,
        /// The text, in Markdown.
        pub body: String,
        /// The SHA-256 of the text, in hex.
        pub sha256: String,
        /// The date of the change.
        pub date: Option<Date>,
        /// Who is responsible for the change.
        pub responsible: String,
        /// What changed.
        pub description: String,
        /// Who approved it.
        pub approved_by: Option<String>,
        /// The instance that decides on it.
        pub instance: Option<InstanceId>,
        /// When it was created.
        pub created_at: Timestamp,
    }
}

/// One document.
pub async fn get(db: &Db, id: GovernedId) -> Result<Option<Governed>, Error> {
    db.one(Sql::select::<Governed>().push(" WHERE id = ").bind(id)).await
}

/// The document with a code.
pub async fn by_code(db: &Db, code: &str) -> Result<Option<Governed>, Error> {
    db.one(Sql::select::<Governed>().push(" WHERE code = ").bind(code.to_owned()))
        .await
}

/// All documents by code, after a code.
pub async fn all(db: &Db, after: &str, limit: i64) -> Result<Vec<Governed>, Error> {
    let sql = Sql::select::<Governed>().push(" WHERE code > ").bind(after.to_owned());
    db.all(sql.push(" ORDER BY code LIMIT ").bind(limit)).await
}

/// One version.
pub async fn get_version(db: &Db, id: VersionId) -> Result<Option<DocumentVersion>, Error> {
    db.one(Sql::select::<DocumentVersion>().push(" WHERE id = ").bind(id))
        .await
}

/// The versions of a document, the first one first.
pub async fn versions(db: &Db, document: GovernedId) -> Result<Vec<DocumentVersion>, Error> {
    let sql = Sql::select::<DocumentVersion>()
        .push(" WHERE document = ")
        .bind(document);
    db.all(sql.push(" ORDER BY major, minor")).await
}

/// The version an instance decides on.
pub async fn version_of_instance(db: &Db, instance: InstanceId) -> Result<Option<DocumentVersion>, Error> {
    db.one(
        Sql::select::<DocumentVersion>()
            .push(" WHERE instance = ")
            .bind(instance),
    )
    .await
}
