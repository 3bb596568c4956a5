//! Reading one element: its kind by its key, then what that kind says.

use super::activities;
use super::builder::{Builder, Handler, NewNode};
use super::events::{on, required_on, thrown, timer};
use super::fields::Fields;
use super::next::{self, Ways};
use crate::ids::ElementId;
use crate::located::{Located, Yaml};
use crate::model::{Boundary, Catch, Complex, EventBased, Kind, NodeIx, On, Start, Trigger};
use crate::problem::{Code, Problems, nearest};

/// The keys that name a kind of element. When an element has several, the first of these says what it is.
const KINDS: [&str; 21] = [
    "start",
    "end",
    "throw",
    "catch",
    "user_task",
    "service_task",
    "script_task",
    "business_rule_task",
    "send_task",
    "receive_task",
    "manual_task",
    "task",
    "subprocess",
    "call",
    "event_based",
    "complex",
    "exclusive",
    "inclusive",
    "parallel",
    "timer",
    "message",
];

/// Reads the elements of a process, or those inside a subprocess.
pub(super) fn read_all(elements: &Located, inside: Option<NodeIx>, builder: &mut Builder, problems: &mut Problems) {
    let Some(items) = elements.list() else {
        let expected = "una lista de elementos";
        problems.add(elements.at, Code::Shape, "`elements` no es una lista", expected);
        return;
    };
    builder.inside(inside, elements.at, problems, |builder, problems| {
        for element in items {
            read(element, builder, problems);
        }
    });
}

/// Reads an element and what is attached to it into the builder.
fn read(element: &Located, builder: &mut Builder, problems: &mut Problems) {
    let Some(mut fields) = Fields::of_map(element, "el elemento", problems) else {
        return;
    };
    let Some(key) = kind_of(&fields, problems) else {
        return;
    };
    let at = fields.at();
    let Some(id) = fields.id(key, problems) else {
        return;
    };
    let name = fields.text("name", problems);
    let stage = fields.text("stage", problems);
    let documentation = fields.text("documentation", problems);
    let kind = kind(key, &id, &mut fields, problems);
    let activity = is_activity(key);
    let attached = activity.then(|| fields.get("boundary")).flatten();
    // One that says too little still stands where it is, so that the arrows to it are no problems too.
    let new = NewNode {
        id,
        at,
        name,
        stage,
        documentation,
        kind: kind.unwrap_or(Kind::Task),
    };
    let node = builder.add(new, problems);
    if activity {
        builder.change(node, |node| activities::common(&mut fields, node, problems));
    }
    let ways = ways(key, &fields);
    next::read(&mut fields, node, ways, builder, problems);
    if key == "subprocess"
        && let Some(elements) = fields.require("elements", problems)
    {
        read_all(elements, Some(node), builder, problems);
    }
    if let Some(attached) = attached {
        boundaries(attached, node, builder, problems);
    }
    fields.finish(problems);
}

fn kind_of(fields: &Fields<'_>, problems: &mut Problems) -> Option<&'static str> {
    let found = KINDS.into_iter().find(|kind| fields.entry(kind).is_some());
    if found.is_none() {
        let keys = fields.entries().iter().map(|entry| entry.key.as_str());
        let likely = keys.clone().find_map(|key| nearest(key, KINDS.into_iter()));
        let first = fields.entries().first().map_or("", |entry| entry.key.as_str());
        let expected = match likely {
            Some(kind) => format!("`{kind}: …`"),
            None => format!("una de: {}", KINDS.join(", ")),
        };
        let message = format!("el elemento que empieza por `{first}` no dice de qué clase es");
        problems.add(fields.at(), Code::UnknownKind, message, expected);
    }
    found
}

fn is_activity(kind: &str) -> bool {
    kind.ends_with("task") || matches!(kind, "subprocess" | "call")
}

fn ways(kind: &str, fields: &Fields<'_>) -> Ways {
    match kind {
        "end" => Ways::None,
        "throw" if fields.entry("link").is_some() => Ways::None,
        "exclusive" | "inclusive" => Ways::Branches,
        "parallel" | "complex" | "event_based" => Ways::All,
        _ => Ways::Split,
    }
}

fn kind(key: &str, id: &ElementId, fields: &mut Fields<'_>, problems: &mut Problems) -> Option<Kind> {
    match key {
        "start" => Some(Kind::Start(start(fields, problems))),
        "end" => Some(Kind::End(thrown(fields, problems))),
        "throw" => Some(Kind::Throw(thrown(fields, problems))),
        "catch" => {
            let on = required_on(fields, problems)?;
            let result = fields.variable("result", problems);
            Some(Kind::Catch(Catch { on, result }))
        }
        "timer" => {
            fields.require("after", problems);
            let on = On::one(Trigger::Timer(timer(fields, "after", problems)?));
            Some(Kind::Catch(Catch { on, result: None }))
        }
        "message" => {
            let on = On::one(Trigger::Message(activities::received(id, fields, problems)));
            let result = fields.variable("result", problems);
            Some(Kind::Catch(Catch { on, result }))
        }
        "inclusive" => Some(Kind::Inclusive),
        "exclusive" => Some(Kind::Exclusive),
        "parallel" => Some(Kind::Parallel),
        "complex" => {
            let activation = fields.formula("activation", problems);
            Some(Kind::Complex(Complex { activation }))
        }
        "event_based" => Some(Kind::EventBased(EventBased {
            instantiate: fields.flag("instantiate", false, problems),
            parallel: fields.flag("parallel", false, problems),
        })),
        _ => activities::kind(key, id, fields, problems),
    }
}

fn start(fields: &mut Fields<'_>, problems: &mut Problems) -> Start {
    Start {
        on: on(fields, problems).unwrap_or_default(),
        interrupting: fields.flag("interrupting", true, problems),
        result: fields.variable("result", problems),
    }
}

fn boundaries(value: &Located, host: NodeIx, builder: &mut Builder, problems: &mut Problems) {
    let Yaml::List(items) = &value.value else {
        let expected = "`boundary: [ { timer: …, next: … } ]`";
        problems.add(value.at, Code::Shape, "`boundary` no es una lista", expected);
        return;
    };
    for item in items {
        boundary(item, host, builder, problems);
    }
}

fn boundary(item: &Located, host: NodeIx, builder: &mut Builder, problems: &mut Problems) {
    let Some(mut fields) = Fields::of_map(item, "el evento de borde", problems) else {
        return;
    };
    let on = required_on(&mut fields, problems);
    let id = fields.id("id", problems);
    let name = fields.text("name", problems);
    let stage = fields.text("stage", problems);
    let documentation = fields.text("documentation", problems);
    let interrupting = fields.flag("interrupting", true, problems);
    let result = fields.variable("result", problems);
    let handler = fields.get("handler").map(|handler| handler.at);
    let to = fields.text("handler", problems);
    let on = on.unwrap_or_default();
    let compensates = on
        .triggers
        .iter()
        .any(|trigger| matches!(trigger, Trigger::Compensation));
    let host_id = builder.node(host).map_or("", |host| host.id.as_str());
    let id = id.unwrap_or_else(|| builder.free_id(&format!("{host_id}.{}", on.word())));
    let kind = Kind::Boundary(Boundary {
        interrupting,
        on,
        result,
        handler: None,
        host,
    });
    let (at, stands) = (fields.at(), item.at);
    let new = NewNode {
        id,
        at,
        name,
        stage,
        documentation,
        kind,
    };
    let node = builder.add(new, problems);
    builder.change(host, |host| host.boundary.push(node));
    if let Some(to) = to {
        let at = handler.unwrap_or(stands);
        builder.handlers.push(Handler { boundary: node, to, at });
    }
    let ways = if compensates { Ways::None } else { Ways::Split };
    next::read(&mut fields, node, ways, builder, problems);
    fields.finish(problems);
}
