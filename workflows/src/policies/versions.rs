//! A new version: written as a draft, then sent through the process that approves it.

use std::collections::BTreeMap;

use radica_engine::{Command, Instance, Variables, ids as engine};
use radica_storage::ids::{InstanceId, VersionId};
use radica_storage::policies::{self as stored, DocumentVersion};
use radica_storage::record::changed;
use radica_storage::{Batch, Commit, CommitError, Json, instances};
use serde_json::json;
use sha2::{Digest, Sha256};

use super::underway::{correction, may_write};
use super::{Document, document, number_of};
use crate::access::Act;
use crate::actor::Actor;
use crate::app::App;
use crate::catalog::form::FieldError;
use crate::catalog::ids::PolicyId;
use crate::definitions::Versions;
use crate::journaling::{About, entry};
use crate::kept::Kept;
use crate::matter::{Matter, PolicyFile, Subject};
use crate::problem::{Error, Refused, Result};
use crate::services::version_state::{DRAFT, REVIEW};
use crate::turn::Turn;

/// What the author of a version writes.
#[derive(Debug, Clone, Default)]
pub struct Draft {
    /// Whether it starts a new major number.
    pub major: bool,
    /// What changes, for the control de cambios.
    pub description: String,
    /// The text, in Markdown.
    pub body: String,
}

/// Longest text of a version, in bytes.
const LONGEST: usize = 2 * 1024 * 1024;

/// Saves a draft of the next version; one not yet sent, or sent back by its reviewers, is replaced.
pub async fn save(app: &App, actor: &Actor, code: &str, draft: Draft) -> Result<VersionId> {
    let document = document(app, code).await?;
    editor(actor, &document)?;
    check(&draft)?;
    let person = actor.person().ok_or(Error::SignInRequired)?;
    let now = app.clock.now();
    let earlier = writable(app, &document).await?;
    let (major, minor) = match earlier {
        Some(sent) if sent.instance.is_some() => (sent.major, sent.minor),
        _ => next_number(&document, draft.major),
    };
    let body = draft.body.replace("\r\n", "\n");
    let id = earlier.map_or_else(|| app.ids().id(), |draft| draft.id);
    let read_at = earlier.map(|draft| draft.version);
    let version = DocumentVersion {
        id,
        version: read_at.unwrap_or(0) + 1,
        document: document.document.id,
        major,
        minor,
        state: earlier.map_or_else(|| DRAFT.to_owned(), |earlier| earlier.state.clone()),
        sha256: hex::encode(Sha256::digest(body.as_bytes())),
        body,
        date: None,
        responsible: person.name.clone(),
        description: draft.description.trim().to_owned(),
        approved_by: None,
        instance: earlier.and_then(|earlier| earlier.instance),
        created_at: earlier.map_or(now, |draft| draft.created_at),
    };
    let told = changed(earlier, &version, &[]);
    let about: About<'_> = ("document-version", &id, version.version);
    let entry = entry(now, actor, about, "written", told.unwrap_or_default());
    let commit = Commit::of(Batch::new().entry(entry).put(version)).expect::<DocumentVersion>(&id, read_at);
    match app.writer.commit(commit).await {
        Ok(_) => Ok(id),
        Err(CommitError::Duplicate(_)) => Err(Error::Conflict("Ya hay una versión con ese número.".to_owned())),
        Err(refused) => Err(refused.into()),
    }
}

/// The numbers that the next version could take: minor, then major.
#[must_use]
pub fn numbers(document: &Document) -> [String; 2] {
    [false, true].map(|is_major| {
        let (major, minor) = next_number(document, is_major);
        format!("{major}.{minor}")
    })
}

/// Who may write a version, and the one they would go on with: the draft, or the one that was sent back.
///
/// # Errors
/// [`Error::Closed`] while a version is with its reviewers or its committee.
pub async fn to_write(app: &App, actor: &Actor, document: &Document) -> Result<Option<DocumentVersion>> {
    editor(actor, document)?;
    Ok(writable(app, document).await?.cloned())
}

async fn writable<'a>(app: &App, document: &'a Document) -> Result<Option<&'a DocumentVersion>> {
    let Some(coming) = document.coming() else {
        return Ok(None);
    };
    if coming.state == DRAFT || correction(app, coming).await?.is_some() {
        return Ok(Some(coming));
    }
    let number = number_of(coming);
    Err(Error::Closed(format!(
        "La versión {number} está en trámite. Cuando termine se puede escribir la siguiente."
    )))
}

/// Sends the draft to its reviewers: the process of the document starts.
pub async fn send(app: &App, actor: &Actor, id: VersionId) -> Result<()> {
    let version = stored::get_version(&app.db, id)
        .await?
        .ok_or(Error::NotFound("version"))?;
    let governed = stored::get(&app.db, version.document)
        .await?
        .ok_or(Error::NotFound("governed document"))?;
    let whole = document(app, &governed.code).await?;
    editor(actor, &whole)?;
    if version.state != DRAFT {
        return Err(Error::Closed("Esta versión ya se envió a revisión.".to_owned()));
    }
    let matter = begun(app, whole, version)?;
    let (number, description) = match &matter.subject {
        Subject::Policy(file) => (number_of(file.version.get()), file.version.get().description.clone()),
        Subject::Case(_) | Subject::Alone => return Err(Error::Internal("a policy's matter is a policy".to_owned())),
    };
    let policy = app
        .catalog()
        .policies
        .get(&PolicyId::new(&governed.code))
        .ok_or(Error::NotFound("policy"))?;
    let variables = Variables::from_json(&json!({
        "documento": { "id": governed.code, "name": governed.name, "owner": governed.owner, "committee": policy.committee },
        "version": { "number": number, "description": description },
    }));
    let instance = engine::InstanceId(matter.row.get().id.into());
    let next_version = matter.policy()?.version.next_version();
    let mut turn = Turn::new(app.rules.clone(), actor.clone(), app.clock.now(), app.ids(), matter);
    turn.journal(
        ("document-version", &id, next_version),
        "sent",
        json!({ "number": number }),
    );
    turn.run(Command::Start { instance, variables })?;
    let (batch, matter) = turn.finish()?;
    app.writer.commit(matter.guard(Commit::of(batch))).await?;
    Ok(())
}

fn begun(app: &App, whole: Document, version: DocumentVersion) -> Result<Matter> {
    let policy = app
        .catalog()
        .policies
        .get(&PolicyId::new(&whole.document.code))
        .ok_or(Error::NotFound("policy"))?;
    let process = app.rules.process(&policy.process)?.clone();
    let instance: InstanceId = app.ids().id();
    let row = instances::Instance {
        id: instance,
        version: 1,
        definition: process.hash().to_string(),
        definition_name: process.id().to_owned(),
        state: Json::null(),
        status: String::new(),
        case_id: None,
        updated_at: app.clock.now(),
    };
    let in_force = whole.in_force().cloned().map(Kept::read);
    let mut version = Kept::read(version);
    let changed = version.change();
    (changed.state, changed.instance) = (REVIEW.to_owned(), Some(instance));
    let file = PolicyFile {
        document: Kept::read(whole.document),
        version,
        in_force,
        ballot: None,
        votes: Vec::new(),
    };
    Ok(Matter {
        row: Kept::new(row),
        instance: Instance::new(),
        process,
        versions: Versions::default(),
        tasks: BTreeMap::new(),
        subject: Subject::Policy(Box::new(file)),
    })
}

fn editor(actor: &Actor, document: &Document) -> Result<()> {
    if may_write(actor, &document.document) {
        Ok(())
    } else {
        Err(Refused::new(Act::EditPolicy, "governed-document", document.document.id)
            .because("Solo quien edita los documentos de la entidad puede escribir una versión."))
    }
}

fn check(draft: &Draft) -> Result<()> {
    let error = |field: &str, message: &str| FieldError {
        field: field.to_owned(),
        message: message.to_owned(),
    };
    let mut errors = Vec::new();
    if draft.description.trim().chars().count() < 10 {
        errors.push(error(
            "descripcion",
            "Diga qué cambia, en una frase. Por ejemplo, Se actualiza el capítulo de copias de respaldo",
        ));
    }
    if draft.body.trim().is_empty() {
        errors.push(error("texto", "Escriba el texto de la versión"));
    }
    if draft.body.len() > LONGEST {
        errors.push(error("texto", "El texto pasa de 2 MB. Divídalo o quite lo que sobre"));
    }
    if errors.is_empty() {
        Ok(())
    } else {
        Err(Error::Invalid(errors))
    }
}

/// The next free number after the last published one: a version not approved keeps its number and moves no other.
fn next_number(document: &Document, major: bool) -> (i64, i64) {
    let taken = |next| {
        document
            .versions
            .iter()
            .any(|other| other.state != DRAFT && number(other) == next)
    };
    let (mut next, step) = match (document.published().map(number).max(), major) {
        (None, _) => ((1, 0), (0, 1)),
        (Some((last, _)), true) => ((last + 1, 0), (1, 0)),
        (Some((last, minor)), false) => ((last, minor + 1), (0, 1)),
    };
    while taken(next) {
        next = (next.0 + step.0, next.1 + step.1);
    }
    next
}

fn number(version: &DocumentVersion) -> (i64, i64) {
    (version.major, version.minor)
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use radica_storage::ids::GovernedId;
    use radica_storage::policies::Governed;

    use super::*;
    use crate::services::version_state::{IN_FORCE, REJECTED};

    fn version((major, minor): (i64, i64), state: &str) -> DocumentVersion {
        DocumentVersion {
            id: VersionId::from_parts(0, 1),
            version: 1,
            document: GovernedId::from_parts(0, 1),
            major,
            minor,
            state: state.to_owned(),
            body: String::new(),
            sha256: String::new(),
            date: None,
            responsible: String::new(),
            description: String::new(),
            approved_by: None,
            instance: None,
            created_at: Timestamp::UNIX_EPOCH,
        }
    }

    fn document(versions: &[((i64, i64), &str)]) -> Document {
        let document = Governed {
            id: GovernedId::from_parts(0, 1),
            version: 1,
            code: "PETI".to_owned(),
            name: String::new(),
            kind: String::new(),
            owner: String::new(),
            scope: String::new(),
            class: String::new(),
            in_force: None,
            review_on: None,
            created_at: Timestamp::UNIX_EPOCH,
            updated_at: Timestamp::UNIX_EPOCH,
        };
        Document {
            document,
            versions: versions.iter().map(|(number, state)| version(*number, state)).collect(),
        }
    }

    #[test]
    fn numbers_follow_the_last_published_version_and_skip_those_not_approved() {
        let rejected = document(&[((2, 4), IN_FORCE), ((3, 0), REJECTED)]);
        assert_eq!(numbers(&rejected), ["2.5", "4.0"]);
    }

    #[test]
    fn a_draft_may_change_its_own_number_and_the_first_version_is_one() {
        assert_eq!(
            numbers(&document(&[((2, 3), IN_FORCE), ((2, 4), DRAFT)])),
            ["2.4", "3.0"]
        );
        assert_eq!(numbers(&document(&[])), ["1.0", "1.0"]);
    }
}
