//! What is wrong in a definition, where, and what was expected instead.

use std::fmt;

use serde::Serialize;

use crate::located::Position;

/// Something wrong in a definition. The texts are Spanish: its author reads them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// The file, as the caller named it.
    pub file: String,
    /// Line, from 1.
    pub line: usize,
    /// Column, from 1.
    pub column: usize,
    /// What kind of problem it is; stable, for programs.
    pub code: Code,
    /// What is wrong.
    pub message: String,
    /// What was expected, or how to mend it.
    pub expected: String,
}

/// Kinds of problems.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Code {
    /// Not YAML.
    Syntax,
    /// A value of another shape than expected.
    Shape,
    /// A key that means nothing here.
    UnknownKey,
    /// A key that must be there.
    MissingKey,
    /// An element of a kind that does not exist.
    UnknownKind,
    /// An id that is not one.
    BadId,
    /// The same id twice.
    DuplicateId,
    /// A flow to an element that does not exist, or cannot be entered.
    BadTarget,
    /// An expression that does not parse.
    Expression,
    /// A term, duration or date that does not parse.
    Schedule,
    /// A split without a default, or with something after it.
    Default,
    /// No start, or several.
    Start,
    /// An element that no token reaches.
    Unreachable,
    /// An element from which no end can be reached.
    NoEnd,
    /// A link without its other end, or with several.
    Link,
    /// Something declared elsewhere that does not exist.
    Reference,
    /// Something that an executable model must not say.
    Constraint,
    /// A join that waits for itself.
    Deadlock,
    /// More than the engine accepts.
    TooLarge,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            file,
            line,
            column,
            message,
            expected,
            ..
        } = self;
        write!(f, "{file}:{line}:{column}: {message}. Se esperaba {expected}.")
    }
}

impl std::error::Error for Problem {}

/// Problems of one file, as they are found.
#[derive(Debug)]
pub(crate) struct Problems {
    file: String,
    found: Vec<Problem>,
}

impl Problems {
    pub fn new(file: &str) -> Self {
        Self {
            file: file.to_owned(),
            found: Vec::new(),
        }
    }

    pub fn add(&mut self, at: Position, code: Code, message: impl Into<String>, expected: impl Into<String>) {
        self.found.push(Problem {
            file: self.file.clone(),
            line: at.line,
            column: at.column,
            code,
            message: message.into(),
            expected: expected.into(),
        });
    }

    pub fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    /// How many there are so far.
    pub fn len(&self) -> usize {
        self.found.len()
    }

    pub fn has(&self, code: Code) -> bool {
        self.found.iter().any(|problem| problem.code == code)
    }

    /// All problems, in the order of the text.
    pub fn into_sorted(mut self) -> Vec<Problem> {
        self.found.sort_by_key(|problem| (problem.line, problem.column));
        self.found
    }
}

/// The candidate most like `word`, when one is like it: what the author probably meant.
pub(crate) fn nearest<'a>(word: &str, candidates: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let length = word.chars().count();
    let allowed = 1 + length / 4;
    candidates
        .filter(|candidate| candidate.chars().count().abs_diff(length) <= allowed)
        .map(|candidate| (distance(word, candidate), candidate))
        .filter(|(distance, _)| *distance <= allowed)
        .min()
        .map(|(_, candidate)| candidate)
}

/// Edit distance (Levenshtein), in characters.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut diagonal = i;
        let mut left = i + 1;
        for (j, y) in b.iter().enumerate() {
            let above = row.get(j + 1).copied().unwrap_or_default();
            let cost = diagonal + usize::from(x != *y);
            let best = cost.min(above + 1).min(left + 1);
            if let Some(cell) = row.get_mut(j) {
                *cell = left;
            }
            diagonal = above;
            left = best;
        }
        if let Some(cell) = row.last_mut() {
            *cell = left;
        }
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_misspelt_word_is_recognised() {
        let known = ["revisar", "decidir", "requerir"];
        assert_eq!(nearest("revizar", known.into_iter()), Some("revisar"));
        assert_eq!(nearest("archivar", known.into_iter()), None);
        assert_eq!(distance("kitten", "sitting"), 3);
        assert_eq!(distance("", "abc"), 3);
    }
}
