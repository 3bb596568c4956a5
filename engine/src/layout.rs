//! Positions of elements and flows, for the SVG diagram of a case.

mod drawn;
mod place;
mod route;

use serde::Serialize;

use crate::ids::ElementId;
use crate::instance::Instance;
use crate::model::Definition;

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
        let nodes = place::shapes(definition);
        let edges = route::lines(definition, &nodes);
        frame(nodes.shapes, edges)
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

/// Room around the drawing.
const MARGIN: f64 = 16.0;
/// Room below a shape for the caption of an event or gateway.
const CAPTION: f64 = 32.0;

/// Moves the drawing to the upper left corner and measures it.
fn frame(mut nodes: Vec<Shape>, mut edges: Vec<Line>) -> Diagram {
    let mut bounds = Bounds::default();
    for shape in &nodes {
        bounds.take(shape.x - shape.width / 2.0, shape.y - shape.height / 2.0);
        bounds.take(shape.x + shape.width / 2.0, shape.y + shape.height / 2.0 + CAPTION);
    }
    for point in edges.iter().flat_map(|line| &line.points) {
        bounds.take(point.x, point.y);
    }
    let (dx, dy) = (MARGIN - bounds.left, MARGIN - bounds.top);
    for shape in &mut nodes {
        shape.x += dx;
        shape.y += dy;
    }
    for line in &mut edges {
        for point in line.points.iter_mut().chain(&mut line.label_at) {
            point.x += dx;
            point.y += dy;
        }
    }
    let (width, height) = (bounds.right + dx + MARGIN, bounds.bottom + dy + MARGIN);
    Diagram {
        nodes,
        edges,
        width,
        height,
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

    const SOURCES: [&str; 4] = [
        include_str!("../../workflows/processes/aprobar-version.yaml"),
        include_str!("../../workflows/processes/autorizar-con-visita.yaml"),
        include_str!("../../workflows/processes/expedir-certificado.yaml"),
        include_str!("../../workflows/processes/resolver-solicitud.yaml"),
    ];

    fn definition(source: &str) -> Definition {
        Definition::from_yaml(source, "process.yaml").unwrap()
    }

    #[test]
    fn shapes_stand_apart_and_inside_the_drawing() {
        for source in SOURCES {
            let diagram = Diagram::of(&definition(source));
            let shapes: Vec<&Shape> = diagram.nodes.iter().filter(|shape| shape.kind != "boundary").collect();
            for (n, a) in shapes.iter().enumerate() {
                assert!(
                    a.x > 0.0 && a.x < diagram.width && a.y > 0.0 && a.y < diagram.height,
                    "{}",
                    a.id
                );
                for b in &shapes[n + 1..] {
                    let apart = (a.x - b.x).abs() >= f64::midpoint(a.width, b.width)
                        || (a.y - b.y).abs() >= f64::midpoint(a.height, b.height);
                    assert!(apart, "{} and {} overlap", a.id, b.id);
                }
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
        let shapes: Vec<&Shape> = diagram.nodes.iter().filter(|shape| shape.kind != "boundary").collect();
        for (n, a) in shapes.iter().enumerate() {
            for b in &shapes[n + 1..] {
                let apart = (a.x - b.x).abs() >= f64::midpoint(a.width, b.width)
                    || (a.y - b.y).abs() >= f64::midpoint(a.height, b.height);
                assert!(apart, "{} and {} overlap", a.id, b.id);
            }
        }
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
        assert_eq!(done, ["radicado->revisar"]);
    }
}
