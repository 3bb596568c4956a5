//! The elements of a process or a subprocess, one by one.

use roxmltree::Node;

use super::foreign::is_job;
use super::{Keys, Reader, Xml, child, children, id, is, local, ours};
use crate::bpmn::{BPMN, KINDS, RADICA, TEXT_ATTRIBUTES};
use crate::located::{Located, Yaml};
use crate::problem::{Code, Problems};

/// What may stand in a process and does nothing when it runs.
const DECORATION: [&str; 15] = [
    "documentation",
    "extensionElements",
    "textAnnotation",
    "association",
    "group",
    "laneSet",
    "dataStoreReference",
    "auditing",
    "monitoring",
    "ioSpecification",
    "ioBinding",
    "resourceRole",
    "potentialOwner",
    "supports",
    "supportedInterfaceRef",
];

/// What stands in a process or subprocess and is read elsewhere.
const ELSEWHERE: [&str; 14] = [
    "sequenceFlow",
    "boundaryEvent",
    "incoming",
    "outgoing",
    "property",
    "dataObject",
    "dataObjectReference",
    "dataInputAssociation",
    "dataOutputAssociation",
    "multiInstanceLoopCharacteristics",
    "standardLoopCharacteristics",
    "completionCondition",
    "performer",
    "humanPerformer",
];

/// What may stand inside an element that is no subprocess, whatever its kind.
const INSIDE: [&str; 22] = [
    "documentation",
    "extensionElements",
    "auditing",
    "monitoring",
    "categoryValueRef",
    "incoming",
    "outgoing",
    "ioSpecification",
    "property",
    "dataInput",
    "dataOutput",
    "inputSet",
    "outputSet",
    "dataInputAssociation",
    "dataOutputAssociation",
    "resourceRole",
    "performer",
    "humanPerformer",
    "potentialOwner",
    "standardLoopCharacteristics",
    "multiInstanceLoopCharacteristics",
    "rendering",
];

/// Attributes of ours that stand on elements.
const OUR_ATTRIBUTES: [&str; 5] = ["key", "begin", "timeToLive", "process", "value"];

impl<'d> Reader<'d> {
    pub(super) fn elements(&self, parent: Xml<'d>, problems: &mut Problems) -> Located {
        let mut items = Vec::new();
        for node in parent.children().filter(Node::is_element) {
            if node.tag_name().namespace() != Some(BPMN) {
                continue;
            }
            let name = node.tag_name().name();
            if DECORATION.contains(&name) || ELSEWHERE.contains(&name) {
                continue;
            }
            match self.kind(node) {
                Some(kind) => items.push(self.element(node, kind, problems)),
                None => self.unsupported(node, &known(), problems),
            }
        }
        self.loose(parent, problems);
        let value = Yaml::List(items);
        let at = self.at(parent);
        Located { at, value }
    }

    /// What an element is, as definitions name it.
    pub(super) fn kind(&self, node: Xml<'d>) -> Option<&'static str> {
        let name = node.tag_name().name();
        let known = KINDS
            .into_iter()
            .find(|(theirs, _)| *theirs == name && is(node, theirs));
        let (_, kind) = known?;
        if let Some(global) = self.global(node) {
            return Some(match global.tag_name().name() {
                "globalUserTask" => "user_task",
                "globalScriptTask" => "script_task",
                "globalBusinessRuleTask" => "business_rule_task",
                "globalManualTask" => "manual_task",
                _ => "task",
            });
        }
        Some(match kind {
            // A worker sends it.
            "send_task" if node.attribute("messageRef").is_none() && is_job(node) => "service_task",
            kind => kind,
        })
    }

    /// The global task that a call activity calls.
    fn global(&self, node: Xml<'d>) -> Option<Xml<'d>> {
        let called = node.attribute("calledElement").filter(|_| is(node, "callActivity"))?;
        let called = self.index.get(called)?;
        let name = called.tag_name().name();
        (name.starts_with("global") && is(called, name)).then_some(called)
    }

    fn element(&self, node: Xml<'d>, kind: &str, problems: &mut Problems) -> Located {
        let mut keys = self.keys(node);
        keys.text(kind, id(node));
        self.common(node, &mut keys, problems);
        match kind {
            "start" => {
                self.on(node, &mut keys, problems);
                if node.attribute("isInterrupting").is_some() {
                    keys.flag("interrupting", super::truth(node, "isInterrupting", true));
                }
            }
            "catch" => self.on(node, &mut keys, problems),
            "throw" | "end" => self.thrown(node, &mut keys, problems),
            "complex" => {
                if let Some(condition) = child(node, "activationCondition") {
                    keys.some("activation", self.formula(condition, problems));
                }
            }
            "event_based" => {
                keys.flag("instantiate", super::truth(node, "instantiate", false));
                keys.flag("parallel", node.attribute("eventGatewayType") == Some("Parallel"));
            }
            "exclusive" | "inclusive" | "parallel" => {}
            _ => {
                let what = self.global(node).unwrap_or(node);
                self.activity(node, what, kind, &mut keys, problems);
            }
        }
        if kind != "subprocess" {
            self.refuse_unknown(node, kind, problems);
        }
        self.flows(node, &mut keys, problems);
        keys.done()
    }

    /// What every element may say: its name, and what is ours.
    pub(super) fn common(&self, node: Xml<'d>, keys: &mut Keys, problems: &mut Problems) {
        if id(node).is_empty() {
            let message = format!("`{}` no tiene `id`", node.tag_name().name());
            problems.add(self.at(node), Code::MissingKey, message, "`id=\"…\"`");
        }
        keys.some("name", node.attribute("name").filter(|name| !name.trim().is_empty()));
        keys.some("documentation", super::documentation(node));
        for attribute in node
            .attributes()
            .filter(|attribute| attribute.namespace() == Some(RADICA))
        {
            let name = attribute.name();
            if TEXT_ATTRIBUTES.contains(&name) {
                keys.text(name, attribute.value());
            } else if !OUR_ATTRIBUTES.contains(&name) {
                let message = format!("el atributo `radica:{name}` no existe");
                let expected = format!("uno de: {}, {}", TEXT_ATTRIBUTES.join(", "), OUR_ATTRIBUTES.join(", "));
                problems.add(self.at(node), Code::UnknownKey, message, expected);
            }
        }
    }

    /// What stands inside an element and is not understood is refused, never ignored.
    fn refuse_unknown(&self, node: Xml<'d>, kind: &str, problems: &mut Problems) {
        let own: &[&str] = match kind {
            "script_task" => &["script"],
            "complex" => &["activationCondition"],
            "start" | "end" | "throw" | "catch" | "boundary" => &["eventDefinitionRef"],
            _ => &[],
        };
        let event = !own.is_empty() && kind != "script_task" && kind != "complex";
        for child in node.children().filter(Node::is_element) {
            let name = child.tag_name().name();
            let theirs = child.tag_name().namespace() != Some(BPMN);
            let definition = event && name.ends_with("EventDefinition");
            if !(theirs || definition || INSIDE.contains(&name) || own.contains(&name)) {
                self.unsupported(
                    child,
                    &format!("en `{}`, nada de ese nombre", node.tag_name().name()),
                    problems,
                );
            }
        }
    }

    /// The boundary events of an activity.
    pub(super) fn boundaries(&self, host: Xml<'d>, keys: &mut Keys, problems: &mut Problems) {
        let attached: Vec<Xml<'d>> = self.index.attached(host).to_vec();
        let list: Vec<Located> = attached.into_iter().map(|node| self.boundary(node, problems)).collect();
        if !list.is_empty() {
            keys.list("boundary", list);
        }
    }

    fn boundary(&self, node: Xml<'d>, problems: &mut Problems) -> Located {
        let mut keys = self.keys(node);
        keys.text("id", id(node));
        self.common(node, &mut keys, problems);
        keys.flag("interrupting", super::truth(node, "cancelActivity", true));
        self.on(node, &mut keys, problems);
        if keys.has("compensation") {
            self.handler(node, &mut keys, problems);
        }
        self.refuse_unknown(node, "boundary", problems);
        self.flows(node, &mut keys, problems);
        keys.done()
    }

    /// The activity that an association from a compensation boundary event leads to.
    fn handler(&self, node: Xml<'d>, keys: &mut Keys, problems: &mut Problems) {
        let targets = self.index.associations(node).iter();
        let targets: Vec<&str> = targets
            .filter_map(|association| association.attribute("targetRef").map(local))
            .filter(|target| self.index.get(target).is_some_and(|target| self.kind(target).is_some()))
            .collect();
        match targets.as_slice() {
            [only] => keys.text("handler", *only),
            [] => {}
            _ => {
                let message = format!("`{}` lleva a varias actividades que compensan", id(node));
                self.constraint(node, message, "una sola `association` desde él", problems);
            }
        }
    }

    /// JSON in the text of an extension element.
    pub(super) fn json(&self, node: Xml<'d>, key: &str, problems: &mut Problems) -> Option<Located> {
        let at = self.at(node);
        match serde_json::from_str(&super::text(node)) {
            Ok(json) => Some(Located::of_json(at, &json)),
            Err(error) => {
                let message = format!("`{key}` no es JSON: {error}");
                problems.add(at, Code::Shape, message, "un valor JSON");
                None
            }
        }
    }

    /// Values by name in extension elements of ours, as a map.
    pub(super) fn values(&self, node: Xml<'d>, theirs: &str, problems: &mut Problems) -> Keys {
        let mut keys = self.keys(node);
        for extension in ours(node, theirs) {
            let name = extension.attribute("name").unwrap_or_default();
            if let Some(value) = self.json(extension, name, problems) {
                keys.value(name, value);
            }
        }
        keys
    }

    /// Refuses extension elements of ours that mean nothing there.
    pub(super) fn refuse_ours(&self, node: Xml<'d>, known: &[&str], problems: &mut Problems) {
        for extensions in children(node, "extensionElements") {
            let strange = extensions.children().filter(|extension| {
                let tag = extension.tag_name();
                tag.namespace() == Some(RADICA) && !known.contains(&tag.name())
            });
            for extension in strange {
                self.unsupported(extension, &known.join(", "), problems);
            }
        }
    }
}

fn known() -> String {
    let known: Vec<&str> = KINDS.iter().map(|(theirs, _)| *theirs).collect();
    format!("{} o boundaryEvent", known.join(", "))
}
