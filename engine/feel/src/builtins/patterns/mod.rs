//! Regular expressions as XPath writes them (XPath functions §5.6), run in linear time.

#[cfg(feature = "patterns")]
mod full;
#[cfg(not(feature = "patterns"))]
mod small;

use super::{Fault, Machine};
#[cfg(feature = "patterns")]
use full as engine;
#[cfg(not(feature = "patterns"))]
use small as engine;
use std::sync::Arc;

pub(super) use engine::Captures;

#[cfg(test)]
#[path = "tests.rs"]
mod both;

/// Why a pattern cannot be compiled.
enum Refusal {
    TooLarge,
    Wrong(String),
}

/// Patterns that refer back to a group cannot run in linear time: they get this many steps.
pub(super) const BACKTRACKING: usize = 100_000;

/// A piece of a replacement.
pub(super) enum Piece {
    Text(String),
    /// What the group of that number caught.
    Group(usize),
}

/// The pieces of a replacement: `$1` takes as many digits as there are groups, `\$` is a dollar.
pub(super) fn replacement(text: &str, groups: usize) -> Result<Vec<Piece>, Fault> {
    let mut pieces = Vec::new();
    let mut plain = String::new();
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match (c, chars.peek().copied()) {
            ('\\', Some(escaped @ ('\\' | '$'))) => {
                plain.push(escaped);
                chars.next();
            }
            ('\\', _) => {
                return Err(Fault::null("en el reemplazo, a `\\` le debe seguir `\\` o `$`"));
            }
            ('$', Some(digit)) if digit.is_ascii_digit() => {
                pieces.push(Piece::Text(std::mem::take(&mut plain)));
                pieces.push(Piece::Group(group(&mut chars, groups)));
            }
            ('$', _) => {
                return Err(Fault::null(
                    "en el reemplazo, a `$` le debe seguir el número de un grupo",
                ));
            }
            (c, _) => plain.push(c),
        }
    }
    pieces.push(Piece::Text(plain));
    Ok(pieces)
}

/// The number of a group, of as many digits as make a group there is.
fn group(chars: &mut std::iter::Peekable<std::str::Chars<'_>>, groups: usize) -> usize {
    let mut number = 0;
    let mut digits = 0;
    while let Some(digit) = chars.peek().and_then(|c| c.to_digit(10)) {
        let longer = number * 10 + digit as usize;
        if digits > 0 && longer >= groups {
            break;
        }
        (number, digits) = (longer, digits + 1);
        chars.next();
    }
    number
}

/// A pattern ready to run, kept while the evaluation lasts.
pub(crate) struct Pattern {
    text: Arc<str>,
    flags: String,
    pub(super) regex: engine::Regex,
    /// How many steps each 16 bytes of input cost: large patterns are slow however short they are.
    cost: usize,
}

/// Sizes of a compiled pattern in bytes that are tried in turn, what trying costs in steps, and what
/// each 16 bytes of input cost then.
const SIZES: [(usize, usize, usize); 5] = [
    (1 << 14, 500, 1),
    (1 << 16, 2_000, 4),
    (1 << 18, 8_000, 16),
    (1 << 20, 30_000, 64),
    // `\w{1,50}` with all letters of Unicode.
    (10 << 20, 150_000, 256),
];
/// How many patterns one evaluation keeps.
const KEPT: usize = 16;

impl Pattern {
    /// Pays for running it over a text, where it can tell what matches.
    pub(super) fn charge(&self, machine: &mut Machine<'_>, input: &str) -> Result<(), Fault> {
        machine.charge(input.len() / 16 * self.cost)?;
        engine::check(&self.text, &self.flags, input)
    }
}

/// A pattern of XPath, run in linear time; the same one is compiled once.
pub(super) fn pattern(machine: &mut Machine<'_>, text: &Arc<str>, flags: &str) -> Result<Arc<Pattern>, Fault> {
    let known = |kept: &&Arc<Pattern>| kept.text == *text && kept.flags == flags;
    if let Some(kept) = machine.patterns.iter().find(known) {
        return Ok(kept.clone());
    }
    let (regex, cost) = compiled(machine, text, flags)?;
    let flags = flags.to_string();
    let text = text.clone();
    let fresh = Arc::new(Pattern {
        text,
        flags,
        regex,
        cost,
    });
    if machine.patterns.len() >= KEPT {
        machine.patterns.remove(0);
    }
    machine.patterns.push(fresh.clone());
    Ok(fresh)
}

fn compiled(machine: &mut Machine<'_>, text: &str, flags: &str) -> Result<(engine::Regex, usize), Fault> {
    if let Some(other) = flags.chars().find(|flag| !"smixq".contains(*flag)) {
        return Err(Fault::null(format!("no hay una opción `{other}`; hay s, m, i, x y q")));
    }
    let pattern = translate(text, flags);
    let mut refusal = String::from("it is too large");
    for (size, steps, cost) in SIZES {
        machine.charge(steps)?;
        match engine::build(&pattern, flags, size) {
            Ok(regex) => return Ok((regex, cost)),
            Err(Refusal::TooLarge) => {}
            Err(Refusal::Wrong(error)) => {
                refusal = error;
                break;
            }
        }
    }
    Err(Fault::null(format!(
        "el patrón \"{text}\" no sirve: {}",
        last_line(&refusal)
    )))
}

fn last_line(text: &str) -> &str {
    text.lines().last().unwrap_or(text)
}

/// `\1` outside a class.
pub(super) fn refers_back(pattern: &str) -> bool {
    let mut escaped = false;
    pattern.chars().any(|c| {
        let reference = escaped && matches!(c, '1'..='9');
        escaped = c == '\\' && !escaped;
        reference
    })
}

pub(super) fn matches_with_references(input: &str, text: &str, flags: &str) -> Result<bool, Fault> {
    if flags.chars().any(|flag| !"smix".contains(flag)) {
        return Err(Fault::null("las opciones son s, m, i, x y q"));
    }
    let inline: String = flags.chars().filter(|flag| matches!(flag, 's' | 'm' | 'i')).collect();
    let inline = if inline.is_empty() {
        String::new()
    } else {
        format!("(?{inline})")
    };
    let pattern = format!("{inline}{}", translate(text, flags));
    engine::matches_with_references(input, &pattern, BACKTRACKING)
        .map_err(|error| Fault::null(format!("el patrón \"{text}\" no sirve: {}", last_line(&error))))
}

/// What XPath writes differently: flag `q` takes the text as it is, `x` drops white space outside
/// classes, `.` is no line end of either kind, `-[…]` subtracts a class, `\i` and `\c` are the
/// characters of XML names, and `\p{Is…}` are blocks of Unicode.
fn translate(text: &str, flags: &str) -> String {
    if flags.contains('q') {
        return quoted(text);
    }
    let text = if flags.contains('x') {
        without_blanks(text)
    } else {
        text.to_string()
    };
    let mut result = String::new();
    let mut rest = text.as_str();
    let mut class_depth = 0u32;
    while let Some(c) = rest.chars().next() {
        let (taken, written) = match c {
            '\\' => engine::rewritten(rest, class_depth > 0).unwrap_or_else(|| escape(rest)),
            '.' if class_depth == 0 && !flags.contains('s') => (1, r"[^\n\r]".into()),
            '-' if class_depth > 0 && rest[1..].starts_with('[') => (1, "--".into()),
            c => (c.len_utf8(), c.to_string()),
        };
        match c {
            '[' => class_depth += 1,
            ']' => class_depth = class_depth.saturating_sub(1),
            _ => {}
        }
        result.push_str(&written);
        rest = &rest[taken..];
    }
    result
}

/// A pattern that matches just this text.
fn quoted(text: &str) -> String {
    let mut pattern = String::new();
    for c in text.chars() {
        if c.is_ascii_punctuation() {
            pattern.push('\\');
        }
        pattern.push(c);
    }
    pattern
}

/// The escape that `rest` starts with: how long it is, and how it is written here.
fn escape(rest: &str) -> (usize, String) {
    if let Some((name, _)) = rest.strip_prefix(r"\p{Is").and_then(|tail| tail.split_once('}'))
        && let Some((_, first, last)) = BLOCKS.iter().find(|(block, _, _)| *block == name)
    {
        return (
            r"\p{Is}".len() + name.len(),
            format!(r"[\x{{{first:x}}}-\x{{{last:x}}}]"),
        );
    }
    match rest.chars().nth(1) {
        Some('i') => (2, r"[\p{L}_:]".into()),
        Some('c') => (2, r"[\p{L}\p{N}_:.\-]".into()),
        Some(escaped) => (1 + escaped.len_utf8(), format!("\\{escaped}")),
        None => (1, "\\".into()),
    }
}

/// The blocks that texts of this country meet.
const BLOCKS: [(&str, u32, u32); 8] = [
    ("BasicLatin", 0x00, 0x7F),
    ("Latin-1Supplement", 0x80, 0xFF),
    ("LatinExtended-A", 0x100, 0x17F),
    ("LatinExtended-B", 0x180, 0x24F),
    ("CombiningDiacriticalMarks", 0x300, 0x36F),
    ("Greek", 0x370, 0x3FF),
    ("GeneralPunctuation", 0x2000, 0x206F),
    ("CurrencySymbols", 0x20A0, 0x20CF),
];

fn without_blanks(text: &str) -> String {
    let (mut depth, mut escaped) = (0u32, false);
    let keep = |c: &char| {
        match c {
            _ if escaped => {}
            '[' => depth += 1,
            ']' => depth = depth.saturating_sub(1),
            _ => {}
        }
        let kept = depth > 0 || !c.is_whitespace();
        if kept {
            escaped = *c == '\\' && !escaped;
        }
        kept
    };
    text.chars().filter(keep).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_of_xpath_become_patterns_of_ours() {
        assert_eq!(translate(r"a . b", "x"), r"a[^\n\r]b");
        assert_eq!(translate(r"[A-Z-[OI]]", ""), r"[A-Z--[OI]]");
        assert_eq!(translate(r"\p{IsBasicLatin}+", ""), r"[\x{0}-\x{7f}]+");
        assert_eq!(translate("a.b", "q"), r"a\.b");
    }

    #[test]
    fn groups_in_replacements_take_as_many_digits_as_there_are_groups() {
        let shown = |text: &str, groups: usize| {
            let pieces = replacement(text, groups).unwrap();
            let shown = pieces.iter().map(|piece| match piece {
                Piece::Text(text) => text.clone(),
                Piece::Group(number) => format!("<{number}>"),
            });
            shown.collect::<String>()
        };
        assert_eq!(shown("$12", 3), "<1>2");
        assert_eq!(shown("$12", 13), "<12>");
        assert_eq!(shown(r"\$1$0\\", 3), r"$1<0>\");
        assert!(replacement("$", 1).is_err() && replacement(r"\d", 1).is_err());
    }
}
