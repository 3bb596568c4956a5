//! Expressions of definitions: FEEL parsed at load, evaluated with what they read on record.

use std::cell::RefCell;
use std::fmt;
use std::sync::Arc;

use jiff::Timestamp;
use radica_feel::{Budget, Context, Env as FeelEnv, Scope};

use crate::calendar::Calendars;
use crate::host::CalendarHost;
use crate::incident::{Incident, IncidentKind, ReadValue, Retry};
use crate::variables::{Name, Value};

/// A FEEL expression, parsed.
#[derive(Clone)]
pub struct Expression {
    source: Arc<str>,
    parsed: Arc<radica_feel::Expression>,
}

/// The text is not FEEL.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}; expected {expected}")]
pub struct ExpressionError {
    /// What is wrong and at which column.
    pub message: String,
    /// What was expected there.
    pub expected: String,
}

/// A value of a definition: a literal, an expression, or a list or map with expressions inside.
#[derive(Clone, Debug)]
pub enum Template {
    /// As it stands.
    Literal(Value),
    /// Computed.
    Expression(Expression),
    /// Each computed.
    List(Vec<Template>),
    /// Each computed.
    Map(Vec<(Name, Template)>),
}

/// What surrounds an evaluation.
#[derive(Clone, Copy)]
pub(crate) struct Surroundings<'a> {
    pub now: Timestamp,
    pub calendars: &'a dyn Calendars,
    pub scope: &'a dyn Scope,
}

/// A value, and what explains it.
pub(crate) struct Evaluated {
    pub value: Value,
    read: Vec<ReadValue>,
    why: Vec<String>,
}

/// How much of a value an incident shows, in characters.
const SHOWN: usize = 120;

impl Expression {
    /// Parses FEEL, without the leading `=` that definitions write.
    ///
    /// # Errors
    /// With the place and what was expected there.
    pub fn parse(source: &str) -> Result<Self, ExpressionError> {
        let source = source.trim();
        match radica_feel::Expression::parse(source) {
            Ok(parsed) => Ok(Self {
                source: source.into(),
                parsed: Arc::new(parsed),
            }),
            Err(error) => Err(ExpressionError {
                message: format!("en la columna {} hay {}", error.position.column, error.found),
                expected: error.expected.clone(),
            }),
        }
    }

    /// The text it was parsed from.
    #[must_use]
    pub fn source(&self) -> &str {
        &self.source
    }

    pub(crate) fn evaluate(&self, around: Surroundings<'_>) -> Evaluated {
        let recorder = Recorder {
            scope: around.scope,
            read: RefCell::default(),
        };
        let outcome = with_env(around.now, around.calendars, |env| self.parsed.evaluate(&recorder, env));
        let mut why: Vec<String> = outcome.explanation.iter().map(ToString::to_string).collect();
        why.extend(outcome.limit.map(|limit| limit.to_string()));
        Evaluated {
            value: outcome.value,
            read: recorder.into_read(),
            why,
        }
    }

    /// Evaluates a condition.
    ///
    /// # Errors
    /// With an incident when it gives neither true nor false.
    pub(crate) fn holds(&self, around: Surroundings<'_>) -> Result<bool, Incident> {
        let evaluated = self.evaluate(around);
        evaluated.value.as_boolean().ok_or_else(|| {
            let gave = shown(&evaluated.value);
            let message = format!("la condición no da verdadero ni falso, sino {gave}");
            evaluated.incident(IncidentKind::Condition, message, self, Retry::Leave)
        })
    }
}

/// Evaluates with the time and the calendars of a command.
pub(crate) fn with_env<T>(now: Timestamp, calendars: &dyn Calendars, evaluate: impl FnOnce(&FeelEnv<'_>) -> T) -> T {
    let host = CalendarHost(calendars);
    let zone = calendars.calendar(None).map(|calendar| calendar.time_zone().clone());
    evaluate(&FeelEnv {
        now: now.to_zoned(zone.unwrap_or(jiff::tz::TimeZone::UTC)),
        budget: Budget::default(),
        host: &host,
    })
}

impl Evaluated {
    /// An incident that explains why this value cannot be used.
    pub fn incident(self, kind: IncidentKind, message: String, of: &Expression, retry: Retry) -> Incident {
        let expression = Some(of.source().to_owned());
        Incident {
            kind,
            message,
            expression,
            values: self.read,
            why: self.why,
            retry,
        }
    }
}

impl Template {
    /// A literal from JSON.
    #[must_use]
    pub fn literal(json: &serde_json::Value) -> Self {
        Self::Literal(Value::from_json(json))
    }

    /// The value as a definition writes it: expressions as text that begins with `=`.
    #[must_use]
    pub fn to_json(&self) -> serde_json::Value {
        use serde_json::Value as Json;
        match self {
            Self::Literal(value) => value.to_json(),
            Self::Expression(expression) => Json::String(format!("= {}", expression.source())),
            Self::List(items) => items.iter().map(Self::to_json).collect(),
            Self::Map(entries) => entries
                .iter()
                .map(|(name, item)| (name.to_string(), item.to_json()))
                .collect(),
        }
    }

    pub(crate) fn evaluate(&self, around: Surroundings<'_>) -> Value {
        match self {
            Self::Literal(value) => value.clone(),
            Self::Expression(expression) => expression.evaluate(around).value,
            Self::List(items) => Value::list(items.iter().map(|item| item.evaluate(around)).collect()),
            Self::Map(entries) => {
                let entries = entries.iter().map(|(name, item)| (name.clone(), item.evaluate(around)));
                Value::Context(entries.collect::<Context>())
            }
        }
    }

    /// The value as text; numbers are written out.
    ///
    /// # Errors
    /// With an incident when it gives null or something that is no text.
    pub(crate) fn text(&self, what: &str, around: Surroundings<'_>, retry: Retry) -> Result<String, Incident> {
        let wrong = |value: &Value| format!("{what} debe ser un texto, y es {}", shown(value));
        match self {
            Self::Expression(expression) => {
                let evaluated = expression.evaluate(around);
                text_of(&evaluated.value).ok_or_else(|| {
                    let message = wrong(&evaluated.value);
                    evaluated.incident(IncidentKind::Expression, message, expression, retry)
                })
            }
            other => {
                let value = other.evaluate(around);
                text_of(&value).ok_or_else(|| Incident::new(IncidentKind::Expression, wrong(&value), retry))
            }
        }
    }
}

fn text_of(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.to_string()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// A value as an operator reads it, shortened.
pub(crate) fn shown(value: &Value) -> String {
    let text = if value.is_null() {
        "nulo".to_owned()
    } else {
        value.to_string()
    };
    let mut letters = text.chars();
    let mut short: String = letters.by_ref().take(SHOWN).collect();
    if letters.next().is_some() {
        short.push('…');
    }
    short
}

/// Passes variables on and remembers which were read.
struct Recorder<'a> {
    scope: &'a dyn Scope,
    read: RefCell<Vec<(String, Option<Value>)>>,
}

impl Recorder<'_> {
    fn into_read(self) -> Vec<ReadValue> {
        let describe = |(name, value): (String, Option<Value>)| ReadValue {
            name,
            value: value.map_or_else(|| "no existe".to_owned(), |value| shown(&value)),
        };
        self.read.into_inner().into_iter().map(describe).collect()
    }
}

impl Scope for Recorder<'_> {
    fn get(&self, name: &str) -> Option<Value> {
        let value = self.scope.get(name);
        let mut read = self.read.borrow_mut();
        if !read.iter().any(|(known, _)| known == name) {
            read.push((name.to_owned(), value.clone()));
        }
        value
    }
}

impl fmt::Debug for Expression {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "= {}", self.source)
    }
}
