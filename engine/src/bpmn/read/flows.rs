//! Sequence flows, and whether those and boundary events stand where they may.

use super::{Keys, Reader, Xml, child, id, is, local};
use crate::bpmn::names;
use crate::located::Located;
use crate::problem::{Code, Problems};

impl<'d> Reader<'d> {
    /// The flows out of an element.
    pub(super) fn flows(&self, node: Xml<'d>, keys: &mut Keys, problems: &mut Problems) {
        let flows = self.index.flows(node);
        let default = node.attribute("default").map(local);
        if let Some(default) = default.filter(|default| !flows.iter().any(|flow| id(*flow) == *default)) {
            let message = format!(
                "`{default}` es la salida por omisión de `{}`, y no sale de él",
                id(node)
            );
            problems.add(
                self.at(node),
                Code::Reference,
                message,
                "el `id` de un `sequenceFlow` que salga de él",
            );
        }
        // Drawn without a condition beside others that have one: what modellers mean by default.
        let plain: Vec<Xml<'d>> = flows.iter().copied().filter(|flow| unconditional(*flow)).collect();
        let only_plain = match plain.as_slice() {
            [only] if default.is_none() && flows.len() > 1 && is(node, "exclusiveGateway") => Some(*only),
            _ => None,
        };
        let list: Vec<Located> = flows
            .iter()
            .map(|flow| {
                let by_default = default == Some(id(*flow)) || only_plain == Some(*flow);
                self.flow(*flow, by_default, problems)
            })
            .collect();
        let ends = is(node, "endEvent") || is(node, "boundaryEvent");
        if !(ends && list.is_empty()) {
            keys.list("flows", list);
        }
    }

    fn flow(&self, flow: Xml<'d>, default: bool, problems: &mut Problems) -> Located {
        let mut keys = self.keys(flow);
        keys.some("id", flow.attribute("id").map(names::decode));
        keys.text("to", local(flow.attribute("targetRef").unwrap_or_default()));
        keys.some("name", flow.attribute("name").filter(|name| !name.trim().is_empty()));
        if let Some(condition) = child(flow, "conditionExpression") {
            keys.some("when", self.formula(condition, problems));
        }
        if default {
            keys.flag("default", true);
        }
        keys.done()
    }

    /// Flows and boundary events that hang from nothing in their scope.
    pub(super) fn loose(&self, parent: Xml<'d>, problems: &mut Problems) {
        for node in parent.children() {
            let (attribute, what) = match node.tag_name().name() {
                "sequenceFlow" if is(node, "sequenceFlow") => ("sourceRef", "un elemento del mismo subproceso"),
                "boundaryEvent" if is(node, "boundaryEvent") => ("attachedToRef", "una actividad del mismo subproceso"),
                _ => continue,
            };
            let reference = node.attribute(attribute).unwrap_or_default();
            let held = self.index.get(reference).filter(|from| {
                let kind = self.kind(*from);
                let boundary = attribute == "sourceRef" && is(*from, "boundaryEvent");
                let activity = kind.is_some_and(|kind| kind.ends_with("task") || matches!(kind, "subprocess" | "call"));
                from.parent() == Some(parent) && (boundary || activity || kind.is_some() && attribute == "sourceRef")
            });
            if held.is_none() {
                let name = node.tag_name().name();
                let message = format!("`{name}` `{}` sale de `{reference}`, que no está ahí", id(node));
                problems.add(
                    self.at(node),
                    Code::Reference,
                    message,
                    format!("`{attribute}`: el `id` de {what}"),
                );
            }
        }
    }
}

fn unconditional(flow: Xml<'_>) -> bool {
    child(flow, "conditionExpression").is_none()
}
