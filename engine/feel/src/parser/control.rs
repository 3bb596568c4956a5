//! `if`, `for`, `some`, `every` and `function`.

use super::{Parsed, Parser};
use crate::ast::{Binding, Domain, Expr, FunctionLiteral, Kind};
use crate::token::{Span, Symbol};
use crate::value::{Name, Parameter, Type};
use std::sync::Arc;

impl Parser<'_> {
    /// Any expression.
    pub(super) fn expression(&mut self) -> Parsed<Expr> {
        self.nested(|parser| {
            let start = parser.span();
            match parser.text(0) {
                "if" => parser.conditional(start),
                "for" => parser.iteration(start),
                "some" => parser.quantified(start, Kind::Some),
                "every" => parser.quantified(start, Kind::Every),
                "function" if parser.token(1).is(Symbol::LeftParen) => parser.function(start),
                _ => parser.disjunction(),
            }
        })
    }

    fn conditional(&mut self, start: Span) -> Parsed<Expr> {
        self.advance(1);
        let condition = self.expression()?;
        self.expect_word("then")?;
        let then = self.expression()?;
        self.expect_word("else")?;
        let otherwise = self.expression()?;
        Ok(self.spanned(start, Kind::If(Box::new([condition, then, otherwise]))))
    }

    fn iteration(&mut self, start: Span) -> Parsed<Expr> {
        self.advance(1);
        let bindings = self.bindings()?;
        self.expect_word("return")?;
        let mut names: Vec<Name> = bindings.iter().map(|b| b.name.clone()).collect();
        names.push("partial".into());
        let before = self.mentions.len();
        let body = self.with_names(&names, Self::expression)?;
        let uses_partial = self.mentions[before..].iter().any(|name| &**name == "partial");
        Ok(self.spanned(start, Kind::For(bindings, Box::new(body), uses_partial)))
    }

    fn quantified(&mut self, start: Span, make: fn(Vec<Binding>, Box<Expr>) -> Kind) -> Parsed<Expr> {
        self.advance(1);
        let bindings = self.bindings()?;
        self.expect_word("satisfies")?;
        let names: Vec<Name> = bindings.iter().map(|b| b.name.clone()).collect();
        let condition = self.with_names(&names, Self::expression)?;
        Ok(self.spanned(start, make(bindings, Box::new(condition))))
    }

    /// `a in list, b in 1..a`: each sees those before it.
    fn bindings(&mut self) -> Parsed<Vec<Binding>> {
        let mut bindings: Vec<Binding> = Vec::new();
        loop {
            let name = self.bound_name()?;
            self.expect_word("in")?;
            let known: Vec<Name> = bindings.iter().map(|b| b.name.clone()).collect();
            let domain = self.with_names(&known, Self::domain)?;
            bindings.push(Binding { name, domain });
            if !self.take(Symbol::Comma) {
                return Ok(bindings);
            }
        }
    }

    fn domain(&mut self) -> Parsed<Domain> {
        let first = self.expression()?;
        if !self.take(Symbol::DotDot) {
            return Ok(Domain::Values(first));
        }
        Ok(Domain::Steps(first, self.expression()?))
    }

    /// `function(a: number, b) body`
    fn function(&mut self, start: Span) -> Parsed<Expr> {
        self.advance(2);
        let parameters = self.parameters()?;
        let external = self.take_word("external");
        let names: Vec<Name> = parameters.iter().map(|p| p.name.clone()).collect();
        let before = self.mentions.len();
        let body = self.bracketed(|parser| parser.with_names(&names, Self::expression))?;
        let mut mentions: Vec<Name> = self.mentions[before..].to_vec();
        mentions.sort();
        mentions.dedup();
        mentions.retain(|name| !names.contains(name));
        let literal = FunctionLiteral {
            parameters: parameters.into(),
            body: Arc::new(body),
            result: Type::Any,
            mentions,
            external,
        };
        Ok(self.spanned(start, Kind::Function(Box::new(literal))))
    }

    fn parameters(&mut self) -> Parsed<Vec<Parameter>> {
        let mut parameters = Vec::new();
        if self.take(Symbol::RightParen) {
            return Ok(parameters);
        }
        loop {
            let name = self.parameter_name()?;
            let kind = if self.take(Symbol::Colon) {
                self.type_name()?
            } else {
                Type::Any
            };
            parameters.push(Parameter { name, kind });
            if self.take(Symbol::RightParen) {
                return Ok(parameters);
            }
            self.expect(Symbol::Comma, "`,` o `)` después de un parámetro")?;
        }
    }

    /// An expression from `start` to the token before.
    pub(super) fn spanned(&self, start: Span, kind: Kind) -> Expr {
        Expr {
            span: start.to(self.last_span()),
            kind,
        }
    }
}
