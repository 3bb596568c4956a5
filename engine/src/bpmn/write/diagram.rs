//! Where the elements stand, as BPMN DI.

use std::collections::HashMap;

use super::{Xml, association_id, flow_id};
use crate::layout::{Diagram, Line, Shape};
use crate::model::{Definition, Kind, Node};

pub(super) fn diagram(definition: &Definition) -> Xml {
    let Diagram { nodes, edges, .. } = Diagram::of(definition);
    let shapes: HashMap<&str, &Shape> = nodes.iter().map(|shape| (shape.id.as_str(), shape)).collect();
    let by_id: HashMap<&str, _> = definition.flows.iter().map(|flow| (flow.id.as_str(), flow)).collect();
    let lines = edges.iter().zip(0_u32..).filter_map(|(line, n)| {
        let flow = by_id.get(line.id.as_str())?;
        Some(edge(line, n, flow_id(flow)))
    });
    let associations = definition
        .nodes
        .iter()
        .filter_map(|node| association(definition, node, &shapes));
    let plane = Xml::new("bpmndi:BPMNPlane")
        .with("id", format!("plane_{}", definition.id))
        .with("bpmnElement", &definition.id)
        .children(nodes.iter().map(|shape| self::shape(definition, shape)))
        .children(lines)
        .children(associations);
    Xml::new("bpmndi:BPMNDiagram")
        .with("id", format!("diagram_{}", definition.id))
        .child(plane)
}

fn shape(definition: &Definition, shape: &Shape) -> Xml {
    let number = |value: f64| format!("{value:.0}");
    let bounds = Xml::new("dc:Bounds")
        .with("x", number(shape.x - shape.width / 2.0))
        .with("y", number(shape.y - shape.height / 2.0))
        .with("width", number(shape.width))
        .with("height", number(shape.height));
    let kind = definition.element(shape.id.as_str()).map(|node| &node.kind);
    let expanded = matches!(kind, Some(Kind::Subprocess(_))).then_some(shape.open);
    Xml::new("bpmndi:BPMNShape")
        .with("id", format!("shape_{}", shape.id))
        .with("bpmnElement", shape.id.as_str())
        .with_some("isExpanded", expanded.map(|expanded| expanded.to_string()))
        .child(bounds)
}

fn edge(line: &Line, n: u32, flow: String) -> Xml {
    let points: Vec<(f64, f64)> = line.points.iter().map(|point| (point.x, point.y)).collect();
    connection(format!("edge_{n}"), flow, &points)
}

/// The line from a compensation boundary event to its handler.
fn association(definition: &Definition, node: &Node, shapes: &HashMap<&str, &Shape>) -> Option<Xml> {
    let handler = definition.handler_of(node)?;
    let from = shapes.get(node.id.as_str())?;
    let to = shapes.get(handler.id.as_str())?;
    let points = [(from.x, from.y + from.height / 2.0), (to.x, to.y - to.height / 2.0)];
    Some(connection(format!("edge_{}", node.id), association_id(node), &points))
}

fn connection(id: String, element: String, points: &[(f64, f64)]) -> Xml {
    let waypoints = points.iter().map(|(x, y)| {
        Xml::new("di:waypoint")
            .with("x", format!("{x:.0}"))
            .with("y", format!("{y:.0}"))
    });
    Xml::new("bpmndi:BPMNEdge")
        .with("id", id)
        .with("bpmnElement", element)
        .children(waypoints)
}
