//! Collects nodes and arrows as they are read, then resolves names into a graph.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use crate::expression::Expression;
use crate::ids::{DefinitionHash, ElementId};
use crate::located::Position;
use crate::model::{Definition, Each, Flow, FlowIx, Kind, Node, NodeIx};
use crate::problem::{Code, Problems, nearest};

/// What was read so far.
#[derive(Default)]
pub(super) struct Builder {
    nodes: Vec<Node>,
    by_id: HashMap<ElementId, NodeIx>,
    arrows: Vec<Arrow>,
    inside: Option<NodeIx>,
}

/// An arrow whose target is still a name.
pub(super) struct Arrow {
    pub from: NodeIx,
    pub to: String,
    pub at: Position,
    pub name: Option<String>,
    pub condition: Option<Expression>,
    pub default: bool,
}

/// A node as its reader knows it.
pub(super) struct NewNode {
    pub id: ElementId,
    pub at: Position,
    pub name: Option<String>,
    pub stage: Option<String>,
    pub kind: Kind,
    pub each: Option<Each>,
}

impl Builder {
    /// How many elements there are.
    pub const fn len(&self) -> usize {
        self.nodes.len()
    }

    /// Makes what is added from now on part of a subprocess, or of the process; gives what it was.
    pub const fn enter(&mut self, parent: Option<NodeIx>) -> Option<NodeIx> {
        std::mem::replace(&mut self.inside, parent)
    }

    pub fn add(&mut self, new: NewNode, problems: &mut Problems) -> NodeIx {
        let NewNode {
            id,
            at,
            name,
            stage,
            kind,
            each,
        } = new;
        let ix = NodeIx(u32::try_from(self.nodes.len()).unwrap_or(u32::MAX));
        if let Some(first) = self.by_id.get(&id).and_then(|ix| self.nodes.get(ix.0 as usize)) {
            let message = format!("el identificador `{id}` ya está en la línea {}", first.at.line);
            problems.add(at, Code::DuplicateId, message, "otro identificador");
        } else {
            self.by_id.insert(id.clone(), ix);
        }
        let (incoming, outgoing, boundary) = Default::default();
        self.nodes.push(Node {
            id,
            name,
            stage,
            kind,
            at,
            each,
            parent: self.inside,
            incoming,
            outgoing,
            boundary,
        });
        ix
    }

    pub fn attach(&mut self, host: NodeIx, boundary: NodeIx) {
        if let Some(host) = self.nodes.get_mut(host.0 as usize) {
            host.boundary.push(boundary);
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

    pub fn arrow(&mut self, arrow: Arrow) {
        self.arrows.push(arrow);
    }

    /// Resolves the arrows. `None` when the process has no single start, so that nothing can be run.
    pub fn finish(
        mut self,
        id: String,
        name: Option<String>,
        hash: DefinitionHash,
        at: Position,
        problems: &mut Problems,
    ) -> Option<Definition> {
        let mut flows: Vec<Flow> = Vec::with_capacity(self.arrows.len());
        let mut used: HashMap<ElementId, u32> = HashMap::new();
        for arrow in std::mem::take(&mut self.arrows) {
            let Some(to) = self.target(&arrow, problems) else {
                continue;
            };
            let ix = FlowIx(u32::try_from(flows.len()).unwrap_or(u32::MAX));
            let id = self.flow_id(arrow.from, to, &mut used);
            for (node, side) in [(arrow.from, Side::Out), (to, Side::In)] {
                if let Some(node) = self.nodes.get_mut(node.0 as usize) {
                    match side {
                        Side::Out => node.outgoing.push(ix),
                        Side::In => node.incoming.push(ix),
                    }
                }
            }
            let Arrow {
                from,
                name,
                condition,
                default,
                ..
            } = arrow;
            flows.push(Flow {
                id,
                name,
                condition,
                default,
                from,
                to,
            });
        }
        let start = self.starts(at, problems)?;
        Some(Definition {
            id,
            name,
            hash,
            nodes: self.nodes,
            flows,
            by_id: self.by_id,
            start,
        })
    }

    fn target(&self, arrow: &Arrow, problems: &mut Problems) -> Option<NodeIx> {
        let Some(ix) = self.by_id.get(arrow.to.as_str()).copied() else {
            let message = format!("el elemento `{}` no existe", arrow.to);
            let expected = match nearest(&arrow.to, self.by_id.keys().map(ElementId::as_str)) {
                Some(likely) => format!("`{likely}`"),
                None => "el identificador de un elemento de este proceso".to_owned(),
            };
            problems.add(arrow.at, Code::BadTarget, message, expected);
            return None;
        };
        let node = self.nodes.get(ix.0 as usize)?;
        let from = self.nodes.get(arrow.from.0 as usize)?;
        if node.parent != from.parent {
            let message = format!("`{}` está en otro subproceso que `{}`", arrow.to, from.id);
            problems.add(arrow.at, Code::BadTarget, message, "un elemento del mismo subproceso");
            return None;
        }
        if matches!(node.kind, Kind::Start | Kind::Boundary(_)) {
            let message = format!("a `{}` no se puede llegar: es {}", arrow.to, node.kind.word());
            problems.add(
                arrow.at,
                Code::BadTarget,
                message,
                "un elemento que no sea inicio ni borde",
            );
            return None;
        }
        Some(ix)
    }

    fn flow_id(&self, from: NodeIx, to: NodeIx, used: &mut HashMap<ElementId, u32>) -> ElementId {
        let name = |ix: NodeIx| self.nodes.get(ix.0 as usize).map_or("", |node| node.id.as_str());
        let plain = format!("{}->{}", name(from), name(to));
        let times = used.entry(ElementId::from(plain.as_str())).or_insert(0);
        *times += 1;
        if *times == 1 {
            ElementId::from(plain.as_str())
        } else {
            ElementId::from(format!("{plain}#{times}").as_str())
        }
    }

    /// Finds where the process and each subprocess start.
    fn starts(&mut self, at: Position, problems: &mut Problems) -> Option<NodeIx> {
        let mut first: HashMap<Option<NodeIx>, NodeIx> = HashMap::new();
        for (node, ix) in self.nodes.iter().zip(0..) {
            if !matches!(node.kind, Kind::Start) {
                continue;
            }
            match first.entry(node.parent) {
                Entry::Vacant(free) => {
                    free.insert(NodeIx(ix));
                }
                Entry::Occupied(_) => {
                    let message = format!("`{}` es un segundo inicio", node.id);
                    problems.add(node.at, Code::Start, message, "un solo elemento `start: …`");
                }
            }
        }
        for (node, ix) in self.nodes.iter_mut().zip(0..) {
            if let Kind::Subprocess(subprocess) = &mut node.kind {
                subprocess.start = first.get(&Some(NodeIx(ix))).copied();
                if subprocess.start.is_none() {
                    let message = format!("el subproceso `{}` no tiene inicio", node.id);
                    problems.add(node.at, Code::Start, message, "un elemento `start: …` dentro");
                }
            }
        }
        let start = first.get(&None).copied();
        if start.is_none() {
            problems.add(at, Code::Start, "el proceso no tiene inicio", "un elemento `start: …`");
        }
        start
    }
}

enum Side {
    In,
    Out,
}
