//! A date and a time together.

use super::date::Date;
use super::duration::{DAY, DaysAndTime, NANOS};
use super::scan::Scanner;
use super::time::{Time, Zone};
use super::zones::zone as zone_of;
use std::fmt;
use std::str::FromStr;

/// A date and time of day, with no zone, an offset or a named zone.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct DateTime {
    /// The date, where the time is valid.
    pub date: Date,
    /// The time of day and its zone.
    pub time: Time,
}

/// The text is not a date and time that exists.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no es una fecha con hora como 2026-03-27T14:30:00-05:00")]
pub struct DateTimeError;

impl DateTime {
    /// Midnight UTC of a date: how a date is seen where a date and time is asked for
    /// (DMN 1.5 §10.3.2.3.6).
    pub fn midnight_utc(date: Date) -> DateTime {
        DateTime {
            date,
            time: Time::from_nanos(0, Zone::Offset(0)),
        }
    }

    /// Offset east of UTC in seconds at this date; `None` for a local one.
    pub fn offset(&self) -> Option<i32> {
        self.time.zone().offset_at(Some(self.date), self.time.nanos_of_day())
    }

    /// The moment with its zone; `None` for a local one and beyond the years 9999 either side.
    pub fn to_zoned(&self) -> Option<jiff::Zoned> {
        let zone = match self.time.zone() {
            Zone::Local => return None,
            Zone::Offset(seconds) => jiff::tz::Offset::from_seconds(*seconds).ok()?.to_time_zone(),
            Zone::Named(name) => zone_of(name)?,
        };
        let instant = jiff::Timestamp::from_nanosecond(self.utc_nanos()).ok()?;
        Some(instant.to_zoned(zone))
    }

    /// Whether it has no zone, so that it names no instant.
    pub fn is_local(&self) -> bool {
        *self.time.zone() == Zone::Local
    }

    /// Nanoseconds since 1970-01-01 UTC, which orders values of different zones; a local one
    /// counts as it is.
    pub fn utc_nanos(&self) -> i128 {
        self.local_nanos() - i128::from(self.offset().unwrap_or(0)) * NANOS
    }

    fn local_nanos(&self) -> i128 {
        i128::from(self.date.to_days()) * i128::from(DAY) * NANOS + i128::from(self.time.nanos_of_day())
    }

    /// The instant `duration` later, in the same zone. The second of two equal local times, when
    /// summer time ends, is written with its offset: with the name alone it would be the first.
    pub fn add(&self, duration: DaysAndTime) -> Option<DateTime> {
        let zone = self.time.zone();
        let Zone::Named(_) = zone else {
            return DateTime::from_local_nanos(self.local_nanos() + duration.to_nanos(), zone.clone());
        };
        let instant = self.utc_nanos() + duration.to_nanos();
        let local = local_of(instant, zone)?;
        DateTime::from_local_nanos(local, zone.clone())?.at_instant(instant, local)
    }

    /// Itself when it names `instant`, and the same local time with an offset when it does not.
    fn at_instant(self, instant: i128, local: i128) -> Option<DateTime> {
        if self.utc_nanos() == instant {
            return Some(self);
        }
        let offset = i32::try_from((local - instant) / NANOS).ok()?;
        DateTime::from_local_nanos(local, Zone::Offset(offset))
    }

    fn from_local_nanos(local: i128, zone: Zone) -> Option<DateTime> {
        let days = i64::try_from(local.div_euclid(i128::from(DAY) * NANOS)).ok()?;
        Some(DateTime {
            date: Date::from_days(days)?,
            time: Time::from_nanos(local, zone),
        })
    }
}

/// Local nanoseconds of an instant in a zone.
fn local_of(utc: i128, zone: &Zone) -> Option<i128> {
    let Zone::Named(name) = zone else {
        return Some(utc);
    };
    let zone = zone_of(name)?;
    // Beyond the years jiff knows, the rules of its last year are good enough.
    let limit = jiff::Timestamp::MAX.as_nanosecond() - NANOS;
    let instant = jiff::Timestamp::from_nanosecond(utc.clamp(-limit / 2, limit)).ok()?;
    Some(utc + i128::from(zone.to_offset(instant).seconds()) * NANOS)
}

impl From<&jiff::Zoned> for DateTime {
    fn from(zoned: &jiff::Zoned) -> DateTime {
        let zone = match zoned.time_zone().iana_name() {
            Some("UTC") | None => Zone::Offset(zoned.offset().seconds()),
            Some(name) => Zone::Named(name.into()),
        };
        let time = zoned.time();
        let seconds = i128::from(time.hour()) * 3_600 + i128::from(time.minute()) * 60 + i128::from(time.second());
        let nanos = seconds * NANOS + i128::from(time.subsec_nanosecond());
        let named = DateTime {
            date: zoned.date().into(),
            time: Time::from_nanos(nanos, zone),
        };
        let (instant, local) = (zoned.timestamp().as_nanosecond(), named.local_nanos());
        named.clone().at_instant(instant, local).unwrap_or(named)
    }
}

impl FromStr for DateTime {
    type Err = DateTimeError;

    fn from_str(text: &str) -> Result<DateTime, DateTimeError> {
        scan(text).ok_or(DateTimeError)
    }
}

fn scan(text: &str) -> Option<DateTime> {
    let mut scanner = Scanner::new(text);
    let date = Date::scan(&mut scanner)?;
    scanner.expect(b'T')?;
    let end_of_day = scanner.rest().starts_with("24:");
    let time = Time::scan(&mut scanner).filter(|_| scanner.at_end())?;
    let date = if end_of_day {
        Date::from_days(date.to_days() + 1)?
    } else {
        date
    };
    Some(DateTime { date, time })
}

impl fmt::Display for DateTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}T{}", self.date, self.time)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime {
        text.parse().unwrap()
    }

    #[test]
    fn the_same_instant_counts_the_same_in_every_zone() {
        let bogota = at("2026-03-27T10:00:00@America/Bogota");
        assert_eq!(bogota.utc_nanos(), at("2026-03-27T15:00:00Z").utc_nanos());
        assert_eq!(bogota.utc_nanos(), at("2026-03-27T16:00:00+01:00").utc_nanos());
    }

    #[cfg(feature = "zones")]
    #[test]
    fn adding_hours_across_a_change_of_summer_time_adds_real_hours() {
        let before = at("2026-03-29T01:30:00@Europe/Paris");
        let hour = DaysAndTime::from_seconds(3_600).unwrap();
        assert_eq!(
            before.add(hour).unwrap().to_string(),
            "2026-03-29T03:30:00@Europe/Paris"
        );
    }

    #[cfg(feature = "zones")]
    #[test]
    fn the_second_of_two_equal_local_times_is_an_hour_after_the_first() {
        let first = at("2026-10-25T02:30:00@Europe/Paris");
        let hour = DaysAndTime::from_seconds(3_600).unwrap();
        let second = first.add(hour).unwrap();
        assert_eq!(second.to_string(), "2026-10-25T02:30:00+01:00");
        assert_eq!(second.utc_nanos() - first.utc_nanos(), hour.to_nanos());
        assert_eq!(
            second.add(hour).unwrap().utc_nanos() - first.utc_nanos(),
            2 * hour.to_nanos()
        );
        let now: jiff::Zoned = "2026-10-25T02:30:00+01:00[Europe/Paris]".parse().unwrap();
        assert_eq!(DateTime::from(&now).utc_nanos(), second.utc_nanos());
    }

    #[test]
    fn twenty_four_hours_is_the_next_midnight() {
        assert_eq!(at("2026-12-31T24:00:00").to_string(), "2027-01-01T00:00:00");
    }

    #[test]
    fn years_beyond_four_digits_are_kept() {
        let text = "-999999999-12-31T23:59:59.999999999+02:00";
        assert_eq!(at(text).to_string(), text);
    }
}
