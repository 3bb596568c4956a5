//! Expressions and unary tests, parsed once and evaluated many times.

use crate::ast::Expr;
use crate::error::ParseError;
use crate::eval::{Env, Machine, Outcome, Scope};
use crate::parser::{self, ParsedTests, Vocabulary};
use crate::token::Span;
use crate::value::{Name, Value};
use std::fmt;
use std::sync::Arc;

/// A FEEL expression.
#[derive(Clone, Debug)]
pub struct Expression {
    source: Arc<str>,
    pub(crate) root: Expr,
    pub(crate) mentions: Vec<Name>,
}

impl Expression {
    /// Reads an expression; names that hold operators or keywords are not known.
    ///
    /// # Errors
    /// The first place where the source is not FEEL.
    pub fn parse(source: &str) -> Result<Expression, ParseError> {
        Expression::parse_with(source, &Vocabulary::default())
    }

    /// Reads an expression knowing these names and types.
    ///
    /// # Errors
    /// The first place where the source is not FEEL.
    pub fn parse_with(source: &str, vocabulary: &Vocabulary) -> Result<Expression, ParseError> {
        let (root, mentions) = parser::parse_expression(source, vocabulary).map_err(|error| *error)?;
        Ok(Expression {
            source: source.into(),
            root,
            mentions,
        })
    }

    /// The value of the expression, and why parts of it are null. Never panics and always ends:
    /// see [`Budget`](crate::Budget).
    pub fn evaluate(&self, scope: &dyn Scope, env: &Env<'_>) -> Outcome {
        let mut machine = Machine::new(scope, env, &self.source);
        let result = machine.eval(&self.root);
        machine.finish(result, self.root.span)
    }

    /// The text it was read from.
    pub fn source(&self) -> &str {
        &self.source
    }

    pub(crate) fn shared_source(&self) -> Arc<str> {
        self.source.clone()
    }
}

impl fmt::Display for Expression {
    /// The canonical form: the same expression with single spaces, and parentheses only where they
    /// are needed.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.root.fmt(f)
    }
}

/// Unary tests: what stands in a cell of a decision table, such as `< 18, [65..120]`.
#[derive(Clone, Debug)]
pub struct UnaryTests {
    source: Arc<str>,
    pub(crate) tests: ParsedTests,
    pub(crate) mentions: Vec<Name>,
}

impl UnaryTests {
    /// Reads unary tests; names that hold operators or keywords are not known.
    ///
    /// # Errors
    /// The first place where the source is not FEEL.
    pub fn parse(source: &str) -> Result<UnaryTests, ParseError> {
        UnaryTests::parse_with(source, &Vocabulary::default())
    }

    /// Reads unary tests knowing these names and types.
    ///
    /// # Errors
    /// The first place where the source is not FEEL.
    pub fn parse_with(source: &str, vocabulary: &Vocabulary) -> Result<UnaryTests, ParseError> {
        let (tests, mentions) = parser::parse_tests(source, vocabulary).map_err(|error| *error)?;
        Ok(UnaryTests {
            source: source.into(),
            tests,
            mentions,
        })
    }

    /// Whether `input` passes: true, false, or null when it cannot be told.
    pub fn evaluate(&self, input: &Value, scope: &dyn Scope, env: &Env<'_>) -> Outcome {
        let mut machine = Machine::new(scope, env, &self.source);
        let result = machine.unary_tests(input, &self.tests);
        machine.finish(
            result,
            Span {
                start: 0,
                end: self.source.len() as u32,
            },
        )
    }

    /// The text they were read from.
    pub fn source(&self) -> &str {
        &self.source
    }

    pub(crate) fn shared_source(&self) -> Arc<str> {
        self.source.clone()
    }
}
