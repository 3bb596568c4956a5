//! What events wait for or throw.

use super::expressions::text_or_formula;
use super::{BPMN, Keys, RADICA, Reader, Xml, child, children, id, is, text, truth};
use crate::located::Located;
use crate::problem::{Code, Problems};

impl<'d> Reader<'d> {
    /// The event definitions of an event: those inside it, and those of the document that it names.
    pub(super) fn definitions(&self, node: Xml<'d>, problems: &mut Problems) -> Vec<Xml<'d>> {
        let mut all = Vec::new();
        for child in node
            .children()
            .filter(|child| child.tag_name().namespace() == Some(BPMN))
        {
            match child.tag_name().name() {
                "eventDefinitionRef" => {
                    all.extend(self.referred(child, &text(child), "un `…EventDefinition`", problems))
                }
                name if name.ends_with("EventDefinition") => all.push(child),
                _ => {}
            }
        }
        all
    }

    /// What a reference names; a problem when there is none.
    pub(super) fn referred(
        &self,
        node: Xml<'_>,
        reference: &str,
        what: &str,
        problems: &mut Problems,
    ) -> Option<Xml<'d>> {
        let found = self.index.get(reference);
        if found.is_none() {
            let message = format!("`{}` se refiere a `{reference}`, que no existe", node.tag_name().name());
            problems.add(
                self.at(node),
                Code::Reference,
                message,
                format!("el `id` de {what} del documento"),
            );
        }
        found
    }

    /// What an event waits for.
    pub(super) fn on(&self, node: Xml<'d>, keys: &mut Keys, problems: &mut Problems) {
        let definitions = self.definitions(node, problems);
        match definitions.as_slice() {
            [] => {}
            [only] => self.trigger(node, *only, keys, problems),
            several => {
                let all = truth(node, "parallelMultiple", false);
                let list: Vec<Located> = several
                    .iter()
                    .map(|definition| {
                        let mut keys = self.keys(*definition);
                        self.trigger(node, *definition, &mut keys, problems);
                        keys.done()
                    })
                    .collect();
                keys.list(if all { "all" } else { "any" }, list);
            }
        }
        if !keys.has("result") {
            let target = self.event_result(node, problems);
            keys.some("result", target);
        }
    }

    fn trigger(&self, event: Xml<'d>, definition: Xml<'d>, keys: &mut Keys, problems: &mut Problems) {
        match definition.tag_name().name() {
            "timerEventDefinition" => keys.some("timer", self.time(definition, problems)),
            "messageEventDefinition" => {
                keys.some("message", self.message(definition, problems));
                keys.some("key", self.message_key(event, definition));
            }
            "signalEventDefinition" => keys.some("signal", self.named(definition, "signal", problems)),
            "conditionalEventDefinition" => match child(definition, "condition") {
                Some(condition) => keys.some("condition", self.formula(condition, problems)),
                None => self.lacks(definition, "condition", problems),
            },
            "errorEventDefinition" => {
                let code = self.code(definition, "error", "errorCode", problems);
                keys.text("error", code.unwrap_or_else(|| "any".to_owned()));
            }
            "escalationEventDefinition" => {
                let code = self.code(definition, "escalation", "escalationCode", problems);
                keys.text("escalation", code.unwrap_or_else(|| "any".to_owned()));
            }
            "compensateEventDefinition" => keys.flag("compensation", true),
            "cancelEventDefinition" => keys.flag("cancel", true),
            "linkEventDefinition" => self.link(definition, keys, problems),
            _ => self.unsupported(definition, "en un evento que espera, otra definición", problems),
        }
    }

    /// What an event throws.
    pub(super) fn thrown(&self, node: Xml<'d>, keys: &mut Keys, problems: &mut Problems) {
        let definitions = self.definitions(node, problems);
        match definitions.as_slice() {
            [] => {}
            [only] => self.throw(node, *only, keys, problems),
            several => {
                let list: Vec<Located> = several
                    .iter()
                    .map(|definition| self.throw_of(node, *definition, problems))
                    .collect();
                keys.list("throws", list);
            }
        }
    }

    /// What one event definition throws, in a map of its own.
    pub(super) fn throw_of(&self, event: Xml<'d>, definition: Xml<'d>, problems: &mut Problems) -> Located {
        let mut keys = self.keys(definition);
        self.throw(event, definition, &mut keys, problems);
        keys.done()
    }

    pub(super) fn throw(&self, event: Xml<'d>, definition: Xml<'d>, keys: &mut Keys, problems: &mut Problems) {
        match definition.tag_name().name() {
            "terminateEventDefinition" => keys.flag("terminate", true),
            "errorEventDefinition" => match self.code(definition, "error", "errorCode", problems) {
                Some(code) => keys.text("error", code),
                None => self.lacks(definition, "errorRef", problems),
            },
            "escalationEventDefinition" => match self.code(definition, "escalation", "escalationCode", problems) {
                Some(code) => keys.text("escalation", code),
                None => self.lacks(definition, "escalationRef", problems),
            },
            "messageEventDefinition" => {
                keys.some("send", self.message(definition, problems));
                self.sent(event, definition, keys, problems);
            }
            "signalEventDefinition" => {
                keys.some("signal", self.named(definition, "signal", problems));
                self.content(event, definition, keys, problems);
            }
            "compensateEventDefinition" => {
                match definition.attribute("activityRef") {
                    Some(activity) => keys.text("compensate", super::local(activity)),
                    None => keys.flag("compensate", true),
                }
                if !truth(definition, "waitForCompletion", true) {
                    keys.flag("at_once", true);
                }
            }
            "cancelEventDefinition" => keys.flag("cancel", true),
            "linkEventDefinition" => self.link(definition, keys, problems),
            _ => self.unsupported(definition, "en un evento que lanza, otra definición", problems),
        }
    }

    /// What goes with a message that is sent.
    pub(super) fn sent(&self, event: Xml<'d>, definition: Xml<'d>, keys: &mut Keys, problems: &mut Problems) {
        keys.some("key", self.message_key(event, definition));
        let kept = definition.attribute((RADICA, "timeToLive"));
        keys.some("time_to_live", kept.or(event.attribute((RADICA, "timeToLive"))));
        self.content(event, definition, keys, problems);
    }

    fn content(&self, event: Xml<'d>, definition: Xml<'d>, keys: &mut Keys, problems: &mut Problems) {
        let mut content = self.values(definition, "content", problems);
        if event != definition {
            content.extend(self.associated_inputs(event, problems));
        }
        if !content.is_empty() {
            keys.value("content", content.done());
        }
    }

    fn link(&self, definition: Xml<'d>, keys: &mut Keys, problems: &mut Problems) {
        match definition.attribute("name").filter(|name| !name.trim().is_empty()) {
            Some(name) => keys.text("link", name),
            None => self.lacks(definition, "name", problems),
        }
    }

    fn lacks(&self, node: Xml<'_>, what: &str, problems: &mut Problems) {
        let message = format!("a `{}` le falta `{what}`", node.tag_name().name());
        problems.add(self.at(node), Code::MissingKey, message, format!("`{what}`"));
    }

    fn time(&self, definition: Xml<'d>, problems: &mut Problems) -> Option<String> {
        let times = ["timeDate", "timeDuration", "timeCycle"];
        let mut found = definition
            .children()
            .filter(|time| times.iter().any(|name| is(*time, name)));
        let Some(time) = found.next() else {
            self.lacks(definition, "timeDuration, timeDate o timeCycle", problems);
            return None;
        };
        if let Some(language) = time
            .attribute("language")
            .filter(|language| !super::expressions::is_feel(language))
        {
            self.another_language(time, "language", language, problems);
            return None;
        }
        Some(text_or_formula(&text(time)))
    }

    /// The name of the message that an event definition or a task refers to.
    pub(super) fn message(&self, definition: Xml<'d>, problems: &mut Problems) -> Option<String> {
        self.named(definition, "message", problems)
    }

    /// The name of what `messageRef` or `signalRef` refers to: its id when it has no name.
    fn named(&self, definition: Xml<'d>, what: &str, problems: &mut Problems) -> Option<String> {
        let attribute = format!("{what}Ref");
        let Some(reference) = definition.attribute(attribute.as_str()) else {
            self.lacks(definition, &attribute, problems);
            return None;
        };
        let declared = self.referred(definition, reference, &format!("un `{what}`"), problems)?;
        let name = declared.attribute("name").filter(|name| !name.trim().is_empty());
        let name = name.unwrap_or(id(declared));
        if name.trim_start().starts_with('=') {
            let message = format!("el nombre de `{}` es una expresión", id(declared));
            problems.add(
                self.at(declared),
                Code::Expression,
                message,
                "un nombre fijo; lo que varía va en la clave",
            );
            return None;
        }
        Some(name.to_owned())
    }

    /// The code of an error or escalation: its name, or its id, when it has none.
    fn code(&self, definition: Xml<'d>, what: &str, attribute: &str, problems: &mut Problems) -> Option<String> {
        let reference = definition.attribute(format!("{what}Ref").as_str())?;
        let declared = self.referred(definition, reference, &format!("un `{what}`"), problems)?;
        let code = declared.attribute(attribute).or(declared.attribute("name"));
        let code = code.filter(|code| !code.trim().is_empty());
        Some(code.unwrap_or(id(declared)).to_owned())
    }

    /// What a message is about: as we write it, or as Zeebe does at the message itself.
    pub(super) fn message_key(&self, event: Xml<'d>, definition: Xml<'d>) -> Option<String> {
        let ours = definition
            .attribute((RADICA, "key"))
            .or(event.attribute((RADICA, "key")));
        let declared = definition
            .attribute("messageRef")
            .and_then(|reference| self.index.get(reference));
        let theirs = declared.and_then(super::foreign::correlation_key);
        ours.or(theirs).map(str::to_owned)
    }

    /// The variable that a data output association of a catching event fills.
    fn event_result(&self, node: Xml<'d>, problems: &mut Problems) -> Option<String> {
        let mut targets = children(node, "dataOutputAssociation").filter_map(|association| {
            child(association, "sourceRef")?;
            let target = child(association, "targetRef")?;
            self.variable(target, &text(target), problems)
        });
        targets.next()
    }
}
