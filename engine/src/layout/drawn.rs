//! A diagram as the source of the definition draws it.

use std::collections::HashMap;

use super::place::described;
use super::route::label_at;
use super::{Line, Point, Shape};
use crate::ids::ElementId;
use crate::model::{Definition, Drawing, Flow};

/// Shapes and lines of a drawing; none when it leaves an element out.
pub(super) fn diagram(definition: &Definition, drawing: &Drawing) -> Option<(Vec<Shape>, Vec<Line>)> {
    let shapes: Option<Vec<Shape>> = definition
        .nodes
        .iter()
        .map(|node| {
            let bounds = drawing.boxes.get(&node.id)?;
            let at = Point {
                x: bounds.x + bounds.width / 2.0,
                y: bounds.y + bounds.height / 2.0,
            };
            Some(described(definition, node, at, (bounds.width, bounds.height)))
        })
        .collect();
    let mut shapes = shapes?;
    open(&mut shapes);
    let flows = definition.flows.iter().filter(|flow| !flow.link);
    let lines = flows.map(|flow| line(drawing, flow, &shapes)).collect();
    Some((shapes, lines))
}

/// A subprocess is drawn open when all that is in it is drawn within its bounds.
fn open(shapes: &mut [Shape]) {
    let within = |shape: &Shape, other: &Shape| {
        (other.x - shape.x).abs() <= shape.width / 2.0 && (other.y - shape.y).abs() <= shape.height / 2.0
    };
    let by_id: HashMap<&ElementId, &Shape> = shapes.iter().map(|shape| (&shape.id, shape)).collect();
    let mut open: HashMap<ElementId, bool> = HashMap::new();
    for shape in shapes.iter() {
        if let Some(around) = shape.inside.as_ref().and_then(|id| by_id.get(id)) {
            let open = open.entry(around.id.clone()).or_insert(true);
            *open = *open && within(around, shape);
        }
    }
    for shape in shapes {
        shape.open = open.get(&shape.id) == Some(&true);
    }
}

fn line(drawing: &Drawing, flow: &Flow, shapes: &[Shape]) -> Line {
    let drawn = drawing.lines.get(&flow.id).filter(|points| points.len() > 1);
    let points = match drawn {
        Some(points) => points.iter().map(|(x, y)| Point { x: *x, y: *y }).collect(),
        None => straight(flow, shapes),
    };
    Line {
        id: flow.id.clone(),
        label: flow.name.clone(),
        label_at: flow.name.as_deref().and_then(|name| label_at(&points, name)),
        points,
        done: false,
    }
}

/// From the right side of one to the left side of the other, with one upright stretch between.
fn straight(flow: &Flow, shapes: &[Shape]) -> Vec<Point> {
    let shape = |ix: crate::model::NodeIx| shapes.get(ix.0 as usize);
    let (Some(from), Some(to)) = (shape(flow.from), shape(flow.to)) else {
        return Vec::new();
    };
    let (start, end) = (from.x + from.width / 2.0, to.x - to.width / 2.0);
    let middle = f64::midpoint(start, end);
    vec![
        Point { x: start, y: from.y },
        Point { x: middle, y: from.y },
        Point { x: middle, y: to.y },
        Point { x: end, y: to.y },
    ]
}
