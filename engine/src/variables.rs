//! Variables of an instance: FEEL values by name, written to JSON without losing their types.
//!
//! JSON has no dates, durations or exact decimals, so those are written as `{"$date": "2026-03-27"}`,
//! and a context whose only key would look like that as `{"$context": {…}}`. What comes back is what
//! was written: a replayed journal must give the same state.

use std::collections::BTreeMap;

use radica_feel::{Context, Date, DateTime, Duration, Number, Scope, Time, Type};
pub use radica_feel::{Name, Value};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Map, Value as Json};

/// Variables by name.
#[derive(Clone, Debug, Default)]
pub struct Variables(BTreeMap<Name, Value>);

impl Variables {
    /// No variables.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Variables from a JSON object: dates stay text. Other JSON gives none.
    #[must_use]
    pub fn from_json(json: &Json) -> Self {
        let entries = json.as_object().into_iter().flatten();
        entries
            .map(|(name, value)| (Name::from(name.as_str()), Value::from_json(value)))
            .collect()
    }

    /// The variables as plain JSON, dates as text: what pages and workers read.
    #[must_use]
    pub fn to_json(&self) -> Json {
        Json::Object(
            self.iter()
                .map(|(name, value)| (name.to_string(), value.to_json()))
                .collect(),
        )
    }

    /// The value of a variable.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.0.get(name)
    }

    /// Sets a variable. Functions and ranges are no data: they become null.
    pub fn set(&mut self, name: impl Into<Name>, value: Value) {
        self.0.insert(name.into(), data(value));
    }

    /// Sets all of `others`.
    pub fn extend(&mut self, others: &Self) {
        for (name, value) in &others.0 {
            self.0.insert(name.clone(), value.clone());
        }
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The variables in order of name.
    pub fn iter(&self) -> impl Iterator<Item = (&Name, &Value)> {
        self.0.iter()
    }
}

impl Scope for Variables {
    fn get(&self, name: &str) -> Option<Value> {
        self.0.get(name).cloned()
    }
}

impl FromIterator<(Name, Value)> for Variables {
    fn from_iter<I: IntoIterator<Item = (Name, Value)>>(entries: I) -> Self {
        Self(entries.into_iter().map(|(name, value)| (name, data(value))).collect())
    }
}

impl From<&Context> for Variables {
    fn from(context: &Context) -> Self {
        context
            .iter()
            .map(|(name, value)| (name.clone(), value.clone()))
            .collect()
    }
}

impl Serialize for Variables {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.iter().map(|(name, value)| (&**name, encode(value))))
    }
}

impl<'de> Deserialize<'de> for Variables {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let map = Map::deserialize(deserializer)?;
        Ok(map
            .iter()
            .map(|(name, value)| (Name::from(name.as_str()), decode(value)))
            .collect())
    }
}

/// A value without what cannot be written down.
fn data(value: Value) -> Value {
    match value {
        Value::Function(_) | Value::Range(_) => Value::Null,
        Value::List(list) => Value::list(list.items().iter().cloned().map(data).collect()),
        Value::Context(context) => Value::Context(
            context
                .iter()
                .map(|(name, value)| (name.clone(), data(value.clone())))
                .collect(),
        ),
        plain => plain,
    }
}

/// The lossless form of a value.
fn encode(value: &Value) -> Json {
    match value {
        Value::Null | Value::Boolean(_) | Value::String(_) | Value::Function(_) | Value::Range(_) => value.to_json(),
        Value::Number(number) => match value.to_json() {
            Json::Number(json) if json.to_string().parse::<Number>().ok() == Some(*number) => Json::Number(json),
            _ => tagged("$number", value),
        },
        Value::Date(_) => tagged("$date", value),
        Value::Time(_) => tagged("$time", value),
        Value::DateTime(_) => tagged("$datetime", value),
        Value::DaysAndTime(_) | Value::YearsAndMonths(_) => tagged("$duration", value),
        Value::List(list) => list.items().iter().map(encode).collect(),
        Value::Context(context) => {
            let entries: Map<String, Json> = context
                .iter()
                .map(|(name, value)| (name.to_string(), encode(value)))
                .collect();
            match entries.keys().next() {
                Some(key) if entries.len() == 1 && key.starts_with('$') => {
                    Json::Object(Map::from_iter([("$context".to_owned(), Json::Object(entries))]))
                }
                _ => Json::Object(entries),
            }
        }
    }
}

fn tagged(tag: &str, value: &Value) -> Json {
    Json::Object(Map::from_iter([(tag.to_owned(), Json::String(value.to_string()))]))
}

fn decode(json: &Json) -> Value {
    match json {
        Json::Object(entries) => match entries.iter().next() {
            Some((tag, inner)) if entries.len() == 1 && tag.starts_with('$') => untag(tag, inner),
            _ => context(entries),
        },
        Json::Array(items) => Value::list(items.iter().map(decode).collect()),
        plain => Value::from_json(plain),
    }
}

fn context(entries: &Map<String, Json>) -> Value {
    Value::Context(
        entries
            .iter()
            .map(|(name, value)| (name.as_str(), decode(value)))
            .collect(),
    )
}

fn untag(tag: &str, inner: &Json) -> Value {
    match (tag, inner) {
        ("$context", Json::Object(entries)) => context(entries),
        ("$number", Json::String(_)) => Value::from_json_as(inner, &Type::Number),
        ("$date", Json::String(text)) => Value::from(text.parse::<Date>().ok()),
        ("$time", Json::String(text)) => text.parse::<Time>().map_or(Value::Null, Value::Time),
        ("$datetime", Json::String(text)) => Value::from(text.parse::<DateTime>().ok()),
        ("$duration", Json::String(text)) => Value::from(text.parse::<Duration>().ok()),
        _ => Value::Null,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn values_come_back_with_their_types() {
        let context = Context::new().with("$date", "not a date");
        let variables: Variables = [
            ("texto", Value::from("hola")),
            (
                "exacto",
                Value::from("0.1234567890123456789012345".parse::<Number>().ok()),
            ),
            ("dinero", Value::from("12500.50".parse::<Number>().ok())),
            ("fecha", Value::from("2026-03-27".parse::<Date>().ok())),
            (
                "momento",
                Value::from("2026-03-27T10:00:00-05:00".parse::<DateTime>().ok()),
            ),
            ("plazo", Value::from("P3D".parse::<Duration>().ok())),
            (
                "lista",
                Value::list(vec![Value::from("2026-03-27".parse::<Date>().ok()), Value::Null]),
            ),
            ("contexto", Value::Context(context)),
        ]
        .into_iter()
        .map(|(name, value)| (Name::from(name), value))
        .collect();
        let written = serde_json::to_string(&variables).unwrap();
        let read: Variables = serde_json::from_str(&written).unwrap();
        for (name, value) in variables.iter() {
            let back = read.get(name).unwrap();
            assert_eq!(
                (back.kind(), back.to_string()),
                (value.kind(), value.to_string()),
                "{name}"
            );
        }
        assert_eq!(serde_json::to_string(&read).unwrap(), written);
    }

    #[test]
    fn plain_json_is_written_as_it_is() {
        let json = json!({"a": [1, 2.5, "x"], "b": {"c": null, "d": true}});
        assert_eq!(serde_json::to_value(Variables::from_json(&json)).unwrap(), json);
    }
}
