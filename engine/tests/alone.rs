//! A process that goes on by itself: what authors try with `radica run --auto`.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod support;

use radica_engine::calendar::Calendar;
use radica_engine::instance::Status;
use radica_engine::library::Library;
use radica_engine::simulate::{Simulation, Stopped};
use radica_engine::{Definition, Instance, Variables};
use support::json;
use support::shelf::Shelf;

fn definition(source: &str) -> Definition {
    Definition::from_yaml(source, "p.yaml").unwrap_or_else(|problems| panic!("{}", problems[0]))
}

/// Runs it by itself; gives why it stopped and the elements that were left, in order.
fn run(shelf: &Shelf, variables: &serde_json::Value) -> (Stopped, Vec<String>) {
    let calendar = Calendar::from_yaml(include_str!("../../workflows/calendar.yaml")).unwrap();
    let now = "2026-11-20T15:00:00Z".parse().unwrap();
    let mut simulation = Simulation::with_library(shelf.process("p").unwrap(), &calendar, shelf, now);
    let mut left = Vec::new();
    let stopped = simulation.auto(&Variables::from_json(variables), |line| {
        if line.what == "left" {
            left.extend(line.element.as_ref().map(ToString::to_string));
        }
    });
    let stopped = stopped.unwrap();
    let ended = *simulation.instance().status() == Status::Finished;
    assert_eq!(ended, stopped == Stopped::Ended);
    let replayed = Instance::replay(simulation.events()).unwrap();
    assert_eq!(json(&replayed), json(simulation.instance()), "replay equals state");
    support::effects_match(&simulation);
    (stopped, left)
}

#[test]
fn tasks_messages_times_and_what_is_called_are_all_done() {
    let caller = "process: p\nelements:\n  - start: s\n    next: ask\n  - user_task: ask\n    assign: { role: r }\n    \
        next: hear\n  - message: hear\n    receive: m\n    next: rest\n  - timer: rest\n    after: P3D\n    next: call\n  \
        - call: call\n    process: called\n    next: e\n  - end: e\n";
    let called = "process: called\nelements:\n  - start: s2\n    next: free\n  - subprocess: free\n    \
        ad_hoc: { sequential: true }\n    elements:\n      - user_task: visit\n        assign: { role: r }\n      \
        - service_task: measure\n        service: x\n    next: e2\n  - end: e2\n";
    let shelf = Shelf::holding(vec![definition(caller), definition(called)]);
    let (stopped, left) = run(&shelf, &serde_json::json!({}));
    assert_eq!(stopped, Stopped::Ended);
    assert_eq!(
        left,
        [
            "s", "ask", "hear", "rest", "s2", "visit", "measure", "free", "e2", "call", "e"
        ]
    );
}

#[test]
fn a_result_given_at_the_start_decides_the_way() {
    let source = "process: p\nelements:\n  - start: s\n    next: ask\n  - user_task: ask\n    assign: { role: r }\n    \
        result: answer\n    next: [ { when: \"= answer = 1\", to: one }, { to: other } ]\n  - end: one\n  - end: other\n";
    let shelf = Shelf::holding(vec![definition(source)]);
    let (_, left) = run(&shelf, &serde_json::json!({"answer": 1}));
    assert_eq!(left.last().unwrap(), "one");
    let (_, left) = run(&shelf, &serde_json::json!({"answer": 2}));
    assert_eq!(left.last().unwrap(), "other");
}

#[test]
fn what_does_not_come_by_itself_and_what_is_wrong_stop_it() {
    let waits = "process: p\nelements:\n  - start: s\n    next: c\n  - catch: c\n    condition: \"= ready\"\n    next: e\n  - end: e\n";
    assert_eq!(
        run(&Shelf::holding(vec![definition(waits)]), &serde_json::json!({})).0,
        Stopped::Waiting
    );
    let wrong = "process: p\nelements:\n  - start: s\n    next: call\n  - call: call\n    process: nobody\n    next: e\n  - end: e\n";
    assert_eq!(
        run(&Shelf::holding(vec![definition(wrong)]), &serde_json::json!({})).0,
        Stopped::Incident
    );
    let round = "process: p\nelements:\n  - start: s\n    next: t\n  - user_task: t\n    assign: { role: r }\n    next: x\n  \
        - exclusive: x\n    next: [ { when: \"= again\", to: t }, { to: e } ]\n  - end: e\n";
    let round = Shelf::holding(vec![definition(round)]);
    assert_eq!(run(&round, &serde_json::json!({"again": true})).0, Stopped::TooLong);
}
