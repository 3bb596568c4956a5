//! The two durations of FEEL: days and time, and years and months.

use super::scan::Scanner;
use crate::number::Number;
use std::fmt;
use std::str::FromStr;

/// Nanoseconds in a second.
pub const NANOS: i128 = 1_000_000_000;
/// Seconds in a day.
pub const DAY: i64 = 86_400;

/// A duration of days and time, in nanoseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DaysAndTime {
    // Seconds and nanoseconds of the same sign would need a rule; floor seconds need none.
    seconds: i64,
    nanos: u32,
}

/// A duration of years and months, in months.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Months(pub i64);

/// A duration of either kind, as read from text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Duration {
    /// `P3DT4H`
    DaysAndTime(DaysAndTime),
    /// `P1Y2M`
    YearsAndMonths(Months),
}

/// The text is not a duration, or mixes the two kinds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no es una duración como P3DT4H o P1Y2M")]
pub struct DurationError;

impl DaysAndTime {
    /// A duration of this many nanoseconds; `None` beyond ±292 thousand million years.
    pub fn from_nanos(nanos: i128) -> Option<DaysAndTime> {
        let seconds = i64::try_from(nanos.div_euclid(NANOS)).ok()?;
        // i64::MIN could not be negated.
        (seconds > i64::MIN).then_some(DaysAndTime {
            seconds,
            nanos: nanos.rem_euclid(NANOS) as u32,
        })
    }

    /// A duration of whole seconds.
    pub fn from_seconds(seconds: i64) -> Option<DaysAndTime> {
        DaysAndTime::from_nanos(i128::from(seconds) * NANOS)
    }

    /// All of it in nanoseconds.
    pub fn to_nanos(self) -> i128 {
        i128::from(self.seconds) * NANOS + i128::from(self.nanos)
    }

    /// All of it in seconds, with the fraction.
    pub fn to_number(self) -> Option<Number> {
        Number::new(self.to_nanos(), -9)
    }

    /// A duration of this many seconds, cut at nanoseconds.
    pub fn from_number(seconds: Number) -> Option<DaysAndTime> {
        let nanos = seconds.checked_mul(Number::new(NANOS, 0)?)?;
        let whole = nanos.rounded(0, crate::number::Rounding::Down)?;
        DaysAndTime::from_nanos(whole.to_string().parse().ok()?)
    }

    /// Sign, days, hours, minutes, seconds and nanoseconds.
    pub fn parts(self) -> DurationParts {
        let total = self.to_nanos();
        let size = total.unsigned_abs();
        let seconds = (size / NANOS.unsigned_abs()) as i64;
        DurationParts {
            negative: total < 0,
            days: seconds / DAY,
            hours: seconds % DAY / 3_600,
            minutes: seconds % 3_600 / 60,
            seconds: seconds % 60,
            nanos: (size % NANOS.unsigned_abs()) as u32,
        }
    }
}

/// A duration of days and time taken apart; all parts but the sign are not negative.
#[derive(Clone, Copy, Debug)]
pub struct DurationParts {
    /// Whether the whole is below zero.
    pub negative: bool,
    /// Whole days.
    pub days: i64,
    /// Hours, 0 to 23.
    pub hours: i64,
    /// Minutes, 0 to 59.
    pub minutes: i64,
    /// Seconds, 0 to 59.
    pub seconds: i64,
    /// Nanoseconds, 0 to 999,999,999.
    pub nanos: u32,
}

impl FromStr for Duration {
    type Err = DurationError;

    fn from_str(text: &str) -> Result<Duration, DurationError> {
        scan(text).ok_or(DurationError)
    }
}

fn scan(text: &str) -> Option<Duration> {
    let mut scanner = Scanner::new(text);
    let sign = if scanner.take(b'-') { -1 } else { 1 };
    scanner.expect(b'P')?;
    let months = scan_months(&mut scanner)?;
    if scanner.at_end() {
        return months.map(|m| Duration::YearsAndMonths(Months(sign * m)));
    }
    if months.is_some() {
        return None;
    }
    let nanos = scan_days_and_time(&mut scanner)?;
    let whole = DaysAndTime::from_nanos(i128::from(sign) * nanos).filter(|_| scanner.at_end())?;
    Some(Duration::DaysAndTime(whole))
}

/// Years and months; `Some(None)` when there are none.
fn scan_months(scanner: &mut Scanner<'_>) -> Option<Option<i64>> {
    let mut months = None;
    for (unit, size) in [(b'Y', 12), (b'M', 1)] {
        let mut ahead = Scanner::new(scanner.rest());
        if let Some((value, _)) = ahead.digits(1, 18)
            && ahead.take(unit)
        {
            let part = value.checked_mul(size)?;
            months = Some(months.unwrap_or(0i64).checked_add(part)?);
            *scanner = ahead;
        }
    }
    Some(months)
}

fn scan_days_and_time(scanner: &mut Scanner<'_>) -> Option<i128> {
    let (mut nanos, mut found) = (0i128, false);
    let mut ahead = Scanner::new(scanner.rest());
    if let Some((days, _)) = ahead.digits(1, 18)
        && ahead.take(b'D')
    {
        (nanos, found) = (i128::from(days) * i128::from(DAY) * NANOS, true);
        *scanner = ahead;
    }
    if scanner.take(b'T') {
        nanos += scan_time(scanner)?;
        found = true;
    }
    found.then_some(nanos)
}

fn scan_time(scanner: &mut Scanner<'_>) -> Option<i128> {
    let (mut nanos, mut found) = (0i128, false);
    for (unit, size) in [(b'H', 3_600), (b'M', 60), (b'S', 1)] {
        let mut ahead = Scanner::new(scanner.rest());
        let Some((value, _)) = ahead.digits(1, 18) else {
            break;
        };
        let fraction = if unit == b'S' && ahead.take(b'.') {
            scan_fraction(&mut ahead)?
        } else {
            0
        };
        if ahead.take(unit) {
            nanos += i128::from(value) * size * NANOS + fraction;
            found = true;
            *scanner = ahead;
        }
    }
    found.then_some(nanos)
}

/// Digits after a decimal point, as nanoseconds; more than nine are cut.
pub(super) fn scan_fraction(scanner: &mut Scanner<'_>) -> Option<i128> {
    let length = scanner.rest().bytes().take_while(u8::is_ascii_digit).count();
    let kept = length.min(9);
    let mut value = 0;
    for (place, byte) in scanner.rest().bytes().take(kept).enumerate() {
        value += i128::from(byte - b'0') * 10i128.pow(8 - place as u32);
    }
    let after = &scanner.rest()[length..];
    *scanner = Scanner::new(after);
    (length > 0).then_some(value)
}

impl fmt::Display for DaysAndTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let p = self.parts();
        let sign = if p.negative { "-" } else { "" };
        write!(f, "{sign}P")?;
        if p.days > 0 {
            write!(f, "{}D", p.days)?;
        }
        let has_seconds = p.seconds > 0 || p.nanos > 0;
        if p.hours > 0 || p.minutes > 0 || has_seconds {
            f.write_str("T")?;
        } else if p.days == 0 {
            f.write_str("T0S")?;
        }
        if p.hours > 0 {
            write!(f, "{}H", p.hours)?;
        }
        if p.minutes > 0 {
            write!(f, "{}M", p.minutes)?;
        }
        if has_seconds {
            write!(f, "{}", p.seconds)?;
            write_fraction(f, p.nanos)?;
            f.write_str("S")?;
        }
        Ok(())
    }
}

/// Writes `.123` for nanoseconds, nothing for zero.
pub(super) fn write_fraction(f: &mut fmt::Formatter<'_>, nanos: u32) -> fmt::Result {
    if nanos == 0 {
        return Ok(());
    }
    let digits = format!("{nanos:09}");
    write!(f, ".{}", digits.trim_end_matches('0'))
}

impl fmt::Display for Months {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let (years, months) = (self.0.unsigned_abs() / 12, self.0.unsigned_abs() % 12);
        match (years, months) {
            (0, 0) => f.write_str("P0M"),
            (years, 0) => write!(f, "{sign}P{years}Y"),
            (0, months) => write!(f, "{sign}P{months}M"),
            (years, months) => write!(f, "{sign}P{years}Y{months}M"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> Option<String> {
        match text.parse().ok()? {
            Duration::DaysAndTime(duration) => Some(duration.to_string()),
            Duration::YearsAndMonths(months) => Some(months.to_string()),
        }
    }

    #[test]
    fn durations_are_shown_in_their_shortest_form() {
        assert_eq!(shown("P1DT25H").as_deref(), Some("P2DT1H"));
        assert_eq!(shown("-PT0.5S").as_deref(), Some("-PT0.5S"));
        assert_eq!(shown("PT0S").as_deref(), Some("PT0S"));
        assert_eq!(shown("P14M").as_deref(), Some("P1Y2M"));
        assert_eq!(shown("-P0Y").as_deref(), Some("P0M"));
    }

    #[test]
    fn the_two_kinds_do_not_mix_and_empty_parts_are_refused() {
        for text in [
            "P", "P1Y2D", "PT", "1D", "P1S", "P1M1Y", "P1DT", "P-1D", "PT1H1H", "P1.5D",
        ] {
            assert_eq!(shown(text), None, "{text}");
        }
    }
}
