//! Where a name ends: names may hold spaces, and known ones also operators and keywords.

use super::{Parsed, Parser};
use crate::builtins;
use crate::token::{Kind, Symbol};
use crate::value::Name;

/// Words that go on with an expression, and so end a name.
const INFIX: [&str; 8] = ["and", "or", "between", "in", "instance", "then", "else", "return"];

impl<'a> Parser<'a> {
    /// The name that starts here: the longest known one, or all the words that follow.
    pub(super) fn name(&mut self) -> Option<Name> {
        self.name_until(&[])
    }

    fn name_until(&mut self, stops: &[&str]) -> Option<Name> {
        let known = self.known_name();
        if known.is_none() && (self.token(0).kind != Kind::Word || is_reserved(self.text(0))) {
            return None;
        }
        let mut length = known.as_ref().map_or(1, |(_, length)| *length);
        // Two operands never stand side by side, so words that follow belong to the name.
        while self.joins(length) && !stops.contains(&self.text(length)) {
            length += 1;
        }
        let name = match known {
            Some((name, known_length)) if known_length == length => name,
            _ => self.spelling(length),
        };
        self.advance(length);
        Some(name)
    }

    /// A name after a dot, where keywords are names too.
    pub(super) fn member(&mut self) -> Parsed<Name> {
        if let Some(name) = self.name() {
            return Ok(name);
        }
        if self.token(0).kind != Kind::Word {
            return Err(self.error("un nombre después de `.`"));
        }
        let name = self.text(0).into();
        self.advance(1);
        Ok(name)
    }

    /// The name bound by `for`, `some` and `every`, up to `in`.
    pub(super) fn bound_name(&mut self) -> Parsed<Name> {
        let start = self.at;
        while !self.is_word(0, "in") && matches!(self.token(0).kind, Kind::Word | Kind::Number) {
            self.advance(1);
        }
        let length = self.at - start;
        self.at = start;
        if length == 0 || self.token(0).kind != Kind::Word {
            return Err(self.error("el nombre de una variable"));
        }
        let name = self.spelling(length);
        self.advance(length);
        Ok(name)
    }

    /// A key of a context, a parameter or the name of an argument: all tokens up to `:`, when they
    /// can be a name.
    pub(super) fn name_before_colon(&mut self) -> Option<Name> {
        let length = self.length_before(&[Symbol::Colon])?;
        let name = self.spelling(length);
        self.advance(length);
        Some(name)
    }

    /// A parameter name: all tokens up to `:`, `,` or `)`.
    pub(super) fn parameter_name(&mut self) -> Parsed<Name> {
        let stops = [Symbol::Colon, Symbol::Comma, Symbol::RightParen];
        let Some(length) = self.length_before(&stops) else {
            return Err(self.error("el nombre de un parámetro"));
        };
        let name = self.spelling(length);
        self.advance(length);
        Ok(name)
    }

    /// How many tokens that can make up a name stand before one of `stops`.
    fn length_before(&self, stops: &[Symbol]) -> Option<usize> {
        if self.token(0).kind != Kind::Word {
            return None;
        }
        for length in 0.. {
            match &self.token(length).kind {
                Kind::Symbol(symbol) if stops.contains(symbol) => return Some(length),
                Kind::Word | Kind::Number | Kind::Other => {}
                Kind::Symbol(
                    Symbol::Plus | Symbol::Minus | Symbol::Star | Symbol::Power | Symbol::Slash | Symbol::Dot,
                ) => {}
                _ => return None,
            }
        }
        None
    }

    fn known_name(&self) -> Option<(Name, usize)> {
        let next = |ahead: usize| self.text(ahead);
        [&self.local, &self.vocabulary.names, builtins::names()]
            .into_iter()
            .filter_map(|names| names.longest(next))
            .max_by_key(|(_, length)| *length)
    }

    fn joins(&self, ahead: usize) -> bool {
        match self.token(ahead).kind {
            Kind::Word => !INFIX.contains(&self.text(ahead)) && self.text(ahead) != "satisfies",
            Kind::Number => self.text(ahead).bytes().all(|b| b.is_ascii_digit()),
            _ => false,
        }
    }

    /// The next tokens as written, with white space made single.
    fn spelling(&self, length: usize) -> Name {
        let mut name = String::new();
        let mut end = self.span().start;
        for ahead in 0..length {
            let span = self.token(ahead).span;
            if span.start > end {
                name.push(' ');
            }
            name.push_str(self.text(ahead));
            end = span.end;
        }
        name.into()
    }
}

/// Words that cannot start a name.
fn is_reserved(word: &str) -> bool {
    INFIX.contains(&word)
        || matches!(
            word,
            "if" | "for" | "some" | "every" | "satisfies" | "function" | "true" | "false" | "null"
        )
}
