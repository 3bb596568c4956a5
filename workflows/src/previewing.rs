//! The act as it would be issued, seen before it is signed.
//!
//! The task's completion is decided on a copy of the instance and nothing of it is kept: if the process would go on by
//! issuing a document, that is what the person is about to sign.

use jiff::Timestamp;
use radica_engine::effect::{Effect, RunJob};
use radica_engine::{Command, Env, decide, ids as engine};
use radica_feel::Value;
use radica_storage::ids::TaskId;
use radica_storage::objects::Sha256;
use serde_json::json;

use crate::actor::Actor;
use crate::app::App;
use crate::catalog::form::{Data, Input};
use crate::catalog::tramite::Outcome;
use crate::deciding;
use crate::definitions::Shelf;
use crate::forms;
use crate::jobs::JobKind;
use crate::jobs::issue_document::job_of;
use crate::matter::Matter;
use crate::printing::Printable;
use crate::problem::{Error, Result};
use crate::render::RenderError;
use crate::render_data::{Issue, Job};
use crate::time::in_zone;

/// A document about to be signed.
#[derive(Debug, Clone)]
pub struct Draft {
    /// What it is called: `Resolución`.
    pub title: String,
    at: Timestamp,
    job: Job,
}

/// A draft as a PDF.
#[derive(Debug, Clone)]
pub struct Preview {
    /// Its bytes.
    pub pdf: Vec<u8>,
    /// Their hash: the same answers give the same bytes all day.
    pub sha256: String,
}

/// The document that completing a task with these answers would issue; none when it would issue nothing.
///
/// # Errors
/// As [`deciding::complete`]; nothing is changed.
pub async fn draft(app: &App, actor: &Actor, id: TaskId, input: &Input) -> Result<Option<Draft>> {
    let task = deciding::task(app, actor, id).await?;
    let answers = forms::read(app, &deciding::fields_of(app, &task)?, input, &Data::new())?;
    let mut matter = Matter::read(app, task.instance).await?;
    let Some(kind) = issues(app, actor, &mut matter, id, answers)? else {
        return Ok(None);
    };
    let file = matter.case()?;
    let filing = file.tramite.filing.as_ref().ok_or(Error::NotFound("filing"))?;
    let document = filing.results.get(&kind).ok_or(Error::NotFound("result"))?;
    let of = Printable::new(&app.rules, file.case.get(), file.expediente.get(), &file.tramite)?;
    let at = start_of_today(app);
    let job = job_of(&of, &matter, kind, document, at, Issue::Draft)?;
    Ok(Some(Draft {
        title: document.title.clone(),
        at,
        job,
    }))
}

/// Prints a draft.
pub async fn print(app: &App, draft: &Draft) -> Result<Preview> {
    let pdf = app
        .renderer
        .render(&draft.job, &in_zone(draft.at))
        .await
        .map_err(unprinted)?;
    let sha256 = Sha256::of(&pdf.bytes).to_string();
    Ok(Preview { pdf: pdf.bytes, sha256 })
}

/// Decides the completion on the copy, and says which document comes of it.
fn issues(app: &App, actor: &Actor, matter: &mut Matter, task: TaskId, mut answers: Data) -> Result<Option<Outcome>> {
    let person = actor.person().ok_or(Error::SignInRequired)?;
    let now = app.clock.now();
    answers.insert(
        "por".to_owned(),
        json!({ "id": person.id.to_string(), "nombre": person.name }),
    );
    answers.insert("en".to_owned(), json!(now.to_string()));
    let command = Command::CompleteTask {
        task: engine::TaskId(task.into()),
        result: Value::from_json(&serde_json::Value::Object(answers)),
        by: Some(person.id.to_string()),
    };
    let mut ids = app.ids();
    let library = Shelf {
        rules: &app.rules,
        versions: &matter.versions,
    };
    let mut env = Env {
        now,
        ids: &mut ids,
        calendars: &app.catalog().calendar,
        library: &library,
    };
    let decision = decide(&matter.process, &matter.instance, &command, &mut env)?;
    matter.instance = decision.instance;
    Ok(decision.effects.iter().find_map(issued_by))
}

fn issued_by(effect: &Effect) -> Option<Outcome> {
    match effect {
        Effect::RunJob(job) if job.kind == JobKind::IssueDocument.as_str() => kind_of(job),
        _ => None,
    }
}

fn kind_of(job: &RunJob) -> Option<Outcome> {
    serde_json::from_value(job.input.get("kind")?.clone()).ok()
}

/// The moment written into the preview: fixed for the day, so that what is signed can be compared with what was seen.
fn start_of_today(app: &App) -> Timestamp {
    let local = app.clock.local();
    local
        .start_of_day()
        .map_or_else(|_| local.timestamp(), |midnight| midnight.timestamp())
}

fn unprinted(error: RenderError) -> Error {
    match error {
        RenderError::Refused { .. } | RenderError::Data(_) => Error::Internal(error.to_string()),
        other => Error::Unavailable {
            what: "renderer",
            why: other.to_string(),
        },
    }
}
