//! Errors for authors, in Spanish: where, what was expected, and the line marked.

use crate::token::Span;
use std::fmt;

/// A place in the source, for editors and messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Position {
    /// Bytes from the start of the source.
    pub offset: usize,
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
}

impl Position {
    pub(crate) fn of(source: &str, offset: usize) -> Position {
        let before = source.get(..offset).unwrap_or(source);
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        Position {
            offset,
            line: before.matches('\n').count() + 1,
            column: before[line_start..].chars().count() + 1,
        }
    }
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "línea {}, columna {}", self.line, self.column)
    }
}

/// The source is not FEEL.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{position}: se esperaba {expected}, y hay {found}\n{marked}")]
pub struct ParseError {
    /// Where it was noticed.
    pub position: Position,
    /// What would have been right there.
    pub expected: String,
    /// What is there.
    pub found: String,
    /// The source line with the place marked below it.
    pub marked: String,
}

impl ParseError {
    pub(crate) fn new(source: &str, span: Span, expected: impl Into<String>) -> Box<ParseError> {
        let position = Position::of(source, span.start as usize);
        let found = match span.text(source) {
            "" => "el final".to_string(),
            text => format!("`{}`", shorten(text, 40)),
        };
        let marked = mark(source, position, span.text(source).chars().count());
        Box::new(ParseError {
            position,
            expected: expected.into(),
            found,
            marked,
        })
    }
}

/// The line of a position, and carets under what is meant.
fn mark(source: &str, position: Position, width: usize) -> String {
    let line = source.lines().nth(position.line - 1).unwrap_or("");
    // Long lines are cut around the place.
    let skip = position.column.saturating_sub(60);
    let shown: String = line.chars().skip(skip).take(100).collect();
    let indent = position.column - 1 - skip;
    let width = width.clamp(1, (shown.chars().count().saturating_sub(indent)).max(1));
    format!("  {shown}\n  {}{}", " ".repeat(indent), "^".repeat(width))
}

/// At most `limit` characters of `text`, with `…` when something was left out.
pub(crate) fn shorten(text: &str, limit: usize) -> String {
    let mut chars = text.chars();
    let mut kept: String = chars.by_ref().take(limit).collect();
    if chars.next().is_some() {
        kept.push('…');
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_place_is_marked_under_its_line() {
        let source = "a +\n  b + )";
        let error = ParseError::new(source, Span { start: 10, end: 11 }, "una expresión");
        assert_eq!(
            error.to_string(),
            "línea 2, columna 7: se esperaba una expresión, y hay `)`\n    b + )\n        ^"
        );
    }
}
