//! What is asked of an instance, and why it may be refused.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::ids::{DefinitionHash, ElementId, InstanceId, JobId, ScopeId, SubscriptionId, TaskId, TimerId, TokenId};
use crate::variables::{Value, Variables};

/// A request. Repeating one that answers something is harmless: it is answered already, so it is refused. Signals,
/// variables, moved tokens, begun activities and tries after an incident are asked for anew each time.
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
    /// Begin with something that happened: a message, a signal, a time, a condition.
    StartAt {
        /// The id of the instance.
        instance: InstanceId,
        /// Its first variables.
        variables: Variables,
        /// The start event, receive task or event after an event-based gateway that it happened to.
        element: ElementId,
        /// What happened says; see [`crate::model::Start::result`].
        content: Value,
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
    /// A signal was broadcast; every wait for it in the instance is over.
    Signal {
        /// The signal's name.
        signal: String,
        /// What it says.
        content: Value,
    },
    /// Variables changed from outside; conditions that wait for them are looked at.
    SetVariables {
        /// The variables of the process.
        variables: Variables,
        /// Who.
        by: Option<String>,
    },
    /// Somebody begins an activity of an ad-hoc subprocess.
    Activate {
        /// The token at the subprocess.
        token: TokenId,
        /// The activity.
        element: ElementId,
        /// Who.
        by: Option<String>,
    },
    /// Somebody says that an ad-hoc subprocess is done.
    EndAdHoc {
        /// The token at the subprocess.
        token: TokenId,
        /// Who.
        by: Option<String>,
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
    /// An operator lets a token pass that has an incident, as if its element were done.
    Skip {
        /// The token of the incident.
        token: TokenId,
        /// What would have come out.
        result: Value,
        /// Who.
        by: Option<String>,
    },
    /// An operator ends tokens and puts new ones elsewhere.
    Modify(Box<Modification>),
    /// Take nothing but `Resume`, `Cancel` and what operators do until it resumes.
    Suspend {
        /// Why.
        reason: String,
        /// Who.
        by: Option<String>,
    },
    /// Go on.
    Resume {
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

/// Tokens that are ended, and where new ones are put.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Modification {
    /// Tokens that end, with all that goes on in their activities.
    pub end: Vec<TokenId>,
    /// Where new tokens begin.
    pub start: Vec<Placement>,
    /// Variables of the process to set first.
    pub variables: Variables,
    /// Why.
    pub reason: String,
    /// Who.
    pub by: Option<String>,
}

/// Where a new token begins.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Placement {
    /// The element.
    pub element: ElementId,
    /// The scope it lives in; when none, that of the only one there is for the element, and subprocesses
    /// around it that are not active are begun.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scope: Option<ScopeId>,
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
    /// A process that it called is no longer there in the version it runs.
    #[error("version {0} of a called definition is gone")]
    DefinitionGone(DefinitionHash),
    /// It is suspended.
    #[error("the instance is suspended")]
    Suspended,
    /// It is not suspended.
    #[error("the instance is not suspended")]
    NotSuspended,
    /// The process begins in several ways; one must be named.
    #[error("the process has several starts: name one of {0}")]
    SeveralStarts(String),
    /// The process does not start there.
    #[error("`{0}` does not start the process")]
    NotAStart(ElementId),
    /// The token is at no ad-hoc subprocess that goes on.
    #[error("token {0} is at no ad-hoc subprocess")]
    NotAdHoc(TokenId),
    /// The activity cannot be begun by hand.
    #[error("`{0}` is no activity that can be begun in that subprocess")]
    NotInAdHoc(ElementId),
    /// Another activity of the sequential ad-hoc subprocess goes on.
    #[error("another activity of the subprocess goes on, and they are done one by one")]
    OneByOne,
    /// Not a token of the instance.
    #[error("there is no token {0}")]
    NoToken(TokenId),
    /// No token can be put there.
    #[error("no token can be put at `{element}`: {why}")]
    NoPlace {
        /// The element.
        element: ElementId,
        /// Why.
        why: &'static str,
    },
    /// Nobody waits for the signal.
    #[error("nothing waits for the signal `{0}`")]
    NotListening(String),
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
