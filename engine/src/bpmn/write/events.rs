//! Event definitions.

use super::{Writer, Xml, attribute, expression, formal, values};
use crate::model::{Compensate, MessageThrow, On, SignalThrow, Thrown, TimerSpec, Trigger};
use crate::schedule::Schedule;

impl Writer<'_> {
    pub(super) fn triggers(&mut self, on: &On) -> Vec<Xml> {
        on.triggers.iter().map(|trigger| self.trigger(trigger)).collect()
    }

    fn trigger(&mut self, trigger: &Trigger) -> Xml {
        match trigger {
            Trigger::Timer(timer) => {
                let time = formal(time_element(timer), timer.text());
                Xml::new("bpmn:timerEventDefinition").child(time)
            }
            Trigger::Message(message) => Xml::new("bpmn:messageEventDefinition")
                .with("messageRef", self.declared.id("message", &message.name))
                .with_some("radica:key", message.key.as_ref().map(attribute)),
            Trigger::Signal(name) => {
                Xml::new("bpmn:signalEventDefinition").with("signalRef", self.declared.id("signal", name))
            }
            Trigger::Condition(condition) => {
                Xml::new("bpmn:conditionalEventDefinition").child(expression("bpmn:condition", condition))
            }
            Trigger::Error(code) => {
                let reference = code.as_ref().map(|code| self.declared.id("error", code));
                Xml::new("bpmn:errorEventDefinition").with_some("errorRef", reference)
            }
            Trigger::Escalation(code) => {
                let reference = code.as_ref().map(|code| self.declared.id("escalation", code));
                Xml::new("bpmn:escalationEventDefinition").with_some("escalationRef", reference)
            }
            Trigger::Compensation => Xml::new("bpmn:compensateEventDefinition"),
            Trigger::Cancel => Xml::new("bpmn:cancelEventDefinition"),
            Trigger::Link(name) => Xml::new("bpmn:linkEventDefinition").with("name", &**name),
        }
    }

    pub(super) fn thrown(&mut self, thrown: &Thrown) -> Xml {
        match thrown {
            Thrown::Terminate => Xml::new("bpmn:terminateEventDefinition"),
            Thrown::Error(code) => {
                Xml::new("bpmn:errorEventDefinition").with("errorRef", self.declared.id("error", code))
            }
            Thrown::Escalation(code) => {
                let reference = self.declared.id("escalation", code);
                Xml::new("bpmn:escalationEventDefinition").with("escalationRef", reference)
            }
            Thrown::Message(message) => {
                let reference = self.declared.id("message", &message.name);
                let xml = Xml::new("bpmn:messageEventDefinition").with("messageRef", reference);
                with_content(sent(xml, message), values("radica:content", &message.content).collect())
            }
            Thrown::Signal(SignalThrow { name, content }) => {
                let xml = Xml::new("bpmn:signalEventDefinition").with("signalRef", self.declared.id("signal", name));
                with_content(xml, values("radica:content", content).collect())
            }
            Thrown::Compensate(Compensate { activity, at_once }) => Xml::new("bpmn:compensateEventDefinition")
                .with_some("activityRef", activity.as_ref().map(ToString::to_string))
                .with_some("waitForCompletion", at_once.then_some("false")),
            Thrown::Cancel => Xml::new("bpmn:cancelEventDefinition"),
            Thrown::Link(name) => Xml::new("bpmn:linkEventDefinition").with("name", &**name),
        }
    }
}

/// The attributes of a message that is sent.
pub(super) fn sent(xml: Xml, message: &MessageThrow) -> Xml {
    let kept = message.time_to_live.as_ref().map(ToString::to_string);
    xml.with_some("radica:key", message.key.as_ref().map(attribute))
        .with_some("radica:timeToLive", kept)
}

fn with_content(xml: Xml, content: Vec<Xml>) -> Xml {
    if content.is_empty() {
        return xml;
    }
    xml.child(Xml::new("bpmn:extensionElements").children(content))
}

fn time_element(timer: &TimerSpec) -> &'static str {
    match timer {
        TimerSpec::Fixed(Schedule::At(_) | Schedule::Local(_)) | TimerSpec::Computed(_) => "bpmn:timeDate",
        TimerSpec::Fixed(Schedule::Every(_) | Schedule::Cron(_)) => "bpmn:timeCycle",
        TimerSpec::Fixed(Schedule::Term { .. } | Schedule::Duration(_)) => "bpmn:timeDuration",
    }
}
