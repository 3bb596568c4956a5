//! From names to a graph: arrows find their targets, links their other ends, compensation its handlers,
//! and every scope its starts.

use std::collections::HashMap;

use super::builder::{Arrow, Builder, Handler};
use crate::ids::{DefinitionHash, ElementId};
use crate::model::{
    Body, Definition, Drawing, Flow, FlowIx, Kind, Node, NodeIx, Reach, Starts, Thrown, Trigger, Variety,
};
use crate::problem::{Code, Problems, nearest};

/// What the definition says of itself.
pub(super) struct Head {
    pub id: String,
    pub name: Option<String>,
    pub documentation: Option<String>,
    pub hash: DefinitionHash,
    pub drawing: Option<Drawing>,
}

/// Makes the graph.
pub(super) fn resolve(mut builder: Builder, head: Head, problems: &mut Problems) -> Definition {
    let mut flows = Flows::default();
    for arrow in std::mem::take(&mut builder.arrows) {
        if let Some(to) = target(&builder, &arrow, problems) {
            flows.add(&mut builder, arrow, to, problems);
        }
    }
    links(&mut builder, &mut flows, problems);
    handlers(&mut builder, problems);
    silent(&builder, problems);
    let body = bodies(&mut builder);
    Definition {
        id: head.id,
        name: head.name,
        documentation: head.documentation,
        hash: head.hash,
        reach: Reach::of(builder.nodes.len()),
        nodes: builder.nodes,
        flows: flows.all,
        by_id: builder.by_id,
        body,
        drawing: head.drawing,
    }
}

/// Flows as they get their ids.
#[derive(Default)]
struct Flows {
    all: Vec<Flow>,
    pairs: HashMap<(NodeIx, NodeIx), u32>,
    by_id: HashMap<ElementId, ()>,
}

impl Flows {
    fn add(&mut self, builder: &mut Builder, arrow: Arrow, to: NodeIx, problems: &mut Problems) {
        let from = arrow.from;
        let default_id = self.id(builder, from, to);
        if let Some(id) = &arrow.id
            && (self.by_id.contains_key(id) || builder.by_id.contains_key(id))
        {
            let message = format!("el identificador `{id}` ya es de otro elemento");
            problems.add(arrow.at, Code::DuplicateId, message, "otro identificador");
        }
        self.push(
            builder,
            Flow {
                id: arrow.id.unwrap_or(default_id),
                name: arrow.name,
                condition: arrow.condition,
                default: arrow.default,
                link: false,
                from,
                to,
            },
        );
    }

    fn push(&mut self, builder: &mut Builder, flow: Flow) {
        let ix = FlowIx(u32::try_from(self.all.len()).unwrap_or(u32::MAX));
        builder.change(flow.from, |node| node.outgoing.push(ix));
        builder.change(flow.to, |node| node.incoming.push(ix));
        self.by_id.insert(flow.id.clone(), ());
        self.all.push(flow);
    }

    /// `from->to`, with a number when there are several.
    fn id(&mut self, builder: &Builder, from: NodeIx, to: NodeIx) -> ElementId {
        let times = self.pairs.entry((from, to)).or_insert(0);
        *times += 1;
        let name = |ix: NodeIx| builder.node(ix).map_or("", |node| node.id.as_str());
        default_flow_id(name(from), name(to), *times)
    }
}

/// The id of the `n`th flow between two elements, from 1, when it has none of its own.
pub(crate) fn default_flow_id(from: &str, to: &str, n: u32) -> ElementId {
    let id = if n == 1 {
        format!("{from}->{to}")
    } else {
        format!("{from}->{to}#{n}")
    };
    ElementId::from(id.as_str())
}

fn target(builder: &Builder, arrow: &Arrow, problems: &mut Problems) -> Option<NodeIx> {
    let ix = named(builder, &arrow.to, arrow.from, arrow.at, problems)?;
    let node = builder.node(ix)?;
    let entered = match node.kind {
        Kind::Start(_) | Kind::Boundary(_) => Some("un elemento que no sea inicio ni borde"),
        _ if node.is_event_subprocess() => Some("un subproceso sin `event: true`"),
        _ => None,
    };
    if let Some(expected) = entered {
        let what = if node.is_event_subprocess() {
            "un subproceso de evento"
        } else {
            node.kind.word()
        };
        let message = format!("a `{}` no se puede llegar: es {what}", arrow.to);
        problems.add(arrow.at, Code::BadTarget, message, expected);
        return None;
    }
    Some(ix)
}

/// The element of this name in the scope of another.
fn named(
    builder: &Builder,
    name: &str,
    from: NodeIx,
    at: crate::located::Position,
    problems: &mut Problems,
) -> Option<NodeIx> {
    let Some(ix) = builder.by_id.get(name).copied() else {
        let message = format!("el elemento `{name}` no existe");
        // Looking for likely names takes long in a large definition in which most are wrong.
        let likely = if problems.len() < MANY {
            nearest(name, builder.by_id.keys().map(ElementId::as_str))
        } else {
            None
        };
        let expected = match likely {
            Some(likely) => format!("`{likely}`"),
            None => "el identificador de un elemento de este proceso".to_owned(),
        };
        problems.add(at, Code::BadTarget, message, expected);
        return None;
    };
    let (node, from) = (builder.node(ix)?, builder.node(from)?);
    if node.parent != from.parent {
        let message = format!("`{name}` está en otro subproceso que `{}`", from.id);
        problems.add(at, Code::BadTarget, message, "un elemento del mismo subproceso");
        return None;
    }
    Some(ix)
}

/// Problems after which no likely names are looked for.
const MANY: usize = 30;

/// A throwing link goes on at the catching one of the same name in the same scope.
fn links(builder: &mut Builder, flows: &mut Flows, problems: &mut Problems) {
    let mut targets: HashMap<(Option<NodeIx>, String), NodeIx> = HashMap::new();
    for (node, ix) in builder.nodes.iter().zip(0..) {
        for name in caught_links(node) {
            let first = targets.entry((node.parent, name.to_owned())).or_insert(NodeIx(ix));
            if *first != NodeIx(ix) {
                let message = format!("`{}` espera el enlace `{name}`, y otro elemento también", node.id);
                problems.add(node.at, Code::Link, message, "un solo elemento que espere cada enlace");
            }
        }
    }
    let mut found = Vec::new();
    let mut used = Vec::new();
    for (node, ix) in builder.nodes.iter().zip(0..) {
        for name in thrown_links(node) {
            if let Some(to) = targets.get(&(node.parent, name.to_owned())) {
                found.push((NodeIx(ix), *to));
                used.push(*to);
            } else {
                let message = format!("`{}` sigue en el enlace `{name}`, que nadie espera", node.id);
                let expected = format!("un elemento `catch: …` con `link: {name}` en el mismo subproceso");
                problems.add(node.at, Code::Link, message, expected);
            }
        }
    }
    for ((_, name), ix) in targets {
        let node = builder.node(ix).filter(|_| !used.contains(&ix));
        if let Some(node) = node {
            let message = format!("`{}` espera el enlace `{name}`, que nadie lanza", node.id);
            let expected = format!("un elemento `throw: …` con `link: {name}` en el mismo subproceso");
            problems.add(node.at, Code::Link, message, expected);
        }
    }
    for (from, to) in found {
        let id = flows.id(builder, from, to);
        let flow = Flow {
            id,
            name: None,
            condition: None,
            default: false,
            link: true,
            from,
            to,
        };
        flows.push(builder, flow);
    }
}

fn caught_links(node: &Node) -> impl Iterator<Item = &str> {
    let triggers = match &node.kind {
        Kind::Catch(catch) => catch.on.triggers.as_slice(),
        _ => &[],
    };
    triggers.iter().filter_map(|trigger| match trigger {
        Trigger::Link(name) => Some(name.as_str()),
        _ => None,
    })
}

fn thrown_links(node: &Node) -> impl Iterator<Item = &str> {
    let thrown = match &node.kind {
        Kind::Throw(thrown) => thrown.as_slice(),
        _ => &[],
    };
    thrown.iter().filter_map(|thrown| match thrown {
        Thrown::Link(name) => Some(name.as_str()),
        _ => None,
    })
}

/// A compensation boundary event leads to its handler, which is for nothing else.
fn handlers(builder: &mut Builder, problems: &mut Problems) {
    for Handler { boundary, to, at } in std::mem::take(&mut builder.handlers) {
        let Some(handler) = named(builder, &to, boundary, at, problems) else {
            continue;
        };
        builder.change(handler, |node| node.for_compensation = true);
        builder.change(boundary, |node| {
            if let Kind::Boundary(boundary) = &mut node.kind {
                boundary.handler = Some(handler);
            }
        });
    }
}

/// Only what cannot have a way out, or may go without, may say nothing of it.
fn silent(builder: &Builder, problems: &mut Problems) {
    for node in builder.silent.iter().filter_map(|ix| builder.node(*ix)) {
        let parent = node.parent.and_then(|parent| builder.node(parent));
        let ad_hoc = parent.is_some_and(|parent| {
            matches!(&parent.kind, Kind::Subprocess(subprocess) if matches!(subprocess.variety, Variety::AdHoc(_)))
        });
        if !(ad_hoc || node.for_compensation || node.is_event_subprocess()) {
            let message = format!("falta la clave `next` en el elemento `{}`", node.id);
            let expected = "`next: …`, o `flows: []` si su camino termina ahí";
            problems.add(node.at, Code::MissingKey, message, expected);
        }
    }
}

/// What one scope holds.
#[derive(Default)]
struct Found {
    starts: Vec<NodeIx>,
    implicit: Vec<NodeIx>,
    events: Vec<NodeIx>,
}

/// Finds where the process and each subprocess start, and the event subprocesses in them.
fn bodies(builder: &mut Builder) -> Body {
    let mut scopes: HashMap<Option<NodeIx>, Found> = HashMap::new();
    for (node, ix) in builder.nodes.iter().zip(0..) {
        let found = scopes.entry(node.parent).or_default();
        let unentered = node.incoming.is_empty() && !node.for_compensation;
        match &node.kind {
            Kind::Start(_) => found.starts.push(NodeIx(ix)),
            Kind::Boundary(_) => {}
            _ if node.is_event_subprocess() => found.events.push(NodeIx(ix)),
            _ if unentered && node.parent.is_none() && instantiates(node) => found.starts.push(NodeIx(ix)),
            _ if unentered => found.implicit.push(NodeIx(ix)),
            _ => {}
        }
    }
    for (node, ix) in builder.nodes.iter_mut().zip(0..) {
        if let Kind::Subprocess(subprocess) = &mut node.kind {
            let found = scopes.remove(&Some(NodeIx(ix))).unwrap_or_default();
            fill(&mut subprocess.body, found);
        }
    }
    let mut body = Body {
        data: std::mem::take(&mut builder.data),
        ..Body::default()
    };
    fill(&mut body, scopes.remove(&None).unwrap_or_default());
    body
}

fn fill(body: &mut Body, found: Found) {
    body.events = found.events;
    body.starts = if found.starts.is_empty() {
        Starts::Implicit(found.implicit)
    } else {
        Starts::Events(found.starts)
    };
}

fn instantiates(node: &Node) -> bool {
    match &node.kind {
        Kind::ReceiveTask(task) => task.instantiate,
        Kind::EventBased(gateway) => gateway.instantiate,
        _ => false,
    }
}
