//! Takes a command in: checks that it fits the state, and does what it asks directly.

use super::{Run, Todo, happen, operate, start};
use crate::command::{Command, Rejection};
use crate::effect::Effect;
use crate::elements::{errors, signals};
use crate::event::{BoundaryOn, BoundaryWait, Cause, Event, Holder, Wait};
use crate::ids::{JobId, SubscriptionId, TaskId, TimerId, TokenId};
use crate::incident::{Incident, IncidentKind, Retry};
use crate::instance::Status;
use crate::model::Node;
use crate::variables::{Name, Value};

/// Takes a command in.
pub(super) fn begin(run: &mut Run<'_>, command: &Command) -> Result<(), Rejection> {
    if let Command::Start { .. } | Command::StartAt { .. } = command {
        return start::start(run, command);
    }
    check_running(run)?;
    if !matches!(command, Command::Cancel { .. }) {
        check_called(run)?;
    }
    match command {
        Command::Start { .. } | Command::StartAt { .. } => Err(Rejection::AlreadyStarted),
        Command::Retry { .. }
        | Command::Skip { .. }
        | Command::Modify(_)
        | Command::Suspend { .. }
        | Command::Resume { .. }
        | Command::Cancel { .. }
        | Command::SetVariables { .. } => operate::operate(run, command),
        _ if run.instance.suspended() => Err(Rejection::Suspended),
        Command::CompleteTask { task, result, by } => complete_task(run, *task, result, by.as_ref()),
        Command::ThrowTaskError { task, code, detail, .. } => {
            let token = task_token(run, *task)?;
            run.effect(Effect::CloseTask {
                task: *task,
                done: false,
            });
            Ok(errors::throw(run, token, code, detail)?)
        }
        Command::CompleteJob { job, result } => complete_job(run, *job, result),
        Command::ThrowJobError { job, code, detail } => {
            let token = job_token(run, *job)?;
            Ok(errors::throw(run, token, code, detail)?)
        }
        Command::FailJob { job, error } => fail_job(run, *job, error),
        Command::FireTimer { timer } => fire_timer(run, *timer),
        Command::Message { subscription, content } => message(run, *subscription, content),
        Command::Signal { signal, content } => {
            if signals::deliver(run, signal, content)? {
                Ok(())
            } else {
                Err(Rejection::NotListening(signal.clone()))
            }
        }
        Command::Activate { token, element, .. } => crate::elements::ad_hoc::activate(run, *token, element),
        Command::EndAdHoc { token, .. } => crate::elements::ad_hoc::end(run, *token),
    }
}

fn check_running(run: &Run<'_>) -> Result<(), Rejection> {
    match run.instance.status() {
        Status::New => return Err(Rejection::NotStarted),
        Status::Finished | Status::Cancelled { .. } => return Err(Rejection::Ended),
        Status::Running => {}
    }
    let runs = run.instance.definition();
    if let Some(runs) = runs.filter(|runs| **runs != run.root.hash) {
        return Err(Rejection::OtherDefinition {
            runs: runs.clone(),
            given: run.root.hash.clone(),
        });
    }
    Ok(())
}

/// Every process that the instance calls must be there, but to cancel it.
fn check_called(run: &Run<'_>) -> Result<(), Rejection> {
    let mut called = run.instance.index().calls().values();
    match called.find(|hash| run.library.version(hash).is_none()) {
        Some(gone) => Err(Rejection::DefinitionGone(gone.clone())),
        None => Ok(()),
    }
}

fn complete_task(run: &mut Run<'_>, task: TaskId, result: &Value, by: Option<&String>) -> Result<(), Rejection> {
    let token = task_token(run, task)?;
    let name = result_name(run, token, result)?;
    run.emit(Event::Continued {
        token,
        after: Cause::Task { who: by.cloned() },
    })?;
    run.effect(Effect::CloseTask { task, done: true });
    finish(run, token, name.as_ref(), result)
}

fn complete_job(run: &mut Run<'_>, job: JobId, result: &Value) -> Result<(), Rejection> {
    let token = job_token(run, job)?;
    let name = result_name(run, token, result)?;
    run.emit(Event::Continued {
        token,
        after: Cause::Job,
    })?;
    finish(run, token, name.as_ref(), result)
}

fn finish(run: &mut Run<'_>, token: TokenId, name: Option<&Name>, result: &Value) -> Result<(), Rejection> {
    run.set_result(run.local(token), name, result)?;
    run.todo(Todo::Leave { token });
    Ok(())
}

fn fail_job(run: &mut Run<'_>, job: JobId, error: &str) -> Result<(), Rejection> {
    let token = job_token(run, job)?;
    run.emit(Event::Continued {
        token,
        after: Cause::JobFailed,
    })?;
    let incident = Incident::new(IncidentKind::Job, error, Retry::Work);
    Ok(run.raise(token, incident)?)
}

fn fire_timer(run: &mut Run<'_>, timer: TimerId) -> Result<(), Rejection> {
    let Some(holder) = run.instance.index().holder(timer.0) else {
        return Err(Rejection::TimerNotWaiting(timer));
    };
    if let Holder::Token(token) = holder
        && let Some(Wait::Timer { timer: own, at }) = run.instance.token(token).and_then(|token| token.wait.as_ref())
        && *own == timer
    {
        not_before(run, timer, *at)?;
        run.emit(Event::Continued {
            token,
            after: Cause::Timer,
        })?;
        run.effect(Effect::CancelTimer { timer });
        run.todo(Todo::Leave { token });
        return Ok(());
    }
    let is_it = |on: &BoundaryOn| matches!(on, BoundaryOn::Timer { timer: armed, .. } if *armed == timer);
    let wait = armed(run, holder, is_it).ok_or(Rejection::TimerNotWaiting(timer))?;
    if let BoundaryOn::Timer { at, .. } = wait.on {
        not_before(run, timer, at)?;
    }
    Ok(happen(run, holder, &wait, &Value::Null)?)
}

fn not_before(run: &Run<'_>, timer: TimerId, at: jiff::Timestamp) -> Result<(), Rejection> {
    if run.now < at {
        Err(Rejection::TimerNotDue { timer, at })
    } else {
        Ok(())
    }
}

fn message(run: &mut Run<'_>, subscription: SubscriptionId, content: &Value) -> Result<(), Rejection> {
    let Some(holder) = run.instance.index().holder(subscription.0) else {
        return Err(Rejection::NotSubscribed(subscription));
    };
    if let Holder::Token(token) = holder
        && let Some(Wait::Message { subscription: own, .. }) =
            run.instance.token(token).and_then(|token| token.wait.as_ref())
        && *own == subscription
    {
        let name = result_name(run, token, content)?;
        run.emit(Event::Continued {
            token,
            after: Cause::Message,
        })?;
        run.effect(Effect::Unsubscribe { subscription });
        return finish(run, token, name.as_ref(), content);
    }
    let is_it =
        |on: &BoundaryOn| matches!(on, BoundaryOn::Message { subscription: armed, .. } if *armed == subscription);
    let wait = armed(run, holder, is_it).ok_or(Rejection::NotSubscribed(subscription))?;
    Ok(happen(run, holder, &wait, content)?)
}

fn armed(run: &Run<'_>, holder: Holder, is_it: impl Fn(&BoundaryOn) -> bool) -> Option<BoundaryWait> {
    let mut waits = run.instance.armed_at(holder).iter();
    waits.find(|wait| is_it(&wait.on)).cloned()
}

fn task_token(run: &Run<'_>, task: TaskId) -> Result<TokenId, Rejection> {
    run.instance
        .task(task)
        .map(|(id, _)| id)
        .ok_or(Rejection::TaskNotOpen(task))
}

fn job_token(run: &Run<'_>, job: JobId) -> Result<TokenId, Rejection> {
    run.instance
        .job(job)
        .map(|(id, _)| id)
        .ok_or(Rejection::JobNotOpen(job))
}

/// The variable that takes a token's outcome; refused when there is none and the outcome is no context.
pub(super) fn result_name(run: &Run<'_>, token: TokenId, value: &Value) -> Result<Option<Name>, Rejection> {
    let Some(at) = run.at(token) else {
        return Ok(None);
    };
    takes(at.node(), value)?;
    Ok(at.node().result().cloned())
}

/// Refuses what an element has no variable for.
pub(super) fn takes(node: &Node, value: &Value) -> Result<(), Rejection> {
    // What data associations take out of it needs no variable of its own.
    let taken = node.result().is_some() || !node.data.outputs.is_empty();
    if !taken && !matches!(value, Value::Null | Value::Context(_)) {
        return Err(Rejection::ResultNotContext {
            element: node.id.to_string(),
            found: value.kind(),
        });
    }
    Ok(())
}
