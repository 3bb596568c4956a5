//! What is asked of an instance, and why it may be refused.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::ids::{DefinitionHash, InstanceId, JobId, SubscriptionId, TaskId, TimerId, TokenId};
use crate::variables::{Value, Variables};

/// A request. Repeating one is harmless: what it asks for is already done, so it is refused.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(tag = "c", rename_all = "snake_case")]
pub enum Command {
    /// Begin.
    Start {
        /// The id of the instance.
        instance: InstanceId,
        /// Its first variables.
        variables: Variables,
    },
    /// A person did a task.
    CompleteTask {
        /// The task.
        task: TaskId,
        /// What came out; see [`crate::model::UserTask::result`].
        result: Value,
        /// Who did it.
        by: Option<String>,
    },
    /// A task cannot be done, for a reason the definition may catch.
    ThrowTaskError {
        /// The task.
        task: TaskId,
        /// The error's code.
        code: String,
        /// What is known about it; goes to the boundary event's result variable.
        detail: Value,
        /// Who says so.
        by: Option<String>,
    },
    /// A worker did a job.
    CompleteJob {
        /// The job.
        job: JobId,
        /// What came out; see [`crate::model::ServiceTask::result`].
        result: Value,
    },
    /// A job cannot be done, for a reason the definition may catch.
    ThrowJobError {
        /// The job.
        job: JobId,
        /// The error's code.
        code: String,
        /// What is known about it; goes to the boundary event's result variable.
        detail: Value,
    },
    /// A worker gave up on a job, after its retries: an operator must look.
    FailJob {
        /// The job.
        job: JobId,
        /// Why.
        error: String,
    },
    /// A timer is due.
    FireTimer {
        /// The timer.
        timer: TimerId,
    },
    /// A message arrived for a wait; see [`crate::instance::Instance::waiting_for`].
    Message {
        /// The wait.
        subscription: SubscriptionId,
        /// What the message says.
        content: Value,
    },
    /// An operator mended what was wrong and tries again.
    Retry {
        /// The token of the incident.
        token: TokenId,
        /// Variables to set first.
        variables: Variables,
        /// Who.
        by: Option<String>,
    },
    /// End the instance.
    Cancel {
        /// Why.
        reason: String,
        /// Who.
        by: Option<String>,
    },
}

/// Why a command is refused. The caller is at fault; the instance is as it was.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Rejection {
    /// The first command must be `Start`.
    #[error("the instance has not started")]
    NotStarted,
    /// It runs already.
    #[error("the instance has started already")]
    AlreadyStarted,
    /// It finished or was cancelled.
    #[error("the instance has ended")]
    Ended,
    /// It runs another version of the process.
    #[error("the instance runs version {runs} of its definition, not {given}")]
    OtherDefinition {
        /// What it runs.
        runs: DefinitionHash,
        /// What was passed in.
        given: DefinitionHash,
    },
    /// Not a task of this instance, or done already.
    #[error("task {0} is not open")]
    TaskNotOpen(TaskId),
    /// Not a job of this instance, or done already.
    #[error("job {0} is not open")]
    JobNotOpen(JobId),
    /// Not a timer of this instance, or fired already.
    #[error("timer {0} does not wait")]
    TimerNotWaiting(TimerId),
    /// Its time has not come.
    #[error("timer {timer} is not due before {at}")]
    TimerNotDue {
        /// The timer.
        timer: TimerId,
        /// When it is due.
        at: Timestamp,
    },
    /// Nobody waits there for a message any more.
    #[error("subscription {0} does not wait")]
    NotSubscribed(SubscriptionId),
    /// The token has no incident.
    #[error("token {0} has no incident")]
    NoIncident(TokenId),
    /// Without a result variable, a result must be a context.
    #[error("`{element}` has no result variable, so its result must be a context, not a {found}")]
    ResultNotContext {
        /// The element.
        element: String,
        /// The kind of value given.
        found: &'static str,
    },
    /// The state does not fit its definition or its own lifecycle: it was damaged outside.
    #[error("the instance is damaged: {0}")]
    Damaged(#[from] crate::lifecycle::IllegalTransition),
}
