//! Times of day, with no zone, an offset or a named zone.

use super::date::Date;
use super::duration::{DAY, NANOS, scan_fraction, write_fraction};
use super::scan::Scanner;
use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

/// Nanoseconds in a day.
const DAY_NANOS: i128 = DAY as i128 * NANOS;
/// Offsets reach 18 hours either side (DMN 1.5 follows XML Schema processors here).
const MAX_OFFSET: i32 = 18 * 3_600;

/// Where a time is valid.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Zone {
    /// Anywhere: a local time.
    Local,
    /// At an offset east of UTC, in seconds.
    Offset(i32),
    /// In a zone of the time zone database, such as `America/Bogota`.
    Named(Arc<str>),
}

/// A time of day, to the nanosecond.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Time {
    nanos: i64,
    zone: Zone,
}

/// The text or the parts are not a time that exists.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no es una hora como 14:30:00, 14:30:00-05:00 o 14:30:00@America/Bogota")]
pub struct TimeError;

impl Zone {
    /// The offset in seconds that is in force at a local date and time. In a gap the offset before
    /// it is taken, in a fold the earlier one (RFC 5545); a time without date uses standard rules
    /// of 1970. `None` for a local time.
    pub fn offset_at(&self, date: Option<Date>, nanos_of_day: i64) -> Option<i32> {
        match self {
            Zone::Local => None,
            Zone::Offset(offset) => Some(*offset),
            Zone::Named(name) => {
                let zone = super::zones::zone(name)?;
                let near = date.map_or(Some(jiff::civil::date(1970, 1, 1)), within_jiff)?;
                let seconds = nanos_of_day / 1_000_000_000;
                let time = jiff::civil::time(
                    (seconds / 3_600) as i8,
                    (seconds / 60 % 60) as i8,
                    (seconds % 60) as i8,
                    0,
                );
                let ambiguous = zone.to_ambiguous_timestamp(near.to_datetime(time));
                Some(match ambiguous.offset() {
                    jiff::tz::AmbiguousOffset::Unambiguous { offset } => offset.seconds(),
                    jiff::tz::AmbiguousOffset::Gap { before, .. } | jiff::tz::AmbiguousOffset::Fold { before, .. } => {
                        before.seconds()
                    }
                })
            }
        }
    }

    /// Reads `Z`, `+05:00`, `@America/Bogota` or nothing, to the end of the text.
    pub(super) fn scan(scanner: &mut Scanner<'_>) -> Option<Zone> {
        match scanner.peek() {
            None => Some(Zone::Local),
            Some(b'Z' | b'z') => {
                let _ = scanner.take(b'Z') || scanner.take(b'z');
                scanner.at_end().then_some(Zone::Offset(0))
            }
            Some(b'@') => {
                scanner.take(b'@');
                let name = scanner.rest();
                *scanner = Scanner::new("");
                Zone::named(name)
            }
            Some(_) => {
                let negative = scanner.take(b'-');
                if !negative {
                    scanner.expect(b'+')?;
                }
                let (hours, _) = scanner.digits(2, 2)?;
                scanner.expect(b':')?;
                let (minutes, _) = scanner.digits(2, 2)?;
                let seconds = if scanner.take(b':') { scanner.digits(2, 2)?.0 } else { 0 };
                let size = hours * 3_600 + minutes * 60 + seconds;
                let valid = minutes < 60 && seconds < 60 && size <= MAX_OFFSET.into() && scanner.at_end();
                valid.then_some(Zone::Offset(if negative { -size } else { size } as i32))
            }
        }
    }

    /// A zone of the time zone database; `None` when there is none of that name.
    pub fn named(name: &str) -> Option<Zone> {
        super::zones::zone(name).map(|_| Zone::Named(name.into()))
    }
}

/// The same month and day in a year that the time zone rules can be asked for.
fn within_jiff(date: Date) -> Option<jiff::civil::Date> {
    let year = date.year().clamp(-9_000, 9_000);
    let day = date.day().min(super::date::days_in_month(year, date.month()));
    Date::new(year, date.month(), day)?.try_into().ok()
}

impl Time {
    /// The time of these parts; `None` when it does not exist.
    pub fn new(hour: u8, minute: u8, second: u8, nanos: u32, zone: Zone) -> Option<Time> {
        let seconds = i64::from(hour) * 3_600 + i64::from(minute) * 60 + i64::from(second);
        let valid = hour < 24 && minute < 60 && second < 60 && i128::from(nanos) < NANOS;
        let offset_valid = !matches!(zone, Zone::Offset(offset) if offset.unsigned_abs() > MAX_OFFSET.unsigned_abs());
        (valid && offset_valid).then(|| Time {
            nanos: seconds * 1_000_000_000 + i64::from(nanos),
            zone,
        })
    }

    /// A time so many nanoseconds after midnight, wrapped to one day.
    pub fn from_nanos(nanos: i128, zone: Zone) -> Time {
        Time {
            nanos: nanos.rem_euclid(DAY_NANOS) as i64,
            zone,
        }
    }

    /// Nanoseconds after midnight, where the time is valid.
    pub fn nanos_of_day(&self) -> i64 {
        self.nanos
    }

    /// Hour, 0 to 23.
    pub fn hour(&self) -> u8 {
        (self.nanos / 3_600_000_000_000) as u8
    }

    /// Minute, 0 to 59.
    pub fn minute(&self) -> u8 {
        (self.nanos / 60_000_000_000 % 60) as u8
    }

    /// Second, 0 to 59.
    pub fn second(&self) -> u8 {
        (self.nanos / 1_000_000_000 % 60) as u8
    }

    /// Nanoseconds within the second.
    pub fn subsecond(&self) -> u32 {
        (self.nanos % 1_000_000_000) as u32
    }

    /// Where the time is valid.
    pub fn zone(&self) -> &Zone {
        &self.zone
    }

    /// Offset east of UTC in seconds; `None` for a local time.
    pub fn offset(&self) -> Option<i32> {
        self.zone.offset_at(None, self.nanos)
    }

    /// Nanoseconds after midnight in UTC, which orders times of different offsets; a local time
    /// counts as it is.
    pub fn utc_nanos(&self) -> i128 {
        i128::from(self.nanos) - i128::from(self.offset().unwrap_or(0)) * NANOS
    }

    pub(super) fn scan(scanner: &mut Scanner<'_>) -> Option<Time> {
        let (hour, _) = scanner.digits(2, 2)?;
        scanner.expect(b':')?;
        let (minute, _) = scanner.digits(2, 2)?;
        scanner.expect(b':')?;
        let (second, _) = scanner.digits(2, 2)?;
        let nanos = if scanner.take(b'.') { scan_fraction(scanner)? } else { 0 };
        let zone = Zone::scan(scanner)?;
        // XML Schema writes the end of a day as 24:00:00; it is the midnight that follows.
        let hour = if hour == 24 && minute == 0 && second == 0 && nanos == 0 {
            0
        } else {
            hour
        };
        Time::new(hour as u8, minute as u8, second as u8, nanos as u32, zone)
    }
}

impl FromStr for Time {
    type Err = TimeError;

    fn from_str(text: &str) -> Result<Time, TimeError> {
        let mut scanner = Scanner::new(text);
        let time = Time::scan(&mut scanner).filter(|_| scanner.at_end());
        time.ok_or(TimeError)
    }
}

impl fmt::Display for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}:{:02}", self.hour(), self.minute(), self.second())?;
        write_fraction(f, self.subsecond())?;
        write!(f, "{}", self.zone)
    }
}

impl fmt::Display for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Zone::Local => Ok(()),
            Zone::Offset(0) => f.write_str("Z"),
            Zone::Named(name) => write!(f, "@{name}"),
            Zone::Offset(offset) => {
                let (sign, size) = (if *offset < 0 { '-' } else { '+' }, offset.unsigned_abs());
                write!(f, "{sign}{:02}:{:02}", size / 3_600, size / 60 % 60)?;
                if size % 60 == 0 {
                    Ok(())
                } else {
                    write!(f, ":{:02}", size % 60)
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_keep_the_zone_they_were_written_with() {
        for text in [
            "10:20:30",
            "10:20:30.5",
            "10:20:30Z",
            "10:20:30-05:00",
            "10:20:30.123456789@America/Bogota",
        ] {
            assert_eq!(text.parse::<Time>().unwrap().to_string(), text);
        }
    }

    #[test]
    fn times_that_do_not_exist_are_refused() {
        for text in [
            "24:00:01",
            "7:00:00",
            "10:60:00",
            "10:00:61",
            "10:00",
            "10:00:00+19:00",
            "10:00:00@Nowhere/City",
            "10:00:00+01:00@Europe/Paris",
        ] {
            assert!(text.parse::<Time>().is_err(), "{text}");
        }
    }

    #[cfg(feature = "zones")]
    #[test]
    fn the_offset_of_a_named_zone_follows_its_summer_time() {
        let paris = Zone::named("Europe/Paris").unwrap();
        let noon = 12 * 3_600 * 1_000_000_000;
        assert_eq!(paris.offset_at(Date::new(2026, 7, 1), noon), Some(7_200));
        assert_eq!(paris.offset_at(Date::new(2026, 1, 1), noon), Some(3_600));
        let two_thirty = 9_000 * 1_000_000_000;
        assert_eq!(
            paris.offset_at(Date::new(2026, 3, 29), two_thirty),
            Some(3_600),
            "a gap"
        );
        assert_eq!(
            paris.offset_at(Date::new(2026, 10, 25), two_thirty),
            Some(7_200),
            "a fold"
        );
    }
}
