//! Contexts: named values that keep their order.

use super::{MAX_VALUE_DEPTH, MAX_VALUE_WEIGHT, Value};
use std::sync::Arc;

/// A name in a context or scope, shared.
pub type Name = Arc<str>;

/// Named values in order, shared; a change copies only when someone else holds it too.
#[derive(Clone, Debug, Default)]
pub struct Context(Arc<Inner>);

#[derive(Clone, Debug, Default)]
struct Inner {
    entries: Vec<(Name, Value)>,
    depth: u16,
    /// Without the one of the context itself.
    weight: u32,
}

impl Context {
    /// A context without entries.
    pub fn new() -> Context {
        Context::default()
    }

    /// The value of an entry.
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.0
            .entries
            .iter()
            .find(|(key, _)| &**key == name)
            .map(|(_, value)| value)
    }

    /// Sets an entry: a known name keeps its place. Returns `false`, and changes nothing, when
    /// the context would nest deeper than [`MAX_VALUE_DEPTH`] or weigh more than
    /// [`MAX_VALUE_WEIGHT`].
    #[must_use = "an entry that nests too deep or weighs too much is not set"]
    pub fn set(&mut self, name: impl Into<Name>, value: impl Into<Value>) -> bool {
        let (name, value) = (name.into(), value.into());
        let at = self.0.entries.iter().position(|(key, _)| *key == name);
        let replaced = at
            .and_then(|at| self.0.entries.get(at))
            .map_or(0, |(_, old)| old.weight());
        let (depth, weight) = (value.depth(), self.0.weight - replaced + value.weight());
        if depth >= MAX_VALUE_DEPTH || weight >= MAX_VALUE_WEIGHT {
            return false;
        }
        let inner = Arc::make_mut(&mut self.0);
        inner.depth = inner.depth.max(depth);
        inner.weight = weight;
        match at.and_then(|at| inner.entries.get_mut(at)) {
            Some(entry) => entry.1 = value,
            None => inner.entries.push((name, value)),
        }
        true
    }

    /// The same context with one more entry; one that nests too deep or weighs too much is left out.
    #[must_use]
    pub fn with(mut self, name: impl Into<Name>, value: impl Into<Value>) -> Context {
        let _ = self.set(name, value);
        self
    }

    /// The entries in order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&Name, &Value)> {
        self.0.entries.iter().map(|(name, value)| (name, value))
    }

    /// How many entries there are.
    pub fn len(&self) -> usize {
        self.0.entries.len()
    }

    /// Whether there are no entries.
    pub fn is_empty(&self) -> bool {
        self.0.entries.is_empty()
    }

    pub(super) fn depth(&self) -> u16 {
        self.0.depth + 1
    }

    pub(super) fn weight(&self) -> u32 {
        self.0.weight + 1
    }
}

impl<N: Into<Name>, V: Into<Value>> FromIterator<(N, V)> for Context {
    fn from_iter<I: IntoIterator<Item = (N, V)>>(entries: I) -> Context {
        entries
            .into_iter()
            .fold(Context::new(), |context, (name, value)| context.with(name, value))
    }
}
