//! Files on their own: what kind of definition a text is, and what is wrong in it.
//!
//! Processes and decisions are checked by themselves, so that a model of any origin can be; what they name in other files
//! is told when they are in a catalogue. All other kinds mean something only within a catalogue: the text stands in the
//! place of the catalogue's own file with the same id.

use radica_engine::Definition;
use radica_engine::located::{self, Located, Position};
use radica_feel::dmn::Model;

use super::problem::Problem;
use super::{Catalog, Files, check, decision, process};

/// What a text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A process in YAML.
    Process,
    /// A process in BPMN 2.0 XML.
    Bpmn,
    /// A decision table in YAML.
    Decision,
    /// Decisions in DMN XML.
    Dmn,
    /// Any other definition: its key, and the directory of its kind.
    Other(&'static str, &'static str),
}

/// What was found in files.
#[derive(Debug, Clone, Default)]
pub struct Checked {
    /// What is wrong.
    pub problems: Vec<Problem>,
    /// What works, and somebody should look at.
    pub warnings: Vec<Problem>,
}

/// The kinds that mean something only within a catalogue.
const OTHERS: [(&str, &str); 9] = [
    ("tramite", "tramites"),
    ("form", "forms"),
    ("list", "lists"),
    ("trd", "trd"),
    ("notice", "notices"),
    ("policy", "policies"),
    ("committee", "committees"),
    ("entity", "entity.yaml"),
    ("themes", "themes.yaml"),
];

impl Kind {
    /// The kind of a text, by its content.
    #[must_use]
    pub fn of(text: &str) -> Option<Self> {
        if process::is_xml(text) {
            // Also of a document that is not well formed: its reader says why.
            return Some(if is_bpmn(text) { Self::Bpmn } else { Self::Dmn });
        }
        Self::of_tree(&located::read(text).ok()?)
    }

    fn of_tree(tree: &Located) -> Option<Self> {
        let has = |key: &str| tree.map().unwrap_or_default().iter().any(|entry| entry.key == key);
        if has("decision") && has("cases") {
            return Some(Self::Other("decision", "decisions"));
        }
        let other = OTHERS.iter().find(|(key, _)| has(key));
        match other {
            _ if has("process") && has("elements") => Some(Self::Process),
            _ if has("decision") => Some(Self::Decision),
            Some((key, place)) => Some(Self::Other(key, place)),
            None if has("elements") => Some(Self::Process),
            None if has("holidays") => Some(Self::Other("name", "calendar.yaml")),
            None => has("process").then_some(Self::Process),
        }
    }
}

fn is_bpmn(text: &str) -> bool {
    match roxmltree::Document::parse(text) {
        Ok(document) => {
            let namespace = document.root_element().tag_name().namespace().unwrap_or_default();
            namespace.contains("/BPMN/")
        }
        Err(_) => text.contains("/BPMN/"),
    }
}

/// Everything wrong in some files, given by name and text. `catalog` is where what they name is looked up.
#[must_use]
pub fn check_files(given: &[(String, String)], catalog: &Files) -> Checked {
    let models: Vec<Model> = given
        .iter()
        .map(|(_, text)| text.as_str())
        .chain(catalog.of("decisions", "dmn").map(|(_, text)| text))
        .filter(|text| process::is_xml(text))
        .filter_map(|text| Model::from_xml(text).ok())
        .collect();
    let mut checked = Checked::default();
    for (name, text) in given {
        match Kind::of(text) {
            Some(kind @ (Kind::Process | Kind::Bpmn)) => {
                let read = match kind {
                    Kind::Bpmn => Definition::all_from_bpmn(text, name),
                    _ => process::compile(text, name).map(|definition| vec![definition]),
                };
                match read {
                    Ok(definitions) => {
                        let unnoticed = definitions
                            .iter()
                            .flat_map(|definition| check::unnoticed(definition, name));
                        checked.warnings.extend(unnoticed);
                    }
                    Err(problems) => checked.problems.extend(problems.into_iter().map(Problem::from)),
                }
            }
            Some(Kind::Decision | Kind::Dmn) => {
                let read = decision::read(name, text, &models);
                checked.problems.extend(read.problems);
                checked.warnings.extend(read.warnings);
            }
            Some(Kind::Other(key, place)) => checked.problems.extend(within(name, text, key, place, given, catalog)),
            None => checked.problems.push(unknown(name, text)),
        }
    }
    checked.problems.sort();
    checked.problems.dedup();
    checked
}

fn unknown(name: &str, text: &str) -> Problem {
    if let Err(error) = located::read(text) {
        let wrong = format!("no es YAML válido: {}", error.message);
        return Problem::new(name, error.at, "syntax", wrong, "un documento YAML, BPMN o DMN");
    }
    let at = Position { line: 1, column: 1 };
    let keys: Vec<&str> = OTHERS.iter().map(|(key, _)| *key).collect();
    let expected = format!("una clave que lo diga: process, decision, {}", keys.join(", "));
    Problem::new(name, at, "unknown-kind", "no se sabe qué define este archivo", expected)
}

/// The problems of a file in the place of the catalogue's own.
fn within(name: &str, text: &str, key: &str, place: &str, given: &[(String, String)], catalog: &Files) -> Vec<Problem> {
    let decisions = given.iter().filter(|(_, text)| Kind::of(text) == Some(Kind::Decision));
    let files = decisions.fold(catalog.clone(), |files, (name, text)| {
        let path = path_of(name, text, "decision", "decisions", &files);
        files.with(&path, text.as_str())
    });
    let path = path_of(name, text, key, place, &files);
    let mut problems = Catalog::check(&files.with(&path, text));
    problems.retain(|problem| problem.file == path);
    for problem in &mut problems {
        name.clone_into(&mut problem.file);
    }
    problems
}

/// Where the text stands: in place of the file with the same id and ending, or beside the others.
fn path_of(name: &str, text: &str, key: &str, place: &str, files: &Files) -> String {
    if place.ends_with(".yaml") {
        return place.to_owned();
    }
    let file_name = name.rsplit(['/', '\\']).next().unwrap_or(name);
    let id = id_of(text, key);
    let cases = |path: &str| path.ends_with(".cases.yaml");
    let is_cases = Kind::of(text) == Some(Kind::Other("decision", "decisions"));
    let mut same = files
        .of(place, "yaml")
        .filter(|(path, _)| cases(path) == is_cases)
        .filter(|(_, text)| id.is_some() && id_of(text, key) == id);
    let beside = match (is_cases, cases(file_name)) {
        (true, false) => format!("{place}/{file_name}.cases.yaml"),
        _ => format!("{place}/{file_name}"),
    };
    same.next().map_or(beside, |(path, _)| path.to_owned())
}

fn id_of(text: &str, key: &str) -> Option<String> {
    let line = text
        .lines()
        .find_map(|line| line.strip_prefix(key)?.strip_prefix(':'))?;
    Some(line.trim().trim_matches(['"', '\'']).to_owned())
}
