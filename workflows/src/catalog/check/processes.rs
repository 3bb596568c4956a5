//! Processes: that their tasks name forms, roles and offices that exist, and their services are known.

use radica_engine::Definition;
use radica_engine::located::{self, Located};

use crate::catalog::Source;
use crate::catalog::ids::{OfficeId, ProcessId};
use crate::catalog::load::Parts;
use crate::catalog::problem::{Problem, Report};

/// Kinds of service that the program runs.
pub const SERVICES: [&str; 11] = [
    "clock-stop",
    "clock-resume",
    "clock-extend",
    "issue-document",
    "notify",
    "close-case",
    "desist",
    "open-ballot",
    "publish-version",
    "record-outcome",
    "withdraw-version",
];

/// Kinds of act that a person's task may be.
const ACTS: [&str; 7] = ["review", "decide", "sign", "visit", "deliver", "vote", "comment"];

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
            for element in field(&tree, "elements").and_then(Located::list).unwrap_or_default() {
                check_element(element, source, parts, report);
            }
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
    need(
        field(element, "service"),
        "el servicio",
        &|kind| SERVICES.contains(&kind),
        &SERVICES.join(", "),
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
