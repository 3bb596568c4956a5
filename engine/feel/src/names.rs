//! Names the parser should know: those that hold operators or keywords, such as `a-b` or
//! `date and time`, cannot be told from an expression without knowing them.

use crate::lexer::tokens;
use crate::value::Name;
use std::collections::HashMap;

/// A set of known names. Plain names and names of several plain words need not be listed.
#[derive(Clone, Debug, Default)]
pub struct Names {
    by_first_word: HashMap<String, Vec<Known>>,
    first_words: HashMap<Name, String>,
}

#[derive(Clone, Debug)]
struct Known {
    name: Name,
    parts: Vec<String>,
}

impl Names {
    /// No names but those of the language.
    pub fn new() -> Names {
        Names::default()
    }

    /// Adds a name. Names that are no sequence of FEEL tokens are left out: no expression could
    /// mention them.
    pub fn insert(&mut self, name: &str) {
        let Ok(tokens) = tokens(name) else { return };
        let parts: Vec<String> = tokens
            .iter()
            .map(|t| t.span.text(name).to_string())
            .filter(|t| !t.is_empty())
            .collect();
        let Some(first) = parts.first() else { return };
        if self.contains(name) {
            return;
        }
        let name = Name::from(name);
        self.first_words.insert(name.clone(), first.clone());
        self.by_first_word
            .entry(first.clone())
            .or_default()
            .push(Known { name, parts });
    }

    /// Takes a name out again, when it goes out of scope.
    pub(crate) fn remove(&mut self, name: &str) {
        if let Some(known) = self
            .first_words
            .remove(name)
            .and_then(|first| self.by_first_word.get_mut(&first))
        {
            known.retain(|k| &*k.name != name);
        }
    }

    /// The names, in no order.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.first_words.keys().map(|name| &**name)
    }

    pub(crate) fn contains(&self, name: &str) -> bool {
        self.first_words.contains_key(name)
    }

    /// The longest known name that `next` spells, word by word, and its number of tokens.
    pub(crate) fn longest<'t>(&self, next: impl Fn(usize) -> &'t str) -> Option<(Name, usize)> {
        let candidates = self.by_first_word.get(next(0))?;
        let spelt = |known: &&Known| known.parts.iter().enumerate().all(|(i, part)| next(i) == part);
        let longest = candidates.iter().filter(spelt).max_by_key(|known| known.parts.len())?;
        Some((longest.name.clone(), longest.parts.len()))
    }
}

impl<'a> FromIterator<&'a str> for Names {
    fn from_iter<I: IntoIterator<Item = &'a str>>(names: I) -> Names {
        let mut all = Names::new();
        names.into_iter().for_each(|name| all.insert(name));
        all
    }
}
