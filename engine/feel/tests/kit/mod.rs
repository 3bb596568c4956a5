//! Reading and running the cases of the kit.

use radica_feel::dmn::{Decisions, Model};
use radica_feel::{Context, Date, DateTime, Duration, Env, List, Number, Rounding, Time, Value};
use roxmltree::{Document, Node};
use std::fs;
use std::path::{Path, PathBuf};

pub struct Report {
    pub total: usize,
    pub failures: Vec<String>,
}

/// The folders that hold models.
pub fn folders(kit: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(kit)
        .unwrap()
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.is_dir())
    {
        let models = files(&entry, "dmn");
        if models.is_empty() {
            found.extend(folders(&entry))
        } else {
            found.push(entry)
        }
    }
    found
}

fn files(folder: &Path, extension: &str) -> Vec<PathBuf> {
    let all = fs::read_dir(folder).unwrap().flatten().map(|entry| entry.path());
    let mut found: Vec<PathBuf> = all
        .filter(|path| path.extension().is_some_and(|e| e == extension))
        .collect();
    found.sort();
    found
}

/// Runs the cases of a folder, on its models as they are or written and read again.
pub fn run(folder: &Path, rewrite: bool) -> Report {
    let models: Vec<(PathBuf, Model)> = files(folder, "dmn")
        .into_iter()
        .map(|path| {
            let model = Model::from_xml(&fs::read_to_string(&path).unwrap());
            (
                path.clone(),
                model.unwrap_or_else(|error| panic!("{}: {error}", path.display())),
            )
        })
        .collect();
    let rewritten = |(path, model): &(PathBuf, Model)| (path.clone(), Model::from_xml(&model.to_xml()).unwrap());
    let models: Vec<(PathBuf, Model)> = if rewrite {
        models.iter().map(rewritten).collect()
    } else {
        models
    };
    let mut report = Report {
        total: 0,
        failures: Vec::new(),
    };
    for path in files(folder, "xml") {
        let text = fs::read_to_string(&path).unwrap();
        let document = Document::parse(&text).unwrap();
        let name = child(document.root_element(), "modelName")
            .and_then(|node| node.text())
            .unwrap_or_default();
        let (main, others): (Vec<_>, Vec<_>) = models
            .iter()
            .partition(|(path, _)| path.file_name().unwrap().to_str() == Some(name));
        let others: Vec<Model> = others.into_iter().map(|(_, model)| model.clone()).collect();
        let decisions = Decisions::compile(&main[0].1, &others);
        for case in children(document.root_element(), "testCase") {
            run_case(&decisions, case, &mut report);
        }
    }
    report
}

fn run_case(decisions: &Decisions, case: Node<'_, '_>, report: &mut Report) {
    let env = Env::at("2026-03-27T08:00:00-05:00[America/Bogota]".parse().unwrap());
    let inputs: Context = children(case, "inputNode")
        .map(|node| (node.attribute("name").unwrap(), read(node)))
        .collect();
    for result in children(case, "resultNode") {
        let name = result.attribute("name").unwrap();
        let service = case.attribute("type") == Some("decisionService") || case.attribute("type") == Some("bkm");
        let asked = case.attribute("invocableName").filter(|_| service).unwrap_or(name);
        let outcome = decisions.evaluate(asked, &inputs, &env);
        let expected = child(result, "expected").map_or(Value::Null, read);
        let several = service
            && outcome.value.as_context().is_some_and(|c| c.get(name).is_some())
            && children(case, "resultNode").count() > 1;
        let got = match &outcome.value {
            Value::Context(context) if several => context.get(name).cloned().unwrap_or_default(),
            value => value.clone(),
        };
        report.total += 1;
        if !same(&expected, &got) {
            let why: Vec<String> = outcome
                .explanation
                .iter()
                .take(2)
                .map(|note| note.message.clone())
                .collect();
            let id = case.attribute("id").unwrap_or("");
            report.failures.push(format!(
                "{id} {name}: expected {expected}, got {got} ({})",
                why.join("; ")
            ));
        }
    }
}

fn child<'a, 'i>(node: Node<'a, 'i>, name: &str) -> Option<Node<'a, 'i>> {
    children(node, name).next()
}

fn children<'a, 'i>(node: Node<'a, 'i>, name: &str) -> impl Iterator<Item = Node<'a, 'i>> {
    node.children().filter(move |child| child.tag_name().name() == name)
}

/// The value that a node holds: a list, components, or one value.
fn read(node: Node<'_, '_>) -> Value {
    if let Some(list) = child(node, "list") {
        return Value::list(children(list, "item").map(read).collect());
    }
    if children(node, "component").next().is_some() {
        let components = children(node, "component").map(|node| (node.attribute("name").unwrap(), read(node)));
        return Value::Context(components.collect());
    }
    child(node, "value").map_or(Value::Null, scalar)
}

fn scalar(node: Node<'_, '_>) -> Value {
    const XSI: &str = "http://www.w3.org/2001/XMLSchema-instance";
    if node.attribute((XSI, "nil")) == Some("true") {
        return Value::Null;
    }
    let text = node.text().unwrap_or("");
    let kind = node.attribute((XSI, "type")).unwrap_or("");
    match kind.rsplit(':').next().unwrap_or("") {
        "boolean" => Value::Boolean(text.trim() == "true"),
        "decimal" | "double" | "integer" | "float" | "int" | "long" => {
            Value::from(text.trim().trim_start_matches('+').parse::<Number>().ok())
        }
        "date" => Value::from(text.trim().parse::<Date>().ok()),
        "time" => text.trim().parse::<Time>().map_or(Value::Null, Value::Time),
        "dateTime" => Value::from(text.trim().parse::<DateTime>().ok()),
        "duration" | "dayTimeDuration" | "yearMonthDuration" => Value::from(text.trim().parse::<Duration>().ok()),
        "" if text.trim().is_empty() => Value::Null,
        _ => Value::from(text),
    }
}

/// Numbers are compared to 12 digits, as many cases were computed with binary floats, or to
/// the places the case gives when those are 8 or more.
fn same(expected: &Value, got: &Value) -> bool {
    match (expected, got) {
        (Value::Number(expected), Value::Number(got)) => {
            let places = expected
                .to_string()
                .split_once('.')
                .map_or(0, |(_, fraction)| fraction.len());
            let distance = expected.checked_sub(*got).unwrap().abs();
            distance <= expected.abs().checked_mul("1e-12".parse().unwrap()).unwrap()
                || places >= 8 && got.rounded(places as i32, Rounding::HalfEven) == Some(*expected)
        }
        (Value::List(expected), Value::List(got)) => lists_same(expected, got),
        (Value::Context(expected), Value::Context(got)) => {
            expected.len() == got.len()
                && expected
                    .iter()
                    .all(|(name, value)| got.get(name).is_some_and(|other| same(value, other)))
        }
        _ => expected == got,
    }
}

fn lists_same(expected: &List, got: &List) -> bool {
    expected.items().len() == got.items().len() && expected.items().iter().zip(got.items()).all(|(a, b)| same(a, b))
}
