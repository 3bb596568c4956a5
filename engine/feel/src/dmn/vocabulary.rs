//! The names that expressions of a model may mention, for its expressions to be read with.

use super::model::{Boxed, BoxedKind, ItemDefinition, Model};
use crate::names::Names;

/// All names of a model but those of parameters, which are known only inside their function.
pub(super) fn names_of(model: &Model) -> Names {
    let mut names = Names::new();
    let variables = model.inputs.iter();
    let variables = variables.chain(model.decisions.iter().map(|decision| &decision.variable));
    let variables = variables.chain(model.knowledge.iter().map(|knowledge| &knowledge.variable));
    let variables = variables.chain(model.services.iter().map(|service| &service.variable));
    variables.for_each(|variable| names.insert(&variable.name));
    model.items.iter().for_each(|item| components(item, &mut names));
    let bodies = model.knowledge.iter().flat_map(|knowledge| &knowledge.logic);
    bodies.for_each(|logic| inside(&logic.body, &mut names));
    let logic = model.decisions.iter().flat_map(|decision| &decision.logic);
    logic.for_each(|logic| inside(logic, &mut names));
    names
}

fn components(item: &ItemDefinition, names: &mut Names) {
    for component in &item.components {
        names.insert(&component.name);
        components(component, names);
    }
}

fn inside(boxed: &Boxed, names: &mut Names) {
    match &boxed.kind {
        BoxedKind::Literal(_) => {}
        BoxedKind::Context(entries) => {
            for (variable, value) in entries {
                if let Some(variable) = variable {
                    names.insert(&variable.name);
                }
                inside(value, names);
            }
        }
        BoxedKind::Invocation(callee, bindings) => {
            inside(callee, names);
            bindings.iter().for_each(|(_, value)| inside(value, names));
        }
        BoxedKind::Function(function) => inside(&function.body, names),
        BoxedKind::List(items) => items.iter().for_each(|item| inside(item, names)),
        BoxedKind::Relation(columns, rows) => {
            columns.iter().for_each(|column| names.insert(column));
            rows.iter().flatten().for_each(|cell| inside(cell, names));
        }
        BoxedKind::Conditional(parts) => parts.iter().for_each(|part| inside(part, names)),
        BoxedKind::Filter(parts) => parts.iter().for_each(|part| inside(part, names)),
        BoxedKind::For(name, parts) | BoxedKind::Some(name, parts) | BoxedKind::Every(name, parts) => {
            names.insert(name);
            parts.iter().for_each(|part| inside(part, names));
        }
        BoxedKind::Table(table) => {
            let columns = table.outputs.iter().filter_map(|output| output.name.as_deref());
            columns.for_each(|name| names.insert(name));
        }
    }
}
