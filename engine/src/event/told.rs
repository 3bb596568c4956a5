//! What an event tells beside the change itself, for the journal: what was thrown, how a decision was made, what
//! ended a wait.

use serde::{Deserialize, Serialize};

use crate::ids::ElementId;

/// What was thrown.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(tag = "threw", rename_all = "snake_case")]
pub enum Threw {
    /// A message.
    Message {
        /// Its name.
        name: String,
        /// What it is about.
        key: String,
    },
    /// A signal.
    Signal {
        /// Its name.
        name: String,
    },
    /// An escalation.
    Escalation {
        /// Its code.
        code: String,
        /// Whether anybody caught it.
        caught: bool,
    },
}

/// A decision table that was read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TableRead {
    /// The values that were tested, one for each input, as FEEL writes them; shortened when long.
    pub inputs: Vec<String>,
    /// For each rule that was tried, in order: the first cell that did not pass, from 0; none when it matched.
    pub rules: Vec<Option<u16>>,
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
    /// An event that was armed happened.
    Event {
        /// The event.
        element: ElementId,
    },
    /// All tokens of the join are there.
    Join,
    /// No token is left in the activity's scope.
    Scope,
    /// Everything was undone.
    Undo,
    /// No more tokens of the complex gateway can come.
    Reset,
    /// A token of the join can no longer come.
    Stuck,
    /// An operator let it pass.
    Skip {
        /// Who.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        who: Option<String>,
    },
    /// An operator tried again.
    Retry {
        /// Who.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        who: Option<String>,
    },
}
