//! Drafts: what a person has filled in and not yet filed. Saved at every step, kept for `limits.draft_days`.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use radica_storage::drafts::{self, Draft};
use radica_storage::ids::{CaseId, DraftId};
use radica_storage::{Batch, Commit, cases};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::sync::Arc;

use crate::access::{Act, Subject, allowed};
use crate::actor::{Actor, Person};
use crate::app::App;
use crate::catalog::form::{self, Step};
use crate::catalog::tramite::{Filing, Tramite};
use crate::filing::uploads::Upload;
use crate::forms;
use crate::problem::{Error, Refused, Result};
use crate::turn::json;

/// The last step of every form: to revise and file.
pub const REVISE: &str = "revisar";

/// What a draft holds.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct DraftData {
    /// Answers accepted, by field.
    #[serde(default)]
    pub answers: Map<String, Value>,
    /// Files loaded, by document of the trámite.
    #[serde(default)]
    pub files: BTreeMap<String, Upload>,
    /// Steps saved without errors.
    #[serde(default)]
    pub done: Vec<String>,
}

/// A draft with its trámite, opened by its owner.
pub struct OpenDraft {
    /// Its row.
    pub row: Draft,
    /// What it holds.
    pub data: DraftData,
    /// Its trámite.
    pub tramite: Arc<Tramite>,
}

impl OpenDraft {
    /// What the trámite asks to be filed.
    pub fn filing(&self) -> Result<&Filing> {
        self.tramite.filing.as_ref().ok_or_else(not_online)
    }

    /// The step after one; [`REVISE`] after the last.
    pub fn after(&self, step: &str) -> Result<String> {
        let mut steps = self.filing()?.steps.iter().skip_while(|each| each.step != step).skip(1);
        Ok(steps.next().map_or_else(|| REVISE.to_owned(), |next| next.step.clone()))
    }

    /// A step of its form.
    pub fn step(&self, id: &str) -> Result<&Step> {
        self.filing()?
            .steps
            .iter()
            .find(|step| step.step == id)
            .ok_or(Error::NotFound("step"))
    }
}

/// Begins a draft of a trámite, with what the account knows already filled in.
pub async fn begin(app: &App, actor: &Actor, code: &str) -> Result<DraftId> {
    let person = filer(actor)?;
    let tramite = app.rules.tramite(code).ok_or(Error::NotFound("tramite"))?;
    let filing = tramite.filing.as_ref().ok_or_else(not_online)?;
    let now = app.clock.now();
    let first = filing.steps.first().map(|step| step.step.clone()).unwrap_or_default();
    let known = forms::prefilled(&filing.steps, person);
    let data = DraftData {
        answers: known,
        ..DraftData::default()
    };
    let draft = Draft {
        id: app.ids().id(),
        version: 1,
        person: person.id,
        tramite: code.to_owned(),
        definition: app.catalog().version.clone(),
        data: json(&data)?,
        step: first,
        created_at: now,
        updated_at: now,
        expires_at: expiry(app, now),
    };
    let id = draft.id;
    app.writer
        .commit(Commit::of(Batch::new().put(draft)).expect::<Draft>(&id, None))
        .await?;
    Ok(id)
}

/// Opens a draft of the actor's own.
pub async fn open(app: &App, actor: &Actor, id: DraftId) -> Result<OpenDraft> {
    let person = filer(actor)?;
    let found = drafts::get(&app.db, id).await?;
    let Some(row) = found else {
        return Err(gone(app, person, id).await?);
    };
    if !owns(actor, &row) {
        return Err(Error::Hidden(Refused::new(Act::ActAsFiler, "draft", id)));
    }
    if row.expires_at <= app.clock.now() {
        return Err(Error::Expired(
            "Este borrador venció y no se puede radicar. Empiece de nuevo: le tomará menos, porque su cuenta ya tiene sus datos."
                .to_owned(),
        ));
    }
    let tramite = app
        .rules
        .tramite(&row.tramite)
        .cloned()
        .ok_or(Error::NotFound("tramite"))?;
    let data = row
        .data
        .read()
        .map_err(|problem| Error::Internal(format!("draft {id}: {problem}")))?;
    Ok(OpenDraft { row, data, tramite })
}

/// The actor's drafts that have not expired, the oldest first.
pub async fn own(app: &App, actor: &Actor) -> Result<Vec<Draft>> {
    let person = filer(actor)?;
    Ok(drafts::of_person(&app.db, person.id, app.clock.now()).await?)
}

/// Checks a step's answers and saves them; answers the step that comes next. What cannot be accepted is told, and the
/// rest of the draft stays.
///
/// # Errors
/// [`Error::Invalid`] with every field to correct.
pub async fn save_step(app: &App, actor: &Actor, id: DraftId, step: &str, input: &form::Input) -> Result<String> {
    let mut draft = open(app, actor, id).await?;
    let fields = draft.step(step)?.fields.clone();
    let answers = forms::read(app, &fields, input, &draft.data.answers)?;
    for field in &fields {
        draft.data.answers.remove(&field.id);
    }
    draft.data.answers.extend(answers);
    if !draft.data.done.iter().any(|done| done == step) {
        draft.data.done.push(step.to_owned());
    }
    let next = draft.after(step)?;
    save(app, draft, Some(next.clone())).await?;
    Ok(next)
}

/// Puts a file where the draft has one for that document.
pub async fn attach(app: &App, actor: &Actor, id: DraftId, document: &str, upload: Upload) -> Result<()> {
    change_files(app, actor, id, |files| {
        files.insert(document.to_owned(), upload.clone());
    })
    .await
}

/// Takes a file out of the draft; the blob is collected later if nobody else has it.
pub async fn detach(app: &App, actor: &Actor, id: DraftId, document: &str) -> Result<()> {
    change_files(app, actor, id, |files| {
        files.remove(document);
    })
    .await
}

/// Throws a draft away.
pub async fn discard(app: &App, actor: &Actor, id: DraftId) -> Result<()> {
    let draft = open(app, actor, id).await?;
    let commit = Commit::of(Batch::new().delete::<Draft>(id)).expect::<Draft>(&id, Some(draft.row.version));
    app.writer.commit(commit).await?;
    Ok(())
}

async fn change_files(
    app: &App,
    actor: &Actor,
    id: DraftId,
    change: impl Fn(&mut BTreeMap<String, Upload>) + Send,
) -> Result<()> {
    loop {
        let mut draft = open(app, actor, id).await?;
        change(&mut draft.data.files);
        if draft.data.files.len() > app.catalog().entity.limits.files {
            let most = app.catalog().entity.limits.files;
            return Err(Error::Upload(format!(
                "Una solicitud lleva a lo sumo {most} archivos. Quite uno para cargar otro."
            )));
        }
        match save(app, draft, None).await {
            // Another file of the same draft was loaded at the same time: both stay.
            Err(Error::Conflict(_)) => {}
            outcome => return outcome,
        }
    }
}

async fn save(app: &App, draft: OpenDraft, step: Option<String>) -> Result<()> {
    let now = app.clock.now();
    let OpenDraft { mut row, data, .. } = draft;
    let (id, read_at) = (row.id, row.version);
    row.data = json(&data)?;
    row.version += 1;
    row.updated_at = now;
    row.expires_at = expiry(app, now);
    if let Some(step) = step {
        row.step = step;
    }
    app.writer
        .commit(Commit::of(Batch::new().put(row)).expect::<Draft>(&id, Some(read_at)))
        .await?;
    Ok(())
}

fn expiry(app: &App, now: Timestamp) -> Timestamp {
    let days = i64::from(app.catalog().entity.limits.draft_days);
    now.checked_add(SignedDuration::from_hours(24 * days)).unwrap_or(now)
}

/// How long an expired draft still answers that it expired, before it is thrown away.
const AFTER_EXPIRY: SignedDuration = SignedDuration::from_hours(24 * 30);
/// Drafts thrown away in one commit.
const SWEPT_AT_ONCE: i64 = 200;

/// Throws away drafts that expired a month ago; answers how many. What is changed meanwhile stays.
pub async fn sweep(app: &App) -> Result<usize> {
    let now = app.clock.now();
    let before = now.checked_sub(AFTER_EXPIRY).unwrap_or(now);
    let mut swept = 0;
    loop {
        let expired = drafts::expired(&app.db, before, SWEPT_AT_ONCE).await?;
        if expired.is_empty() {
            return Ok(swept);
        }
        swept += expired.len();
        let batch = expired
            .iter()
            .fold(Batch::new(), |batch, draft| batch.delete::<Draft>(draft.id));
        let commit = expired.iter().fold(Commit::of(batch), |commit, draft| {
            commit.expect::<Draft>(&draft.id, Some(draft.version))
        });
        app.writer.commit_patiently(commit).await?;
    }
}

fn owns(actor: &Actor, draft: &Draft) -> bool {
    allowed(
        actor,
        Act::ActAsFiler,
        &Subject {
            filer: Some(&draft.person),
            ..Subject::default()
        },
    )
}

/// A draft that is not there was perhaps filed: its case has its id.
async fn gone(app: &App, person: &Person, id: DraftId) -> Result<Error> {
    let case = cases::get(&app.db, CaseId::from(ulid_of(id))).await?;
    Ok(match case.filter(|case| case.filer == person.id) {
        Some(case) => Error::AlreadyFiled {
            radicado: case.radicado,
        },
        None => Error::NotFound("draft"),
    })
}

pub(super) fn ulid_of(id: DraftId) -> ulid::Ulid {
    id.into()
}

pub(super) fn filer(actor: &Actor) -> Result<&Person> {
    match actor.person() {
        Some(person) if allowed(actor, Act::File, &Subject::default()) => Ok(person),
        _ => Err(Error::SignInRequired),
    }
}

fn not_online() -> Error {
    Error::Closed("Este trámite todavía no se radica en línea. Su página dice cómo pedirlo.".to_owned())
}
