//! Random processes with random commands. Whatever is done to an instance:
//! - nothing panics, and no state is damaged;
//! - no token is lost or stuck: [`support::explained`] says precisely what that is;
//! - the journal gives the state, byte for byte, after every command, and the same command decided on the state as
//!   it is kept gives the same events and effects;
//! - what is open outside is what the effects opened and did not close;
//! - a refused command changes nothing, and one that answers one thing is refused when repeated;
//! - the same seed gives the same trace, also when the definition was written as BPMN or YAML and read again;
//! - a block-structured process ends, when somebody patiently works on all that waits.
//!
//! `SEED=7 cargo test -p radica-engine --test properties block` runs one seed again; a failure names it, and shows
//! the smallest process and commands that still fail. `CASES=20000` runs so many seeds; with `SEED=20000` too, the
//! next ones.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod support;

use std::cell::RefCell;
use std::sync::LazyLock;

use proptest::prelude::*;
use radica_engine::calendar::Calendar;
use radica_engine::ids::{ElementId, InstanceId};
use radica_engine::incident::IncidentKind;
use radica_engine::instance::Status;
use radica_engine::layout::Diagram;
use radica_engine::simulate::{Simulation, Step};
use radica_engine::{Command, Definition, Instance, Value};
use support::json;
use support::machine::{Broken, Machine};
use support::random::commands::{self, Choice};
use support::random::{Process, strategies, write};
use support::seeds;
use support::shelf::Shelf;

/// Rounds in which somebody works on all that waits: so many that it ends, and so many that it moves on.
const PATIENCE: [usize; 2] = [300, 10];

/// A decision for business rule tasks.
const GRADE: &str = "decision: grade\nhit_policy: first\ninputs: [ { expression: x, type: number } ]\noutputs: [ { name: \
    grade, type: number } ]\nrules:\n  - { when: [\"< 5\"], then: [\"x + 1\"] }\n  - { when: [\">= 5\"], then: [\"1\"] }\n";

static CALENDAR: LazyLock<Calendar> =
    LazyLock::new(|| Calendar::from_yaml(include_str!("../../workflows/calendar.yaml")).unwrap());

fn calendar() -> &'static Calendar {
    &CALENDAR
}

fn shelf(process: &Process) -> Shelf {
    let called = write::called(process).into_iter();
    let called = called.map(|source| {
        Definition::from_yaml(&source, "called.yaml").unwrap_or_else(|problems| panic!("{}\n{source}", problems[0]))
    });
    Shelf::holding(called.collect()).with_decision(GRADE)
}

/// What runs did, for the figures.
#[derive(Debug, Default)]
struct Figures {
    refused: usize,
    run: usize,
    commands: usize,
    incidents: usize,
    finished: usize,
    crowded: usize,
}

/// Starts, and does what the choices say.
fn play(machine: &mut Machine<'_>, choices: &[Choice]) -> Result<(), Broken> {
    let mut choices = choices.iter();
    let first = choices.next().copied().unwrap_or(Choice {
        kind: 0,
        pick: 0,
        value: 3,
    });
    if !machine.send(&start(machine, first))? {
        let starts = machine.definition().starts();
        let starts: Vec<ElementId> = starts.map(|node| node.id.clone()).collect();
        let at = &starts[usize::from(first.pick) % starts.len()];
        machine.send(&start_at(at, first))?;
    }
    for choice in choices {
        if !machine.is_running() || machine.is_crowded() {
            break;
        }
        if let Some(command) = commands::command(machine, *choice) {
            machine.send(&command)?;
        }
    }
    Ok(())
}

fn start(machine: &Machine<'_>, Choice { kind, pick, value }: Choice) -> Command {
    let starts: Vec<ElementId> = machine.definition().starts().map(|node| node.id.clone()).collect();
    if kind.is_multiple_of(4) {
        return start_at(&starts[usize::from(pick) % starts.len()], Choice { kind, pick, value });
    }
    Command::Start {
        instance: InstanceId(ulid::Ulid::from(1_u128)),
        variables: commands::variables(value),
    }
}

fn start_at(element: &ElementId, choice: Choice) -> Command {
    Command::StartAt {
        instance: InstanceId(ulid::Ulid::from(1_u128)),
        variables: commands::variables(choice.value),
        element: element.clone(),
        content: Value::Null,
    }
}

/// Works on all that waits, round after round, until the instance ends.
fn work_on(machine: &mut Machine<'_>, rounds: usize) -> Result<(), Broken> {
    for round in 0..rounds {
        for command in commands::patient(machine, round) {
            if !machine.is_running() || machine.is_crowded() {
                return Ok(());
            }
            // One before it may have ended the wait already.
            machine.send(&command)?;
        }
    }
    Ok(())
}

/// Plays a process in all its forms; gives the machine's last word on it.
fn play_all(process: &Process, choices: &[Choice], must_end: bool, figures: &RefCell<Figures>) -> Result<(), Broken> {
    let source = write::main(process);
    let told = |broken: Broken, machine: &Machine<'_>| {
        let commands: String = machine.sent().iter().map(|command| format!("{command:?}\n")).collect();
        format!(
            "{broken}\n{}\n{commands}{}",
            machine.definition().to_yaml(),
            machine.trace()
        )
    };
    let definition = match Definition::from_yaml(&source, "random.yaml") {
        Ok(definition) => definition,
        Err(_) if !must_end => {
            figures.borrow_mut().refused += 1;
            return Ok(());
        }
        Err(problems) => return Err(format!("{}\n{source}", problems[0])),
    };
    drawn(&definition)?;
    let (calendar, shelf) = (calendar(), shelf(process));
    let mut machine = Machine::new(&definition, &shelf, calendar);
    play(&mut machine, choices).map_err(|broken| told(broken, &machine))?;
    let played = machine.trace().to_owned();
    work_on(&mut machine, PATIENCE[usize::from(!must_end)]).map_err(|broken| told(broken, &machine))?;
    if must_end && machine.is_running() && !machine.is_crowded() {
        return Err(told("it does not end".to_owned(), &machine));
    }
    let mut figures = figures.borrow_mut();
    figures.run += 1;
    figures.commands += machine.sent().len();
    figures.incidents += machine.trace().matches("waits for operator").count();
    figures.finished += usize::from(*machine.instance().status() == Status::Finished);
    figures.crowded += usize::from(machine.is_crowded());
    drop(figures);
    if machine.is_crowded() {
        return Ok(());
    }
    for (form, again) in [
        ("BPMN", Definition::from_bpmn(&definition.to_bpmn(), "random.bpmn")),
        ("YAML", Definition::from_yaml(&definition.to_yaml(), "again.yaml")),
    ] {
        let again = again.map_err(|problems| format!("as {form}: {}\n{}", problems[0], definition.to_yaml()))?;
        let mut other = Machine::new(&again, &shelf, calendar);
        play(&mut other, choices).map_err(|broken| told(broken, &other))?;
        if other.trace() != played {
            return Err(told(format!("as {form} it does otherwise than\n{played}"), &other));
        }
    }
    Ok(())
}

/// Its diagram has a place for every element.
fn drawn(definition: &Definition) -> Result<(), Broken> {
    let diagram = Diagram::of(definition);
    let inside = |shape: &radica_engine::layout::Shape| {
        shape.x > 0.0 && shape.x < diagram.width && shape.y > 0.0 && shape.y < diagram.height
    };
    if diagram.nodes.len() == definition.elements().count() && diagram.nodes.iter().all(inside) {
        Ok(())
    } else {
        Err(format!("badly drawn:\n{}", definition.to_yaml()))
    }
}

#[test]
fn block_structured_processes_keep_their_promises_and_end() {
    let figures = RefCell::default();
    let all = (strategies::structured(), strategies::choices(30));
    seeds::each(150, &all, |(process, choices)| {
        play_all(process, choices, true, &figures)
    });
    println!("{:?}", figures.borrow());
}

#[test]
fn tangled_processes_keep_their_promises() {
    let figures = RefCell::default();
    let all = (strategies::tangled(), strategies::choices(30));
    seeds::each(150, &all, |(process, choices)| {
        play_all(process, choices, false, &figures)
    });
    println!("{:?}", figures.borrow());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_text_makes_the_loader_panic(text in "[ -~\n]{0,200}") {
        let _ = Definition::from_yaml(&text, "noise.yaml");
    }
}

#[test]
fn a_loop_in_which_nothing_waits_stops_at_a_bound_with_an_incident() {
    let source = "process: runaway\nelements:\n  - start: s\n    next: again\n  - exclusive: again\n    \
        next: [ { when: \"= go\", to: again }, { to: e } ]\n  - end: e\n";
    let definition = Definition::from_yaml(source, "runaway.yaml").unwrap();
    let calendar = calendar();
    let mut simulation = Simulation::new(&definition, calendar, "2026-11-20T15:00:00Z".parse().unwrap());
    simulation.step(&Step::Start(serde_json::json!({"go": true}))).unwrap();
    let (token, element, incident) = simulation.instance().incidents().next().unwrap();
    assert_eq!((element.as_str(), incident.kind), ("again", IncidentKind::Runaway));
    assert!(incident.message.contains("da vueltas sin fin"));
    let variables = radica_engine::Variables::from_json(&serde_json::json!({"go": false}));
    simulation
        .send(Command::Retry {
            token,
            variables,
            by: Some("ana".into()),
        })
        .unwrap();
    assert_eq!(*simulation.instance().status(), Status::Finished);
}

#[test]
fn a_version_the_instance_does_not_run_is_refused() {
    let source = "process: p\nelements:\n  - start: s\n    next: t\n  - user_task: t\n    assign: { role: r }\n    next: e\n  - end: e\n";
    let first = Definition::from_yaml(source, "p.yaml").unwrap();
    let second = Definition::from_yaml(&source.replace("role: r", "role: q"), "p.yaml").unwrap();
    let calendar = calendar();
    let mut simulation = Simulation::new(&first, calendar, "2026-11-20T15:00:00Z".parse().unwrap());
    simulation.step(&Step::Start(serde_json::json!({}))).unwrap();
    let mut ids = NoIds;
    let mut env = radica_engine::Env {
        now: simulation.now(),
        ids: &mut ids,
        calendars: calendar,
        library: &radica_engine::library::NoLibrary,
    };
    let cancel = Command::Cancel {
        reason: "x".into(),
        by: None,
    };
    let refused = radica_engine::decide(&second, simulation.instance(), &cancel, &mut env).unwrap_err();
    assert!(
        matches!(refused, radica_engine::Rejection::OtherDefinition { .. }),
        "{refused}"
    );
}

struct NoIds;

impl radica_engine::ids::Ids for NoIds {
    fn next(&mut self) -> ulid::Ulid {
        ulid::Ulid::nil()
    }
}

#[test]
fn what_the_services_share_can_be_shared_between_threads() {
    fn shared<T: Send + Sync>() {}
    shared::<Definition>();
    shared::<Instance>();
    shared::<Calendar>();
    shared::<Command>();
    shared::<radica_engine::Decision>();
}

#[test]
fn a_waiting_case_is_kept_in_less_than_two_kilobytes() {
    let source = include_str!("../../workflows/processes/resolver-solicitud.yaml");
    let definition = Definition::from_yaml(source, "resolver-solicitud.yaml").unwrap();
    let calendar = calendar();
    let now = "2026-11-20T15:00:00Z".parse().unwrap();
    let mut simulation = Simulation::new(&definition, calendar, now);
    let start = serde_json::json!({
        "radicado": "E-2026-016902",
        "tramite": {"id": "SVT-101", "name": "Personería jurídica", "office": "gobierno"},
        "faltantes": [],
    });
    simulation.step(&Step::Start(start)).unwrap();
    for (at, result) in [
        ("revisar", "completa"),
        ("estudiar", "favorable"),
        ("decidir", "conceder"),
    ] {
        let step = serde_json::json!({"complete": {"at": at, "result": {"resultado": result}}});
        simulation.step(&serde_json::from_value(step).unwrap()).unwrap();
    }
    let size = json(simulation.instance()).len();
    assert!(size < 2048, "{size} bytes");
}
