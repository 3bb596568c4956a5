//! Processes: that their tasks name forms, roles and offices that exist, and their services are known.

use radica_engine::Definition;
use radica_engine::located::{self, Located};

use crate::catalog::Source;
use crate::catalog::ids::{OfficeId, ProcessId};
use crate::catalog::load::Parts;
use crate::catalog::problem::{Problem, Report};
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
    ProcessId::new(name.strip_suffix(".yaml").unwrap_or(name))
}

/// Whether there is a process of that id.
pub(super) fn exists(parts: &Parts, id: &ProcessId) -> bool {
    parts.processes.iter().any(|source| process_id(source) == *id)
}

pub(super) fn check(parts: &Parts, report: &mut Report) {
    for source in &parts.processes {
        match Definition::from_yaml(&source.text, &source.path) {
            Ok(definition) => named_as_its_file(source, definition.id(), report),
            Err(problems) => problems
                .into_iter()
                .for_each(|problem| report.push(from_engine(problem))),
        }
        if let Ok(tree) = located::read(&source.text) {
            check_elements(&tree, source, parts, report);
        }
    }
}

fn from_engine(problem: radica_engine::Problem) -> Problem {
    let radica_engine::Problem {
        file,
        line,
        column,
        message,
        expected,
        ..
    } = problem;
    Problem {
        file,
        line,
        column,
        wrong: message,
        expected,
    }
}

fn named_as_its_file(source: &Source, id: &str, report: &mut Report) {
    let expected = process_id(source);
    if expected.as_str() != id {
        let wrong = format!("el proceso se llama `{id}` y su archivo `{expected}.yaml`");
        report.file(&source.path, wrong, format!("`process: {expected}`"));
    }
}

fn check_elements(scope: &Located, source: &Source, parts: &Parts, report: &mut Report) {
    for element in field(scope, "elements").and_then(Located::list).unwrap_or_default() {
        check_element(element, source, parts, report);
        check_service(element, source, report);
        check_elements(element, source, parts, report);
    }
}

fn check_service(element: &Located, source: &Source, report: &mut Report) {
    let Some(kind) = field(element, "service") else { return };
    let Some(service) = kind.text().and_then(Service::parse) else {
        let wrong = format!("el servicio `{}` no existe", kind.text().unwrap_or_default());
        report.add(&source.path, kind.at, wrong, Service::ALL.map(Service::word).join(", "));
        return;
    };
    let input = field(element, "input");
    let given = input.map_or_else(|| serde_json::json!({}), Located::to_json);
    if has_expression(&given) {
        return;
    }
    if let Err(problem) = service.check_input(&given) {
        let wrong = format!("la entrada de `{}` no sirve: {problem}", service.word());
        let at = input.map_or(kind.at, |input| input.at);
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

fn check_element(element: &Located, source: &Source, parts: &Parts, report: &mut Report) {
    let entity = &parts.entity.value;
    let mut need = |node: Option<&Located>, what: &str, known: &dyn Fn(&str) -> bool, expected: &str| {
        let Some(node) = node else { return };
        let Some(text) = node.text().filter(|text| !text.starts_with('=')) else {
            return;
        };
        if !known(text) {
            report.add(&source.path, node.at, format!("{what} `{text}` no existe"), expected);
        }
    };
    let assign = field(element, "assign");
    let part_of = |key: &'static str| assign.and_then(|assign| field(assign, key));
    let has_form = |id: &str| parts.forms.contains_key(id);
    let has_role = |id: &str| entity.roles.iter().any(|role| role.id.as_str() == id);
    let has_office = |id: &str| entity.office(&OfficeId::new(id)).is_some();
    let has_notice = |id: &str| parts.notices.contains_key(id);
    need(field(element, "form"), "el formulario", &has_form, "uno de `forms/`");
    need(
        field(element, "act"),
        "el acto",
        &|act| ACTS.contains(&act),
        &ACTS.join(", "),
    );
    need(part_of("role"), "el rol", &has_role, "uno de `entity.yaml`");
    need(part_of("office"), "la dependencia", &has_office, "una de `entity.yaml`");
    let event = field(element, "input").and_then(|input| field(input, "event"));
    need(event, "el mensaje", &has_notice, "uno de `notices/`");
}

fn field<'a>(node: &'a Located, key: &str) -> Option<&'a Located> {
    node.map()?
        .iter()
        .find(|entry| entry.key == key)
        .map(|entry| &entry.value)
}
