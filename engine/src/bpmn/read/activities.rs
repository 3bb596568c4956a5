//! What activities say.

use super::expressions::{formula, is_feel, text_or_formula};
use super::{Keys, RADICA, Reader, Xml, child, foreign, id, is, local, ours, text, truth};
use crate::located::Located;
use crate::problem::{Code, Problems};

impl<'d> Reader<'d> {
    /// What an activity says; `what` is the global task that it calls, or itself.
    pub(super) fn activity(&self, node: Xml<'d>, what: Xml<'d>, kind: &str, keys: &mut Keys, problems: &mut Problems) {
        match kind {
            "user_task" => self.user_task(what, keys, problems),
            "service_task" => self.service_task(what, keys, problems),
            "script_task" => self.script_task(what, keys, problems),
            "business_rule_task" => business_rule_task(what, keys),
            "send_task" => {
                if what.attribute("messageRef").is_some() {
                    keys.some("send", self.message(what, problems));
                }
                self.sent(what, what, keys, problems);
            }
            "receive_task" => {
                if what.attribute("messageRef").is_some() {
                    keys.some("receive", self.message(what, problems));
                }
                keys.some("key", self.message_key(what, what));
                keys.flag("instantiate", truth(what, "instantiate", false));
            }
            "subprocess" => self.subprocess(node, keys, problems),
            "call" => self.call(node, keys, problems),
            _ => {}
        }
        let known = ["assign", "form", "input", "in", "out", "content", "value", "each"];
        self.refuse_ours(node, &known, problems);
        self.repeat(node, keys, problems);
        self.data_flow(node, keys, problems);
        for (theirs, key) in [
            ("startQuantity", "start_quantity"),
            ("completionQuantity", "completion_quantity"),
        ] {
            self.quantity(node, theirs, key, keys, problems);
        }
        if truth(node, "isForCompensation", false) {
            keys.flag("for_compensation", true);
        }
        self.boundaries(node, keys, problems);
    }

    fn quantity(&self, node: Xml<'d>, theirs: &str, key: &str, keys: &mut Keys, problems: &mut Problems) {
        match node
            .attribute(theirs)
            .map(|number| (number, number.trim().parse::<u64>()))
        {
            None => {}
            Some((_, Ok(number))) => keys.number(key, number),
            Some((other, Err(_))) => {
                let message = format!("`{theirs}` no es un número: `{other}`");
                problems.add(self.at(node), Code::Shape, message, "un número entero desde 1");
            }
        }
    }

    fn user_task(&self, node: Xml<'d>, keys: &mut Keys, problems: &mut Problems) {
        keys.value("assign", self.assign(node, problems));
        for form in ours(node, "form") {
            if let Some(form) = self.json(form, "form", problems) {
                keys.value("form", form);
            }
        }
    }

    fn service_task(&self, node: Xml<'d>, keys: &mut Keys, problems: &mut Problems) {
        if !keys.has("service") {
            keys.text("service", foreign::service(node).unwrap_or(id(node)));
        }
        if !keys.has("result") {
            keys.some("result", foreign::result(node));
        }
        let input = self.values(node, "input", problems);
        if !input.is_empty() {
            keys.value("input", input.done());
        }
    }

    fn script_task(&self, node: Xml<'d>, keys: &mut Keys, problems: &mut Problems) {
        let attribute = if is(node, "globalScriptTask") {
            "scriptLanguage"
        } else {
            "scriptFormat"
        };
        if let Some(format) = node.attribute(attribute).filter(|format| !is_feel(format)) {
            self.another_language(node, attribute, format, problems);
        }
        let theirs = foreign::script(node);
        let script = child(node, "script").map(text).filter(|script| !script.is_empty());
        let script = script.or(theirs.map(|(script, _)| script.to_owned()));
        keys.some("script", script.map(|script| formula(&script)));
        if !keys.has("result") {
            let result = theirs.and_then(|(_, result)| result).or(foreign::result(node));
            keys.some("result", result);
        }
    }

    fn call(&self, node: Xml<'d>, keys: &mut Keys, problems: &mut Problems) {
        let ours = node.attribute((RADICA, "process")).map(str::to_owned);
        let theirs = foreign::called_process(node).map(text_or_formula);
        let called = node
            .attribute("calledElement")
            .map(|called| match text_or_formula(called) {
                expression if expression.starts_with('=') => expression,
                name => local(&name).to_owned(),
            });
        match ours.or(called).or(theirs) {
            Some(process) => keys.text("process", process),
            None => {
                let message = format!("`{}` no dice qué proceso llama", id(node));
                problems.add(self.at(node), Code::MissingKey, message, "`calledElement=\"…\"`");
            }
        }
        if let Some(binding) = foreign::binding(node) {
            let message = format!("`{}` llama una versión que se elige por `{binding}`", id(node));
            let expected = "la última, o `radica:version` con el resumen de la definición";
            problems.add(self.at(node), Code::UnknownKind, message, expected);
        }
    }

    fn subprocess(&self, node: Xml<'d>, keys: &mut Keys, problems: &mut Problems) {
        if is(node, "transaction") {
            keys.flag("transaction", true);
        }
        if truth(node, "triggeredByEvent", false) {
            keys.flag("event", true);
        }
        if is(node, "adHocSubProcess") {
            keys.value("ad_hoc", self.ad_hoc(node, problems));
        }
        self.data(node, keys, problems);
        keys.value("elements", self.elements(node, problems));
    }

    fn ad_hoc(&self, node: Xml<'d>, problems: &mut Problems) -> Located {
        let mut keys = self.keys(node);
        keys.flag("sequential", node.attribute("ordering") == Some("Sequential"));
        keys.flag("cancel_remaining", truth(node, "cancelRemainingInstances", true));
        if let Some(condition) = child(node, "completionCondition") {
            keys.some("until", self.formula(condition, problems));
        }
        let begin = node.attribute((RADICA, "begin")).or(foreign::active_elements(node));
        keys.some("begin", begin.map(formula));
        keys.done()
    }
}

fn business_rule_task(node: Xml<'_>, keys: &mut Keys) {
    let theirs = foreign::decision(node);
    if !keys.has("decision") {
        keys.some("decision", theirs.map(|(decision, _)| decision));
    }
    if !keys.has("result") {
        let result = theirs.and_then(|(_, result)| result).or(foreign::result(node));
        keys.some("result", result);
    }
}
