//! Scripts: what is done to an instance, written down.

use jiff::Zoned;
use serde::Deserialize;

/// A script: when it begins, and what is done.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Script {
    /// The moment it begins, with its zone (`2026-11-20T10:00-05:00[America/Bogota]`).
    pub at: Zoned,
    /// What is done, in order.
    pub steps: Vec<Step>,
}

/// One thing done to the instance. Elements are named by id; the oldest wait at one is meant.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// Start with these variables.
    Start(serde_json::Value),
    /// Start with something that happened.
    StartAt(StartedAt),
    /// Do a task.
    Complete(Done),
    /// Do a job.
    Job(Done),
    /// Throw an error from a task or a job.
    Throw(Thrown),
    /// Give up on a job.
    Fail(Failed),
    /// Let time pass (`2 working days`, `PT4H`); timers that fall due fire in order.
    Advance(String),
    /// Deliver a message: to whoever waits for it, else it starts the process, else it is kept.
    Message(Delivered),
    /// Broadcast a signal; it may start the process.
    Signal(Signalled),
    /// Change variables from outside.
    Set(serde_json::Value),
    /// Begin an activity of an ad-hoc subprocess.
    Activate(Activated),
    /// Say that an ad-hoc subprocess is done.
    EndAdHoc(Named),
    /// Retry the incident at an element.
    Retry(Retried),
    /// Let the incident at an element pass, as if it were done.
    Skip(Done),
    /// End the tokens at some elements and put new ones at others.
    Modify(Modified),
    /// Take nothing but what operators do, for a reason.
    Suspend(String),
    /// Go on.
    Resume(Repeated),
    /// End the instance, for a reason.
    Cancel(String),
    /// Send the last command again.
    Repeat(Repeated),
}

/// A task or job that is done.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Done {
    /// The element.
    pub at: String,
    /// What came out.
    #[serde(default)]
    pub result: serde_json::Value,
    /// Who did it.
    #[serde(default)]
    pub by: Option<String>,
}

/// An error that is thrown.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Thrown {
    /// The element.
    pub at: String,
    /// The error's code.
    pub code: String,
    /// What is known about it.
    #[serde(default)]
    pub detail: serde_json::Value,
}

/// A job that failed for good.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Failed {
    /// The element.
    pub at: String,
    /// Why.
    pub error: String,
}

/// A start that is not by hand.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StartedAt {
    /// The start event, or the event after an event-based gateway.
    pub at: String,
    /// The first variables.
    #[serde(default)]
    pub variables: serde_json::Value,
    /// What happened says.
    #[serde(default)]
    pub content: serde_json::Value,
}

/// A signal that is broadcast.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Signalled {
    /// Its name.
    pub name: String,
    /// What it says.
    #[serde(default)]
    pub content: serde_json::Value,
}

/// An activity of an ad-hoc subprocess.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Activated {
    /// The subprocess.
    pub at: String,
    /// The activity.
    pub activity: String,
}

/// An element.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Named {
    /// The element.
    pub at: String,
}

/// Tokens that an operator moves.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Modified {
    /// Elements whose tokens end.
    #[serde(default)]
    pub end: Vec<String>,
    /// Elements where new tokens begin.
    #[serde(default)]
    pub start: Vec<String>,
    /// Variables to set first.
    #[serde(default)]
    pub variables: serde_json::Value,
    /// Why.
    #[serde(default)]
    pub reason: String,
}

/// A message that arrives.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Delivered {
    /// Its name.
    pub name: String,
    /// What it is about; the instance itself when left out.
    #[serde(default)]
    pub key: Option<String>,
    /// What it says.
    #[serde(default)]
    pub content: serde_json::Value,
}

/// An incident that is tried again.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Retried {
    /// The element.
    pub at: String,
    /// Variables to set first.
    #[serde(default)]
    pub variables: serde_json::Value,
}

/// No parameters: `repeat: {}`, `resume: {}`.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Repeated {}
