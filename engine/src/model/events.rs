//! What events wait for and what they throw.

use super::NodeIx;
use crate::expression::{Expression, Template};
use crate::ids::ElementId;
use crate::schedule::Schedule;
use crate::variables::Name;

/// Where a process or subprocess starts.
#[derive(Clone, Debug, Default)]
pub struct Start {
    /// What starts it; nothing when it is started by hand or by the flow.
    pub on: On,
    /// For an event subprocess: whether what goes on around it is ended.
    pub interrupting: bool,
    /// The variable that takes the content of what happened.
    pub result: Option<Name>,
}

/// What is waited for: nothing, one thing, one of several (multiple) or all of several (parallel multiple).
#[derive(Clone, Debug, Default)]
pub struct On {
    /// The things.
    pub triggers: Vec<Trigger>,
    /// Whether all of them must happen.
    pub all: bool,
}

/// What an event throws.
#[derive(Clone, Debug)]
pub enum Thrown {
    /// Ends every path of its scope; ends only.
    Terminate,
    /// Throws an error out of its scope; ends only.
    Error(String),
    /// Tells the scopes around it; whoever catches it may go on beside it.
    Escalation(String),
    /// Sends a message.
    Message(MessageThrow),
    /// Tells everybody who waits for it, in every instance.
    Signal(SignalThrow),
    /// Undoes what was done: one activity, or all of the scope.
    Compensate(Compensate),
    /// Cancels the transaction it is in; ends only.
    Cancel,
    /// Goes on at the catching link event of this name in the same scope; intermediate events only.
    Link(String),
}

/// A message that is sent.
#[derive(Clone, Debug)]
pub struct MessageThrow {
    /// The message's name.
    pub name: String,
    /// What it is about; none means the instance itself.
    pub key: Option<Template>,
    /// What it says.
    pub content: Vec<(Name, Template)>,
    /// How long it is kept for whoever will wait for it; the host's own measure when none.
    pub time_to_live: Option<Schedule>,
}

/// A signal that is broadcast.
#[derive(Clone, Debug)]
pub struct SignalThrow {
    /// The signal's name.
    pub name: String,
    /// What it says.
    pub content: Vec<(Name, Template)>,
}

/// What is undone, and whether the path waits for it.
#[derive(Clone, Debug, Default)]
pub struct Compensate {
    /// The activity; everything of the scope when none.
    pub activity: Option<ElementId>,
    /// Whether the path goes on at once (BPMN's `waitForCompletion="false"`).
    pub at_once: bool,
}

/// A wait in the course of a path.
#[derive(Clone, Debug)]
pub struct Catch {
    /// What it waits for.
    pub on: On,
    /// The variable that takes the content of what happened.
    pub result: Option<Name>,
}

/// A wait beside an activity.
#[derive(Clone, Debug)]
pub struct Boundary {
    /// Whether the activity ends when it happens.
    pub interrupting: bool,
    /// What it waits for.
    pub on: On,
    /// The variable that takes the content of what happened.
    pub result: Option<Name>,
    /// For compensation: the activity that undoes its host.
    pub(crate) handler: Option<NodeIx>,
    pub(crate) host: NodeIx,
}

/// What can be waited for.
#[derive(Clone, Debug)]
pub enum Trigger {
    /// A time.
    Timer(TimerSpec),
    /// A message.
    Message(MessageSpec),
    /// A signal of this name, from any instance.
    Signal(String),
    /// That a condition begins to hold.
    Condition(Expression),
    /// An error of the activity; `None` catches any.
    Error(Option<String>),
    /// An escalation of the activity; `None` catches any.
    Escalation(Option<String>),
    /// That the activity is to be undone.
    Compensation,
    /// That the transaction is cancelled.
    Cancel,
    /// A link event of this name in the same scope.
    Link(String),
}

/// A time to wait for.
#[derive(Clone, Debug)]
pub enum TimerSpec {
    /// Known at load.
    Fixed(Schedule),
    /// Computed when the wait begins: a duration, a date and time, or a text that is a schedule.
    Computed(Expression),
}

/// A message to wait for.
#[derive(Clone, Debug)]
pub struct MessageSpec {
    /// The message's name.
    pub name: String,
    /// What it must be about; none means the instance's own.
    pub key: Option<Template>,
}

impl On {
    /// One thing.
    #[must_use]
    pub fn one(trigger: Trigger) -> Self {
        Self {
            triggers: vec![trigger],
            all: false,
        }
    }

    /// What is waited for, in one word, as YAML writes it; `none` when nothing, `any` or `all` when several.
    #[must_use]
    pub const fn word(&self) -> &'static str {
        match self.triggers.as_slice() {
            [] => "none",
            [only] => only.word(),
            _ if self.all => "all",
            _ => "any",
        }
    }
}

impl Trigger {
    /// The trigger's name, as YAML writes it.
    #[must_use]
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Timer(_) => "timer",
            Self::Message(_) => "message",
            Self::Signal(_) => "signal",
            Self::Condition(_) => "condition",
            Self::Error(_) => "error",
            Self::Escalation(_) => "escalation",
            Self::Compensation => "compensation",
            Self::Cancel => "cancel",
            Self::Link(_) => "link",
        }
    }
}

impl Thrown {
    /// What is thrown, in one word, as YAML writes it.
    #[must_use]
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Terminate => "terminate",
            Self::Error(_) => "error",
            Self::Escalation(_) => "escalation",
            Self::Message(_) => "message",
            Self::Signal(_) => "signal",
            Self::Compensate(_) => "compensate",
            Self::Cancel => "cancel",
            Self::Link(_) => "link",
        }
    }
}
