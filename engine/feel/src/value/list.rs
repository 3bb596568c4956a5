//! Lists that know how deep they nest and how much they hold, so that no later walk over them can
//! overflow the stack or go on without end.

use super::{MAX_VALUE_DEPTH, MAX_VALUE_WEIGHT, Value};
use std::sync::Arc;

/// Values in order, shared.
#[derive(Clone, Debug)]
pub struct List(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    items: Vec<Value>,
    depth: u16,
    weight: u32,
}

impl List {
    /// A list of these items; `None` when it would nest deeper than [`MAX_VALUE_DEPTH`] or weigh
    /// more than [`MAX_VALUE_WEIGHT`].
    pub fn new(items: Vec<Value>) -> Option<List> {
        let measured =
            |(depth, weight): (u16, u32), item: &Value| (depth.max(item.depth()), weight.saturating_add(item.weight()));
        let (depth, weight) = items.iter().fold((0, 1), measured);
        let fits = depth < MAX_VALUE_DEPTH && weight <= MAX_VALUE_WEIGHT;
        fits.then(|| {
            List(Arc::new(Inner {
                items,
                depth: depth + 1,
                weight,
            }))
        })
    }

    /// The items.
    pub fn items(&self) -> &[Value] {
        &self.0.items
    }

    pub(super) fn depth(&self) -> u16 {
        self.0.depth
    }

    pub(super) fn weight(&self) -> u32 {
        self.0.weight
    }
}
