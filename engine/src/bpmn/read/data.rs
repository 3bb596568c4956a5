//! Data: properties and data objects of a scope, and what goes in and out of activities.

use super::expressions::formula;
use super::{Keys, Reader, Xml, child, children, foreign, id, is, ours, text};
use crate::definition::is_variable;
use crate::located::{Entry, Located, Yaml};
use crate::problem::{Code, Problems};

/// What bpmn.io draws a data input association to.
const PLACEHOLDER: &str = "__targetRef_placeholder";

impl<'d> Reader<'d> {
    /// The variables of a process or subprocess.
    pub(super) fn data(&self, scope: Xml<'d>, keys: &mut Keys, problems: &mut Problems) {
        let mut data = self.keys(scope);
        for node in scope
            .children()
            .filter(|node| is(*node, "property") || is(*node, "dataObject"))
        {
            if node.attribute("name") == Some(PLACEHOLDER) {
                continue;
            }
            let Some(name) = self.name_of(node).filter(|name| !data.has(name)) else {
                continue;
            };
            let first = ours(node, "value").next();
            let value = first.and_then(|value| self.json(value, "value", problems));
            let at = self.at(node);
            let null = Located { at, value: Yaml::Null };
            data.value(&name, value.unwrap_or(null));
        }
        if !data.is_empty() {
            keys.value("data", data.done());
        }
    }

    /// The variable that a property, a data object, a data input or output is: its name, when that can be a
    /// variable's, or its id.
    fn name_of(&self, node: Xml<'d>) -> Option<String> {
        let object = if is(node, "dataObjectReference") {
            node.attribute("dataObjectRef")
                .and_then(|object| self.index.get(object))
        } else {
            None
        };
        let node = object.unwrap_or(node);
        let reference = self
            .index
            .reference(node)
            .and_then(|reference| reference.attribute("name"));
        let names = [node.attribute("name"), reference, node.attribute("id")];
        let name = names
            .into_iter()
            .flatten()
            .map(str::trim)
            .find(|name| is_variable(name));
        name.map(str::to_owned)
    }

    /// The variable that a reference names.
    pub(super) fn variable(&self, at: Xml<'_>, reference: &str, problems: &mut Problems) -> Option<String> {
        let node = self.referred(at, reference, "un dato", problems)?;
        if is(node, "dataStoreReference") || is(node, "dataStore") {
            let message = format!("`{reference}` es un almacén de datos, y no se puede ejecutar");
            problems.add(
                self.at(at),
                Code::UnknownKind,
                message,
                "un `dataObject` o una `property`",
            );
            return None;
        }
        let name = self.name_of(node);
        if name.is_none() {
            let message = format!("`{reference}` no tiene un nombre que sirva para una variable");
            problems.add(
                self.at(node),
                Code::BadId,
                message,
                "letras, cifras y `_`, empezando por una letra",
            );
        }
        name
    }

    /// What goes in and out of an activity.
    pub(super) fn data_flow(&self, node: Xml<'d>, keys: &mut Keys, problems: &mut Problems) {
        if let Some(all) = foreign::passes_all(node) {
            self.unsupported(all, "las variables una a una", problems);
        }
        let mut inputs = self.values(node, "in", problems);
        inputs.extend(self.mapped(node, true));
        inputs.extend(self.associated_inputs(node, problems));
        if !is(node, "subProcess") && !is(node, "transaction") && !is(node, "adHocSubProcess") {
            self.properties(node, &mut inputs);
        }
        let mut outputs = self.values(node, "out", problems);
        outputs.extend(self.mapped(node, false));
        outputs.extend(self.associated_outputs(node, problems));
        for (key, values) in [("in", inputs), ("out", outputs)] {
            if !values.is_empty() {
                keys.value(key, values.done());
            }
        }
    }

    /// Properties of a task are variables of its own.
    fn properties(&self, node: Xml<'d>, inputs: &mut Keys) {
        for property in children(node, "property") {
            let name = self.name_of(property).filter(|name| !inputs.has(name));
            if let Some(name) = name.filter(|_| property.attribute("name") != Some(PLACEHOLDER)) {
                let at = self.at(property);
                inputs.value(&name, Located { at, value: Yaml::Null });
            }
        }
    }

    fn mapped(&self, node: Xml<'d>, inwards: bool) -> Vec<Entry> {
        let mappings = foreign::mappings(node, inwards).into_iter();
        let entries = mappings.map(|mapping| {
            let at = self.at(mapping.node);
            let text = if mapping.computed || mapping.source.starts_with('=') || is_variable(mapping.source) {
                formula(mapping.source)
            } else {
                mapping.source.to_owned()
            };
            Entry::new(at, mapping.target, Located::of_text(at, text))
        });
        entries.collect()
    }

    /// What data input associations put into an activity, or into what an event throws.
    pub(super) fn associated_inputs(&self, node: Xml<'d>, problems: &mut Problems) -> Vec<Entry> {
        let looped = self.loop_input(node);
        let mut entries = Vec::new();
        for association in children(node, "dataInputAssociation") {
            let Some(target) = child(association, "targetRef") else {
                continue;
            };
            let declared = self.index.get(&text(target));
            let drawn = declared.is_none_or(|declared| declared.attribute("name") == Some(PLACEHOLDER));
            // What the loop goes over is taken outside, once for all.
            if drawn || declared.is_some() && declared == looped {
                continue;
            }
            let name = self.variable(target, &text(target), problems);
            entries.extend(name.and_then(|name| self.association(association, &name, problems)));
        }
        entries
    }

    fn associated_outputs(&self, node: Xml<'d>, problems: &mut Problems) -> Vec<Entry> {
        let looped = self.loop_output(node);
        let mut entries = Vec::new();
        for association in children(node, "dataOutputAssociation") {
            let source = child(association, "sourceRef").and_then(|source| self.index.get(&text(source)));
            let says = ["sourceRef", "transformation", "assignment"];
            let drawn = !says.iter().any(|name| child(association, name).is_some());
            let target = child(association, "targetRef").filter(|_| !drawn);
            let Some(target) = target.filter(|_| source.is_none() || source != looped) else {
                continue;
            };
            let name = self.variable(target, &text(target), problems);
            entries.extend(name.and_then(|name| self.association(association, &name, problems)));
        }
        entries
    }

    /// What an association computes for a variable.
    fn association(&self, association: Xml<'d>, name: &str, problems: &mut Problems) -> Option<Entry> {
        let at = self.at(association);
        let computed = if let Some(transformation) = child(association, "transformation") {
            self.formula(transformation, problems)?
        } else if let Some(assignment) = child(association, "assignment") {
            let from = child(assignment, "from")?;
            self.assigned(association, assignment, name, problems);
            self.formula(from, problems)?
        } else {
            let source = child(association, "sourceRef")?;
            format!("= {}", self.variable(source, &text(source), problems)?)
        };
        Some(Entry::new(at, name, Located::of_text(at, computed)))
    }

    /// Only the whole variable can be assigned, and once.
    fn assigned(&self, association: Xml<'d>, assignment: Xml<'d>, name: &str, problems: &mut Problems) {
        let to = child(assignment, "to").map(text).unwrap_or_default();
        let target = child(association, "targetRef").map(text).unwrap_or_default();
        let to = to.trim_start_matches('=').trim();
        if !(to.is_empty() || to == name || to == target) || children(association, "assignment").count() > 1 {
            let expected = format!("un solo `assignment`, a `{name}`");
            self.unsupported(assignment, &expected, problems);
        }
    }

    /// What the loop of an activity goes over, when that is a data input of it.
    pub(super) fn loop_input(&self, node: Xml<'d>) -> Option<Xml<'d>> {
        self.loop_data(node, "loopDataInputRef")
    }

    pub(super) fn loop_output(&self, node: Xml<'d>) -> Option<Xml<'d>> {
        self.loop_data(node, "loopDataOutputRef")
    }

    fn loop_data(&self, node: Xml<'d>, name: &str) -> Option<Xml<'d>> {
        let loops = child(node, "multiInstanceLoopCharacteristics")?;
        self.index.get(&text(child(loops, name)?))
    }

    /// The variable outside that a data input (`true`) or output of an activity stands for, as FEEL.
    pub(super) fn outside(
        &self,
        node: Xml<'d>,
        data: Xml<'d>,
        inwards: bool,
        problems: &mut Problems,
    ) -> Option<String> {
        let (kind, near, far) = if inwards {
            ("dataInputAssociation", "targetRef", "sourceRef")
        } else {
            ("dataOutputAssociation", "sourceRef", "targetRef")
        };
        let mut found = children(node, kind)
            .filter(|association| child(*association, near).is_some_and(|near| text(near) == id(data)));
        let Some(association) = found.next() else {
            return self.name_of(data);
        };
        if inwards && (child(association, "transformation").is_some() || child(association, "assignment").is_some()) {
            let entry = self.association(association, &self.name_of(data)?, problems)?;
            return entry
                .value
                .text()
                .map(|text| text.trim_start_matches('=').trim().to_owned());
        }
        let far = child(association, far)?;
        self.variable(far, &text(far), problems)
    }
}
