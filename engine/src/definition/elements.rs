//! Reading one element: its kind by its key, then what that kind says.

use super::builder::{Builder, NewNode};
use super::fields::{Fields, expression, template};
use super::next;
use crate::expression::Expression;
use crate::ids::ElementId;
use crate::located::{Located, Position, Yaml};
use crate::model::{
    Assign, Boundary, Catch, Each, End, Kind, MessageSpec, NodeIx, ScriptTask, ServiceTask, Subprocess, TimerSpec,
    Trigger, UserTask,
};
use crate::problem::{Code, Problems, nearest};
use crate::variables::Name;

/// The keys that name a kind of element.
const KINDS: [&str; 11] = [
    "start",
    "end",
    "user_task",
    "service_task",
    "script_task",
    "subprocess",
    "exclusive",
    "inclusive",
    "parallel",
    "timer",
    "message",
];

/// Reads the elements of a process, or those inside a subprocess.
pub(super) fn read_all(elements: &[Located], inside: Option<NodeIx>, builder: &mut Builder, problems: &mut Problems) {
    let outside = builder.enter(inside);
    for element in elements {
        read(element, builder, problems);
    }
    builder.enter(outside);
}

/// Reads an element and what is attached to it into the builder.
fn read(element: &Located, builder: &mut Builder, problems: &mut Problems) {
    let Some(mut fields) = Fields::of_map(element, "el elemento", problems) else {
        return;
    };
    let Some(kind_key) = kind_of(&fields, problems) else {
        return;
    };
    let at = fields.at();
    let Some(id) = fields.id(kind_key, problems) else {
        return;
    };
    let name = fields.text("name", problems);
    let stage = fields.text("stage", problems);
    let kind = kind(kind_key, &id, &mut fields, problems);
    let each = if is_activity(kind_key) {
        each(&mut fields, problems)
    } else {
        None
    };
    let attached = if is_activity(kind_key) {
        fields.get("boundary")
    } else {
        None
    };
    if let Some(kind) = kind {
        let node = builder.add(
            NewNode {
                id: id.clone(),
                at,
                name,
                stage,
                kind,
                each,
            },
            problems,
        );
        lead(kind_key, &id, node, &mut fields, builder, problems);
        if kind_key == "subprocess"
            && let Some(elements) = fields.required_list("elements", problems)
        {
            read_all(elements, Some(node), builder, problems);
        }
        if let Some(attached) = attached {
            boundaries(attached, &id, node, builder, problems);
        }
    } else {
        fields.get("next");
    }
    fields.finish(problems);
}

fn kind_of(fields: &Fields<'_>, problems: &mut Problems) -> Option<&'static str> {
    let keys = fields.entries().iter().map(|entry| entry.key.as_str());
    let found = keys.clone().find_map(|key| KINDS.into_iter().find(|kind| *kind == key));
    if found.is_none() {
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
    matches!(kind, "user_task" | "service_task" | "script_task" | "subprocess")
}

fn kind(key: &str, id: &ElementId, fields: &mut Fields<'_>, problems: &mut Problems) -> Option<Kind> {
    match key {
        "start" => Some(Kind::Start),
        "end" => Some(Kind::End(end(fields, problems))),
        "subprocess" => Some(Kind::Subprocess(Subprocess { start: None })),
        "inclusive" => Some(Kind::Inclusive),
        "exclusive" => Some(Kind::Exclusive),
        "parallel" => Some(Kind::Parallel),
        "user_task" => Some(Kind::UserTask(user_task(fields, problems))),
        "service_task" => service_task(fields, problems).map(Kind::ServiceTask),
        "script_task" => script_task(fields, problems).map(Kind::ScriptTask),
        "timer" => {
            let after = fields.require("after", problems)?;
            let trigger = Trigger::Timer(timer(after, fields, "after", problems)?);
            Some(Kind::Catch(Catch { trigger, result: None }))
        }
        "message" => {
            let name = fields.text("receive", problems).unwrap_or_else(|| id.to_string());
            let key = fields.template("key", problems);
            let result = fields.variable("result", problems);
            Some(Kind::Catch(Catch {
                trigger: Trigger::Message(MessageSpec { name, key }),
                result,
            }))
        }
        _ => None,
    }
}

fn lead(
    key: &str,
    id: &ElementId,
    node: NodeIx,
    fields: &mut Fields<'_>,
    builder: &mut Builder,
    problems: &mut Problems,
) {
    match key {
        "end" => {}
        "exclusive" | "inclusive" => next::read_branches(fields, node, builder, problems),
        "parallel" => next::read_parallel(fields, node, builder, problems),
        _ => next::read(fields, node, id.as_str(), builder, problems),
    }
}

fn each(fields: &mut Fields<'_>, problems: &mut Problems) -> Option<Each> {
    let mut fields = Fields::of_map(fields.get("each")?, "`each`", problems)?;
    let items = formula(&mut fields, "in", problems);
    fields.require("as", problems);
    let variable = fields.variable("as", problems);
    let one_by_one = fields.flag("one_by_one", false, problems);
    let until = if fields.get("until").is_some() {
        formula(&mut fields, "until", problems)
    } else {
        None
    };
    let results = fields.variable("results", problems);
    fields.finish(problems);
    Some(Each {
        items: items?,
        variable: variable?,
        one_by_one,
        until,
        results,
    })
}

fn formula(fields: &mut Fields<'_>, key: &'static str, problems: &mut Problems) -> Option<Expression> {
    let at = fields.require(key, problems)?.at;
    let text = fields.text(key, problems)?;
    expression(&text, at, problems)
}

fn end(fields: &mut Fields<'_>, problems: &mut Problems) -> End {
    let at = fields.at();
    let terminate = fields.flag("terminate", false, problems);
    match (terminate, fields.text("error", problems)) {
        (false, None) => End::Plain,
        (true, None) => End::Terminate,
        (false, Some(code)) => End::Error(code),
        (true, Some(_)) => {
            let message = "un fin no puede terminar y dar un error a la vez";
            problems.add(at, Code::Shape, message, "`terminate: true` o `error: …`");
            End::Plain
        }
    }
}

fn user_task(fields: &mut Fields<'_>, problems: &mut Problems) -> UserTask {
    let assign = match fields.require("assign", problems) {
        Some(assign) => self::assign(assign, problems),
        None => Assign::default(),
    };
    UserTask {
        assign,
        due: fields
            .get("due")
            .and_then(|value| timer(value, fields, "due", problems)),
        act: fields.text("act", problems),
        form: fields.get("form").map(Located::to_json),
        result: fields.variable("result", problems),
        consequence: fields.text("consequence", problems),
    }
}

fn assign(value: &Located, problems: &mut Problems) -> Assign {
    let Some(mut fields) = Fields::of_map(value, "`assign`", problems) else {
        return Assign::default();
    };
    let assign = Assign {
        role: fields.template("role", problems),
        office: fields.template("office", problems),
        person: fields.template("person", problems),
        filer: fields.flag("filer", false, problems),
    };
    if assign.role.is_none() && assign.person.is_none() && !assign.filer {
        let expected = "`role: …`, `person: …` o `filer: true`";
        problems.add(
            value.at,
            Code::MissingKey,
            "`assign` no dice quién hace la tarea",
            expected,
        );
    }
    fields.finish(problems);
    assign
}

fn service_task(fields: &mut Fields<'_>, problems: &mut Problems) -> Option<ServiceTask> {
    let service = fields.required_text("service", problems);
    let input = fields
        .get("input")
        .map_or_else(Vec::new, |input| inputs(input, problems));
    let result = fields.variable("result", problems);
    Some(ServiceTask {
        service: service?,
        input,
        result,
    })
}

fn inputs(input: &Located, problems: &mut Problems) -> Vec<(Name, crate::expression::Template)> {
    let Yaml::Map(entries) = &input.value else {
        problems.add(
            input.at,
            Code::Shape,
            "`input` no es un mapa",
            "`input: { nombre: valor }`",
        );
        return Vec::new();
    };
    entries
        .iter()
        .filter_map(|entry| Some((Name::from(entry.key.as_str()), template(&entry.value, problems)?)))
        .collect()
}

fn script_task(fields: &mut Fields<'_>, problems: &mut Problems) -> Option<ScriptTask> {
    let script = formula(fields, "script", problems);
    let result = fields.variable("result", problems);
    let script = script?;
    Some(ScriptTask { script, result })
}

fn timer(value: &Located, fields: &mut Fields<'_>, key: &'static str, problems: &mut Problems) -> Option<TimerSpec> {
    match value.text() {
        Some(text) if text.trim_start().starts_with('=') => {
            expression(text, value.at, problems).map(TimerSpec::Computed)
        }
        _ => fields.schedule(key, problems).map(TimerSpec::Fixed),
    }
}

fn boundaries(value: &Located, host_id: &ElementId, host: NodeIx, builder: &mut Builder, problems: &mut Problems) {
    let Some(items) = value.list() else {
        problems.add(
            value.at,
            Code::Shape,
            "`boundary` no es una lista",
            "`boundary: [ { timer: …, next: … } ]`",
        );
        return;
    };
    for item in items {
        boundary(item, host_id, host, builder, problems);
    }
}

fn boundary(item: &Located, host_id: &ElementId, host: NodeIx, builder: &mut Builder, problems: &mut Problems) {
    let Some(mut fields) = Fields::of_map(item, "el evento de borde", problems) else {
        return;
    };
    let trigger = trigger(&mut fields, item.at, problems);
    let id = fields.id("id", problems);
    let name = fields.text("name", problems);
    let stage = fields.text("stage", problems);
    let interrupting = fields.flag("interrupting", true, problems);
    let result = fields.variable("result", problems);
    if let Some(trigger) = trigger {
        if matches!(trigger, Trigger::Error(_)) && !interrupting {
            let message = "un error siempre interrumpe la tarea";
            problems.add(item.at, Code::Shape, message, "`interrupting: true`, o nada");
        }
        let id = id.unwrap_or_else(|| builder.free_id(&format!("{host_id}.{}", trigger.word())));
        let kind = Kind::Boundary(Boundary {
            interrupting,
            trigger,
            result,
            host,
        });
        let node = builder.add(
            NewNode {
                id: id.clone(),
                at: fields.at(),
                name,
                stage,
                kind,
                each: None,
            },
            problems,
        );
        builder.attach(host, node);
        next::read(&mut fields, node, id.as_str(), builder, problems);
    } else {
        fields.get("next");
    }
    fields.finish(problems);
}

fn trigger(fields: &mut Fields<'_>, at: Position, problems: &mut Problems) -> Option<Trigger> {
    let timer_value = fields.get("timer");
    let message = fields.text("message", problems);
    let error = fields.text("error", problems);
    let key = fields.template("key", problems);
    match (timer_value, message, error) {
        (Some(value), None, None) => timer(value, fields, "timer", problems).map(Trigger::Timer),
        (None, Some(name), None) => Some(Trigger::Message(MessageSpec { name, key })),
        (None, None, Some(code)) => Some(Trigger::Error((code != "any").then_some(code))),
        _ => {
            let expected = "una sola de: `timer: …`, `message: …`, `error: …`";
            problems.add(
                at,
                Code::Shape,
                "el evento de borde no dice qué espera, o espera varias cosas",
                expected,
            );
            None
        }
    }
}
