//! Flows: where conditions and defaults may stand.

use super::Check;
use crate::model::{Kind, Node};
use crate::problem::Code;

pub(super) fn check(check: &mut Check<'_>, node: &Node) {
    let definition = check.definition;
    let decides = node.kind.is_activity() || matches!(node.kind, Kind::Exclusive | Kind::Inclusive | Kind::Complex(_));
    let flows = || node.outgoing.iter().map(|flow| definition.flow(*flow));
    if let Some(flow) = flows().find(|flow| !decides && (flow.condition.is_some() || flow.default)) {
        let message = format!(
            "el camino `{}` tiene condición o es por omisión, y `{}` no elige",
            flow.id, node.id
        );
        let expected = "un camino sin condición; la condición, en una compuerta después";
        check.problems.add(node.at, Code::Default, message, expected);
    }
    for flow in flows().filter(|flow| flow.default && flow.condition.is_some()) {
        let message = format!("el camino por omisión `{}` tiene condición", flow.id);
        let expected = "un camino por omisión sin condición";
        check.problems.add(node.at, Code::Default, message, expected);
    }
    if flows().filter(|flow| flow.default).count() > 1 {
        let message = format!("`{}` tiene varios caminos por omisión", node.id);
        check.problems.add(node.at, Code::Default, message, "uno solo");
    }
    let exclusive = matches!(node.kind, Kind::Exclusive) && node.outgoing.len() > 1;
    for flow in flows().filter(|flow| exclusive && flow.condition.is_none() && !flow.default) {
        let message = format!(
            "el camino `{}` de `{}` no tiene condición ni es por omisión",
            flow.id, node.id
        );
        let expected = "una condición, o que sea la salida por omisión";
        check.problems.add(node.at, Code::Default, message, expected);
    }
}
