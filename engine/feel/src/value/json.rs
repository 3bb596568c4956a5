//! Values from and to JSON.
//!
//! JSON has no dates: they become text in their FEEL form, and [`Value::from_json_as`] reads them
//! back where the type is known. Numbers become the nearest JSON number: exact up to 2^63 when
//! whole and up to 15 digits when not. Functions become null.

use super::{Context, DateTime, Duration, Time, Type, Value};
use crate::number::Number;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value as Json;
use std::sync::Arc;

impl Value {
    /// The value as JSON.
    pub fn to_json(&self) -> Json {
        match self {
            Value::Null | Value::Function(_) => Json::Null,
            Value::Boolean(value) => Json::Bool(*value),
            Value::Number(number) => number_to_json(*number),
            Value::String(text) => Json::String(text.to_string()),
            Value::List(list) => Json::Array(list.items().iter().map(Value::to_json).collect()),
            Value::Context(context) => Json::Object(
                context
                    .iter()
                    .map(|(name, value)| (name.to_string(), value.to_json()))
                    .collect(),
            ),
            other => Json::String(other.to_string()),
        }
    }

    /// A value from JSON: objects become contexts, text stays text.
    pub fn from_json(json: &Json) -> Value {
        match json {
            Json::Null => Value::Null,
            Json::Bool(value) => Value::Boolean(*value),
            Json::Number(number) => Value::from(number.to_string().parse::<Number>().ok()),
            Json::String(text) => Value::from(text.as_str()),
            Json::Array(items) => Value::list(items.iter().map(Value::from_json).collect()),
            Json::Object(entries) => {
                let entries = entries
                    .iter()
                    .map(|(name, value)| (name.as_str(), Value::from_json(value)));
                Value::Context(entries.collect::<Context>())
            }
        }
    }

    /// A value of a known type from JSON: text becomes a date, time, duration or number where the
    /// type says so. What does not fit the type becomes null.
    pub fn from_json_as(json: &Json, kind: &Type) -> Value {
        match (json, kind) {
            (Json::Array(items), Type::List(item)) => {
                Value::list(items.iter().map(|value| Value::from_json_as(value, item)).collect())
            }
            (Json::Object(entries), Type::Context(types)) => {
                let typed = |name: &str| types.iter().find(|(key, _)| &**key == name).map(|(_, kind)| kind);
                let entries = entries.iter().map(|(name, value)| {
                    (
                        name.as_str(),
                        Value::from_json_as(value, typed(name).unwrap_or(&Type::Any)),
                    )
                });
                Value::Context(entries.collect::<Context>())
            }
            (Json::String(text), kind) => text_as(text, kind),
            (json, kind) => kind.coerce(Value::from_json(json)),
        }
    }
}

fn text_as(text: &str, kind: &Type) -> Value {
    match kind {
        Type::Number => Value::from(text.parse::<Number>().ok()),
        Type::Date => Value::from(text.parse::<super::Date>().ok()),
        Type::Time => text.parse::<Time>().map_or(Value::Null, Value::Time),
        Type::DateTime => Value::from(text.parse::<DateTime>().ok()),
        Type::DaysAndTime | Type::YearsAndMonths => kind.coerce(Value::from(text.parse::<Duration>().ok())),
        kind => kind.coerce(Value::String(Arc::from(text))),
    }
}

fn number_to_json(number: Number) -> Json {
    match number.to_i64() {
        Some(whole) => Json::from(whole),
        None => serde_json::Number::from_f64(number.to_f64()).map_or(Json::Null, Json::Number),
    }
}

impl Serialize for Value {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.to_json().serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Value, D::Error> {
        Json::deserialize(deserializer).map(|json| Value::from_json(&json))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn plain_data_comes_back_as_it_went() {
        let data = json!({"b": [1, -2.5, "text", null, true], "a": {"z": 1, "y": {}}});
        assert_eq!(Value::from_json(&data).to_json(), data);
    }

    #[test]
    fn dates_become_text_and_are_read_back_by_type() {
        let json = Value::from("2026-03-27".parse::<super::super::Date>().unwrap()).to_json();
        assert_eq!(json, json!("2026-03-27"));
        assert_eq!(Value::from_json_as(&json, &Type::Date).kind(), "date");
        assert_eq!(Value::from_json_as(&json!("tomorrow"), &Type::Date), Value::Null);
    }
}
