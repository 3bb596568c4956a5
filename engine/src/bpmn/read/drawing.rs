//! Where the document draws its elements: BPMN DI, of its first plane.

use serde_json::Number;

use super::{Reader, Xml, local};
use crate::bpmn::{BPMN_DI, DC, DI, names};
use crate::located::{Entry, Located, Position, Yaml};

impl<'d> Reader<'d> {
    pub(super) fn drawing(&self, root: Xml<'d>) -> Option<Entry> {
        let diagram = root
            .children()
            .find(|node| node.has_tag_name((BPMN_DI, "BPMNDiagram")))?;
        let plane = diagram
            .children()
            .find(|node| node.has_tag_name((BPMN_DI, "BPMNPlane")))?;
        let mut boxes = self.keys(plane);
        let mut lines = self.keys(plane);
        for node in plane.children() {
            let what = local(node.attribute("bpmnElement").unwrap_or_default());
            let Some(element) = self.index.get(what) else {
                continue;
            };
            if node.has_tag_name((BPMN_DI, "BPMNShape"))
                && (self.kind(element).is_some() || super::is(element, "boundaryEvent"))
            {
                boxes.extend(self.bounds(node).map(|bounds| Entry::new(bounds.at, what, bounds)));
            } else if node.has_tag_name((BPMN_DI, "BPMNEdge")) && super::is(element, "sequenceFlow") {
                let value = self.points(node);
                lines.extend([Entry::new(value.at, &names::decode(what), value)]);
            }
        }
        if boxes.is_empty() {
            return None;
        }
        let mut keys = self.keys(plane);
        keys.value("boxes", boxes.done());
        keys.value("lines", lines.done());
        let value = keys.done();
        Some(Entry::new(value.at, "drawing", value))
    }

    fn bounds(&self, shape: Xml<'d>) -> Option<Located> {
        let bounds = shape.children().find(|node| node.has_tag_name((DC, "Bounds")))?;
        numbers(self.at(shape), bounds, &["x", "y", "width", "height"])
    }

    fn points(&self, edge: Xml<'d>) -> Located {
        let at = self.at(edge);
        let points = edge.children().filter(|node| node.has_tag_name((DI, "waypoint")));
        let points = points.filter_map(|point| numbers(at, point, &["x", "y"])).collect();
        Located {
            at,
            value: Yaml::List(points),
        }
    }
}

/// Attributes that are numbers, as a list; none when one of them is not.
fn numbers(at: Position, node: Xml<'_>, names: &[&str]) -> Option<Located> {
    let number = |name: &&str| {
        let number: f64 = node.attribute(*name)?.trim().parse().ok()?;
        let value = Yaml::Number(Number::from_f64(number).filter(|_| number.abs() < 1.0e7)?);
        Some(Located { at, value })
    };
    let all: Option<Vec<Located>> = names.iter().map(number).collect();
    all.map(|all| Located {
        at,
        value: Yaml::List(all),
    })
}
