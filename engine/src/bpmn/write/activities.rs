//! Activities: what they say in attributes, in extension elements and inside.

use super::{Parts, Writer, Xml, attribute, events, expression, formal, values};
use crate::definition::{formula, is_id};
use crate::model::{
    Assign, Behavior, Each, Items, Kind, Loop, Node, Quantity, Repeat, Subprocess, TimerSpec, UserTask, Variety,
    Version,
};

impl Writer<'_> {
    pub(super) fn activity(&mut self, node: &Node, xml: Xml, parts: &mut Parts) -> Xml {
        let xml = self.kind(node, xml, parts);
        parts.extensions.extend(values("radica:in", &node.data.inputs));
        parts.extensions.extend(values("radica:out", &node.data.outputs));
        parts.repeat = match &node.repeat {
            None => None,
            Some(Repeat::Loop(looped)) => Some(self::looped(looped)),
            Some(Repeat::Each(each)) => Some(self.each(each)),
        };
        let Quantity { start, completion } = node.quantity;
        xml.with_some("startQuantity", (start != 1).then(|| start.to_string()))
            .with_some("completionQuantity", (completion != 1).then(|| completion.to_string()))
            .with_some("isForCompensation", node.for_compensation.then_some("true"))
    }

    fn kind(&mut self, node: &Node, xml: Xml, parts: &mut Parts) -> Xml {
        match &node.kind {
            Kind::UserTask(task) => user_task(task, xml, parts),
            Kind::ServiceTask(task) => {
                parts.extensions.extend(values("radica:input", &task.input));
                xml.with("radica:service", &*task.service)
            }
            Kind::ScriptTask(task) => {
                parts.own.push(Xml::new("bpmn:script").text(task.script.source()));
                xml.with("scriptFormat", "application/feel")
            }
            Kind::BusinessRuleTask(task) => xml.with("radica:decision", &*task.decision),
            Kind::SendTask(message) => {
                parts.extensions.extend(values("radica:content", &message.content));
                let xml = xml.with("messageRef", self.declared.id("message", &message.name));
                events::sent(xml, message)
            }
            Kind::ReceiveTask(task) => xml
                .with("messageRef", self.declared.id("message", &task.message.name))
                .with_some("radica:key", task.message.key.as_ref().map(attribute))
                .with_some("instantiate", task.instantiate.then_some("true")),
            Kind::CallActivity(call) => {
                let process = attribute(&call.process);
                let xml = if is_id(&process) {
                    xml.with("calledElement", process)
                } else {
                    xml.with("radica:process", process)
                };
                match &call.version {
                    Version::Latest => xml,
                    Version::Fixed(hash) => xml.with("radica:version", hash.as_str()),
                }
            }
            Kind::Subprocess(subprocess) => self::subprocess(subprocess, xml, parts),
            _ => xml,
        }
    }

    fn each(&mut self, each: &Each) -> Xml {
        let in_ = match &each.items {
            Items::In(items) => Some(formula(items)),
            Items::Count(_) => None,
        };
        let ours = Xml::new("radica:each")
            .with_some("in", in_)
            .with_some("as", each.variable.as_deref())
            .with_some("results", each.results.as_deref())
            .with_some("output", each.output.as_ref().map(formula));
        let mut inside = vec![Xml::new("bpmn:extensionElements").child(ours)];
        if let Items::Count(count) = &each.items {
            inside.push(expression("bpmn:loopCardinality", count));
        }
        let mut xml =
            Xml::new("bpmn:multiInstanceLoopCharacteristics").with("isSequential", each.one_by_one.to_string());
        match &each.behavior {
            Behavior::Nothing => {}
            Behavior::Every(thrown) => {
                let definition = self.thrown(thrown);
                let id = self.declared.definition(definition);
                xml = xml.with("behavior", "None").with("noneBehaviorEventRef", id);
            }
            Behavior::First(thrown) => {
                let definition = self.thrown(thrown);
                let id = self.declared.definition(definition);
                xml = xml.with("behavior", "One").with("oneBehaviorEventRef", id);
            }
            Behavior::When(all) => {
                xml = xml.with("behavior", "Complex");
                for (condition, thrown) in all {
                    let event = Xml::new("bpmn:event").child(self.thrown(thrown));
                    let condition = expression("bpmn:condition", condition);
                    inside.push(Xml::new("bpmn:complexBehaviorDefinition").child(condition).child(event));
                }
            }
        }
        let until = each
            .until
            .as_ref()
            .map(|until| expression("bpmn:completionCondition", until));
        xml.children(inside).children(until)
    }
}

fn user_task(task: &UserTask, xml: Xml, parts: &mut Parts) -> Xml {
    parts.extensions.extend(assign(&task.assign));
    let form = task.form.as_ref();
    parts
        .extensions
        .extend(form.map(|form| Xml::new("radica:form").text(form.to_string())));
    xml.with_some("radica:due", task.due.as_ref().map(TimerSpec::text))
        .with_some("radica:act", task.act.clone())
        .with_some("radica:consequence", task.consequence.clone())
}

fn assign(assign: &Assign) -> Option<Xml> {
    let Assign {
        role,
        office,
        person,
        filer,
    } = assign;
    let says = role.is_some() || office.is_some() || person.is_some() || *filer;
    says.then(|| {
        Xml::new("radica:assign")
            .with_some("role", role.as_ref().map(attribute))
            .with_some("office", office.as_ref().map(attribute))
            .with_some("person", person.as_ref().map(attribute))
            .with_some("filer", filer.then_some("true"))
    })
}

fn subprocess(subprocess: &Subprocess, xml: Xml, parts: &mut Parts) -> Xml {
    match &subprocess.variety {
        Variety::Embedded | Variety::Transaction => xml,
        Variety::Event => xml.with("triggeredByEvent", "true"),
        Variety::AdHoc(ad_hoc) => {
            let until = ad_hoc.until.as_ref();
            parts
                .own
                .extend(until.map(|until| expression("bpmn:completionCondition", until)));
            let ordering = if ad_hoc.sequential { "Sequential" } else { "Parallel" };
            xml.with("ordering", ordering)
                .with("cancelRemainingInstances", ad_hoc.cancel_remaining.to_string())
                .with_some("radica:begin", ad_hoc.begin.as_ref().map(formula))
        }
    }
}

fn looped(looped: &Loop) -> Xml {
    let condition = looped
        .condition
        .as_ref()
        .map(|condition| formal("bpmn:loopCondition", formula(condition)));
    Xml::new("bpmn:standardLoopCharacteristics")
        .with("testBefore", looped.test_before.to_string())
        .with_some("loopMaximum", looped.maximum.map(|maximum| maximum.to_string()))
        .children(condition)
}
