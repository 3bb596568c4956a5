//! Where the source of a definition draws its elements and flows (BPMN DI).

use std::collections::HashMap;

use crate::ids::ElementId;

/// A drawing, in the units of its source.
#[derive(Clone, Debug, Default)]
pub struct Drawing {
    /// The box of each element.
    pub boxes: HashMap<ElementId, Bounds>,
    /// The corners of each flow, from its source to its target.
    pub lines: HashMap<ElementId, Vec<(f64, f64)>>,
}

/// A box: its upper left corner and its size.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bounds {
    /// From the left.
    pub x: f64,
    /// From the top.
    pub y: f64,
    /// Its width.
    pub width: f64,
    /// Its height.
    pub height: f64,
}
