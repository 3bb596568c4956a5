//! Events: where each may stand, what it may wait for and throw, and which flows it may have.

use super::Check;
use crate::model::{Boundary, Compensate, Kind, Node, NodeIx, On, Start, Thrown, Trigger, Variety};

pub(super) fn check(check: &mut Check<'_>, ix: NodeIx, node: &Node) {
    match &node.kind {
        Kind::Start(start) => self::start(check, node, start),
        Kind::End(thrown) => end(check, node, thrown),
        Kind::Throw(thrown) => throw(check, node, thrown),
        Kind::Catch(catch) => self::catch(check, node, &catch.on),
        Kind::Boundary(boundary) => self::boundary(check, ix, node, boundary),
        _ => {}
    }
}

fn start(check: &mut Check<'_>, node: &Node, start: &Start) {
    let variety = check.variety(node.parent);
    let event = matches!(variety, Some(Variety::Event));
    let nested = node.parent.is_some() && !event;
    for trigger in &start.on.triggers {
        let word = trigger.word();
        match trigger {
            _ if nested => {
                let message = format!("el inicio `{}` de un subproceso espera algo (`{word}`)", node.id);
                check.add(
                    node,
                    message,
                    "un inicio que no espere nada, o `event: true` en el subproceso",
                );
                return;
            }
            Trigger::Timer(_) | Trigger::Message(_) | Trigger::Signal(_) | Trigger::Condition(_) => {}
            Trigger::Error(_) | Trigger::Escalation(_) | Trigger::Compensation if event => {}
            _ => {
                let message = format!("un inicio no puede esperar `{word}` ahí: `{}`", node.id);
                check.add(
                    node,
                    message,
                    "`timer`, `message`, `signal` o `condition`; en un subproceso de evento, \
                                          también `error`, `escalation` o `compensation`",
                );
            }
        }
    }
    let always = start
        .on
        .triggers
        .iter()
        .find(|trigger| matches!(trigger, Trigger::Error(_) | Trigger::Compensation));
    if let Some(trigger) = always.filter(|_| event && !start.interrupting) {
        let message = format!("`{}` espera `{}`, que siempre interrumpe", node.id, trigger.word());
        check.add(node, message, "`interrupting: true`, o nada");
    }
}

fn end(check: &mut Check<'_>, node: &Node, thrown: &[Thrown]) {
    if check.left(node) {
        let message = format!("`{}` es un fin, y de él sale un camino", node.id);
        check.add(node, message, "un fin del que no salga nada, o un evento `throw`");
    }
    let transaction = matches!(check.variety(node.parent), Some(Variety::Transaction));
    for thrown in thrown {
        match thrown {
            Thrown::Cancel if !transaction => {
                let message = format!("`{}` cancela una transacción, y no está directamente en una", node.id);
                check.add(node, message, "un subproceso con `transaction: true` alrededor");
            }
            Thrown::Link(_) => {
                let message = format!("`{}` es un fin, y sigue en un enlace", node.id);
                check.add(node, message, "un evento `throw` con ese enlace");
            }
            Thrown::Compensate(compensate) => self::compensate(check, node, compensate),
            _ => {}
        }
    }
}

fn throw(check: &mut Check<'_>, node: &Node, thrown: &[Thrown]) {
    let link = thrown.iter().any(|thrown| matches!(thrown, Thrown::Link(_)));
    if link && (thrown.len() > 1 || check.left(node)) {
        let message = format!(
            "`{}` sigue en un enlace, y además hace otra cosa o sigue por un camino",
            node.id
        );
        check.add(node, message, "solo el enlace");
    }
    for thrown in thrown {
        match thrown {
            Thrown::Terminate | Thrown::Error(_) | Thrown::Cancel => {
                let message = format!("`{}` lanza `{}`, que solo puede lanzar un fin", node.id, thrown.word());
                check.add(node, message, "un `end` con esa clave");
            }
            Thrown::Compensate(compensate) => self::compensate(check, node, compensate),
            _ => {}
        }
    }
}

fn catch(check: &mut Check<'_>, node: &Node, on: &On) {
    let link = on.triggers.iter().any(|trigger| matches!(trigger, Trigger::Link(_)));
    if link && (on.triggers.len() > 1 || check.entered(node)) {
        let message = format!(
            "`{}` espera un enlace, y además otra cosa, o un camino lleva a él",
            node.id
        );
        check.add(node, message, "solo el enlace");
    }
    for trigger in &on.triggers {
        let fits = matches!(
            trigger,
            Trigger::Timer(_) | Trigger::Message(_) | Trigger::Signal(_) | Trigger::Condition(_) | Trigger::Link(_)
        );
        if !fits {
            let message = format!(
                "`{}` no puede esperar `{}` en medio de un camino",
                node.id,
                trigger.word()
            );
            check.add(
                node,
                message,
                "`timer`, `message`, `signal`, `condition` o `link`; lo demás, en un borde",
            );
        }
    }
}

fn boundary(check: &mut Check<'_>, ix: NodeIx, node: &Node, boundary: &Boundary) {
    let definition = check.definition;
    let host = definition.node(boundary.host);
    if host.is_event_subprocess() {
        let message = format!("`{}` está en el borde de un subproceso de evento", node.id);
        check.add(node, message, "el borde de otra actividad");
    }
    let compensates = boundary
        .on
        .triggers
        .iter()
        .any(|trigger| matches!(trigger, Trigger::Compensation));
    if compensates {
        compensation(check, ix, node, boundary);
    } else if node.outgoing.is_empty() {
        let message = format!("del evento de borde `{}` no sale ningún camino", node.id);
        check.add(node, message, "`next: …`");
    }
    for trigger in &boundary.on.triggers {
        match trigger {
            Trigger::Link(_) => {
                let message = format!("el evento de borde `{}` no puede esperar un enlace", node.id);
                check.add(node, message, "un `catch` en el camino");
            }
            Trigger::Cancel => {
                let transaction = check.variety(Some(boundary.host));
                if !matches!(transaction, Some(Variety::Transaction)) {
                    let message = format!(
                        "`{}` espera que se cancele una transacción, y `{}` no lo es",
                        node.id, host.id
                    );
                    check.add(node, message, "`transaction: true` en el subproceso");
                }
            }
            _ => {}
        }
        let always = matches!(trigger, Trigger::Error(_) | Trigger::Cancel);
        if always && !boundary.interrupting {
            let what = if matches!(trigger, Trigger::Error(_)) {
                "un error siempre interrumpe la tarea"
            } else {
                "la cancelación siempre interrumpe la transacción"
            };
            check.add(node, format!("{what}: `{}`", node.id), "`interrupting: true`, o nada");
        }
    }
}

fn compensation(check: &mut Check<'_>, ix: NodeIx, node: &Node, boundary: &Boundary) {
    let definition = check.definition;
    if boundary.on.triggers.len() > 1 {
        let message = format!("`{}` espera que se deshaga su actividad, y además otra cosa", node.id);
        check.add(node, message, "un evento de borde para cada cosa");
    }
    if !node.outgoing.is_empty() {
        let message = format!("de `{}`, que compensa, sale un camino", node.id);
        check.add(
            node,
            message,
            "`handler: …` (en BPMN, una `association` a la actividad que deshace)",
        );
    }
    let Some(handler) = boundary.handler else {
        let message = format!("`{}` no dice qué actividad deshace lo hecho", node.id);
        check.add(
            node,
            message,
            "`handler: …` (en BPMN, una `association` a la actividad que deshace)",
        );
        return;
    };
    let first = definition.node(boundary.host).compensation(definition);
    if first.is_some_and(|first| definition.ix(&first.id) != Some(ix)) {
        let message = format!("`{}` es el segundo evento de compensación de su actividad", node.id);
        check.add(node, message, "uno solo");
    }
    if handler == boundary.host {
        check.add(
            node,
            format!("`{}` se deshace con su misma actividad", node.id),
            "otra actividad",
        );
    }
}

/// What is undone must be there to be undone.
fn compensate(check: &mut Check<'_>, node: &Node, compensate: &Compensate) {
    let Some(activity) = &compensate.activity else {
        return;
    };
    let definition = check.definition;
    let Some(target) = definition.element(activity.as_str()) else {
        let message = format!("`{}` deshace `{activity}`, que no existe", node.id);
        check.add(node, message, "el identificador de una actividad");
        return;
    };
    let mut scopes = vec![node.parent];
    if let (Some(parent), Some(Variety::Event)) = (node.parent, check.variety(node.parent)) {
        scopes.push(definition.node(parent).parent);
    }
    if !scopes.contains(&target.parent) {
        let message = format!("`{}` deshace `{activity}`, que no se ve desde ahí", node.id);
        check.add(node, message, "una actividad del mismo subproceso");
        return;
    }
    let inside = matches!(target.kind, Kind::Subprocess(_)) && !target.is_event_subprocess();
    if !inside && target.compensation(definition).is_none() {
        let message = format!("`{}` deshace `{activity}`, que no dice cómo se deshace", node.id);
        let expected = format!("en `{activity}`, `boundary: [ {{ compensation: true, handler: … }} ]`");
        check.add(node, message, expected);
    }
}
