//! Events, written.

use super::{flag, formula, list, template, templates};
use crate::definition::events::ANY;
use crate::located::{Keys, Located};
use crate::model::{Catch, Compensate, Kind, MessageThrow, Node, On, SignalThrow, Start, Thrown, Trigger};

/// The key that names an element's kind. The short forms for a timer and a message have no room for all
/// that can be said.
pub(super) fn kind_key(node: &Node) -> &'static str {
    match &node.kind {
        Kind::Catch(catch) if catch.on.word() == "timer" && catch.result.is_some() => "catch",
        kind => kind.word(),
    }
}

pub(super) fn start(start: &Start, keys: &mut Keys) {
    on(&start.on, keys);
    if !start.interrupting {
        keys.flag("interrupting", false);
    }
    keys.some("result", start.result.as_deref());
}

pub(super) fn catch(node: &Node, catch: &Catch, keys: &mut Keys) {
    match (kind_key(node), catch.on.triggers.as_slice()) {
        ("timer", [Trigger::Timer(timer)]) => keys.text("after", timer.text()),
        ("message", [Trigger::Message(message)]) => {
            if message.name != node.id.as_str() {
                keys.text("receive", &*message.name);
            }
            template("key", message.key.as_ref(), keys);
        }
        _ => on(&catch.on, keys),
    }
    keys.some("result", catch.result.as_deref());
}

pub(super) fn on(on: &On, keys: &mut Keys) {
    match on.triggers.as_slice() {
        [] => {}
        [only] => trigger(only, keys),
        several => {
            let several = several.iter().map(|one| {
                let mut keys = Keys::at_nowhere();
                trigger(one, &mut keys);
                keys.done()
            });
            keys.value(if on.all { "all" } else { "any" }, list(several.collect()));
        }
    }
}

fn trigger(trigger: &Trigger, keys: &mut Keys) {
    let code = |code: &Option<String>| code.clone().unwrap_or_else(|| ANY.to_owned());
    match trigger {
        Trigger::Timer(timer) => keys.text("timer", timer.text()),
        Trigger::Message(message) => {
            keys.text("message", &*message.name);
            template("key", message.key.as_ref(), keys);
        }
        Trigger::Signal(name) => keys.text("signal", &**name),
        Trigger::Condition(condition) => keys.text("condition", formula(condition)),
        Trigger::Error(error) => keys.text("error", code(error)),
        Trigger::Escalation(escalation) => keys.text("escalation", code(escalation)),
        Trigger::Compensation => keys.flag("compensation", true),
        Trigger::Cancel => keys.flag("cancel", true),
        Trigger::Link(name) => keys.text("link", &**name),
    }
}

pub(super) fn thrown(thrown: &[Thrown], keys: &mut Keys) {
    match thrown {
        [] => {}
        [only] => throw(only, keys),
        several => keys.value("throws", list(several.iter().map(one).collect())),
    }
}

/// One thing thrown, in a map of its own.
pub(super) fn one(thrown: &Thrown) -> Located {
    let mut keys = Keys::at_nowhere();
    throw(thrown, &mut keys);
    keys.done()
}

pub(super) fn throw(thrown: &Thrown, keys: &mut Keys) {
    match thrown {
        Thrown::Terminate => keys.flag("terminate", true),
        Thrown::Error(code) => keys.text("error", &**code),
        Thrown::Escalation(code) => keys.text("escalation", &**code),
        Thrown::Message(message) => {
            keys.text("send", &*message.name);
            sent(message, keys);
        }
        Thrown::Signal(SignalThrow { name, content }) => {
            keys.text("signal", &**name);
            templates("content", content, keys);
        }
        Thrown::Compensate(Compensate { activity, at_once }) => {
            match activity {
                Some(activity) => keys.text("compensate", activity.as_str()),
                None => keys.flag("compensate", true),
            }
            flag("at_once", *at_once, keys);
        }
        Thrown::Cancel => keys.flag("cancel", true),
        Thrown::Link(name) => keys.text("link", &**name),
    }
}

/// What goes with a message that is sent.
pub(super) fn sent(message: &MessageThrow, keys: &mut Keys) {
    template("key", message.key.as_ref(), keys);
    templates("content", &message.content, keys);
    keys.some("time_to_live", message.time_to_live.as_ref().map(ToString::to_string));
}
