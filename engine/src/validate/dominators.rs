//! Which nodes every path to a node passes (Cooper, Harvey and Kennedy, "A Simple, Fast Dominance
//! Algorithm"), so that all joins are checked in one go.

use super::paths::Edges;
use crate::model::NodeIx;

/// For each node in reverse postorder, its immediate dominator.
pub(super) struct Dominators {
    /// The place of each node in reverse postorder, from 1; none when it is not reached.
    place: Vec<Option<usize>>,
    /// The immediate dominator of each place; 0 stands for all starts together.
    above: Vec<usize>,
    /// How far from the root each place is.
    depth: Vec<usize>,
}

impl Dominators {
    /// Whether every path to `node` passes `over`.
    pub fn dominates(&self, over: NodeIx, node: NodeIx) -> bool {
        let place = |ix: NodeIx| self.place.get(ix.0 as usize).copied().flatten();
        let (Some(over), Some(mut node)) = (place(over), place(node)) else {
            return false;
        };
        let depth = |place: usize| self.depth.get(place).copied().unwrap_or_default();
        while depth(node) > depth(over) {
            node = self.above.get(node).copied().unwrap_or_default();
        }
        node == over
    }
}

pub(super) fn of(seeds: &[NodeIx], edges: &Edges) -> Dominators {
    let order = reverse_postorder(seeds, edges);
    let mut place = vec![None; edges.len()];
    for (ix, n) in order.iter().zip(1..) {
        if let Some(slot) = place.get_mut(ix.0 as usize) {
            *slot = Some(n);
        }
    }
    let mut before: Vec<Vec<usize>> = vec![Vec::new(); order.len() + 1];
    let mut lead = |from: usize, to: &NodeIx| {
        let to = place.get(to.0 as usize).copied().flatten();
        if let Some(list) = to.and_then(|to| before.get_mut(to)) {
            list.push(from);
        }
    };
    seeds.iter().for_each(|seed| lead(0, seed));
    for (ix, n) in order.iter().zip(1..) {
        let next = edges.get(ix.0 as usize).into_iter().flatten();
        next.for_each(|to| lead(n, to));
    }
    let above = settle(&before);
    let mut depth = vec![0; above.len()];
    for n in 1..above.len() {
        let over = above
            .get(n)
            .and_then(|over| depth.get(*over))
            .copied()
            .unwrap_or_default();
        if let Some(slot) = depth.get_mut(n) {
            *slot = over + 1;
        }
    }
    Dominators { place, above, depth }
}

/// Repeats until nothing changes: seldom more than twice.
fn settle(before: &[Vec<usize>]) -> Vec<usize> {
    let mut above: Vec<Option<usize>> = vec![None; before.len()];
    if let Some(root) = above.first_mut() {
        *root = Some(0);
    }
    let mut changed = true;
    while changed {
        changed = false;
        for (n, sources) in before.iter().enumerate().skip(1) {
            let known = sources
                .iter()
                .copied()
                .filter(|source| above.get(*source).copied().flatten().is_some());
            let common = known.reduce(|a, b| meet(&above, a, b));
            if let Some(slot) = above.get_mut(n)
                && *slot != common
            {
                *slot = common;
                changed = true;
            }
        }
    }
    above.into_iter().map(Option::unwrap_or_default).collect()
}

fn meet(above: &[Option<usize>], mut a: usize, mut b: usize) -> usize {
    let up = |n: usize| above.get(n).copied().flatten().unwrap_or_default();
    while a != b {
        while a > b {
            a = up(a);
        }
        while b > a {
            b = up(b);
        }
    }
    a
}

fn reverse_postorder(seeds: &[NodeIx], edges: &Edges) -> Vec<NodeIx> {
    let mut seen = vec![false; edges.len()];
    let mut order = Vec::with_capacity(edges.len());
    for seed in seeds {
        let mut path = vec![(*seed, 0)];
        if std::mem::replace(seen.get_mut(seed.0 as usize).unwrap_or(&mut true), true) {
            continue;
        }
        while let Some((ix, n)) = path.pop() {
            let next = edges.get(ix.0 as usize).and_then(|next| next.get(n)).copied();
            let Some(next) = next else {
                order.push(ix);
                continue;
            };
            path.push((ix, n + 1));
            if !std::mem::replace(seen.get_mut(next.0 as usize).unwrap_or(&mut true), true) {
                path.push((next, 0));
            }
        }
    }
    order.reverse();
    order
}
