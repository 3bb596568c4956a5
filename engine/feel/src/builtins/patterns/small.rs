//! Regular expressions without the tables of Unicode, for builds where size counts.
//!
//! The answer is that of the full engine, or none: classes are written out for the letters of Latin
//! scripts, and a text with others is refused.

use super::Refusal;
use crate::eval::Fault;
pub(crate) use regex_lite::{Captures, Regex};

/// The first character whose class is not known here: Latin ends before it.
const BEYOND_LATIN: char = '\u{250}';

/// Classes as they are below `BEYOND_LATIN`, without their brackets.
const CLASSES: [(char, &str); 3] = [
    ('d', "0-9"),
    ('w', "0-9A-Za-z_ªµºÀ-ÖØ-öø-\u{24f}"),
    ('s', "\t-\r \u{85}\u{a0}"),
];

/// A class of the full engine, written out: how long it is and what stands for it. A class of what
/// is not in another has no place inside brackets here; left as it is, it is refused.
pub(super) fn rewritten(rest: &str, in_class: bool) -> Option<(usize, String)> {
    let name = rest.strip_prefix('\\')?.chars().next()?;
    let (_, class) = CLASSES.iter().find(|(class, _)| *class == name.to_ascii_lowercase())?;
    let text = match (in_class, name.is_ascii_lowercase()) {
        (true, true) => (*class).to_string(),
        (true, false) => return Some((2, r"\p{refused}".into())),
        (false, true) => format!("[{class}]"),
        (false, false) => format!("[^{class}]"),
    };
    Some((2, text))
}

pub(super) fn build(pattern: &str, flags: &str, size: usize) -> Result<Regex, Refusal> {
    let built = regex_lite::RegexBuilder::new(pattern)
        .dot_matches_new_line(flags.contains('s'))
        .multi_line(flags.contains('m'))
        .case_insensitive(flags.contains('i'))
        .size_limit(size)
        .build();
    built.map_err(|error| match error.to_string() {
        text if text.contains("size limit") => Refusal::TooLarge,
        text => Refusal::Wrong(text),
    })
}

/// Refuses what only the tables of Unicode could answer.
pub(super) fn check(pattern: &str, flags: &str, input: &str) -> Result<(), Fault> {
    let escapes = |wanted: &[char]| {
        let mut escaped = false;
        pattern.chars().any(|c| {
            let found = escaped && wanted.contains(&c.to_ascii_lowercase());
            escaped = c == '\\' && !escaped;
            found
        })
    };
    let plain = |limit: char, text: &str| text.chars().all(|c| c < limit);
    let ascii_only = flags.contains('i') || pattern.contains("(?") || escapes(&['b']);
    let known = !ascii_only || plain('\u{80}', input) && plain('\u{80}', pattern);
    if known && (!escapes(&['d', 'w', 's']) || plain(BEYOND_LATIN, input)) {
        return Ok(());
    }
    Err(Fault::null(format!(
        "el patrón \"{pattern}\" necesita para este texto las tablas de Unicode, que aquí no están"
    )))
}

pub(super) fn matches_with_references(_: &str, _: &str, _: usize) -> Result<bool, String> {
    Err("aquí no hay referencias a grupos anteriores".into())
}
