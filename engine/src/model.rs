//! A definition, compiled: an immutable graph of nodes and flows, with everything parsed.
//!
//! YAML and BPMN both become this. To add a kind of element: a variant of [`Kind`], a reader in
//! `definition/`, a file in `elements/`, golden traces.

mod begins;
mod drawing;
mod events;
mod kinds;
mod reach;
mod repeat;

use std::collections::HashMap;

use crate::expression::{Expression, Template};
use crate::ids::{DefinitionHash, ElementId};
use crate::located::Position;
use crate::variables::Name;

pub use begins::{Beginning, BegunBy};
pub use drawing::{Bounds, Drawing};
pub use events::{
    Boundary, Catch, Compensate, MessageSpec, MessageThrow, On, SignalThrow, Start, Thrown, TimerSpec, Trigger,
};
pub use kinds::{
    AdHoc, Assign, BusinessRuleTask, CallActivity, Complex, EventBased, Kind, ReceiveTask, ScriptTask, ServiceTask,
    Subprocess, UserTask, Variety, Version,
};
pub(crate) use reach::Reach;
pub use repeat::{Behavior, Each, Items, Loop, Repeat};

/// Index of a node in its definition.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct NodeIx(pub u32);

/// Index of a flow in its definition.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct FlowIx(pub u32);

/// A process, ready to run. Built by [`Definition::from_yaml`] or [`Definition::from_bpmn`]; never changes.
#[derive(Clone, Debug)]
pub struct Definition {
    pub(crate) id: String,
    pub(crate) name: Option<String>,
    pub(crate) documentation: Option<String>,
    pub(crate) hash: DefinitionHash,
    pub(crate) nodes: Vec<Node>,
    pub(crate) flows: Vec<Flow>,
    pub(crate) by_id: HashMap<ElementId, NodeIx>,
    pub(crate) body: Body,
    /// Where its drawing puts things; none when it has no drawing of its own.
    pub(crate) drawing: Option<Drawing>,
    pub(crate) reach: Reach,
}

/// What a process or a subprocess holds besides its elements.
#[derive(Clone, Debug, Default)]
pub(crate) struct Body {
    /// Where it starts.
    pub starts: Starts,
    /// The event subprocesses in it.
    pub events: Vec<NodeIx>,
    /// Variables of its scope (data objects and properties), with their first values; null without one.
    pub data: Vec<(Name, Option<Template>)>,
}

/// Where a process or a subprocess starts (BPMN 2.0.2, §13.2).
#[derive(Clone, Debug)]
pub(crate) enum Starts {
    /// Start events, and what instantiates without one: receive tasks and event-based gateways.
    Events(Vec<NodeIx>),
    /// Without a start event: all elements that no flow leads to begin at once.
    Implicit(Vec<NodeIx>),
}

impl Default for Starts {
    fn default() -> Self {
        Self::Implicit(Vec::new())
    }
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
    /// What its author says about it, for whoever reads the definition.
    pub documentation: Option<String>,
    /// What it is.
    pub kind: Kind,
    /// Where it stands in the source.
    pub at: Position,
    /// How often it is done, when not once.
    pub repeat: Option<Repeat>,
    /// The data that goes in and out of it, when it is an activity.
    pub data: DataFlow,
    /// How many tokens it takes to start it, and how many it lets go along each flow, when it is an activity.
    pub quantity: Quantity,
    /// Whether it is only done to undo another activity: no flow leads to it.
    pub for_compensation: bool,
    /// The subprocess it is in; none in the process itself.
    pub(crate) parent: Option<NodeIx>,
    pub(crate) incoming: Vec<FlowIx>,
    pub(crate) outgoing: Vec<FlowIx>,
    pub(crate) boundary: Vec<NodeIx>,
}

/// BPMN's `startQuantity` and `completionQuantity`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quantity {
    /// Tokens that must arrive before it begins.
    pub start: u32,
    /// Tokens that go along each flow when it is done.
    pub completion: u32,
}

impl Default for Quantity {
    fn default() -> Self {
        Self {
            start: 1,
            completion: 1,
        }
    }
}

/// Data of an activity (BPMN's input and output associations, and its properties). When there is any, the
/// activity has a scope of its own.
#[derive(Clone, Debug, Default)]
pub struct DataFlow {
    /// Variables of the activity's own scope, computed in the scope around it when it begins.
    pub inputs: Vec<(Name, Template)>,
    /// Variables of the scope around it, computed in the activity's own when it is done.
    pub outputs: Vec<(Name, Template)>,
}

/// An arrow from one element to another.
#[derive(Clone, Debug)]
pub struct Flow {
    /// Its id: in YAML `from->to`, with a number when there are several; in BPMN its own.
    pub id: ElementId,
    /// Its label on the diagram.
    pub name: Option<String>,
    /// When it is taken; `None` is always, or by default when [`Flow::default`] says so.
    pub condition: Option<Expression>,
    /// Taken when no other is.
    pub default: bool,
    /// Whether no arrow is drawn: it joins the two ends of a link.
    pub link: bool,
    pub(crate) from: NodeIx,
    pub(crate) to: NodeIx,
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

    /// Where its source draws it; none when it has no drawing of its own.
    #[must_use]
    pub const fn drawing(&self) -> Option<&Drawing> {
        self.drawing.as_ref()
    }

    /// The elements that start the process; what happens begins it at each of them, see [`Node::on`].
    pub fn starts(&self) -> impl Iterator<Item = &Node> {
        let (Starts::Events(starts) | Starts::Implicit(starts)) = &self.body.starts;
        starts.iter().map(|ix| self.node(*ix))
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

    /// The activity that a compensation boundary event leads to.
    #[must_use]
    pub fn handler_of(&self, node: &Node) -> Option<&Node> {
        match &node.kind {
            Kind::Boundary(boundary) => boundary.handler.map(|handler| self.node(handler)),
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

    /// What the process, or a subprocess of it, holds besides its elements.
    pub(crate) fn body(&self, of: Option<NodeIx>) -> &Body {
        match of.map(|ix| &self.node(ix).kind) {
            Some(Kind::Subprocess(subprocess)) => &subprocess.body,
            _ => &self.body,
        }
    }

    /// The elements of the process, or of a subprocess of it, without those of subprocesses inside.
    pub(crate) fn inside(&self, parent: Option<NodeIx>) -> impl Iterator<Item = NodeIx> + '_ {
        let all = self.nodes.iter().zip(0..);
        all.filter(move |(node, _)| node.parent == parent)
            .map(|(_, ix)| NodeIx(ix))
    }

    /// Where a token at this node may go next: onwards, and into the subprocess it is.
    pub(crate) fn successors(&self, ix: NodeIx) -> impl Iterator<Item = NodeIx> + '_ {
        let inside: &[NodeIx] = match &self.node(ix).kind {
            Kind::Subprocess(subprocess) => subprocess.body.starts.all(),
            _ => &[],
        };
        self.onwards(ix).chain(inside.iter().copied())
    }

    /// Where a token that leaves this node may go: along its flows, and those of its boundary events.
    pub(crate) fn onwards(&self, ix: NodeIx) -> impl Iterator<Item = NodeIx> + '_ {
        let node = self.node(ix);
        let flows = node.outgoing.iter().map(|flow| self.flow(*flow).to);
        flows.chain(node.boundary.iter().copied())
    }
}

impl Starts {
    /// All of them.
    pub fn all(&self) -> &[NodeIx] {
        let (Self::Events(starts) | Self::Implicit(starts)) = self;
        starts
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

    /// The service task, when it is one.
    #[must_use]
    pub const fn service_task(&self) -> Option<&ServiceTask> {
        if let Kind::ServiceTask(task) = &self.kind {
            Some(task)
        } else {
            None
        }
    }

    /// What it waits for, when it is an event that catches.
    #[must_use]
    pub const fn on(&self) -> Option<&On> {
        match &self.kind {
            Kind::Start(start) => Some(&start.on),
            Kind::Catch(catch) => Some(&catch.on),
            Kind::Boundary(boundary) => Some(&boundary.on),
            _ => None,
        }
    }

    /// The variable that takes what it gives.
    #[must_use]
    pub const fn result(&self) -> Option<&Name> {
        match &self.kind {
            Kind::UserTask(task) => task.result.as_ref(),
            Kind::ServiceTask(task) => task.result.as_ref(),
            Kind::ScriptTask(task) => task.result.as_ref(),
            Kind::BusinessRuleTask(task) => task.result.as_ref(),
            Kind::ReceiveTask(task) => task.result.as_ref(),
            Kind::Catch(catch) => catch.result.as_ref(),
            Kind::Boundary(boundary) => boundary.result.as_ref(),
            Kind::Start(start) => start.result.as_ref(),
            _ => None,
        }
    }

    /// Whether it has a scope of its own because data goes in or out of it.
    pub(crate) const fn has_data(&self) -> bool {
        !self.data.inputs.is_empty() || !self.data.outputs.is_empty()
    }

    /// Whether it is an event subprocess.
    pub(crate) const fn is_event_subprocess(&self) -> bool {
        matches!(
            &self.kind,
            Kind::Subprocess(Subprocess {
                variety: Variety::Event,
                ..
            })
        )
    }

    /// Its compensation boundary event, which is never armed: it only names what undoes it.
    pub(crate) fn compensation<'d>(&self, definition: &'d Definition) -> Option<&'d Node> {
        let mut attached = self.boundary.iter().map(|ix| definition.node(*ix));
        attached.find(|node| {
            let on = node.on();
            on.is_some_and(|on| {
                on.triggers
                    .iter()
                    .any(|trigger| matches!(trigger, Trigger::Compensation))
            })
        })
    }
}
