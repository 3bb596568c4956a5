//! What is wrong in the definitions, all of it at once, each where it is.

use std::borrow::Cow;
use std::fmt;

use serde::Serialize;

use radica_engine::located::{Located, Position};

/// Something wrong in a definition. The texts are Spanish: its author reads them.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, thiserror::Error)]
pub struct Problem {
    /// Path below `workflows/`.
    pub file: String,
    /// Line, from 1.
    pub line: usize,
    /// Column, from 1.
    pub column: usize,
    /// What kind of problem it is; stable, for programs.
    pub code: Cow<'static, str>,
    /// What is wrong.
    #[serde(rename = "message")]
    pub wrong: String,
    /// What was expected, or how to mend it.
    pub expected: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            file,
            line,
            column,
            wrong,
            expected,
            ..
        } = self;
        write!(f, "{file}:{line}:{column}: {wrong}. Se esperaba {expected}.")
    }
}

/// A definition that was read, with the place of each of its parts.
#[derive(Debug, Clone)]
pub(super) struct Loaded<T> {
    pub path: String,
    pub tree: Located,
    pub value: T,
}

impl<T> Loaded<T> {
    /// The same file, holding something else.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Loaded<U> {
        let Self { path, tree, value } = self;
        Loaded {
            path,
            tree,
            value: change(value),
        }
    }
}

impl Problem {
    /// A problem at a place of a file.
    pub(super) fn new(
        file: &str,
        at: Position,
        code: &'static str,
        wrong: impl Into<String>,
        expected: impl Into<String>,
    ) -> Self {
        Self {
            file: file.to_owned(),
            line: at.line.max(1),
            column: at.column.max(1),
            code: Cow::Borrowed(code),
            wrong: wrong.into(),
            expected: expected.into(),
        }
    }
}

impl From<radica_engine::Problem> for Problem {
    fn from(problem: radica_engine::Problem) -> Self {
        let code = serde_json::to_value(problem.code).ok();
        let code = code.and_then(|code| code.as_str().map(str::to_owned));
        Self {
            file: problem.file,
            line: problem.line,
            column: problem.column,
            code: code.map_or(Cow::Borrowed(CODE), Cow::Owned),
            wrong: problem.message,
            expected: problem.expected,
        }
    }
}

/// The code of what has no code of its own: what one definition says of another.
const CODE: &str = "definition";

/// Problems as they are found.
#[derive(Debug, Default)]
pub(super) struct Report {
    problems: Vec<Problem>,
    warnings: Vec<Problem>,
}

impl Report {
    /// A problem at a place of a file.
    pub fn add(&mut self, file: &str, at: Position, wrong: impl Into<String>, expected: impl Into<String>) {
        self.push(Problem::new(file, at, CODE, wrong, expected));
    }

    /// Something that works, and that its author should look at.
    pub fn warn(&mut self, warning: Problem) {
        self.warnings.push(warning);
    }

    /// A problem at a part of a definition: `form.2.fields.0.when`.
    pub fn at<T>(&mut self, file: &Loaded<T>, part: &str, wrong: impl Into<String>, expected: impl Into<String>) {
        self.add(&file.path, place(&file.tree, part), wrong, expected);
    }

    /// A problem of a whole file.
    pub fn file(&mut self, file: &str, wrong: impl Into<String>, expected: impl Into<String>) {
        self.add(file, Position { line: 1, column: 1 }, wrong, expected);
    }

    /// Takes a problem found elsewhere.
    pub fn push(&mut self, problem: Problem) {
        self.problems.push(problem);
    }

    /// How many were found.
    pub fn len(&self) -> usize {
        self.problems.len()
    }

    /// All problems, by file and place, none twice.
    pub fn into_sorted(self) -> Vec<Problem> {
        self.into_parts().0
    }

    /// All problems and all warnings, by file and place, none twice.
    pub fn into_parts(self) -> (Vec<Problem>, Vec<Problem>) {
        (sorted(self.problems), sorted(self.warnings))
    }
}

fn sorted(mut found: Vec<Problem>) -> Vec<Problem> {
    found.sort();
    found.dedup();
    found
}

/// Where a part stands: the deepest of its steps that exists.
pub(super) fn place(tree: &Located, part: &str) -> Position {
    let mut node = tree;
    let mut at = tree.at;
    for step in part.split('.').filter(|step| !step.is_empty()) {
        let below = match (node.map(), node.list()) {
            (Some(entries), _) => entries
                .iter()
                .find(|entry| entry.key == step)
                .map(|entry| (&entry.value, entry.at)),
            (_, Some(items)) => step
                .parse()
                .ok()
                .and_then(|n: usize| items.get(n))
                .map(|item| (item, item.at)),
            _ => None,
        };
        let Some((next, start)) = below else { break };
        (node, at) = (next, start);
    }
    at
}
