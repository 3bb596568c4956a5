//! Tokens to syntax tree (DMN 1.5 §10.3.1.2), by recursive descent with a bound on nesting.

mod control;
mod names;
mod operators;
mod postfix;
mod primary;
mod types;
mod unary;

use crate::ast::Expr;
use crate::error::ParseError;
use crate::lexer;
use crate::names::Names;
use crate::token::{Kind, Span, Symbol, Token};
use crate::value::{Name, Type};
use std::collections::HashMap;

pub(crate) use unary::ParsedTests;

/// What the parser knows beforehand.
#[derive(Clone, Debug, Default)]
pub struct Vocabulary {
    /// Names that hold operators or keywords.
    pub names: Names,
    /// Types that may be named after `instance of` and in parameters, besides the built-in ones.
    pub types: HashMap<String, Type>,
}

/// How deep expressions may nest.
const MAX_NESTING: u32 = 100;

type Parsed<T> = Result<T, Box<ParseError>>;

/// The tree, and the names it mentions.
pub(crate) fn parse_expression(source: &str, vocabulary: &Vocabulary) -> Parsed<(Expr, Vec<Name>)> {
    let mut parser = Parser::new(source, vocabulary)?;
    let expr = parser.expression()?;
    parser.expect_end()?;
    Ok((expr, parser.mentions))
}

/// The tests, and the names they mention.
pub(crate) fn parse_tests(source: &str, vocabulary: &Vocabulary) -> Parsed<(ParsedTests, Vec<Name>)> {
    let mut parser = Parser::new(source, vocabulary)?;
    let tests = parser.unary_tests()?;
    parser.expect_end()?;
    Ok((tests, parser.mentions))
}

struct Parser<'a> {
    source: &'a str,
    tokens: Vec<Token>,
    at: usize,
    vocabulary: &'a Vocabulary,
    /// Names bound around the current place that hold operators or keywords.
    local: Names,
    /// Names mentioned so far, for functions to capture.
    mentions: Vec<Name>,
    nesting: u32,
    /// Inside the high end of a range, where `[` closes it.
    in_range_end: bool,
}

impl<'a> Parser<'a> {
    fn new(source: &'a str, vocabulary: &'a Vocabulary) -> Parsed<Parser<'a>> {
        let tokens = lexer::tokens(source).map_err(|(error, span)| ParseError::new(source, span, error.expected()))?;
        Ok(Parser {
            source,
            tokens,
            at: 0,
            vocabulary,
            local: Names::new(),
            mentions: Vec::new(),
            nesting: 0,
            in_range_end: false,
        })
    }

    fn token(&self, ahead: usize) -> &Token {
        let last = self.tokens.len() - 1;
        &self.tokens[(self.at + ahead).min(last)]
    }

    fn text(&self, ahead: usize) -> &'a str {
        self.token(ahead).span.text(self.source)
    }

    fn span(&self) -> Span {
        self.token(0).span
    }

    /// The span of the token before.
    fn last_span(&self) -> Span {
        self.tokens[self.at.saturating_sub(1)].span
    }

    fn advance(&mut self, count: usize) {
        self.at = (self.at + count).min(self.tokens.len() - 1);
    }

    fn is(&self, symbol: Symbol) -> bool {
        self.token(0).is(symbol)
    }

    fn take(&mut self, symbol: Symbol) -> bool {
        let found = self.is(symbol);
        if found {
            self.advance(1);
        }
        found
    }

    fn expect(&mut self, symbol: Symbol, expected: &str) -> Parsed<()> {
        if self.take(symbol) {
            Ok(())
        } else {
            Err(self.error(expected))
        }
    }

    /// Whether the next token is the word `keyword`, not quoted.
    fn is_word(&self, ahead: usize, keyword: &str) -> bool {
        self.token(ahead).kind == Kind::Word && self.text(ahead) == keyword
    }

    fn take_word(&mut self, keyword: &str) -> bool {
        let found = self.is_word(0, keyword);
        if found {
            self.advance(1);
        }
        found
    }

    fn expect_word(&mut self, keyword: &str) -> Parsed<()> {
        if self.take_word(keyword) {
            Ok(())
        } else {
            Err(self.error(format!("`{keyword}`")))
        }
    }

    fn expect_end(&self) -> Parsed<()> {
        if self.token(0).kind == Kind::End {
            Ok(())
        } else {
            Err(self.error("un operador o el final"))
        }
    }

    fn error(&self, expected: impl Into<String>) -> Box<ParseError> {
        ParseError::new(self.source, self.span(), expected)
    }

    /// Runs `inner` one level deeper.
    fn nested<T>(&mut self, inner: impl FnOnce(&mut Self) -> Parsed<T>) -> Parsed<T> {
        if self.nesting >= MAX_NESTING {
            return Err(self.error(format!("a lo sumo {MAX_NESTING} niveles, uno dentro de otro")));
        }
        self.nesting += 1;
        let result = inner(self);
        self.nesting -= 1;
        result
    }

    /// Runs `inner` inside brackets, where the end of a range has no say.
    fn bracketed<T>(&mut self, inner: impl FnOnce(&mut Self) -> Parsed<T>) -> Parsed<T> {
        let outer = std::mem::replace(&mut self.in_range_end, false);
        let result = inner(self);
        self.in_range_end = outer;
        result
    }

    /// Runs `inner` with `names` known.
    fn with_names<T>(&mut self, names: &[Name], inner: impl FnOnce(&mut Self) -> Parsed<T>) -> Parsed<T> {
        let fresh: Vec<&Name> = names.iter().filter(|name| !self.local.contains(name)).collect();
        fresh.iter().for_each(|name| self.local.insert(name));
        let result = inner(self);
        fresh.iter().for_each(|name| self.local.remove(name));
        result
    }
}
