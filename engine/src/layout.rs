//! Positions of elements and flows, for the SVG diagram of a case.

mod drawn;
mod place;
mod route;

use std::collections::HashMap;

use serde::Serialize;

use crate::ids::ElementId;
use crate::instance::Instance;
use crate::model::{Definition, Kind, NodeIx};

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
    /// The same, broken into lines that fit in a task or below an event.
    pub lines: Vec<String>,
    /// Its kind, as YAML writes it.
    pub kind: &'static str,
    /// For an event, what it waits for or throws.
    pub trigger: Option<&'static str>,
    /// The subprocess it is in; none in the process itself.
    pub inside: Option<ElementId>,
    /// For a subprocess, whether what is in it is drawn in it.
    pub open: bool,
    /// For an event, whether it leaves what it is about going on: drawn dashed.
    pub beside: bool,
    /// What it says about how it is done, drawn at its lower edge.
    pub marks: Vec<Mark>,
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

/// Signs of an activity (BPMN 2.0.2, §10.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Mark {
    /// Done again while a condition holds.
    Loop,
    /// Done for each of several, at once.
    Parallel,
    /// Done for each of several, one after the other.
    Sequential,
    /// Done only to undo another.
    Compensation,
    /// Its activities have no order.
    AdHoc,
    /// Done whole or undone: drawn with two lines around it.
    Transaction,
    /// Started by an event, not by the flow: drawn dotted.
    Event,
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
    /// The corners of its line, from its source to its target; every stretch is level or upright, but where
    /// the source of the definition draws it otherwise.
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

impl Diagram {
    /// A definition as its source draws it, or laid out when that draws nothing or not everything.
    #[must_use]
    pub fn of(definition: &Definition) -> Self {
        let drawn = definition
            .drawing()
            .and_then(|drawing| drawn::diagram(definition, drawing));
        if let Some((shapes, lines)) = drawn {
            return frame(shapes, lines);
        }
        let mut diagram = laid_out(definition, None);
        // Subprocesses were drawn after what is in them.
        let order: HashMap<&ElementId, usize> = definition.nodes.iter().map(|node| &node.id).zip(0..).collect();
        diagram.nodes.sort_by_key(|shape| order.get(&shape.id).copied());
        let order: HashMap<&ElementId, usize> = definition.flows.iter().map(|flow| &flow.id).zip(0..).collect();
        diagram.edges.sort_by_key(|line| order.get(&line.id).copied());
        diagram
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
            if let Some(shape) = diagram.nodes.iter_mut().find(|shape| shape.id == token.element) {
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

/// A process or a subprocess, laid out with what is in it.
fn laid_out(definition: &Definition, of: Option<NodeIx>) -> Diagram {
    let holds = |ix: &NodeIx| matches!(definition.node(*ix).kind, Kind::Subprocess(_));
    let inner: HashMap<NodeIx, Diagram> = definition
        .inside(of)
        .filter(holds)
        .map(|ix| (ix, laid_out(definition, Some(ix))))
        .collect();
    let placed = place::shapes(definition, of, &inner);
    let edges = route::lines(definition, &placed);
    let mut diagram = frame(placed.shapes, edges);
    for (ix, inner) in inner {
        nest(&mut diagram, &definition.node(ix).id, inner);
    }
    diagram
}

/// Puts what is in a subprocess where its shape is.
fn nest(diagram: &mut Diagram, subprocess: &ElementId, mut inner: Diagram) {
    let Some(shape) = diagram.nodes.iter_mut().find(|shape| shape.id == *subprocess) else {
        return;
    };
    shape.open = true;
    let (dx, dy) = (shape.x - shape.width / 2.0, shape.y - shape.height / 2.0 + HEADER);
    shift(&mut inner.nodes, &mut inner.edges, dx, dy);
    diagram.nodes.append(&mut inner.nodes);
    diagram.edges.append(&mut inner.edges);
}

/// Room for the name of a subprocess, above what is in it.
const HEADER: f64 = 20.0;
/// Room around the drawing.
const MARGIN: f64 = 16.0;
/// Room below a shape for the caption of an event or gateway.
const CAPTION: f64 = 32.0;

/// Moves the drawing to the upper left corner and measures it.
fn frame(mut nodes: Vec<Shape>, mut edges: Vec<Line>) -> Diagram {
    let mut bounds = Bounds::default();
    for shape in &nodes {
        let caption = shape
            .lines
            .iter()
            .map(|line| place::text_width(line))
            .fold(shape.width, f64::max);
        bounds.take(shape.x - caption / 2.0, shape.y - shape.height / 2.0);
        bounds.take(shape.x + caption / 2.0, shape.y + shape.height / 2.0 + CAPTION);
    }
    for point in edges.iter().flat_map(|line| &line.points) {
        bounds.take(point.x, point.y);
    }
    let (dx, dy) = (MARGIN - bounds.left, MARGIN - bounds.top);
    shift(&mut nodes, &mut edges, dx, dy);
    let (width, height) = (bounds.right + dx + MARGIN, bounds.bottom + dy + MARGIN);
    Diagram {
        nodes,
        edges,
        width,
        height,
    }
}

fn shift(nodes: &mut [Shape], edges: &mut [Line], dx: f64, dy: f64) {
    for shape in nodes {
        shape.x += dx;
        shape.y += dy;
    }
    for line in edges {
        for point in line.points.iter_mut().chain(&mut line.label_at) {
            point.x += dx;
            point.y += dy;
        }
    }
}

struct Bounds {
    left: f64,
    top: f64,
    right: f64,
    bottom: f64,
}

impl Default for Bounds {
    fn default() -> Self {
        let (most, least) = (f64::INFINITY, f64::NEG_INFINITY);
        Self {
            left: most,
            top: most,
            right: least,
            bottom: least,
        }
    }
}

impl Bounds {
    fn take(&mut self, x: f64, y: f64) {
        self.left = self.left.min(x);
        self.right = self.right.max(x);
        self.top = self.top.min(y);
        self.bottom = self.bottom.max(y);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::tests::putumayo;
    use crate::simulate::{Simulation, Step};

    const SOURCES: [&str; 5] = [
        include_str!("../../workflows/processes/aprobar-version.yaml"),
        include_str!("../../workflows/processes/autorizar-con-visita.yaml"),
        include_str!("../../workflows/processes/expedir-certificado.yaml"),
        include_str!("../../workflows/processes/resolver-solicitud.yaml"),
        include_str!("../../workflows/processes/requerir.yaml"),
    ];

    fn definition(source: &str) -> Definition {
        Definition::from_yaml(source, "process.yaml").unwrap()
    }

    #[test]
    fn shapes_stand_apart_and_inside_the_drawing() {
        for source in SOURCES {
            let diagram = Diagram::of(&definition(source));
            for shape in &diagram.nodes {
                let Shape { id, x, y, .. } = shape;
                assert!(
                    *x > 0.0 && *x < diagram.width && *y > 0.0 && *y < diagram.height,
                    "{id}"
                );
            }
            stand_apart(&diagram);
        }
    }

    /// Shapes of one body do not touch, and what is in a subprocess is drawn in it.
    fn stand_apart(diagram: &Diagram) {
        let shapes: Vec<&Shape> = diagram.nodes.iter().filter(|shape| shape.kind != "boundary").collect();
        for (n, a) in shapes.iter().enumerate() {
            for b in shapes[n + 1..].iter().filter(|b| b.inside == a.inside) {
                let apart = (a.x - b.x).abs() >= f64::midpoint(a.width, b.width)
                    || (a.y - b.y).abs() >= f64::midpoint(a.height, b.height);
                assert!(apart, "{} and {} overlap", a.id, b.id);
            }
            if let Some(around) = shapes.iter().find(|around| Some(&around.id) == a.inside.as_ref()) {
                let (dx, dy) = ((a.x - around.x).abs(), (a.y - around.y).abs());
                let room = ((around.width - a.width) / 2.0, (around.height - a.height) / 2.0);
                assert!(around.open && dx < room.0 && dy < room.1, "{} sticks out", a.id);
            }
        }
    }

    #[test]
    fn a_definition_that_is_drawn_is_shown_as_it_is_drawn() {
        for source in SOURCES {
            let computed = Diagram::of(&definition(source));
            let drawn = Definition::from_bpmn(&definition(source).to_bpmn(), "process.bpmn").unwrap();
            let drawn = Diagram::of(&drawn);
            for shape in &computed.nodes {
                let same = drawn.nodes.iter().find(|other| other.id == shape.id).unwrap();
                let near = (same.x - shape.x).abs() < 2.0 && (same.y - shape.y).abs() < 2.0;
                assert!(near && same.width == shape.width.round(), "{}", shape.id);
            }
            assert_eq!(drawn.edges.len(), computed.edges.len());
        }
    }

    #[test]
    fn every_kind_of_element_has_its_place() {
        let source = include_str!("../tests/definitions/everything.yaml");
        let definition = definition(source);
        let diagram = Diagram::of(&definition);
        assert_eq!(diagram.nodes.len(), definition.elements().count());
        let links = definition.flows().filter(|(flow, _, _)| flow.link).count();
        assert_eq!((links, diagram.edges.len()), (2, definition.flows().count() - 2));
        stand_apart(&diagram);
    }

    #[test]
    fn flows_are_level_or_upright_and_join_their_shapes() {
        for source in SOURCES {
            let definition = definition(source);
            let diagram = Diagram::of(&definition);
            let shape = |id: &str| diagram.nodes.iter().find(|shape| shape.id.as_str() == id).unwrap();
            for (line, (_, from, to)) in diagram.edges.iter().zip(definition.flows()) {
                for pair in line.points.windows(2) {
                    let (dx, dy) = ((pair[0].x - pair[1].x).abs(), (pair[0].y - pair[1].y).abs());
                    assert!(dx < 1.0 || dy < 1.0, "{} is slanted", line.id);
                }
                for (point, node) in [(line.points.first(), from), (line.points.last(), to)] {
                    let (point, shape) = (point.unwrap(), shape(node.id.as_str()));
                    let (dx, dy) = ((point.x - shape.x).abs(), (point.y - shape.y).abs());
                    assert!(
                        dx <= shape.width / 2.0 + 1.0 && dy <= shape.height / 2.0 + 1.0,
                        "{} ends loose",
                        line.id
                    );
                }
            }
        }
    }

    #[test]
    fn the_diagram_shows_what_is_done_and_where_the_instance_is() {
        let definition = definition(SOURCES[2]);
        let calendar = putumayo();
        let mut simulation = Simulation::new(&definition, &calendar, "2026-11-20T15:00:00Z".parse().unwrap());
        simulation
            .step(&Step::Start(serde_json::json!({"tramite": {"office": "hacienda"}})))
            .unwrap();
        let diagram = Diagram::of(&definition).with(simulation.instance());
        let state = |id: &str| {
            diagram
                .nodes
                .iter()
                .find(|shape| shape.id.as_str() == id)
                .unwrap()
                .state
        };
        assert_eq!(state("radicado"), Progress::Done);
        assert_eq!(state("revisar"), Progress::Now);
        assert_eq!(state("firmar"), Progress::Todo);
        let done: Vec<&str> = diagram
            .edges
            .iter()
            .filter(|line| line.done)
            .map(|line| line.id.as_str())
            .collect();
        assert_eq!(done, ["radicado->hay-tabla", "hay-tabla->revisar"]);
    }
}
