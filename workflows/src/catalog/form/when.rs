//! Dates: how people write them, and limits that move with the day.

use std::str::FromStr;

use jiff::ToSpan;
use jiff::civil::Date;

use crate::spanish;

/// A limit of a date: `2026-01-31`, `today`, `today + 30`, `today - 90` (calendar days).
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum DateBound {
    /// A day.
    Day(Date),
    /// So many days from the day of filing.
    FromToday(i32),
}

impl DateBound {
    /// The day it means.
    #[must_use]
    pub fn on(self, today: Date) -> Date {
        match self {
            Self::Day(day) => day,
            Self::FromToday(days) => today.saturating_add(days.days()),
        }
    }
}

impl FromStr for DateBound {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let Some(rest) = text.trim().strip_prefix("today") else {
            return text.trim().parse().map(Self::Day).map_err(|_| ());
        };
        let rest: String = rest.chars().filter(|c| !c.is_whitespace()).collect();
        if rest.is_empty() {
            return Ok(Self::FromToday(0));
        }
        let days: i32 = rest.strip_prefix('+').unwrap_or(&rest).parse().map_err(|_| ())?;
        let signed = rest.starts_with(['+', '-']);
        if signed && days.abs() <= 36_600 {
            Ok(Self::FromToday(days))
        } else {
            Err(())
        }
    }
}

/// Reads a date as a browser sends it (`2026-11-22`) or as people write it (`22/11/2026`, `22 de noviembre de 2026`).
pub(super) fn read(text: &str) -> Option<Date> {
    let text = text.trim();
    in_digits(text).or_else(|| in_words(text))
}

fn in_digits(text: &str) -> Option<Date> {
    let parts: Vec<&str> = text.split(['/', '-', '.']).map(str::trim).collect();
    let [first, month, last] = parts.as_slice() else {
        return None;
    };
    let (year, day) = if first.len() == 4 { (first, last) } else { (last, first) };
    let short = |part: &str| (1..=2).contains(&part.len());
    if year.len() != 4 || !short(month) || !short(day) {
        return None;
    }
    Date::new(year_of(year)?, month.parse().ok()?, day.parse().ok()?).ok()
}

fn in_words(text: &str) -> Option<Date> {
    let text = text.to_lowercase();
    let words: Vec<&str> = text
        .split_whitespace()
        .filter(|word| !matches!(*word, "de" | "del"))
        .collect();
    let [day, month, year] = words.as_slice() else {
        return None;
    };
    let month = (1..=12).find(|number| spanish::month(*number) == *month)?;
    Date::new(year_of(year)?, month, day.parse().ok()?).ok()
}

fn year_of(text: &str) -> Option<i16> {
    text.parse().ok().filter(|year| (1900..=2200).contains(year))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_date_is_read_as_a_browser_or_a_person_writes_it() {
        for typed in [
            "2026-11-02",
            "02/11/2026",
            "2/11/2026",
            "2-11-2026",
            " 2.11.2026 ",
            "2 de noviembre de 2026",
            "2 de Noviembre del 2026",
        ] {
            assert_eq!(read(typed), Some(date(2026, 11, 2)), "{typed}");
        }
        for typed in [
            "31/02/2026",
            "mañana",
            "11/2026",
            "0001-01-01",
            "2026-13-01",
            "22/11/26",
            "+1/+2/2026/3",
            "31 de febrero de 2026",
            "2 de brumario de 2026",
            "noviembre de 2026",
        ] {
            assert_eq!(read(typed), None, "{typed}");
        }
    }

    #[test]
    fn limits_move_with_the_day() {
        let today = date(2026, 11, 22);
        let on = |text: &str| text.parse::<DateBound>().unwrap().on(today);
        assert_eq!(on("today"), today);
        assert_eq!(on("today + 30"), date(2026, 12, 22));
        assert_eq!(on("today - 90"), date(2026, 8, 24));
        assert_eq!(on("2026-01-31"), date(2026, 1, 31));
        for wrong in ["hoy", "today 30", "today + mucho", "today + 99999999", ""] {
            assert!(wrong.parse::<DateBound>().is_err(), "{wrong}");
        }
    }
}
