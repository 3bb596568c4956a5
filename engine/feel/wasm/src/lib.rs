//! One function over the border of the browser: an expression, its data and the moment it runs at.

#![deny(missing_docs)]

pub mod json;

use radica_feel::{Context, DateTime, DateTimeError, Env, Expression, Value};
use wasm_bindgen::prelude::wasm_bindgen;

/// Evaluates `source` with `data` (a JSON object) at `now`, such as `2026-03-27T08:00:00@America/Bogota`.
/// Gives JSON: `value` with `text`, its form in FEEL, and `notes`, why parts of it are null; or `error`,
/// with the place marked.
#[wasm_bindgen]
pub fn evaluate(source: &str, data: &str, now: &str) -> String {
    outcome(source, data, now).unwrap_or_else(|error| {
        let mut out = String::from("{\"error\":");
        json::quote(&error, &mut out);
        out + "}"
    })
}

fn outcome(source: &str, data: &str, now: &str) -> Result<String, String> {
    let scope = match json::read(data)? {
        Value::Context(context) => context,
        _ => Context::new(),
    };
    let now: DateTime = now.parse().map_err(|error: DateTimeError| error.to_string())?;
    let env = Env::at(now.to_zoned().ok_or("`now` needs a zone or an offset")?);
    let expression = Expression::parse(source).map_err(|error| error.to_string())?;
    let outcome = expression.evaluate(&scope, &env);
    let mut out = String::from("{\"value\":");
    json::write(&outcome.value, &mut out);
    out.push_str(",\"text\":");
    json::quote(&outcome.value.to_string(), &mut out);
    out.push_str(",\"notes\":[");
    for (at, note) in outcome.explanation.iter().enumerate() {
        out.push_str(if at > 0 { "," } else { "" });
        json::quote(&note.to_string(), &mut out);
    }
    Ok(out + "]}")
}
