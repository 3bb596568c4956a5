//! What has to be done next, outside: the caller carries it out in the transaction that keeps the events.
//!
//! Each wait that begins has its opening effect; each that ends has its closing one, except a job that
//! ends with its own `CompleteJob`, `FailJob` or `ThrowJobError`.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::ids::{ElementId, JobId, MessageId, SubscriptionId, TaskId, TimerId, TokenId};
use crate::incident::Incident;
use crate::variables::Value;

/// Something to do.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "snake_case")]
pub enum Effect {
    /// Show a task to those who may do it.
    OpenTask(Box<OpenTask>),
    /// Take a task away.
    CloseTask {
        /// The task.
        task: TaskId,
        /// Whether it was done; otherwise it was withdrawn.
        done: bool,
    },
    /// An open task stands at another element now: its definition changed.
    MoveTask {
        /// The task.
        task: TaskId,
        /// The element.
        element: ElementId,
    },
    /// Send `FireTimer` at a time.
    SetTimer {
        /// The timer.
        timer: TimerId,
        /// The element that waits.
        element: ElementId,
        /// The time.
        at: Timestamp,
    },
    /// Forget a timer.
    CancelTimer {
        /// The timer.
        timer: TimerId,
    },
    /// Give a job to a worker.
    RunJob(Box<RunJob>),
    /// Withdraw a job.
    CancelJob {
        /// The job.
        job: JobId,
    },
    /// Send `Message` when one of this name and key arrives.
    Subscribe {
        /// The wait.
        subscription: SubscriptionId,
        /// The element that waits.
        element: ElementId,
        /// The message's name.
        message: String,
        /// What it must be about.
        key: String,
    },
    /// Send `Signal` when one of this name is broadcast.
    Listen {
        /// The wait.
        subscription: SubscriptionId,
        /// The element that waits.
        element: ElementId,
        /// The signal's name.
        signal: String,
    },
    /// Bring a message to whoever waits for it, or keep it for whoever will: in any instance, exactly once.
    SendMessage(Box<SendMessage>),
    /// Bring a signal to every other instance that waits for it now.
    Broadcast {
        /// The signal's name.
        signal: String,
        /// What it says.
        content: Value,
    },
    /// Forget a wait for a message or a signal.
    Unsubscribe {
        /// The wait.
        subscription: SubscriptionId,
    },
    /// Tell an operator.
    RaiseIncident {
        /// The token that waits.
        token: TokenId,
        /// Where.
        element: ElementId,
        /// Why.
        incident: Incident,
    },
    /// The incident is over.
    ClearIncident {
        /// The token.
        token: TokenId,
    },
    /// Give no work to workers and fire no timers until it resumes.
    Suspend,
    /// Give it work again, and fire what fell due.
    Resume,
    /// The instance ended.
    Finished {
        /// Whether it was cancelled.
        cancelled: bool,
    },
}

/// A message that is sent.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SendMessage {
    /// Its own id: by it, it is correlated once.
    pub id: MessageId,
    /// The element that sends it.
    pub element: ElementId,
    /// Its name.
    pub message: String,
    /// What it is about.
    pub key: String,
    /// What it says.
    pub content: Value,
    /// Until when it is kept for whoever will wait for it; the host's own measure when none.
    pub keep_until: Option<Timestamp>,
}

/// A task for a person, with all that its screen needs.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct OpenTask {
    /// The task.
    pub task: TaskId,
    /// Its element.
    pub element: ElementId,
    /// Its name.
    pub name: String,
    /// The stage it belongs to.
    pub stage: Option<String>,
    /// What kind of act it is.
    pub act: Option<String>,
    /// Its form, as the definition gives it.
    pub form: Option<serde_json::Value>,
    /// What doing it changes in law.
    pub consequence: Option<String>,
    /// Who may do it.
    pub assigned: Assigned,
    /// By when.
    pub due: Option<Timestamp>,
}

/// Who may do a task, computed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assigned {
    /// Those who have this role…
    pub role: Option<String>,
    /// …in this office.
    pub office: Option<String>,
    /// One person.
    pub person: Option<String>,
    /// Whoever filed the case.
    pub filer: bool,
}

/// A job for a worker.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RunJob {
    /// The job; also the key by which a worker does it once.
    pub job: JobId,
    /// Its element.
    pub element: ElementId,
    /// The kind of job.
    pub kind: String,
    /// What it is given: a JSON object.
    pub input: serde_json::Value,
}
