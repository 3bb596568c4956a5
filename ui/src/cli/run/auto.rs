//! Completes whatever waits for a person or a worker, without a result.

use radica_engine::event::Wait;
use radica_engine::simulate::{Done, Simulation, Step};
use radica_engine::trace::Line;

/// The most steps taken: a process that goes round never ends.
const MOST: usize = 10_000;

/// Takes steps until nothing waits for one, or none is accepted.
pub fn run(simulation: &mut Simulation<'_>) -> Vec<Line> {
    let mut lines = Vec::new();
    for _ in 0..MOST {
        let Some(step) = next(simulation) else { break };
        match simulation.step(&step) {
            Ok(taken) => lines.extend(taken),
            Err(_) => break,
        }
    }
    lines
}

fn next(simulation: &Simulation<'_>) -> Option<Step> {
    let done = |at: &str| Done {
        at: at.to_owned(),
        result: serde_json::Value::Null,
        by: None,
    };
    let mut tokens = simulation.instance().tokens();
    tokens.find_map(|(_, token)| match token.wait.as_ref()? {
        Wait::Task { .. } => Some(Step::Complete(done(token.element.as_str()))),
        Wait::Job { .. } => Some(Step::Job(done(token.element.as_str()))),
        _ => None,
    })
}
