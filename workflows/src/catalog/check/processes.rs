//! Processes: that they name forms, roles, offices, decisions and processes that exist, and their services are known.

use radica_engine::expression::Template;
use radica_engine::located::{self, Located, Position};
use radica_engine::model::{Definition, Kind, Node};
use roxmltree::Document;

use crate::catalog::ids::{OfficeId, ProcessId};
use crate::catalog::load::Parts;
use crate::catalog::problem::{Problem, Report};
use crate::catalog::{Source, process};
use crate::services::Service;

/// Kinds of act that a person's task may be.
const ACTS: [&str; 8] = [
    "review", "decide", "sign", "notify", "visit", "deliver", "vote", "comment",
];

/// The id of a process: the name of its file.
pub(in crate::catalog) fn process_id(source: &Source) -> ProcessId {
    let name = source
        .path
        .rsplit_once('/')
        .map_or(source.path.as_str(), |(_, name)| name);
    ProcessId::new(name.rsplit_once('.').map_or(name, |(stem, _)| stem))
}

/// Whether there is a process of that id.
pub(super) fn exists(parts: &Parts, id: &ProcessId) -> bool {
    parts.processes.iter().any(|source| process_id(source) == *id)
}

pub(super) fn check(parts: &Parts, report: &mut Report) {
    for (n, source) in parts.processes.iter().enumerate() {
        only_one(source, parts.processes.get(..n).unwrap_or_default(), report);
        match process::compile(&source.text, &source.path) {
            Ok(definition) => {
                named_as_its_file(source, definition.id(), report);
                if process::is_xml(&source.text) {
                    check_model(&definition, source, parts, report);
                }
            }
            Err(problems) => problems.into_iter().for_each(|problem| report.push(problem.into())),
        }
        if !process::is_xml(&source.text)
            && let Ok(tree) = located::read(&source.text)
        {
            check_elements(&tree, source, parts, report);
        }
    }
}

/// That no earlier file is a process of the same id.
fn only_one(source: &Source, earlier: &[Source], report: &mut Report) {
    let id = process_id(source);
    if let Some(first) = earlier.iter().find(|other| process_id(other) == id) {
        let wrong = format!("el proceso `{id}` ya está en {}", first.path);
        let at = Position { line: 1, column: 1 };
        let expected = "un identificador que no esté en otro archivo";
        report.push(Problem::new(&source.path, at, "duplicate-id", wrong, expected));
    }
}

fn named_as_its_file(source: &Source, id: &str, report: &mut Report) {
    let expected = process_id(source);
    if expected.as_str() != id {
        let wrong = format!("el proceso se llama `{id}` y su archivo `{expected}`");
        report.file(&source.path, wrong, format!("`{expected}` como id del proceso"));
    }
}

fn check_elements(scope: &Located, source: &Source, parts: &Parts, report: &mut Report) {
    for element in field(scope, "elements").and_then(Located::list).unwrap_or_default() {
        check_element(element, source, parts, report);
        if let Some(kind) = field(element, "service") {
            let input = field(element, "input");
            let given = input.map(|input| (input.to_json(), input.at));
            check_service((kind.text().unwrap_or_default(), kind.at), given, source, report);
        }
        check_elements(element, source, parts, report);
    }
}

fn check_element(element: &Located, source: &Source, parts: &Parts, report: &mut Report) {
    let assign = field(element, "assign");
    let text = |node: Option<&Located>| node.and_then(|node| Some((node.text()?.to_owned(), node.at)));
    let part_of = |key: &'static str| text(assign.and_then(|assign| field(assign, key)));
    let event = field(element, "input").and_then(|input| field(input, "event"));
    let names = Names {
        form: text(field(element, "form")),
        act: text(field(element, "act")),
        role: part_of("role"),
        office: part_of("office"),
        event: text(event),
        decision: text(field(element, "decision")),
        process: text(field(element, "process")),
    };
    names.check(source, parts, report);
}

/// A drawn process: what it names stands at its element.
fn check_model(definition: &Definition, source: &Source, parts: &Parts, report: &mut Report) {
    let Ok(document) = Document::parse(&source.text) else {
        return;
    };
    for node in definition.elements() {
        let at = place(&document, node.id.as_str());
        names_of(node, at).check(source, parts, report);
        if let Kind::ServiceTask(task) = &node.kind {
            let input = task
                .input
                .iter()
                .map(|(name, value)| (name.to_string(), value.to_json()));
            let input = serde_json::Value::Object(input.collect());
            check_service((&task.service, at), Some((input, at)), source, report);
        }
    }
}

fn names_of(node: &Node, at: Position) -> Names {
    let literal = |template: Option<&Template>| match template {
        Some(Template::Literal(value)) => value.as_str().map(|text| (text.to_owned(), at)),
        _ => None,
    };
    match &node.kind {
        Kind::UserTask(task) => Names {
            form: task
                .form
                .as_ref()
                .and_then(|form| Some((form.as_str()?.to_owned(), at))),
            act: task.act.clone().map(|act| (act, at)),
            role: literal(task.assign.role.as_ref()),
            office: literal(task.assign.office.as_ref()),
            ..Names::default()
        },
        Kind::ServiceTask(task) => {
            let event = task.input.iter().find(|(name, _)| &**name == "event");
            Names {
                event: literal(event.map(|(_, value)| value)),
                ..Names::default()
            }
        }
        Kind::BusinessRuleTask(task) => Names {
            decision: Some((task.decision.clone(), at)),
            ..Names::default()
        },
        Kind::CallActivity(call) => Names {
            process: literal(Some(&call.process)),
            ..Names::default()
        },
        _ => Names::default(),
    }
}

fn place(document: &Document<'_>, id: &str) -> Position {
    let element = document.descendants().find(|node| node.attribute("id") == Some(id));
    let at = element.map(|node| document.text_pos_at(node.range().start));
    at.map_or(Position { line: 1, column: 1 }, |at| Position {
        line: at.row as usize,
        column: at.col as usize,
    })
}

/// What an element names in other files, with where.
#[derive(Default)]
struct Names {
    form: Option<(String, Position)>,
    act: Option<(String, Position)>,
    role: Option<(String, Position)>,
    office: Option<(String, Position)>,
    event: Option<(String, Position)>,
    decision: Option<(String, Position)>,
    process: Option<(String, Position)>,
}

impl Names {
    fn check(&self, source: &Source, parts: &Parts, report: &mut Report) {
        let entity = &parts.entity.value;
        let mut need =
            |named: &Option<(String, Position)>, what: &str, known: &dyn Fn(&str) -> bool, expected: &str| {
                let Some((text, at)) = named else { return };
                if !text.starts_with('=') && !known(text) {
                    report.add(&source.path, *at, format!("{what} `{text}` no existe"), expected);
                }
            };
        let has_form = |id: &str| parts.forms.contains_key(id);
        let has_role = |id: &str| entity.roles.iter().any(|role| role.id.as_str() == id);
        let has_office = |id: &str| entity.office(&OfficeId::new(id)).is_some();
        let has_notice = |id: &str| parts.notices.contains_key(id);
        let has_decision = |id: &str| parts.decisions.contains_key(id);
        let has_process = |id: &str| exists(parts, &ProcessId::new(id));
        let is_act = |act: &str| ACTS.contains(&act);
        need(&self.form, "el formulario", &has_form, "uno de `forms/`");
        need(&self.act, "el acto", &is_act, &ACTS.join(", "));
        need(&self.role, "el rol", &has_role, "uno de `entity.yaml`");
        need(&self.office, "la dependencia", &has_office, "una de `entity.yaml`");
        need(&self.event, "el mensaje", &has_notice, "uno de `notices/`");
        need(&self.decision, "la decisión", &has_decision, "una de `decisions/`");
        need(&self.process, "el proceso", &has_process, "uno de `processes/`");
    }
}

/// That a service exists and takes its input.
fn check_service(
    (kind, at): (&str, Position),
    input: Option<(serde_json::Value, Position)>,
    source: &Source,
    report: &mut Report,
) {
    let Some(service) = Service::parse(kind) else {
        let wrong = format!("el servicio `{kind}` no existe");
        report.add(&source.path, at, wrong, Service::ALL.map(Service::word).join(", "));
        return;
    };
    let (given, at) = input.unwrap_or_else(|| (serde_json::json!({}), at));
    if has_expression(&given) {
        return;
    }
    if let Err(problem) = service.check_input(&given) {
        let wrong = format!("la entrada de `{}` no sirve: {problem}", service.word());
        report.add(
            &source.path,
            at,
            wrong,
            "lo que ese servicio recibe; vea docs/processes.md",
        );
    }
}

/// What FEEL gives is known only when the process runs.
fn has_expression(input: &serde_json::Value) -> bool {
    match input {
        serde_json::Value::String(text) => text.starts_with('='),
        serde_json::Value::Array(items) => items.iter().any(has_expression),
        serde_json::Value::Object(entries) => entries.values().any(has_expression),
        _ => false,
    }
}

fn field<'a>(node: &'a Located, key: &str) -> Option<&'a Located> {
    node.map()?
        .iter()
        .find(|entry| entry.key == key)
        .map(|entry| &entry.value)
}
