//! What comes out: a value, and why it is null when it is.

use crate::error::{Position, shorten};
use crate::token::Span;
use crate::value::Value;
use std::fmt;
use std::sync::Arc;

/// The result of an evaluation.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// The value; null when an operation did not apply or a limit was met.
    pub value: Value,
    /// Why parts of it are null, in the order it happened; the first is usually the cause. At most
    /// [`Outcome::MAX_NOTES`].
    pub explanation: Vec<Note>,
    /// The decision tables that were run, in the order they ended. At most [`Outcome::MAX_NOTES`].
    pub tables: Vec<TableTrace>,
    /// The limit that ended the evaluation early, if one did.
    pub limit: Option<Limit>,
}

/// How one run of a decision table went.
#[derive(Clone, Debug)]
pub struct TableTrace {
    /// The values that were tested, one for each input.
    pub inputs: Vec<Value>,
    /// What became of each rule that was tried, in order.
    pub rules: Vec<RuleTrace>,
}

/// What became of a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RuleTrace {
    /// All its cells passed.
    Matched,
    /// This cell, counted from 0, was the first that did not pass.
    Failed(usize),
}

impl Outcome {
    /// How many notes are kept.
    pub const MAX_NOTES: usize = 20;
}

/// One operation that gave null.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// Where in its source.
    pub position: Position,
    /// The part of the source, shortened.
    pub fragment: String,
    /// What did not work, with the values, in Spanish: who operates a process reads it.
    pub message: String,
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Position { line, column, .. } = self.position;
        write!(
            f,
            "línea {line}, columna {column}, `{}`: {}",
            self.fragment, self.message
        )
    }
}

/// A limit of the [`Budget`](super::Budget).
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Limit {
    /// Too much work.
    #[error("la expresión necesita más pasos de los que se permiten")]
    Steps,
    /// Too many levels.
    #[error("las expresiones o las llamadas se anidan más de lo que se permite")]
    Depth,
    /// A list is too long.
    #[error("una lista crece más de lo que se permite")]
    List,
    /// A string is too long.
    #[error("un texto crece más de lo que se permite")]
    String,
    /// Lists and contexts nest too deep in one value.
    #[error("las listas o los contextos se anidan más de lo que un valor admite")]
    Nesting,
    /// One value holds too much.
    #[error("un valor crece más de lo que un valor admite")]
    Size,
}

/// A note before its position is worked out.
pub(crate) struct RawNote {
    pub source: Arc<str>,
    pub span: Span,
    pub message: String,
}

impl RawNote {
    pub fn located(self) -> Note {
        Note {
            position: Position::of(&self.source, self.span.start as usize),
            fragment: shorten(self.span.text(&self.source), 60),
            message: self.message,
        }
    }
}
