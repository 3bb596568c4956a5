//! Operands: literals, names, lists, contexts, ranges and what is in parentheses.

use super::{Parsed, Parser};
use crate::ast::{Expr, Kind, RangeLiteral};
use crate::builtins;
use crate::error::ParseError;
use crate::token::{self, Span, Symbol};
use crate::value::{Date, DateTime, Duration, Name, Time, Value};

impl Parser<'_> {
    pub(super) fn primary(&mut self) -> Parsed<Expr> {
        let start = self.span();
        match self.token(0).kind.clone() {
            token::Kind::Number => self.number(start),
            token::Kind::String(text) => {
                self.advance(1);
                Ok(self.spanned(start, Kind::Literal(Value::from(text))))
            }
            token::Kind::Symbol(Symbol::LeftParen) => self.parenthesis(start),
            token::Kind::Symbol(Symbol::LeftBracket) => self.list_or_range(start),
            token::Kind::Symbol(Symbol::RightBracket) => {
                self.advance(1);
                let low = self.bracketed(Self::expression)?;
                self.range_after(start, false, low)
            }
            token::Kind::Symbol(Symbol::LeftBrace) => {
                self.advance(1);
                self.bracketed(|parser| parser.context(start))
            }
            token::Kind::Symbol(Symbol::At) => self.at_literal(start),
            token::Kind::Word => self.word(start),
            _ => Err(self.error("una expresión")),
        }
    }

    fn number(&mut self, start: Span) -> Parsed<Expr> {
        let Ok(number) = self.text(0).parse() else {
            return Err(self.error("un número dentro de los que se admiten"));
        };
        self.advance(1);
        Ok(Expr::number(start, number))
    }

    fn word(&mut self, start: Span) -> Parsed<Expr> {
        let literal = match self.text(0) {
            "true" => Some(Value::Boolean(true)),
            "false" => Some(Value::Boolean(false)),
            "null" => Some(Value::Null),
            _ => None,
        };
        if let Some(value) = literal {
            self.advance(1);
            return Ok(self.spanned(start, Kind::Literal(value)));
        }
        if matches!(self.text(0), "if" | "for" | "some" | "every" | "function") {
            return self.expression();
        }
        let Some(name) = self.name() else {
            return Err(self.error("una expresión"));
        };
        self.mentions.push(name.clone());
        let builtin = builtins::find(&name);
        Ok(self.spanned(start, Kind::Name(name, builtin)))
    }

    /// `@"2026-03-27"`, `@"P3D"`
    fn at_literal(&mut self, start: Span) -> Parsed<Expr> {
        const EXPECTED: &str = "una fecha, una hora, una fecha con hora o una duración entre comillas";
        self.advance(1);
        let token::Kind::String(text) = self.token(0).kind.clone() else {
            return Err(self.error(EXPECTED));
        };
        let value = temporal(&text).ok_or_else(|| ParseError::new(self.source, self.span(), EXPECTED))?;
        self.advance(1);
        Ok(self.spanned(start, Kind::Literal(value)))
    }

    /// `(expression)`, the open range `(1..5]`, or the one-sided range `(< 5)`.
    fn parenthesis(&mut self, start: Span) -> Parsed<Expr> {
        self.advance(1);
        if let Some(comparison) = self.take_comparison() {
            let end = self.bracketed(Self::expression)?;
            self.expect(Symbol::RightParen, "`)`")?;
            return self.one_sided(start, comparison, end);
        }
        let inner = self.bracketed(Self::expression)?;
        if self.is(Symbol::DotDot) {
            return self.range_after(start, false, inner);
        }
        self.expect(Symbol::RightParen, "`)`")?;
        Ok(inner)
    }

    fn list_or_range(&mut self, start: Span) -> Parsed<Expr> {
        self.advance(1);
        if self.take(Symbol::RightBracket) {
            return Ok(self.spanned(start, Kind::List(Vec::new())));
        }
        let first = self.bracketed(Self::list_item)?;
        if self.is(Symbol::DotDot) {
            return self.range_after(start, true, first);
        }
        let mut items = vec![first];
        while self.take(Symbol::Comma) {
            items.push(self.bracketed(Self::list_item)?);
        }
        self.expect(Symbol::RightBracket, "`,` o `]` en la lista")?;
        Ok(self.spanned(start, Kind::List(items)))
    }

    /// An item may be a one-sided range without parentheses: `[< 5, > 10]`.
    fn list_item(&mut self) -> Parsed<Expr> {
        let start = self.span();
        match self.take_comparison() {
            Some(comparison) => {
                let end = self.expression()?;
                self.one_sided(start, comparison, end)
            }
            None => self.expression(),
        }
    }

    /// The rest of a range whose low end was read: `..5]`.
    pub(super) fn range_after(&mut self, start: Span, start_included: bool, low: Expr) -> Parsed<Expr> {
        self.expect(Symbol::DotDot, "`..`")?;
        let outer = std::mem::replace(&mut self.in_range_end, true);
        let high = self.expression();
        self.in_range_end = outer;
        let high = high?;
        let end_included = self.is(Symbol::RightBracket);
        if !(end_included || self.is(Symbol::RightParen) || self.is(Symbol::LeftBracket)) {
            return Err(self.error("`]`, `)` o `[` al final del rango"));
        }
        self.advance(1);
        let range = RangeLiteral::new((Some(low), start_included), (Some(high), end_included));
        Ok(self.spanned(start, Kind::Range(Box::new(range))))
    }

    fn one_sided(&mut self, start: Span, comparison: crate::ast::Comparison, end: Expr) -> Parsed<Expr> {
        use crate::ast::Comparison as C;
        let (low, high) = match comparison {
            C::Less | C::LessEqual => (None, Some(end)),
            C::Greater | C::GreaterEqual => (Some(end), None),
            C::Equal => (Some(end.clone()), Some(end)),
            C::NotEqual => {
                return Err(ParseError::new(self.source, start, "a range; `!=` makes none"));
            }
        };
        let start_included = matches!(comparison, C::GreaterEqual | C::Equal);
        let end_included = matches!(comparison, C::LessEqual | C::Equal);
        let range = RangeLiteral::new((low, start_included), (high, end_included));
        Ok(self.spanned(start, Kind::Range(Box::new(range))))
    }

    /// Entries up to `}`; each sees those before it.
    fn context(&mut self, start: Span) -> Parsed<Expr> {
        let mut entries: Vec<(Name, Expr)> = Vec::new();
        if self.take(Symbol::RightBrace) {
            return Ok(self.spanned(start, Kind::Context(entries)));
        }
        let mut fresh = Vec::new();
        let result = self.entries(&mut entries, &mut fresh);
        fresh.iter().for_each(|name: &Name| self.local.remove(name));
        result?;
        Ok(self.spanned(start, Kind::Context(entries)))
    }

    fn entries(&mut self, entries: &mut Vec<(Name, Expr)>, fresh: &mut Vec<Name>) -> Parsed<()> {
        loop {
            let key = self.key()?;
            self.expect(Symbol::Colon, "`:` después de la clave")?;
            entries.push((key.clone(), self.expression()?));
            if !self.local.contains(&key) {
                self.local.insert(&key);
                fresh.push(key);
            }
            if self.take(Symbol::RightBrace) {
                return Ok(());
            }
            self.expect(Symbol::Comma, "`,` o `}` después de una entrada")?;
        }
    }

    fn key(&mut self) -> Parsed<Name> {
        if let token::Kind::String(text) = self.token(0).kind.clone() {
            self.advance(1);
            return Ok(text.into());
        }
        self.name_before_colon()
            .ok_or_else(|| self.error("una clave, que es un nombre o un texto, y `:`"))
    }
}

/// The value of `@"…"`.
pub(crate) fn temporal(text: &str) -> Option<Value> {
    if let Ok(date) = text.parse::<Date>() {
        return Some(Value::Date(date));
    }
    if let Ok(date_time) = text.parse::<DateTime>() {
        return Some(Value::from(date_time));
    }
    if let Ok(time) = text.parse::<Time>() {
        return Some(Value::Time(time));
    }
    text.parse::<Duration>().ok().map(Value::from)
}
