//! All that a definition says, but for where it says it and in what order: what must be the same however it
//! is written.

use crate::model::{Body, Definition, Kind, Node, NodeIx, Starts};

/// One line for each element and flow, and one for the process.
pub(crate) fn of(definition: &Definition) -> Vec<String> {
    let mut lines: Vec<String> = definition.nodes.iter().map(|node| element(definition, node)).collect();
    lines.extend(definition.flows().map(|(flow, from, to)| {
        let crate::model::Flow {
            id,
            name,
            condition,
            default,
            link,
            ..
        } = flow;
        format!("{id} {name:?} {condition:?} {default} {link} {} {}", from.id, to.id)
    }));
    lines.sort();
    lines.push(format!(
        "{} {:?} {:?} {}",
        definition.id,
        definition.name,
        definition.documentation,
        body(definition, &definition.body)
    ));
    lines
}

fn element(definition: &Definition, node: &Node) -> String {
    let kind = match &node.kind {
        Kind::Subprocess(subprocess) => {
            format!(
                "Subprocess {:?} {}",
                subprocess.variety,
                body(definition, &subprocess.body)
            )
        }
        Kind::Boundary(boundary) => {
            let handler = boundary.handler.map(|handler| definition.node(handler).id.clone());
            let host = &definition.node(boundary.host).id;
            let crate::model::Boundary {
                interrupting,
                on,
                result,
                ..
            } = boundary;
            format!("Boundary {interrupting} {on:?} {result:?} {handler:?} {host}")
        }
        kind => format!("{kind:?}"),
    };
    let Node {
        id,
        name,
        stage,
        documentation,
        repeat,
        data,
        quantity,
        for_compensation,
        ..
    } = node;
    let parent = definition.parent_of(node).map(|parent| &parent.id);
    let ways: Vec<&str> = node
        .outgoing
        .iter()
        .map(|flow| definition.flow(*flow).id.as_str())
        .collect();
    let boundary = ids(definition, &node.boundary);
    format!(
        "{id} {name:?} {stage:?} {documentation:?} {kind} {repeat:?} {data:?} {quantity:?} {for_compensation} in {parent:?} to {ways:?} with {boundary:?}"
    )
}

fn body(definition: &Definition, body: &Body) -> String {
    let word = match &body.starts {
        Starts::Events(_) => "events",
        Starts::Implicit(_) => "implicit",
    };
    let (starts, events) = (ids(definition, body.starts.all()), ids(definition, &body.events));
    format!("{word} {starts:?} {events:?} {:?}", body.data)
}

fn ids(definition: &Definition, of: &[NodeIx]) -> Vec<String> {
    let mut ids: Vec<String> = of.iter().map(|ix| definition.node(*ix).id.to_string()).collect();
    ids.sort();
    ids
}
