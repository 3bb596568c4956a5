//! Commands at the wrong moment, and models that never come to rest.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod support;

use radica_engine::calendar::Calendar;
use radica_engine::command::{Command, Modification, Placement, Rejection};
use radica_engine::ids::{ElementId, InstanceId, JobId, SubscriptionId, TaskId, TimerId, TokenId};
use radica_engine::incident::IncidentKind;
use radica_engine::instance::Status;
use radica_engine::simulate::{Simulation, Step, StepError};
use radica_engine::variables::{Value, Variables};
use radica_engine::{Definition, Instance};
use ulid::Ulid;

fn with<T>(yaml: &str, test: impl FnOnce(&mut Simulation<'_>) -> T) -> T {
    let definition = Definition::from_yaml(yaml, "hostile").unwrap_or_else(|problems| panic!("{}", problems[0]));
    let calendar = Calendar::from_yaml(include_str!("../../workflows/calendar.yaml")).unwrap();
    let mut simulation = Simulation::new(&definition, &calendar, "2026-11-20T15:00:00Z".parse().unwrap());
    let given = test(&mut simulation);
    let replayed = Instance::replay(simulation.events()).unwrap();
    assert_eq!(
        support::json(&replayed),
        support::json(simulation.instance()),
        "replay equals state"
    );
    support::effects_match(&simulation);
    given
}

fn start() -> Command {
    Command::Start {
        instance: InstanceId(Ulid::from(1_u128)),
        variables: Variables::default(),
    }
}

fn set(name: &str, value: i64) -> Command {
    Command::SetVariables {
        variables: Variables::from_json(&serde_json::json!({ name: value })),
        by: None,
    }
}

/// Every command with ids that nothing has.
fn strange() -> Vec<Command> {
    let (id, by) = (Ulid::from(99_999_u128), None::<String>);
    let (result, content, detail) = (Value::Null, Value::Null, Value::Null);
    let (token, code, error) = (TokenId(9_999), "x".to_owned(), "x".to_owned());
    let variables = Variables::default();
    let placement = |element: &str| Placement {
        element: ElementId::from(element),
        scope: None,
    };
    let modify = |end: Vec<TokenId>, start: Vec<Placement>| {
        Command::Modify(Box::new(Modification {
            end,
            start,
            ..Modification::default()
        }))
    };
    vec![
        Command::CompleteTask {
            task: TaskId(id),
            result: result.clone(),
            by: by.clone(),
        },
        Command::ThrowTaskError {
            task: TaskId(id),
            code: code.clone(),
            detail: detail.clone(),
            by: by.clone(),
        },
        Command::CompleteJob {
            job: JobId(id),
            result: result.clone(),
        },
        Command::ThrowJobError {
            job: JobId(id),
            code,
            detail,
        },
        Command::FailJob { job: JobId(id), error },
        Command::FireTimer { timer: TimerId(id) },
        Command::Message {
            subscription: SubscriptionId(id),
            content: content.clone(),
        },
        Command::Signal {
            signal: "nobody".to_owned(),
            content,
        },
        Command::Activate {
            token,
            element: ElementId::from("t"),
            by: by.clone(),
        },
        Command::EndAdHoc { token, by: by.clone() },
        Command::Retry {
            token,
            variables,
            by: by.clone(),
        },
        Command::Skip {
            token,
            result,
            by: by.clone(),
        },
        Command::Resume { by },
        modify(vec![token], Vec::new()),
        modify(Vec::new(), vec![placement("nowhere")]),
        modify(Vec::new(), vec![placement("late")]),
        start(),
    ]
}

const WAITING: &str = "
process: waiting
elements:
  - start: s
    next: fork
  - parallel: fork
    next: [t, gate, join]
  - user_task: t
    assign: unassigned
    boundary: [ { id: late, timer: PT1H, interrupting: false, next: e } ]
    next: join
  - event_based: gate
    next: [m, c]
  - catch: m
    message: m
    next: join
  - catch: c
    timer: PT2H
    next: join
  - parallel: join
    next: e
  - end: e
";

#[test]
fn what_nobody_waits_for_is_refused_and_changes_nothing() {
    with(WAITING, |simulation| {
        for when in ["before", "while", "after"] {
            for command in strange() {
                if when == "before" && matches!(command, Command::Start { .. }) {
                    continue;
                }
                let before = support::json(simulation.instance());
                let refused = simulation.send(command.clone());
                let typed = matches!(&refused, Err(StepError::Rejected(why)) if !matches!(why, Rejection::Damaged(_)));
                assert!(typed, "{when}: {command:?} {refused:?}");
                assert_eq!(support::json(simulation.instance()), before, "{when}: {command:?}");
            }
            match when {
                "before" => simulation.send(start()).unwrap(),
                _ => simulation
                    .send(Command::Cancel {
                        reason: String::new(),
                        by: None,
                    })
                    .unwrap_or_default(),
            };
        }
    });
}

#[test]
fn a_timer_before_its_time_is_refused() {
    with(WAITING, |simulation| {
        simulation.send(start()).unwrap();
        let timers: Vec<TimerId> = simulation.instance().timers().map(|(timer, _, _)| timer).collect();
        assert_eq!(timers.len(), 2);
        for timer in timers {
            let refused = simulation.send(Command::FireTimer { timer });
            assert!(
                matches!(refused, Err(StepError::Rejected(Rejection::TimerNotDue { .. }))),
                "{refused:?}"
            );
        }
        simulation.step(&Step::Advance("P1D".to_owned())).unwrap();
        assert_eq!(simulation.instance().timers().count(), 0);
    });
}

/// Each goes round without waiting; all stop with an incident.
const ENDLESS: [&str; 6] = [
    "
process: exclusive
elements:
  - start: s
    next: t
  - user_task: t
    assign: unassigned
    next: a
  - exclusive: a
    flows: [ { to: b, when: \"= n > 0\" }, { to: e, default: true } ]
  - task: b
    next: a
  - end: e
",
    "
process: doubling
elements:
  - start: s
    next: t
  - user_task: t
    assign: unassigned
    next: a
  - task: a
    flows: [ { to: b }, { to: c } ]
  - task: b
    flows: [ { to: a }, { to: e } ]
  - task: c
    next: a
  - end: e
",
    "
process: inclusive
elements:
  - start: s
    next: t
  - user_task: t
    assign: unassigned
    next: a
  - inclusive: a
    flows: [ { to: b }, { to: e } ]
  - task: b
    next: a
  - end: e
",
    "
process: signals
elements:
  - start: s
    next: t
  - user_task: t
    assign: unassigned
    next: again
  - throw: again
    signal: again
    next: e
  - end: e
  - subprocess: ev
    event: true
    elements:
      - start: evs
        signal: again
        interrupting: false
        next: throws
      - end: throws
        signal: again
",
    "
process: conditions
elements:
  - start: s
    next: t
  - user_task: t
    assign: unassigned
    next: e
  - end: e
  - subprocess: ev
    event: true
    elements:
      - start: evs
        condition: \"= n > 0\"
        interrupting: false
        next: down
      - script_task: down
        script: \"= { n: 0 }\"
        next: up
      - script_task: up
        script: \"= { n: 1 }\"
        flows: []
",
    "
process: complex
elements:
  - start: s
    next: t
  - user_task: t
    assign: unassigned
    next: a
  - complex: a
    activation: \"= activationCount >= 1\"
    flows: [ { to: b }, { to: e } ]
  - task: b
    next: a
  - end: e
",
];

#[test]
fn what_never_rests_stops_with_an_incident() {
    for yaml in ENDLESS {
        with(yaml, |simulation| {
            simulation.send(start()).unwrap();
            simulation.send(set("n", 1)).unwrap();
            let tasks: Vec<TaskId> = simulation
                .instance()
                .tokens()
                .filter_map(|(_, token)| task(token))
                .collect();
            for task in tasks {
                let (result, by) = (Value::Null, None);
                simulation.send(Command::CompleteTask { task, result, by }).unwrap();
            }
            let stopped = simulation.instance().incidents().next().is_some();
            let ended = *simulation.instance().status() == Status::Finished;
            // The complex gateway waits for nothing that comes round: it takes it in, and is done.
            assert!(stopped || ended && yaml.contains("process: complex"), "{yaml}");
        });
    }
}

fn task(token: &radica_engine::instance::Token) -> Option<TaskId> {
    match token.wait {
        Some(radica_engine::event::Wait::Task { task, .. }) => Some(task),
        _ => None,
    }
}

/// Enters exactly as many elements as one command may, the last of them one that throws a signal.
const UP_TO_THE_BOUND: &str = "
process: bound
elements:
  - start: s
    next: before
  - task: before
    next: fork
  - parallel: fork
    next: [gate, round]
  - event_based: gate
    next: [told, late]
  - catch: told
    signal: go
    result: said
    next: after
  - catch: late
    timer: P1D
    next: e
  - user_task: after
    assign: unassigned
    next: e
  - exclusive: round
    flows: [ { when: \"= n < 4997\", to: more }, { to: throw, default: true } ]
  - script_task: more
    script: \"= { n: n + 1 }\"
    next: round
  - throw: throw
    signal: go
    content: { x: \"= n\" }
    next: e
  - end: e
";

#[test]
fn an_event_that_happened_at_the_bound_is_not_waited_for_again_after_a_retry() {
    with(UP_TO_THE_BOUND, |simulation| {
        let variables = Variables::from_json(&serde_json::json!({ "n": 0 }));
        let instance = InstanceId(Ulid::from(1_u128));
        simulation.send(Command::Start { instance, variables }).unwrap();
        let told = simulation
            .instance()
            .incidents()
            .find(|(_, element, _)| element.as_str() == "told");
        let (token, _, incident) = told.unwrap();
        assert_eq!(incident.kind, IncidentKind::Runaway);
        let (variables, by) = (Variables::default(), None);
        simulation.send(Command::Retry { token, variables, by }).unwrap();
        let after = simulation
            .instance()
            .tokens()
            .find(|(_, token)| token.element.as_str() == "after");
        assert!(task(after.unwrap().1).is_some());
        let variables = simulation.instance().variables().unwrap().to_json();
        assert_eq!(variables["said"], serde_json::json!({ "x": 4997 }));
    });
}
