//! Types after `instance of` and in parameters.

use super::{Parsed, Parser};
use crate::token::{Kind, Symbol};
use crate::value::Type;
use std::sync::Arc;

/// Types of several words; single words need no list.
const LONG_NAMES: [&str; 3] = ["date and time", "days and time duration", "years and months duration"];

impl Parser<'_> {
    pub(super) fn type_name(&mut self) -> Parsed<Type> {
        self.nested(Self::type_inner)
    }

    fn type_inner(&mut self) -> Parsed<Type> {
        let generic = self.token(1).is(Symbol::Less);
        match self.text(0) {
            "list" if generic => self.type_of_items().map(|item| Type::List(Arc::new(item))),
            "range" if generic => self.type_of_items().map(|ends| Type::Range(Arc::new(ends))),
            "context" if generic => self.context_type(),
            "function" if generic => self.function_type(),
            "function" => {
                self.advance(1);
                Ok(Type::Function(Arc::new([]), Arc::new(Type::Any)))
            }
            _ => self.plain_type(),
        }
    }

    fn type_of_items(&mut self) -> Parsed<Type> {
        self.advance(2);
        let inner = self.type_name()?;
        self.expect(Symbol::Greater, "`>`")?;
        Ok(inner)
    }

    fn context_type(&mut self) -> Parsed<Type> {
        self.advance(2);
        let mut entries = Vec::new();
        while !self.take(Symbol::Greater) {
            let Some(name) = self.name_before_colon() else {
                return Err(self.error("el nombre de una entrada y `:`"));
            };
            self.expect(Symbol::Colon, "`:`")?;
            entries.push((name, self.type_name()?));
            if !self.take(Symbol::Comma) && !self.is(Symbol::Greater) {
                return Err(self.error("`,` o `>`"));
            }
        }
        Ok(Type::Context(entries.into()))
    }

    fn function_type(&mut self) -> Parsed<Type> {
        self.advance(2);
        let mut parameters = Vec::new();
        while !self.take(Symbol::Greater) {
            parameters.push(self.type_name()?);
            if !self.take(Symbol::Comma) && !self.is(Symbol::Greater) {
                return Err(self.error("`,` o `>`"));
            }
        }
        self.expect(Symbol::Arrow, "`->` y el tipo del resultado")?;
        Ok(Type::Function(parameters.into(), Arc::new(self.type_name()?)))
    }

    fn plain_type(&mut self) -> Parsed<Type> {
        let words = |parser: &Self, name: &str| name.split(' ').enumerate().all(|(i, word)| parser.text(i) == word);
        if let Some(name) = LONG_NAMES.into_iter().find(|name| words(self, name)) {
            self.advance(name.split(' ').count());
            return Type::named(name).ok_or_else(|| self.error("un tipo"));
        }
        // Named types may hold spaces and dots (of imported models): the longest that is known.
        for length in (1..=self.type_words()).rev() {
            let name = self.written(length);
            if let Some(kind) = self.vocabulary.types.get(&name).cloned().or_else(|| Type::named(&name)) {
                self.advance(length);
                return Ok(kind);
            }
        }
        Err(self.error("el nombre de un tipo"))
    }

    fn type_words(&self) -> usize {
        let part = |ahead: &usize| {
            let token = self.token(*ahead);
            matches!(token.kind, Kind::Word | Kind::Number) || token.is(Symbol::Dot)
        };
        (0..16).take_while(part).count()
    }

    fn written(&self, length: usize) -> String {
        let span = self.span().to(self.token(length - 1).span);
        span.text(self.source).split_whitespace().collect::<Vec<_>>().join(" ")
    }
}
