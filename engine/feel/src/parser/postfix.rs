//! What follows an operand: `.member`, `[filter]`, `(arguments)`.

use super::{Parsed, Parser};
use crate::ast::{Arguments, Expr, Kind, Step};
use crate::token::Symbol;

impl Parser<'_> {
    pub(super) fn postfix(&mut self) -> Parsed<Expr> {
        let base = self.primary()?;
        let start = base.span;
        let mut steps = Vec::new();
        while let Some(step) = self.step()? {
            steps.push((start.to(self.last_span()), step));
        }
        if steps.is_empty() {
            return Ok(base);
        }
        Ok(self.spanned(start, Kind::Postfix(Box::new(base), steps)))
    }

    fn step(&mut self) -> Parsed<Option<Step>> {
        if self.take(Symbol::Dot) {
            return Ok(Some(Step::Member(self.member()?)));
        }
        if self.is(Symbol::LeftBracket) && !self.in_range_end {
            self.advance(1);
            let filter = self.bracketed(Self::filter)?;
            return Ok(Some(Step::Filter(filter)));
        }
        if self.take(Symbol::LeftParen) {
            let arguments = self.bracketed(Self::arguments)?;
            return Ok(Some(Step::Call(arguments)));
        }
        Ok(None)
    }

    fn filter(&mut self) -> Parsed<Expr> {
        let filter = self.expression()?;
        self.expect(Symbol::RightBracket, "`]` al final del filtro")?;
        Ok(filter)
    }

    fn arguments(&mut self) -> Parsed<Arguments> {
        if self.take(Symbol::RightParen) {
            return Ok(Arguments::Positional(Vec::new()));
        }
        let start = self.at;
        let named = self.name_before_colon().is_some();
        self.at = start;
        if named {
            return Ok(Arguments::Named(self.separated(Self::named_argument)?));
        }
        Ok(Arguments::Positional(self.separated(Self::expression)?))
    }

    fn named_argument(&mut self) -> Parsed<(crate::value::Name, Expr)> {
        let Some(name) = self.name_before_colon() else {
            return Err(self.error("el nombre de un argumento y `:`"));
        };
        self.expect(Symbol::Colon, "`:`")?;
        Ok((name, self.expression()?))
    }

    fn separated<T>(&mut self, item: fn(&mut Self) -> Parsed<T>) -> Parsed<Vec<T>> {
        let mut items = vec![item(self)?];
        while self.take(Symbol::Comma) {
            items.push(item(self)?);
        }
        self.expect(Symbol::RightParen, "`,` o `)` después de un argumento")?;
        Ok(items)
    }
}
