//! Subprocesses: what each variety may hold, and how it starts.

use super::Check;
use crate::model::{Kind, Node, NodeIx, Subprocess, Variety};
use crate::problem::Code;

pub(super) fn check(check: &mut Check<'_>) {
    let definition = check.definition;
    let mut inside: Vec<Vec<NodeIx>> = vec![Vec::new(); definition.nodes.len()];
    for ix in check.all() {
        if let Some(list) = definition
            .node(ix)
            .parent
            .and_then(|parent| inside.get_mut(parent.0 as usize))
        {
            list.push(ix);
        }
    }
    for (ix, inside) in check.all().zip(inside) {
        let node = definition.node(ix);
        if let Kind::Subprocess(subprocess) = &node.kind {
            let inside: Vec<&Node> = inside.into_iter().map(|ix| definition.node(ix)).collect();
            self::subprocess(check, node, subprocess, &inside);
        }
    }
}

fn subprocess(check: &mut Check<'_>, node: &Node, subprocess: &Subprocess, inside: &[&Node]) {
    let starts: Vec<&Node> = inside
        .iter()
        .copied()
        .filter(|node| matches!(node.kind, Kind::Start(_)))
        .collect();
    match &subprocess.variety {
        Variety::Embedded | Variety::Transaction => {
            for start in starts.iter().skip(1) {
                let message = format!("`{}` es un segundo inicio de `{}`", start.id, node.id);
                check.problems.add(
                    start.at,
                    Code::Start,
                    message,
                    "un solo elemento `start: …` en el subproceso",
                );
            }
        }
        Variety::Event => event(check, node, &starts),
        Variety::AdHoc(_) => ad_hoc(check, node, inside),
    }
}

fn event(check: &mut Check<'_>, node: &Node, starts: &[&Node]) {
    if !node.outgoing.is_empty() {
        let message = format!("de `{}`, un subproceso de evento, sale un camino", node.id);
        check.add(node, message, "un subproceso sin `next`");
    }
    if matches!(check.variety(node.parent), Some(Variety::AdHoc(_))) {
        let message = format!("`{}`, un subproceso de evento, está en un subproceso ad hoc", node.id);
        check.add(node, message, "otro lugar para él");
    }
    let waits = starts
        .iter()
        .filter(|start| start.on().is_some_and(|on| !on.triggers.is_empty()));
    if starts.len() != 1 || waits.count() != 1 {
        let message = format!(
            "`{}`, un subproceso de evento, no tiene un solo inicio que espere algo",
            node.id
        );
        let expected = "un elemento `start: …` con `message`, `timer`, `signal`, `condition`, `error`, `escalation` o \
                        `compensation`";
        check.problems.add(node.at, Code::Start, message, expected);
    }
}

fn ad_hoc(check: &mut Check<'_>, node: &Node, inside: &[&Node]) {
    for event in inside
        .iter()
        .filter(|node| matches!(node.kind, Kind::Start(_) | Kind::End(_)))
    {
        let message = format!(
            "`{}` está en un subproceso ad hoc, que no tiene inicios ni fines",
            event.id
        );
        check.add(event, message, "solo actividades, compuertas y eventos intermedios");
    }
    if !inside.iter().any(|node| node.kind.is_activity()) {
        let message = format!("`{}`, un subproceso ad hoc, no tiene actividades", node.id);
        check.add(node, message, "al menos una");
    }
}
