//! Positions of elements and flows, for the SVG diagram of a case.

use dagre::graph::{Graph, GraphOptions};
use dagre::{EdgeLabel, LayoutOptions, NodeLabel, RankDir};
use serde::Serialize;

use crate::ids::ElementId;
use crate::instance::Instance;
use crate::model::{Definition, Kind, Node, NodeIx};

/// A process, drawn: left to right, in pixels from the upper left corner.
#[derive(Clone, Debug, Serialize)]
pub struct Diagram {
    /// Its elements.
    pub nodes: Vec<Shape>,
    /// Its flows.
    pub edges: Vec<Line>,
    /// Its width.
    pub width: f64,
    /// Its height.
    pub height: f64,
}

/// An element, drawn.
#[derive(Clone, Debug, Serialize)]
pub struct Shape {
    /// The element.
    pub id: ElementId,
    /// Its name; empty for a gateway that has none.
    pub label: String,
    /// Its kind, as YAML writes it.
    pub kind: &'static str,
    /// For a boundary event, what it waits for.
    pub trigger: Option<&'static str>,
    /// The stage it belongs to.
    pub stage: Option<String>,
    /// Its centre.
    pub x: f64,
    /// Its centre.
    pub y: f64,
    /// Its width.
    pub width: f64,
    /// Its height.
    pub height: f64,
    /// Where the instance stands with it.
    pub state: Progress,
}

/// A flow, drawn.
#[derive(Clone, Debug, Serialize)]
pub struct Line {
    /// The flow.
    pub id: ElementId,
    /// Its label.
    pub label: Option<String>,
    /// Where the label is centred.
    pub label_at: Option<Point>,
    /// The corners of its line, from its source to its target.
    pub points: Vec<Point>,
    /// Whether a token came along it.
    pub done: bool,
}

/// A point of a diagram.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Point {
    /// From the left.
    pub x: f64,
    /// From the top.
    pub y: f64,
}

/// Where an instance stands with an element.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Progress {
    /// A token has left it, and none is there.
    Done,
    /// A token is there.
    Now,
    /// A token is there and waits for an operator.
    Incident,
    /// No token has left it.
    Todo,
}

const MARGIN: f64 = 16.0;
const TASK: (f64, f64) = (132.0, 52.0);
const EVENT: (f64, f64) = (34.0, 34.0);
const GATEWAY: (f64, f64) = (46.0, 46.0);
const BOUNDARY: (f64, f64) = (26.0, 26.0);
/// Room for an event's or gateway's name, which stands below it.
const CAPTION: f64 = 30.0;
/// Average width of a letter of a label.
const LETTER: f64 = 6.6;

impl Diagram {
    /// Lays a definition out.
    #[must_use]
    pub fn of(definition: &Definition) -> Self {
        let mut graph = graph(definition);
        let options = LayoutOptions {
            rankdir: RankDir::LR,
            nodesep: 28.0,
            ranksep: 40.0,
            edgesep: 14.0,
            marginx: MARGIN,
            marginy: MARGIN,
            ..LayoutOptions::default()
        };
        dagre::layout(&mut graph, Some(options));
        let nodes = shapes(definition, &graph);
        let edges = lines(definition, &graph, &nodes);
        let right = |shape: &Shape| shape.x + shape.width / 2.0;
        let bottom = |shape: &Shape| shape.y + shape.height / 2.0 + CAPTION;
        let corners = edges.iter().flat_map(|line: &Line| &line.points);
        let width = corners
            .clone()
            .map(|point| point.x)
            .chain(nodes.iter().map(right))
            .fold(0.0, f64::max);
        let height = corners
            .map(|point| point.y)
            .chain(nodes.iter().map(bottom))
            .fold(0.0, f64::max);
        Self {
            nodes,
            edges,
            width: width + MARGIN,
            height: height + MARGIN,
        }
    }

    /// The same diagram with the position of an instance.
    #[must_use]
    pub fn with(&self, instance: &Instance) -> Self {
        let mut diagram = self.clone();
        for shape in &mut diagram.nodes {
            shape.state = if instance.passed(shape.id.as_str()) {
                Progress::Done
            } else {
                Progress::Todo
            };
        }
        for (_, token) in instance.tokens() {
            if let Some(shape) = diagram
                .nodes
                .iter_mut()
                .find(|shape| shape.id == token.element)
            {
                shape.state = Progress::Now;
            }
        }
        for (_, element, _) in instance.incidents() {
            if let Some(shape) = diagram.nodes.iter_mut().find(|shape| shape.id == *element) {
                shape.state = Progress::Incident;
            }
        }
        for line in &mut diagram.edges {
            line.done = instance.passed(line.id.as_str());
        }
        diagram
    }
}

fn size(kind: &Kind) -> (f64, f64) {
    match kind {
        Kind::Start | Kind::End | Kind::Catch(_) => EVENT,
        Kind::UserTask(_) | Kind::ServiceTask(_) | Kind::ScriptTask(_) => TASK,
        Kind::Exclusive | Kind::Parallel => GATEWAY,
        Kind::Boundary(_) => BOUNDARY,
    }
}

fn key(ix: NodeIx) -> String {
    ix.0.to_string()
}

/// The node that stands for `ix` in the layout: a boundary event sits on its activity.
fn standing(definition: &Definition, ix: NodeIx) -> NodeIx {
    match &definition.node(ix).kind {
        Kind::Boundary(boundary) => boundary.host,
        _ => ix,
    }
}

fn graph(definition: &Definition) -> Graph<NodeLabel, EdgeLabel> {
    let mut graph = Graph::with_options(GraphOptions {
        directed: true,
        multigraph: true,
        compound: false,
    });
    for (node, ix) in definition.nodes.iter().zip(0..) {
        if matches!(node.kind, Kind::Boundary(_)) {
            continue;
        }
        let (width, height) = size(&node.kind);
        // A caption below needs room; laid out as if the shape reached that far on both sides.
        let caption = if captioned(node) { CAPTION } else { 0.0 };
        let below = if node.boundary.is_empty() {
            caption
        } else {
            BOUNDARY.1
        };
        graph.set_node(
            key(NodeIx(ix)),
            Some(NodeLabel {
                width,
                height: height + below,
                ..NodeLabel::default()
            }),
        );
    }
    for (flow, ix) in definition.flows.iter().zip(0_u32..) {
        let (from, to) = (
            standing(definition, flow.from),
            standing(definition, flow.to),
        );
        let width = flow.name.as_deref().map_or(0.0, text_width);
        let height = if flow.name.is_some() { 16.0 } else { 0.0 };
        let label = EdgeLabel {
            width,
            height,
            ..EdgeLabel::default()
        };
        graph.set_edge(
            key(from),
            key(to),
            Some(label),
            Some(ix.to_string().as_str()),
        );
    }
    graph
}

fn captioned(node: &Node) -> bool {
    node.name.is_some()
        && !matches!(
            node.kind,
            Kind::UserTask(_) | Kind::ServiceTask(_) | Kind::ScriptTask(_)
        )
}

fn text_width(text: &str) -> f64 {
    // Labels are short: the count fits exactly.
    u16::try_from(text.chars().count()).map_or(400.0, |letters| f64::from(letters) * LETTER)
}

fn shapes(definition: &Definition, graph: &Graph<NodeLabel, EdgeLabel>) -> Vec<Shape> {
    let nodes = definition.nodes.iter().zip(0..);
    nodes
        .map(|(node, ix)| shape(definition, graph, node, NodeIx(ix)))
        .collect()
}

fn shape(
    definition: &Definition,
    graph: &Graph<NodeLabel, EdgeLabel>,
    node: &Node,
    ix: NodeIx,
) -> Shape {
    let (width, height) = size(&node.kind);
    let placed = graph.node(&key(standing(definition, ix)));
    let mut at = Point {
        x: placed.and_then(|label| label.x).unwrap_or_default(),
        y: placed.and_then(|label| label.y).unwrap_or_default(),
    };
    let mut trigger = None;
    if let Kind::Boundary(boundary) = &node.kind {
        let host = definition.node(boundary.host);
        let place = host
            .boundary
            .iter()
            .zip(0_u16..)
            .find(|(other, _)| **other == ix)
            .map_or(0, |(_, n)| n);
        // From the right corner of the lower edge towards the left, one beside the other.
        at.x += TASK.0 / 2.0 - BOUNDARY.0 * (0.75 + 1.25 * f64::from(place));
        at.y += TASK.1 / 2.0;
        trigger = Some(boundary.trigger.word());
    }
    Shape {
        id: node.id.clone(),
        label: node.name.clone().unwrap_or_else(|| unnamed(node)),
        kind: node.kind.word(),
        trigger,
        stage: node.stage.clone(),
        x: at.x,
        y: at.y,
        width,
        height,
        state: Progress::Todo,
    }
}

fn unnamed(node: &Node) -> String {
    match node.kind {
        Kind::Exclusive | Kind::Parallel | Kind::Boundary(_) => String::new(),
        _ => node.id.to_string(),
    }
}

fn lines(
    definition: &Definition,
    graph: &Graph<NodeLabel, EdgeLabel>,
    shapes: &[Shape],
) -> Vec<Line> {
    let mut lines = Vec::with_capacity(definition.flows.len());
    for (flow, ix) in definition.flows.iter().zip(0_u32..) {
        let (from, to) = (
            standing(definition, flow.from),
            standing(definition, flow.to),
        );
        let edge = graph.edge(&key(from), &key(to), Some(ix.to_string().as_str()));
        let between = edge.map(|edge| edge.points.as_slice()).unwrap_or_default();
        let mut points: Vec<Point> = between
            .iter()
            .map(|point| Point {
                x: point.x,
                y: point.y,
            })
            .collect();
        clip(
            &mut points,
            shapes.get(flow.from.0 as usize),
            shapes.get(flow.to.0 as usize),
        );
        let label_at = edge
            .and_then(|edge| {
                Some(Point {
                    x: edge.x?,
                    y: edge.y?,
                })
            })
            .filter(|_| flow.name.is_some());
        lines.push(Line {
            id: flow.id.clone(),
            label: flow.name.clone(),
            label_at,
            points,
            done: false,
        });
    }
    lines
}

/// Lets the line begin and end at the edges of the shapes it joins, which are smaller than the room
/// they were given.
fn clip(points: &mut [Point], from: Option<&Shape>, to: Option<&Shape>) {
    let second = points.get(1).copied();
    if let (Some(first), Some(shape), Some(towards)) = (points.first_mut(), from, second) {
        *first = border(shape, towards);
    }
    let before = points
        .len()
        .checked_sub(2)
        .and_then(|n| points.get(n).copied());
    if let (Some(last), Some(shape), Some(towards)) = (points.last_mut(), to, before) {
        *last = border(shape, towards);
    }
}

/// Where a line from the centre of a shape towards a point crosses the shape's edge.
fn border(shape: &Shape, towards: Point) -> Point {
    let (dx, dy) = (towards.x - shape.x, towards.y - shape.y);
    let (w, h) = (shape.width / 2.0, shape.height / 2.0);
    let scale = match shape.kind {
        "user_task" | "service_task" | "script_task" => {
            let across = if dx.abs() > f64::EPSILON {
                w / dx.abs()
            } else {
                f64::INFINITY
            };
            let down = if dy.abs() > f64::EPSILON {
                h / dy.abs()
            } else {
                f64::INFINITY
            };
            across.min(down)
        }
        "exclusive" | "parallel" => 1.0 / (dx.abs() / w + dy.abs() / h),
        _ => w / dx.hypot(dy),
    };
    if scale.is_finite() {
        Point {
            x: shape.x + dx * scale,
            y: shape.y + dy * scale,
        }
    } else {
        Point {
            x: shape.x,
            y: shape.y,
        }
    }
}
