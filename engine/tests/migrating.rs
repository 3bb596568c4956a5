//! Running instances move to another version of their definition: every wait keeps its place, nothing is done
//! twice, and what does not fit is refused whole.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod support;

use std::collections::BTreeMap;

use radica_engine::calendar::Calendar;
use radica_engine::event::Wait;
use radica_engine::ids::ElementId;
use radica_engine::instance::Status;
use radica_engine::migrate::{Migration, MigrationError, Misfit};
use radica_engine::simulate::{Simulation, Step};
use radica_engine::{Command, Definition, Instance};
use support::json;
use support::shelf::Shelf;

const OLD: &str = r#"process: p
elements:
  - start: s
    next: fork
  - parallel: fork
    next: [revisar, espera, llega, cada]
  - user_task: revisar
    assign: { role: r }
    boundary: [ { id: tarde, timer: P2D, interrupting: false, next: avisar }, { id: quita, message: quita, next: quitado } ]
    next: join
  - service_task: avisar
    service: x
    next: avisado
  - end: avisado
  - end: quitado
  - timer: espera
    after: P1D
    next: join
  - message: llega
    receive: m
    next: join
  - user_task: cada
    assign: { role: r }
    each: { in: "= [1, 2]", as: item }
    next: join
  - parallel: join
    next: dentro
  - subprocess: dentro
    elements:
      - start: ds
        next: dt
      - user_task: dt
        assign: { role: r }
        next: de
      - end: de
    next: fin
  - end: fin
"#;

fn definition(source: &str) -> Definition {
    Definition::from_yaml(source, "p.yaml").unwrap_or_else(|problems| panic!("{}", problems[0]))
}

fn calendar() -> Calendar {
    Calendar::from_yaml(include_str!("../../workflows/calendar.yaml")).unwrap()
}

fn moves(pairs: &[(&str, &str)]) -> BTreeMap<ElementId, ElementId> {
    let id = |text: &&str| ElementId::from(*text);
    pairs.iter().map(|(old, new)| (id(old), id(new))).collect()
}

fn started<'a>(definition: &'a Definition, calendar: &'a Calendar) -> Simulation<'a> {
    let mut simulation = Simulation::new(definition, calendar, "2026-11-20T15:00:00Z".parse().unwrap());
    step(&mut simulation, r#"{"start": {}}"#);
    simulation
}

fn step(simulation: &mut Simulation<'_>, text: &str) {
    let step: Step = serde_json::from_str(text).unwrap();
    if let Err(error) = simulation.step(&step) {
        panic!("{text}: {error}");
    }
    check(simulation);
}

fn check(simulation: &Simulation<'_>) {
    let replayed = Instance::replay(simulation.events()).unwrap();
    assert_eq!(json(&replayed), json(simulation.instance()), "replay equals state");
    support::effects_match(simulation);
}

fn finish(simulation: &mut Simulation<'_>, review: &str, inner: &str) {
    step(simulation, &format!("{{\"complete\": {{\"at\": \"{review}\"}}}}"));
    step(simulation, r#"{"advance": "P1D"}"#);
    step(simulation, r#"{"message": {"name": "m"}}"#);
    step(simulation, r#"{"complete": {"at": "cada"}}"#);
    step(simulation, r#"{"complete": {"at": "cada"}}"#);
    step(simulation, &format!("{{\"complete\": {{\"at\": \"{inner}\"}}}}"));
    assert_eq!(*simulation.instance().status(), Status::Finished);
}

#[test]
fn every_wait_goes_on_in_the_new_version_under_its_new_id() {
    let (old, calendar) = (definition(OLD), calendar());
    let new = OLD
        .replace("revisar", "estudiar")
        .replace("dentro", "interior")
        .replace("dt", "tarea");
    let new = definition(&new);
    let mut simulation = started(&old, &calendar);
    step(&mut simulation, r#"{"complete": {"at": "cada"}}"#);
    let jobs = simulation.effects().count();
    let mapping = moves(&[("revisar", "estudiar"), ("dentro", "interior"), ("dt", "tarea")]);
    simulation.migrate(&new, &mapping, "corrección").unwrap();
    check(&simulation);
    // One effect: the open task stands elsewhere. Nothing is opened or closed again.
    assert_eq!(simulation.effects().count(), jobs + 1);
    step(&mut simulation, r#"{"complete": {"at": "estudiar"}}"#);
    step(&mut simulation, r#"{"advance": "P1D"}"#);
    step(&mut simulation, r#"{"message": {"name": "m"}}"#);
    step(&mut simulation, r#"{"complete": {"at": "cada"}}"#);
    step(&mut simulation, r#"{"complete": {"at": "tarea"}}"#);
    assert_eq!(*simulation.instance().status(), Status::Finished);
}

#[test]
fn boundary_events_that_are_gone_stop_waiting_and_new_ones_begin() {
    let (old, calendar) = (definition(OLD), calendar());
    let new = OLD.replace(
        "{ id: tarde, timer: P2D, interrupting: false, next: avisar }",
        "{ id: pronto, timer: PT1H, interrupting: false, next: avisar }",
    );
    let new = definition(&new);
    let mut simulation = started(&old, &calendar);
    simulation.migrate(&new, &BTreeMap::new(), "plazo").unwrap();
    check(&simulation);
    let waits: Vec<String> = simulation
        .instance()
        .armed()
        .map(|(_, wait)| wait.element.to_string())
        .collect();
    assert_eq!(waits, ["quita", "pronto"]);
    step(&mut simulation, r#"{"advance": "PT1H"}"#);
    step(&mut simulation, r#"{"job": {"at": "avisar"}}"#);
    finish(&mut simulation, "revisar", "dt");
}

#[test]
fn a_token_inside_a_subprocess_and_one_at_a_join_keep_their_places() {
    let (old, calendar) = (definition(OLD), calendar());
    let mut simulation = started(&old, &calendar);
    step(&mut simulation, r#"{"complete": {"at": "revisar"}}"#);
    let with_more = OLD.replace("  - end: fin\n", "  - end: fin\n  - end: otro\n").replace(
        "    next: fin\n",
        "    next: x\n  - exclusive: x\n    next: [ { when: \"= false\", to: otro }, { to: fin } ]\n",
    );
    let new = definition(&with_more);
    simulation.migrate(&new, &BTreeMap::new(), "más").unwrap();
    check(&simulation);
    step(&mut simulation, r#"{"advance": "P1D"}"#);
    step(&mut simulation, r#"{"message": {"name": "m"}}"#);
    step(&mut simulation, r#"{"complete": {"at": "cada"}}"#);
    step(&mut simulation, r#"{"complete": {"at": "cada"}}"#);
    let back = definition(&with_more.replace("name: nada", ""));
    simulation.migrate(&back, &BTreeMap::new(), "otra vez").unwrap();
    step(&mut simulation, r#"{"complete": {"at": "dt"}}"#);
    assert_eq!(*simulation.instance().status(), Status::Finished);
}

#[test]
fn what_does_not_fit_is_refused_whole_and_says_where_and_why() {
    let (old, calendar) = (definition(OLD), calendar());
    let mut simulation = started(&old, &calendar);
    step(&mut simulation, r#"{"complete": {"at": "revisar"}}"#);
    let new = OLD
        .replace(
            "  - timer: espera\n    after: P1D\n",
            "  - user_task: espera\n    assign: { role: r }\n",
        )
        .replace("    each: { in: \"= [1, 2]\", as: item }\n", "")
        .replace("llega", "recibe");
    let new = definition(&new);
    let before = json(simulation.instance());
    let refused = simulation.migrate(&new, &BTreeMap::new(), "no").unwrap_err();
    assert_eq!(json(simulation.instance()), before);
    let MigrationError::Misfits(problems) = refused else {
        panic!("{refused}");
    };
    let found: Vec<(&str, &Misfit)> = problems
        .iter()
        .map(|problem| (problem.element.as_str(), &problem.why))
        .collect();
    let id = |text: &str| ElementId::from(text);
    assert!(
        found.contains(&("espera", &Misfit::OtherKind(id("espera")))),
        "{found:?}"
    );
    assert!(found.contains(&("llega", &Misfit::NoElement(id("llega")))), "{found:?}");
    assert!(found.contains(&("cada", &Misfit::OtherRepeat(id("cada")))), "{found:?}");
    finish_old(&mut simulation);
}

fn finish_old(simulation: &mut Simulation<'_>) {
    step(simulation, r#"{"advance": "P1D"}"#);
    step(simulation, r#"{"message": {"name": "m"}}"#);
    step(simulation, r#"{"complete": {"at": "cada"}}"#);
    step(simulation, r#"{"complete": {"at": "cada"}}"#);
    step(simulation, r#"{"complete": {"at": "dt"}}"#);
    assert_eq!(*simulation.instance().status(), Status::Finished);
}

#[test]
fn an_instance_of_another_version_or_one_that_ended_is_not_migrated() {
    let (old, calendar) = (definition(OLD), calendar());
    let new = definition(&OLD.replace("role: r", "role: q"));
    let mut simulation = started(&old, &calendar);
    let migration = Migration {
        from: &new,
        to: &old,
        moves: &BTreeMap::new(),
        reason: "",
        by: None,
    };
    assert!(migration.problems(simulation.instance()).is_empty());
    step(&mut simulation, r#"{"cancel": "ya"}"#);
    let refused = simulation.migrate(&new, &BTreeMap::new(), "tarde").unwrap_err();
    assert_eq!(refused, MigrationError::NotRunning);
}

struct Counter(u128);

impl radica_engine::ids::Ids for Counter {
    fn next(&mut self) -> ulid::Ulid {
        self.0 += 1;
        ulid::Ulid::from(self.0)
    }
}

#[test]
fn a_process_that_was_called_moves_where_it_runs_and_its_caller_stays() {
    let caller = "process: caller\nelements:\n  - start: s\n    next: call\n  - call: call\n    process: called\n    \
        in: { n: 1 }\n    next: e\n  - end: e\n";
    let old = "process: called\nelements:\n  - start: s2\n    next: t\n  - user_task: t\n    assign: { role: r }\n    \
        next: e2\n  - end: e2\n";
    let new = old
        .replace("user_task: t", "user_task: task")
        .replace("next: t\n", "next: task\n");
    let new = new.replace(
        "next: e2",
        "next: more\n  - service_task: more\n    service: x\n    next: e2",
    );
    let (caller, old, new, calendar) = (definition(caller), definition(old), definition(&new), calendar());
    let before = Shelf::holding(vec![caller.clone(), old.clone()]);
    let mut simulation = Simulation::with_library(&caller, &calendar, &before, "2026-11-20T15:00:00Z".parse().unwrap());
    step(&mut simulation, r#"{"start": {}}"#);
    let moves = moves(&[("t", "task")]);
    let migration = Migration {
        from: &old,
        to: &new,
        moves: &moves,
        reason: "corrección",
        by: Some("ana"),
    };
    let after = Shelf::holding(vec![caller.clone(), old.clone(), new.clone()]);
    let mut ids = Counter(1_000);
    let mut env = radica_engine::Env {
        now: simulation.now(),
        ids: &mut ids,
        calendars: &calendar,
        library: &after,
    };
    let (decided, mut instance) = migration.migrate(simulation.instance(), &mut env).unwrap();
    let all: Vec<_> = simulation.events().chain(&decided.events).collect();
    assert_eq!(json(&Instance::replay(all).unwrap()), json(&instance));
    assert_eq!(instance.definition(), Some(caller.hash()));
    let places: Vec<&str> = instance.tokens().map(|(_, token)| token.element.as_str()).collect();
    assert_eq!(places, ["call", "task"]);
    let task = instance.tokens().find_map(|(_, token)| match &token.wait {
        Some(Wait::Task { task, .. }) => Some(*task),
        _ => None,
    });
    let done = Command::CompleteTask {
        task: task.unwrap(),
        result: radica_engine::Value::Null,
        by: None,
    };
    radica_engine::decide_in_place(&caller, &mut instance, &done, &mut env).unwrap();
    let places: Vec<&str> = instance.tokens().map(|(_, token)| token.element.as_str()).collect();
    assert_eq!(places, ["call", "more"]);
}
