//! Where elements stand: columns from left to right, by dagre.

use std::collections::HashMap;

use dagre::graph::{Graph, GraphOptions};
use dagre::{EdgeLabel, LayoutOptions, NodeLabel, RankDir};

use super::{CAPTION, Diagram, HEADER, Mark, Point, Progress, Shape};
use crate::ids::ElementId;
use crate::model::{Definition, Flow, Kind, Node, NodeIx, Repeat, Variety};

/// Placed shapes, and by which heights dagre would lead each flow.
pub(super) struct Placed {
    /// One per element, in the order of the definition.
    pub shapes: Vec<Shape>,
    /// Where each element's shape is among them.
    pub at: HashMap<NodeIx, usize>,
    /// For each flow the points dagre leads it through, from its source to its target.
    pub through: HashMap<ElementId, Vec<Point>>,
}

const TASK: (f64, f64) = (120.0, 60.0);
const EVENT: (f64, f64) = (34.0, 34.0);
const GATEWAY: (f64, f64) = (44.0, 44.0);
const BOUNDARY: (f64, f64) = (26.0, 26.0);
/// Average width of a letter at 11 px.
const LETTER: f64 = 6.0;
/// Letters of a line inside a task, and below an event.
const LINE: usize = 18;

/// Places the elements of a process or a subprocess; `inner` has what is in the subprocesses among them.
pub(super) fn shapes(definition: &Definition, of: Option<NodeIx>, inner: &HashMap<NodeIx, Diagram>) -> Placed {
    let elements: Vec<NodeIx> = definition.inside(of).collect();
    let size = |ix: NodeIx| inner.get(&ix).map_or_else(|| size(&definition.node(ix).kind), around);
    let mut graph = graph(definition, &elements, &size);
    let options = LayoutOptions {
        rankdir: RankDir::LR,
        nodesep: 24.0,
        ranksep: 36.0,
        edgesep: 18.0,
        ..LayoutOptions::default()
    };
    dagre::layout(&mut graph, Some(options));
    let shapes = elements
        .iter()
        .map(|ix| shape(definition, &graph, *ix, &size))
        .collect();
    let through = flows(definition, &elements).map(|(flow, ix)| {
        let (from, to) = (standing(definition, flow.from), standing(definition, flow.to));
        let edge = graph.edge(&key(from), &key(to), Some(ix.to_string().as_str()));
        let points = edge.map(|edge| edge.points.as_slice()).unwrap_or_default();
        (
            flow.id.clone(),
            points.iter().map(|point| Point { x: point.x, y: point.y }).collect(),
        )
    });
    let through = through.collect();
    let at = elements.into_iter().zip(0..).collect();
    Placed { shapes, at, through }
}

/// The flows between elements of one body: they leave from elements of it.
fn flows<'a>(definition: &'a Definition, elements: &'a [NodeIx]) -> impl Iterator<Item = (&'a Flow, u32)> + 'a {
    let outgoing = elements.iter().flat_map(|ix| &definition.node(*ix).outgoing);
    outgoing.map(|ix| (definition.flow(*ix), ix.0))
}

/// The size of a subprocess with what is in it.
fn around(inner: &Diagram) -> (f64, f64) {
    (inner.width.max(TASK.0), (inner.height + HEADER).max(TASK.1))
}

/// The width of a text, roughly.
pub(super) fn text_width(text: &str) -> f64 {
    u16::try_from(text.chars().count()).map_or(f64::from(u16::MAX), f64::from) * LETTER
}

/// The node that stands for `ix` in the layout: a boundary event sits on its activity.
pub(super) fn standing(definition: &Definition, ix: NodeIx) -> NodeIx {
    match &definition.node(ix).kind {
        Kind::Boundary(boundary) => boundary.host,
        _ => ix,
    }
}

fn size(kind: &Kind) -> (f64, f64) {
    match kind {
        Kind::Start(_) | Kind::End(_) | Kind::Throw(_) | Kind::Catch(_) => EVENT,
        Kind::Exclusive | Kind::Inclusive | Kind::Parallel | Kind::Complex(_) | Kind::EventBased(_) => GATEWAY,
        Kind::Boundary(_) => BOUNDARY,
        _ => TASK,
    }
}

fn key(ix: NodeIx) -> String {
    ix.0.to_string()
}

fn graph(
    definition: &Definition,
    elements: &[NodeIx],
    size: &dyn Fn(NodeIx) -> (f64, f64),
) -> Graph<NodeLabel, EdgeLabel> {
    let options = GraphOptions {
        directed: true,
        multigraph: true,
        compound: false,
    };
    let mut graph = Graph::with_options(options);
    for ix in elements {
        let node = definition.node(*ix);
        if !matches!(node.kind, Kind::Boundary(_)) {
            let (width, height) = room(node, size(*ix));
            let label = NodeLabel {
                width,
                height,
                ..NodeLabel::default()
            };
            graph.set_node(key(*ix), Some(label));
        }
    }
    for (flow, ix) in flows(definition, elements).filter(|(flow, _)| !flow.link) {
        let (from, to) = (standing(definition, flow.from), standing(definition, flow.to));
        let width = flow.name.as_deref().map_or(0.0, |name| text_width(name) + 12.0);
        let label = EdgeLabel {
            width,
            ..EdgeLabel::default()
        };
        graph.set_edge(key(from), key(to), Some(label), Some(ix.to_string().as_str()));
    }
    hang_handlers(definition, elements, &mut graph);
    graph
}

/// The room a shape needs with its caption or its boundary events. Dagre centres it on the shape, so
/// what is needed below is kept above too.
fn room(node: &Node, (width, height): (f64, f64)) -> (f64, f64) {
    let task = size(&node.kind) == TASK;
    let below = match (task, node.boundary.is_empty()) {
        (true, true) => 0.0,
        (true, false) => BOUNDARY.1,
        (false, _) if node.name.is_some() => CAPTION,
        (false, _) => 0.0,
    };
    let caption = if task {
        Vec::new()
    } else {
        wrap(node.name.as_deref().unwrap_or_default())
    };
    let widest = caption.iter().map(|line| text_width(line)).fold(width, f64::max);
    (widest, height + 2.0 * below)
}

fn shape(
    definition: &Definition,
    graph: &Graph<NodeLabel, EdgeLabel>,
    ix: NodeIx,
    size: &dyn Fn(NodeIx) -> (f64, f64),
) -> Shape {
    let node = definition.node(ix);
    let placed = graph.node(&key(standing(definition, ix)));
    let mut at = Point {
        x: placed.and_then(|label| label.x).unwrap_or_default(),
        y: placed.and_then(|label| label.y).unwrap_or_default(),
    };
    if let Kind::Boundary(boundary) = &node.kind {
        let host = size(boundary.host);
        let beside = &definition.node(boundary.host).boundary;
        let place = beside.iter().zip(0_u16..).find(|(other, _)| **other == ix);
        let place = place.map_or(0.0, |(_, n)| f64::from(n));
        // From the right corner of the lower edge towards the left, one beside the other, closer when they are many.
        let most = u16::try_from(beside.len()).map_or(f64::from(u16::MAX), f64::from);
        let step = (1.2 * BOUNDARY.0).min((host.0 - BOUNDARY.0) / most);
        at.x += host.0 / 2.0 - 0.75 * BOUNDARY.0 - step * place;
        at.y += host.1 / 2.0;
    }
    described(definition, node, at, size(ix))
}

/// The shape of an element that is centred at a point.
pub(super) fn described(definition: &Definition, node: &Node, at: Point, (width, height): (f64, f64)) -> Shape {
    let label = node.name.clone().unwrap_or_else(|| unnamed(node));
    Shape {
        id: node.id.clone(),
        lines: wrap(&label),
        label,
        kind: node.kind.word(),
        trigger: trigger(&node.kind),
        inside: definition.parent_of(node).map(|parent| parent.id.clone()),
        open: false,
        beside: beside(&node.kind),
        marks: marks(node),
        stage: node.stage.clone(),
        x: at.x,
        y: at.y,
        width,
        height,
        state: Progress::Todo,
    }
}

/// Whether an event leaves what it is about going on.
const fn beside(kind: &Kind) -> bool {
    match kind {
        Kind::Boundary(boundary) => !boundary.interrupting,
        Kind::Start(start) => !start.interrupting,
        _ => false,
    }
}

fn marks(node: &Node) -> Vec<Mark> {
    let repeats = node.repeat.as_ref().map(|repeat| match repeat {
        Repeat::Loop(_) => Mark::Loop,
        Repeat::Each(each) if each.one_by_one => Mark::Sequential,
        Repeat::Each(_) => Mark::Parallel,
    });
    let undoes = node.for_compensation.then_some(Mark::Compensation);
    let variety = match &node.kind {
        Kind::Subprocess(subprocess) => match subprocess.variety {
            Variety::Embedded => None,
            Variety::Event => Some(Mark::Event),
            Variety::Transaction => Some(Mark::Transaction),
            Variety::AdHoc(_) => Some(Mark::AdHoc),
        },
        _ => None,
    };
    [repeats, undoes, variety].into_iter().flatten().collect()
}

/// What an event waits for or throws, in one word; none when it is nothing.
fn trigger(kind: &Kind) -> Option<&'static str> {
    match kind {
        Kind::Start(start) if start.on.triggers.is_empty() => None,
        Kind::Start(start) => Some(start.on.word()),
        Kind::Catch(catch) => Some(catch.on.word()),
        Kind::Boundary(boundary) => Some(boundary.on.word()),
        Kind::End(thrown) | Kind::Throw(thrown) => match thrown.as_slice() {
            [] => None,
            [only] => Some(only.word()),
            _ => Some("all"),
        },
        _ => None,
    }
}

/// What undoes an activity stands after it, though no flow leads there.
fn hang_handlers(definition: &Definition, elements: &[NodeIx], graph: &mut Graph<NodeLabel, EdgeLabel>) {
    for ix in elements {
        if let Kind::Boundary(boundary) = &definition.node(*ix).kind
            && let Some(handler) = boundary.handler
        {
            let name = format!("undo{}", ix.0);
            let label = EdgeLabel::default();
            graph.set_edge(key(boundary.host), key(handler), Some(label), Some(name.as_str()));
        }
    }
}

fn unnamed(node: &Node) -> String {
    match node.kind {
        Kind::Exclusive
        | Kind::Inclusive
        | Kind::Parallel
        | Kind::Complex(_)
        | Kind::EventBased(_)
        | Kind::Boundary(_) => String::new(),
        _ => node.id.to_string(),
    }
}

fn wrap(text: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= LINE => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}
