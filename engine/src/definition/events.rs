//! What events wait for, and what they throw.

use super::fields::{Fields, Names, expression, templates};
use crate::ids::ElementId;
use crate::located::{Located, Yaml};
use crate::model::{Compensate, MessageSpec, MessageThrow, On, SignalThrow, Thrown, TimerSpec, Trigger};
use crate::problem::{Code, Problems};

/// The keys that say what is waited for.
const TRIGGERS: [&str; 9] = [
    "timer",
    "message",
    "signal",
    "condition",
    "error",
    "escalation",
    "compensation",
    "cancel",
    "link",
];

/// The keys that say what is thrown.
const THROWN: [&str; 8] = [
    "terminate",
    "error",
    "escalation",
    "send",
    "signal",
    "compensate",
    "cancel",
    "link",
];

/// The word that catches any error or escalation.
pub(crate) const ANY: &str = "any";

/// What an event waits for: one thing, or `any: […]`, or `all: […]`. `None` when it says none, or not well.
pub(super) fn on(fields: &mut Fields<'_>, problems: &mut Problems) -> Option<On> {
    let lists: Vec<&'static str> = ["any", "all"]
        .into_iter()
        .filter(|key| fields.get(key).is_some())
        .collect();
    let named = named(fields, &TRIGGERS);
    match (lists.as_slice(), named.as_slice()) {
        ([], []) => None,
        ([], [key]) => trigger(fields, key, problems).map(On::one),
        ([list], []) => several(fields, list, problems),
        _ => {
            let message = format!("{} espera varias cosas", fields.what());
            let expected = "una sola clave, o `any: [ … ]`, o `all: [ … ]`";
            problems.add(fields.at(), Code::Shape, message, expected);
            Some(On::default())
        }
    }
}

/// What an event waits for, when it must wait for something.
pub(super) fn required_on(fields: &mut Fields<'_>, problems: &mut Problems) -> Option<On> {
    let on = on(fields, problems);
    let says = TRIGGERS
        .iter()
        .chain(&["any", "all"])
        .any(|key| fields.entry(key).is_some());
    if on.is_none() && !says {
        let message = format!("{} no dice qué espera", fields.what());
        let expected = "una de: `timer`, `message`, `signal`, `condition`, `error`, `escalation`, `compensation`, \
                        `cancel`, `link`, `any` o `all`";
        problems.add(fields.at(), Code::Shape, message, expected);
    }
    on
}

fn named(fields: &mut Fields<'_>, keys: &[&'static str]) -> Vec<&'static str> {
    keys.iter().copied().filter(|key| fields.get(key).is_some()).collect()
}

fn several(fields: &mut Fields<'_>, list: &'static str, problems: &mut Problems) -> Option<On> {
    let items = fields.required_list(list, problems)?;
    let mut triggers = Vec::with_capacity(items.len());
    for item in items {
        let mut inner = Fields::of_map(item, &format!("`{list}`"), problems)?;
        match named(&mut inner, &TRIGGERS).as_slice() {
            [key] => triggers.extend(trigger(&mut inner, key, problems)),
            _ => {
                let message = format!("cada parte de `{list}` espera una sola cosa");
                problems.add(item.at, Code::Shape, message, "`{ timer: … }`, `{ message: … }`, …");
            }
        }
        inner.finish(problems);
    }
    let all = list == "all";
    Some(On { triggers, all })
}

fn trigger(fields: &mut Fields<'_>, key: &'static str, problems: &mut Problems) -> Option<Trigger> {
    let code = |code: String| (code != ANY).then_some(code);
    match key {
        "timer" => timer(fields, "timer", problems).map(Trigger::Timer),
        "message" => {
            let name = fields.text("message", problems);
            let key = fields.template("key", problems);
            Some(Trigger::Message(MessageSpec { name: name?, key }))
        }
        "signal" => fields.text("signal", problems).map(Trigger::Signal),
        "condition" => fields.formula("condition", problems).map(Trigger::Condition),
        "error" => fields.text("error", problems).map(|error| Trigger::Error(code(error))),
        "escalation" => fields
            .text("escalation", problems)
            .map(|escalation| Trigger::Escalation(code(escalation))),
        "compensation" => fields.sure("compensation", problems).then_some(Trigger::Compensation),
        "cancel" => fields.sure("cancel", problems).then_some(Trigger::Cancel),
        _ => fields.text("link", problems).map(Trigger::Link),
    }
}

/// A time, or an expression that gives one.
pub(super) fn timer(fields: &mut Fields<'_>, key: &'static str, problems: &mut Problems) -> Option<TimerSpec> {
    let value = fields.get(key)?;
    match value.text() {
        Some(text) if text.trim_start().starts_with('=') => {
            expression(text, value.at, problems).map(TimerSpec::Computed)
        }
        _ => fields.schedule(key, problems).map(TimerSpec::Fixed),
    }
}

/// What an event throws: nothing, one thing, or `throws: [ … ]`.
pub(super) fn thrown(fields: &mut Fields<'_>, problems: &mut Problems) -> Vec<Thrown> {
    let Some(list) = fields.get("throws") else {
        return one(fields, problems).into_iter().collect();
    };
    let Some(items) = list.list() else {
        let expected = "`throws: [ { signal: … }, { send: … } ]`";
        problems.add(list.at, Code::Shape, "`throws` no es una lista", expected);
        return Vec::new();
    };
    items.iter().filter_map(|item| one_of(item, problems)).collect()
}

/// One thing thrown, in a map of its own.
pub(super) fn one_of(item: &Located, problems: &mut Problems) -> Option<Thrown> {
    let mut fields = Fields::of_map(item, "lo que se lanza", problems)?;
    let found = problems.len();
    let thrown = one(&mut fields, problems);
    if thrown.is_none() && problems.len() == found {
        let message = "no dice qué se lanza";
        let expected = format!("una de: {}", THROWN.join(", "));
        problems.add(item.at, Code::MissingKey, message, expected);
    }
    fields.finish(problems);
    thrown
}

/// What the keys of a map throw; nothing when none of them does.
pub(super) fn one(fields: &mut Fields<'_>, problems: &mut Problems) -> Option<Thrown> {
    let named = named(fields, &THROWN);
    match named.as_slice() {
        [] => None,
        [key] => throw(fields, key, problems),
        _ => {
            let message = format!("{} lanza varias cosas", fields.what());
            let expected = "una sola, o `throws: [ { … }, { … } ]`";
            problems.add(fields.at(), Code::Shape, message, expected);
            None
        }
    }
}

fn throw(fields: &mut Fields<'_>, key: &'static str, problems: &mut Problems) -> Option<Thrown> {
    match key {
        "terminate" => fields.flag("terminate", false, problems).then_some(Thrown::Terminate),
        "error" => code(fields, "error", problems).map(Thrown::Error),
        "escalation" => code(fields, "escalation", problems).map(Thrown::Escalation),
        "send" => message(fields, "send", problems).map(Thrown::Message),
        "signal" => {
            let name = fields.text("signal", problems);
            let content = templates(fields, "content", Names::Any, problems);
            Some(Thrown::Signal(SignalThrow { name: name?, content }))
        }
        "compensate" => compensate(fields, problems).map(Thrown::Compensate),
        "cancel" => fields.sure("cancel", problems).then_some(Thrown::Cancel),
        _ => fields.text("link", problems).map(Thrown::Link),
    }
}

/// A code that is thrown: the word that catches any is none.
fn code(fields: &mut Fields<'_>, key: &'static str, problems: &mut Problems) -> Option<String> {
    let at = fields.get(key)?.at;
    let code = fields.text(key, problems)?;
    if code == ANY {
        let message = format!("`{ANY}` no es un código que se pueda lanzar: es la palabra que los recibe todos");
        problems.add(at, Code::Shape, message, "otro código");
        return None;
    }
    Some(code)
}

/// A message that is sent.
pub(super) fn message(fields: &mut Fields<'_>, name: &'static str, problems: &mut Problems) -> Option<MessageThrow> {
    let name = fields.text(name, problems);
    let key = fields.template("key", problems);
    let content = templates(fields, "content", Names::Any, problems);
    let time_to_live = fields.schedule("time_to_live", problems);
    Some(MessageThrow {
        name: name?,
        key,
        content,
        time_to_live,
    })
}

fn compensate(fields: &mut Fields<'_>, problems: &mut Problems) -> Option<Compensate> {
    let value = fields.get("compensate")?;
    let at_once = fields.flag("at_once", false, problems);
    let activity = match &value.value {
        Yaml::Bool(true) => None,
        Yaml::Text(id) => Some(ElementId::from(id.as_str())),
        _ => {
            let message = "`compensate` no dice qué se deshace";
            problems.add(
                value.at,
                Code::Shape,
                message,
                "`compensate: true`, o el identificador de una actividad",
            );
            return None;
        }
    };
    Some(Compensate { activity, at_once })
}
