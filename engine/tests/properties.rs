//! Random processes with random commands: nothing panics, no token is lost, replay equals state after
//! every command, a refused or repeated command changes nothing, the same seed gives the same trace.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod support;

use std::fmt::Write as _;

use proptest::prelude::*;
use radica_engine::calendar::Calendar;
use radica_engine::event::Wait;
use radica_engine::incident::IncidentKind;
use radica_engine::instance::Status;
use radica_engine::layout::Diagram;
use radica_engine::simulate::{Simulation, Step};
use radica_engine::{Command, Definition, Instance};
use support::json;
use support::random::{Writer, block, tangle};

fn calendar() -> Calendar {
    Calendar::from_yaml(include_str!("../../workflows/calendar.yaml")).unwrap()
}

/// Plays `choices` against the instance, checking everything after each; gives the trace.
fn play(definition: &Definition, choices: &[u8]) -> String {
    let calendar = calendar();
    let now = "2026-11-20T15:00:00Z".parse().unwrap();
    let mut simulation = Simulation::new(definition, &calendar, now);
    let mut trace = String::new();
    let start = Step::Start(serde_json::json!({"x": 3}));
    take(&mut simulation, &start, &mut trace);
    for choice in choices {
        if *simulation.instance().status() != Status::Running {
            break;
        }
        let step = choose(&simulation, *choice);
        take(&mut simulation, &step, &mut trace);
        let repeated = simulation.step(&serde_json::from_str("{\"repeat\": {}}").unwrap());
        // A retry may be tried again, and time alone is no command.
        if !matches!(step, Step::Retry(_) | Step::Advance(_)) {
            assert!(repeated.is_err(), "{step:?} is refused when repeated");
        }
        check(&simulation);
    }
    trace
}

fn take(simulation: &mut Simulation<'_>, step: &Step, trace: &mut String) {
    let before = json(simulation.instance());
    match simulation.step(step) {
        Ok(lines) => lines.iter().for_each(|line| writeln!(trace, "{line}").unwrap()),
        Err(_) => assert_eq!(
            json(simulation.instance()),
            before,
            "{step:?} was refused and changed nothing"
        ),
    }
    check(simulation);
}

fn check(simulation: &Simulation<'_>) {
    let replayed = Instance::replay(simulation.events()).unwrap();
    assert_eq!(json(&replayed), json(simulation.instance()), "replay equals state");
    support::effects_match(simulation);
}

/// A step that fits one of the tokens, by chance.
fn choose(simulation: &Simulation<'_>, choice: u8) -> Step {
    let tokens: Vec<_> = simulation.instance().tokens().map(|(_, token)| token).collect();
    let token = tokens[usize::from(choice) % tokens.len()];
    let (at, x) = (token.element.to_string(), choice % 11);
    let text = match &token.wait {
        Some(Wait::Task { .. }) if choice.is_multiple_of(13) => {
            format!("{{\"throw\": {{\"at\": \"{at}\", \"code\": \"c\"}}}}")
        }
        Some(Wait::Task { .. }) => {
            format!("{{\"complete\": {{\"at\": \"{at}\", \"result\": {x}}}}}")
        }
        Some(Wait::Job { .. }) if choice.is_multiple_of(5) => {
            format!("{{\"fail\": {{\"at\": \"{at}\", \"error\": \"no\"}}}}")
        }
        Some(Wait::Job { .. }) if choice % 5 == 1 => {
            format!("{{\"throw\": {{\"at\": \"{at}\", \"code\": \"c\"}}}}")
        }
        Some(Wait::Job { .. }) => format!("{{\"job\": {{\"at\": \"{at}\", \"result\": {x}}}}}"),
        Some(Wait::Message { .. }) => "{\"message\": {\"name\": \"m\", \"content\": {}}}".to_owned(),
        Some(Wait::Incident { .. }) => {
            format!("{{\"retry\": {{\"at\": \"{at}\", \"variables\": {{\"x\": {x}}}}}}}")
        }
        Some(Wait::Timer { .. } | Wait::Join | Wait::Scope | Wait::Event | Wait::Undo | Wait::Reset { .. }) | None => {
            "{\"advance\": \"1 working day\"}".to_owned()
        }
    };
    serde_json::from_str(&text).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn block_structured_processes_keep_their_promises(block in block(), choices in proptest::collection::vec(any::<u8>(), 0..40)) {
        let source = Writer::definition(&block);
        let definition = Definition::from_yaml(&source, "random.yaml")
            .unwrap_or_else(|problems| panic!("{}\n{source}", problems[0]));
        prop_assert_eq!(play(&definition, &choices), play(&definition, &choices));
        let diagram = Diagram::of(&definition);
        prop_assert_eq!(diagram.nodes.len(), definition.elements().count());
        prop_assert!(diagram.nodes.iter().all(|shape| shape.x > 0.0 && shape.x < diagram.width && shape.y > 0.0 && shape.y < diagram.height));
    }

    #[test]
    fn a_block_structured_process_that_is_worked_on_ends(block in block()) {
        let definition = Definition::from_yaml(&Writer::definition(&block), "random.yaml").unwrap();
        let calendar = calendar();
        let mut simulation = Simulation::new(&definition, &calendar, "2026-11-20T15:00:00Z".parse().unwrap());
        simulation.step(&Step::Start(serde_json::json!({"x": 3}))).unwrap();
        for _ in 0..500 {
            work_on_all(&mut simulation);
            prop_assert_eq!(simulation.instance().incidents().count(), 0);
            if *simulation.instance().status() != Status::Running {
                break;
            }
            simulation.step(&Step::Advance("1 working day".to_owned())).unwrap();
        }
        prop_assert_eq!(simulation.instance().status(), &Status::Finished);
    }

    #[test]
    fn tangled_processes_never_lose_a_token(source in tangle(), choices in proptest::collection::vec(any::<u8>(), 0..40)) {
        if let Ok(definition) = Definition::from_yaml(&source, "tangle.yaml") {
            prop_assert_eq!(play(&definition, &choices), play(&definition, &choices));
            let _ = Diagram::of(&definition);
        }
    }

    #[test]
    fn no_text_makes_the_loader_panic(text in "[ -~\n]{0,200}") {
        let _ = Definition::from_yaml(&text, "noise.yaml");
    }
}

/// Does what every token waits for, once.
fn work_on_all(simulation: &mut Simulation<'_>) {
    let steps: Vec<Step> = simulation
        .instance()
        .tokens()
        .filter_map(|(_, token)| {
            let at = &token.element;
            let text = match &token.wait {
                Some(Wait::Task { .. }) => {
                    format!("{{\"complete\": {{\"at\": \"{at}\", \"result\": 1}}}}")
                }
                Some(Wait::Job { .. }) => {
                    format!("{{\"job\": {{\"at\": \"{at}\", \"result\": 1}}}}")
                }
                Some(Wait::Message { .. }) => "{\"message\": {\"name\": \"m\", \"content\": {}}}".to_owned(),
                _ => return None,
            };
            Some(serde_json::from_str(&text).unwrap())
        })
        .collect();
    for step in steps {
        // A step before it may have ended the wait already.
        let _ = simulation.step(&step);
    }
}

#[test]
fn a_loop_in_which_nothing_waits_stops_at_a_bound_with_an_incident() {
    let source = "process: runaway\nelements:\n  - start: s\n    next: again\n  - exclusive: again\n    \
        next: [ { when: \"= go\", to: again }, { to: e } ]\n  - end: e\n";
    let definition = Definition::from_yaml(source, "runaway.yaml").unwrap();
    let calendar = calendar();
    let mut simulation = Simulation::new(&definition, &calendar, "2026-11-20T15:00:00Z".parse().unwrap());
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
    let mut simulation = Simulation::new(&first, &calendar, "2026-11-20T15:00:00Z".parse().unwrap());
    simulation.step(&Step::Start(serde_json::json!({}))).unwrap();
    let mut ids = NoIds;
    let mut env = radica_engine::Env {
        now: simulation.now(),
        ids: &mut ids,
        calendars: &calendar,
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
    let mut simulation = Simulation::new(&definition, &calendar, now);
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
