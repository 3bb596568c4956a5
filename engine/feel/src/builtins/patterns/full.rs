//! Regular expressions with the tables of Unicode.

use super::Refusal;
use crate::eval::Fault;
pub(crate) use regex::{Captures, Regex};

/// Nothing is written otherwise for this engine.
pub(super) fn rewritten(_: &str, _: bool) -> Option<(usize, String)> {
    None
}

pub(super) fn build(pattern: &str, flags: &str, size: usize) -> Result<Regex, Refusal> {
    let built = regex::RegexBuilder::new(pattern)
        .dot_matches_new_line(flags.contains('s'))
        .multi_line(flags.contains('m'))
        .case_insensitive(flags.contains('i'))
        .size_limit(size)
        .build();
    built.map_err(|error| match error {
        regex::Error::CompiledTooBig(_) => Refusal::TooLarge,
        error => Refusal::Wrong(error.to_string()),
    })
}

/// Every pattern runs on every text.
pub(super) fn check(_: &str, _: &str, _: &str) -> Result<(), Fault> {
    Ok(())
}

/// A pattern that refers back to a group cannot run in linear time: its steps are bounded.
pub(super) fn matches_with_references(input: &str, pattern: &str, steps: usize) -> Result<bool, String> {
    let pattern = fancy_regex::RegexBuilder::new(pattern)
        .backtrack_limit(steps)
        .delegate_size_limit(1 << 18)
        .build()
        .map_err(|error| error.to_string())?;
    pattern.is_match(input).map_err(|error| error.to_string())
}
