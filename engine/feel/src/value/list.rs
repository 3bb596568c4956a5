//! Lists that know how deep they nest, so that no later walk over them can overflow the stack.

use super::{MAX_VALUE_DEPTH, Value};
use std::sync::Arc;

/// Values in order, shared.
#[derive(Clone, Debug)]
pub struct List(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    items: Vec<Value>,
    depth: u16,
}

impl List {
    /// A list of these items; `None` when it would nest deeper than [`MAX_VALUE_DEPTH`].
    pub fn new(items: Vec<Value>) -> Option<List> {
        let depth = items.iter().map(Value::depth).max().unwrap_or(0) + 1;
        (depth <= MAX_VALUE_DEPTH).then(|| List(Arc::new(Inner { items, depth })))
    }

    /// The items.
    pub fn items(&self) -> &[Value] {
        &self.0.items
    }

    pub(super) fn depth(&self) -> u16 {
        self.0.depth
    }
}
