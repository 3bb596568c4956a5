//! What happened: the only thing that changes an instance, and what the journal keeps.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::ids::{DefinitionHash, ElementId, InstanceId, JobId, ScopeId, SubscriptionId, TaskId, TimerId, TokenId};
use crate::incident::Incident;
use crate::variables::Variables;

/// The version of the events' JSON.
pub const VERSION: u8 = 1;

/// A fact about an instance.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(tag = "e", rename_all = "snake_case")]
pub enum Event {
    /// The instance began.
    Started {
        /// The version of the form in which this and all following events are written.
        v: u8,
        /// Its id.
        instance: InstanceId,
        /// The process.
        process: String,
        /// The version of the process; it never changes without a migration.
        hash: DefinitionHash,
    },
    /// Variables were set.
    Set {
        /// Where.
        scope: ScopeId,
        /// Which.
        variables: Variables,
    },
    /// A token arrived at an element.
    Entered {
        /// The token, new.
        token: TokenId,
        /// Where it is.
        element: ElementId,
        /// The scope it lives in.
        scope: ScopeId,
        /// The flow it came along; none at a start or a boundary event.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        flow: Option<ElementId>,
    },
    /// A boundary event of the token's activity began to wait.
    Armed {
        /// The token at the activity.
        token: TokenId,
        /// What is waited for.
        wait: BoundaryWait,
    },
    /// A subprocess began.
    ScopeOpened {
        /// Its scope.
        scope: ScopeId,
        /// The scope around it.
        parent: ScopeId,
    },
    /// A subprocess ended; its variables are gone.
    ScopeClosed {
        /// Its scope.
        scope: ScopeId,
    },
    /// The token rests until something happens.
    Waiting {
        /// The token.
        token: TokenId,
        /// What it waits for.
        wait: Wait,
    },
    /// What the token waited for happened.
    Continued {
        /// The token.
        token: TokenId,
        /// What happened.
        after: Cause,
    },
    /// The token's boundary event happened without ending its activity.
    Fired {
        /// The token at the activity.
        token: TokenId,
        /// The boundary event.
        element: ElementId,
    },
    /// The token was ended by a boundary event, or by an end that terminates.
    Interrupted {
        /// The token; it is gone.
        token: TokenId,
        /// The event that ended it.
        by: ElementId,
    },
    /// The element is done.
    Left {
        /// The token; it is gone.
        token: TokenId,
    },
    /// No token is left.
    Finished,
    /// Somebody ended it; all tokens are gone.
    Cancelled {
        /// Why.
        reason: String,
        /// Who.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        by: Option<String>,
    },
}

/// What a token rests for.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(tag = "for", rename_all = "snake_case")]
pub enum Wait {
    /// A person.
    Task {
        /// The task.
        task: TaskId,
        /// By when it should be done.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        due: Option<Timestamp>,
    },
    /// A worker.
    Job {
        /// The job.
        job: JobId,
    },
    /// A time.
    Timer {
        /// The timer.
        timer: TimerId,
        /// The time.
        at: Timestamp,
    },
    /// A message.
    Message {
        /// The wait.
        subscription: SubscriptionId,
        /// The message's name.
        message: String,
        /// What it must be about.
        key: String,
    },
    /// The other tokens of a gateway.
    Join,
    /// The subprocess, whose scope has the token's number.
    Scope,
    /// An operator.
    Incident {
        /// Why.
        incident: Incident,
    },
}

/// What a boundary event waits for.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct BoundaryWait {
    /// The boundary event.
    pub element: ElementId,
    /// Its timer or message.
    #[serde(flatten)]
    pub on: BoundaryOn,
}

/// The timer or message of a boundary event.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(tag = "for", rename_all = "snake_case")]
pub enum BoundaryOn {
    /// A time.
    Timer {
        /// The timer.
        timer: TimerId,
        /// The time.
        at: Timestamp,
    },
    /// A message.
    Message {
        /// The wait.
        subscription: SubscriptionId,
        /// The message's name.
        message: String,
        /// What it must be about.
        key: String,
    },
}

/// What ended a wait.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(tag = "by", rename_all = "snake_case")]
pub enum Cause {
    /// A person did the task.
    Task {
        /// Who.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        who: Option<String>,
    },
    /// The worker did the job.
    Job,
    /// The worker gave up.
    JobFailed,
    /// The activity threw an error.
    Error {
        /// Its code.
        code: String,
    },
    /// The time came.
    Timer,
    /// The message came.
    Message,
    /// All tokens of the join are there.
    Join,
    /// No token is left in the subprocess.
    Scope,
    /// A token of the join can no longer come.
    Stuck,
    /// An operator tried again.
    Retry {
        /// Who.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        who: Option<String>,
    },
}
