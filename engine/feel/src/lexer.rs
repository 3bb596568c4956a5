//! Text to tokens (DMN 1.5 §10.3.1.2, rules 26 to 38 and 60 to 64).

use crate::token::{Kind, Span, Symbol, Token};

/// What cannot be read as tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum LexError {
    UnclosedString,
    UnclosedComment,
    BadEscape,
    TooLong,
}

impl LexError {
    pub fn expected(self) -> &'static str {
        match self {
            LexError::UnclosedString => "`\"` al final del texto",
            LexError::UnclosedComment => "`*/` al final del comentario",
            LexError::BadEscape => "`\\u` con 4 o `\\U` con 6 dígitos hexadecimales de un carácter",
            LexError::TooLong => "una expresión de a lo sumo 1 MiB",
        }
    }
}

/// Longest source that is read.
const MAX_SOURCE: usize = 1 << 20;

/// All tokens of `source`, ended by one `End`.
pub(crate) fn tokens(source: &str) -> Result<Vec<Token>, (LexError, Span)> {
    if source.len() > MAX_SOURCE {
        return Err((LexError::TooLong, Span::default()));
    }
    let mut lexer = Lexer { source, at: 0 };
    let mut tokens = Vec::new();
    loop {
        let token = lexer.next()?;
        let last = token.kind == Kind::End;
        tokens.push(token);
        if last {
            return Ok(tokens);
        }
    }
}

struct Lexer<'a> {
    source: &'a str,
    at: usize,
}

impl Lexer<'_> {
    fn next(&mut self) -> Result<Token, (LexError, Span)> {
        self.skip_blank()?;
        let start = self.at;
        let kind = match self.peek() {
            None => Kind::End,
            Some('"') => self.string().map_err(|error| (error, self.span(start)))?,
            Some(c) if c.is_ascii_digit() => self.number(),
            Some('.') if self.ahead(1).is_some_and(|c| c.is_ascii_digit()) && !self.after_dot() => self.number(),
            Some(c) if is_name_start(c) => {
                self.skip_while(is_name_part);
                Kind::Word
            }
            Some(_) => self.symbol(),
        };
        Ok(Token {
            kind,
            span: self.span(start),
        })
    }

    fn span(&self, start: usize) -> Span {
        Span {
            start: start as u32,
            end: self.at as u32,
        }
    }

    fn rest(&self) -> &str {
        &self.source[self.at..]
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn ahead(&self, count: usize) -> Option<char> {
        self.rest().chars().nth(count)
    }

    /// `1..5`: the second dot does not start the number `.5`.
    fn after_dot(&self) -> bool {
        self.source[..self.at].ends_with('.')
    }

    fn bump(&mut self) -> Option<char> {
        let c = self.peek()?;
        self.at += c.len_utf8();
        Some(c)
    }

    fn skip_while(&mut self, keep: impl Fn(char) -> bool) {
        while self.peek().is_some_and(&keep) {
            self.bump();
        }
    }

    fn skip_blank(&mut self) -> Result<(), (LexError, Span)> {
        loop {
            self.skip_while(is_blank);
            let start = self.at;
            if self.rest().starts_with("//") {
                self.skip_while(|c| c != '\n' && c != '\r');
            } else if self.rest().starts_with("/*") {
                match self.rest().find("*/") {
                    Some(length) => self.at += length + 2,
                    None => return Err((LexError::UnclosedComment, self.span(start))),
                }
            } else {
                return Ok(());
            }
        }
    }

    /// Digits, a fraction and an exponent; `1..5` leaves its dots alone.
    fn number(&mut self) -> Kind {
        self.skip_while(|c| c.is_ascii_digit());
        if self.peek() == Some('.') && self.ahead(1).is_some_and(|c| c.is_ascii_digit()) {
            self.bump();
            self.skip_while(|c| c.is_ascii_digit());
        }
        if matches!(self.peek(), Some('e' | 'E')) {
            let signed = usize::from(matches!(self.ahead(1), Some('+' | '-')));
            if self.ahead(1 + signed).is_some_and(|c| c.is_ascii_digit()) {
                self.at += 1 + signed;
                self.skip_while(|c| c.is_ascii_digit());
            }
        }
        Kind::Number
    }

    fn string(&mut self) -> Result<Kind, LexError> {
        self.bump();
        let mut text = String::new();
        loop {
            match self.bump().ok_or(LexError::UnclosedString)? {
                '"' => return Ok(Kind::String(text)),
                '\\' => self.escape(&mut text)?,
                c => text.push(c),
            }
        }
    }

    /// A backslash that starts no escape stands for itself, as in the regular expression `"\d"`.
    fn escape(&mut self, text: &mut String) -> Result<(), LexError> {
        let simple = match self.peek() {
            Some('n') => '\n',
            Some('r') => '\r',
            Some('t') => '\t',
            Some(c @ ('"' | '\'' | '\\')) => c,
            Some('u') => return self.unicode(4, text),
            Some('U') => return self.unicode(6, text),
            _ => {
                text.push('\\');
                return Ok(());
            }
        };
        self.bump();
        text.push(simple);
        Ok(())
    }

    fn unicode(&mut self, digits: usize, text: &mut String) -> Result<(), LexError> {
        self.bump();
        let mut code = self.hexadecimal(digits)?;
        // Characters beyond the first plane may be written as a pair of surrogates.
        if (0xD800..0xDC00).contains(&code) && self.rest().starts_with("\\u") {
            self.at += 2;
            let low = self.hexadecimal(4)?;
            code = 0x1_0000 + ((code - 0xD800) << 10) + low.checked_sub(0xDC00).ok_or(LexError::BadEscape)?;
        }
        text.push(char::from_u32(code).ok_or(LexError::BadEscape)?);
        Ok(())
    }

    fn hexadecimal(&mut self, digits: usize) -> Result<u32, LexError> {
        let text = self
            .rest()
            .get(..digits)
            .filter(|t| t.bytes().all(|b| b.is_ascii_hexdigit()));
        let code = text
            .and_then(|text| u32::from_str_radix(text, 16).ok())
            .ok_or(LexError::BadEscape)?;
        self.at += digits;
        Ok(code)
    }

    fn symbol(&mut self) -> Kind {
        const SYMBOLS: [(&str, Symbol); 24] = [
            ("**", Symbol::Power),
            ("->", Symbol::Arrow),
            ("..", Symbol::DotDot),
            ("!=", Symbol::NotEqual),
            ("<=", Symbol::LessEqual),
            (">=", Symbol::GreaterEqual),
            ("+", Symbol::Plus),
            ("-", Symbol::Minus),
            ("\u{2212}", Symbol::Minus),
            ("*", Symbol::Star),
            ("/", Symbol::Slash),
            ("=", Symbol::Equal),
            ("<", Symbol::Less),
            (">", Symbol::Greater),
            ("(", Symbol::LeftParen),
            (")", Symbol::RightParen),
            ("[", Symbol::LeftBracket),
            ("]", Symbol::RightBracket),
            ("{", Symbol::LeftBrace),
            ("}", Symbol::RightBrace),
            (",", Symbol::Comma),
            (":", Symbol::Colon),
            (".", Symbol::Dot),
            ("@", Symbol::At),
        ];
        let found = SYMBOLS.iter().find(|(text, _)| self.rest().starts_with(text));
        match found {
            Some((text, symbol)) => {
                self.at += text.len();
                Kind::Symbol(*symbol)
            }
            None => {
                self.bump();
                Kind::Other
            }
        }
    }
}

/// Rule 61: white space.
fn is_blank(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{180E}' | '\u{200B}' | '\u{FEFF}')
}

/// Rule 28: what a name may start with.
pub(crate) fn is_name_start(c: char) -> bool {
    matches!(c,
        '?' | '_' | 'A'..='Z' | 'a'..='z'
        | '\u{C0}'..='\u{D6}' | '\u{D8}'..='\u{F6}' | '\u{F8}'..='\u{2FF}'
        | '\u{370}'..='\u{37D}' | '\u{37F}'..='\u{1FFF}'
        | '\u{200C}'..='\u{200D}' | '\u{2070}'..='\u{218F}'
        | '\u{2C00}'..='\u{2FEF}' | '\u{3001}'..='\u{D7FF}'
        | '\u{F900}'..='\u{FDCF}' | '\u{FDF0}'..='\u{FFFD}' | '\u{10000}'..='\u{EFFFF}')
        && !is_blank(c)
}

/// Rule 29: what may follow.
pub(crate) fn is_name_part(c: char) -> bool {
    is_name_start(c) || matches!(c, '0'..='9' | '\u{B7}' | '\u{300}'..='\u{36F}' | '\u{203F}'..='\u{2040}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(source: &str) -> Vec<String> {
        let all = tokens(source).unwrap();
        all.iter()
            .map(|t| t.span.text(source).to_string())
            .filter(|t| !t.is_empty())
            .collect()
    }

    #[test]
    fn ranges_of_numbers_are_not_fractions() {
        assert_eq!(texts("[1..5]"), ["[", "1", "..", "5", "]"]);
        assert_eq!(texts("[1.5...5]"), ["[", "1.5", "..", ".", "5", "]"]);
        assert_eq!(texts("1e3+.5"), ["1e3", "+", ".5"]);
    }

    #[test]
    fn comments_and_unusual_spaces_are_skipped() {
        assert_eq!(texts("a /* b */ + // c\n\u{00A0}d"), ["a", "+", "d"]);
    }

    #[test]
    fn escapes_become_characters() {
        let kind = |source: &str| tokens(source).unwrap().remove(0).kind;
        assert_eq!(
            kind(r#""a\n\"\u00e1\U01F40E\uD83D\uDC0E""#),
            Kind::String("a\n\"á🐎🐎".into())
        );
        assert_eq!(kind(r#""\d""#), Kind::String("\\d".into()));
    }

    #[test]
    fn what_is_not_closed_is_an_error() {
        assert_eq!(tokens("\"abc").unwrap_err().0, LexError::UnclosedString);
        assert_eq!(tokens("1 /* x").unwrap_err().0, LexError::UnclosedComment);
    }
}
