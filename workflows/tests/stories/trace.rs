//! The golden trace of a story: one line per entry of the journal, with names in place of ids.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::PathBuf;

use radica_engine::Event;
use radica_storage::journal::{self, Recorded};
use radica_workflows::time::in_zone;
use serde_json::Value;

use crate::world::World;

/// Compares the journal since everybody signed in with `golden/NAME.txt`; `UPDATE_GOLDEN=1` rewrites it.
pub async fn assert_golden(world: &World, name: &str) {
    let trace = of(world).await;
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(format!("tests/stories/golden/{name}.txt"));
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(&path, &trace).unwrap();
    }
    let golden = std::fs::read_to_string(&path).unwrap_or_default();
    if let Some((line, (told, known))) = trace
        .lines()
        .zip(golden.lines())
        .enumerate()
        .find(|(_, (told, known))| told != known)
    {
        panic!("{name}, line {}:\n  golden {known}\n  now    {told}", line + 1);
    }
    assert_eq!(
        trace.lines().count(),
        golden.lines().count(),
        "{name} is longer or shorter than its golden trace:\n{trace}"
    );
}

async fn of(world: &World) -> String {
    let mut names = Names::of(world);
    let mut trace = String::new();
    for entry in journal::after(&world.app.db, world.begins, i64::MAX).await.unwrap() {
        writeln!(trace, "{}", line(world, &mut names, &entry)).unwrap();
    }
    trace
}

fn line(world: &World, names: &mut Names, entry: &Recorded) -> String {
    let when = in_zone(entry.at).strftime("%Y-%m-%d %H:%M").to_string();
    let actor = names.actor(&entry.actor);
    let subject = names.subject(&entry.subject_kind, &entry.subject_id);
    let data: Value = entry.data.read().unwrap();
    let what = match entry.kind.as_str() {
        "decided" => decided(world, &data),
        _ => told(&data),
    };
    format!("{when}  {actor}  {subject} v{}  {}{what}", entry.version, entry.kind)
}

/// The command and the activities that it led to, each with its stage.
fn decided(world: &World, data: &Value) -> String {
    let command = data["command"]["c"].as_str().unwrap_or_default();
    let events: Vec<Event> = serde_json::from_value(data["events"].clone()).unwrap();
    let entered = events.iter().filter_map(|event| match event {
        Event::Entered { element, .. } => Some(element.to_string()),
        _ => None,
    });
    let entered: Vec<String> = entered.map(|element| with_stage(world, &element)).collect();
    let tables = events.iter().filter_map(|event| match event {
        Event::Decided { decision, value, .. } => Some(format!("; {decision} = {value}")),
        _ => None,
    });
    format!(" {command} -> {}{}", entered.join(", "), tables.collect::<String>())
}

fn with_stage(world: &World, element: &str) -> String {
    let processes = world.app.rules.processes();
    let mut nodes = processes.filter_map(|process| process.element(element));
    match nodes.find_map(|node| node.stage.as_deref()) {
        Some(stage) => format!("{element} [{stage}]"),
        None => element.to_owned(),
    }
}

/// What an entry says that does not change from run to run.
fn told(data: &Value) -> String {
    let mut told = String::new();
    for name in ["radicado", "tramite", "title", "ordinal", "number", "outcome", "due_on"] {
        match &data[name] {
            Value::Null => {}
            Value::String(text) => write!(told, " {name}={text}").unwrap(),
            other => write!(told, " {name}={other}").unwrap(),
        }
    }
    if let Some(change) = data["event"]["change"]["kind"].as_str() {
        write!(
            told,
            " {change} ({})",
            data["event"]["norm"].as_str().unwrap_or_default()
        )
        .unwrap();
    }
    for missing in data["missing"].as_array().into_iter().flatten() {
        write!(told, " missing={}", missing["id"].as_str().unwrap_or_default()).unwrap();
    }
    if let Some(starts) = data["retention"]["starts_on"].as_str() {
        write!(told, " retention_from={starts}").unwrap();
    }
    told
}

/// People by their subject; everything else by the order in which the journal first names it.
struct Names {
    people: BTreeMap<String, String>,
    subjects: BTreeMap<String, String>,
    counts: BTreeMap<String, usize>,
}

impl Names {
    fn of(world: &World) -> Self {
        let people = world
            .everybody()
            .map(|(subject, actor)| (actor.journal_name(), subject.to_owned()))
            .collect();
        Self {
            people,
            subjects: BTreeMap::new(),
            counts: BTreeMap::new(),
        }
    }

    fn actor(&self, name: &str) -> String {
        self.people.get(name).cloned().unwrap_or_else(|| name.to_owned())
    }

    fn subject(&mut self, kind: &str, id: &str) -> String {
        if let Some(known) = self.subjects.get(id) {
            return known.clone();
        }
        let count = self.counts.entry(kind.to_owned()).or_default();
        *count += 1;
        let name = format!("{kind}-{count}");
        self.subjects.insert(id.to_owned(), name.clone());
        name
    }
}
