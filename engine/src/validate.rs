//! What BPMN 2.0.2 demands of an executable model beyond its syntax, whichever notation it is written in.
//! What is merely odd is not said: only what could not run as written.

mod activities;
mod dominators;
mod events;
mod flows;
mod gateways;
mod paths;
mod scopes;

use crate::located::Position;
use crate::model::{Definition, Kind, Node, NodeIx, Subprocess, Variety};
use crate::problem::{Code, Problems};

/// Adds the problems of the graph.
pub(crate) fn check(definition: &Definition, at: Position, problems: &mut Problems) {
    // Branches that are wrong in YAML have their own words for it.
    let branches = !problems.has(Code::Default);
    let mut check = Check { definition, problems };
    for ix in check.all() {
        let node = definition.node(ix);
        events::check(&mut check, ix, node);
        activities::check(&mut check, node);
        gateways::check(&mut check, node);
        if branches {
            flows::check(&mut check, node);
        }
    }
    scopes::check(&mut check);
    // Where something may not lead, it makes little sense to follow it.
    if !check.problems.has(Code::Link) {
        paths::check(&mut check, at);
    }
}

/// A definition and its problems so far.
struct Check<'c> {
    definition: &'c Definition,
    problems: &'c mut Problems,
}

impl Check<'_> {
    fn all(&self) -> impl Iterator<Item = NodeIx> + use<> {
        (0..u32::try_from(self.definition.nodes.len()).unwrap_or(u32::MAX)).map(NodeIx)
    }

    /// Adds a problem of an element.
    fn add(&mut self, node: &Node, message: impl Into<String>, expected: impl Into<String>) {
        self.problems.add(node.at, Code::Constraint, message, expected);
    }

    fn variety(&self, of: Option<NodeIx>) -> Option<&Variety> {
        match of.map(|ix| &self.definition.node(ix).kind) {
            Some(Kind::Subprocess(Subprocess { variety, .. })) => Some(variety),
            _ => None,
        }
    }

    /// Whether flows that are drawn lead to an element.
    fn entered(&self, node: &Node) -> bool {
        node.incoming.iter().any(|flow| !self.definition.flow(*flow).link)
    }

    /// Whether flows that are drawn lead on from an element.
    fn left(&self, node: &Node) -> bool {
        node.outgoing.iter().any(|flow| !self.definition.flow(*flow).link)
    }
}
