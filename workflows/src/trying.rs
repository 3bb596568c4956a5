//! An expression tried on data: what it gives and why, for authors at a terminal and administrators at a page.

use jiff::Zoned;
use radica_engine::calendar::Calendar;
use radica_engine::host::CalendarHost;
use radica_feel::{Budget, Env, Expression, ParseError};

use crate::actor::Actor;
use crate::app::App;
use crate::operating;
use crate::problem::Result;
use crate::time::in_zone;

/// What an expression gave.
#[derive(Debug, Clone, PartialEq)]
pub struct Tried {
    /// The value, as FEEL writes it.
    pub value: String,
    /// The value as JSON.
    pub json: serde_json::Value,
    /// Which parts are null, where and why; the limit that was met, if one was.
    pub explanation: Vec<String>,
    /// Whether it ended before its time.
    pub cut: bool,
}

/// Why it gave nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TryError {
    /// The text is not FEEL.
    #[error("{0}")]
    Expression(#[from] ParseError),
    /// The data are not an object of JSON.
    #[error("line {line}, column {column}: the data must be an object of JSON: {why}")]
    Data {
        /// Line, from 1.
        line: usize,
        /// Column, from 1.
        column: usize,
        /// What is wrong.
        why: String,
    },
}

/// Evaluates an expression on variables given as an object of JSON, at a moment, with a calendar.
pub fn expression(source: &str, data: &str, calendar: &Calendar, now: Zoned) -> std::result::Result<Tried, TryError> {
    let variables = variables(data)?;
    let expression = Expression::parse(source)?;
    let env = Env {
        now,
        budget: Budget::default(),
        host: &CalendarHost(calendar),
    };
    let outcome = expression.evaluate(&variables, &env);
    let mut explanation: Vec<String> = outcome.explanation.iter().map(ToString::to_string).collect();
    explanation.extend(outcome.limit.as_ref().map(ToString::to_string));
    Ok(Tried {
        value: outcome.value.to_string(),
        json: outcome.value.to_json(),
        explanation,
        cut: outcome.limit.is_some(),
    })
}

/// As [`expression`], now, for who operates the system.
pub fn by_operator(app: &App, actor: &Actor, source: &str, data: &str) -> Result<std::result::Result<Tried, TryError>> {
    operating::operator(actor)?;
    let now = in_zone(app.clock.now());
    Ok(expression(source, data, &app.catalog().calendar, now))
}

fn variables(data: &str) -> std::result::Result<serde_json::Map<String, serde_json::Value>, TryError> {
    if data.trim().is_empty() {
        return Ok(serde_json::Map::new());
    }
    serde_json::from_str(data).map_err(|problem| TryError::Data {
        line: problem.line(),
        column: problem.column(),
        why: problem.to_string(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::Catalog;

    fn tried(source: &str, data: &str) -> std::result::Result<Tried, TryError> {
        let catalog = Catalog::embedded().unwrap();
        let now = "2026-11-20T10:00:00-05:00[America/Bogota]".parse().unwrap();
        expression(source, data, &catalog.calendar, now)
    }

    #[test]
    fn an_expression_reads_the_data_and_the_calendar() {
        let due = tried("radica.add working days(date(hoy), 3)", r#"{ "hoy": "2026-11-20" }"#).unwrap();
        assert_eq!((due.value.as_str(), due.cut), ("2026-11-25", false));
        assert_eq!(
            tried("1 + monto", r#"{ "monto": 2 }"#).unwrap().json,
            serde_json::json!(3)
        );
    }

    #[test]
    fn a_null_says_why_and_an_endless_loop_ends() {
        let null = tried("1 + nombre", r#"{ "nombre": "Ana" }"#).unwrap();
        assert_eq!(null.value, "null");
        assert!(!null.explanation.is_empty());
        assert!(tried("count(for i in 1..1000000000 return i)", "").unwrap().cut);
    }

    #[test]
    fn mistakes_in_the_expression_and_in_the_data_say_where() {
        let wrong = tried("1 +", "").unwrap_err();
        assert!(wrong.to_string().contains("línea 1, columna 4"), "{wrong}");
        let wrong = tried("1", "[1]").unwrap_err();
        assert!(matches!(wrong, TryError::Data { line: 1, .. }), "{wrong}");
    }
}
