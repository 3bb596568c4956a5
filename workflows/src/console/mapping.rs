//! Which elements of a version an operator has to place in another one, and where each of them may go.

use std::collections::{BTreeMap, BTreeSet};

use radica_engine::Definition;
use radica_engine::model::{Kind, Node};

/// An element that is placed in the new version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The element.
    pub id: String,
    /// What it is called on screen.
    pub name: String,
    /// Instances with a token there; none for what is only waited for or may be undone.
    pub instances: i64,
    /// Whether the new version has it, of the same kind.
    pub stays: bool,
    /// Elements of the new version where it may go: id and name.
    pub options: Vec<(String, String)>,
}

/// The elements where something stands, and those that the new version lost and that an instance may be waiting for or
/// may have to undo; in the order of the version. `stands` is how many instances are at each element.
#[must_use]
pub fn places(from: &Definition, to: &Definition, stands: &BTreeMap<String, i64>) -> Vec<Place> {
    let undoable: BTreeSet<&str> = from
        .elements()
        .filter(|node| from.handler_of(node).is_some())
        .filter_map(|node| Some(from.host_of(node)?.id.as_str()))
        .collect();
    let mut places = Vec::new();
    for node in from.elements() {
        let instances = stands.get(node.id.as_str()).copied().unwrap_or(0);
        let lost = to.element(node.id.as_str()).is_none();
        let matters = node.on().is_some() && !is_plain_start(node) || undoable.contains(node.id.as_str());
        if instances > 0 || (lost && matters) {
            places.push(place(node, to, instances));
        }
    }
    places
}

fn place(node: &Node, to: &Definition, instances: i64) -> Place {
    let alike = to.elements().filter(|other| other.kind.word() == node.kind.word());
    let options: Vec<(String, String)> = alike
        .map(|other| (other.id.to_string(), other.label().to_owned()))
        .collect();
    Place {
        id: node.id.to_string(),
        name: node.label().to_owned(),
        instances,
        stays: options.iter().any(|(id, _)| *id == node.id.as_str()),
        options,
    }
}

/// A start that nothing has to happen for.
fn is_plain_start(node: &Node) -> bool {
    matches!(&node.kind, Kind::Start(start) if start.on.triggers.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::compile;

    const OLD: &str = "\
process: p
elements:
  - start: s
    next: revisar
  - user_task: revisar
    name: Revisar requisitos
    assign: { role: r }
    boundary: [ { id: tarde, timer: P2D, interrupting: false, next: fin } ]
    next: decidir
  - user_task: decidir
    assign: { role: r }
    next: fin
  - end: fin
";

    #[test]
    fn what_has_tokens_is_placed_and_what_is_lost_and_may_be_waited_for() {
        let new = OLD.replace("revisar", "estudiar").replace("id: tarde", "id: pronto");
        let (old, new) = (compile(OLD, "p").unwrap(), compile(&new, "p").unwrap());
        let stands = BTreeMap::from([("revisar".to_owned(), 3)]);
        let places = places(&old, &new, &stands);
        let found: Vec<_> = places
            .iter()
            .map(|place| (place.id.as_str(), place.instances))
            .collect();
        assert_eq!(found, [("revisar", 3), ("tarde", 0)]);
        assert!(!places[0].stays, "the new version calls it estudiar");
        assert_eq!(places[0].name, "Revisar requisitos");
        let options: Vec<&str> = places[0].options.iter().map(|(id, _)| id.as_str()).collect();
        assert_eq!(options, ["estudiar", "decidir"], "only what is of the same kind");
    }

    #[test]
    fn an_element_that_both_versions_have_stays() {
        let old = compile(OLD, "p").unwrap();
        let stands = BTreeMap::from([("decidir".to_owned(), 1)]);
        let places = places(&old, &old, &stands);
        assert_eq!((places.len(), places[0].stays), (1, true));
    }
}
