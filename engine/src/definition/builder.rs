//! Collects nodes and arrows as they are read; [`super::resolve`] makes a graph of them.

use std::collections::HashMap;

use crate::expression::{Expression, Template};
use crate::ids::ElementId;
use crate::limits;
use crate::located::Position;
use crate::model::{DataFlow, Kind, Node, NodeIx, Quantity};
use crate::problem::{Code, Problems};
use crate::variables::Name;

/// What was read so far.
#[derive(Default)]
pub(super) struct Builder {
    pub nodes: Vec<Node>,
    pub by_id: HashMap<ElementId, NodeIx>,
    pub arrows: Vec<Arrow>,
    /// Compensation boundary events, and the id of the activity each leads to.
    pub handlers: Vec<Handler>,
    /// Elements without a word on where they lead.
    pub silent: Vec<NodeIx>,
    /// Variables of the process.
    pub data: Vec<(Name, Option<Template>)>,
    inside: Option<NodeIx>,
    depth: usize,
}

/// An arrow whose target is still a name.
pub(super) struct Arrow {
    pub id: Option<ElementId>,
    pub from: NodeIx,
    pub to: String,
    pub at: Position,
    pub name: Option<String>,
    pub condition: Option<Expression>,
    pub default: bool,
}

/// What undoes the host of a compensation boundary event, still by name.
pub(super) struct Handler {
    pub boundary: NodeIx,
    pub to: String,
    pub at: Position,
}

/// A node as its reader knows it.
pub(super) struct NewNode {
    pub id: ElementId,
    pub at: Position,
    pub name: Option<String>,
    pub stage: Option<String>,
    pub documentation: Option<String>,
    pub kind: Kind,
}

impl Builder {
    /// How many elements there are.
    pub const fn len(&self) -> usize {
        self.nodes.len()
    }

    /// Reads what is inside a subprocess, or the process; nothing when that is nested too deep.
    pub fn inside(
        &mut self,
        parent: Option<NodeIx>,
        at: Position,
        problems: &mut Problems,
        read: impl FnOnce(&mut Self, &mut Problems),
    ) {
        if self.depth > limits::NESTING {
            let most = format!("a lo sumo {} subprocesos, uno dentro de otro", limits::NESTING);
            problems.add(
                at,
                Code::TooLarge,
                "hay demasiados subprocesos uno dentro de otro",
                most,
            );
            return;
        }
        let outside = std::mem::replace(&mut self.inside, parent);
        self.depth += 1;
        read(self, problems);
        self.depth -= 1;
        self.inside = outside;
    }

    pub fn add(&mut self, new: NewNode, problems: &mut Problems) -> NodeIx {
        let ix = NodeIx(u32::try_from(self.nodes.len()).unwrap_or(u32::MAX));
        if let Some(first) = self.by_id.get(&new.id).and_then(|ix| self.nodes.get(ix.0 as usize)) {
            let message = format!("el identificador `{}` ya está en la línea {}", new.id, first.at.line);
            problems.add(new.at, Code::DuplicateId, message, "otro identificador");
        } else {
            self.by_id.insert(new.id.clone(), ix);
        }
        self.nodes.push(Node {
            id: new.id,
            name: new.name,
            stage: new.stage,
            documentation: new.documentation,
            kind: new.kind,
            at: new.at,
            repeat: None,
            data: DataFlow::default(),
            quantity: Quantity::default(),
            for_compensation: false,
            parent: self.inside,
            incoming: Vec::new(),
            outgoing: Vec::new(),
            boundary: Vec::new(),
        });
        ix
    }

    pub fn node(&self, ix: NodeIx) -> Option<&Node> {
        self.nodes.get(ix.0 as usize)
    }

    pub fn change(&mut self, ix: NodeIx, change: impl FnOnce(&mut Node)) {
        if let Some(node) = self.nodes.get_mut(ix.0 as usize) {
            change(node);
        }
    }

    /// An id that begins with `wanted` and is not taken.
    pub fn free_id(&self, wanted: &str) -> ElementId {
        let mut id = ElementId::from(wanted);
        let mut n = 1;
        while self.by_id.contains_key(&id) {
            n += 1;
            id = ElementId::from(format!("{wanted}{n}").as_str());
        }
        id
    }
}

impl Arrow {
    /// An arrow that says nothing but where it leads.
    pub const fn plain(from: NodeIx, to: String, at: Position) -> Self {
        Self {
            id: None,
            from,
            to,
            at,
            name: None,
            condition: None,
            default: false,
        }
    }
}
