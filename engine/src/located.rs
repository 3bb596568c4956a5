//! YAML as a tree that keeps the place of every key and value, so that a loader can report all
//! problems at once, each where it is.

mod keys;

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_saphyr::Spanned;

use crate::limits;
pub(crate) use keys::Keys;

/// A place in a source text, from 1.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// Line.
    pub line: usize,
    /// Column, in characters.
    pub column: usize,
}

/// A value and where it stands.
#[derive(Clone, Debug)]
pub struct Located {
    /// Where it stands.
    pub at: Position,
    /// The value.
    pub value: Yaml,
}

/// A YAML value.
#[derive(Clone, Debug)]
pub enum Yaml {
    /// Nothing.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number, as JSON writes it.
    Number(serde_json::Number),
    /// Text.
    Text(String),
    /// Values in order.
    List(Vec<Located>),
    /// Keys and values in order.
    Map(Vec<Entry>),
}

/// A key of a map with its value.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The key.
    pub key: String,
    /// Where the key stands.
    pub at: Position,
    /// The value.
    pub value: Located,
}

impl Entry {
    /// A key that stands at a place, with its value.
    #[must_use]
    pub fn new(at: Position, key: &str, value: Located) -> Self {
        Self {
            key: key.to_owned(),
            at,
            value,
        }
    }
}

/// The source is not YAML.
#[derive(Clone, Debug, thiserror::Error)]
#[error("{message}")]
pub struct SyntaxError {
    /// Where.
    pub at: Position,
    /// What the parser says, on one line.
    pub message: String,
}

/// Reads a YAML document.
///
/// # Errors
/// When it is not YAML, repeats a key, or exceeds the parser's budget for depth and aliases.
pub fn read(source: &str) -> Result<Located, SyntaxError> {
    // `no`, `y` and `on` are words, as YAML 1.2 has it.
    let options = serde_saphyr::options! {
        strict_booleans: true,
        budget: serde_saphyr::budget! {
            max_depth: limits::DEPTH,
            max_nodes: limits::YAML_NODES,
            max_events: limits::YAML_NODES * 2,
        },
    };
    let spanned: Spanned<Yaml> =
        serde_saphyr::from_str_with_options(source, options).map_err(|error| syntax(&error))?;
    Ok(locate(spanned))
}

impl Located {
    /// A text that stands at a place.
    #[must_use]
    pub fn of_text(at: Position, text: impl Into<String>) -> Self {
        Self {
            at,
            value: Yaml::Text(text.into()),
        }
    }

    /// JSON all of which stands at one place.
    #[must_use]
    pub fn of_json(at: Position, json: &serde_json::Value) -> Self {
        use serde_json::Value as Json;
        let value = match json {
            Json::Null => Yaml::Null,
            Json::Bool(flag) => Yaml::Bool(*flag),
            Json::Number(number) => Yaml::Number(number.clone()),
            Json::String(text) => Yaml::Text(text.clone()),
            Json::Array(items) => Yaml::List(items.iter().map(|item| Self::of_json(at, item)).collect()),
            Json::Object(entries) => Yaml::Map(
                entries
                    .iter()
                    .map(|(key, value)| Entry::new(at, key, Self::of_json(at, value)))
                    .collect(),
            ),
        };
        Self { at, value }
    }

    /// The text, when it is text.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        if let Yaml::Text(text) = &self.value {
            Some(text)
        } else {
            None
        }
    }

    /// The items, when it is a list.
    #[must_use]
    pub fn list(&self) -> Option<&[Located]> {
        if let Yaml::List(items) = &self.value {
            Some(items)
        } else {
            None
        }
    }

    /// The entries, when it is a map.
    #[must_use]
    pub fn map(&self) -> Option<&[Entry]> {
        if let Yaml::Map(entries) = &self.value {
            Some(entries)
        } else {
            None
        }
    }

    /// The same value as JSON, without places.
    #[must_use]
    pub fn to_json(&self) -> serde_json::Value {
        use serde_json::Value as Json;
        match &self.value {
            Yaml::Null => Json::Null,
            Yaml::Bool(value) => Json::Bool(*value),
            Yaml::Number(number) => Json::Number(number.clone()),
            Yaml::Text(text) => Json::String(text.clone()),
            Yaml::List(items) => items.iter().map(Self::to_json).collect(),
            Yaml::Map(entries) => entries
                .iter()
                .map(|entry| (entry.key.clone(), entry.value.to_json()))
                .collect(),
        }
    }
}

fn position(location: serde_saphyr::Location) -> Position {
    let number = |n: u64| usize::try_from(n).unwrap_or(usize::MAX);
    Position {
        line: number(location.line()),
        column: number(location.column()),
    }
}

fn locate(spanned: Spanned<Yaml>) -> Located {
    Located {
        at: position(spanned.referenced),
        value: spanned.value,
    }
}

fn syntax(error: &serde_saphyr::Error) -> SyntaxError {
    let at = error.location().map(position).unwrap_or_default();
    let text = error.to_string();
    let first = text.lines().next().unwrap_or_default();
    let message = first.split_once(": ").filter(|(place, _)| place.contains("line"));
    SyntaxError {
        at,
        message: message.map_or(first, |(_, message)| message).to_owned(),
    }
}

impl<'de> Deserialize<'de> for Yaml {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(YamlVisitor)
    }
}

struct YamlVisitor;

impl<'de> Visitor<'de> for YamlVisitor {
    type Value = Yaml;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a YAML value")
    }

    fn visit_unit<E>(self) -> Result<Yaml, E> {
        Ok(Yaml::Null)
    }

    fn visit_none<E>(self) -> Result<Yaml, E> {
        Ok(Yaml::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Yaml, E> {
        Ok(Yaml::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Yaml, E> {
        Ok(Yaml::Number(value.into()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Yaml, E> {
        Ok(Yaml::Number(value.into()))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Yaml, E> {
        Ok(serde_json::Number::from_f64(value).map_or(Yaml::Null, Yaml::Number))
    }

    fn visit_str<E>(self, value: &str) -> Result<Yaml, E> {
        Ok(Yaml::Text(value.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Yaml, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element::<Spanned<Yaml>>()? {
            list.push(locate(item));
        }
        Ok(Yaml::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Yaml, A::Error> {
        let mut map = Vec::new();
        while let Some((key, value)) = entries.next_entry::<Spanned<String>, Spanned<Yaml>>()? {
            let at = position(key.referenced);
            map.push(Entry {
                key: key.value,
                at,
                value: locate(value),
            });
        }
        Ok(Yaml::Map(map))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_and_value_knows_its_place() {
        let tree = read("a: 1\nb:\n  - x: hola\n    y: [true, null]\n").unwrap();
        let b = &tree.map().unwrap()[1];
        let item = &b.value.list().unwrap()[0];
        let y = &item.map().unwrap()[1];
        assert_eq!((b.at.line, b.at.column), (2, 1));
        assert_eq!((y.at.line, y.at.column), (4, 5));
        assert_eq!((y.value.at.line, y.value.at.column), (4, 8));
        assert_eq!(
            tree.to_json(),
            serde_json::json!({"a": 1, "b": [{"x": "hola", "y": [true, null]}]})
        );
    }

    #[test]
    fn words_that_older_yaml_took_for_booleans_are_words() {
        let tree = read("[y, no, on, true]").unwrap();
        assert_eq!(tree.to_json(), serde_json::json!(["y", "no", "on", true]));
    }

    #[test]
    fn text_that_is_not_yaml_says_where() {
        let error = read("a: 1\nb: [1, 2\n").unwrap_err();
        assert!(error.at.line >= 2, "{error:?}");
        let twice = read("a: 1\na: 2\n").unwrap_err();
        assert_eq!(twice.at.line, 2, "{twice:?}");
    }
}
