//! Names the parser should know: those that hold operators or keywords, such as `a-b` or
//! `date and time`, cannot be told from an expression without knowing them.

use crate::lexer::tokens;
use crate::value::Name;
use std::collections::{HashMap, HashSet};

/// A set of known names. Plain names and names of several plain words need not be listed.
#[derive(Clone, Debug, Default)]
pub struct Names {
    names: HashSet<Name>,
    /// Names by their words, which may be written with other spaces.
    by_words: HashMap<String, Name>,
    /// By first word, how many words the longest name had.
    longest: HashMap<String, usize>,
}

/// How many words and operators a name may have to be known; more is no name a person would give.
const MAX_WORDS: usize = 50;

impl Names {
    /// No names but those of the language.
    pub fn new() -> Names {
        Names::default()
    }

    /// Adds a name. Names that are no sequence of FEEL tokens are left out, as are those of more
    /// than 50: no expression could mention them.
    pub fn insert(&mut self, name: &str) {
        let Some(words) = words(name).filter(|_| !self.contains(name)) else {
            return;
        };
        let Some(first) = words.first() else { return };
        let longest = self.longest.entry((*first).to_string()).or_default();
        *longest = words.len().max(*longest);
        let name = Name::from(name);
        self.names.insert(name.clone());
        self.by_words.entry(joined(&words)).or_insert(name);
    }

    /// Takes a name out again, when it goes out of scope.
    pub(crate) fn remove(&mut self, name: &str) {
        if self.names.remove(name)
            && let Some(words) = words(name)
        {
            self.by_words.remove(&joined(&words));
        }
    }

    /// The names, in no order.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.names.iter().map(|name| &**name)
    }

    pub(crate) fn contains(&self, name: &str) -> bool {
        self.names.contains(name)
    }

    /// The longest known name that `next` spells, word by word, and its number of tokens.
    pub(crate) fn longest<'t>(&self, next: impl Fn(usize) -> &'t str) -> Option<(Name, usize)> {
        let most = *self.longest.get(next(0))?;
        let words: Vec<&str> = (0..most).map(next).take_while(|word| !word.is_empty()).collect();
        (1..=words.len())
            .rev()
            .find_map(|length| Some((self.by_words.get(&joined(&words[..length]))?.clone(), length)))
    }
}

/// The tokens of a name as written; `None` when there are too many or none.
fn words(name: &str) -> Option<Vec<&str>> {
    let tokens = tokens(name).ok()?;
    let words: Vec<&str> = tokens
        .iter()
        .map(|token| token.span.text(name))
        .filter(|word| !word.is_empty())
        .collect();
    (1..=MAX_WORDS).contains(&words.len()).then_some(words)
}

/// Words as one key: no token holds this character.
fn joined(words: &[&str]) -> String {
    words.join("\n")
}

impl<'a> FromIterator<&'a str> for Names {
    fn from_iter<I: IntoIterator<Item = &'a str>>(names: I) -> Names {
        let mut all = Names::new();
        names.into_iter().for_each(|name| all.insert(name));
        all
    }
}
