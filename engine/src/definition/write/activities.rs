//! Activities, written.

use super::{data, events, flag, formula, json, list, template, templates};
use crate::definition::UNASSIGNED;
use crate::located::{Keys, Located};
use crate::model::{
    AdHoc, Assign, Behavior, Each, Items, Kind, Loop, Node, Quantity, Repeat, Subprocess, TimerSpec, UserTask, Variety,
    Version,
};

pub(super) fn kind(node: &Node, keys: &mut Keys) {
    match &node.kind {
        Kind::UserTask(task) => user_task(task, keys),
        Kind::ServiceTask(task) => {
            keys.text("service", &*task.service);
            templates("input", &task.input, keys);
        }
        Kind::ScriptTask(task) => keys.text("script", formula(&task.script)),
        Kind::BusinessRuleTask(task) => keys.text("decision", &*task.decision),
        Kind::SendTask(message) => {
            keys.text("send", &*message.name);
            events::sent(message, keys);
        }
        Kind::ReceiveTask(task) => {
            if task.message.name != node.id.as_str() {
                keys.text("receive", &*task.message.name);
            }
            template("key", task.message.key.as_ref(), keys);
            flag("instantiate", task.instantiate, keys);
        }
        Kind::Subprocess(subprocess) => self::subprocess(subprocess, keys),
        Kind::CallActivity(call) => {
            template("process", Some(&call.process), keys);
            if let Version::Fixed(hash) = &call.version {
                keys.text("version", hash.as_str());
            }
        }
        _ => {}
    }
    keys.some("result", node.result().map(|name| &**name));
}

pub(super) fn common(node: &Node, keys: &mut Keys) {
    templates("in", &node.data.inputs, keys);
    templates("out", &node.data.outputs, keys);
    let Quantity { start, completion } = node.quantity;
    for (key, quantity) in [("start_quantity", start), ("completion_quantity", completion)] {
        if quantity != 1 {
            keys.number(key, quantity.into());
        }
    }
    flag("for_compensation", node.for_compensation, keys);
    match &node.repeat {
        None => {}
        Some(Repeat::Loop(looped)) => keys.value("loop", self::looped(looped)),
        Some(Repeat::Each(each)) => keys.value("each", self::each(each)),
    }
}

fn user_task(task: &UserTask, keys: &mut Keys) {
    keys.value("assign", assign(&task.assign));
    keys.some("due", task.due.as_ref().map(TimerSpec::text));
    keys.some("act", task.act.as_deref());
    if let Some(form) = &task.form {
        keys.value("form", json(form));
    }
    keys.some("consequence", task.consequence.as_deref());
}

fn assign(assign: &Assign) -> Located {
    let mut keys = Keys::at_nowhere();
    template("role", assign.role.as_ref(), &mut keys);
    template("office", assign.office.as_ref(), &mut keys);
    template("person", assign.person.as_ref(), &mut keys);
    flag("filer", assign.filer, &mut keys);
    if keys.is_empty() {
        Located::of_text(keys.at(), UNASSIGNED)
    } else {
        keys.done()
    }
}

fn subprocess(subprocess: &Subprocess, keys: &mut Keys) {
    match &subprocess.variety {
        Variety::Embedded => {}
        Variety::Event => keys.flag("event", true),
        Variety::Transaction => keys.flag("transaction", true),
        Variety::AdHoc(ad_hoc) => keys.value("ad_hoc", self::ad_hoc(ad_hoc)),
    }
    data(&subprocess.body, keys);
}

fn ad_hoc(ad_hoc: &AdHoc) -> Located {
    let mut keys = Keys::at_nowhere();
    keys.flag("sequential", ad_hoc.sequential);
    keys.some("until", ad_hoc.until.as_ref().map(formula));
    if !ad_hoc.cancel_remaining {
        keys.flag("cancel_remaining", false);
    }
    keys.some("begin", ad_hoc.begin.as_ref().map(formula));
    keys.done()
}

fn looped(looped: &Loop) -> Located {
    let mut keys = Keys::at_nowhere();
    keys.some("while", looped.condition.as_ref().map(formula));
    flag("test_before", looped.test_before, &mut keys);
    if let Some(maximum) = looped.maximum {
        keys.number("maximum", maximum.into());
    }
    keys.done()
}

fn each(each: &Each) -> Located {
    let mut keys = Keys::at_nowhere();
    match &each.items {
        Items::In(items) => keys.text("in", formula(items)),
        Items::Count(count) => keys.text("count", formula(count)),
    }
    keys.some("as", each.variable.as_deref());
    flag("one_by_one", each.one_by_one, &mut keys);
    keys.some("until", each.until.as_ref().map(formula));
    keys.some("results", each.results.as_deref());
    keys.some("output", each.output.as_ref().map(formula));
    let mut throws = Keys::at_nowhere();
    match &each.behavior {
        Behavior::Nothing => return keys.done(),
        Behavior::Every(thrown) => throws.value("every", events::one(thrown)),
        Behavior::First(thrown) => throws.value("first", events::one(thrown)),
        Behavior::When(all) => {
            let all = all.iter().map(|(condition, thrown)| {
                let mut keys = Keys::at_nowhere();
                keys.text("if", formula(condition));
                events::throw(thrown, &mut keys);
                keys.done()
            });
            throws.value("when", list(all.collect()));
        }
    }
    keys.value("throws", throws.done());
    keys.done()
}
