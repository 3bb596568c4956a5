//! Activities: those that undo others, and what repeated ones throw.

use super::Check;
use crate::model::{Behavior, Kind, Node, Repeat, Thrown};

pub(super) fn check(check: &mut Check<'_>, node: &Node) {
    if node.for_compensation {
        handler(check, node);
    }
    if let Some(Repeat::Each(each)) = &node.repeat {
        behavior(check, node, &each.behavior);
    }
    if let Kind::ReceiveTask(task) = &node.kind
        && task.instantiate
    {
        instantiates(check, node);
    }
}

fn handler(check: &mut Check<'_>, node: &Node) {
    if !node.kind.is_activity() || node.is_event_subprocess() {
        let message = format!("`{}` deshace otra actividad, y no es una actividad", node.id);
        check.add(node, message, "una tarea, un subproceso o una llamada");
        return;
    }
    if !node.incoming.is_empty() || !node.outgoing.is_empty() {
        let message = format!("`{}` solo deshace otra actividad, y está en un camino", node.id);
        check.add(
            node,
            message,
            "una actividad a la que no lleve ni de la que salga ningún camino",
        );
    }
    let definition = check.definition;
    let own = definition.ix(&node.id);
    let called = definition.nodes.iter().any(|other| match &other.kind {
        Kind::Boundary(boundary) => boundary.handler.is_some() && boundary.handler == own,
        _ => false,
    });
    if !called {
        let message = format!(
            "`{}` solo deshace otra actividad, y ninguna se deshace con ella",
            node.id
        );
        check.add(
            node,
            message,
            "un evento de borde `{ compensation: true, handler: … }` que lleve a ella",
        );
    }
}

/// What the instances of an activity throw is for its own boundary events: nothing that ends a path.
fn behavior(check: &mut Check<'_>, node: &Node, behavior: &Behavior) {
    let thrown: Vec<&Thrown> = match behavior {
        Behavior::Nothing => Vec::new(),
        Behavior::Every(thrown) | Behavior::First(thrown) => vec![thrown],
        Behavior::When(all) => all.iter().map(|(_, thrown)| thrown).collect(),
    };
    for thrown in thrown {
        if !matches!(thrown, Thrown::Signal(_) | Thrown::Message(_) | Thrown::Escalation(_)) {
            let message = format!(
                "`{}` no puede lanzar `{}` por cada vez que se hace",
                node.id,
                thrown.word()
            );
            check.add(node, message, "`signal`, `send` o `escalation`");
        }
    }
}

/// What starts the process stands where it starts.
pub(super) fn instantiates(check: &mut Check<'_>, node: &Node) {
    if !node.incoming.is_empty() || node.parent.is_some() {
        let message = format!("`{}` inicia el proceso, y no está donde empieza", node.id);
        check.add(
            node,
            message,
            "un elemento del proceso mismo al que no lleve ningún camino",
        );
    }
    if node.quantity.start > 1 {
        let message = format!(
            "`{}` inicia el proceso y necesita varias llegadas, y solo le llega una",
            node.id
        );
        check.add(node, message, "sin `start_quantity`");
    }
}
