//! Governed documents: their versions, how a new one begins, and how two are compared.
//!
//! A version lives: borrador → revisión → comité → vigente → sustituida. The process that approves it is a definition
//! like those of the trámites; one version at most is in force, and earlier ones stay readable.

pub mod compare;
mod markdown;
mod seed;
pub mod underway;
pub mod versions;

use radica_storage::policies::{self as stored, DocumentVersion, Governed};
use sha2::{Digest, Sha256};

use crate::access::{Act, Subject, allowed};
use crate::actor::{Actor, OfficeId};
use crate::app::App;
use crate::catalog::ids::{Class, PolicyId};
use crate::problem::{Error, Refused, Result};

pub use markdown::to_html;
pub use seed::seed;

/// A document with its versions, the oldest first.
#[derive(Debug, Clone)]
pub struct Document {
    /// The document.
    pub document: Governed,
    /// Its versions.
    pub versions: Vec<DocumentVersion>,
}

impl Document {
    /// The version in force.
    #[must_use]
    pub fn in_force(&self) -> Option<&DocumentVersion> {
        self.versions
            .iter()
            .find(|version| Some(version.id) == self.document.in_force)
    }

    /// The version with a number, such as `2.3`.
    pub fn version(&self, number: &str) -> Result<&DocumentVersion> {
        self.versions
            .iter()
            .find(|version| number_of(version) == number)
            .ok_or(Error::NotFound("version"))
    }

    /// The version with a number, when it is or was in force.
    pub fn published_version(&self, number: &str) -> Result<&DocumentVersion> {
        self.published()
            .find(|version| number_of(version) == number)
            .ok_or(Error::NotFound("version"))
    }

    /// What anyone may see: versions that are or were in force.
    pub fn published(&self) -> impl DoubleEndedIterator<Item = &DocumentVersion> {
        use crate::services::version_state::{IN_FORCE, REPLACED};
        self.versions
            .iter()
            .filter(|version| version.state == IN_FORCE || version.state == REPLACED)
    }
}

/// A version's number as people read it.
#[must_use]
pub fn number_of(version: &DocumentVersion) -> String {
    format!("{}.{}", version.major, version.minor)
}

/// A document by its code.
pub async fn document(app: &App, code: &str) -> Result<Document> {
    let document = stored::by_code(&app.db, code)
        .await?
        .ok_or(Error::NotFound("governed document"))?;
    let versions = stored::versions(&app.db, document.id).await?;
    Ok(Document { document, versions })
}

/// Every document, by code.
pub async fn all(app: &App) -> Result<Vec<Governed>> {
    Ok(stored::all(&app.db, "", i64::from(u16::MAX)).await?)
}

/// A document of which the actor may read what is or was in force.
pub async fn read(app: &App, actor: &Actor, code: &str) -> Result<Document> {
    let document = document(app, code).await?;
    if may_read(actor, &document.document) {
        Ok(document)
    } else {
        let id = document.document.id;
        Err(Error::Hidden(Refused::new(Act::Read, "governed-document", id)))
    }
}

/// The documents that the actor may read, by code.
pub async fn readable(app: &App, actor: &Actor) -> Result<Vec<Document>> {
    let mut documents = Vec::new();
    for governed in all(app).await? {
        if may_read(actor, &governed) {
            documents.push(document(app, &governed.code).await?);
        }
    }
    Ok(documents)
}

/// Where the text of a version comes from or why it is missing, as the catalogue says; none for versions written here.
#[must_use]
pub fn provenance<'a>(app: &'a App, code: &str, version: &DocumentVersion) -> Option<&'a str> {
    let policy = app.catalog().policies.get(&PolicyId::new(code))?;
    let number = number_of(version);
    policy
        .versions
        .iter()
        .find(|row| row.version == number)
        .map(|row| row.provenance.as_str())
}

fn may_read(actor: &Actor, document: &Governed) -> bool {
    // A class that is not known is read as the narrowest.
    let class = serde_json::from_value(document.class.clone().into()).unwrap_or(Class::Reservada);
    let office = OfficeId::new(document.owner.clone());
    allowed(
        actor,
        Act::Read,
        &Subject {
            office: Some(&office),
            class,
            ..Subject::default()
        },
    )
}

/// An id made from a name, the same on every node and at every start.
#[must_use]
pub fn stable_id<T: From<ulid::Ulid>>(name: &str) -> T {
    let digest = Sha256::digest(name.as_bytes());
    let random = digest
        .iter()
        .take(10)
        .fold(0_u128, |bits, byte| bits << 8 | u128::from(*byte));
    T::from(ulid::Ulid::from_parts(0, random))
}
