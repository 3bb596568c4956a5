//! What an executable process must satisfy beyond its syntax: every element can be reached, from every
//! element an end can, and no join waits for a token that only itself could let through.

use crate::model::{Definition, Kind, NodeIx};
use crate::problem::{Code, Problems};

/// Adds the problems of the graph.
pub(crate) fn check(definition: &Definition, problems: &mut Problems) {
    let is_end = |ix: &NodeIx| matches!(definition.node(*ix).kind, Kind::End(_));
    let ends: Vec<NodeIx> = nodes(definition).filter(is_end).collect();
    if !ends.iter().any(|ix| definition.node(*ix).parent.is_none()) {
        let at = definition.node(definition.start).at;
        let expected = "al menos un elemento `end: …`";
        problems.add(at, Code::NoEnd, "el proceso no tiene fin", expected);
        return;
    }
    let reached = spread(definition, &[definition.start], &forward(definition));
    let ending = spread(definition, &ends, &backward(definition));
    for (ix, (reached, ending)) in nodes(definition).zip(reached.into_iter().zip(ending)) {
        let node = definition.node(ix);
        if !reached && !matches!(node.kind, Kind::Start) {
            let message = format!("a `{}` no llega ningún camino desde el inicio", node.id);
            problems.add(
                node.at,
                Code::Unreachable,
                message,
                "que algún `next` lleve a él, o quitarlo",
            );
        } else if !ending {
            let message = format!("desde `{}` no se llega a ningún fin", node.id);
            problems.add(node.at, Code::NoEnd, message, "un camino hasta un elemento `end: …`");
        }
    }
    joins(definition, problems);
}

/// A join whose way in can only be reached through the join itself waits for ever: the loop needs an
/// exclusive gateway before it.
fn joins(definition: &Definition, problems: &mut Problems) {
    let edges = forward(definition);
    for join in nodes(definition).filter(|ix| matches!(definition.node(*ix).kind, Kind::Parallel)) {
        let node = definition.node(join);
        if node.incoming.len() < 2 {
            continue;
        }
        let mut without = edges.clone();
        if let Some(onwards) = without.get_mut(join.0 as usize) {
            onwards.clear();
        }
        let reached = spread(definition, &[definition.start], &without);
        let flows = node.incoming.iter().map(|flow| definition.flow(*flow));
        let late = flows.filter(|flow| reached.get(flow.from.0 as usize) != Some(&true));
        for flow in late {
            let from = &definition.node(flow.from).id;
            let message = format!(
                "`{}` espera un camino desde `{from}` que solo sale de él mismo",
                node.id
            );
            let expected = "un elemento `exclusive` antes, al que lleguen los dos caminos";
            problems.add(node.at, Code::Deadlock, message, expected);
        }
    }
}

type Edges = Vec<Vec<NodeIx>>;

fn nodes(definition: &Definition) -> impl Iterator<Item = NodeIx> + use<> {
    (0..u32::try_from(definition.nodes.len()).unwrap_or(u32::MAX)).map(NodeIx)
}

fn forward(definition: &Definition) -> Edges {
    nodes(definition)
        .map(|ix| definition.successors(ix).collect())
        .collect()
}

fn backward(definition: &Definition) -> Edges {
    let mut edges: Edges = vec![Vec::new(); definition.nodes.len()];
    for from in nodes(definition) {
        for to in definition.onwards(from) {
            if let Some(sources) = edges.get_mut(to.0 as usize) {
                sources.push(from);
            }
        }
    }
    edges
}

/// For each node, whether it can be reached from `seeds` along `edges`.
fn spread(definition: &Definition, seeds: &[NodeIx], edges: &Edges) -> Vec<bool> {
    let mut seen = vec![false; definition.nodes.len()];
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
