//! Paths: every element can be reached, from every element an end can, and no join waits for a token that
//! only itself could let through.

use super::{Check, dominators};
use crate::located::Position;
use crate::model::{Definition, Kind, Node, NodeIx};
use crate::problem::Code;

/// For each node, those that follow it.
pub(super) type Edges = Vec<Vec<NodeIx>>;

pub(super) fn check(check: &mut Check<'_>, at: Position) {
    let definition = check.definition;
    let mut seeds = definition.body.starts.all().to_vec();
    seeds.extend(&definition.body.events);
    let edges = forward(definition);
    let reached = spread(&seeds, &edges);
    let ending = ending(definition);
    let ends = definition.inside(None).any(|ix| is_end(definition.node(ix)));
    if !ends {
        let expected = "al menos un elemento `end: …`";
        check.problems.add(at, Code::NoEnd, "el proceso no tiene fin", expected);
        return;
    }
    let has = |list: &[bool], ix: NodeIx| list.get(ix.0 as usize) == Some(&true);
    for ix in check.all() {
        let node = definition.node(ix);
        if !has(&reached, ix) {
            // One problem for a subprocess is enough.
            if node.parent.is_none_or(|parent| has(&reached, parent)) {
                let message = format!("a `{}` no llega ningún camino desde el inicio", node.id);
                let expected = "que algún `next` lleve a él, o quitarlo";
                check.problems.add(node.at, Code::Unreachable, message, expected);
            }
        } else if !has(&ending, ix) && !interrupted(definition, node) {
            let message = format!("desde `{}` no se llega a ningún fin", node.id);
            let expected = "un camino hasta un elemento `end: …`";
            check.problems.add(node.at, Code::NoEnd, message, expected);
        }
    }
    joins(check, &seeds, &edges, &reached);
}

/// Where a token may go: onwards, into a subprocess, to what happens in it, and to what undoes it.
fn forward(definition: &Definition) -> Edges {
    let all = definition.nodes.iter().zip(0..);
    all.map(|(node, ix)| {
        let mut next: Vec<NodeIx> = definition.successors(NodeIx(ix)).collect();
        match &node.kind {
            Kind::Subprocess(subprocess) => next.extend(&subprocess.body.events),
            Kind::Boundary(boundary) => next.extend(boundary.handler),
            _ => {}
        }
        next
    })
    .collect()
}

/// Where a path ends: an end, or anything from which no flow leads on.
fn is_end(node: &Node) -> bool {
    node.outgoing.is_empty() && !matches!(node.kind, Kind::Boundary(_))
}

/// For each node, whether a path from it ends in its scope.
fn ending(definition: &Definition) -> Vec<bool> {
    let mut back: Edges = vec![Vec::new(); definition.nodes.len()];
    let mut ends = Vec::new();
    for (node, ix) in definition.nodes.iter().zip(0..) {
        for to in definition.onwards(NodeIx(ix)) {
            if let Some(sources) = back.get_mut(to.0 as usize) {
                sources.push(NodeIx(ix));
            }
        }
        // What has no way out, and what is told of in its own words when it should have one.
        if node.outgoing.is_empty() {
            ends.push(NodeIx(ix));
        }
    }
    spread(&ends, &back)
}

/// Whether something around an element ends what goes on there.
fn interrupted(definition: &Definition, node: &Node) -> bool {
    let interrupts = |ix: &NodeIx| match &definition.node(*ix).kind {
        Kind::Boundary(boundary) => boundary.interrupting,
        Kind::Subprocess(subprocess) => {
            let mut starts = subprocess.body.starts.all().iter().map(|ix| &definition.node(*ix).kind);
            starts.any(|kind| matches!(kind, Kind::Start(start) if start.interrupting))
        }
        _ => false,
    };
    let mut scope = node.parent;
    loop {
        let around = scope.map(|ix| definition.node(ix));
        let boundary = around.map(|node| node.boundary.as_slice()).unwrap_or_default();
        if definition.body(scope).events.iter().chain(boundary).any(interrupts) {
            return true;
        }
        match around {
            Some(node) => scope = node.parent,
            None => return false,
        }
    }
}

/// A join whose way in can only be reached through the join itself waits for ever: the loop needs an
/// exclusive gateway before it.
fn joins(check: &mut Check<'_>, seeds: &[NodeIx], edges: &Edges, reached: &[bool]) {
    let definition = check.definition;
    let dominators = dominators::of(seeds, edges);
    for join in check.all() {
        let node = definition.node(join);
        if !matches!(node.kind, Kind::Parallel) || node.incoming.len() < 2 {
            continue;
        }
        for flow in &node.incoming {
            let from = definition.flow(*flow).from;
            if reached.get(from.0 as usize) == Some(&true) && dominators.dominates(join, from) {
                let from = &definition.node(from).id;
                let message = format!(
                    "`{}` espera un camino desde `{from}` que solo sale de él mismo",
                    node.id
                );
                let expected = "un elemento `exclusive` antes, al que lleguen los dos caminos";
                check.problems.add(node.at, Code::Deadlock, message, expected);
            }
        }
    }
}

/// For each node, whether it can be reached from `seeds` along `edges`.
fn spread(seeds: &[NodeIx], edges: &Edges) -> Vec<bool> {
    let mut seen = vec![false; edges.len()];
    let mut todo = seeds.to_vec();
    while let Some(ix) = todo.pop() {
        match seen.get_mut(ix.0 as usize) {
            Some(seen) if !*seen => *seen = true,
            _ => continue,
        }
        todo.extend(edges.get(ix.0 as usize).into_iter().flatten());
    }
    seen
}
