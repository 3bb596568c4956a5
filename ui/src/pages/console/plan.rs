//! A plan to pass instances to another version, as forms and addresses say it.

use radica_workflows::console::{Plan, Selection};

use super::batches::CHOSEN;
use crate::form_body::{Pairs, value};

/// Field of the version that is to run.
pub const TO: &str = "a";
/// Button that only tries.
pub const TRY: &str = "ensayar";
/// Field of the status of those that are meant.
pub const STATUS: &str = "estado";
/// Field of the element where those are that are meant.
pub const ELEMENT: &str = "actividad";
/// What the name of the control of an element begins with.
pub const MOVES: &str = "pasa-";

/// The plan that was typed, from a version.
pub fn plan(from: &str, pairs: &Pairs) -> Plan {
    let moves = pairs
        .iter()
        .filter(|(_, new)| !new.is_empty())
        .filter_map(|(name, new)| {
            let old = name.strip_prefix(MOVES)?;
            Some((old.into(), new.as_str().into()))
        });
    Plan {
        from: from.to_owned(),
        to: value(pairs, TO).unwrap_or_default().to_owned(),
        moves: moves.collect(),
    }
}

/// Which instances are meant, as the address and the forms say it.
pub fn meant(selection: &Selection) -> Vec<(String, String)> {
    let one = |name: &str, value: &Option<String>| Some((name.to_owned(), value.clone()?));
    let chosen = selection.chosen.iter().map(|id| (CHOSEN.to_owned(), id.to_string()));
    let rest = [one(STATUS, &selection.status), one(ELEMENT, &selection.element)];
    chosen.chain(rest.into_iter().flatten()).collect()
}

/// A plan as it is typed again in an address.
pub fn typed(plan: &Plan) -> Vec<(String, String)> {
    let to = (TO.to_owned(), plan.to.clone());
    let moves = plan
        .moves
        .iter()
        .map(|(old, new)| (format!("{MOVES}{old}"), new.to_string()));
    std::iter::once(to).chain(moves).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plan_says_only_what_was_chosen() {
        let pairs: Pairs = [
            ("a", "60303ae2"),
            ("pasa-revisar", "analizar"),
            ("pasa-espera", ""),
            ("motivo", "x"),
        ]
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .to_vec();
        let plan = plan("9f86d081", &pairs);
        assert_eq!(
            (plan.from.as_str(), plan.to.as_str(), plan.moves.len()),
            ("9f86d081", "60303ae2", 1)
        );
        assert_eq!(typed(&plan), pairs[..2]);
    }
}
