//! The `drawing` of a definition: boxes and lines by id, as numbers.

use crate::ids::ElementId;
use crate::located::{Located, Yaml};
use crate::model::{Bounds, Drawing};
use crate::problem::{Code, Problems};

use super::fields::Fields;

/// Reads `{ boxes: { id: [x, y, width, height] }, lines: { id: [[x, y], …] } }`.
pub(super) fn read(value: &Located, problems: &mut Problems) -> Option<Drawing> {
    let mut fields = Fields::of_map(value, "`drawing`", problems)?;
    let mut drawing = Drawing::default();
    for entry in fields.get("boxes").and_then(Located::map).unwrap_or_default() {
        if let Some([x, y, width, height]) = numbers(&entry.value, problems).as_deref() {
            let (x, y, width, height) = (*x, *y, *width, *height);
            let bounds = Bounds { x, y, width, height };
            drawing.boxes.insert(ElementId::from(entry.key.as_str()), bounds);
        }
    }
    for entry in fields.get("lines").and_then(Located::map).unwrap_or_default() {
        let points = entry.value.list().unwrap_or_default().iter();
        let points = points.filter_map(|point| match numbers(point, problems).as_deref() {
            Some([x, y]) => Some((*x, *y)),
            _ => None,
        });
        let points = points.collect();
        drawing.lines.insert(ElementId::from(entry.key.as_str()), points);
    }
    fields.finish(problems);
    Some(drawing)
}

fn numbers(value: &Located, problems: &mut Problems) -> Option<Vec<f64>> {
    let number = |item: &Located| match &item.value {
        Yaml::Number(number) => number
            .as_f64()
            .filter(|number| number.is_finite() && number.abs() < FARTHEST),
        _ => None,
    };
    let numbers: Option<Vec<f64>> = value.list().and_then(|items| items.iter().map(number).collect());
    if numbers.is_none() {
        let expected = "una lista de números";
        problems.add(value.at, Code::Shape, "`drawing` no tiene números ahí", expected);
    }
    numbers
}

/// Beyond this, numbers of a drawing are mistaken.
const FARTHEST: f64 = 1.0e7;
