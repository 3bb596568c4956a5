//! Worked examples of decisions, `decisions/*.cases.yaml`: what is given, and what has to come out.

use jiff::Zoned;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Map, Value as Json};

use super::Decision;
use crate::catalog::ids::DecisionId;
use crate::catalog::problem::{Loaded, Problem, place};
use radica_engine::calendar::Calendar;

/// Examples of one decision.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CasesFile {
    /// The decision.
    pub decision: DecisionId,
    /// The examples.
    pub cases: Vec<Case>,
}

/// An example.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Case {
    /// What it shows, in Spanish.
    pub name: String,
    /// The moment that `now()` and `today()` give, with its zone.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub at: Option<Zoned>,
    /// What is known. Dates are texts (`2026-11-20`).
    pub given: Map<String, Json>,
    /// What has to come out, as JSON.
    pub expect: Json,
}

impl Case {
    /// What came out, when it is not what was expected.
    #[must_use]
    pub fn failure(&self, decision: &Decision, calendar: &Calendar) -> Option<String> {
        let now = self.at.clone().unwrap_or_else(some_day);
        let outcome = decision.evaluate(&self.given, calendar, now);
        let found = outcome.value.to_json();
        if same(&found, &self.expect) {
            return None;
        }
        let why = outcome.explanation.first().map(|note| format!(" ({note})"));
        Some(format!("{found}{}", why.unwrap_or_default()))
    }
}

/// The moment of the examples that name none.
fn some_day() -> Zoned {
    let day = jiff::civil::date(2026, 11, 20).at(10, 0, 0, 0);
    day.in_tz("America/Bogota")
        .unwrap_or_else(|_| crate::time::in_zone(jiff::Timestamp::UNIX_EPOCH))
}

/// The same value, however its numbers are written.
fn same(a: &Json, b: &Json) -> bool {
    match (a, b) {
        (Json::Number(a), Json::Number(b)) => a == b || a.as_f64() == b.as_f64(),
        (Json::Array(a), Json::Array(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b)),
        (Json::Object(a), Json::Object(b)) => {
            a.len() == b.len() && a.iter().all(|(key, a)| b.get(key).is_some_and(|b| same(a, b)))
        }
        (a, b) => a == b,
    }
}

/// What is wrong with the examples of a file.
pub(in crate::catalog) fn problems<'a>(
    file: &Loaded<CasesFile>,
    find: impl Fn(&str) -> Option<&'a Decision>,
    calendar: &Calendar,
) -> Vec<Problem> {
    let id = &file.value.decision;
    let Some(decision) = find(id.as_str()) else {
        let at = place(&file.tree, "decision");
        let wrong = format!("la decisión `{id}` no existe");
        return vec![Problem::new(&file.path, at, "reference", wrong, "una de `decisions/`")];
    };
    let check = |(n, case): (usize, &Case)| {
        let here = |part: &str| place(&file.tree, &format!("cases.{n}.{part}"));
        let known = |name: &&String| !decision.inputs.iter().any(|input| input.name == **name);
        if let Some(unknown) = case.given.keys().find(known) {
            let wrong = format!("`{id}` no usa el dato `{unknown}`");
            let names: Vec<&str> = decision.inputs.iter().map(|input| input.name.as_str()).collect();
            let at = here(&format!("given.{unknown}"));
            return Some(Problem::new(&file.path, at, "case", wrong, names.join(", ")));
        }
        let found = case.failure(decision, calendar)?;
        let wrong = format!("el ejemplo «{}» da {found}", case.name);
        Some(Problem::new(
            &file.path,
            here("expect"),
            "case",
            wrong,
            case.expect.to_string(),
        ))
    };
    file.value.cases.iter().enumerate().filter_map(check).collect()
}
