//! A map of the tree, as it grows.

use super::{Entry, Located, Position, Yaml};

/// Keys that all stand at one place.
pub(crate) struct Keys {
    at: Position,
    entries: Vec<Entry>,
}

impl Keys {
    pub const fn new(at: Position) -> Self {
        Self {
            at,
            entries: Vec::new(),
        }
    }

    /// A map that is written rather than read.
    pub fn at_nowhere() -> Self {
        Self::new(Position::default())
    }

    pub const fn at(&self) -> Position {
        self.at
    }

    pub fn has(&self, key: &str) -> bool {
        self.entries.iter().any(|entry| entry.key == key)
    }

    pub const fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    pub fn value(&mut self, key: &str, value: Located) {
        self.entries.push(Entry::new(value.at, key, value));
    }

    pub fn text(&mut self, key: &str, text: impl Into<String>) {
        let value = Located::of_text(self.at, text);
        self.value(key, value);
    }

    pub fn some(&mut self, key: &str, text: Option<impl Into<String>>) {
        if let Some(text) = text {
            self.text(key, text);
        }
    }

    pub fn flag(&mut self, key: &str, flag: bool) {
        self.yaml(key, Yaml::Bool(flag));
    }

    pub fn number(&mut self, key: &str, number: u64) {
        self.yaml(key, Yaml::Number(number.into()));
    }

    pub fn list(&mut self, key: &str, items: Vec<Located>) {
        self.yaml(key, Yaml::List(items));
    }

    fn yaml(&mut self, key: &str, value: Yaml) {
        let value = Located { at: self.at, value };
        self.value(key, value);
    }

    pub fn extend(&mut self, entries: impl IntoIterator<Item = Entry>) {
        self.entries.extend(entries);
    }

    pub fn done(self) -> Located {
        Located {
            at: self.at,
            value: Yaml::Map(self.entries),
        }
    }
}
