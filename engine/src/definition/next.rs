//! Where an element leads: `next`, as an id, as branches, or as all ways; or `flows`, every arrow as BPMN
//! has it.

use super::builder::{Arrow, Builder, NewNode};
use super::fields::{Fields, expression};
use crate::expression::Expression;
use crate::located::{Located, Yaml};
use crate::model::{Kind, NodeIx};
use crate::problem::{Code, Problems};

/// What a list in `next` means.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Ways {
    /// Branches of an exclusive gateway that stands after the element.
    Split,
    /// Branches of the gateway itself.
    Branches,
    /// All of them.
    All,
    /// None: the element has no `next`.
    None,
}

/// Reads where an element leads.
pub(super) fn read(fields: &mut Fields<'_>, from: NodeIx, ways: Ways, builder: &mut Builder, problems: &mut Problems) {
    if let Some(flows) = fields.get("flows") {
        if let Some(next) = fields.entry("next") {
            let message = "el elemento dice dos veces por dónde sigue";
            problems.add(next.at, Code::Shape, message, "`next` o `flows`, no los dos");
        }
        all(flows, from, builder, problems);
        return;
    }
    if ways == Ways::None {
        return;
    }
    let Some(next) = fields.get("next") else {
        builder.silent.push(from);
        return;
    };
    match (&next.value, ways) {
        (Yaml::List(branches), Ways::Split) => split(branches, next, from, builder, problems),
        (Yaml::List(branches), Ways::Branches) => exclusive(branches, next, from, builder, problems),
        (Yaml::List(_), Ways::All) => all(next, from, builder, problems),
        _ => single(next, from, builder, problems),
    }
}

/// Several branches become an exclusive gateway after the element, because branches of a BPMN activity
/// itself are not exclusive.
fn split(branches: &[Located], next: &Located, from: NodeIx, builder: &mut Builder, problems: &mut Problems) {
    let id = builder.node(from).map_or("", |node| node.id.as_str()).to_owned();
    let split = NewNode {
        id: builder.free_id(&format!("{id}.split")),
        at: next.at,
        name: None,
        stage: None,
        documentation: None,
        kind: Kind::Exclusive,
    };
    let to = split.id.to_string();
    let gateway = builder.add(split, problems);
    builder.arrows.push(Arrow::plain(from, to, next.at));
    exclusive(branches, next, gateway, builder, problems);
}

/// An id, or `{ to, name, id }`.
fn single(next: &Located, from: NodeIx, builder: &mut Builder, problems: &mut Problems) {
    if let Some(to) = next.text() {
        builder.arrows.push(Arrow::plain(from, to.to_owned(), next.at));
    } else if next.map().is_some() {
        let arrow = Fields::of_map(next, "`next`", problems)
            .and_then(|mut fields| (arrow(&mut fields, next, from, problems), fields.finish(problems)).0);
        builder.arrows.extend(arrow);
    } else {
        let expected = "el identificador del elemento que sigue";
        let message = "`next` no es el identificador de un elemento";
        problems.add(next.at, Code::Shape, message, expected);
    }
}

/// Every arrow, each with its own condition or none.
fn all(flows: &Located, from: NodeIx, builder: &mut Builder, problems: &mut Problems) {
    let Some(items) = flows.list() else {
        let expected = "`flows: [ { to: …, when: \"= …\" } ]`";
        problems.add(flows.at, Code::Shape, "`flows` no es una lista", expected);
        return;
    };
    for item in items {
        if item.map().is_none() {
            single(item, from, builder, problems);
            continue;
        }
        let Some(mut fields) = Fields::of_map(item, "el camino", problems) else {
            continue;
        };
        let condition = condition(&mut fields, problems);
        let default = fields.flag("default", false, problems);
        if let Some(arrow) = arrow(&mut fields, item, from, problems) {
            builder.arrows.push(Arrow {
                condition,
                default,
                ..arrow
            });
        }
        fields.finish(problems);
    }
}

/// Branches of which the last is the default.
fn exclusive(branches: &[Located], next: &Located, from: NodeIx, builder: &mut Builder, problems: &mut Problems) {
    if branches.is_empty() {
        let expected = "al menos una rama `{ to: … }`";
        problems.add(next.at, Code::Shape, "`next` está vacío", expected);
    }
    let last = branches.len().saturating_sub(1);
    for (n, branch) in branches.iter().enumerate() {
        let Some(mut fields) = Fields::of_map(branch, "la rama", problems) else {
            continue;
        };
        let when = fields.get("when");
        in_its_place(branch, when, n == last, problems);
        let condition = condition(&mut fields, problems);
        if let Some(arrow) = arrow(&mut fields, branch, from, problems) {
            let default = when.is_none() && n == last;
            builder.arrows.push(Arrow {
                condition,
                default,
                ..arrow
            });
        }
        fields.finish(problems);
    }
}

/// The last branch, and only the last, has no condition.
fn in_its_place(branch: &Located, when: Option<&Located>, last: bool, problems: &mut Problems) {
    match (when, last) {
        (None, false) => problems.add(
            branch.at,
            Code::Default,
            "esta rama no tiene condición y no es la última, así que las siguientes nunca se toman",
            "`when: \"= …\"`, o que sea la última",
        ),
        (Some(when), true) => problems.add(
            when.at,
            Code::Default,
            "la última rama tiene condición: si ninguna se cumple, el caso no tiene por dónde seguir",
            "una última rama `{ to: … }` sin `when`",
        ),
        _ => {}
    }
}

fn condition(fields: &mut Fields<'_>, problems: &mut Problems) -> Option<Expression> {
    let when = fields.get("when")?;
    if let Some(text) = when.text() {
        return expression(text, when.at, problems);
    }
    let message = "`when` no es una expresión";
    problems.add(when.at, Code::Expression, message, "`when: \"= …\"`");
    None
}

fn arrow(fields: &mut Fields<'_>, whole: &Located, from: NodeIx, problems: &mut Problems) -> Option<Arrow> {
    let at = fields.get("to").map_or(whole.at, |to| to.at);
    let to = fields.required_text("to", problems);
    let name = fields.text("name", problems);
    // Ids of flows are seldom written: what BPMN names them, or this notation does, is not restricted.
    let id = fields.text("id", problems);
    let id = id.map(|id| crate::ids::ElementId::from(id.as_str()));
    Some(Arrow {
        id,
        name,
        ..Arrow::plain(from, to?, at)
    })
}
