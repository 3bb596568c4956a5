//! Who does a task: as we write it, as BPMN does, or as other tools do.

use super::expressions::text_or_formula;
use super::foreign::assignment;
use super::{Keys, Reader, Xml, child, id, is, ours, text};
use crate::definition::UNASSIGNED;
use crate::located::Located;
use crate::problem::{Code, Problems};

impl<'d> Reader<'d> {
    pub(super) fn assign(&self, node: Xml<'d>, problems: &mut Problems) -> Located {
        if let Some(ours) = ours(node, "assign").next() {
            let mut keys = self.keys(ours);
            for attribute in ours.attributes() {
                match attribute.name() {
                    "filer" => keys.flag("filer", attribute.value() == "true"),
                    name => keys.text(name, attribute.value()),
                }
            }
            return self.or_nobody(keys);
        }
        let mut keys = self.keys(node);
        let (person, role) = assignment(node);
        keys.some("person", person.map(text_or_formula));
        if let Some(role) = role {
            self.refuse_several(node, role, problems);
        }
        keys.some("role", role.map(text_or_formula));
        if keys.is_empty() {
            self.resources(node, &mut keys, problems);
        }
        self.or_nobody(keys)
    }

    /// A task is for one role or one person: several, as a list between commas, would be lost.
    fn refuse_several(&self, node: Xml<'_>, who: &str, problems: &mut Problems) {
        let computed = who.starts_with('=') || who.contains(['(', '{']);
        if who.contains(',') && !computed {
            let message = format!("`{}` es para varios: `{who}`", id(node));
            problems.add(
                self.at(node),
                Code::Constraint,
                message,
                "un solo rol o una sola persona",
            );
        }
    }

    fn or_nobody(&self, keys: Keys) -> Located {
        if keys.is_empty() {
            Located::of_text(keys.at(), UNASSIGNED)
        } else {
            keys.done()
        }
    }

    /// BPMN's own resource roles: `group(…)` and `user(…)`, a name, an expression, or a resource.
    fn resources(&self, node: Xml<'d>, keys: &mut Keys, problems: &mut Problems) {
        for role in node.children().filter(|child| {
            let names = ["potentialOwner", "humanPerformer", "performer", "resourceRole"];
            names.iter().any(|name| is(*child, name))
        }) {
            let one = is(role, "humanPerformer") || is(role, "performer");
            let resource = child(role, "resourceRef").and_then(|reference| self.index.get(&text(reference)));
            let expression = child(role, "resourceAssignmentExpression")
                .and_then(|assignment| assignment.children().find(roxmltree::Node::is_element))
                .map(text);
            let named = resource
                .and_then(|resource| resource.attribute("name"))
                .map(str::to_owned);
            let Some(who) = named.or(expression).filter(|who| !who.is_empty()) else {
                continue;
            };
            self.refuse_several(node, &who, problems);
            let inside = |name: &str| {
                who.strip_prefix(name)?
                    .strip_prefix('(')?
                    .strip_suffix(')')
                    .map(str::to_owned)
            };
            let (key, who) = match (inside("user"), inside("group")) {
                (Some(user), _) => ("person", user),
                (_, Some(group)) => ("role", group),
                _ if one => ("person", text_or_formula(&who)),
                _ => ("role", text_or_formula(&who)),
            };
            if !keys.has(key) {
                keys.text(key, who);
            }
        }
    }
}
