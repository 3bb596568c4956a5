//! Shared by the tests: evaluate a source and show what came out.

use radica_feel::{Context, Env, Expression, Outcome, Value};

/// The moment every test runs at.
pub fn env() -> Env<'static> {
    Env::at("2026-03-27T08:00:00-05:00[America/Bogota]".parse().unwrap())
}

pub fn outcome(source: &str, scope: &Context) -> Outcome {
    Expression::parse(source)
        .unwrap_or_else(|error| panic!("{source}\n{error}"))
        .evaluate(scope, &env())
}

#[allow(dead_code)] // each test binary uses its own part
pub fn value(source: &str) -> Value {
    outcome(source, &Context::new()).value
}

/// The value as FEEL text.
#[allow(dead_code)] // each test binary uses its own part
pub fn shown(source: &str) -> String {
    value(source).to_string()
}
