//! What is waited for: by a token itself, and armed beside it or in a scope.

use std::collections::BTreeSet;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::ids::{ElementId, JobId, ScopeId, SubscriptionId, TaskId, TimerId, TokenId};
use crate::incident::Incident;

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
    /// The activity's scope, which has the token's number.
    Scope,
    /// The events that are armed at the token: it goes on at the one that happens.
    Event,
    /// The tokens that undo what was done.
    Undo,
    /// The rest of the tokens of a complex gateway that went on already.
    Reset {
        /// The ways in along which the tokens came that it went on with.
        #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
        with: BTreeSet<ElementId>,
    },
    /// An operator.
    Incident {
        /// Why.
        incident: Incident,
    },
}

/// What a boundary event waits for.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct BoundaryWait {
    /// The event.
    pub element: ElementId,
    /// Which of the things that the event waits for, from 0.
    #[serde(default, skip_serializing_if = "is_first")]
    pub part: u16,
    /// The thing itself.
    #[serde(flatten)]
    pub on: BoundaryOn,
}

/// Who waits for an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Holder {
    /// A token: a boundary event of its activity, or an event that it waits for itself.
    Token(TokenId),
    /// A scope: an event subprocess in it.
    Scope(ScopeId),
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
pub(super) const fn is_first(part: &u16) -> bool {
    *part == 0
}

/// What an event waits for.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(tag = "for", rename_all = "snake_case")]
pub enum BoundaryOn {
    /// A time.
    Timer {
        /// The timer.
        timer: TimerId,
        /// The time.
        at: Timestamp,
        /// How often it still comes, this time included; as often as it likes when none.
        #[serde(default = "once", skip_serializing_if = "is_once")]
        left: Option<u32>,
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
    /// A signal.
    Signal {
        /// The wait.
        subscription: SubscriptionId,
        /// The signal's name.
        signal: String,
    },
    /// A condition that begins to hold.
    Condition {
        /// Whether it held when it was last looked at.
        met: bool,
    },
}

#[allow(clippy::unnecessary_wraps, reason = "the default of a field that is optional")]
const fn once() -> Option<u32> {
    Some(1)
}

#[allow(
    clippy::trivially_copy_pass_by_ref,
    clippy::ref_option,
    reason = "serde passes a reference"
)]
const fn is_once(left: &Option<u32>) -> bool {
    matches!(left, Some(1))
}
