//! Runs a definition by itself for a while: whatever it is, nothing panics and replay equals the state.

use radica_engine::calendar::Calendar;
use radica_engine::simulate::{Simulation, Step};
use radica_engine::{Definition, Instance};

/// The most commands of one run.
const MOST: usize = 12;

/// Starts it, and lets happen what can.
pub fn play(definition: &Definition) {
    if definition.elements().count() > 200 {
        return;
    }
    let calendar = Calendar::from_yaml(include_str!("../../workflows/calendar.yaml")).unwrap();
    let mut simulation = Simulation::new(definition, &calendar, "2026-11-20T15:00:00Z".parse().unwrap());
    let _ = simulation.step(&Step::Start(serde_json::json!({"x": 3, "lista": [1, 2]})));
    for _ in 0..MOST {
        let Some(command) = simulation.next_by_itself() else { break };
        if simulation.send(command).is_err() {
            break;
        }
    }
    let replayed = Instance::replay(simulation.events()).unwrap();
    let json = |instance: &Instance| serde_json::to_string(instance).unwrap();
    assert_eq!(json(&replayed), json(simulation.instance()), "replay equals state");
}
