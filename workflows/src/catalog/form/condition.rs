//! FEEL in definitions: `= costo > 0`.

use std::borrow::Cow;

use jiff::Zoned;
use radica_feel::{Env, Expression, ParseError, Value};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{self, Deserializer, Visitor};
use serde::{Deserialize, Serialize, Serializer};

use super::Data;

/// A FEEL expression that says yes or no. In YAML it starts with `=`.
#[derive(Debug, Clone)]
pub struct Condition {
    source: String,
    parsed: Result<Expression, ParseError>,
}

impl Condition {
    /// Reads the expression, written with or without its `=`. [`Condition::problem`] says whether it is one.
    pub fn new(source: impl AsRef<str>) -> Self {
        let source = source.as_ref().trim();
        let source = source.strip_prefix('=').unwrap_or(source).trim().to_owned();
        let parsed = Expression::parse(&source);
        Self { source, parsed }
    }

    /// The expression without its `=`.
    #[must_use]
    pub fn source(&self) -> &str {
        &self.source
    }

    /// The expression, when it is one.
    #[must_use]
    pub fn expression(&self) -> Option<&Expression> {
        self.parsed.as_ref().ok()
    }

    /// Why it is not an expression; a checked catalogue holds none of those.
    #[must_use]
    pub fn problem(&self) -> Option<&ParseError> {
        self.parsed.as_ref().err()
    }

    /// Whether it holds with these answers. What cannot be told, such as a question not answered, does not hold.
    #[must_use]
    pub fn holds(&self, answers: &Data, now: &Zoned) -> bool {
        let Ok(expression) = &self.parsed else {
            return false;
        };
        expression.evaluate(answers, &Env::at(now.clone())).value == Value::Boolean(true)
    }

    /// The field and the answer that make it true, when it only compares one field with one text.
    /// A page can then show the question right below that answer.
    #[must_use]
    pub fn as_answer(&self) -> Option<(&str, &str)> {
        let (field, answer) = self.source.split_once('=')?;
        let (field, answer) = (field.trim(), answer.trim());
        let answer = answer.strip_prefix('"')?.strip_suffix('"')?;
        let plain = !answer.contains('"') && field.chars().all(|c| c.is_alphanumeric() || c == '_');
        plain.then_some((field, answer))
    }
}

impl Serialize for Condition {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&format_args!("= {}", self.source))
    }
}

impl<'de> Deserialize<'de> for Condition {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Self::new)
    }
}

impl JsonSchema for Condition {
    fn schema_name() -> Cow<'static, str> {
        "Condition".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "pattern": "^=", "description": "A FEEL expression, after `=`." })
    }
}

/// Whether something is needed: always, never, or when a condition holds.
#[derive(Debug, Clone, Default)]
pub enum Rule {
    /// Always.
    Always,
    /// Never.
    #[default]
    Never,
    /// When the condition holds.
    When(Condition),
}

impl Rule {
    /// Whether it holds with these answers.
    #[must_use]
    pub fn holds(&self, answers: &Data, now: &Zoned) -> bool {
        match self {
            Self::Always => true,
            Self::Never => false,
            Self::When(condition) => condition.holds(answers, now),
        }
    }

    /// Its condition, when it has one.
    #[must_use]
    pub fn condition(&self) -> Option<&Condition> {
        match self {
            Self::When(condition) => Some(condition),
            Self::Always | Self::Never => None,
        }
    }
}

impl Serialize for Rule {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Always => serializer.serialize_bool(true),
            Self::Never => serializer.serialize_bool(false),
            Self::When(condition) => condition.serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for Rule {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(RuleVisitor)
    }
}

struct RuleVisitor;

impl Visitor<'_> for RuleVisitor {
    type Value = Rule;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("true, false or a FEEL expression after `=`")
    }

    fn visit_bool<E: de::Error>(self, always: bool) -> Result<Rule, E> {
        Ok(if always { Rule::Always } else { Rule::Never })
    }

    fn visit_str<E: de::Error>(self, source: &str) -> Result<Rule, E> {
        Ok(Rule::When(Condition::new(source)))
    }
}

impl JsonSchema for Rule {
    fn schema_name() -> Cow<'static, str> {
        "Rule".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let condition = generator.subschema_for::<Condition>();
        json_schema!({ "anyOf": [{ "type": "boolean" }, condition] })
    }
}
