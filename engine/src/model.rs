//! A definition, compiled: an immutable graph of nodes and flows, with everything parsed.
//!
//! YAML and BPMN both become this. To add a kind of element: a variant of [`Kind`], a reader in
//! `definition/`, a file in `elements/`, golden traces.

use std::collections::HashMap;

use crate::expression::{Expression, Template};
use crate::ids::{DefinitionHash, ElementId};
use crate::located::Position;
use crate::schedule::Schedule;
use crate::variables::Name;

/// Index of a node in its definition.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct NodeIx(pub u32);

/// Index of a flow in its definition.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct FlowIx(pub u32);

/// A process, ready to run. Built by [`Definition::from_yaml`]; never changes.
#[derive(Clone, Debug)]
pub struct Definition {
    pub(crate) id: String,
    pub(crate) name: Option<String>,
    pub(crate) hash: DefinitionHash,
    pub(crate) nodes: Vec<Node>,
    pub(crate) flows: Vec<Flow>,
    pub(crate) by_id: HashMap<ElementId, NodeIx>,
    pub(crate) start: NodeIx,
}

/// An element of a process.
#[derive(Clone, Debug)]
pub struct Node {
    /// Its id, unique in the definition.
    pub id: ElementId,
    /// Its name, in Spanish.
    pub name: Option<String>,
    /// The stage it belongs to, as the citizen sees it.
    pub stage: Option<String>,
    /// What it is.
    pub kind: Kind,
    /// Where it stands in the source.
    pub at: Position,
    /// When it is an activity done once for each item of a list.
    pub each: Option<Each>,
    /// The subprocess it is in; none in the process itself.
    pub(crate) parent: Option<NodeIx>,
    pub(crate) incoming: Vec<FlowIx>,
    pub(crate) outgoing: Vec<FlowIx>,
    pub(crate) boundary: Vec<NodeIx>,
}

/// An arrow from one element to another.
#[derive(Clone, Debug)]
pub struct Flow {
    /// Its id: `from->to`, with a number when there are several.
    pub id: ElementId,
    /// Its label on the diagram.
    pub name: Option<String>,
    /// When it is taken; `None` is always, or by default when [`Flow::default`] says so.
    pub condition: Option<Expression>,
    /// Taken when no other is.
    pub default: bool,
    pub(crate) from: NodeIx,
    pub(crate) to: NodeIx,
}

/// What an element is.
#[derive(Clone, Debug)]
pub enum Kind {
    /// Where a process starts.
    Start,
    /// Where a path ends.
    End(End),
    /// A person does something.
    UserTask(UserTask),
    /// A worker does something.
    ServiceTask(ServiceTask),
    /// An expression computes something.
    ScriptTask(ScriptTask),
    /// Elements with a scope of their own.
    Subprocess(Subprocess),
    /// One path is taken.
    Exclusive,
    /// Every path whose condition holds is taken, and awaited while it can still come.
    Inclusive,
    /// All paths are taken, and awaited.
    Parallel,
    /// Waits for a time or a message.
    Catch(Catch),
    /// Waits while the activity it is attached to is active.
    Boundary(Boundary),
}

/// What the end of a path does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum End {
    /// Ends that path.
    Plain,
    /// Ends every path of its scope.
    Terminate,
    /// Throws an error out of its scope.
    Error(String),
}

/// An activity done once for each item of a list (multi-instance).
#[derive(Clone, Debug)]
pub struct Each {
    /// The list.
    pub items: Expression,
    /// The variable that holds the item, in a scope of each instance's own.
    pub variable: Name,
    /// Whether each instance waits for the one before it.
    pub one_by_one: bool,
    /// Ends the rest when it holds after an instance; it may read `numberOfInstances` and
    /// `numberOfCompletedInstances`.
    pub until: Option<Expression>,
    /// The variable that takes the list of results, in the order of the items; null where an instance
    /// was not done.
    pub results: Option<Name>,
}

/// Elements with a scope of their own: it is done when no token is left in it.
#[derive(Clone, Debug)]
pub struct Subprocess {
    /// Where it starts; set when all elements are known.
    pub(crate) start: Option<NodeIx>,
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

/// A wait in the course of a path.
#[derive(Clone, Debug)]
pub struct Catch {
    /// What it waits for.
    pub trigger: Trigger,
    /// The variable that takes the message's content.
    pub result: Option<Name>,
}

/// A wait beside an activity.
#[derive(Clone, Debug)]
pub struct Boundary {
    /// Whether the activity ends when it happens.
    pub interrupting: bool,
    /// What it waits for.
    pub trigger: Trigger,
    /// The variable that takes the message's or error's content.
    pub result: Option<Name>,
    pub(crate) host: NodeIx,
}

/// What can be waited for.
#[derive(Clone, Debug)]
pub enum Trigger {
    /// A time.
    Timer(TimerSpec),
    /// A message.
    Message(MessageSpec),
    /// An error of the activity; `None` catches any.
    Error(Option<String>),
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

impl Definition {
    /// The process's id.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Its name, in Spanish.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    /// SHA-256 of its source: two definitions with the same hash are the same.
    #[must_use]
    pub const fn hash(&self) -> &DefinitionHash {
        &self.hash
    }

    /// The element with this id.
    #[must_use]
    pub fn element(&self, id: &str) -> Option<&Node> {
        self.by_id.get(id).map(|ix| self.node(*ix))
    }

    /// All elements, in the order of the source.
    pub fn elements(&self) -> impl Iterator<Item = &Node> {
        self.nodes.iter()
    }

    /// All flows, each with the elements it joins.
    pub fn flows(&self) -> impl Iterator<Item = (&Flow, &Node, &Node)> {
        self.flows
            .iter()
            .map(|flow| (flow, self.node(flow.from), self.node(flow.to)))
    }

    /// The subprocess an element is in; none in the process itself.
    #[must_use]
    pub fn parent_of(&self, node: &Node) -> Option<&Node> {
        node.parent.map(|parent| self.node(parent))
    }

    /// The activity a boundary event is attached to.
    #[must_use]
    pub fn host_of(&self, node: &Node) -> Option<&Node> {
        match &node.kind {
            Kind::Boundary(boundary) => Some(self.node(boundary.host)),
            _ => None,
        }
    }

    pub(crate) fn ix(&self, id: &ElementId) -> Option<NodeIx> {
        self.by_id.get(id).copied()
    }

    /// Indices are made by the loader and never leave the crate, so they are always valid.
    #[allow(clippy::indexing_slicing)]
    pub(crate) fn node(&self, ix: NodeIx) -> &Node {
        &self.nodes[ix.0 as usize]
    }

    /// See [`Definition::node`].
    #[allow(clippy::indexing_slicing)]
    pub(crate) fn flow(&self, ix: FlowIx) -> &Flow {
        &self.flows[ix.0 as usize]
    }

    /// Where a token at this node may go next: onwards, and into the subprocess it is.
    pub(crate) fn successors(&self, ix: NodeIx) -> impl Iterator<Item = NodeIx> + '_ {
        let inside = match &self.node(ix).kind {
            Kind::Subprocess(subprocess) => subprocess.start,
            _ => None,
        };
        self.onwards(ix).chain(inside)
    }

    /// Where a token that leaves this node may go: along its flows, and those of its boundary events.
    pub(crate) fn onwards(&self, ix: NodeIx) -> impl Iterator<Item = NodeIx> + '_ {
        let node = self.node(ix);
        let flows = node.outgoing.iter().map(|flow| self.flow(*flow).to);
        flows.chain(node.boundary.iter().copied())
    }
}

impl Node {
    /// What it is called on screen: its name, or its id.
    #[must_use]
    pub fn label(&self) -> &str {
        self.name.as_deref().unwrap_or(self.id.as_str())
    }

    /// The user task, when it is one.
    #[must_use]
    pub const fn user_task(&self) -> Option<&UserTask> {
        if let Kind::UserTask(task) = &self.kind {
            Some(task)
        } else {
            None
        }
    }

    /// The variable that takes what it gives.
    #[must_use]
    pub const fn result(&self) -> Option<&Name> {
        match &self.kind {
            Kind::UserTask(task) => task.result.as_ref(),
            Kind::ServiceTask(task) => task.result.as_ref(),
            Kind::ScriptTask(task) => task.result.as_ref(),
            Kind::Catch(catch) => catch.result.as_ref(),
            Kind::Boundary(boundary) => boundary.result.as_ref(),
            _ => None,
        }
    }

    /// The service task, when it is one.
    #[must_use]
    pub const fn service_task(&self) -> Option<&ServiceTask> {
        if let Kind::ServiceTask(task) = &self.kind {
            Some(task)
        } else {
            None
        }
    }
}

impl Kind {
    /// The kind's name, as YAML writes it.
    #[must_use]
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Start => "start",
            Self::End(_) => "end",
            Self::UserTask(_) => "user_task",
            Self::ServiceTask(_) => "service_task",
            Self::ScriptTask(_) => "script_task",
            Self::Subprocess(_) => "subprocess",
            Self::Exclusive => "exclusive",
            Self::Inclusive => "inclusive",
            Self::Parallel => "parallel",
            Self::Catch(catch) => catch.trigger.word(),
            Self::Boundary(_) => "boundary",
        }
    }

    /// Whether a token can rest there: it waits for somebody or something outside.
    #[must_use]
    pub const fn waits(&self) -> bool {
        matches!(
            self,
            Self::UserTask(_) | Self::ServiceTask(_) | Self::Catch(_) | Self::Subprocess(_)
        )
    }
}

impl Trigger {
    /// The trigger's name, as YAML writes it.
    #[must_use]
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Timer(_) => "timer",
            Self::Message(_) => "message",
            Self::Error(_) => "error",
        }
    }
}
