//! Operators, loosest first: or, and, comparison, sum, product, power, minus, instance of.

use super::{Parsed, Parser};
use crate::ast::{Arithmetic, Comparison, Expr, Kind, Test};
use crate::token::{self, Symbol};

/// How many comparisons may follow each other; each one nests.
const MAX_COMPARISONS: usize = 50;

impl Parser<'_> {
    pub(super) fn disjunction(&mut self) -> Parsed<Expr> {
        let first = self.conjunction()?;
        if !self.is_word(0, "or") {
            return Ok(first);
        }
        let mut parts = vec![first];
        while self.take_word("or") {
            parts.push(self.conjunction()?);
        }
        Ok(self.spanned(parts[0].span, Kind::Or(parts)))
    }

    fn conjunction(&mut self) -> Parsed<Expr> {
        let first = self.comparison()?;
        if !self.is_word(0, "and") {
            return Ok(first);
        }
        let mut parts = vec![first];
        while self.take_word("and") {
            parts.push(self.comparison()?);
        }
        Ok(self.spanned(parts[0].span, Kind::And(parts)))
    }

    fn comparison(&mut self) -> Parsed<Expr> {
        let mut left = self.sum()?;
        for _ in 0..MAX_COMPARISONS {
            let start = left.span;
            left = if let Some(operator) = self.take_comparison() {
                let right = self.sum()?;
                self.spanned(start, Kind::Compare(operator, Box::new(left), Box::new(right)))
            } else if self.take_word("between") {
                let low = self.sum()?;
                self.expect_word("and")?;
                let high = self.sum()?;
                self.spanned(start, Kind::Between(Box::new([left, low, high])))
            } else if self.take_word("in") {
                let tests = self.tests_after_in()?;
                self.spanned(start, Kind::In(Box::new(left), tests))
            } else {
                return Ok(left);
            };
        }
        Err(self.error(format!("a lo sumo {MAX_COMPARISONS} comparaciones seguidas")))
    }

    /// `<`, `<=`, `=`, … when it is next.
    pub(super) fn take_comparison(&mut self) -> Option<Comparison> {
        let token::Kind::Symbol(symbol) = self.token(0).kind else {
            return None;
        };
        let comparison = match symbol {
            Symbol::Equal => Comparison::Equal,
            Symbol::NotEqual => Comparison::NotEqual,
            Symbol::Less => Comparison::Less,
            Symbol::LessEqual => Comparison::LessEqual,
            Symbol::Greater => Comparison::Greater,
            Symbol::GreaterEqual => Comparison::GreaterEqual,
            _ => return None,
        };
        self.advance(1);
        Some(comparison)
    }

    /// One test, or several in parentheses.
    fn tests_after_in(&mut self) -> Parsed<Vec<Test>> {
        if !self.is(Symbol::LeftParen) {
            return Ok(vec![self.test(Self::sum)?]);
        }
        let start = self.span();
        self.advance(1);
        let mut tests = vec![self.bracketed(|parser| parser.test(Self::expression))?];
        if self.is(Symbol::DotDot)
            && let Some(Test::Value { expr, mentions_input }) = tests.pop()
        {
            // It was an open range after all: `x in (1..5]`.
            let range = self.range_after(start, false, expr)?;
            return Ok(vec![Test::Value {
                expr: range,
                mentions_input,
            }]);
        }
        while self.take(Symbol::Comma) {
            tests.push(self.bracketed(|parser| parser.test(Self::expression))?);
        }
        self.expect(Symbol::RightParen, "`,` o `)` en la lista de pruebas")?;
        Ok(tests)
    }

    fn sum(&mut self) -> Parsed<Expr> {
        self.run_of(
            Self::product,
            &[(Symbol::Plus, Arithmetic::Add), (Symbol::Minus, Arithmetic::Subtract)],
        )
    }

    fn product(&mut self) -> Parsed<Expr> {
        self.run_of(
            Self::power,
            &[
                (Symbol::Star, Arithmetic::Multiply),
                (Symbol::Slash, Arithmetic::Divide),
            ],
        )
    }

    fn power(&mut self) -> Parsed<Expr> {
        self.run_of(Self::negation, &[(Symbol::Power, Arithmetic::Power)])
    }

    /// Operands of one precedence with the operators between them.
    fn run_of(&mut self, operand: fn(&mut Self) -> Parsed<Expr>, operators: &[(Symbol, Arithmetic)]) -> Parsed<Expr> {
        let first = operand(self)?;
        let mut rest = Vec::new();
        while let Some((_, operator)) = operators.iter().find(|(symbol, _)| self.is(*symbol)) {
            self.advance(1);
            rest.push((*operator, operand(self)?));
        }
        if rest.is_empty() {
            return Ok(first);
        }
        Ok(self.spanned(first.span, Kind::Arithmetic(Box::new(first), rest)))
    }

    /// Binds tighter than power: `-2 ** 2` is 4 (DMN 1.5 §10.3.1.2, rule 4).
    fn negation(&mut self) -> Parsed<Expr> {
        let start = self.span();
        if !self.take(Symbol::Minus) {
            return self.type_check();
        }
        let operand = self.nested(Self::negation)?;
        Ok(self.spanned(start, Kind::Negate(Box::new(operand))))
    }

    fn type_check(&mut self) -> Parsed<Expr> {
        let value = self.postfix()?;
        if !(self.is_word(0, "instance") && self.is_word(1, "of")) {
            return Ok(value);
        }
        self.advance(2);
        let kind = self.type_name()?;
        Ok(self.spanned(value.span, Kind::InstanceOf(Box::new(value), kind)))
    }
}
