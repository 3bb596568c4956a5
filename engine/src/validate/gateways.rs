//! Gateways: what an event-based one may lead to, and what starts with one.

use super::{Check, activities};
use crate::model::{EventBased, Kind, Node, Trigger};

pub(super) fn check(check: &mut Check<'_>, node: &Node) {
    if let Kind::EventBased(gateway) = &node.kind {
        event_based(check, node, *gateway);
    }
}

fn event_based(check: &mut Check<'_>, node: &Node, gateway: EventBased) {
    if gateway.parallel && !gateway.instantiate {
        let message = format!("`{}` espera todos sus eventos, y no inicia el proceso", node.id);
        check.add(node, message, "`instantiate: true`, o sin `parallel`");
    }
    if gateway.instantiate {
        activities::instantiates(check, node);
    }
    if node.outgoing.len() < 2 {
        let message = format!("de `{}` no salen al menos dos caminos", node.id);
        check.add(node, message, "un camino por cada evento que puede ocurrir");
    }
    let definition = check.definition;
    let (mut messages, mut receives) = (false, false);
    for flow in &node.outgoing {
        let target = definition.node(definition.flow(*flow).to);
        match &target.kind {
            Kind::ReceiveTask(_) => {
                receives = true;
                if !target.boundary.is_empty() {
                    let message = format!(
                        "`{}` sigue a una compuerta de eventos, y tiene eventos de borde",
                        target.id
                    );
                    check.add(target, message, "una tarea sin eventos de borde");
                }
            }
            Kind::Catch(catch)
                if !catch
                    .on
                    .triggers
                    .iter()
                    .any(|trigger| matches!(trigger, Trigger::Link(_))) =>
            {
                messages |= catch
                    .on
                    .triggers
                    .iter()
                    .any(|trigger| matches!(trigger, Trigger::Message(_)));
            }
            _ => {
                let message = format!("`{}` lleva a `{}`, que no espera un evento", node.id, target.id);
                check.add(
                    node,
                    message,
                    "un `catch` de mensaje, tiempo, señal o condición, o un `receive_task`",
                );
            }
        }
        if target.incoming.len() > 1 {
            let message = format!(
                "a `{}`, que sigue a una compuerta de eventos, llega otro camino",
                target.id
            );
            check.add(target, message, "solo el camino desde la compuerta");
        }
    }
    if messages && receives {
        let message = format!("`{}` lleva a eventos de mensaje y a tareas que reciben", node.id);
        check.add(node, message, "unos u otras, no ambos");
    }
}
