//! A legal term: how long an authority or a person has, in the unit the norm uses.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A term as a norm states it. Written `15 working days`, `10 days`, `1 month`, `2 years`.
///
/// *Day* without "working" is a calendar day: definitions must say which they mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Term {
    /// Working days (Ley 4 de 1913, art. 62).
    WorkingDays(u32),
    /// Calendar days; a non-working last day moves to the next working one.
    CalendarDays(u32),
    /// Months by the calendar; a non-working last day moves to the next working one.
    Months(u32),
    /// Years by the calendar; a non-working last day moves to the next working one.
    Years(u32),
}

/// The longest term accepted, in its own unit: beyond it a definition is mistaken.
pub const LONGEST_TERM: u32 = 10_000;

/// The text is not a term.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` no es un término: se esperaba `15 working days`, `10 days`, `1 month` o `2 years`")]
pub struct TermError(pub String);

impl Term {
    /// The amount, in the term's own unit.
    #[must_use]
    pub const fn amount(self) -> u32 {
        match self {
            Self::WorkingDays(n) | Self::CalendarDays(n) | Self::Months(n) | Self::Years(n) => n,
        }
    }

    /// As many of the same unit.
    #[must_use]
    pub const fn with_amount(self, amount: u32) -> Self {
        match self {
            Self::WorkingDays(_) => Self::WorkingDays(amount),
            Self::CalendarDays(_) => Self::CalendarDays(amount),
            Self::Months(_) => Self::Months(amount),
            Self::Years(_) => Self::Years(amount),
        }
    }

    /// Whether both terms count in the same unit.
    #[must_use]
    pub const fn same_unit(self, other: Self) -> bool {
        matches!(
            (self, other),
            (Self::WorkingDays(_), Self::WorkingDays(_))
                | (Self::CalendarDays(_), Self::CalendarDays(_))
                | (Self::Months(_), Self::Months(_))
                | (Self::Years(_), Self::Years(_))
        )
    }
}

impl FromStr for Term {
    type Err = TermError;

    fn from_str(text: &str) -> Result<Self, TermError> {
        let wrong = || TermError(text.to_owned());
        let words: Vec<&str> = text.split_whitespace().collect();
        let (amount, unit) = words.split_first().ok_or_else(wrong)?;
        let amount: u32 = amount.parse().map_err(|_| wrong())?;
        if amount > LONGEST_TERM {
            return Err(wrong());
        }
        match unit {
            ["working", "day" | "days"] => Ok(Self::WorkingDays(amount)),
            ["day" | "days"] | ["calendar", "day" | "days"] => Ok(Self::CalendarDays(amount)),
            ["month" | "months"] => Ok(Self::Months(amount)),
            ["year" | "years"] => Ok(Self::Years(amount)),
            _ => Err(wrong()),
        }
    }
}

impl fmt::Display for Term {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (n, unit) = match self {
            Self::WorkingDays(n) => (n, "working day"),
            Self::CalendarDays(n) => (n, "day"),
            Self::Months(n) => (n, "month"),
            Self::Years(n) => (n, "year"),
        };
        let plural = if *n == 1 { "" } else { "s" };
        write!(f, "{n} {unit}{plural}")
    }
}

impl TryFrom<String> for Term {
    type Error = TermError;

    fn try_from(text: String) -> Result<Self, TermError> {
        text.parse()
    }
}

impl From<Term> for String {
    fn from(term: Term) -> Self {
        term.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_term_reads_back_what_it_writes() {
        for text in ["15 working days", "1 working day", "10 days", "1 month", "2 years"] {
            assert_eq!(text.parse::<Term>().unwrap().to_string(), text);
        }
    }

    #[test]
    fn a_term_without_a_known_unit_is_refused_with_what_was_expected() {
        for text in ["", "15", "días hábiles", "-3 days", "99999 days", "3 working weeks"] {
            assert!(
                text.parse::<Term>()
                    .unwrap_err()
                    .to_string()
                    .contains("15 working days")
            );
        }
    }
}
