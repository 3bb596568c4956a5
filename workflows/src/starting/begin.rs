//! One instance that begins: what began it stands in its journal, in the same commit.

use jiff::Timestamp;
use radica_engine::{Command, Value, Variables, ids as engine};
use radica_storage::ids::{InstanceId, MessageId};
use radica_storage::jobs::{Job, JobState};
use radica_storage::journal::Entry;
use radica_storage::starts::{self, Start};
use radica_storage::{Batch, Commit};
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::actor::Actor;
use crate::app::App;
use crate::beginning::Fresh;
use crate::correlating;
use crate::effects::job_at;
use crate::jobs::{JobError, JobKind};
use crate::problem::{Error, Result};
use crate::turn::Turn;

/// How often a job looks again when the process was deployed anew meanwhile.
const ATTEMPTS: usize = 8;

/// What began an instance, as its journal says it.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "by", rename_all = "snake_case")]
pub enum Cause {
    /// A message.
    Message {
        /// Its id.
        id: MessageId,
        /// Its name.
        name: String,
        /// What it was about.
        key: String,
        /// The instance, or the person, who sent it.
        sent_by: String,
    },
    /// A signal.
    Signal {
        /// Its name.
        name: String,
        /// The instance that threw it.
        thrown_by: InstanceId,
    },
    /// A time.
    Timer {
        /// When it was due.
        due_at: Timestamp,
    },
}

impl Cause {
    /// Who begins the instance.
    const fn actor(&self) -> Actor {
        Actor::System(match self {
            Self::Message { .. } => "messages",
            Self::Signal { .. } => "signals",
            Self::Timer { .. } => "timers",
        })
    }
}

/// Begins an instance where something happened, in a commit that also writes what `settle` does and expects what
/// `guard` says.
pub(super) async fn begin(
    app: &App,
    start: &Start,
    cause: &Cause,
    content: Value,
    settle: impl FnOnce(&mut Turn) + Send,
    guard: impl FnOnce(Commit) -> Commit + Send,
) -> Result<InstanceId> {
    let process = app.rules.definitions.get(&app.db, &start.definition).await?;
    let mut fresh = Fresh::of(app, &cause.actor(), process);
    let instance = fresh.id;
    let version = fresh.turn.matter.row.next_version();
    let data = json!({ "start": start.id, "element": start.element, "cause": cause });
    fresh.turn.journal(("instance", &instance, version), "begun", data);
    fresh.turn.run(Command::StartAt {
        instance: engine::InstanceId(instance.into()),
        variables: Variables::new(),
        element: start.element.as_str().into(),
        content,
    })?;
    settle(&mut fresh.turn);
    let expected = |commit: Commit| guard(commit.expect::<Start>(&start.id, Some(start.version)));
    fresh.commit(app, expected).await
}

/// What a job needs to know to begin an instance.
#[derive(Debug, Serialize, Deserialize)]
struct Input {
    start: String,
    cause: Cause,
    /// What a signal says, as [`correlating`] keeps it.
    content: Option<String>,
}

#[derive(Deserialize)]
struct Payload {
    input: Input,
}

/// The job that begins an instance by a signal.
pub(crate) fn by_signal(app: &App, start: &Start, thrown_by: InstanceId, content: String) -> Job {
    let name = start.name.clone();
    let cause = Cause::Signal { name, thrown_by };
    job(app, start, cause, Some(content))
}

/// The job that begins an instance by a time.
pub(super) fn by_time(app: &App, start: &Start, due_at: Timestamp) -> Job {
    job(app, start, Cause::Timer { due_at }, None)
}

fn job(app: &App, start: &Start, cause: Cause, content: Option<String>) -> Job {
    let input = Input {
        start: start.id.clone(),
        cause,
        content,
    };
    job_at(app.clock.now(), app.ids().id(), JobKind::Begin, None, json!(input))
}

/// Begins the instance that a job is for, in the commit that ends the job.
///
/// # Errors
/// When the process cannot begin; nothing was written, and an operator may try again once it is mended.
pub async fn run(app: &App, job: &Job) -> std::result::Result<(), JobError> {
    let Payload { input } = job.payload.read().map_err(JobError::never)?;
    let mut attempts = 0;
    loop {
        match attempt(app, job, &input).await {
            Err(Error::Conflict(_)) if attempts < ATTEMPTS => attempts += 1,
            outcome => return Ok(outcome?),
        }
    }
}

async fn attempt(app: &App, job: &Job, input: &Input) -> Result<()> {
    let done = Job {
        version: job.version + 1,
        state: JobState::Done,
        lease_owner: None,
        ..job.clone()
    };
    let expected = |commit: Commit| commit.expect::<Job>(&job.id, Some(job.version));
    let Some(start) = starts::get(&app.db, &input.start).await? else {
        // A version was deployed meanwhile that does not begin so any more.
        let batch = Batch::new().entry(not_begun(app, input)).put(done);
        app.writer.commit_patiently(expected(Commit::of(batch))).await?;
        return Ok(());
    };
    let content = match &input.content {
        Some(text) => correlating::content_of(text)?,
        None => Value::Null,
    };
    begin(app, &start, &input.cause, content, |turn| turn.put(done), expected).await?;
    Ok(())
}

fn not_begun(app: &App, input: &Input) -> Entry {
    Entry {
        at: app.clock.now(),
        actor: input.cause.actor().journal_name(),
        subject_kind: super::deploy::SUBJECT.to_owned(),
        subject_id: input.start.clone(),
        version: 0,
        kind: "not-begun".to_owned(),
        data: json!({ "cause": input.cause }).into(),
    }
}
