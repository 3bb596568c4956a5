//! Unary tests: the cells of decision tables and allowed values.

use super::{Parsed, Parser};
use crate::ast::{Expr, Test};
use crate::token::Symbol;

/// Unary tests as written.
#[derive(Clone, Debug)]
pub(crate) enum ParsedTests {
    /// `-`: anything.
    Any,
    /// Any of these.
    AnyOf(Vec<Test>),
    /// `not(…)`: none of these.
    NoneOf(Vec<Test>),
}

impl Parser<'_> {
    pub(super) fn unary_tests(&mut self) -> Parsed<ParsedTests> {
        if self.is(Symbol::Minus) && self.token(1).kind == crate::token::Kind::End {
            self.advance(1);
            return Ok(ParsedTests::Any);
        }
        if self.is_word(0, "not") && self.token(1).is(Symbol::LeftParen) {
            let start = self.at;
            self.advance(2);
            let tests = self.bracketed(Self::test_list)?;
            if self.take(Symbol::RightParen) && self.token(0).kind == crate::token::Kind::End {
                return Ok(ParsedTests::NoneOf(tests));
            }
            // It was a call that goes on: `not(a) and b`.
            self.at = start;
        }
        self.test_list().map(ParsedTests::AnyOf)
    }

    fn test_list(&mut self) -> Parsed<Vec<Test>> {
        let mut tests = vec![self.test(Self::expression)?];
        while self.take(Symbol::Comma) {
            tests.push(self.test(Self::expression)?);
        }
        Ok(tests)
    }

    /// One test; `operand` reads what is compared with or tested against.
    pub(super) fn test(&mut self, operand: fn(&mut Self) -> Parsed<Expr>) -> Parsed<Test> {
        let comparison = self.take_comparison();
        let before = self.mentions.len();
        let expr = operand(self)?;
        let mentions_input = self.mentions[before..].iter().any(|name| &**name == "?");
        Ok(match comparison {
            Some(comparison) => Test::Compare(comparison, expr, mentions_input),
            None => Test::Value { expr, mentions_input },
        })
    }
}
