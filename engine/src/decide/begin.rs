//! Takes a command in: checks that it fits the state, and does what it asks directly.

use super::{Run, Todo};
use crate::command::{Command, Rejection};
use crate::effect::Effect;
use crate::elements::{boundary, errors};
use crate::event::{self, Cause, Event, Wait};
use crate::ids::{InstanceId, JobId, SubscriptionId, TaskId, TimerId, TokenId};
use crate::incident::{Incident, IncidentKind, Retry};
use crate::instance::{ROOT, Status};
use crate::variables::{Name, Value, Variables};

/// Takes a command in.
pub(super) fn begin(run: &mut Run<'_, '_>, command: &Command) -> Result<(), Rejection> {
    if let Command::Start { instance, variables } = command {
        return start(run, *instance, variables);
    }
    check_running(run)?;
    match command {
        Command::Start { .. } => Err(Rejection::AlreadyStarted),
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
        Command::Retry { token, variables, by } => retry(run, *token, variables, by.as_ref()),
        Command::Cancel { reason, by } => cancel(run, reason, by.as_ref()),
    }
}

fn start(run: &mut Run<'_, '_>, instance: InstanceId, variables: &Variables) -> Result<(), Rejection> {
    if *run.instance.status() != Status::New {
        return Err(Rejection::AlreadyStarted);
    }
    let definition = run.definition;
    let (process, hash) = (definition.id.clone(), definition.hash.clone());
    run.emit(Event::Started {
        v: event::VERSION,
        instance,
        process,
        hash,
    })?;
    if !variables.is_empty() {
        run.emit(Event::Set {
            scope: ROOT,
            variables: variables.clone(),
        })?;
    }
    run.todo(Todo::Enter {
        node: definition.start,
        scope: ROOT,
        flow: None,
    });
    Ok(())
}

fn check_running(run: &Run<'_, '_>) -> Result<(), Rejection> {
    match run.instance.status() {
        Status::New => return Err(Rejection::NotStarted),
        Status::Finished | Status::Cancelled { .. } => return Err(Rejection::Ended),
        Status::Running => {}
    }
    match run.instance.definition() {
        Some(runs) if *runs != run.definition.hash => Err(Rejection::OtherDefinition {
            runs: runs.clone(),
            given: run.definition.hash.clone(),
        }),
        _ => Ok(()),
    }
}

fn complete_task(run: &mut Run<'_, '_>, task: TaskId, result: &Value, by: Option<&String>) -> Result<(), Rejection> {
    let token = task_token(run, task)?;
    let name = result_name(run, token, result)?;
    run.emit(Event::Continued {
        token,
        after: Cause::Task { who: by.cloned() },
    })?;
    run.effect(Effect::CloseTask { task, done: true });
    finish(run, token, name.as_ref(), result)
}

fn complete_job(run: &mut Run<'_, '_>, job: JobId, result: &Value) -> Result<(), Rejection> {
    let token = job_token(run, job)?;
    let name = result_name(run, token, result)?;
    run.emit(Event::Continued {
        token,
        after: Cause::Job,
    })?;
    finish(run, token, name.as_ref(), result)
}

fn finish(run: &mut Run<'_, '_>, token: TokenId, name: Option<&Name>, result: &Value) -> Result<(), Rejection> {
    run.set_result(run.scope_of(token), name, result)?;
    run.todo(Todo::Leave { token });
    Ok(())
}

fn fail_job(run: &mut Run<'_, '_>, job: JobId, error: &str) -> Result<(), Rejection> {
    let token = job_token(run, job)?;
    run.emit(Event::Continued {
        token,
        after: Cause::JobFailed,
    })?;
    let incident = Incident::new(IncidentKind::Job, error, Retry::Work);
    Ok(run.raise(token, incident)?)
}

fn fire_timer(run: &mut Run<'_, '_>, timer: TimerId) -> Result<(), Rejection> {
    let own = run.instance.tokens().find_map(|(id, token)| match &token.wait {
        Some(Wait::Timer { timer: waiting, at }) if *waiting == timer => Some((id, *at)),
        _ => None,
    });
    if let Some((token, at)) = own {
        not_before(run, timer, at)?;
        run.emit(Event::Continued {
            token,
            after: Cause::Timer,
        })?;
        run.effect(Effect::CancelTimer { timer });
        run.todo(Todo::Leave { token });
        return Ok(());
    }
    let (token, wait) = boundary::timer(&run.instance, timer).ok_or(Rejection::TimerNotWaiting(timer))?;
    not_before(run, timer, wait.at)?;
    Ok(boundary::happen(run, token, &wait.element, &Value::Null)?)
}

fn not_before(run: &Run<'_, '_>, timer: TimerId, at: jiff::Timestamp) -> Result<(), Rejection> {
    if run.now() < at {
        Err(Rejection::TimerNotDue { timer, at })
    } else {
        Ok(())
    }
}

fn message(run: &mut Run<'_, '_>, subscription: SubscriptionId, content: &Value) -> Result<(), Rejection> {
    let own = run.instance.tokens().find_map(|(id, token)| match &token.wait {
        Some(Wait::Message {
            subscription: waiting, ..
        }) if *waiting == subscription => Some(id),
        _ => None,
    });
    if let Some(token) = own {
        let name = result_name(run, token, content)?;
        run.emit(Event::Continued {
            token,
            after: Cause::Message,
        })?;
        run.effect(Effect::Unsubscribe { subscription });
        return finish(run, token, name.as_ref(), content);
    }
    let found = boundary::subscription(&run.instance, subscription);
    let (token, element) = found.ok_or(Rejection::NotSubscribed(subscription))?;
    Ok(boundary::happen(run, token, &element, content)?)
}

fn retry(run: &mut Run<'_, '_>, token: TokenId, variables: &Variables, by: Option<&String>) -> Result<(), Rejection> {
    let wait = run.instance.token(token).and_then(|token| token.wait.as_ref());
    let Some(Wait::Incident { incident }) = wait else {
        return Err(Rejection::NoIncident(token));
    };
    let retry = incident.retry;
    run.set(run.scope_of(token), variables)?;
    run.emit(Event::Continued {
        token,
        after: Cause::Retry { who: by.cloned() },
    })?;
    run.effect(Effect::ClearIncident { token });
    run.todo(match retry {
        Retry::Enter => Todo::Begin { token },
        Retry::Work | Retry::Join => Todo::Work { token },
        Retry::Leave => Todo::Leave { token },
    });
    Ok(())
}

fn cancel(run: &mut Run<'_, '_>, reason: &str, by: Option<&String>) -> Result<(), Rejection> {
    let tokens: Vec<TokenId> = run.instance.tokens().map(|(id, _)| id).collect();
    for token in tokens {
        run.withdraw(token);
    }
    run.emit(Event::Cancelled {
        reason: reason.to_owned(),
        by: by.cloned(),
    })?;
    run.effect(Effect::Finished { cancelled: true });
    Ok(())
}

fn task_token(run: &Run<'_, '_>, task: TaskId) -> Result<TokenId, Rejection> {
    run.instance
        .task(task)
        .map(|(id, _)| id)
        .ok_or(Rejection::TaskNotOpen(task))
}

fn job_token(run: &Run<'_, '_>, job: JobId) -> Result<TokenId, Rejection> {
    run.instance
        .job(job)
        .map(|(id, _)| id)
        .ok_or(Rejection::JobNotOpen(job))
}

/// The variable that takes a token's outcome; refused when there is none and the outcome is no context.
fn result_name(run: &Run<'_, '_>, token: TokenId, value: &Value) -> Result<Option<Name>, Rejection> {
    let Some(node) = run.node_of(token) else {
        return Ok(None);
    };
    let node = run.definition.node(node);
    let name = node.result().cloned();
    if name.is_none() && !matches!(value, Value::Null | Value::Context(_)) {
        return Err(Rejection::ResultNotContext {
            element: node.id.to_string(),
            found: value.kind(),
        });
    }
    Ok(name)
}
