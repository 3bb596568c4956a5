//! Where an element leads: `next`, as a name, a list of branches, or a list of names.

use super::builder::{Arrow, Builder, NewNode};
use super::fields::{Fields, expression};
use crate::located::{Located, Yaml};
use crate::model::{Kind, NodeIx};
use crate::problem::{Code, Problems};

/// Reads `next` of an element with one way out. Several branches become an exclusive gateway after
/// it, because branches of a BPMN activity itself are not exclusive.
pub(super) fn read(fields: &mut Fields<'_>, from: NodeIx, id: &str, builder: &mut Builder, problems: &mut Problems) {
    let Some(next) = fields.require("next", problems) else {
        return;
    };
    if let Yaml::List(branches) = &next.value {
        let split = NewNode {
            id: builder.free_id(&format!("{id}.split")),
            at: next.at,
            name: None,
            stage: None,
            kind: Kind::Exclusive,
            each: None,
        };
        let to = split.id.to_string();
        let gateway = builder.add(split, problems);
        builder.arrow(Arrow {
            from,
            to,
            at: next.at,
            name: None,
            condition: None,
            default: false,
        });
        exclusive(branches, next, gateway, builder, problems);
    } else {
        single(next, from, builder, problems);
    }
}

/// Reads `next` of an exclusive or inclusive gateway.
pub(super) fn read_branches(fields: &mut Fields<'_>, from: NodeIx, builder: &mut Builder, problems: &mut Problems) {
    match fields.require("next", problems) {
        Some(
            next @ Located {
                value: Yaml::List(branches),
                ..
            },
        ) => {
            exclusive(branches, next, from, builder, problems);
        }
        Some(next) => single(next, from, builder, problems),
        None => {}
    }
}

/// Reads `next` of a parallel gateway: all of them.
pub(super) fn read_parallel(fields: &mut Fields<'_>, from: NodeIx, builder: &mut Builder, problems: &mut Problems) {
    match fields.require("next", problems) {
        Some(Located {
            value: Yaml::List(targets),
            ..
        }) => {
            for target in targets {
                single(target, from, builder, problems);
            }
        }
        Some(next) => single(next, from, builder, problems),
        None => {}
    }
}

fn single(next: &Located, from: NodeIx, builder: &mut Builder, problems: &mut Problems) {
    match next.text() {
        Some(to) => {
            let (to, at) = (to.to_owned(), next.at);
            builder.arrow(Arrow {
                from,
                to,
                at,
                name: None,
                condition: None,
                default: false,
            });
        }
        None => problems.add(
            next.at,
            Code::Shape,
            "`next` no es el identificador de un elemento",
            "el identificador del elemento que sigue",
        ),
    }
}

fn exclusive(branches: &[Located], next: &Located, from: NodeIx, builder: &mut Builder, problems: &mut Problems) {
    let last = branches.len().saturating_sub(1);
    if branches.is_empty() {
        problems.add(
            next.at,
            Code::Shape,
            "`next` está vacío",
            "al menos una rama `{ to: … }`",
        );
    }
    for (n, branch) in branches.iter().enumerate() {
        let Some(mut fields) = Fields::of_map(branch, "la rama", problems) else {
            continue;
        };
        let condition = fields.get("when");
        let expected_default = n == last;
        match (condition, expected_default) {
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
        let condition = condition.and_then(|when| match when.text() {
            Some(text) => expression(text, when.at, problems),
            None => {
                problems.add(
                    when.at,
                    Code::Expression,
                    "`when` no es una expresión",
                    "`when: \"= …\"`",
                );
                None
            }
        });
        let at = fields.get("to").map_or(branch.at, |to| to.at);
        let to = fields.required_text("to", problems);
        let name = fields.text("name", problems);
        fields.finish(problems);
        if let Some(to) = to {
            let default = condition.is_none();
            builder.arrow(Arrow {
                from,
                to,
                at,
                name,
                condition,
                default,
            });
        }
    }
}
