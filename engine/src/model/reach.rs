//! From where a join can still be reached: what inclusive joins and stuck ones ask at every step, computed
//! once for each join and kept.

use std::sync::{Arc, OnceLock};

use super::{Definition, Kind, NodeIx};

/// For each way into a join, in the order of its incoming flows, the nodes from which it can be reached
/// without passing the join.
pub(crate) type Ways = Vec<Vec<bool>>;

/// Answers kept for each node; made with the definition, filled when first asked.
#[derive(Clone, Debug, Default)]
pub(crate) struct Reach(Arc<Vec<OnceLock<Ways>>>);

impl Reach {
    /// For a definition of this many nodes.
    pub fn of(nodes: usize) -> Self {
        Self(Arc::new((0..nodes).map(|_| OnceLock::new()).collect()))
    }
}

impl Definition {
    /// See [`Ways`].
    pub(crate) fn ways_into(&self, join: NodeIx) -> &[Vec<bool>] {
        let kept = self.reach.0.get(join.0 as usize);
        kept.map_or(&[], |kept| kept.get_or_init(|| self.find_ways(join)))
    }

    fn find_ways(&self, join: NodeIx) -> Ways {
        let flows = self.node(join).incoming.iter();
        flows.map(|flow| self.reaching(self.flow(*flow).from, join)).collect()
    }

    /// The nodes from which `goal` can be reached without passing `avoid`.
    fn reaching(&self, goal: NodeIx, avoid: NodeIx) -> Vec<bool> {
        let mut seen = vec![false; self.nodes.len()];
        let mut todo = vec![goal];
        while let Some(ix) = todo.pop() {
            match seen.get_mut(ix.0 as usize) {
                Some(seen) if !*seen && ix != avoid => *seen = true,
                _ => continue,
            }
            let node = self.node(ix);
            todo.extend(node.incoming.iter().map(|flow| self.flow(*flow).from));
            if let Kind::Boundary(boundary) = &node.kind {
                todo.push(boundary.host);
            }
        }
        seen
    }
}
