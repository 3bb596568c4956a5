//! The kinds of elements, and what each of them says.

use super::Body;
use super::events::{Boundary, Catch, MessageSpec, MessageThrow, Start, Thrown, TimerSpec};
use crate::expression::{Expression, Template};
use crate::ids::DefinitionHash;
use crate::variables::Name;

/// What an element is.
#[derive(Clone, Debug)]
pub enum Kind {
    /// Where a process starts.
    Start(Start),
    /// Where a path ends; what it throws there, in order.
    End(Vec<Thrown>),
    /// A path throws something and goes on; nothing at all when empty.
    Throw(Vec<Thrown>),
    /// Waits for a time, a message or another event.
    Catch(Catch),
    /// Waits while the activity it is attached to is active.
    Boundary(Boundary),
    /// A person does something.
    UserTask(UserTask),
    /// A worker does something.
    ServiceTask(ServiceTask),
    /// An expression computes something.
    ScriptTask(ScriptTask),
    /// A decision is made (DMN).
    BusinessRuleTask(BusinessRuleTask),
    /// A message is sent.
    SendTask(MessageThrow),
    /// A message is awaited.
    ReceiveTask(ReceiveTask),
    /// Somebody does something that the system takes no notice of: it is passed at once.
    ManualTask,
    /// A task of no kind: it is passed at once.
    Task,
    /// Elements with a scope of their own.
    Subprocess(Subprocess),
    /// Another process runs in its place.
    CallActivity(CallActivity),
    /// One path is taken.
    Exclusive,
    /// Every path whose condition holds is taken, and awaited while it can still come.
    Inclusive,
    /// All paths are taken, and awaited.
    Parallel,
    /// Goes on when its condition holds over what arrived; see [`Complex`].
    Complex(Complex),
    /// The first event after it that happens is the path that is taken.
    EventBased(EventBased),
}

/// Elements with a scope of their own: it is done when no token is left in it.
#[derive(Clone, Debug)]
pub struct Subprocess {
    /// What kind of subprocess it is.
    pub variety: Variety,
    pub(crate) body: Body,
}

/// Kinds of subprocess.
#[derive(Clone, Debug)]
pub enum Variety {
    /// Started by the flow.
    Embedded,
    /// Started by its start event while the scope around it is active.
    Event,
    /// Done whole or undone: a cancel end event undoes it.
    Transaction,
    /// Its activities are begun by people, in any order.
    AdHoc(AdHoc),
}

/// How an ad-hoc subprocess goes.
#[derive(Clone, Debug)]
pub struct AdHoc {
    /// Whether only one activity goes on at a time.
    pub sequential: bool,
    /// Done when it holds after an activity; when none, when each of its activities was done once.
    pub until: Option<Expression>,
    /// Whether what still goes on is then cancelled, rather than awaited.
    pub cancel_remaining: bool,
    /// The ids of the activities that begin by themselves: an expression that gives a list of texts.
    pub begin: Option<Expression>,
}

/// Another process that runs in place of an activity, in a scope of its own that sees nothing around it.
#[derive(Clone, Debug)]
pub struct CallActivity {
    /// The id of the process.
    pub process: Template,
    /// Which version of it.
    pub version: Version,
}

/// Which version of a process is called; bound when the call begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Version {
    /// The newest.
    Latest,
    /// The one with this hash.
    Fixed(DefinitionHash),
}

/// A decision that is made.
#[derive(Clone, Debug)]
pub struct BusinessRuleTask {
    /// The decision's name.
    pub decision: String,
    /// The variable that takes its result; without one, a context's entries are set.
    pub result: Option<Name>,
}

/// A task that awaits a message.
#[derive(Clone, Debug)]
pub struct ReceiveTask {
    /// The message.
    pub message: MessageSpec,
    /// Whether the message starts the process.
    pub instantiate: bool,
    /// The variable that takes the message's content.
    pub result: Option<Name>,
}

/// A complex gateway: when `activation` holds over the tokens that arrived, they go on; those that come
/// later are taken in, until none can come, and then it begins anew (BPMN 2.0.2, §13.4.5).
#[derive(Clone, Debug)]
pub struct Complex {
    /// When it goes on; it may read `activationCount`. When none, it only splits.
    pub activation: Option<Expression>,
}

/// An event-based gateway.
#[derive(Clone, Copy, Debug, Default)]
pub struct EventBased {
    /// Whether its events start the process.
    pub instantiate: bool,
    /// Whether all of its events must happen, in any order; only when it instantiates.
    pub parallel: bool,
}

/// A task for a person.
#[derive(Clone, Debug)]
pub struct UserTask {
    /// Who may do it.
    pub assign: Assign,
    /// By when it should be done; a measure for people, not a legal term.
    pub due: Option<TimerSpec>,
    /// What kind of act it is (`review`, `decide`, `sign`…); opaque to the engine.
    pub act: Option<String>,
    /// Its form, opaque to the engine.
    pub form: Option<serde_json::Value>,
    /// The variable that takes its result; without one, a context's entries are set.
    pub result: Option<Name>,
    /// What doing it changes in law, in Spanish.
    pub consequence: Option<String>,
}

/// Who may do a task.
#[derive(Clone, Debug, Default)]
pub struct Assign {
    /// Those who have this role…
    pub role: Option<Template>,
    /// …in this office.
    pub office: Option<Template>,
    /// One person.
    pub person: Option<Template>,
    /// Whoever filed the case.
    pub filer: bool,
}

/// A job for a worker.
#[derive(Clone, Debug)]
pub struct ServiceTask {
    /// The kind of job.
    pub service: String,
    /// What it is given.
    pub input: Vec<(Name, Template)>,
    /// The variable that takes its result; without one, a context's entries are set.
    pub result: Option<Name>,
}

/// A computation.
#[derive(Clone, Debug)]
pub struct ScriptTask {
    /// What is computed.
    pub script: Expression,
    /// The variable that takes its result; without one, a context's entries are set.
    pub result: Option<Name>,
}

impl Kind {
    /// The kind's name, as YAML writes it.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Self::Start(_) => "start",
            Self::End(_) => "end",
            Self::Throw(_) => "throw",
            Self::Catch(catch) => match catch.on.word() {
                word @ ("timer" | "message") => word,
                _ => "catch",
            },
            Self::Boundary(_) => "boundary",
            Self::UserTask(_) => "user_task",
            Self::ServiceTask(_) => "service_task",
            Self::ScriptTask(_) => "script_task",
            Self::BusinessRuleTask(_) => "business_rule_task",
            Self::SendTask(_) => "send_task",
            Self::ReceiveTask(_) => "receive_task",
            Self::ManualTask => "manual_task",
            Self::Task => "task",
            Self::Subprocess(_) => "subprocess",
            Self::CallActivity(_) => "call",
            Self::Exclusive => "exclusive",
            Self::Inclusive => "inclusive",
            Self::Parallel => "parallel",
            Self::Complex(_) => "complex",
            Self::EventBased(_) => "event_based",
        }
    }

    /// Whether a token can rest there: it waits for somebody or something outside.
    #[must_use]
    pub const fn waits(&self) -> bool {
        matches!(
            self,
            Self::UserTask(_)
                | Self::ServiceTask(_)
                | Self::ReceiveTask(_)
                | Self::Catch(_)
                | Self::EventBased(_)
                | Self::Subprocess(_)
                | Self::CallActivity(_)
        )
    }

    /// Whether it is an activity: it may repeat, have data, boundary events and quantities.
    #[must_use]
    pub const fn is_activity(&self) -> bool {
        matches!(
            self,
            Self::UserTask(_)
                | Self::ServiceTask(_)
                | Self::ScriptTask(_)
                | Self::BusinessRuleTask(_)
                | Self::SendTask(_)
                | Self::ReceiveTask(_)
                | Self::ManualTask
                | Self::Task
                | Self::Subprocess(_)
                | Self::CallActivity(_)
        )
    }
}
