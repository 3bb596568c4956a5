//! JSON kept as text: storage carries it and never looks inside.

use serde::{Serialize, de::DeserializeOwned};

use crate::value::{Cell, Kind, Value};

/// A JSON document as text, written and read by the floor above.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Json(String);

impl Json {
    /// `null`.
    pub fn null() -> Self {
        Self("null".to_owned())
    }

    /// `{}`.
    pub fn object() -> Self {
        Self("{}".to_owned())
    }

    /// `[]`.
    pub fn array() -> Self {
        Self("[]".to_owned())
    }

    /// Serialises a value. Fails on maps whose keys are not text.
    pub fn of(value: &impl Serialize) -> serde_json::Result<Self> {
        serde_json::to_string(value).map(Self)
    }

    /// Reads the document as a type of the caller.
    pub fn read<T: DeserializeOwned>(&self) -> serde_json::Result<T> {
        serde_json::from_str(&self.0)
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<serde_json::Value> for Json {
    fn from(value: serde_json::Value) -> Self {
        Self(value.to_string())
    }
}

impl Cell for Json {
    const KIND: Kind = Kind::Text;
    fn into_value(self) -> Value {
        Value::Text(self.0)
    }
    fn from_value(value: Value) -> Result<Self, String> {
        String::from_value(value).map(Self)
    }
}
