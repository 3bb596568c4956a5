//! Golden traces: a definition, a script of commands, and the trace they must give.
//!
//! To add one: `golden/NAME.yaml` and `golden/NAME.script.yaml`, then run with `UPDATE_GOLDEN=1`, read
//! `golden/NAME.trace` and keep it if it is right. `GOLDEN=NAME` runs only those whose name contains it. What the
//! definition calls stands beside it, see [`support::shelf`].

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod support;

use std::fmt::Write as _;
use std::path::Path;

use radica_engine::calendar::Calendar;
use radica_engine::simulate::{Script, Simulation};
use radica_engine::{Definition, Instance};
use support::json;
use support::shelf::Shelf;

#[test]
fn every_golden_definition_gives_its_trace() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden");
    let mut wrong = Vec::new();
    let mut names: Vec<String> = std::fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter_map(|name| name.strip_suffix(".script.yaml").map(str::to_owned))
        .collect();
    names.sort();
    assert!(names.len() > 10);
    if let Ok(only) = std::env::var("GOLDEN") {
        names.retain(|name| name.contains(&only));
    }
    for name in names {
        let read = |suffix: &str| std::fs::read_to_string(folder.join(format!("{name}{suffix}"))).unwrap_or_default();
        // One that goes wrong does not hide the others.
        let traced = std::panic::AssertUnwindSafe(|| {
            let shelf = Shelf::of(&folder, &name);
            trace(&name, &read(".yaml"), &read(".script.yaml"), &shelf)
        });
        let Ok(trace) = std::panic::catch_unwind(traced) else {
            wrong.push(format!("== {name} panicked: see above"));
            continue;
        };
        if std::env::var_os("UPDATE_GOLDEN").is_some() {
            std::fs::write(folder.join(format!("{name}.trace")), &trace).unwrap();
        } else if trace != read(".trace") {
            wrong.push(format!("== {name}\n{trace}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn trace(name: &str, definition: &str, script: &str, shelf: &Shelf) -> String {
    let definition = Definition::from_yaml(definition, name).unwrap_or_else(|problems| {
        panic!(
            "{name}: {}",
            problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
        )
    });
    let by_yaml = run(name, &definition, script, shelf);
    let drawn = Definition::from_bpmn(&definition.to_bpmn(), name).unwrap_or_else(|problems| panic!("{}", problems[0]));
    assert_eq!(
        run(name, &drawn, script, shelf),
        by_yaml,
        "{name}: as BPMN it runs the same"
    );
    by_yaml
}

fn run(name: &str, definition: &Definition, script: &str, shelf: &Shelf) -> String {
    let calendar = Calendar::from_yaml(include_str!("../../workflows/calendar.yaml")).unwrap();
    let script: Script = serde_saphyr::from_str(script).unwrap_or_else(|error| panic!("{name}: {error}"));
    let mut simulation = Simulation::with_library(definition, &calendar, shelf, script.at.timestamp());
    let mut trace = String::new();
    for (step, n) in script.steps.iter().zip(1..) {
        writeln!(trace, "-- {n}").unwrap();
        let before = json(simulation.instance());
        match simulation.step(step) {
            Ok(lines) => lines.iter().for_each(|line| writeln!(trace, "{line}").unwrap()),
            Err(error) => {
                writeln!(trace, "{error}").unwrap();
                assert_eq!(
                    json(simulation.instance()),
                    before,
                    "{name}: a refused command changes nothing"
                );
            }
        }
        let replayed = Instance::replay(simulation.events()).unwrap();
        assert_eq!(
            json(&replayed),
            json(simulation.instance()),
            "{name}: replay equals state after step {n}"
        );
        support::effects_match(&simulation);
    }
    trace
}
