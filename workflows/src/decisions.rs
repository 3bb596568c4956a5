//! The decisions of the catalogue, for who operates the system: seen, and tried on values typed in a form.

use std::sync::Arc;

use jiff::Zoned;
use radica_engine::calendar::Calendar;
use radica_feel::{RuleTrace, Type, Value};
use serde_json::{Map, Value as Json};

use crate::actor::Actor;
use crate::app::App;
use crate::catalog::decision::{Decision, InputData};
use crate::catalog::form::read_number;
use crate::operating;
use crate::problem::{Error, Result};
use crate::time::in_zone;

/// What a decision gave.
#[derive(Debug, Clone, Default)]
pub struct Attempt {
    /// The value, as FEEL writes it.
    pub value: String,
    /// The value of each output under its heading, when there are several.
    pub outputs: Vec<(String, String)>,
    /// Why parts of it are null.
    pub explanation: Vec<String>,
    /// The values that were tested, one for each column of the table.
    pub tested: Vec<String>,
    /// What became of each rule that was tried; those after the last were not.
    pub rules: Vec<RuleTrace>,
    /// Names of the inputs whose text cannot be read; nothing was tried when there are any.
    pub unreadable: Vec<String>,
}

/// Every decision, by its id.
pub fn all(app: &App, actor: &Actor) -> Result<Vec<Arc<Decision>>> {
    operating::operator(actor)?;
    Ok(app.catalog().decisions().cloned().collect())
}

/// One decision.
pub fn one(app: &App, actor: &Actor, id: &str) -> Result<Arc<Decision>> {
    operating::operator(actor)?;
    app.catalog().decision(id).cloned().ok_or(Error::NotFound("decision"))
}

/// What a decision gives, now, on texts typed for its inputs; nothing is kept.
pub fn attempt(
    app: &App,
    actor: &Actor,
    decision: &Decision,
    typed: impl Fn(&str) -> Option<String>,
) -> Result<Attempt> {
    operating::operator(actor)?;
    Ok(tried(
        decision,
        &app.catalog().calendar,
        in_zone(app.clock.now()),
        typed,
    ))
}

/// As [`attempt`], at a moment and with a calendar.
fn tried(decision: &Decision, calendar: &Calendar, now: Zoned, typed: impl Fn(&str) -> Option<String>) -> Attempt {
    let mut given = Map::new();
    let mut unreadable = Vec::new();
    for input in &decision.inputs {
        let text = typed(&input.name).unwrap_or_default();
        match read(input, text.trim()) {
            Some(json) => drop(given.insert(input.name.clone(), json)),
            None => unreadable.push(input.name.clone()),
        }
    }
    if !unreadable.is_empty() {
        return Attempt {
            unreadable,
            ..Attempt::default()
        };
    }
    let outcome = decision.evaluate(&given, calendar, now);
    let mut explanation: Vec<String> = outcome.explanation.iter().map(ToString::to_string).collect();
    explanation.extend(outcome.limit.as_ref().map(ToString::to_string));
    // Tables are told in the order they ended: the decision's own is the last.
    let table = outcome.tables.last().filter(|_| decision.table().is_some());
    Attempt {
        value: in_words(&outcome.value),
        outputs: outputs(decision, &outcome.value),
        explanation,
        tested: table
            .map(|table| table.inputs.iter().map(in_words).collect())
            .unwrap_or_default(),
        rules: table.map(|table| table.rules.clone()).unwrap_or_default(),
        unreadable,
    }
}

/// The entries of one hit, under the headings of a table's outputs.
pub(crate) fn outputs(decision: &Decision, value: &Value) -> Vec<(String, String)> {
    let (Some(table), Value::Context(entries)) = (decision.table(), value) else {
        return Vec::new();
    };
    let headings = decision.headings.iter().skip(table.inputs.len());
    let named = table.outputs.iter().zip(headings).filter_map(|(output, heading)| {
        let value = entries.get(output.name.as_deref()?)?;
        Some((heading.clone(), in_words(value)))
    });
    named.collect()
}

/// What was typed, as the JSON that the input's type reads; none when the type cannot read it.
fn read(input: &InputData, text: &str) -> Option<Json> {
    if text.is_empty() {
        return Some(Json::Null);
    }
    let json = match &input.kind {
        Type::Boolean => serde_json::from_str(text).ok()?,
        Type::Number => Json::Number(read_number(text)?),
        Type::Any | Type::List(_) | Type::Context(_) => serde_json::from_str(text).unwrap_or_else(|_| Json::from(text)),
        _ => Json::from(text),
    };
    let value = Value::from_json_as(&json, &input.kind);
    (!value.is_null() || json.is_null()).then_some(json)
}

/// A value as officials read it.
pub(crate) fn in_words(value: &Value) -> String {
    match value {
        Value::List(list) if list.items().is_empty() => "ninguno".to_owned(),
        Value::List(list) => {
            let items: Vec<String> = list.items().iter().map(in_words).collect();
            items.join("; ")
        }
        Value::Null => "sin valor".to_owned(),
        Value::Boolean(true) => "sí".to_owned(),
        Value::Boolean(false) => "no".to_owned(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::Catalog;

    fn on(id: &str, typed: &[(&str, &str)]) -> Attempt {
        let catalog = Catalog::embedded().unwrap();
        let decision = catalog.decision(id).unwrap();
        let now = "2026-11-20T10:00:00-05:00[America/Bogota]".parse().unwrap();
        tried(decision, &catalog.calendar, now, |name| {
            let found = typed.iter().find(|(typed, _)| *typed == name);
            found.map(|(_, text)| (*text).to_owned())
        })
    }

    #[test]
    fn typed_texts_are_read_by_their_types_and_every_rule_says_what_became_of_it() {
        let attempt = on(
            "cobro-libertad-y-tradicion",
            &[("interes", "comprador"), ("tarifa", "38.500")],
        );
        assert_eq!(
            attempt.outputs[0],
            ("Valor que se cobra".to_owned(), "38500".to_owned())
        );
        assert_eq!(
            attempt.rules,
            [RuleTrace::Failed(0), RuleTrace::Failed(1), RuleTrace::Matched]
        );
        let dated = on(
            "renovacion-licencia",
            &[
                ("fecha_examen", "2026-11-10"),
                ("comparendos", "true"),
                ("acuerdo", "false"),
            ],
        );
        assert_eq!((dated.value.as_str(), dated.tested[0].as_str()), ("renovar", "10"));
        let listed = on(
            "completitud-paz-y-salvo",
            &[
                ("pago_reciente", "true"),
                ("calidad", "propio"),
                ("faltantes", "[\"recibo\"]"),
            ],
        );
        assert!(listed.value.contains("El recibo"), "{}", listed.value);
    }

    #[test]
    fn a_text_that_its_type_cannot_read_is_named_and_nothing_is_tried() {
        let attempt = on("vigencia-licencia", &[("edad", "treinta"), ("categoria", "b1")]);
        assert_eq!(attempt.unreadable, ["edad"]);
        assert!(attempt.rules.is_empty());
    }
}
