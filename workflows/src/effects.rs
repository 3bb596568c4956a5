//! What the engine asks to be done becomes rows of the same transaction: tasks, timers, jobs, waits, messages.
//!
//! A service that needs nothing from outside is done at once, in the turn; the others wait for a worker.

use jiff::Timestamp;
use radica_engine::effect::{Effect, OpenTask, RunJob};
use radica_engine::{Command, ids as engine};
use radica_storage::Json;
use radica_storage::ids::{InstanceId, JobId, PersonId, TaskId};
use radica_storage::jobs::{Job, JobState};
use radica_storage::tasks::{Task, TaskState};
use radica_storage::timers::Timer;
use serde_json::json;

use crate::correlating;
use crate::jobs::JobKind;
use crate::kept::Kept;
use crate::matter::Subject;
use crate::problem::Result;
use crate::services::{self, Answer};
use crate::turn::Turn;

/// The role that stands for whoever filed the case; no office has it.
pub const FILER_ROLE: &str = "solicitante";

/// Carries out one effect; answers the commands that follow from it at once.
pub fn carry_out(turn: &mut Turn, effect: Effect) -> Result<Vec<Command>> {
    let instance = turn.matter.row.get().id;
    match effect {
        Effect::OpenTask(task) => open_task(turn, instance, *task),
        Effect::CloseTask { task, done } => close_task(turn, task, done),
        Effect::MoveTask { task, element } => move_task(turn, task, &element),
        Effect::SetTimer { timer, at, .. } => turn.put(Timer::new(instance, timer.to_string(), at)),
        Effect::CancelTimer { timer } => turn.delete::<Timer>(Timer::id_of(instance, &timer.to_string())),
        Effect::RunJob(job) => return run_job(turn, instance, *job),
        Effect::CancelJob { job } => turn.delete::<Job>(JobId::from(job.0)),
        Effect::Subscribe {
            subscription,
            element,
            message,
            key,
        } => correlating::subscribe(turn, subscription, &element, message, key),
        Effect::Listen {
            subscription,
            element,
            signal,
        } => correlating::listen(turn, subscription, &element, signal),
        Effect::Unsubscribe { subscription } => correlating::unsubscribe(turn, subscription),
        Effect::SendMessage(sent) => correlating::send(turn, *sent)?,
        Effect::Broadcast { signal, content } => correlating::broadcast(turn, &signal, content)?,
        // The row's status says it, and workers leave alone what belongs to a suspended instance.
        Effect::Suspend | Effect::Resume => {}
        Effect::RaiseIncident { element, incident, .. } => {
            let version = turn.matter.row.next_version();
            let data = json!({ "element": element, "incident": incident });
            turn.journal(("instance", &instance, version), "incident-raised", data);
        }
        Effect::ClearIncident { token } => {
            let version = turn.matter.row.next_version();
            turn.journal(
                ("instance", &instance, version),
                "incident-cleared",
                json!({ "token": token }),
            );
        }
        Effect::Finished { cancelled } => {
            let version = turn.matter.row.next_version();
            turn.journal(
                ("instance", &instance, version),
                "finished",
                json!({ "cancelled": cancelled }),
            );
        }
    }
    Ok(Vec::new())
}

fn open_task(turn: &mut Turn, instance: InstanceId, opened: OpenTask) {
    let id = TaskId::from(opened.task.0);
    let (filer, case_id) = match &turn.matter.subject {
        Subject::Case(file) => (Some(file.case.get().filer), Some(file.case.get().id)),
        Subject::Policy(_) | Subject::Alone => (None, None),
    };
    let assigned = opened.assigned;
    let person: Option<PersonId> = assigned.person.and_then(|person| person.parse().ok());
    let role = if assigned.filer {
        FILER_ROLE.to_owned()
    } else {
        assigned.role.unwrap_or_default()
    };
    let task = Task {
        id,
        version: 1,
        instance,
        case_id,
        subject: subject_of(turn),
        element: opened.element.to_string(),
        name: opened.name,
        act: opened.act,
        role,
        office: assigned.office.unwrap_or_default(),
        assignee: if assigned.filer { filer } else { person },
        state: TaskState::Open,
        form: form_of(turn, opened.element.as_str(), opened.form),
        created_at: turn.now,
        due_at: opened.due,
        ended_at: None,
    };
    if let (Some(stage), Subject::Case(file)) = (opened.stage, &mut turn.matter.subject)
        && file.case.get().stage != stage
    {
        file.case.change().stage = stage;
    }
    turn.matter.tasks.insert(id, Kept::new(task));
}

/// What an inbox shows; for an instance that stands alone the name of its process.
fn subject_of(turn: &Turn) -> String {
    let process = &turn.matter.process;
    match &turn.matter.subject {
        Subject::Alone => process.name().unwrap_or_else(|| process.id()).to_owned(),
        subject => subject.label(),
    }
}

/// The trámite's own form for a task stands in for the process's.
fn form_of(turn: &Turn, element: &str, form: Option<serde_json::Value>) -> Json {
    let own = turn
        .matter
        .case()
        .ok()
        .and_then(|file| file.tramite.filing.as_ref()?.task_forms.get(element));
    match own {
        Some(form) => json!({ "form": form }).into(),
        None => form.unwrap_or(serde_json::Value::Null).into(),
    }
}

fn close_task(turn: &mut Turn, task: engine::TaskId, done: bool) {
    let now = turn.now;
    if let Some(kept) = turn.matter.tasks.get_mut(&TaskId::from(task.0)) {
        let task = kept.change();
        task.state = if done { TaskState::Done } else { TaskState::Cancelled };
        task.ended_at = Some(now);
    }
}

fn move_task(turn: &mut Turn, task: engine::TaskId, element: &engine::ElementId) {
    if let Some(kept) = turn.matter.tasks.get_mut(&TaskId::from(task.0)) {
        kept.change().element = element.to_string();
    }
}

fn run_job(turn: &mut Turn, instance: InstanceId, job: RunJob) -> Result<Vec<Command>> {
    match services::run(turn, &job)? {
        Answer::Done(result) => {
            let result = radica_feel::Value::from_json(&result);
            Ok(vec![Command::CompleteJob { job: job.job, result }])
        }
        Answer::ForWorker(kind) => {
            turn.put(waiting_job(
                turn,
                JobId::from(job.job.0),
                kind,
                Some(instance),
                job.input,
            ));
            Ok(Vec::new())
        }
        Answer::Unknown => Ok(vec![Command::FailJob {
            job: job.job,
            error: format!("No existe el servicio «{}».", job.kind),
        }]),
    }
}

/// A job for a worker, due at once.
pub fn waiting_job(
    turn: &Turn,
    id: JobId,
    kind: JobKind,
    instance: Option<InstanceId>,
    input: serde_json::Value,
) -> Job {
    job_at(turn.now, id, kind, instance, input)
}

/// A job for a worker, due at a moment.
pub fn job_at(
    due_at: Timestamp,
    id: JobId,
    kind: JobKind,
    instance: Option<InstanceId>,
    input: serde_json::Value,
) -> Job {
    Job {
        id,
        version: 1,
        kind: kind.as_str().to_owned(),
        instance,
        payload: json!({ "input": input }).into(),
        state: JobState::Waiting,
        attempts: 0,
        due_at,
        lease_owner: None,
        last_error: None,
    }
}
